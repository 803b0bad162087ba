//! One value that fields are compared with.

use std::sync::Arc;

use arrow::array::{
    Array, ArrayRef, BinaryArray, BooleanArray, PrimitiveArray, Scalar, StringArray,
};
use arrow::compute::cast;
use arrow::datatypes::{
    ArrowPrimitiveType, DataType, Float16Type, Float32Type, Float64Type, Int8Type, Int16Type,
    Int32Type, Int64Type, UInt8Type, UInt16Type, UInt32Type, UInt64Type,
};
use arrow::util::display::array_value_to_string;
use ferrow_row::ValueLayout;
use half::f16;

use crate::error::{Error, Problem};
use crate::same_values::stored;

/// One value that fields are compared with, of the type of the field.
///
/// An integer may be of any type, for a field of integers, `f32` or `f64` that has this very value: `1` is
/// `1_i64` to a field of Int64, and `300` is an error to one of Int8. An `f32` may be compared with a field of
/// Float64. Other literals have the field's type.
///
/// Made of a Rust number, `bool`, text or bytes, of an `Option` of these, or of an Arrow [`Scalar`] of
/// any type: dates, timestamps, decimals. Text and bytes may be in any of Arrow's forms, whichever
/// the field's is, and so may a value that is encoded as a dictionary. The precision of decimals and
/// the name of a time zone do not matter.
#[derive(Debug, Clone)]
pub struct Literal(ArrayRef);

impl Literal {
    /// The value as an array of one, to be compared with fields of `value`'s type; text and bytes are
    /// `Binary`. `None` where it is null.
    ///
    /// # Errors
    ///
    /// Where the field does not have values of this type.
    pub(super) fn for_field(&self, value: &ValueLayout) -> Result<Option<ArrayRef>, Error> {
        let (wanted, found) = (stored(value.data_type()), stored(self.0.data_type()));
        if *found == DataType::Null {
            return Ok(None);
        }
        if is_other_number(wanted, found) {
            return self.number_for_field(value, wanted, found);
        }
        if !is_comparable(wanted, found) {
            let (wanted, found) = (wanted.clone(), found.clone());
            let error = Error::new(Problem::LiteralType { wanted, found });
            return Err(error.in_column(value.path()));
        }
        let target = if is_bytes(found) || is_text(found) { &DataType::Binary } else { found };
        let array = match self.0.data_type() == target {
            true => Arc::clone(&self.0),
            false => cast(&cast(&self.0, found)?, target)?,
        };
        Ok(array.is_valid(0).then_some(array))
    }

    /// The number as one of the type `wanted`, where it is one of that type's values.
    fn number_for_field(
        &self,
        value: &ValueLayout,
        wanted: &DataType,
        found: &DataType,
    ) -> Result<Option<ArrayRef>, Error> {
        let given = cast(&self.0, found)?;
        let array = cast(&given, wanted)?;
        // What does not fit casts to null or to a number near it, and does not come back the same.
        if *cast(&array, found)? != *given {
            let number = array_value_to_string(&given, 0)?;
            let (wanted, found) = (wanted.clone(), found.clone());
            let error = Error::new(Problem::LiteralValue { wanted, found, number });
            return Err(error.in_column(value.path()));
        }
        Ok(array.is_valid(0).then_some(array))
    }
}

fn is_text(data_type: &DataType) -> bool {
    matches!(data_type, DataType::Utf8 | DataType::LargeUtf8 | DataType::Utf8View)
}

fn is_bytes(data_type: &DataType) -> bool {
    matches!(data_type, DataType::Binary | DataType::LargeBinary | DataType::BinaryView)
        || matches!(data_type, DataType::FixedSizeBinary(_))
}

/// Whether a literal is a number of another type than the field's, and may yet be one of its values.
fn is_other_number(field: &DataType, literal: &DataType) -> bool {
    use DataType as T;
    let is_float = matches!(field, T::Float32 | T::Float64);
    let may_be_one = literal.is_integer() && (field.is_integer() || is_float)
        || (field, literal) == (&T::Float64, &T::Float32);
    may_be_one && field != literal
}

fn is_comparable(field: &DataType, literal: &DataType) -> bool {
    use DataType as T;
    match (field, literal) {
        (T::Timestamp(a, a_zone), T::Timestamp(b, b_zone)) => {
            a == b && a_zone.is_some() == b_zone.is_some()
        }
        (T::Decimal32(_, a), T::Decimal32(_, b))
        | (T::Decimal64(_, a), T::Decimal64(_, b))
        | (T::Decimal128(_, a), T::Decimal128(_, b))
        | (T::Decimal256(_, a), T::Decimal256(_, b)) => a == b,
        (a, b) => a == b || is_text(a) && is_text(b) || is_bytes(a) && is_bytes(b),
    }
}

fn number<T: ArrowPrimitiveType>(value: Option<T::Native>) -> Literal {
    Literal(Arc::new(PrimitiveArray::<T>::from_iter([value])))
}

impl<T: Array + 'static> From<Scalar<T>> for Literal {
    fn from(scalar: Scalar<T>) -> Self {
        Self(Arc::new(scalar.into_inner()))
    }
}

macro_rules! literals {
    ($($value:ty, |$option:ident| $literal:expr;)*) => {$(
        impl From<$value> for Literal {
            fn from(value: $value) -> Self {
                Self::from(Some(value))
            }
        }

        /// A null for `None`.
        impl From<Option<$value>> for Literal {
            fn from($option: Option<$value>) -> Self {
                $literal
            }
        }
    )*};
}

literals! {
    bool, |value| Self(Arc::new(BooleanArray::from(vec![value])));
    i8, |value| number::<Int8Type>(value);
    i16, |value| number::<Int16Type>(value);
    i32, |value| number::<Int32Type>(value);
    i64, |value| number::<Int64Type>(value);
    u8, |value| number::<UInt8Type>(value);
    u16, |value| number::<UInt16Type>(value);
    u32, |value| number::<UInt32Type>(value);
    u64, |value| number::<UInt64Type>(value);
    f16, |value| number::<Float16Type>(value);
    f32, |value| number::<Float32Type>(value);
    f64, |value| number::<Float64Type>(value);
    &str, |value| Self(Arc::new(StringArray::from(vec![value])));
    String, |value| Self(Arc::new(StringArray::from(vec![value])));
    &[u8], |value| Self(Arc::new(BinaryArray::from_iter([value])));
    Vec<u8>, |value| Self(Arc::new(BinaryArray::from_iter([value])));
}
