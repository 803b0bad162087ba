//! Fory's schema hashes and schema bytes: those of other implementations, and what they cannot say.

mod damage;

use std::sync::Arc;

use arrow_schema::{DataType, Field, FieldRef, Fields, IntervalUnit, Schema, TimeUnit};
use ferrow_row::schema::{from_schema_bytes, schema_hash, to_schema_bytes};
use ferrow_row::{ErrorKind, RowFormat, RowLayout};

use RowFormat::{Compact, Standard};

use crate::vector::{self, Root};

/// What another implementation says of one schema.
struct Golden {
    name: String,
    layout: Arc<RowLayout>,
    /// The names of the fields in the order of their slots.
    order: Vec<String>,
    hash: Option<i64>,
    bytes: Vec<u8>,
}

/// The golden vectors that have schema bytes.
fn goldens() -> Vec<Golden> {
    let goldens: Vec<_> = (vector::load().into_iter())
        .filter_map(|vector| {
            let Root::Row(schema) = vector.root else { return None };
            let order = vector.field_order.unwrap_or_else(|| names(&schema));
            let layout = RowLayout::try_with_format(schema, vector.format);
            Some(Golden {
                name: format!("{:?} {}", vector.format, vector.name),
                layout: layout.expect("types that rows hold"),
                order,
                hash: vector.schema_hash,
                bytes: vector.schema_bytes?,
            })
        })
        .collect();
    for format in [Standard, Compact] {
        let found = goldens.iter().any(|golden| golden.layout.format() == format);
        assert!(found, "no golden of {format:?} rows has schema bytes");
    }
    goldens
}

fn names(schema: &Schema) -> Vec<String> {
    schema.fields().iter().map(|field| field.name().clone()).collect()
}

fn map_of(key: DataType, value: DataType) -> DataType {
    let entries = [Field::new("key", key, false), Field::new("value", value, true)];
    let entries = DataType::Struct(Vec::from(entries).into());
    DataType::Map(Arc::new(Field::new("entries", entries, false)), false)
}

/// The same schema without what bytes do not say: the order of a compact row's fields, and the size
/// of binary.
fn sayable(fields: &Fields) -> Fields {
    let mut fields: Vec<FieldRef> = (fields.iter())
        .map(|field| {
            let data_type = sayable_type(field.data_type());
            Arc::new(field.as_ref().clone().with_data_type(data_type))
        })
        .collect();
    fields.sort_by(|a, b| a.name().cmp(b.name()));
    fields.into()
}

fn sayable_type(data_type: &DataType) -> DataType {
    match data_type {
        DataType::FixedSizeBinary(_) => DataType::Binary,
        DataType::Struct(fields) => DataType::Struct(sayable(fields)),
        DataType::List(element) => {
            DataType::new_list(sayable_type(element.data_type()), element.is_nullable())
        }
        DataType::Map(entries, _) => match entries.data_type() {
            DataType::Struct(entry) => {
                map_of(sayable_type(entry[0].data_type()), sayable_type(entry[1].data_type()))
            }
            _ => panic!("a map's entries are structs"),
        },
        flat => flat.clone(),
    }
}

fn one(data_type: DataType) -> Schema {
    Schema::new(vec![Field::new("a", data_type, true)])
}

#[test]
fn golden_hashes_are_those_of_other_implementations() {
    let mut compared = 0;
    for golden in goldens() {
        if let Some(hash) = golden.hash {
            assert_eq!(golden.layout.schema_hash().unwrap(), hash, "{}", golden.name);
            compared += 1;
        }
    }
    assert!(compared > 0, "no golden has a hash");
}

#[test]
fn golden_schema_bytes_are_written_byte_for_byte() {
    for golden in goldens() {
        assert_eq!(golden.layout.to_schema_bytes().unwrap(), golden.bytes, "{}", golden.name);
    }
}

#[test]
fn golden_schema_bytes_read_as_the_schema_in_the_order_of_slots() {
    for golden in goldens() {
        let (name, schema) = (&golden.name, golden.layout.schema());
        let read = from_schema_bytes(&golden.bytes).unwrap_or_else(|e| panic!("{name}: {e}"));
        assert_eq!(names(&read), golden.order, "{name}");
        assert_eq!(sayable(read.fields()), sayable(schema.fields()), "{name}");
        if golden.layout.format() == Standard && sayable(schema.fields()) == *schema.fields() {
            assert_eq!(read, **schema, "{name}");
        }
    }
}

#[test]
fn a_layout_is_planned_from_schema_bytes_unless_a_compact_row_has_binary() {
    for golden in goldens() {
        let (name, format) = (&golden.name, golden.layout.format());
        let ambiguous = golden.bytes.contains(&41) && format == Compact;
        match RowLayout::from_schema_bytes(&golden.bytes, format) {
            Ok(layout) => {
                assert!(!ambiguous, "{name}");
                assert_eq!(layout.to_schema_bytes().unwrap(), golden.bytes, "{name}");
                assert_eq!(layout.schema_hash().unwrap(), golden.layout.schema_hash().unwrap());
                assert_eq!(layout.fixed_width(), golden.layout.fixed_width(), "{name}");
            }
            Err(error) => {
                assert!(ambiguous, "{name}: {error}");
                assert_eq!(error.kind(), ErrorKind::Unsupported, "{name}: {error}");
                assert!(!error.path().is_empty(), "{name}: {error}");
            }
        }
    }
}

#[test]
fn fields_of_compact_rows_are_sorted_in_structs_and_not_in_lists_and_maps() {
    let unsorted = || {
        DataType::Struct(
            vec![
                Field::new("p", DataType::Float16, false),
                Field::new("q", DataType::Float64, false),
            ]
            .into(),
        )
    };
    let order = |data_type| {
        let layout = RowLayout::try_with_format(one(data_type), Compact).unwrap();
        let bytes = layout.to_schema_bytes().unwrap();
        let at = |id| bytes.iter().position(|&byte| byte == id).expect("the type id");
        // The type ids of float64 and float16, which no other byte here is.
        at(20) < at(17)
    };
    let wrapped = || DataType::Struct(vec![Field::new("s", unsorted(), false)].into());
    assert!(order(unsorted()) && order(wrapped()));
    assert!(!order(DataType::new_list(unsorted(), true)));
    assert!(!order(DataType::new_list(wrapped(), true)));
    assert!(!order(map_of(DataType::Utf8, unsorted())));
}

#[test]
fn binary_anywhere_in_compact_rows_is_too_little_to_plan_them() {
    let binary = DataType::Binary;
    let nested = DataType::Struct(vec![Field::new("b", binary.clone(), true)].into());
    let cases = [
        (binary.clone(), "a"),
        (DataType::FixedSizeBinary(16), "a"),
        (DataType::new_list(binary.clone(), true), "a[]"),
        (map_of(binary.clone(), DataType::Int8), "a.keys[]"),
        (map_of(DataType::Utf8, nested.clone()), "a.values[].b"),
        (DataType::new_list(nested, true), "a[].b"),
    ];
    for (data_type, path) in cases {
        let bytes = to_schema_bytes(&one(data_type)).unwrap();
        assert!(RowLayout::from_schema_bytes(&bytes, Standard).is_ok());
        let error = RowLayout::from_schema_bytes(&bytes, Compact).unwrap_err();
        assert_eq!((error.kind(), error.path().as_str()), (ErrorKind::Unsupported, path));
        assert!(error.to_string().contains("FixedSizeBinary"), "{error}");
    }
}

#[test]
fn the_hash_ignores_names_and_nullability_and_what_leaves_the_bytes_the_same() {
    let hash = |data_type| schema_hash(&one(data_type)).unwrap();
    let other = Schema::new(vec![Field::new("b", DataType::Utf8, false)]);
    assert_eq!(hash(DataType::Utf8), schema_hash(&other).unwrap());
    let dictionary = DataType::Dictionary(Box::new(DataType::Int8), Box::new(DataType::Utf8));
    for same in [DataType::LargeUtf8, DataType::Utf8View, dictionary] {
        assert_eq!(hash(same.clone()), hash(DataType::Utf8), "{same}");
    }
    let zoned = DataType::Timestamp(TimeUnit::Microsecond, Some("UTC".into()));
    assert_eq!(hash(zoned), hash(DataType::Timestamp(TimeUnit::Microsecond, None)));
    let fixed = DataType::new_fixed_size_list(DataType::Int8, 3, true);
    assert_eq!(hash(fixed), hash(DataType::new_list(DataType::Int8, false)));
    assert_ne!(hash(DataType::Utf8), hash(DataType::Binary));
}

#[test]
fn what_fory_has_no_type_for_has_no_hash_and_no_bytes() {
    let dictionary = DataType::Dictionary(Box::new(DataType::Int8), Box::new(DataType::UInt8));
    let types = [
        DataType::Null,
        DataType::UInt8,
        DataType::UInt16,
        DataType::UInt32,
        DataType::UInt64,
        DataType::Date64,
        DataType::Time32(TimeUnit::Second),
        DataType::Time64(TimeUnit::Nanosecond),
        DataType::Timestamp(TimeUnit::Nanosecond, None),
        DataType::Duration(TimeUnit::Second),
        DataType::Interval(IntervalUnit::MonthDayNano),
        DataType::Decimal32(9, 2),
        DataType::Decimal64(18, 2),
        dictionary,
    ];
    for data_type in types {
        let nested = DataType::Struct(vec![Field::new("x", data_type.clone(), true)].into());
        let schema = one(DataType::new_list(nested, true));
        for error in [schema_hash(&schema).unwrap_err(), to_schema_bytes(&schema).unwrap_err()] {
            let place = (error.kind(), error.path());
            assert_eq!(place, (ErrorKind::Unsupported, "a[].x".to_owned()), "{error}");
            assert!(error.to_string().contains(&data_type.to_string()), "{error}");
        }
    }
}

#[test]
fn what_would_not_come_back_has_no_bytes_and_the_error_says_what_to_do() {
    let element = || Arc::new(Field::new_list_field(DataType::Int8, true));
    let cases = [
        (DataType::LargeUtf8, "cast the field to Utf8,"),
        (DataType::Utf8View, "cast the field to Utf8,"),
        (DataType::LargeBinary, "cast the field to Binary,"),
        (DataType::BinaryView, "cast the field to Binary,"),
        (DataType::LargeList(element()), "cast the field to List,"),
        (DataType::FixedSizeList(element(), 3), "cast the field to List,"),
        (
            DataType::Dictionary(Box::new(DataType::Int8), Box::new(DataType::Utf8)),
            "the type of its values",
        ),
        (DataType::Timestamp(TimeUnit::Microsecond, Some("UTC".into())), "without a zone"),
        (DataType::Decimal256(50, 2), "Decimal128"),
        (DataType::Decimal128(9, -2), "scale of 0 or more"),
        (DataType::UInt8, "signed integer"),
        (DataType::Null, "cannot express Null; send"),
    ];
    for (data_type, advice) in cases {
        let error = to_schema_bytes(&one(data_type)).unwrap_err();
        assert_eq!((error.kind(), error.path().as_str()), (ErrorKind::Unsupported, "a"));
        let words = error.to_string();
        assert!(words.contains(advice) && words.contains("`ferrow.row`"), "{words}");
    }
    let unnamed = Schema::new(vec![Field::new("", DataType::Int8, true)]);
    let error = to_schema_bytes(&unnamed).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Unsupported);
    assert!(error.to_string().contains("field 0"), "{error}");
}

#[test]
fn names_of_any_length_and_letters_come_back() {
    for letter in ["a", "A", "0", "$", ".", "\u{e9}", "\u{1f980}"] {
        for len in (1..40).chain([127, 128, 143, 144, 300, 20_000]) {
            let schema = Schema::new(vec![Field::new(letter.repeat(len), DataType::Int8, false)]);
            let bytes = to_schema_bytes(&schema).unwrap();
            assert_eq!(from_schema_bytes(&bytes).unwrap(), schema, "{len} of {letter}");
        }
    }
}

#[test]
fn the_inside_of_lists_and_maps_has_the_names_that_java_gives_it() {
    let element = Arc::new(Field::new("element", DataType::Int8, true));
    let entries =
        [Field::new("keys", DataType::Utf8, false), Field::new("values", DataType::Int8, true)];
    let entries = Field::new("key_value", DataType::Struct(Vec::from(entries).into()), false);
    let arrow = Schema::new(vec![
        Field::new("l", DataType::List(element), true),
        Field::new("m", DataType::Map(Arc::new(entries), true), true),
    ]);
    let java = Schema::new(vec![
        Field::new("l", DataType::new_list(DataType::Int8, true), true),
        Field::new("m", map_of(DataType::Utf8, DataType::Int8), true),
    ]);
    let bytes = to_schema_bytes(&arrow).unwrap();
    assert_eq!(bytes, to_schema_bytes(&java).unwrap());
    assert_eq!(from_schema_bytes(&bytes).unwrap(), java);
}

#[test]
fn a_map_has_no_null_keys_whatever_its_bytes_say() {
    let bytes = [1, 1, 0x40, b'a', 24, 0x40, b'k', 21, 0x40, b'v', 2];
    let schema = from_schema_bytes(&bytes).unwrap();
    let DataType::Map(entries, false) = schema.field(0).data_type() else { panic!("{schema}") };
    let DataType::Struct(entries) = entries.data_type() else { panic!("{schema}") };
    assert_eq!((entries[0].is_nullable(), entries[1].is_nullable()), (false, true));
}
