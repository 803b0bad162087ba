//! The end of a channel that rows go into.

use std::error::Error;
use std::fmt;
use std::sync::Arc;

use bytes::Bytes;
use ferrow_row::{RowBatch, RowLayout};
use tokio::sync::mpsc;

/// What is sent.
#[derive(Debug)]
pub(super) enum Message {
    Row(Bytes),
    Rows(RowBatch),
}

/// Sends rows to the [`RowStreamTable`](super::RowStreamTable) that it came with. Clones send to the same
/// table, whose queries end when the last of them is dropped.
#[derive(Debug, Clone)]
pub struct RowSender {
    layout: Arc<RowLayout>,
    sender: mpsc::Sender<Message>,
}

impl RowSender {
    pub(super) fn new(layout: &Arc<RowLayout>, sender: mpsc::Sender<Message>) -> Self {
        Self { layout: Arc::clone(layout), sender }
    }

    /// The layout that the rows must be of.
    #[must_use]
    pub fn layout(&self) -> &Arc<RowLayout> {
        &self.layout
    }

    /// Sends the bytes of one row, which are checked where they are read. Waits while the table is as many
    /// messages behind as its channel holds.
    ///
    /// # Errors
    ///
    /// Where the table is dropped, and where a row has more bytes than an `i32` counts.
    pub async fn send(&self, row: impl AsRef<[u8]>) -> Result<(), SendError> {
        self.send_bytes(Bytes::copy_from_slice(row.as_ref())).await
    }

    /// As [`send`](Self::send), of bytes that are not copied.
    ///
    /// # Errors
    ///
    /// As there.
    pub async fn send_bytes(&self, row: Bytes) -> Result<(), SendError> {
        if i32::try_from(row.len()).is_err() {
            return Err(SendError::TooLarge { len: row.len() });
        }
        self.send_message(Message::Row(row)).await
    }

    /// Sends rows of which it is known that they are some, as one message.
    ///
    /// # Errors
    ///
    /// Where the table is dropped, and where the rows are of a layout that cannot be read as the table's.
    pub async fn send_rows(&self, rows: RowBatch) -> Result<(), SendError> {
        rows.layout().check_readable_as(&self.layout).map_err(SendError::Layout)?;
        self.send_message(Message::Rows(rows)).await
    }

    async fn send_message(&self, message: Message) -> Result<(), SendError> {
        self.sender.send(message).await.map_err(|_| SendError::Closed)
    }
}

/// Why a message was not sent.
#[derive(Debug)]
#[non_exhaustive]
pub enum SendError {
    /// The table is dropped: nobody will read it.
    Closed,
    /// A row that no column of bytes takes.
    TooLarge {
        /// Its bytes.
        len: usize,
    },
    /// Rows of another layout.
    Layout(ferrow_row::Error),
}

impl fmt::Display for SendError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Closed => f.write_str("the table is dropped, nobody reads what is sent to it"),
            Self::TooLarge { len } => write!(f, "a row of {len} bytes; the most are {}", i32::MAX),
            Self::Layout(error) => write!(f, "these are not rows of the table: {error}"),
        }
    }
}

impl Error for SendError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match self {
            Self::Closed | Self::TooLarge { .. } => None,
            Self::Layout(error) => Some(error),
        }
    }
}
