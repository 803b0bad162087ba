//! Fingerprints: equal where schemas are, different where anything in them is, the same forever.

use std::collections::HashMap;
use std::sync::Arc;

use arrow_schema::{
    DataType, Field, FieldRef, Fields, IntervalUnit, Schema, TimeUnit, UnionFields, UnionMode,
};
use ferrow_row::schema::Fingerprint;
use ferrow_row::{RowFormat, RowLayout};

use RowFormat::{Compact, Standard};

fn field(name: &str, data_type: DataType) -> FieldRef {
    Arc::new(Field::new(name, data_type, true))
}

fn required(name: &str, data_type: DataType) -> FieldRef {
    Arc::new(Field::new(name, data_type, false))
}

fn fields<const N: usize>(fields: [FieldRef; N]) -> Fields {
    fields.into_iter().collect()
}

fn of(fields: impl Into<Fields>) -> Fingerprint {
    Fingerprint::of(&Schema::new(fields.into()), Standard)
}

fn of_type(data_type: DataType) -> Fingerprint {
    of(fields([field("a", data_type)]))
}

fn map(keys: DataType, values: FieldRef, sorted: bool) -> DataType {
    let entries = DataType::Struct(fields([required("key", keys), values]));
    DataType::Map(required("entries", entries), sorted)
}

fn union(mode: UnionMode, children: [(i8, FieldRef); 2]) -> DataType {
    DataType::Union(UnionFields::from_iter(children), mode)
}

/// Types that are all different, those of the same bytes in a row among them.
fn types() -> Vec<DataType> {
    use DataType::*;
    let units =
        [TimeUnit::Second, TimeUnit::Millisecond, TimeUnit::Microsecond, TimeUnit::Nanosecond];
    let mut types = vec![
        Null,
        Boolean,
        Int8,
        Int16,
        Int32,
        Int64,
        UInt8,
        UInt16,
        UInt32,
        UInt64,
        Float16,
        Float32,
        Float64,
        Date32,
        Date64,
        Binary,
        LargeBinary,
        BinaryView,
        Utf8,
        LargeUtf8,
        Utf8View,
        FixedSizeBinary(3),
        FixedSizeBinary(4),
        Interval(IntervalUnit::YearMonth),
        Interval(IntervalUnit::DayTime),
        Interval(IntervalUnit::MonthDayNano),
    ];
    for unit in units {
        let zones = [None, Some(""), Some("UTC"), Some("+00:00")];
        types.extend(zones.map(|zone| Timestamp(unit, zone.map(Into::into))));
        types.extend([Time32(unit), Time64(unit), Duration(unit)]);
    }
    for (precision, scale) in [(9, 2), (9, 3), (8, 2), (9, -2)] {
        types.extend([Decimal32, Decimal64, Decimal128, Decimal256].map(|of| of(precision, scale)));
    }
    for element in [field("item", Int8), required("item", Int8), field("item", Int16)] {
        types.extend([List, ListView, LargeList, LargeListView].map(|of| of(element.clone())));
        types.extend([2, 3].map(|len| FixedSizeList(element.clone(), len)));
    }
    for (keys, values) in [(Utf8, Int8), (Utf8, Int16), (LargeUtf8, Int8)] {
        for value in [field("value", values.clone()), required("value", values)] {
            types.extend([false, true].map(|sorted| map(keys.clone(), value.clone(), sorted)));
        }
    }
    let (x, y) = (field("x", Int8), field("y", Utf8));
    types.extend([
        Struct(Fields::empty()),
        Struct(fields([x.clone()])),
        Struct(fields([x.clone(), y.clone()])),
        Struct(fields([y.clone(), x.clone()])),
        Struct(fields([required("x", Int8), y.clone()])),
        Struct(fields([field("x", Struct(fields([x.clone()]))), y.clone()])),
        Struct(fields([field("x", Struct(fields([x.clone(), y.clone()])))])),
    ]);
    for mode in [UnionMode::Sparse, UnionMode::Dense] {
        types.extend([
            union(mode, [(0, x.clone()), (1, y.clone())]),
            union(mode, [(0, y.clone()), (1, x.clone())]),
            union(mode, [(1, x.clone()), (0, y.clone())]),
            union(mode, [(0, x.clone()), (2, y.clone())]),
            union(mode, [(0, x.clone()), (1, required("y", Utf8))]),
            union(mode, [(0, x.clone()), (1, field("z", Utf8))]),
        ]);
    }
    for (keys, values) in [(Int8, Utf8), (Int16, Utf8), (Int8, Binary)] {
        types.push(Dictionary(Box::new(keys), Box::new(values)));
    }
    for (run_ends, values) in
        [(Int16, x.clone()), (Int32, x), (Int16, required("x", Int8)), (Int16, y)]
    {
        types.push(RunEndEncoded(required("run_ends", run_ends), values));
    }
    types
}

#[test]
fn fingerprints_are_the_same_in_every_release() {
    let flight = Schema::new(vec![
        Field::new("dep_delay", DataType::Int16, true),
        Field::new("carrier", DataType::Utf8, false),
        Field::new("at", DataType::Timestamp(TimeUnit::Microsecond, Some("UTC".into())), true),
    ]);
    let all: Vec<FieldRef> = (types().into_iter().enumerate())
        .map(|(index, data_type)| field(&format!("f{index}"), data_type))
        .collect();
    let cases = [
        (Schema::empty(), Standard, "120c1d606c5241d5dc6395efc0eb206e"),
        (Schema::empty(), Compact, "2c18de7b84139fe50087503b1f51dec0"),
        (flight.clone(), Standard, "956bbddae9f981423f55825c0c450bac"),
        (flight, Compact, "2eac4effc5c1789d9c37401fb441e125"),
        (Schema::new(all), Standard, "520d46247affb0d0a6c1d395b787fd5a"),
    ];
    for (schema, format, digits) in cases {
        assert_eq!(Fingerprint::of(&schema, format).to_string(), digits, "{format:?} {schema}");
    }
}

#[test]
fn every_type_and_every_place_has_a_fingerprint_of_its_own() {
    let mut seen = HashMap::new();
    let mut add = |schema: Schema| {
        for format in [Standard, Compact] {
            let fingerprint = Fingerprint::of(&schema, format);
            let other = seen.insert(fingerprint, (format, schema.clone()));
            assert_eq!(other, None, "the fingerprint of {format:?} {schema}");
        }
    };
    let mut count = 0;
    for data_type in types() {
        let places = [
            data_type.clone(),
            DataType::List(field("item", DataType::List(field("item", data_type.clone())))),
            DataType::LargeList(field(
                "item",
                DataType::LargeList(field("item", data_type.clone())),
            )),
            DataType::Struct(fields([field("nested", data_type.clone())])),
            map(DataType::Int32, field("value", data_type.clone()), false),
            map(data_type.clone(), required("value", DataType::Int32), false),
        ];
        for place in places {
            add(Schema::new(vec![Field::new("a", place, true)]));
        }
        add(Schema::new(vec![Field::new("b", data_type.clone(), true)]));
        add(Schema::new(vec![
            Field::new("a", data_type.clone(), true),
            Field::new("z", DataType::Int8, true),
        ]));
        add(Schema::new(vec![
            Field::new("z", DataType::Int8, true),
            Field::new("a", data_type.clone(), true),
        ]));
        if data_type != DataType::Null {
            add(Schema::new(vec![Field::new("a", data_type, false)]));
        }
        count += 1;
    }
    assert!(count > 100, "{count} types");
}

#[test]
fn parts_of_names_do_not_move_between_fields() {
    let int = DataType::Int8;
    let one = of(fields([field("ab", int.clone()), field("c", int.clone())]));
    assert_ne!(one, of(fields([field("a", int.clone()), field("bc", int)])));
    let zone = |zone: &str| DataType::Timestamp(TimeUnit::Second, Some(zone.into()));
    let one = of(fields([field("a", zone("U")), field("TC", zone("x"))]));
    assert_ne!(one, of(fields([field("a", zone("UT")), field("C", zone("x"))])));
}

#[test]
fn what_means_nothing_to_a_row_changes_nothing() {
    let plain = Schema::new(vec![Field::new("a", DataType::FixedSizeBinary(16), true)]);
    let told = |what: &str| HashMap::from([(what.to_owned(), "x".to_owned())]);
    let metadata = Schema::new_with_metadata(
        vec![plain.field(0).clone().with_metadata(told("ARROW:extension:name"))],
        told("origin"),
    );
    assert_eq!(Fingerprint::of(&plain, Standard), Fingerprint::of(&metadata, Standard));

    // Values of type Null are null, whatever the field says.
    let null = of(fields([required("a", DataType::Null)]));
    assert_eq!(null, of_type(DataType::Null));

    let list = |name: &str| DataType::List(field(name, DataType::Int8));
    assert_eq!(of_type(list("item")), of_type(list("element")));
    let nested = |metadata| {
        let field = Field::new("item", DataType::Int8, true).with_metadata(metadata);
        DataType::List(Arc::new(field))
    };
    assert_eq!(of_type(nested(HashMap::new())), of_type(nested(told("k"))));

    let named = |entries: &str, key: &str, value: &str| {
        let pair = fields([required(key, DataType::Utf8), field(value, DataType::Int8)]);
        DataType::Map(required(entries, DataType::Struct(pair)), false)
    };
    assert_eq!(of_type(named("entries", "key", "value")), of_type(named("key_value", "k", "v")));
}

#[test]
fn layouts_are_equal_where_their_fingerprints_are() {
    let layouts: Vec<_> = (types().into_iter())
        .flat_map(|data_type| {
            let schema = Arc::new(Schema::new(vec![field("a", data_type)]));
            [Standard, Compact]
                .map(|format| RowLayout::try_with_format(Arc::clone(&schema), format).ok())
        })
        .flatten()
        .collect();
    assert!(layouts.len() > 150, "{} layouts", layouts.len());
    for (index, layout) in layouts.iter().enumerate() {
        assert_eq!(layout.fingerprint(), Fingerprint::of(layout.schema(), layout.format()));
        for (other_index, other) in layouts.iter().enumerate() {
            let same = index == other_index;
            assert_eq!(layout.fingerprint() == other.fingerprint(), same);
            assert_eq!(layout == other, same, "{} and {}", layout.schema(), other.schema());
        }
    }
}

#[test]
fn a_fingerprint_travels_as_16_bytes() {
    let fingerprint = of_type(DataType::Int8);
    assert_eq!(Fingerprint::from_bytes(fingerprint.to_bytes()), fingerprint);
    let mut reversed = fingerprint.to_bytes();
    reversed.reverse();
    let digits: String = reversed.iter().map(|byte| format!("{byte:02x}")).collect();
    assert_eq!(fingerprint.to_string(), digits);
}
