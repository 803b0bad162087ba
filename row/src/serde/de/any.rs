//! Values as they describe themselves.

use arrow_buffer::IntervalMonthDayNano;
use serde::de::Visitor;
use serde::de::value::SeqDeserializer;

use super::entries::Entries;
use super::fields::Fields;
use super::number::{fraction_text, visit_i128, visit_i256};
use super::sequence::Elements;
use super::union::{Variant, VariantEntry};
use super::value::ValueDeserializer;
use crate::{Error, ValueRef};

/// Visits a value by its kind.
pub(super) fn visit<'de, V: Visitor<'de>>(
    place: ValueDeserializer<'de, '_>,
    visitor: V,
) -> Result<V::Value, Error> {
    let value = place.source.value();
    match fraction_text(place.source.layout(), value) {
        Some(text) => visitor.visit_string(text),
        None => visit_value(place, value, visitor),
    }
}

/// As [`visit`], of a decimal the number in units of its last digit.
pub(super) fn visit_unscaled<'de, V: Visitor<'de>>(
    place: ValueDeserializer<'de, '_>,
    visitor: V,
) -> Result<V::Value, Error> {
    visit_value(place, place.source.value(), visitor)
}

fn visit_value<'de, V: Visitor<'de>>(
    place: ValueDeserializer<'de, '_>,
    value: ValueRef<'de>,
    visitor: V,
) -> Result<V::Value, Error> {
    let unwelcome = place.unwelcome;
    match value {
        ValueRef::Null => visitor.visit_unit(),
        ValueRef::Bool(value) => visitor.visit_bool(value),
        ValueRef::Int8(value) => visitor.visit_i8(value),
        ValueRef::Int16(value) => visitor.visit_i16(value),
        ValueRef::Int32(value) => visitor.visit_i32(value),
        ValueRef::Int64(value) => visitor.visit_i64(value),
        ValueRef::UInt8(value) => visitor.visit_u8(value),
        ValueRef::UInt16(value) => visitor.visit_u16(value),
        ValueRef::UInt32(value) => visitor.visit_u32(value),
        ValueRef::UInt64(value) => visitor.visit_u64(value),
        ValueRef::Float16(value) => visitor.visit_f32(value.to_f32()),
        ValueRef::Float32(value) => visitor.visit_f32(value),
        ValueRef::Float64(value) => visitor.visit_f64(value),
        ValueRef::Decimal128(value) => visit_i128(visitor, value),
        ValueRef::Decimal256(value) => visit_i256(visitor, value),
        ValueRef::DayTime(value) => {
            visitor.visit_seq(SeqDeserializer::new([value.days, value.milliseconds].into_iter()))
        }
        ValueRef::MonthDayNano(IntervalMonthDayNano { months, days, nanoseconds }) => {
            let parts = [months.into(), days.into(), nanoseconds];
            visitor.visit_seq(SeqDeserializer::new(parts.into_iter()))
        }
        ValueRef::Utf8(value) => visitor.visit_borrowed_str(value),
        // What has no bytes, as JSON, has sequences of numbers.
        ValueRef::Binary(value) | ValueRef::FixedBinary(value) => {
            visitor.visit_seq(SeqDeserializer::new(value.iter().copied()))
        }
        ValueRef::List(list) => Elements::new(list, unwelcome).visit(visitor),
        ValueRef::Map(map) => visitor.visit_map(Entries::new(map, unwelcome)),
        ValueRef::Struct(row) => visitor.visit_map(Fields::new(row, unwelcome)),
        ValueRef::Union(union) => {
            let variant = Variant { union, unwelcome };
            match variant.is_unit() {
                true => visitor.visit_borrowed_str(variant.name()),
                false => visitor.visit_map(VariantEntry::new(variant)),
            }
        }
    }
}
