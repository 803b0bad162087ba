//! What a value is in a wider type: the table of `evolution`, written a second time.

use arrow_buffer::i256;
use arrow_schema::{DataType, Fields, TimeUnit};
use half::f16;

use super::{key_and_value, list_element, stored};
use crate::model::Model;

/// `value` of type `from` in the type `to`; `None` where a number in it is out of range.
pub(crate) fn converted(value: &Model, from: &DataType, to: &DataType) -> Option<Model> {
    let (from, to) = (stored(from), stored(to));
    let each = |values: &[Model], from: &DataType, to: &DataType| -> Option<Vec<Model>> {
        values.iter().map(|value| converted(value, from, to)).collect()
    };
    Some(match (value, from, to) {
        (Model::Null, ..) => Model::Null,
        (Model::List(values), ..) => {
            let (from, to) = (list_element(from)?, list_element(to)?);
            Model::List(each(values, from.data_type(), to.data_type())?)
        }
        (Model::Map(pairs), DataType::Map(from, _), DataType::Map(to, _)) => {
            let ((from_key, from), (to_key, to)) = (key_and_value(from), key_and_value(to));
            let (keys, values): (Vec<_>, Vec<_>) = pairs.iter().cloned().unzip();
            let keys = each(&keys, from_key.data_type(), to_key.data_type())?;
            let values = each(&values, from.data_type(), to.data_type())?;
            Model::Map(keys.into_iter().zip(values).collect())
        }
        (Model::Struct(values), DataType::Struct(from), DataType::Struct(to)) => {
            Model::Struct(row(values, from, to)?)
        }
        (Model::Union(id, value), DataType::Union(from, _), DataType::Union(to, _)) => {
            let from = from.iter().find(|(type_id, _)| type_id == id)?.1;
            let (id, to) = to.iter().find(|(_, child)| child.name() == from.name())?;
            Model::Union(id, Box::new(converted(value, from.data_type(), to.data_type())?))
        }
        _ => scalar(value, from, to)?,
    })
}

/// The values of `to`, found by name; null where there is none.
fn row(values: &[Model], from: &Fields, to: &Fields) -> Option<Vec<Model>> {
    let field = |to: &arrow_schema::FieldRef| match from.find(to.name()) {
        Some((index, from)) => converted(&values[index], from.data_type(), to.data_type()),
        None => Some(Model::Null),
    };
    to.iter().map(field).collect()
}

fn scalar(value: &Model, from: &DataType, to: &DataType) -> Option<Model> {
    Some(match value {
        Model::Int(number) if to.is_floating() => Model::Float(match to {
            // Every integer that widens to a float has at most 32 bits.
            DataType::Float16 => f16::from_f64(small(*number).into()).to_bits().into(),
            DataType::Float32 => small_f32(*number).to_bits().into(),
            _ => small_f64(*number).to_bits(),
        }),
        Model::Int(_) | Model::Wide(_) => {
            let number = match value {
                Model::Wide(number) => *number,
                Model::Int(number) => i256::from_i128(*number),
                _ => return None,
            };
            let number = number.checked_mul(factor(from, to))?;
            let most = match to {
                DataType::Decimal256(..) => i256::MAX,
                DataType::Decimal128(..) => i256::from_i128(i128::MAX),
                DataType::Decimal32(..) | DataType::Time32(_) => i256::from_i128(i32::MAX.into()),
                DataType::UInt64 => i256::from_i128(u64::MAX.into()),
                _ => i256::from_i128(i64::MAX.into()),
            };
            let least = most.wrapping_neg().wrapping_sub(i256::ONE);
            if number > most || number < least {
                return None;
            }
            number.to_i128().map_or(Model::Wide(number), Model::Int)
        }
        Model::Float(bits) if from != to => {
            let number = match from {
                DataType::Float16 => f16::from_bits(u16::try_from(*bits).ok()?).to_f64(),
                _ => f32::from_bits(u32::try_from(*bits).ok()?).into(),
            };
            Model::Float(match to {
                DataType::Float32 => {
                    u64::from(f16::from_bits(u16::try_from(*bits).ok()?).to_f32().to_bits())
                }
                _ => number.to_bits(),
            })
        }
        Model::Text(text) if matches!(to, DataType::Binary | DataType::BinaryView) => {
            Model::Bytes(text.as_bytes().to_vec())
        }
        other => other.clone(),
    })
}

fn small(number: i128) -> i16 {
    i16::try_from(number).expect("8 bits")
}

fn small_f32(number: i128) -> f32 {
    match i16::try_from(number) {
        Ok(number) => number.into(),
        Err(_) => u16::try_from(number).expect("16 bits").into(),
    }
}

fn small_f64(number: i128) -> f64 {
    match i32::try_from(number) {
        Ok(number) => number.into(),
        Err(_) => u32::try_from(number).expect("32 bits").into(),
    }
}

/// What a time or a decimal is multiplied with; one of any other number.
fn factor(from: &DataType, to: &DataType) -> i256 {
    if let (Some(from), Some(to)) = (scale(from), scale(to)) {
        return i256::from_i128(10)
            .wrapping_pow(u32::try_from(to - from).expect("no fewer digits"));
    }
    let (Some(from), Some(to)) = (in_a_day(from), in_a_day(to)) else { return i256::ONE };
    i256::from_i128(to / from)
}

fn scale(data_type: &DataType) -> Option<i16> {
    match data_type {
        DataType::Decimal32(_, scale)
        | DataType::Decimal64(_, scale)
        | DataType::Decimal128(_, scale)
        | DataType::Decimal256(_, scale) => Some((*scale).into()),
        _ => None,
    }
}

/// How many of its units a type has for a day.
fn in_a_day(data_type: &DataType) -> Option<i128> {
    use DataType::{Date32, Date64, Duration, Time32, Time64, Timestamp};
    let per_second = match data_type {
        Date32 => return Some(1),
        Date64 => 1_000,
        Time32(unit) | Time64(unit) | Timestamp(unit, _) | Duration(unit) => match unit {
            TimeUnit::Second => 1,
            TimeUnit::Millisecond => 1_000,
            TimeUnit::Microsecond => 1_000_000,
            TimeUnit::Nanosecond => 1_000_000_000,
        },
        _ => return None,
    };
    Some(86_400 * per_second)
}
