//! The one match on a field's kind: from here on it is known.

use std::cmp::Ordering;

use arrow::array::ArrayRef;
use arrow::datatypes::{IntervalDayTime, IntervalMonthDayNano, i256};
use ferrow_row::{Kind, ValueLayout};
use half::f16;

use super::operand::{Bool, Bytes, Number, Operand};
use super::place::SlotPlace;
use super::predicate::Part;
use super::test::{Compare, FieldTest, IsIn, Matches, Sense};
use crate::error::{Error, Problem};

/// `$then` with the operand of a kind as `$O`.
macro_rules! by_operand {
    ($value:expr, $O:ident => $then:expr) => {
        by_operand! { @ $value, $O, $then;
            Bool Bool, Int8 Number<i8>, Int16 Number<i16>, Int32 Number<i32>, Int64 Number<i64>,
            UInt8 Number<u8>, UInt16 Number<u16>, UInt32 Number<u32>, UInt64 Number<u64>,
            Float16 Number<f16>, Float32 Number<f32>, Float64 Number<f64>,
            DayTime Number<IntervalDayTime>, MonthDayNano Number<IntervalMonthDayNano>,
            Decimal128 Number<i128>, Decimal256 Number<i256>,
            Utf8 Bytes, Binary Bytes, FixedBinary Bytes
        }
    };
    (@ $value:expr, $O:ident, $then:expr; $($kind:ident $operand:ty),*) => {
        match $value.kind() {
            $(Kind::$kind => {
                type $O = $operand;
                Ok($then)
            })*
            _ => {
                let data_type = $value.data_type().clone();
                Err(Error::new(Problem::NotComparable { data_type }).in_column($value.path()))
            }
        }
    };
}

pub(super) fn comparison(
    value: &ValueLayout,
    place: SlotPlace,
    (ordering, sense): (Ordering, Sense),
    literal: &ArrayRef,
) -> Result<Box<dyn FieldTest>, Error> {
    by_operand!(value, O => {
        let literal = O::literal(literal);
        Box::new(Compare::<O> { place, ordering, sense, literal })
    })
}

pub(super) fn is_in(
    value: &ValueLayout,
    place: SlotPlace,
    sense: Sense,
    list: &[ArrayRef],
) -> Result<Box<dyn FieldTest>, Error> {
    by_operand!(value, O => {
        let mut list: Vec<_> = list.iter().map(|literal| O::literal(literal)).collect();
        list.sort_by(|a, b| Ord::cmp(&O::key(a), &O::key(b)));
        Box::new(IsIn::<O> { place, sense, list })
    })
}

/// Whether values of this kind can be compared at all.
pub(super) fn check_comparable(value: &ValueLayout) -> Result<(), Error> {
    if value.kind() == Kind::Null {
        return Ok(());
    }
    by_operand!(value, O => { let _ = O::key; })
}

/// Whether values of this kind have parts that can be looked for.
pub(super) fn check_text(value: &ValueLayout) -> Result<(), Error> {
    match value.kind() {
        Kind::Utf8 | Kind::Binary | Kind::FixedBinary => Ok(()),
        _ => {
            let data_type = value.data_type().clone();
            Err(Error::new(Problem::NotText { data_type }).in_column(value.path()))
        }
    }
}

/// Of a field that was checked to be text or bytes.
pub(super) fn matches(
    place: SlotPlace,
    (part, sense): (Part, Sense),
    pattern: &ArrayRef,
) -> Box<dyn FieldTest> {
    Box::new(Matches::new(place, part, sense, &Bytes::literal(pattern)))
}
