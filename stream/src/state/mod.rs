//! A row for each key, which messages are added to in place.

mod aggregate;
mod bind;
mod builder;
mod key;
mod snapshot;
mod window;

use std::fmt;
use std::sync::Arc;

use arrow::array::RecordBatch;
use ferrow_convert::RowDecoder;
use ferrow_row::{LazyRow, RowBatch, RowBatchWriter, RowLayout, RowMut, RowRef};
use indexmap::IndexMap;

use crate::error::{Error, Problem};
use aggregate::Aggregate;
use key::KeyField;
use window::Window;

pub use builder::StateBuilder;

/// Aggregates by key: for each key, and each window of time where there are windows, one row, which is updated
/// in place by fields that are read lazily out of messages.
///
/// ```text
///  messages                                 state
///  | carrier | time | dep_delay | ...      | carrier | window_start | flights | delay |
///    UA        61     4              ──►     UA        60             2         11
///    UA        65     7                      AA        60             1         null
///    AA        70     null
/// ```
///
/// | aggregate | column | of nulls |
/// | --- | --- | --- |
/// | `count` | Int64, the number of messages | counts them |
/// | `sum` | Int64 of signed integers, `UInt64` of unsigned ones, Float64 of floats, Decimal128 with 38 digits of decimals up to 128 bits, the same duration of durations; what does not fit is an [`Overflow`](crate::ErrorKind::Overflow) of the message | left out; null where there is no value |
/// | `min`, `max` | the field's type; floats by the total order of IEEE 754, text and bytes by their bytes | left out; null where there is no value |
/// | `last` | the field's type: the value of the last message that has one | left out; null where there is no value |
///
/// A number is stored where it stands. A text is where the new one takes as many padded bytes as the old one; else
/// the row of its key is written again. A message that fails changes nothing.
///
/// Keys are any values that are not nested, and null is a key of its own; floats are one key where their bits are the
/// same. Rows stand in the order in which their keys came, so that what comes out is a function of what went in.
///
/// ```
/// use ferrow_derive::Record;
/// use ferrow_row::Record;
/// use ferrow_stream::KeyedState;
///
/// #[derive(Record)]
/// #[record(crate = ferrow_row)]
/// struct Flight {
///     carrier: String,
///     time: i64,
///     dep_delay: Option<i16>,
/// }
///
/// let mut state = KeyedState::builder(Flight::layout())
///     .key("carrier")
///     .tumbling("time", 60)
///     .count("flights")
///     .sum("delay", "dep_delay")
///     .build()?;
/// for (carrier, time, dep_delay) in [("UA", 61, Some(4)), ("UA", 65, Some(7)), ("AA", 70, None)] {
///     let mut message = Vec::new();
///     Flight { carrier: carrier.into(), time, dep_delay }.append_to(&mut message)?;
///     state.update(Flight::layout().open(&message)?)?;
/// }
/// let rows: Vec<_> = state.rows().map(|row| row.to_string()).collect();
/// assert_eq!(rows, [
///     r#"{carrier: "UA", window_start: 60, flights: 2, delay: 11}"#,
///     r#"{carrier: "AA", window_start: 60, flights: 1, delay: null}"#,
/// ]);
/// # Ok::<(), ferrow_stream::Error>(())
/// ```
pub struct KeyedState {
    messages: Arc<RowLayout>,
    layout: Arc<RowLayout>,
    keys: Vec<Box<dyn KeyField>>,
    window: Option<Window>,
    aggregates: Vec<Box<dyn Aggregate>>,
    /// Whether adding to a row may fail halfway: where text has to be written again.
    may_fail_halfway: bool,
    most_keys: usize,
    /// What it aggregates, in words: snapshots have them.
    definition: String,
    rows: IndexMap<Box<[u8]>, RowMut>,
    /// The key of the last message.
    key: Vec<u8>,
}

impl KeyedState {
    /// Begins a state of messages that are rows of `layout`.
    pub fn builder(layout: &Arc<RowLayout>) -> StateBuilder {
        StateBuilder::new(layout)
    }

    /// Adds one message to the row of its key, reading the fields that are keys or are aggregated.
    ///
    /// As a read of a stream, `messages.rows(&layout).read(|row| state.update(row))`, it puts messages that it
    /// cannot add among the dead letters, and ends the stream where there are too many keys.
    ///
    /// # Errors
    ///
    /// As [`LazyRow::get`] for the fields that it reads, [`Overflow`](crate::ErrorKind::Overflow) for a sum,
    /// [`Time`](crate::ErrorKind::Time) for a message without a time that a window holds, and
    /// [`TooManyKeys`](crate::ErrorKind::TooManyKeys). The state is as before then.
    pub fn update(&mut self, message: LazyRow<'_>) -> Result<(), Error> {
        self.read_key(message)?;
        let Some(row) = self.rows.get_mut(&self.key[..]) else { return self.insert(message) };
        if self.may_fail_halfway {
            let mut next = row.clone();
            add(&self.aggregates, message, &mut next)?;
            *row = next;
            return Ok(());
        }
        for aggregate in &self.aggregates {
            aggregate.check(message, row.row())?;
        }
        add(&self.aggregates, message, row)
    }

    /// The row of a message's key, where there is one.
    ///
    /// # Errors
    ///
    /// As [`update`](Self::update), of what is read of the message.
    pub fn row_of(&mut self, message: LazyRow<'_>) -> Result<Option<RowRef<'_>>, Error> {
        self.read_key(message)?;
        Ok(self.rows.get(&self.key[..]).map(RowMut::row))
    }

    /// The layout of the rows: the keys, the start of the window, and the aggregates.
    #[must_use]
    pub fn layout(&self) -> &Arc<RowLayout> {
        &self.layout
    }

    /// The number of keys, each window's counted.
    #[must_use]
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether there is no key.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// The rows, in the order in which their keys came.
    pub fn rows(&self) -> impl ExactSizeIterator<Item = RowRef<'_>> {
        self.rows.values().map(RowMut::row)
    }

    /// A copy of all rows.
    ///
    /// # Errors
    ///
    /// None that is known of: the rows are valid.
    pub fn to_rows(&self) -> Result<RowBatch, Error> {
        batch(&self.layout, self.rows())
    }

    /// All rows as columns.
    ///
    /// # Errors
    ///
    /// As [`RowDecoder::decode`].
    pub fn to_record_batch(&self) -> Result<RecordBatch, Error> {
        Ok(RowDecoder::new(&self.layout).decode(&self.to_rows()?)?)
    }

    /// Takes out all rows, so that the state is empty.
    ///
    /// # Errors
    ///
    /// As [`to_rows`](Self::to_rows).
    pub fn take(&mut self) -> Result<RowBatch, Error> {
        let rows = self.to_rows()?;
        self.rows.clear();
        Ok(rows)
    }

    /// Takes out the rows of windows that end at `time` or before, in units of the field that tells the time. A
    /// message of such a window that comes later begins a row of its own: compare its time first where that is not
    /// wanted. A window whose end is beyond the last time of an `i64` never ends.
    ///
    /// # Errors
    ///
    /// As [`to_rows`](Self::to_rows).
    ///
    /// # Panics
    ///
    /// When the state has no windows.
    #[track_caller]
    pub fn take_closed(&mut self, time: i64) -> Result<RowBatch, Error> {
        let Some(window) = &self.window else { panic!("a state without windows") };
        let is_closed = |row: RowRef<'_>| window.is_closed(row, time);
        let closed = batch(&self.layout, self.rows().filter(|row| is_closed(*row)))?;
        if !closed.is_empty() {
            self.rows.retain(|_, row| !is_closed(row.row()));
        }
        Ok(closed)
    }

    fn read_key(&mut self, message: LazyRow<'_>) -> Result<(), Error> {
        if !std::ptr::eq(message.layout(), &*self.messages) {
            message.layout().check_fields_readable_as(&self.messages)?;
        }
        self.key.clear();
        for key in &self.keys {
            key.put_of_message(message, &mut self.key)?;
        }
        if let Some(window) = &self.window {
            window.put_of_message(message, &mut self.key)?;
        }
        Ok(())
    }

    /// Begins the row of the key that was read.
    #[cold]
    fn insert(&mut self, message: LazyRow<'_>) -> Result<(), Error> {
        let most = self.most_keys;
        if self.rows.len() >= most {
            return Err(Error::new(Problem::TooManyKeys { most }));
        }
        let mut row = RowMut::write(&self.layout, |row| {
            for key in &self.keys {
                key.write(message, row)?;
            }
            if let Some(window) = &self.window {
                window.write(&self.key, row)?;
            }
            self.aggregates.iter().try_for_each(|aggregate| aggregate.start(row))
        })?;
        add(&self.aggregates, message, &mut row)?;
        self.rows.insert(self.key.as_slice().into(), row);
        Ok(())
    }
}

fn add(
    aggregates: &[Box<dyn Aggregate>],
    message: LazyRow<'_>,
    row: &mut RowMut,
) -> Result<(), Error> {
    aggregates.iter().try_for_each(|aggregate| aggregate.add(message, row))
}

fn batch<'a>(
    layout: &Arc<RowLayout>,
    rows: impl Iterator<Item = RowRef<'a>>,
) -> Result<RowBatch, Error> {
    let mut writer = RowBatchWriter::new(Arc::clone(layout));
    for row in rows {
        writer.push(row.bytes())?;
    }
    Ok(writer.finish())
}

impl fmt::Debug for KeyedState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("KeyedState")
            .field("definition", &self.definition)
            .field("keys", &self.rows.len())
            .finish_non_exhaustive()
    }
}
