//! Numbers into the columns that hold them.

use arrow_buffer::i256;
use half::f16;

use crate::serde::error::{SerdeProblem, error_at, not_for};
use crate::{Error, Kind, SlotWriter, ValueLayout};

/// Writes a whole number to a column of whatever type holds just that number: an integer, a time, a
/// decimal in units of its last digit, or a float.
pub(super) fn whole(slot: SlotWriter<'_>, value: i128) -> Result<(), Error> {
    let layout = slot.layout();
    macro_rules! narrow {
        ($value:ty) => {
            match <$value>::try_from(value) {
                Ok(value) => slot.set::<$value>(value),
                Err(_) => Err(range(layout, value)),
            }
        };
    }
    match layout.kind() {
        Kind::Int8 => narrow!(i8),
        Kind::Int16 => narrow!(i16),
        Kind::Int32 => narrow!(i32),
        Kind::Int64 => narrow!(i64),
        Kind::UInt8 => narrow!(u8),
        Kind::UInt16 => narrow!(u16),
        Kind::UInt32 => narrow!(u32),
        Kind::UInt64 => narrow!(u64),
        Kind::Decimal128 => slot.set::<i128>(value),
        Kind::Decimal256 => slot.set::<i256>(i256::from_i128(value)),
        Kind::Float16 if is_exact(value, 11) && value.unsigned_abs() <= 65_504 => {
            slot.set::<f16>(f16::from_f64(value as f64))
        }
        Kind::Float32 if is_exact(value, 24) => slot.set::<f32>(value as f32),
        Kind::Float64 if is_exact(value, 53) => slot.set::<f64>(value as f64),
        Kind::Float16 | Kind::Float32 | Kind::Float64 => Err(range(layout, value)),
        _ => Err(not_for(layout, "an integer")),
    }
}

/// As [`whole`], of a number that an `i128` may not hold.
pub(super) fn whole_u128(slot: SlotWriter<'_>, value: u128) -> Result<(), Error> {
    let layout = slot.layout();
    match (i128::try_from(value), layout.kind()) {
        (Ok(value), _) => whole(slot, value),
        (Err(_), Kind::Decimal256) => slot.set::<i256>(i256::from_parts(value, 0)),
        (Err(_), _) => Err(range(layout, value)),
    }
}

/// Writes a float to a column of floats, rounded to what that holds.
pub(super) fn float(slot: SlotWriter<'_>, value: f64) -> Result<(), Error> {
    let layout = slot.layout();
    #[expect(clippy::cast_possible_truncation, reason = "rounds; that it fits is checked")]
    let single = value as f32;
    let half = f16::from_f64(value);
    match layout.kind() {
        Kind::Float64 => slot.set::<f64>(value),
        Kind::Float32 if single.is_finite() || !value.is_finite() => slot.set::<f32>(single),
        Kind::Float16 if half.is_finite() || !value.is_finite() => slot.set::<f16>(half),
        Kind::Float32 | Kind::Float16 => Err(range(layout, value)),
        _ => Err(not_for(layout, "a float")),
    }
}

/// Whether a float of so many binary digits is just this number, as far as its exponent goes.
fn is_exact(value: i128, digits: u32) -> bool {
    let magnitude = value.unsigned_abs();
    magnitude == 0 || 128 - magnitude.leading_zeros() - magnitude.trailing_zeros() <= digits
}

#[cold]
fn range(layout: &ValueLayout, value: impl ToString) -> Error {
    let (value, data_type) = (value.to_string(), layout.data_type().clone());
    error_at(layout, SerdeProblem::Range { value, data_type })
}

#[cfg(test)]
mod tests {
    use super::is_exact;

    #[test]
    fn a_number_is_exact_in_a_float_that_has_its_digits() {
        for exact in [0, 1, -1, 1 << 53, -(1 << 53), (1 << 53) - 1, 1 << 100, i128::MIN] {
            assert!(is_exact(exact, 53), "{exact}");
        }
        for inexact in [(1 << 53) + 1, -(1 << 53) - 1, i128::MAX, (1 << 100) + 1] {
            assert!(!is_exact(inexact, 53), "{inexact}");
        }
    }
}
