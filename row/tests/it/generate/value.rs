//! Random values of any type.

use arrow_buffer::i256;
use arrow_schema::{DataType, Field, Fields, IntervalUnit};

use super::{Choices, is_nullable, key_and_value, list_element, stored};
use crate::model::Model;

/// A value for each field.
pub(crate) fn row(choices: &mut Choices<'_>, fields: &Fields) -> Vec<Model> {
    fields.iter().map(|field| field_value(choices, field)).collect()
}

/// A value of the field, null now and then where it may be.
fn field_value(choices: &mut Choices<'_>, field: &Field) -> Model {
    if *stored(field.data_type()) == DataType::Null || is_nullable(field) && choices.one_in(3) {
        return Model::Null;
    }
    value(choices, field.data_type())
}

fn value(choices: &mut Choices<'_>, data_type: &DataType) -> Model {
    use DataType as T;
    let data_type = stored(data_type);
    match data_type {
        T::Boolean => Model::Bool(choices.one_in(2)),
        T::Int8 => signed(choices, 8),
        T::Int16 => signed(choices, 16),
        T::Int32 | T::Date32 | T::Time32(_) | T::Decimal32(..) => signed(choices, 32),
        T::Interval(IntervalUnit::YearMonth) => signed(choices, 32),
        T::Int64 | T::Date64 | T::Time64(_) | T::Decimal64(..) => signed(choices, 64),
        T::Timestamp(..) | T::Duration(_) => signed(choices, 64),
        T::Decimal128(..) => signed(choices, 128),
        T::Decimal256(..) => {
            let (low, high) = (choices.array(), signed(choices, 64));
            let Model::Int(high) = high else { return high };
            let wide = i256::from_parts(u128::from_le_bytes(low), high);
            wide.to_i128().map_or(Model::Wide(wide), Model::Int)
        }
        T::UInt8 => unsigned(choices, 8),
        T::UInt16 => unsigned(choices, 16),
        T::UInt32 => unsigned(choices, 32),
        T::UInt64 => unsigned(choices, 64),
        // Of any bits, so that there are NaNs of all kinds, and both zeros.
        T::Float16 => Model::Float(u16::from_le_bytes(choices.array()).into()),
        T::Float32 => Model::Float(u32::from_le_bytes(choices.array()).into()),
        T::Float64 => Model::Float(u64::from_le_bytes(choices.array())),
        T::Interval(IntervalUnit::DayTime) => {
            let [days, milliseconds] = [(); 2].map(|()| i32::from_le_bytes(choices.array()));
            Model::DayTime(days, milliseconds)
        }
        T::Interval(IntervalUnit::MonthDayNano) => {
            let [months, days] = [(); 2].map(|()| i32::from_le_bytes(choices.array()));
            Model::MonthDayNano(months, days, i64::from_le_bytes(choices.array()))
        }
        T::Utf8 | T::LargeUtf8 | T::Utf8View => {
            let len = choices.below(12);
            Model::Text((0..len).map(|_| char(choices)).collect())
        }
        T::Binary | T::LargeBinary | T::BinaryView => {
            let len = choices.below(20);
            Model::Bytes((0..len).map(|_| choices.byte()).collect())
        }
        T::FixedSizeBinary(len) => Model::Bytes((0..*len).map(|_| choices.byte()).collect()),
        T::FixedSizeList(element, len) => {
            Model::List((0..*len).map(|_| field_value(choices, element)).collect())
        }
        T::Map(entries, _) => map(choices, entries),
        T::Struct(fields) => Model::Struct(row(choices, fields)),
        T::Union(children, _) => {
            let (type_id, child) =
                children.iter().nth(choices.below(children.len())).expect("a child");
            Model::Union(type_id, Box::new(field_value(choices, child)))
        }
        list => {
            let element = list_element(list).unwrap_or_else(|| panic!("{list} has no values"));
            let len = choices.len();
            Model::List((0..len).map(|_| field_value(choices, element)).collect())
        }
    }
}

/// Entries of which no two have the same key.
fn map(choices: &mut Choices<'_>, entries: &Field) -> Model {
    let (key, item) = key_and_value(entries);
    let mut pairs: Vec<(Model, Model)> = Vec::new();
    for _ in 0..choices.len() {
        let pair = (value(choices, key.data_type()), field_value(choices, item));
        if pairs.iter().all(|(key, _)| *key != pair.0) {
            pairs.push(pair);
        }
    }
    Model::Map(pairs)
}

fn signed(choices: &mut Choices<'_>, bits: u32) -> Model {
    let any = i128::from_le_bytes(choices_of(choices, bits)) << (128 - bits) >> (128 - bits);
    Model::Int(match choices.below(8) {
        6 => i128::MIN >> (128 - bits),
        7 => i128::MAX >> (128 - bits),
        _ => any,
    })
}

fn unsigned(choices: &mut Choices<'_>, bits: u32) -> Model {
    let any = i128::from_le_bytes(choices_of(choices, bits));
    Model::Int(if choices.one_in(8) { (1 << bits) - 1 } else { any })
}

/// A number of so many bits: often a small one.
fn choices_of(choices: &mut Choices<'_>, bits: u32) -> [u8; 16] {
    let width = usize::try_from(bits / 8).expect("a width");
    let width = if choices.one_in(2) { width } else { 1 };
    let mut bytes = [0; 16];
    bytes[..width].fill_with(|| choices.byte());
    bytes
}

fn char(choices: &mut Choices<'_>) -> char {
    match choices.below(4) {
        0..3 => char::from(b'a' + choices.byte() % 26),
        _ => *choices.pick(&['\0', 'é', '漢', '🦀', '\u{10ffff}', '\u{7ff}', '\u{800}']),
    }
}
