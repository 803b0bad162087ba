//! Reading rows of one schema as rows of another: fields come, go, move and grow wider.
//!
//! | written | wanted | reads as |
//! | --- | --- | --- |
//! | a field of the same name and type, anywhere | | its value |
//! | no such field | nullable, or with a default | null, or the default |
//! | a field that is not wanted | | nothing |
//! | not nullable | nullable | its value |
//! | an integer | a wider one, of any sign that holds all values; a float that is exact for it | the same number |
//! | Float16, Float32 | a wider float | the same number |
//! | Date32 | Date64, Timestamp without a zone | its midnight |
//! | Date64 | Timestamp without a zone, of milliseconds or finer | the same time |
//! | Time, Timestamp, Duration | a finer unit; a timestamp's zone may become another | the same time |
//! | Decimal | one of more digits before and behind the point | the same number |
//! | text, bytes, lists | any Arrow type of the kind; bytes for text, any size for a fixed one | the same |
//! | a dictionary, a run-end array | the type of its values, and the other way | the same |
//! | a struct, list, map or union of these | | each value by these rules |
//! | Null | anything nullable | null |
//!
//! Everything else is an error when the plan is made. Only a time can be too large for a finer unit:
//! that is an error of the row that has it.

mod convert;
mod plan;
mod versions;
mod widen;

use std::fmt;
use std::sync::Arc;

pub use versions::Versions;

use crate::{Error, RowBatch, RowBatchWriter, RowLayout, RowRef, RowWriter};
use convert::RowConverter;

/// A plan, made once for a pair of layouts, that reads rows of the one as rows of the other.
///
/// The two may be of different [formats](crate::RowFormat) too. What it writes is canonical.
///
/// ```
/// use arrow_schema::{DataType, Field, Schema};
/// use ferrow_row::evolution::Evolution;
/// use ferrow_row::{RowBatchWriter, RowLayout};
///
/// let written = RowLayout::try_new(Schema::new(vec![
///     Field::new("id", DataType::Int32, false),
///     Field::new("name", DataType::Utf8, false),
/// ]))?;
/// let wanted = RowLayout::try_new(Schema::new(vec![
///     Field::new("name", DataType::Utf8, true),
///     Field::new("id", DataType::Int64, false),
///     Field::new("score", DataType::Float64, true),
/// ]))?;
///
/// let mut writer = RowBatchWriter::new(written.clone());
/// let mut row = writer.row();
/// row.set_at::<i32>(0, 7)?;
/// row.set_at::<str>(1, "Ada")?;
/// row.finish()?;
///
/// let evolution = Evolution::try_new(&written, &wanted)?;
/// let rows = evolution.read(&writer.finish())?;
/// let row = rows.row(0).expect("not null");
/// assert_eq!(row.get_at::<i64>(1), Some(7));
/// assert_eq!(row.get_at::<f64>(2), None);
///
/// // The other way there is nothing to read `score` from, and an Int64 may not fit.
/// let error = Evolution::try_new(&wanted, &written).unwrap_err();
/// assert_eq!(error.path(), "id");
/// # Ok::<(), ferrow_row::Error>(())
/// ```
pub struct Evolution {
    written: Arc<RowLayout>,
    wanted: Arc<RowLayout>,
    /// `None` where rows can be read as they are.
    converter: Option<RowConverter>,
}

impl Evolution {
    /// Plans to read rows of `written` as rows of `wanted`.
    ///
    /// # Errors
    ///
    /// [`LayoutMismatch`](crate::ErrorKind::LayoutMismatch) and
    /// [`Ambiguous`](crate::ErrorKind::Ambiguous) with the path of the first wanted field that cannot
    /// be read, and why.
    pub fn try_new(written: &Arc<RowLayout>, wanted: &Arc<RowLayout>) -> Result<Self, Error> {
        Self::plan(written, wanted, None)
    }

    /// As [`try_new`](Self::try_new), with a row of `wanted` that has the values of the fields that
    /// were not written, nested rows included; a default of a field that was written plays no part.
    ///
    /// # Errors
    ///
    /// As [`try_new`](Self::try_new), and [`LayoutMismatch`](crate::ErrorKind::LayoutMismatch) where
    /// `defaults` is a row of other fields.
    pub fn with_defaults(
        written: &Arc<RowLayout>,
        wanted: &Arc<RowLayout>,
        defaults: RowRef<'_>,
    ) -> Result<Self, Error> {
        defaults.layout().check_readable_as(wanted)?;
        Self::plan(written, wanted, Some(defaults))
    }

    fn plan(
        written: &Arc<RowLayout>,
        wanted: &Arc<RowLayout>,
        defaults: Option<RowRef<'_>>,
    ) -> Result<Self, Error> {
        let converter = match written.check_readable_as(wanted) {
            Ok(()) => None,
            Err(_) => Some(plan::rows(written, wanted, defaults)?),
        };
        Ok(Self { written: Arc::clone(written), wanted: Arc::clone(wanted), converter })
    }

    /// The layout that rows are read from.
    #[must_use]
    pub fn written(&self) -> &Arc<RowLayout> {
        &self.written
    }

    /// The layout that rows are read as.
    #[must_use]
    pub fn wanted(&self) -> &Arc<RowLayout> {
        &self.wanted
    }

    /// Whether rows can be read as they are, so that none is written again.
    #[must_use]
    pub fn is_identity(&self) -> bool {
        self.converter.is_none()
    }

    /// The rows as rows of the wanted layout; null rows stay null.
    ///
    /// # Errors
    ///
    /// [`LayoutMismatch`](crate::ErrorKind::LayoutMismatch) where the rows are not of the written
    /// layout, [`OutOfRange`](crate::ErrorKind::OutOfRange) where a time does not fit its finer unit,
    /// [`DuplicateKey`](crate::ErrorKind::DuplicateKey) where a map has a key twice.
    pub fn read(&self, rows: &RowBatch) -> Result<RowBatch, Error> {
        rows.layout().check_readable_as(&self.written)?;
        if self.is_identity() {
            return rows.with_layout(&self.wanted);
        }
        let mut writer = RowBatchWriter::with_capacity(Arc::clone(&self.wanted), rows.len());
        self.append(rows, &mut writer)?;
        Ok(writer.finish())
    }

    /// Appends the rows to a batch of the wanted layout.
    fn append(&self, rows: &RowBatch, to: &mut RowBatchWriter) -> Result<(), Error> {
        for (index, row) in rows.rows().enumerate() {
            match row {
                Some(row) => {
                    self.convert(row, to.row()).map_err(|error| error.in_row(index))?;
                }
                None => to.push_null(),
            }
        }
        Ok(())
    }

    /// Reads one row into `to`, a writer of a row of the wanted layout, and finishes it.
    ///
    /// # Errors
    ///
    /// As [`read`](Self::read).
    pub fn read_row(&self, row: RowRef<'_>, to: RowWriter<'_>) -> Result<(), Error> {
        row.layout().check_readable_as(&self.written)?;
        self.wanted.check_readable_as(to.layout())?;
        self.convert(row, to)
    }

    /// As [`read_row`](Self::read_row), of layouts that were compared.
    fn convert(&self, row: RowRef<'_>, mut to: RowWriter<'_>) -> Result<(), Error> {
        match &self.converter {
            Some(converter) => converter.convert(row, &mut to)?,
            None => to.set_row(row)?,
        }
        to.finish()
    }
}

impl fmt::Debug for Evolution {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Evolution")
            .field("written", self.written.schema())
            .field("wanted", self.wanted.schema())
            .field("is_identity", &self.is_identity())
            .finish()
    }
}
