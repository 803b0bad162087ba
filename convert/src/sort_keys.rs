//! Keys that sort as rows do, byte by byte.

use std::sync::Arc;

use arrow::array::new_null_array;
use arrow::compute::SortOptions;
use arrow::datatypes::DataType;
use arrow::row::{RowConverter, Rows, SortField};
use ferrow_row::{RowBatch, RowLayout};

use crate::error::Error;
use crate::kernel::columns::How;
use crate::path::FieldPath;
use crate::projection::{ProjectedColumn, ProjectionReader};
use crate::selection::Selected;

/// Makes keys out of rows, which compare as bytes in the order of some of the fields: for merging,
/// for sorting more than memory holds, and for grouping.
///
/// The keys are those of [`arrow::row`], made of nothing but the fields that are sorted by. Keys of one
/// `SortKeys` compare with one another, whichever batch they are of and whichever layout of bytes it
/// has.
///
/// Floats are in the total order of IEEE 754: a NaN with its sign bit set is before negative infinity,
/// -0.0 is before 0.0, and other NaNs are behind infinity. So all NaNs have a place, and equal keys are
/// equal bits, as equal rows are.
///
/// ```
/// use std::sync::Arc;
/// use arrow::array::{ArrayRef, Float64Array, RecordBatch, StringArray};
/// use arrow::compute::SortOptions;
/// use ferrow_convert::prelude::*;
/// use ferrow_convert::{SortKeys, arrow};
///
/// let name: ArrayRef = Arc::new(StringArray::from(vec!["b", "a", "c", "a"]));
/// let score: ArrayRef = Arc::new(Float64Array::from(vec![1.0, 2.0, -0.0, f64::NAN]));
/// let rows = RowBatch::try_from_record_batch(&RecordBatch::try_from_iter([
///     ("name", name),
///     ("score", score),
/// ])?)?;
///
/// let by = [("name", SortOptions::default()), ("score", SortOptions::default().desc())];
/// let keys = SortKeys::try_new(rows.layout(), by)?.keys(&rows)?;
/// let mut order: Vec<usize> = (0..rows.len()).collect();
/// order.sort_by_key(|&row| keys.row(row));
/// assert_eq!(order, [3, 1, 0, 2]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
pub struct SortKeys {
    layout: Arc<RowLayout>,
    columns: Arc<[ProjectedColumn]>,
    converter: RowConverter,
}

impl SortKeys {
    /// Keys by these fields, the first of them first: each is found by its name, its path or its
    /// ordinal. Where a struct on the way to a field is null, so is the field.
    ///
    /// ```
    /// use arrow::compute::SortOptions;
    /// use arrow::datatypes::{DataType, Field, Schema};
    /// use ferrow_convert::{SortKeys, arrow};
    /// use ferrow_row::RowLayout;
    ///
    /// let point = DataType::Struct(vec![Field::new("x", DataType::Int32, false)].into());
    /// let layout = RowLayout::try_new(Schema::new(vec![Field::new("point", point, true)]))?;
    /// let last = SortOptions { descending: false, nulls_first: false };
    /// let keys = SortKeys::try_new(&layout, [("point.x", last)])?;
    /// # let _ = keys;
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`Row`](crate::ErrorKind::Row) where a field does not exist,
    /// [`WrongType`](crate::ErrorKind::WrongType) where a path leads through what is no struct, and
    /// [`Arrow`](crate::ErrorKind::Arrow) where Arrow does not sort by a field's type.
    ///
    /// # Panics
    ///
    /// When an ordinal of a path is out of range.
    pub fn try_new<P: Into<FieldPath>>(
        layout: &Arc<RowLayout>,
        fields: impl IntoIterator<Item = (P, SortOptions)>,
    ) -> Result<Self, Error> {
        let (mut columns, mut sorted) = (Vec::new(), Vec::new());
        for (path, options) in fields {
            let column = ProjectedColumn::of_field(layout, path.into().resolve(layout)?);
            sorted.push(SortField::new_with_options(column.data_type().clone(), options));
            columns.push(column);
        }
        if sorted.is_empty() {
            // Keys of no fields are as many as the rows all the same, and all equal.
            sorted.push(SortField::new(DataType::Null));
        }
        let converter = RowConverter::new(sorted)?;
        Ok(Self { layout: Arc::clone(layout), columns: columns.into(), converter })
    }

    /// The keys of `rows`, one for each in their order. A row that is itself null has the key of a row
    /// of nulls.
    ///
    /// # Errors
    ///
    /// [`Row`](crate::ErrorKind::Row) where the rows are not of the layout that the keys were planned
    /// for, else as [`RowDecoder::decode`](crate::RowDecoder::decode).
    pub fn keys(&self, rows: &RowBatch) -> Result<Rows, Error> {
        rows.layout().check_fields_readable_as(&self.layout)?;
        let all = Selected::Range(0..rows.len());
        let mut reader = ProjectionReader::new(&self.columns, rows.layout(), How::default());
        reader.read(rows, &all)?;
        let mut columns = reader.arrays()?;
        if columns.is_empty() {
            columns.push(new_null_array(&DataType::Null, rows.len()));
        }
        Ok(self.converter.convert_columns(&columns)?)
    }
}
