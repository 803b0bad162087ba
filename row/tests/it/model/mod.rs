//! `row/FORMAT.md` written a second time, value by value and in the plainest way: what the crate is
//! compared with. It shares no arithmetic with it.

mod compact;
mod standard;

use arrow_buffer::i256;
use arrow_schema::{DataType, Field, FieldRef, Fields, IntervalUnit};
use ferrow_row::RowFormat;

pub(crate) use compact::storage_order;

/// A value of any type.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Model {
    Null,
    Bool(bool),
    /// An integer of any width; the unscaled value of a decimal; a date, a time.
    Int(i128),
    /// A decimal of 256 bits that may be out of the range of `Int`.
    Wide(i256),
    /// The bits of a float of any width.
    Float(u64),
    /// Days and milliseconds.
    DayTime(i32, i32),
    /// Months, days and nanoseconds.
    MonthDayNano(i32, i32, i64),
    Text(String),
    Bytes(Vec<u8>),
    List(Vec<Model>),
    /// Keys and values, in the order in which they stand.
    Map(Vec<(Model, Model)>),
    /// The fields of a struct in the order of the schema.
    Struct(Vec<Model>),
    /// A type id and the value of that child.
    Union(i8, Box<Model>),
}

impl Model {
    pub(crate) fn is_null(&self) -> bool {
        *self == Self::Null
    }
}

/// The canonical row of `values`, one for each of `fields`.
pub(crate) fn row(format: RowFormat, fields: &Fields, values: &[Model]) -> Vec<u8> {
    assert_eq!(fields.len(), values.len(), "a value for each field");
    match format {
        RowFormat::Standard => standard::row(fields, values),
        RowFormat::Compact => compact::row(fields, values),
    }
}

/// The canonical bytes of a list, a map, a struct or a union, as they stand alone or in a variable
/// region without padding.
pub(crate) fn value(format: RowFormat, data_type: &DataType, value: &Model) -> Vec<u8> {
    match format {
        RowFormat::Standard => standard::body(data_type, value),
        RowFormat::Compact => compact::body(data_type, value),
    }
}

/// The type of the values of a dictionary or of runs, at last; any other type is its own.
fn plain(data_type: &DataType) -> &DataType {
    match data_type {
        DataType::Dictionary(_, values) => plain(values),
        DataType::RunEndEncoded(_, values) => plain(values.data_type()),
        other => other,
    }
}

/// The bytes that a number takes, of a type that is a number in both layouts.
fn number_width(data_type: &DataType) -> Option<usize> {
    use DataType as T;
    match plain(data_type) {
        T::Null => Some(0),
        T::Boolean | T::Int8 | T::UInt8 => Some(1),
        T::Int16 | T::UInt16 | T::Float16 => Some(2),
        T::Int32 | T::UInt32 | T::Float32 | T::Date32 | T::Time32(_) | T::Decimal32(..) => Some(4),
        T::Interval(IntervalUnit::YearMonth) => Some(4),
        T::Int64 | T::UInt64 | T::Float64 | T::Date64 | T::Time64(_) | T::Decimal64(..) => Some(8),
        T::Timestamp(..) | T::Duration(_) | T::Interval(IntervalUnit::DayTime) => Some(8),
        _ => None,
    }
}

/// The field of the elements, of a list type of any kind.
fn element(data_type: &DataType) -> Option<&FieldRef> {
    match data_type {
        DataType::List(element)
        | DataType::LargeList(element)
        | DataType::ListView(element)
        | DataType::LargeListView(element)
        | DataType::FixedSizeList(element, _) => Some(element),
        _ => None,
    }
}

/// The fields of a struct, or of the row that stands for a union: the type id and the children.
fn fields(data_type: &DataType) -> Option<Fields> {
    match data_type {
        DataType::Struct(fields) => Some(fields.clone()),
        DataType::Union(children, _) => {
            let type_id = Field::new("type_id", DataType::Int8, false);
            let children = children.iter().map(|(_, child)| child.as_ref().clone());
            let children = children.map(|child| child.with_nullable(true));
            Some([type_id].into_iter().chain(children).collect())
        }
        _ => None,
    }
}

/// The values of a struct, or of the row that stands for a union: all children but one are null.
fn field_values(data_type: &DataType, value: &Model) -> Vec<Model> {
    match (data_type, value) {
        (DataType::Struct(_), Model::Struct(values)) => values.clone(),
        (DataType::Union(children, _), Model::Union(active, value)) => {
            let mut values = vec![Model::Int((*active).into())];
            values.resize(1 + children.len(), Model::Null);
            let child = children.iter().position(|(type_id, _)| type_id == *active);
            values[1 + child.expect("a child of the union")] = (**value).clone();
            values
        }
        _ => panic!("{value:?} is not of type {data_type}"),
    }
}

/// The keys of a map and its values, each as the list that it is, with the type of that list.
fn entries(data_type: &DataType, value: &Model) -> [(FieldRef, Vec<Model>); 2] {
    let (DataType::Map(entries, _), Model::Map(pairs)) = (data_type, value) else {
        panic!("{value:?} is not of type {data_type}");
    };
    let fields = fields(entries.data_type()).expect("the entries of a map are structs");
    let (keys, values) = pairs.iter().cloned().unzip();
    [(fields[0].clone(), keys), (fields[1].clone(), values)]
}

/// The bytes of a value that has no parts, without padding.
fn scalar(data_type: &DataType, value: &Model) -> Vec<u8> {
    match value {
        Model::Bool(value) => vec![u8::from(*value)],
        Model::Int(value) => match plain(data_type) {
            DataType::Decimal128(..) | DataType::Decimal256(..) => {
                scalar(data_type, &Model::Wide(i256::from_i128(*value)))
            }
            _ => low(&value.to_le_bytes(), number_width(data_type).expect("an integer's type")),
        },
        Model::Wide(value) => value.to_le_bytes().to_vec(),
        Model::Float(bits) => {
            low(&bits.to_le_bytes(), number_width(data_type).expect("a float's type"))
        }
        Model::DayTime(days, milliseconds) => {
            [days.to_le_bytes(), milliseconds.to_le_bytes()].concat()
        }
        Model::MonthDayNano(months, days, nanoseconds) => {
            [&months.to_le_bytes()[..], &days.to_le_bytes(), &nanoseconds.to_le_bytes()].concat()
        }
        Model::Text(text) => text.as_bytes().to_vec(),
        Model::Bytes(bytes) => bytes.clone(),
        other => panic!("{other:?} has parts, or none at all"),
    }
}

/// The first `width` bytes of a little-endian number, which must be all that matters.
fn low(bytes: &[u8], width: usize) -> Vec<u8> {
    let (low, high) = bytes.split_at(width);
    assert!(high.iter().all(|byte| *byte == high[0]), "{bytes:?} is no number of {width} bytes");
    low.to_vec()
}

/// Bit `i` is set where value `i` is null. Where there is no bitmap, none may be.
fn null_bits(values: &[Model], width: usize) -> Vec<u8> {
    let mut bits = vec![0; width];
    for index in (0..values.len()).filter(|index| values[*index].is_null()) {
        bits[index / 8] |= 1 << (index % 8);
    }
    bits
}

/// The slot of a variable value: its offset in the upper half, its size in the lower.
fn span(offset: usize, size: usize) -> Vec<u8> {
    let half = |number| u32::try_from(number).expect("a model is small").to_le_bytes();
    [half(size), half(offset)].concat()
}

/// Zeros up to the next multiple of 8.
fn pad(bytes: &mut Vec<u8>) {
    bytes.resize(bytes.len().next_multiple_of(8), 0);
}
