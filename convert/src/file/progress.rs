//! How far a reader has come.

use std::fmt;

/// How much of a file or a stream was read.
///
/// Readers hand it to the function that [`on_progress`](crate::RowFileReader::on_progress) takes,
/// after every batch.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub struct Progress {
    /// The bytes that were read.
    pub bytes: u64,
    /// The bytes there are, where that is known.
    pub total_bytes: Option<u64>,
    /// The rows that were read.
    pub rows: u64,
    /// The rows there are, where that is known.
    pub total_rows: Option<u64>,
}

impl Progress {
    /// How much is done, from 0 to 1, where what there is in all is known: by rows, else by bytes.
    ///
    /// ```
    /// let mut progress = ferrow_convert::Progress::default();
    /// assert_eq!(progress.fraction(), None);
    /// (progress.bytes, progress.total_bytes) = (512, Some(2048));
    /// assert_eq!(progress.fraction(), Some(0.25));
    /// ```
    #[must_use]
    pub fn fraction(&self) -> Option<f64> {
        let (done, total) = match (self.total_rows, self.total_bytes) {
            (Some(total), _) => (self.rows, total),
            (None, Some(total)) => (self.bytes, total),
            (None, None) => return None,
        };
        Some(if total == 0 { 1.0 } else { (done as f64 / total as f64).min(1.0) })
    }
}

type Report = Box<dyn FnMut(&Progress) + Send>;

/// What a reader counts, and whom it tells.
#[derive(Default)]
pub(crate) struct Meter {
    pub(crate) progress: Progress,
    report: Option<Report>,
}

impl Meter {
    pub(crate) fn set_report(&mut self, report: impl FnMut(&Progress) + Send + 'static) {
        self.report = Some(Box::new(report));
    }

    /// Tells of so many more rows, up to byte `bytes`.
    pub(crate) fn advance(&mut self, rows: usize, bytes: u64) {
        self.progress.rows = self.progress.rows.saturating_add(rows as u64);
        self.progress.bytes = bytes;
        if let Some(report) = &mut self.report {
            report(&self.progress);
        }
    }
}

impl fmt::Debug for Meter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.progress.fmt(f)
    }
}
