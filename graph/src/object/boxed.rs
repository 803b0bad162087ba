//! Values that are read into a box.

use super::{FromObject, Object, Told};
use crate::context::{Found, ReadContext};
use crate::error::{Error, Problem, Result};
use crate::value::Value;
use crate::wire::RefFlag;

/// A type whose values are read into a box: all that are read, and traits, whose values are of types
/// that messages tell.
pub trait FromBoxed<'a>: Object {
    /// Reads a body of the type.
    ///
    /// # Errors
    ///
    /// Where the bytes are no value of the type.
    fn read_boxed(cx: &mut ReadContext<'_, 'a>) -> Result<Box<Self>>;

    /// Reads a body of a type that the message tells.
    ///
    /// # Errors
    ///
    /// Where it is another type, or the bytes are no value of it.
    fn read_found_boxed(cx: &mut ReadContext<'_, 'a>, found: &Found) -> Result<Box<Self>>;

    /// Reads the value behind a flag that was read.
    ///
    /// # Errors
    ///
    /// As those of [`read_boxed`](Self::read_boxed).
    fn read_flagged_boxed(
        cx: &mut ReadContext<'_, 'a>,
        flag: RefFlag,
        told: Told<'_>,
    ) -> Result<Box<Self>> {
        match flag {
            RefFlag::Value => {}
            RefFlag::Tracked => {
                cx.track()?;
            }
            RefFlag::Null => return Err(cx.error(Problem::NullHere)),
            RefFlag::Ref => return Err(cx.error(Problem::RefHere)),
        }
        Self::read_told_boxed(cx, told)
    }

    /// Reads the value, whose type is told in one way or another.
    ///
    /// # Errors
    ///
    /// As those of [`read_boxed`](Self::read_boxed).
    fn read_told_boxed(cx: &mut ReadContext<'_, 'a>, told: Told<'_>) -> Result<Box<Self>> {
        match told {
            Told::Here => {
                let found = cx.type_info()?;
                Self::read_found_boxed(cx, &found)
            }
            Told::Declared => Self::read_boxed(cx),
            Told::Before(found) => Self::read_found_boxed(cx, found),
        }
    }

    /// Whether values of the type that was told are read as those of the declared type.
    fn is_same_boxed(_cx: &ReadContext<'_, 'a>, _found: &Found) -> bool {
        false
    }

    /// The value of a field that a message of another version lacks.
    #[must_use]
    fn missing_boxed() -> Option<Box<Self>> {
        None
    }

    /// A scalar, or an array or a list of numbers, that was of another type in the message.
    ///
    /// # Errors
    ///
    /// Where the value is not of this type.
    fn from_value_boxed(value: Value) -> Result<Box<Self>> {
        let (wanted, found) = (Self::TYPE.to_string(), value.kind_name());
        Err(Error::new(Problem::NotThisField { wanted, found }))
    }
}

impl<'a, T: FromObject<'a>> FromBoxed<'a> for T {
    #[inline]
    fn read_boxed(cx: &mut ReadContext<'_, 'a>) -> Result<Box<Self>> {
        T::read(cx).map(Box::new)
    }

    #[inline]
    fn read_found_boxed(cx: &mut ReadContext<'_, 'a>, found: &Found) -> Result<Box<Self>> {
        T::read_found(cx, found).map(Box::new)
    }

    #[inline]
    fn read_flagged_boxed(
        cx: &mut ReadContext<'_, 'a>,
        flag: RefFlag,
        told: Told<'_>,
    ) -> Result<Box<Self>> {
        T::read_flagged(cx, flag, told).map(Box::new)
    }

    #[inline]
    fn is_same_boxed(cx: &ReadContext<'_, 'a>, found: &Found) -> bool {
        T::is_same(cx, found)
    }

    fn missing_boxed() -> Option<Box<Self>> {
        T::missing().map(Box::new)
    }

    fn from_value_boxed(value: Value) -> Result<Box<Self>> {
        T::from_value(value).map(Box::new)
    }
}
