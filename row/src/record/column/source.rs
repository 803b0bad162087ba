//! Giving columns.

use arrow_buffer::ArrowNativeType;

use super::{BinaryColumn, BoolColumn, FixedColumn, ListColumn, StructColumn, TextColumn};
use crate::{Error, Value};

/// Gives the columns of an Arrow batch to records that are read from them: those of the record's
/// layout, in its order.
///
/// What may not be null is not: a source looks before it gives a column.
pub trait ColumnSource: Sized {
    /// What goes wrong while a column is given.
    type Error: From<Error>;

    /// Column `index` as booleans.
    ///
    /// # Errors
    ///
    /// Where the column is of another type.
    fn bool(&self, index: usize) -> Result<BoolColumn, Self::Error>;

    /// Column `index` as numbers, decimals or intervals.
    ///
    /// # Errors
    ///
    /// Where the column is of another type.
    fn fixed<T: Value + ArrowNativeType>(
        &self,
        index: usize,
    ) -> Result<FixedColumn<T>, Self::Error>;

    /// Column `index` as text.
    ///
    /// # Errors
    ///
    /// Where the column is of another type.
    fn text(&self, index: usize) -> Result<TextColumn, Self::Error>;

    /// Column `index` as bytes, of a fixed size or not.
    ///
    /// # Errors
    ///
    /// Where the column is of another type.
    fn binary(&self, index: usize) -> Result<BinaryColumn, Self::Error>;

    /// Column `index` as structs, whose fields are the columns of the source that `fields` gets.
    ///
    /// # Errors
    ///
    /// Where the column is of another type, and those of `fields`.
    fn structs<C>(
        &self,
        index: usize,
        fields: impl FnOnce(&Self) -> Result<C, Self::Error>,
    ) -> Result<StructColumn<C>, Self::Error>;

    /// Column `index` as lists, whose elements are column 0 of the source that `elements` gets.
    ///
    /// # Errors
    ///
    /// Where the column is of another type, and those of `elements`.
    fn lists<C>(
        &self,
        index: usize,
        elements: impl FnOnce(&Self) -> Result<C, Self::Error>,
    ) -> Result<ListColumn<C>, Self::Error>;

    /// Column `index` as maps, each of which has a key once: keys are column 0 of the source that
    /// `entries` gets, values column 1.
    ///
    /// # Errors
    ///
    /// Where the column is of another type, and those of `entries`.
    fn maps<C>(
        &self,
        index: usize,
        entries: impl FnOnce(&Self) -> Result<C, Self::Error>,
    ) -> Result<ListColumn<C>, Self::Error>;
}
