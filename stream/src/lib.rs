//! Rows on streams: framed in bytes, read lazily, one message after another, and counted by key.
//!
//! ```text
//!  a stream of bytes
//!  | size | row | size | row | size | row ...          size, 4 bytes: of what follows it
//!  | size | hash | row | size | hash | row ...         hash, 8 bytes: of the rows' schema
//!  | size | fingerprint | row | size | fingerprint ... fingerprint, 16 bytes: of this row's schema
//!     |
//!     |  RowFrames, a codec
//!     v
//!  messages ──► filter, key, projection: lazy reads of single fields ──► batches of rows or columns
//!     │                                                             └──► KeyedState: a row for each key
//!     └──► dead letters: what is no row, with the reason
//! ```
//!
//! Numbers are little-endian. A message is anything that [holds the bytes](Message) of a row, alone or beside a
//! tag that goes with it: the id by which a broker wants it acknowledged, its place in a stream.
//!
//! | to | use |
//! | --- | --- |
//! | put rows on a stream of bytes, and take them off | [`RowFrames`], a codec for `tokio_util::codec` |
//! | read fields of messages as they come | [`MessageStreamExt::rows`] |
//! | keep what cannot be read | [`DeadLetters`] |
//! | make batches of messages | [`RowMessages::batches`] |
//! | aggregate by key, by window of time | [`KeyedState`] |
//!
//! ```
//! use bytes::Bytes;
//! use ferrow_convert::Predicate;
//! use ferrow_derive::Record;
//! use ferrow_row::Record;
//! use ferrow_stream::{BatchLimits, DeadLetter, MessageStreamExt};
//! use futures::{TryStreamExt, executor::block_on, stream};
//!
//! #[derive(Record)]
//! #[record(crate = ferrow_row)]
//! struct Flight {
//!     carrier: String,
//!     dep_delay: Option<i16>,
//! }
//!
//! let message = |id: u64, carrier: &str, dep_delay| {
//!     let mut row = Vec::new();
//!     Flight { carrier: carrier.into(), dep_delay }.append_to(&mut row)?;
//!     Ok::<_, ferrow_stream::Error>((id, Bytes::from(row)))
//! };
//! let messages = stream::iter([
//!     message(7, "UA", Some(45)),
//!     message(8, "AA", Some(-3)),
//!     Ok((9, Bytes::from_static(b"no row"))),
//!     message(10, "AA", Some(31)),
//! ]);
//!
//! let mut dead = Vec::new();
//! let batches = messages
//!     .rows(Flight::layout())
//!     .dead_letters(|letter: DeadLetter<(u64, Bytes)>| dead.push(letter))
//!     .filter(&Predicate::column("dep_delay").gt(30_i16))?
//!     .batches(BatchLimits::new());
//! let batches: Vec<_> = block_on(batches.try_collect())?;
//! assert_eq!(batches[0].tags, [7, 10]);
//! assert_eq!(batches[0].batch.len(), 2);
//!
//! assert_eq!((dead[0].ordinal, dead[0].message.0), (2, 9));
//! assert_eq!(dead[0].error.offset(), Some(6));
//! # Ok::<(), ferrow_stream::Error>(())
//! ```
//!
//! Nothing here starts a task or a thread, and streams do nothing but when they are polled.

#![forbid(unsafe_code)]

mod dead_letters;
mod error;
mod form;
mod frames;
mod message;
mod messages;
mod row_test;
mod state;

pub use dead_letters::{AsyncLetters, DeadLetter, DeadLetters, EndOnBad, SinkLetters};
pub use error::{Error, ErrorKind};
pub use form::RowForm;
pub use frames::{FilteredFrames, FrameMessage, MOST_FRAME_BYTES, RowFrames};
pub use message::Message;
#[cfg(feature = "tokio")]
pub use messages::TokioTimer;
pub use messages::{
    BatchLimits, DecodedMessages, MessageBatch, MessageBatches, MessageStreamExt, NoTimer,
    Projection, ReadMessages, RowMessages, Timer,
};
pub use row_test::{All, Both, RowTest};
pub use state::{KeyedState, StateBuilder};
