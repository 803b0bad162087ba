//! Schemas out of types alone.

use std::collections::{BTreeMap, HashMap};
use std::fmt;

use arrow_schema::{DataType, Field, Fields, Schema, UnionFields, UnionMode};
use ferrow_row::serde::{TraceOptions, trace};
use ferrow_row::{Error, ErrorKind};
use serde::de::{self, EnumAccess, IgnoredAny, VariantAccess, Visitor};
use serde::{Deserialize, Deserializer};

/// The type of the one field of a struct that holds a `T`.
fn traced<T: Deserialize<'static>>() -> Result<Field, Error> {
    let schema = trace::<Holder<T>>()?;
    assert_eq!(schema.fields().len(), 1);
    Ok(schema.field(0).clone())
}

#[derive(Deserialize)]
struct Holder<T> {
    #[expect(dead_code, reason = "only its type is looked at")]
    value: T,
}

fn value(data_type: DataType) -> Field {
    Field::new("value", data_type, false)
}

fn list(data_type: DataType, nullable: bool) -> DataType {
    DataType::List(Field::new_list_field(data_type, nullable).into())
}

fn structure(fields: Vec<Field>) -> DataType {
    DataType::Struct(fields.into())
}

fn map(key: DataType, value: Field) -> DataType {
    let entries = Fields::from(vec![Field::new("key", key, false), value]);
    DataType::Map(Field::new("entries", DataType::Struct(entries), false).into(), false)
}

#[test]
fn numbers_and_text_have_the_arrow_type_of_their_name() {
    assert_eq!(traced::<bool>().unwrap(), value(DataType::Boolean));
    assert_eq!(traced::<i8>().unwrap(), value(DataType::Int8));
    assert_eq!(traced::<i16>().unwrap(), value(DataType::Int16));
    assert_eq!(traced::<i32>().unwrap(), value(DataType::Int32));
    assert_eq!(traced::<i64>().unwrap(), value(DataType::Int64));
    assert_eq!(traced::<u8>().unwrap(), value(DataType::UInt8));
    assert_eq!(traced::<u16>().unwrap(), value(DataType::UInt16));
    assert_eq!(traced::<u32>().unwrap(), value(DataType::UInt32));
    assert_eq!(traced::<u64>().unwrap(), value(DataType::UInt64));
    assert_eq!(traced::<f32>().unwrap(), value(DataType::Float32));
    assert_eq!(traced::<f64>().unwrap(), value(DataType::Float64));
    assert_eq!(traced::<i128>().unwrap(), value(DataType::Decimal128(38, 0)));
    assert_eq!(traced::<u128>().unwrap(), value(DataType::Decimal128(38, 0)));
    assert_eq!(traced::<char>().unwrap(), value(DataType::Utf8));
    assert_eq!(traced::<String>().unwrap(), value(DataType::Utf8));
    assert_eq!(traced::<&'static str>().unwrap(), value(DataType::Utf8));
    assert_eq!(traced::<&'static [u8]>().unwrap(), value(DataType::Binary));
    assert_eq!(traced::<()>().unwrap(), Field::new("value", DataType::Null, true));
}

#[test]
fn options_are_nullable_and_boxes_and_newtypes_are_not_there() {
    #[derive(Deserialize)]
    struct Meters(#[expect(dead_code, reason = "only its type is looked at")] f32);
    assert_eq!(traced::<Option<i16>>().unwrap(), Field::new("value", DataType::Int16, true));
    assert_eq!(traced::<Box<i16>>().unwrap(), value(DataType::Int16));
    assert_eq!(traced::<Meters>().unwrap(), value(DataType::Float32));
    assert_eq!(
        traced::<Option<Box<Meters>>>().unwrap(),
        Field::new("value", DataType::Float32, true)
    );
}

#[test]
fn sequences_are_lists_maps_are_maps_and_structs_are_structs() {
    assert_eq!(traced::<Vec<i32>>().unwrap(), value(list(DataType::Int32, false)));
    assert_eq!(
        traced::<Vec<Option<Vec<u8>>>>().unwrap(),
        value(list(list(DataType::UInt8, false), true))
    );
    let wanted = map(DataType::Utf8, Field::new("value", DataType::Int64, true));
    assert_eq!(traced::<HashMap<String, Option<i64>>>().unwrap(), value(wanted));
    let inner = Field::new("value", list(DataType::Boolean, false), false);
    assert_eq!(traced::<BTreeMap<u8, Vec<bool>>>().unwrap(), value(map(DataType::UInt8, inner)));
    assert_eq!(
        traced::<Holder<Holder<i8>>>().unwrap(),
        value(structure(vec![value(structure(vec![value(DataType::Int8)]))]))
    );
}

#[test]
fn tuples_are_fixed_size_lists_where_one_type_holds_all_elements() {
    let pair = |data_type, nullable| {
        DataType::FixedSizeList(Field::new_list_field(data_type, nullable).into(), 2)
    };
    assert_eq!(traced::<[f64; 2]>().unwrap(), value(pair(DataType::Float64, false)));
    assert_eq!(traced::<(f64, Option<f64>)>().unwrap(), value(pair(DataType::Float64, true)));
    assert_eq!(
        traced::<(u8, Option<String>)>().unwrap(),
        value(structure(vec![
            Field::new("0", DataType::UInt8, false),
            Field::new("1", DataType::Utf8, true),
        ]))
    );
    // A row has fields, so at the root a tuple is always a struct.
    let root = trace::<(f64, f64)>().unwrap();
    assert_eq!(root.fields().len(), 2);
}

#[test]
fn enums_without_data_are_text() {
    #[derive(Deserialize)]
    enum Colour {
        Red,
        Green,
    }
    assert_eq!(traced::<Colour>().unwrap(), value(DataType::Utf8));
    assert_eq!(
        traced::<BTreeMap<ColourKey, ()>>().unwrap(),
        value(map(DataType::Utf8, Field::new("value", DataType::Null, true)))
    );

    #[derive(Deserialize, PartialEq, Eq, PartialOrd, Ord)]
    enum ColourKey {
        Red,
    }
}

#[derive(Deserialize)]
#[expect(dead_code, reason = "only its type is looked at")]
enum Shape {
    Nothing,
    Circle(f64),
    Line(i32, i64),
    Box { width: u8, label: Option<String> },
}

fn shape() -> DataType {
    let line =
        vec![Field::new("0", DataType::Int32, false), Field::new("1", DataType::Int64, false)];
    let bounds = vec![
        Field::new("width", DataType::UInt8, false),
        Field::new("label", DataType::Utf8, true),
    ];
    let children = vec![
        Field::new("Nothing", DataType::Null, true),
        Field::new("Circle", DataType::Float64, false),
        Field::new("Line", structure(line), false),
        Field::new("Box", structure(bounds), false),
    ];
    DataType::Union(UnionFields::from_fields(children), UnionMode::Dense)
}

#[test]
fn enums_with_data_are_dense_unions_of_every_variant() {
    assert_eq!(traced::<Shape>().unwrap(), value(shape()));
    assert_eq!(traced::<Vec<Shape>>().unwrap(), value(list(shape(), false)));
}

#[test]
fn every_variant_of_every_enum_is_visited_however_they_are_nested() {
    #[derive(Deserialize)]
    #[expect(dead_code, reason = "only its type is looked at")]
    enum Outer {
        Left(Result<Shape, i8>),
        Right { shapes: Vec<Option<Shape>>, again: Shape },
    }
    let result = UnionFields::from_fields(vec![
        Field::new("Ok", shape(), false),
        Field::new("Err", DataType::Int8, false),
    ]);
    let right =
        vec![Field::new("shapes", list(shape(), true), false), Field::new("again", shape(), false)];
    let children = UnionFields::from_fields(vec![
        Field::new("Left", DataType::Union(result, UnionMode::Dense), false),
        Field::new("Right", structure(right), false),
    ]);
    assert_eq!(traced::<Outer>().unwrap(), value(DataType::Union(children, UnionMode::Dense)));
}

#[test]
fn names_are_those_of_serde_and_aliases_are_no_fields() {
    #[derive(Deserialize)]
    #[serde(rename_all = "camelCase")]
    #[expect(dead_code, reason = "only its type is looked at")]
    struct Renamed {
        first_name: String,
        #[serde(alias = "age", alias = "zz_years")]
        mature_years: u8,
        #[serde(alias = "a_mail")]
        mail: String,
        #[serde(skip)]
        hidden: u8,
        #[serde(rename = "Last")]
        last_name: String,
    }
    let names: Vec<_> =
        trace::<Renamed>().unwrap().fields().iter().map(|f| f.name().clone()).collect();
    assert_eq!(names, ["firstName", "matureYears", "mail", "Last"]);
}

#[test]
fn types_that_parse_text_are_text() {
    #[derive(Deserialize)]
    #[serde(try_from = "String")]
    struct Date(#[expect(dead_code, reason = "only its type is looked at")] u16);

    impl TryFrom<String> for Date {
        type Error = std::num::ParseIntError;

        fn try_from(text: String) -> Result<Self, Self::Error> {
            text.split('-').next().unwrap_or_default().parse().map(Self)
        }
    }
    assert_eq!(traced::<Date>().unwrap(), value(DataType::Utf8));
    assert_eq!(traced::<std::net::Ipv4Addr>().unwrap(), value(DataType::Utf8));
    assert_eq!(traced::<Option<std::net::SocketAddr>>().unwrap().data_type(), &DataType::Utf8);
    assert_eq!(traced::<std::num::NonZeroU16>().unwrap(), value(DataType::UInt16));
}

/// The error of tracing a `T` that is a field `value`.
fn refused<T: Deserialize<'static>>() -> Error {
    let error = traced::<T>().expect_err("the type does not say what it is");
    assert_eq!(error.kind(), ErrorKind::Untraceable);
    error
}

#[test]
fn types_that_ask_the_data_are_to_be_traced_from_samples() {
    #[derive(Deserialize)]
    #[serde(untagged)]
    #[expect(dead_code, reason = "only its type is looked at")]
    enum Untagged {
        Number(i64),
        Text(String),
    }
    #[derive(Deserialize)]
    #[serde(tag = "type")]
    #[expect(dead_code, reason = "only its type is looked at")]
    enum Tagged {
        Number { value: i64 },
    }
    #[derive(Deserialize)]
    struct Flat {
        #[serde(flatten)]
        #[expect(dead_code, reason = "only its type is looked at")]
        rest: HashMap<String, i64>,
    }
    for error in [
        refused::<Untagged>(),
        refused::<Tagged>(),
        refused::<Flat>(),
        refused::<serde_json::Value>(),
    ] {
        assert!(error.path().starts_with("value"), "{error}");
        assert!(error.to_string().contains("trace_samples"), "{error}");
    }
    assert_eq!(refused::<Vec<HashMap<String, Untagged>>>().path(), "value[].value");
}

#[test]
fn a_recursive_type_is_an_error_and_no_hang() {
    #[derive(Deserialize)]
    #[expect(dead_code, reason = "only its type is looked at")]
    struct Chain {
        next: Option<Box<Chain>>,
    }
    #[derive(Deserialize)]
    #[expect(dead_code, reason = "only its type is looked at")]
    struct Tree {
        children: Vec<Tree>,
    }
    #[derive(Deserialize)]
    #[expect(dead_code, reason = "only its type is looked at")]
    enum Expression {
        Number(i64),
        Sum(Box<Expression>, Box<Expression>),
    }
    #[derive(Deserialize)]
    #[expect(dead_code, reason = "only its type is looked at")]
    enum Stack {
        Empty,
        Push(u8, Box<Stack>),
    }
    for error in
        [refused::<Chain>(), refused::<Tree>(), refused::<Expression>(), refused::<Stack>()]
    {
        assert!(error.to_string().contains("recursive"), "{error}");
    }
}

#[test]
fn a_type_that_refuses_every_placeholder_says_so_itself() {
    #[derive(Debug)]
    struct Never;

    impl<'de> Deserialize<'de> for Never {
        fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
            String::deserialize(deserializer)?;
            Err(de::Error::custom("no text is good enough"))
        }
    }
    let error = refused::<Vec<Never>>();
    assert_eq!(error.path(), "value[]");
    assert!(error.to_string().contains("no text is good enough"), "{error}");
    assert!(error.to_string().contains("trace_samples"), "{error}");
}

#[test]
fn an_enum_of_more_variants_than_type_ids_is_an_error_unless_it_has_no_data() {
    /// An enum of which only the names of its variants are known.
    struct Many<const DATA: bool>;

    impl<'de, const DATA: bool> Deserialize<'de> for Many<DATA> {
        fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
            deserializer.deserialize_enum("Many", &NAMES, ManyVisitor::<DATA>)
        }
    }

    struct ManyVisitor<const DATA: bool>;

    impl<'de, const DATA: bool> Visitor<'de> for ManyVisitor<DATA> {
        type Value = Many<DATA>;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("a variant")
        }

        fn visit_enum<A: EnumAccess<'de>>(self, data: A) -> Result<Many<DATA>, A::Error> {
            let (_, variant): (IgnoredAny, _) = data.variant()?;
            if DATA {
                variant.newtype_variant::<u8>()?
            } else {
                variant.unit_variant().map(|()| 0)?
            };
            Ok(Many)
        }
    }

    static NAMES: [&str; 129] = {
        let all = include_str!("trace.rs");
        let mut names = [""; 129];
        let mut index = 0;
        while index < names.len() {
            // Any 129 different names will do: ever longer beginnings of this file.
            names[index] = all.split_at(index + 1).0;
            index += 1;
        }
        names
    };

    assert_eq!(traced::<Many<false>>().unwrap(), value(DataType::Utf8));
    assert!(refused::<Many<true>>().to_string().contains("129 variants"));
}

#[test]
fn a_root_without_fields_is_an_error() {
    for error in [
        trace::<i32>().unwrap_err(),
        trace::<Vec<Holder<i32>>>().unwrap_err(),
        trace::<Option<Holder<i32>>>().unwrap_err(),
        trace::<HashMap<String, i32>>().unwrap_err(),
        trace::<Shape>().unwrap_err(),
    ] {
        assert_eq!((error.kind(), error.path().as_str()), (ErrorKind::Untraceable, ""));
    }
}

#[test]
fn a_map_that_is_to_be_a_struct_has_keys_that_no_type_tells() {
    let options = TraceOptions::new().maps_as_structs();
    let error = options.trace::<Holder<HashMap<String, i32>>>().unwrap_err();
    assert_eq!((error.kind(), error.path().as_str()), (ErrorKind::Untraceable, "value"));
    assert_eq!(options.trace::<Holder<i32>>().unwrap(), Schema::new(vec![value(DataType::Int32)]));
}
