//! The Rust types that a record's fields may have.

use arrow_buffer::IntervalDayTime;
use half::f16;

use crate::Value;

/// A Rust type that is one field of a record: how it becomes a [`Value`] and comes back.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be a field of a record",
    label = "not a type that a row holds",
    note = "use a number, `bool`, `String`, `Box<str>`, `Vec<u8>`, `f16` or `IntervalDayTime` of \
            `ferrow::types`, or an `Option` of one; or put `#[record(skip)]` on the field",
    note = "a time is an `i64` with `#[record(timestamp(microsecond))]`, a decimal an `i64` with \
            `#[record(decimal64(18, 2))]`, a `usize` a `u64`, a `&str` a `String`"
)]
pub trait Field: Sized {
    /// What stands in the row.
    type Value: Value + ?Sized;

    /// What a view's method returns: the value itself or a slice of the row.
    type View<'a>: Copy;

    /// Whether the field may be null.
    const NULLABLE: bool;

    /// The value to write; `None` is null.
    fn to_value(&self) -> Option<<Self::Value as Value>::Ref<'_>>;

    /// What a view's method returns for `value`.
    ///
    /// # Panics
    ///
    /// On a null where [`NULLABLE`](Self::NULLABLE) is false; layouts are checked before.
    fn to_view(value: Option<<Self::Value as Value>::Ref<'_>>) -> Self::View<'_>;

    /// The field as it was written.
    ///
    /// # Panics
    ///
    /// As [`to_view`](Self::to_view).
    fn from_value(value: Option<<Self::Value as Value>::Ref<'_>>) -> Self;
}

/// A [`Field`] that is never null; an `Option` of it is a field that may be.
#[diagnostic::on_unimplemented(
    message = "`Option<{Self}>` cannot be a field of a record",
    label = "not a type that a row holds as nullable",
    note = "use one `Option` of a number, `bool`, `String`, `Box<str>`, `Vec<u8>`, or `f16` or \
            `IntervalDayTime` of `ferrow::types`, or put `#[record(skip)]` on the field"
)]
pub trait RequiredField: Field {}

macro_rules! required {
    ($($field:ty, $value:ty, $view:ty, |$f:ident| $to:expr, |$v:ident| $from:expr;)*) => {$(
        #[diagnostic::do_not_recommend]
        impl Field for $field {
            type Value = $value;
            type View<'a> = $view;
            const NULLABLE: bool = false;

            #[inline]
            fn to_value(&self) -> Option<<$value as Value>::Ref<'_>> {
                let $f = self;
                Some($to)
            }

            #[inline]
            fn to_view(value: Option<<$value as Value>::Ref<'_>>) -> Self::View<'_> {
                not_null(value)
            }

            #[inline]
            fn from_value(value: Option<<$value as Value>::Ref<'_>>) -> Self {
                let $v = not_null(value);
                $from
            }
        }

        #[diagnostic::do_not_recommend]
        impl RequiredField for $field {}
    )*};
}

macro_rules! copied {
    ($($field:ty)*) => {
        required! {$($field, $field, $field, |field| *field, |value| value;)*}
    };
}

copied! { bool i8 i16 i32 i64 u8 u16 u32 u64 f16 f32 f64 IntervalDayTime }

required! {
    String, str, &'a str, |field| field, |value| value.to_owned();
    Box<str>, str, &'a str, |field| field, |value| value.into();
    Vec<u8>, [u8], &'a [u8], |field| field, |value| value.to_owned();
}

#[diagnostic::do_not_recommend]
impl<F: RequiredField> Field for Option<F> {
    type Value = F::Value;
    type View<'a> = Option<F::View<'a>>;
    const NULLABLE: bool = true;

    #[inline]
    fn to_value(&self) -> Option<<Self::Value as Value>::Ref<'_>> {
        self.as_ref().and_then(F::to_value)
    }

    #[inline]
    fn to_view(value: Option<<Self::Value as Value>::Ref<'_>>) -> Self::View<'_> {
        value.map(|value| F::to_view(Some(value)))
    }

    #[inline]
    fn from_value(value: Option<<Self::Value as Value>::Ref<'_>>) -> Self {
        value.map(|value| F::from_value(Some(value)))
    }
}

#[inline]
fn not_null<T>(value: Option<T>) -> T {
    match value {
        Some(value) => value,
        None => unreachable!("the layout was checked: the field is not nullable"),
    }
}
