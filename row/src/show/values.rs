//! One value as text: what its bytes are, read with its Arrow type.

use std::fmt;

use arrow_array::types::{Decimal128Type, Decimal256Type, DecimalType};
use arrow_schema::DataType;

use super::temporal;
use crate::{RowRef, ValueRef};

/// Bytes of a binary value that are shown where nobody asks for a number of them.
const MOST_BYTES: usize = 32;

/// Nanoseconds in the milliseconds of a day-time interval.
const MILLISECOND: i128 = 1_000_000;

/// A value to be shown as its Arrow type writes it, where that is known. Its `Debug` is the same text:
/// so the builders of [`fmt`] put nested values together, on one line or on many.
pub(super) struct Shown<'a> {
    pub(super) value: ValueRef<'a>,
    pub(super) data_type: Option<&'a DataType>,
}

impl<'a> Shown<'a> {
    pub(super) fn new(value: ValueRef<'a>, data_type: &'a DataType) -> Self {
        Self { value, data_type: Some(data_type) }
    }
}

impl fmt::Display for Shown<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self, f)
    }
}

impl fmt::Debug for Shown<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let most = f.precision().unwrap_or(usize::MAX);
        match self.value {
            ValueRef::List(list) => {
                let data_type = list.layout().element().data_type();
                let mut out = f.debug_list();
                out.entries(list.values().take(most).map(|value| Shown::new(value, data_type)));
                if list.len() > most { out.finish_non_exhaustive() } else { out.finish() }
            }
            ValueRef::Map(map) => {
                let keys = map.layout().keys().element().data_type();
                let values = map.layout().values().element().data_type();
                let mut out = f.debug_map();
                out.entries(
                    (map.entries().take(most))
                        .map(|(key, value)| (Shown::new(key, keys), Shown::new(value, values))),
                );
                if map.len() > most { out.finish_non_exhaustive() } else { out.finish() }
            }
            ValueRef::Struct(row) => f
                .debug_map()
                .entries((0..row.layout().len()).map(|index| field(row, index)))
                .finish(),
            ValueRef::Union(union) => {
                let (name, value) = field(union.row(), union.index() + 1);
                f.debug_map().entry(&name, &value).finish()
            }
            value => scalar(f, value, self.data_type.map(stored)),
        }
    }
}

fn field(row: RowRef<'_>, index: usize) -> (Name<'_>, Shown<'_>) {
    let layout = row.layout().value(index);
    (Name(layout.field().name()), Shown::new(row.value(index), layout.data_type()))
}

/// A name as it is where it is a word, in quotes where it is not. Its `Debug` is the text.
pub(super) struct Name<'a>(pub(super) &'a str);

impl fmt::Debug for Name<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let is_of_word = |c: char| c.is_alphanumeric() || c == '_';
        match !self.0.is_empty() && self.0.chars().all(is_of_word) {
            true => f.write_str(self.0),
            false => write!(f, "{:?}", self.0),
        }
    }
}

/// The type that says how a value is shown, for a type that encodes another.
fn stored(data_type: &DataType) -> &DataType {
    match data_type {
        DataType::Dictionary(_, values) => stored(values),
        DataType::RunEndEncoded(_, values) => stored(values.data_type()),
        data_type => data_type,
    }
}

fn scalar(
    f: &mut fmt::Formatter<'_>,
    value: ValueRef<'_>,
    data_type: Option<&DataType>,
) -> fmt::Result {
    match value {
        ValueRef::Bool(value) => write!(f, "{value}"),
        ValueRef::Int8(value) => write!(f, "{value}"),
        ValueRef::Int16(value) => write!(f, "{value}"),
        ValueRef::Int32(value) => integer(f, value.into(), data_type),
        ValueRef::Int64(value) => integer(f, value, data_type),
        ValueRef::UInt8(value) => write!(f, "{value}"),
        ValueRef::UInt16(value) => write!(f, "{value}"),
        ValueRef::UInt32(value) => write!(f, "{value}"),
        ValueRef::UInt64(value) => write!(f, "{value}"),
        ValueRef::Float16(value) => write!(f, "{value:?}"),
        ValueRef::Float32(value) => write!(f, "{value:?}"),
        ValueRef::Float64(value) => write!(f, "{value:?}"),
        ValueRef::DayTime(value) => {
            let nanoseconds = i128::from(value.milliseconds) * MILLISECOND;
            f.write_str(&temporal::period(0, value.days, nanoseconds))
        }
        ValueRef::MonthDayNano(value) => {
            f.write_str(&temporal::period(value.months, value.days, value.nanoseconds.into()))
        }
        ValueRef::Decimal128(value) => decimal::<Decimal128Type>(f, value, scale(data_type)),
        ValueRef::Decimal256(value) => decimal::<Decimal256Type>(f, value, scale(data_type)),
        ValueRef::Utf8(value) => text(f, value),
        ValueRef::Binary(value) | ValueRef::FixedBinary(value) => bytes(f, value),
        _ => f.write_str("null"),
    }
}

fn integer(f: &mut fmt::Formatter<'_>, value: i64, data_type: Option<&DataType>) -> fmt::Result {
    match data_type {
        Some(DataType::Decimal32(..) | DataType::Decimal64(..)) => {
            decimal::<Decimal128Type>(f, value.into(), scale(data_type))
        }
        _ => match data_type.and_then(|data_type| temporal::text(value, data_type)) {
            Some(text) => f.write_str(&text),
            None => write!(f, "{value}"),
        },
    }
}

fn scale(data_type: Option<&DataType>) -> i8 {
    match data_type {
        Some(
            DataType::Decimal32(_, scale)
            | DataType::Decimal64(_, scale)
            | DataType::Decimal128(_, scale)
            | DataType::Decimal256(_, scale),
        ) => *scale,
        _ => 0,
    }
}

fn decimal<T: DecimalType>(f: &mut fmt::Formatter<'_>, value: T::Native, scale: i8) -> fmt::Result {
    // A row may hold more digits than the precision, and Arrow leaves out those that are too many.
    f.write_str(&T::format_decimal(value, u8::MAX, scale))
}

fn text(f: &mut fmt::Formatter<'_>, text: &str) -> fmt::Result {
    let most = f.precision().unwrap_or(usize::MAX);
    match text.char_indices().nth(most) {
        Some((end, _)) => write!(f, "{:?}…", &text[..end]),
        None => write!(f, "{text:?}"),
    }
}

fn bytes(f: &mut fmt::Formatter<'_>, bytes: &[u8]) -> fmt::Result {
    let most = f.precision().unwrap_or(MOST_BYTES);
    f.write_str("0x")?;
    bytes.iter().take(most).try_for_each(|byte| write!(f, "{byte:02x}"))?;
    match bytes.len() > most {
        true => write!(f, "… ({} bytes)", bytes.len()),
        false => Ok(()),
    }
}
