//! What a record hands out and takes in when it meets Arrow: whole columns, one type each.
//!
//! These traits are the wall between records and conversion: `#[derive(Record)]` calls them, the
//! conversion crate implements them, and neither knows the other.

use arrow_array::{
    BinaryArray, BinaryViewArray, LargeBinaryArray, LargeStringArray, StringArray, StringViewArray,
};
use arrow_buffer::{BooleanBuffer, NullBuffer};

use crate::batch::valid_value;
use crate::record::Field;
use crate::{Error, FixedValue, RowBatch, Value};

/// Takes the columns of many records, one call per field in the layout's order.
pub trait ColumnSink {
    /// What goes wrong while a column is taken.
    type Error: From<Error>;

    /// What to return where a value of the next column cannot be stored.
    fn refused(&self, error: Error) -> Self::Error {
        error.into()
    }

    /// Takes a column of booleans.
    ///
    /// # Errors
    ///
    /// What the sink refuses.
    fn bool(
        &mut self,
        values: impl ExactSizeIterator<Item = Option<bool>>,
    ) -> Result<(), Self::Error>;

    /// Takes a column of numbers.
    ///
    /// # Errors
    ///
    /// What the sink refuses.
    fn fixed<T: FixedValue>(
        &mut self,
        values: impl ExactSizeIterator<Item = Option<T>>,
    ) -> Result<(), Self::Error>;

    /// Takes a column of text.
    ///
    /// # Errors
    ///
    /// What the sink refuses.
    fn text<'a>(
        &mut self,
        values: impl ExactSizeIterator<Item = Option<&'a str>>,
    ) -> Result<(), Self::Error>;

    /// Takes a column of bytes.
    ///
    /// # Errors
    ///
    /// What the sink refuses.
    fn binary<'a>(
        &mut self,
        values: impl ExactSizeIterator<Item = Option<&'a [u8]>>,
    ) -> Result<(), Self::Error>;

    /// Takes a column of any other fields, which it may write as rows of one field each.
    ///
    /// # Errors
    ///
    /// What the sink refuses.
    fn nested<'a, L, F: Field<L> + 'a>(
        &mut self,
        values: impl ExactSizeIterator<Item = Option<&'a F>>,
    ) -> Result<(), Self::Error>;
}

/// Gives the columns of an Arrow batch to records that are read from them.
pub trait ColumnSource {
    /// What goes wrong while a column is given or its values are read.
    type Error: From<Error>;

    /// Column `index` as booleans.
    ///
    /// # Errors
    ///
    /// Where the column is of another type.
    fn bool(&self, index: usize) -> Result<BoolColumn<'_>, Self::Error>;

    /// Column `index` as numbers.
    ///
    /// # Errors
    ///
    /// Where the column is of another type.
    fn fixed<T: FixedValue>(&self, index: usize) -> Result<FixedColumn<'_, T>, Self::Error>;

    /// Column `index` as text.
    ///
    /// # Errors
    ///
    /// Where the column is of another type.
    fn text(&self, index: usize) -> Result<TextColumn<'_>, Self::Error>;

    /// Column `index` as bytes.
    ///
    /// # Errors
    ///
    /// Where the column is of another type.
    fn binary(&self, index: usize) -> Result<BinaryColumn<'_>, Self::Error>;

    /// Column `index` as rows of that one field.
    ///
    /// # Errors
    ///
    /// Where the column is of another type.
    fn nested(&self, index: usize) -> Result<NestedColumn<'_>, Self::Error>;
}

/// An Arrow column that gives values of type `T` by row index.
pub trait ColumnValues<'a, T: Value + ?Sized> {
    /// The value of row `index`; `None` where it is null.
    ///
    /// # Panics
    ///
    /// When there is no such row.
    fn value(&self, index: usize) -> Option<T::Ref<'a>>;
}

/// A column of numbers.
#[derive(Debug, Clone, Copy)]
pub struct FixedColumn<'a, T> {
    /// A value per row; what stands under a null is arbitrary.
    pub values: &'a [T],
    /// Which rows are null, where any is.
    pub nulls: Option<&'a NullBuffer>,
}

impl<'a, T: FixedValue> ColumnValues<'a, T> for FixedColumn<'a, T> {
    #[inline]
    fn value(&self, index: usize) -> Option<T> {
        is_valid(self.nulls, index).then(|| self.values[index])
    }
}

/// A column of booleans.
#[derive(Debug, Clone, Copy)]
pub struct BoolColumn<'a> {
    /// A bit per row; what stands under a null is arbitrary.
    pub values: &'a BooleanBuffer,
    /// Which rows are null, where any is.
    pub nulls: Option<&'a NullBuffer>,
}

impl<'a> ColumnValues<'a, bool> for BoolColumn<'a> {
    #[inline]
    fn value(&self, index: usize) -> Option<bool> {
        is_valid(self.nulls, index).then(|| self.values.value(index))
    }
}

/// A column of text, in any of Arrow's three forms.
#[derive(Debug, Clone, Copy)]
#[expect(missing_docs, reason = "each variant is the Arrow type of the same name")]
pub enum TextColumn<'a> {
    Utf8(&'a StringArray),
    LargeUtf8(&'a LargeStringArray),
    Utf8View(&'a StringViewArray),
}

impl<'a> ColumnValues<'a, str> for TextColumn<'a> {
    #[inline]
    fn value(&self, index: usize) -> Option<&'a str> {
        match self {
            Self::Utf8(array) => valid_value(*array, index),
            Self::LargeUtf8(array) => valid_value(*array, index),
            Self::Utf8View(array) => valid_value(*array, index),
        }
    }
}

/// A column of bytes, in any of Arrow's three forms.
#[derive(Debug, Clone, Copy)]
#[expect(missing_docs, reason = "each variant is the Arrow type of the same name")]
pub enum BinaryColumn<'a> {
    Binary(&'a BinaryArray),
    LargeBinary(&'a LargeBinaryArray),
    BinaryView(&'a BinaryViewArray),
}

impl<'a> ColumnValues<'a, [u8]> for BinaryColumn<'a> {
    #[inline]
    fn value(&self, index: usize) -> Option<&'a [u8]> {
        match self {
            Self::Binary(array) => valid_value(*array, index),
            Self::LargeBinary(array) => valid_value(*array, index),
            Self::BinaryView(array) => valid_value(*array, index),
        }
    }
}

/// A column of values that are not Arrow columns by themselves: rows of that one field.
#[derive(Debug, Clone, Copy)]
pub struct NestedColumn<'a> {
    /// A row of one field for each value.
    pub rows: &'a RowBatch,
}

impl<'a, T: Value + ?Sized> ColumnValues<'a, T> for NestedColumn<'a> {
    #[inline]
    fn value(&self, index: usize) -> Option<T::Ref<'a>> {
        self.rows.row(index)?.get_at::<T>(0)
    }
}

#[inline]
fn is_valid(nulls: Option<&NullBuffer>, index: usize) -> bool {
    nulls.is_none_or(|nulls| nulls.is_valid(index))
}
