//! Taking columns.

use arrow_buffer::ArrowNativeType;

use crate::{Error, Value};

/// In which order a map's entries are to stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EntryOrder {
    /// As they are handed out.
    Given,
    /// As they are handed out, and it is known that no map has a key twice.
    Distinct,
    /// By the bytes of their keys, as [`MapWriter::sort`](crate::MapWriter::sort) has it.
    ByKey,
}

/// Takes the columns of many records: a block of values per call, one call per field in the layout's
/// order, and again from the first field for the next block.
///
/// Values are iterators that can be walked more than once: a sink measures, then copies.
pub trait ColumnSink: Sized {
    /// What goes wrong while a column is taken.
    type Error: From<Error>;

    /// What to return where a value of the next column cannot be stored.
    fn refused(&self, error: Error) -> Self::Error {
        error.into()
    }

    /// Goes back to the first column: what comes is the next block of values.
    fn rewind(&mut self);

    /// Says where the values of the next block lie, so that their memory can be asked for while this
    /// block is taken. No more than a hint.
    fn look_ahead<'a, T: 'a>(&mut self, values: impl Iterator<Item = &'a T>) {
        let _ = values;
    }

    /// Takes values of a column of booleans.
    ///
    /// # Errors
    ///
    /// What the sink refuses.
    fn bool(
        &mut self,
        values: impl ExactSizeIterator<Item = Option<bool>> + Clone,
    ) -> Result<(), Self::Error>;

    /// Takes values of a column of numbers, decimals or intervals.
    ///
    /// # Errors
    ///
    /// What the sink refuses.
    fn fixed<T: Value + ArrowNativeType>(
        &mut self,
        values: impl ExactSizeIterator<Item = Option<T>> + Clone,
    ) -> Result<(), Self::Error>;

    /// Takes values of a column of text.
    ///
    /// # Errors
    ///
    /// What the sink refuses.
    fn text<'a>(
        &mut self,
        values: impl ExactSizeIterator<Item = Option<&'a str>> + Clone,
    ) -> Result<(), Self::Error>;

    /// Takes values of a column of bytes.
    ///
    /// # Errors
    ///
    /// What the sink refuses.
    fn binary<'a>(
        &mut self,
        values: impl ExactSizeIterator<Item = Option<&'a [u8]>> + Clone,
    ) -> Result<(), Self::Error>;

    /// Takes values of a column of `width` bytes each.
    ///
    /// # Errors
    ///
    /// What the sink refuses.
    fn fixed_binary<'a>(
        &mut self,
        width: usize,
        values: impl ExactSizeIterator<Item = Option<&'a [u8]>> + Clone,
    ) -> Result<(), Self::Error>;

    /// Takes values of a column of structs: which are there, then a column per field from `fields`,
    /// with a value for every struct.
    ///
    /// # Errors
    ///
    /// What the sink or `fields` refuses.
    fn structs(
        &mut self,
        valid: impl ExactSizeIterator<Item = bool> + Clone,
        fields: impl FnOnce(&mut Self) -> Result<(), Self::Error>,
    ) -> Result<(), Self::Error>;

    /// Takes values of a column of lists: how long each is, then the elements of all from `elements`,
    /// which is one column.
    ///
    /// # Errors
    ///
    /// What the sink or `elements` refuses.
    fn lists(
        &mut self,
        lens: impl ExactSizeIterator<Item = Option<usize>> + Clone,
        elements: impl FnOnce(&mut Self) -> Result<(), Self::Error>,
    ) -> Result<(), Self::Error>;

    /// Takes values of a column of lists of `len` elements: which are there, then the elements of all
    /// from `elements`, which is one column and has nulls for those of a null.
    ///
    /// # Errors
    ///
    /// What the sink or `elements` refuses.
    fn fixed_lists(
        &mut self,
        len: usize,
        valid: impl ExactSizeIterator<Item = bool> + Clone,
        elements: impl FnOnce(&mut Self) -> Result<(), Self::Error>,
    ) -> Result<(), Self::Error>;

    /// Takes values of a column of maps: how many entries each has, then the keys and the values of
    /// all, a column each. Both come in the order of the ordinals that `keys` and `values` are called
    /// with, or as they are where there are none; `keys` may be called more than once.
    ///
    /// # Errors
    ///
    /// [`DuplicateKey`](crate::ErrorKind::DuplicateKey), and what the sink, `keys` or `values` refuses.
    fn maps(
        &mut self,
        order: EntryOrder,
        lens: impl ExactSizeIterator<Item = Option<usize>> + Clone,
        keys: impl Fn(&mut Self, Option<&[usize]>) -> Result<(), Self::Error>,
        values: impl FnOnce(&mut Self, Option<&[usize]>) -> Result<(), Self::Error>,
    ) -> Result<(), Self::Error>;
}
