//! Types with code of their own.

use crate::error::Result;
use crate::wire::{Reader, Writer};

/// A type whose values are written and read by code of its own: with `#[derive(Object)]` and
/// `#[object(ext)]` it is part of messages.
pub trait Ext: Sized {
    /// Writes the body.
    ///
    /// # Errors
    ///
    /// Where the value cannot be written.
    fn write_body(&self, writer: &mut Writer) -> Result<()>;

    /// Reads the body.
    ///
    /// # Errors
    ///
    /// Where the bytes are no value of the type.
    fn read_body(reader: &mut Reader<'_>) -> Result<Self>;
}
