//! Numbers that may be decimals.

use arrow_buffer::i256;
use serde::de::Visitor;

use crate::serde::decimal::DecimalShape;
use crate::{Error, ValueLayout, ValueRef};

/// The text of a decimal; `None` where the value is none.
pub(super) fn decimal_text(layout: &ValueLayout, value: ValueRef<'_>) -> Option<String> {
    let unscaled = match value {
        ValueRef::Int32(value) => i256::from(value),
        ValueRef::Int64(value) => i256::from(value),
        ValueRef::Decimal128(value) => i256::from_i128(value),
        ValueRef::Decimal256(value) => value,
        _ => return None,
    };
    DecimalShape::of(layout.data_type()).map(|shape| shape.format(unscaled))
}

/// The text of a decimal that is not whole: no number but a float has its form, and floats are not
/// exact.
pub(super) fn fraction_text(layout: &ValueLayout, value: ValueRef<'_>) -> Option<String> {
    let shape = DecimalShape::of(layout.data_type())?;
    if shape.is_whole() { None } else { decimal_text(layout, value) }
}

/// Visits a whole number by the narrowest method that has it, which the most visitors know.
pub(super) fn visit_i128<'de, V: Visitor<'de>>(visitor: V, value: i128) -> Result<V::Value, Error> {
    match (i64::try_from(value), u64::try_from(value)) {
        (Ok(value), _) => visitor.visit_i64(value),
        (_, Ok(value)) => visitor.visit_u64(value),
        _ => visitor.visit_i128(value),
    }
}

/// As [`visit_i128`]; a number that no integer of Rust holds is text.
pub(super) fn visit_i256<'de, V: Visitor<'de>>(visitor: V, value: i256) -> Result<V::Value, Error> {
    match (value.to_i128(), value.to_parts()) {
        (Some(value), _) => visit_i128(visitor, value),
        (None, (value, 0)) => visitor.visit_u128(value),
        (None, _) => visitor.visit_string(value.to_string()),
    }
}
