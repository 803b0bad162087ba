//! Row batches in partitions, cut and dealt out by number of rows.

use std::fmt;
use std::sync::Arc;

use ferrow_row::RowBatch;

/// Lists of row batches, at least one list. Cheap to clone.
#[derive(Clone)]
pub(super) struct Partitions(Arc<[Vec<RowBatch>]>);

impl Partitions {
    pub(super) fn new(mut partitions: Vec<Vec<RowBatch>>) -> Self {
        if partitions.is_empty() {
            partitions.push(Vec::new());
        }
        Self(partitions.into())
    }

    pub(super) fn len(&self) -> usize {
        self.0.len()
    }

    /// The batches of a partition; none where there is no such partition.
    pub(super) fn batches(&self, partition: usize) -> &[RowBatch] {
        self.0.get(partition).map_or(&[], Vec::as_slice)
    }

    /// The number of rows of a partition.
    pub(super) fn row_count(&self, partition: usize) -> usize {
        self.batches(partition).iter().map(RowBatch::len).sum()
    }

    pub(super) fn has_null_rows(&self) -> bool {
        self.0.iter().flatten().any(|batch| batch.null_count() > 0)
    }

    /// The first `rows` rows, in as many partitions as they lie in.
    pub(super) fn first(&self, mut rows: usize) -> Self {
        let mut taken = Vec::new();
        for (partition, batches) in self.0.iter().enumerate() {
            if rows == 0 {
                break;
            }
            taken.push(take(&mut batches.iter().cloned(), &mut None, rows));
            rows -= rows.min(self.row_count(partition));
        }
        Self::new(taken)
    }

    /// The same rows in the same order in `count` partitions, whose numbers of rows differ by one at
    /// most.
    pub(super) fn split(&self, count: usize) -> Self {
        let rows: usize = (0..self.len()).map(|partition| self.row_count(partition)).sum();
        let mut batches = self.0.iter().flatten().cloned();
        let mut rest = None;
        let share = |partition| rows / count + usize::from(partition < rows % count);
        Self::new((0..count).map(|at| take(&mut batches, &mut rest, share(at))).collect())
    }
}

/// Takes `rows` rows from `rest` and then from `batches`; what is left of a batch becomes `rest`.
fn take(
    batches: &mut impl Iterator<Item = RowBatch>,
    rest: &mut Option<RowBatch>,
    mut rows: usize,
) -> Vec<RowBatch> {
    let mut taken = Vec::new();
    while rows > 0 {
        let Some(batch) = rest.take().or_else(|| batches.next()) else { break };
        let cut = rows.min(batch.len());
        if cut < batch.len() {
            *rest = Some(batch.slice(cut..batch.len()));
        }
        taken.push(batch.slice(0..cut));
        rows -= cut;
    }
    taken
}

/// The numbers of rows, not the rows.
impl fmt::Debug for Partitions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries((0..self.len()).map(|partition| self.row_count(partition))).finish()
    }
}
