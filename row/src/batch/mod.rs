//! Many rows of one layout, which are one Arrow binary column.

mod array;
mod writer;

use std::fmt;
use std::ops::Range;
use std::sync::Arc;

use arrow_array::{Array, ArrayRef, BinaryArray, BinaryViewArray, LargeBinaryArray};

pub use array::RowArray;
pub use writer::RowBatchWriter;

pub(crate) use writer::OffsetsWriter;

use crate::error::Problem;
use crate::record::{Record, Views};
use crate::{Error, RowLayout, RowRef, validate};

/// Validated rows of one layout, sharing an Arrow binary array: cheap to clone and to slice.
///
/// A row of a batch can itself be null, as a value of any Arrow column can.
///
/// ```
/// use arrow_array::BinaryArray;
/// use arrow_schema::{DataType, Field, Schema};
/// use ferrow_row::{RowBatch, RowBatchWriter, RowLayout};
///
/// let layout = RowLayout::try_new(Schema::new(vec![Field::new("name", DataType::Utf8, true)]))?;
/// let name = layout.column::<str>("name")?;
///
/// let mut writer = RowBatchWriter::new(layout.clone());
/// for value in ["Ada", "Grace"] {
///     let mut row = writer.row();
///     row.set(name, value)?;
///     row.finish()?;
/// }
/// let batch = writer.finish();
///
/// let column: BinaryArray = batch.to_binary()?;
/// let again = RowBatch::try_new(layout, column)?;
/// let names: Vec<_> = again.rows().map(|row| row.and_then(|row| row.get(name))).collect();
/// assert_eq!(names, [Some("Ada"), Some("Grace")]);
/// # Ok::<(), ferrow_row::Error>(())
/// ```
#[derive(Clone)]
pub struct RowBatch {
    layout: Arc<RowLayout>,
    rows: RowArray,
}

impl RowBatch {
    /// Checks every row of `rows`, so that every field can be read from them. No bytes are copied.
    ///
    /// # Errors
    ///
    /// What is wrong with the first bad row: [`Error::row`] and [`Error::path`] say where.
    pub fn try_new(layout: Arc<RowLayout>, rows: impl Into<RowArray>) -> Result<Self, Error> {
        let rows = rows.into();
        validate::batch(&layout, &rows)?;
        Ok(Self::from_parts(layout, rows))
    }

    /// As [`try_new`](Self::try_new), from an array whose type is known only at run time.
    ///
    /// # Errors
    ///
    /// [`Unsupported`](crate::ErrorKind::Unsupported) where the array is not of a binary type, else
    /// as [`try_new`](Self::try_new).
    pub fn try_from_array(layout: Arc<RowLayout>, array: &dyn Array) -> Result<Self, Error> {
        Self::try_new(layout, RowArray::try_from(array)?)
    }

    /// Puts together what the caller knows to be valid.
    pub(crate) fn from_parts(layout: Arc<RowLayout>, rows: RowArray) -> Self {
        Self { layout, rows }
    }

    /// The layout of the rows.
    #[must_use]
    pub fn layout(&self) -> &Arc<RowLayout> {
        &self.layout
    }

    /// The rows as the Arrow array that they are.
    #[must_use]
    pub fn array(&self) -> &RowArray {
        &self.rows
    }

    /// The number of rows.
    #[must_use]
    pub fn len(&self) -> usize {
        self.rows.array().len()
    }

    /// Whether there are no rows.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// How many rows are themselves null.
    #[must_use]
    pub fn null_count(&self) -> usize {
        self.rows.array().null_count()
    }

    /// The bytes of all rows together, null ones left out.
    #[must_use]
    pub fn byte_len(&self) -> usize {
        self.rows.byte_len()
    }

    /// The rows, `None` where a row is null.
    pub fn rows(&self) -> impl ExactSizeIterator<Item = Option<RowRef<'_>>> {
        (0..self.len()).map(|index| self.row(index))
    }

    /// The rows as typed views of the record `T`; nothing is decoded until it is asked for.
    ///
    /// # Errors
    ///
    /// [`LayoutMismatch`](crate::ErrorKind::LayoutMismatch) where these are not rows of `T`, and
    /// [`NotNull`](crate::ErrorKind::NotNull) where a row is null.
    pub fn views<T: Record>(&self) -> Result<Views<'_, T>, Error> {
        Views::try_new(self)
    }

    /// The rows as records.
    ///
    /// # Errors
    ///
    /// As [`views`](Self::views).
    pub fn records<T: Record>(&self) -> Result<Vec<T>, Error> {
        Ok(self.views::<T>()?.map(T::from_view).collect())
    }

    /// The rows of `range`, sharing the bytes.
    ///
    /// # Panics
    ///
    /// When `range` leaves the batch.
    #[must_use]
    pub fn slice(&self, range: Range<usize>) -> Self {
        let layout = Arc::clone(&self.layout);
        Self::from_parts(layout, self.rows.slice(range.start, range.len()))
    }

    /// The rows as an Arrow array of the type that they already have.
    #[must_use]
    pub fn to_array(&self) -> ArrayRef {
        self.rows.to_array()
    }

    /// The rows as a `Binary` array. Only rows that lie scattered, as those of views may, are copied.
    ///
    /// # Errors
    ///
    /// [`TooLarge`](crate::ErrorKind::TooLarge) where the rows pass 2 GiB.
    pub fn to_binary(&self) -> Result<BinaryArray, Error> {
        if let RowArray::Offsets(array) = &self.rows {
            return Ok(array.clone());
        }
        self.rows.to_offsets::<i32>().map_err(|len| Error::new(Problem::BatchTooLarge { len }))
    }

    /// The rows as a `LargeBinary` array. Only rows that lie scattered, as those of views may, are
    /// copied.
    #[must_use]
    pub fn to_large_binary(&self) -> LargeBinaryArray {
        if let RowArray::LargeOffsets(array) = &self.rows {
            return array.clone();
        }
        self.rows.to_offsets::<i64>().expect("bytes in memory fit 64-bit offsets")
    }

    /// The rows as a `BinaryView` array that points into the same bytes.
    ///
    /// # Errors
    ///
    /// [`TooLarge`](crate::ErrorKind::TooLarge) where the rows pass 2 GiB, which a view does not reach.
    pub fn to_binary_view(&self) -> Result<BinaryViewArray, Error> {
        self.rows.to_views().map_err(|len| Error::new(Problem::BatchTooLarge { len }))
    }

    /// The bytes of row `index`; `None` where the row is null.
    ///
    /// # Panics
    ///
    /// When there is no such row.
    #[must_use]
    #[inline]
    pub fn row_bytes(&self, index: usize) -> Option<&[u8]> {
        self.rows.bytes(index)
    }
}

/// Batches are equal when their layouts and the bytes of their rows are.
impl PartialEq for RowBatch {
    fn eq(&self, other: &Self) -> bool {
        self.len() == other.len()
            && self.layout == other.layout
            && (0..self.len()).all(|index| self.row_bytes(index) == other.row_bytes(index))
    }
}

impl fmt::Debug for RowBatch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RowBatch")
            .field("rows", &self.len())
            .field("bytes", &self.byte_len())
            .field("schema", self.layout.schema())
            .finish_non_exhaustive()
    }
}
