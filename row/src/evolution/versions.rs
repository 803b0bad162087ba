//! Rows of several versions of a schema, read as one.

use std::sync::Arc;

use super::Evolution;
use crate::error::Problem;
use crate::schema::Fingerprint;
use crate::{Error, RowBatch, RowBatchWriter, RowLayout, RowRef};

/// Reads rows of any of several layouts as rows of one: batches that tell their layout, and messages
/// that tell its [`Fingerprint`].
///
/// ```
/// use arrow_schema::{DataType, Field, Schema};
/// use ferrow_row::evolution::Versions;
/// use ferrow_row::{RowBatchWriter, RowLayout, RowMut};
///
/// let id = Field::new("id", DataType::Int64, false);
/// let first = RowLayout::try_new(Schema::new(vec![id.clone()]))?;
/// let second =
///     RowLayout::try_new(Schema::new(vec![id, Field::new("name", DataType::Utf8, true)]))?;
///
/// // What was ever written, and what is wanted now.
/// let versions = Versions::try_new(&second, [&first, &second])?;
/// let mut rows = RowBatchWriter::new(second.clone());
///
/// let old = RowMut::write(&first, |row| row.set_at::<i64>(0, 1))?;
/// versions.push(first.fingerprint(), old.bytes(), &mut rows)?;
/// let new = RowMut::write(&second, |row| {
///     row.set_at::<i64>(0, 2)?;
///     row.set_at::<str>(1, "Ada")
/// })?;
/// versions.push(second.fingerprint(), new.bytes(), &mut rows)?;
///
/// let rows = rows.finish();
/// let names: Vec<_> = rows.rows().flatten().map(|row| row.get_at::<str>(1)).collect();
/// assert_eq!(names, [None, Some("Ada")]);
/// # Ok::<(), ferrow_row::Error>(())
/// ```
#[derive(Debug)]
pub struct Versions {
    wanted: Arc<RowLayout>,
    plans: Vec<(Fingerprint, Evolution)>,
}

impl Versions {
    /// Plans to read rows of every one of `written` as rows of `wanted`.
    ///
    /// # Errors
    ///
    /// As [`Evolution::try_new`], of the first layout that cannot be read.
    pub fn try_new<'a>(
        wanted: &Arc<RowLayout>,
        written: impl IntoIterator<Item = &'a Arc<RowLayout>>,
    ) -> Result<Self, Error> {
        let plan = |written: &Arc<RowLayout>| {
            Ok((written.fingerprint(), Evolution::try_new(written, wanted)?))
        };
        let plans = written.into_iter().map(plan).collect::<Result<Vec<_>, Error>>()?;
        Ok(Self { wanted: Arc::clone(wanted), plans })
    }

    /// The layout that rows are read as.
    #[must_use]
    pub fn wanted(&self) -> &Arc<RowLayout> {
        &self.wanted
    }

    /// The plan for rows of the layout with this fingerprint; `None` where it was not planned for.
    #[must_use]
    pub fn evolution(&self, written: Fingerprint) -> Option<&Evolution> {
        self.plans.iter().find(|(planned, _)| *planned == written).map(|(_, plan)| plan)
    }

    /// Checks a message that was written in the layout with this fingerprint, and appends it to
    /// `rows`, a batch of the wanted layout.
    ///
    /// # Errors
    ///
    /// [`LayoutMismatch`](crate::ErrorKind::LayoutMismatch) where the layout was not planned for, and
    /// as [`RowRef::try_new`] and [`Evolution::read`]; `rows` is as before then.
    pub fn push(
        &self,
        written: Fingerprint,
        message: &[u8],
        rows: &mut RowBatchWriter,
    ) -> Result<(), Error> {
        let plan = self.planned(written)?;
        plan.read_row(RowRef::try_new(plan.written(), message)?, rows.row())
    }

    /// The rows of all batches, one after another; null rows stay null.
    ///
    /// # Errors
    ///
    /// As [`push`](Self::push).
    pub fn read<'a>(
        &self,
        batches: impl IntoIterator<Item = &'a RowBatch>,
    ) -> Result<RowBatch, Error> {
        let mut rows = RowBatchWriter::new(Arc::clone(&self.wanted));
        for batch in batches {
            let plan = self.planned(batch.layout().fingerprint())?;
            batch.layout().check_readable_as(plan.written())?;
            plan.append(batch, &mut rows)?;
        }
        Ok(rows.finish())
    }

    /// The plan for rows of the layout with this fingerprint.
    ///
    /// # Errors
    ///
    /// [`LayoutMismatch`](crate::ErrorKind::LayoutMismatch) where it was not planned for.
    pub fn planned(&self, written: Fingerprint) -> Result<&Evolution, Error> {
        self.evolution(written)
            .ok_or_else(|| Error::new(Problem::NoVersion { fingerprint: written.to_string() }))
    }
}
