//! Many validated rows.

use std::ops::Range;
use std::sync::{Arc, OnceLock};

use crate::trusted::ColumnScan;
use crate::{Column, Error, RowArray, RowBatchWriter, RowLayout, RowRef, Value, validate};

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
    nulls: Arc<OnceLock<NullFields>>,
}

/// Which fields are null in any row: a bit for each slot, in their order. Of a slice it may be what
/// holds of the whole.
type NullFields = Box<[u64]>;

impl RowBatch {
    /// Checks every row of `rows`, so that every field can be read from them. No bytes are copied.
    ///
    /// The work is bounded by the lengths of all rows together; rows of views may share bytes.
    ///
    /// # Errors
    ///
    /// What is wrong with the first bad row: [`Error::row`] and [`Error::path`] say where. Rows of a
    /// constant length that is too short for one are refused as well, null or not, and so are more than
    /// 2²⁸ rows that need no bytes, since any number of them would fit into any file.
    pub fn try_new(layout: Arc<RowLayout>, rows: impl Into<RowArray>) -> Result<Self, Error> {
        let rows = rows.into();
        validate::form(&layout, &rows)?;
        let nulls = Arc::new(OnceLock::from(validate::batch(&layout, &rows)?));
        Ok(Self { layout, rows, nulls })
    }

    /// Takes rows for valid without looking at them; debug builds look.
    ///
    /// # Safety
    ///
    /// [`RowRef::try_new`] would accept the bytes of every row of `rows` that is not null.
    #[must_use]
    pub unsafe fn new_unchecked(layout: Arc<RowLayout>, rows: impl Into<RowArray>) -> Self {
        let rows = rows.into();
        debug_assert_eq!(validate::batch(&layout, &rows).err().map(|e| e.to_string()), None);
        Self { layout, rows, nulls: Arc::default() }
    }

    /// The layout of the rows.
    #[must_use]
    pub fn layout(&self) -> &Arc<RowLayout> {
        &self.layout
    }

    /// The same rows with another plan of theirs, whose metadata or nullability may differ.
    ///
    /// # Errors
    ///
    /// As [`RowLayout::check_readable_as`].
    pub fn with_layout(&self, layout: &Arc<RowLayout>) -> Result<Self, Error> {
        self.layout.check_readable_as(layout)?;
        let (rows, nulls) = (self.rows.clone(), Arc::clone(&self.nulls));
        Ok(Self { layout: Arc::clone(layout), rows, nulls })
    }

    /// The rows as the Arrow array that they are.
    #[must_use]
    pub fn array(&self) -> &RowArray {
        &self.rows
    }

    /// The array alone.
    #[must_use]
    pub fn into_array(self) -> RowArray {
        self.rows
    }

    /// Row `index`; `None` where the row itself is null.
    ///
    /// # Panics
    ///
    /// When there is no such row.
    #[must_use]
    #[inline]
    pub fn row(&self, index: usize) -> Option<RowRef<'_>> {
        Some(RowRef::of_valid(&self.layout, self.rows.bytes(index)?))
    }

    /// One field of every row, which is the fast way to read it of many; `None` where the field or
    /// the row is null.
    ///
    /// ```
    /// use arrow_schema::{DataType, Field, Schema};
    /// use ferrow_row::{RowBatchWriter, RowLayout};
    ///
    /// let layout = RowLayout::try_new(Schema::new(vec![Field::new("id", DataType::Int64, false)]))?;
    /// let id = layout.column::<i64>("id")?;
    /// let mut writer = RowBatchWriter::new(layout);
    /// for value in 1..=4 {
    ///     let mut row = writer.row();
    ///     row.set(id, value)?;
    ///     row.finish()?;
    /// }
    /// let batch = writer.finish();
    /// assert_eq!(batch.column(id).flatten().sum::<i64>(), 10);
    /// # Ok::<(), ferrow_row::Error>(())
    /// ```
    ///
    /// # Panics
    ///
    /// When `column` belongs to another layout, in which this field is missing or of another kind.
    pub fn column<T: Value + ?Sized>(&self, column: Column<T>) -> ColumnScan<'_, T> {
        ColumnScan::new(self, column)
    }

    /// Whether field `index` may be null in any row that is not null itself. The first call for a
    /// nullable field of rows that were not validated looks at all rows.
    pub(crate) fn may_be_null(&self, index: usize) -> bool {
        let rank = self.layout.place(index).rank;
        self.layout.is_nullable(index) && {
            let nulls = self.nulls.get_or_init(|| validate::null_fields(&self.layout, &self.rows));
            nulls.get(rank / 64).is_none_or(|word| word >> (rank % 64) & 1 != 0)
        }
    }

    /// The rows of `range`, sharing the bytes.
    ///
    /// # Panics
    ///
    /// When `range` leaves the batch, or ends before it starts.
    #[must_use]
    pub fn slice(&self, range: Range<usize>) -> Self {
        let (Range { start, end }, len) = (range, self.rows.len());
        assert!(start <= end && end <= len, "rows {start}..{end} of a batch of {len} rows");
        let (layout, nulls) = (Arc::clone(&self.layout), Arc::clone(&self.nulls));
        Self { layout, rows: self.rows.slice(start, end - start), nulls }
    }
}

impl RowBatchWriter {
    /// The batch of all rows that were finished.
    #[must_use]
    pub fn finish(self) -> RowBatch {
        let (layout, rows) = self.into_parts();
        // SAFETY: a row that is not null entered the writer in one of two ways. `push` took it after
        // `RowRef::try_new` did. A `RowWriter` made it: from the layout's empty row, whose length is
        // `fixed_width`; with a slot only through `SlotWriter`, which `write` with the `KindChecked`
        // of `set` alone fills with a number, with the bytes of a value of the slot's kind and size
        // or with the span of those that it appended, or which a nested writer fills with the span
        // of what it finished, or with as many bytes as the slot has, also by way of `DetachedValues`, which tells
        // places of one layout from all others; what a leaked writer left behind is
        // no part of either; and `finish` refuses a null that the layout forbids.
        unsafe { RowBatch::new_unchecked(layout, rows) }
    }
}
