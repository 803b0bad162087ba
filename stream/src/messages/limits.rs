//! When a batch is full, and what it holds.

use std::time::Duration;

use ferrow_convert::BATCH_ROWS;

/// A batch, with the tags of the messages whose rows it has, in their order.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct MessageBatch<B, T> {
    /// The rows, or the columns.
    pub batch: B,
    /// A tag for each row.
    pub tags: Vec<T>,
}

/// When a batch is given: what is reached first.
///
/// ```
/// use std::time::Duration;
/// use ferrow_stream::BatchLimits;
///
/// let limits = BatchLimits::new().with_rows(1000).with_wait(Duration::from_millis(200));
/// # let _ = limits;
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BatchLimits {
    pub(super) rows: usize,
    pub(super) bytes: usize,
    pub(super) wait: Option<Duration>,
}

impl BatchLimits {
    /// Batches of [`BATCH_ROWS`] rows, or of the row that takes them to 16 MiB, however long that takes.
    #[must_use]
    pub fn new() -> Self {
        Self { rows: BATCH_ROWS, bytes: 16 << 20, wait: None }
    }

    /// Batches of at most so many rows.
    ///
    /// # Panics
    ///
    /// When `rows` is 0.
    #[must_use]
    #[track_caller]
    pub fn with_rows(self, rows: usize) -> Self {
        assert!(rows > 0, "a batch of 0 rows");
        Self { rows, ..self }
    }

    /// Ends a batch with the row that takes it to `bytes` bytes or beyond.
    #[must_use]
    pub fn with_bytes(self, bytes: usize) -> Self {
        Self { bytes, ..self }
    }

    /// Gives a batch when its first row has waited for so long, by the clock that
    /// [`batches_by`](crate::RowMessages::batches_by) is given.
    #[must_use]
    pub fn with_wait(self, wait: Duration) -> Self {
        Self { wait: Some(wait), ..self }
    }
}

impl Default for BatchLimits {
    fn default() -> Self {
        Self::new()
    }
}
