//! Keys that sort as rows do, byte by byte.

use std::sync::Arc;

use arrow::array::new_null_array;
use arrow::compute::SortOptions;
use arrow::datatypes::DataType;
use arrow::row::{RowConverter, Rows, SortField};
use ferrow_row::{RowBatch, RowLayout};

use crate::RowDecoder;
use crate::error::Error;
use crate::kernel::columns::How;
use crate::path::{FieldPath, Place};
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
/// let keys = SortKeys::by_names(rows.layout(), &by)?.keys(&rows)?;
/// let mut order: Vec<usize> = (0..rows.len()).collect();
/// order.sort_by_key(|&row| keys.row(row));
/// assert_eq!(order, [3, 1, 0, 2]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
pub struct SortKeys {
    /// Knows which rows have the fields.
    decoder: RowDecoder,
    columns: Arc<[ProjectedColumn]>,
    converter: RowConverter,
}

impl SortKeys {
    /// Keys by the fields at these ordinals.
    ///
    /// # Errors
    ///
    /// [`Arrow`](crate::ErrorKind::Arrow) where Arrow does not sort by a field's type.
    ///
    /// # Panics
    ///
    /// When there is no such field.
    pub fn try_new(
        layout: &Arc<RowLayout>,
        fields: &[(usize, SortOptions)],
    ) -> Result<Self, Error> {
        let columns = fields.iter().map(|&(index, options)| {
            (ProjectedColumn::of_field(layout, Place::of_row(index)), options)
        });
        Self::of_columns(layout, columns.collect())
    }

    /// Keys by the fields of these names.
    ///
    /// # Errors
    ///
    /// [`Row`](crate::ErrorKind::Row) where a field does not exist, else as
    /// [`try_new`](Self::try_new).
    pub fn by_names(
        layout: &Arc<RowLayout>,
        fields: &[(&str, SortOptions)],
    ) -> Result<Self, Error> {
        let paths: Vec<_> = fields.iter().map(|(name, options)| ([*name], *options)).collect();
        let paths: Vec<_> = paths.iter().map(|(path, options)| (&path[..], *options)).collect();
        Self::by_paths(layout, &paths)
    }

    /// Keys by fields of structs: a path has the names of the structs, from the row on, and then that
    /// of the field. Where a struct on the way is null, so is the field.
    ///
    /// # Errors
    ///
    /// As [`by_names`](Self::by_names).
    ///
    /// # Panics
    ///
    /// When a path has no name at all.
    pub fn by_paths(
        layout: &Arc<RowLayout>,
        fields: &[(&[&str], SortOptions)],
    ) -> Result<Self, Error> {
        let columns = (fields.iter())
            .map(|(path, options)| {
                let place = FieldPath::from(*path).resolve(layout)?;
                Ok((ProjectedColumn::of_field(layout, place), *options))
            })
            .collect::<Result<_, Error>>()?;
        Self::of_columns(layout, columns)
    }

    fn of_columns(
        layout: &Arc<RowLayout>,
        columns: Vec<(ProjectedColumn, SortOptions)>,
    ) -> Result<Self, Error> {
        let fields = columns.iter().map(|(column, options)| {
            SortField::new_with_options(column.data_type().clone(), *options)
        });
        let mut fields: Vec<SortField> = fields.collect();
        if fields.is_empty() {
            // Keys of no fields are as many as the rows all the same, and all equal.
            fields.push(SortField::new(DataType::Null));
        }
        let converter = RowConverter::new(fields)?;
        let columns = columns.into_iter().map(|(column, _)| column).collect();
        Ok(Self { decoder: RowDecoder::new(layout), columns, converter })
    }

    /// The keys of `rows`, one for each in their order. A row that is itself null has the key of a row
    /// of nulls.
    ///
    /// # Errors
    ///
    /// [`Row`](crate::ErrorKind::Row) where the rows are not of the layout that the keys were planned
    /// for, else as [`RowDecoder::decode`](crate::RowDecoder::decode).
    pub fn keys(&self, rows: &RowBatch) -> Result<Rows, Error> {
        self.decoder.check(rows.layout())?;
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
