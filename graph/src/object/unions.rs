//! The cases of unions.

use super::framing::read_framed;
use super::{Announced, FromObject, Object, Types};
use crate::context::{ReadContext, WriteContext};
use crate::error::Result;
use crate::plan::shares;
use crate::value::{UnionValue, Value};

/// Writes the value of a case.
///
/// # Errors
///
/// Where the value cannot be written.
pub fn write_case<T: Object>(value: &T, case: u32, cx: &mut WriteContext<'_>) -> Result<()> {
    cx.enter()?;
    cx.writer().var_u32(case);
    if cx.tracks() && !T::TRACKED && shares(T::TYPE) && !value.is_null() {
        cx.track();
        value.write_announced(cx, Types::Declared)?;
    } else {
        value.write_flagged(cx, Announced::Yes, Types::Declared)?;
    }
    cx.leave();
    Ok(())
}

/// Writes a case that the union does not have, as it was read.
///
/// # Errors
///
/// Where the value cannot be written.
pub fn write_unknown_case(value: &UnionValue, cx: &mut WriteContext<'_>) -> Result<()> {
    write_case(&value.value, value.case, cx)
}

/// Reads the value of a case.
///
/// # Errors
///
/// Where the bytes are no value of the type.
pub fn read_case<'a, T: FromObject<'a>>(cx: &mut ReadContext<'_, 'a>) -> Result<T> {
    cx.enter()?;
    let value = read_framed(cx, true, true)?;
    cx.leave();
    Ok(value)
}

/// Reads a case that the union does not have.
pub(crate) fn read_unknown(cx: &mut ReadContext<'_, '_>, case: u32) -> Result<UnionValue> {
    let value: Value = read_case(cx)?;
    Ok(UnionValue { name: None, case, value })
}
