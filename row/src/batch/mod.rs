//! Many rows of one layout, which are one Arrow binary column.

mod array;
mod offsets;
mod rows;
mod writer;

use std::fmt;
use std::sync::Arc;

use arrow_array::{Array, ArrayRef, BinaryArray, BinaryViewArray, LargeBinaryArray};

pub use array::RowArray;
pub use rows::Rows;
pub use writer::RowBatchWriter;

pub(crate) use writer::RowEnds;

use crate::error::Problem;
use crate::record::{FromRow, Record, Views};
use crate::{Error, RowBatch, RowLayout, RowRef};

impl RowBatch {
    /// As [`try_new`](Self::try_new), from an array whose type is known only at run time.
    ///
    /// # Errors
    ///
    /// [`Unsupported`](crate::ErrorKind::Unsupported) where the array is not of a binary type, else
    /// as [`try_new`](Self::try_new).
    pub fn try_from_array(layout: Arc<RowLayout>, array: &dyn Array) -> Result<Self, Error> {
        Self::try_new(layout, RowArray::try_from(array)?)
    }

    /// The number of rows.
    #[must_use]
    pub fn len(&self) -> usize {
        self.array().len()
    }

    /// Whether there are no rows.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// How many rows are themselves null.
    #[must_use]
    pub fn null_count(&self) -> usize {
        self.array().null_count()
    }

    /// The bytes of all rows together, null ones left out. Walks all rows.
    #[must_use]
    pub fn byte_len(&self) -> usize {
        self.array().byte_len()
    }

    /// The rows, `None` where a row is null.
    pub fn rows(&self) -> Rows<'_> {
        Rows::new(self)
    }

    /// The rows as typed views of the record `T`; nothing is decoded until it is asked for. `T` has
    /// all of the rows' fields, in their order.
    ///
    /// # Errors
    ///
    /// [`LayoutMismatch`](crate::ErrorKind::LayoutMismatch) where these are not rows of `T`, and
    /// [`NotNull`](crate::ErrorKind::NotNull) where a row is null.
    pub fn views<T: Record>(&self) -> Result<Views<'_, T>, Error> {
        Views::try_new(self)
    }

    /// The rows as records, which may borrow text and bytes from them.
    ///
    /// # Errors
    ///
    /// As [`views`](Self::views) and [`FromRow::from_view`].
    pub fn records<'a, T: FromRow<'a>>(&'a self) -> Result<Vec<T>, Error> {
        let views = self.views::<T>()?.enumerate();
        views.map(|(row, view)| T::from_view(view).map_err(|error| error.in_row(row))).collect()
    }

    /// The rows as an Arrow array of the type that they already have.
    #[must_use]
    pub fn to_array(&self) -> ArrayRef {
        self.array().to_array()
    }

    /// The rows as a `Binary` array. Only rows that lie scattered, as those of views may, are copied.
    ///
    /// # Errors
    ///
    /// [`TooLarge`](crate::ErrorKind::TooLarge) where the rows pass 2 GiB.
    pub fn to_binary(&self) -> Result<BinaryArray, Error> {
        if let RowArray::Offsets(array) = self.array() {
            return Ok(array.clone());
        }
        self.array().to_offsets::<i32>().map_err(|len| Error::new(Problem::BatchTooLarge { len }))
    }

    /// The rows as a `LargeBinary` array. Only rows that lie scattered, as those of views may, are
    /// copied.
    #[must_use]
    pub fn to_large_binary(&self) -> LargeBinaryArray {
        if let RowArray::LargeOffsets(array) = self.array() {
            return array.clone();
        }
        self.array().to_offsets::<i64>().expect("bytes in memory fit 64-bit offsets")
    }

    /// The rows as a `BinaryView` array that points into the same bytes.
    ///
    /// # Errors
    ///
    /// [`TooLarge`](crate::ErrorKind::TooLarge) where the rows pass 2 GiB, which a view does not reach.
    pub fn to_binary_view(&self) -> Result<BinaryViewArray, Error> {
        self.array().to_views().map_err(|len| Error::new(Problem::BatchTooLarge { len }))
    }

    /// The bytes of row `index`; `None` where the row is null.
    ///
    /// # Panics
    ///
    /// When there is no such row.
    #[must_use]
    #[inline]
    pub fn row_bytes(&self, index: usize) -> Option<&[u8]> {
        self.array().bytes(index)
    }
}

/// Batches are equal when their layouts and the bytes of their rows are.
impl PartialEq for RowBatch {
    fn eq(&self, other: &Self) -> bool {
        self.len() == other.len()
            && self.layout() == other.layout()
            && (0..self.len()).all(|index| self.row_bytes(index) == other.row_bytes(index))
    }
}

impl Eq for RowBatch {}

impl<'a> IntoIterator for &'a RowBatch {
    type Item = Option<RowRef<'a>>;
    type IntoIter = Rows<'a>;

    fn into_iter(self) -> Rows<'a> {
        self.rows()
    }
}

impl fmt::Debug for RowBatch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RowBatch")
            .field("rows", &self.len())
            .field("bytes", &self.byte_len())
            .field("schema", self.layout().schema())
            .finish_non_exhaustive()
    }
}
