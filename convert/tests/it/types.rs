//! Every Arrow type that rows hold, and where a value of it can stand.

use std::sync::Arc;

use arrow_schema::DataType::{self, *};
use arrow_schema::{Field, FieldRef, Fields, IntervalUnit, TimeUnit, UnionFields, UnionMode};

/// Every type that rows hold.
pub(crate) fn data_types() -> Vec<DataType> {
    [flat_types(), wide_types(), encoded_types(), nested_types()].concat()
}

/// The types that stand in a slot of 8 bytes, and text and bytes.
pub(crate) fn flat_types() -> Vec<DataType> {
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
        Decimal32(9, 2),
        Decimal64(18, -3),
        Utf8,
        LargeUtf8,
        Utf8View,
        Binary,
        LargeBinary,
        BinaryView,
        Interval(IntervalUnit::YearMonth),
        Interval(IntervalUnit::DayTime),
        Time32(TimeUnit::Second),
        Time32(TimeUnit::Millisecond),
        Time64(TimeUnit::Microsecond),
        Time64(TimeUnit::Nanosecond),
        Timestamp(TimeUnit::Millisecond, Some("UTC".into())),
    ];
    types.extend(units.map(|unit| Timestamp(unit, None)));
    types.extend(units.map(Duration));
    types
}

/// The types of one value that does not fit a slot.
pub(crate) fn wide_types() -> Vec<DataType> {
    vec![
        Decimal128(38, 10),
        Decimal256(76, -5),
        Interval(IntervalUnit::MonthDayNano),
        FixedSizeBinary(0),
        FixedSizeBinary(3),
        FixedSizeBinary(16),
    ]
}

/// Types that encode another, with every type of index.
pub(crate) fn encoded_types() -> Vec<DataType> {
    let keys = [Int8, Int16, Int32, Int64, UInt8, UInt16, UInt32, UInt64];
    let values = [Utf8, Int64, Utf8View, Decimal128(5, 1), Boolean, Null, FixedSizeBinary(2)];
    let nested = [list(Int16), Struct(pair(Utf8, Float32)), dictionary(Int8, Utf8)];
    let values = values.into_iter().chain(nested.clone());
    let mut types: Vec<DataType> = (keys.into_iter().cycle().zip(values.clone()))
        .map(|(key, value)| dictionary(key, value))
        .collect();
    types.extend([Int16, Int32, Int64].into_iter().cycle().zip(values).map(|(e, v)| runs(e, v)));
    types
}

pub(crate) fn nested_types() -> Vec<DataType> {
    let union = |mode| Union(union_fields(), mode);
    vec![
        list(Utf8),
        LargeList(item(Int32)),
        ListView(item(Int64)),
        LargeListView(item(Utf8View)),
        FixedSizeList(item(Int16), 3),
        FixedSizeList(item(Utf8), 0),
        map(Utf8, Int32),
        map(Int16, list(Utf8)),
        Struct(pair(Utf8, Int16)),
        Struct(pair(Int8, Float64)),
        Struct(Fields::empty()),
        union(UnionMode::Dense),
        union(UnionMode::Sparse),
        list(Struct(pair(list(map(Utf8, Struct(pair(Int8, Utf8)))), Decimal128(9, 2)))),
    ]
}

fn item(data_type: DataType) -> FieldRef {
    Arc::new(Field::new("item", data_type, true))
}

pub(crate) fn list(data_type: DataType) -> DataType {
    List(item(data_type))
}

pub(crate) fn map(key: DataType, value: DataType) -> DataType {
    map_of(key, Field::new("value", value, true))
}

fn map_of(key: DataType, value: Field) -> DataType {
    let entries = vec![Field::new("key", key, false), value];
    Map(Arc::new(Field::new("entries", Struct(entries.into()), false)), false)
}

/// A field that may be null, and one that may not.
fn pair(a: DataType, b: DataType) -> Fields {
    vec![Field::new("a", a, true), Field::new("b", b, false)].into()
}

fn union_fields() -> UnionFields {
    let fields = vec![Field::new("number", Int32, true), Field::new("text", list(Utf8), true)];
    UnionFields::try_new([2, 5], fields).expect("two type ids")
}

pub(crate) fn dictionary(key: DataType, value: DataType) -> DataType {
    Dictionary(Box::new(key), Box::new(value))
}

pub(crate) fn runs(end: DataType, value: DataType) -> DataType {
    let (ends, values) = (Field::new("run_ends", end, false), Field::new("values", value, true));
    RunEndEncoded(Arc::new(ends), Arc::new(values))
}

/// Whether no value of the type is not null.
pub(crate) fn is_always_null(data_type: &DataType) -> bool {
    match data_type {
        Dictionary(_, values) => is_always_null(values),
        RunEndEncoded(_, values) => is_always_null(values.data_type()),
        data_type => *data_type == Null,
    }
}

/// Whether an IPC message can say the type, which has one index for a dictionary of dictionaries.
pub(crate) fn is_known_to_ipc(data_type: &DataType) -> bool {
    !matches!(data_type, Dictionary(_, values) if matches!(**values, Dictionary(..)))
}

/// What a value stands in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Position {
    Field,
    ListElement,
    MapKey,
    MapValue,
    StructField,
}

impl Position {
    pub(crate) const ALL: [Self; 5] =
        [Self::Field, Self::ListElement, Self::MapKey, Self::MapValue, Self::StructField];

    /// A field that has values of `data_type` in this place, `None` where Arrow has no such thing.
    pub(crate) fn field(self, data_type: &DataType, nullable: bool) -> Option<Field> {
        let value = |name: &str| Field::new(name, data_type.clone(), nullable);
        let outer = match self {
            _ if is_always_null(data_type) && !nullable => return None,
            Self::Field => return Some(value("f")),
            Self::MapKey if nullable => return None,
            Self::ListElement => List(Arc::new(value("item"))),
            Self::MapKey => map(data_type.clone(), Int8),
            Self::MapValue => map_of(Int32, value("value")),
            Self::StructField => {
                Struct(vec![value("a"), Field::new("b", Utf8, true), value("c")].into())
            }
        };
        Some(Field::new("f", outer, nullable))
    }
}
