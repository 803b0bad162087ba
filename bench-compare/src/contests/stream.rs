//! A filter that keeps a hundredth of a stream of rows: asked of the bytes of each, or of what is decoded.

use std::hint::black_box;
use std::sync::Arc;

use bytes::Bytes;
use ferrow_convert::{Predicate, RowFilter};
use ferrow_row::Record;
use ferrow_row::record::FromRow;
use ferrow_row::schema::FrameWriter;
use ferrow_stream::{Error, FrameMessage, MessageStreamExt, RowFrames};
use futures::executor::block_on;
use futures::future::ready;
use futures::stream::{self, Stream, TryStreamExt};
use tokio_util::codec::{Decoder, FramedRead, LengthDelimitedCodec};

use super::{DECODE_FIRST, Entry, FILTER, FORY, entry};
use crate::Failure;
use crate::harness::{Contest, Figures, Settings};
use crate::wide::{Wide, WideNumbers};

pub(super) const CONTESTS: &[Entry] = &[
    entry("stream-filter", |settings| of_frames(&wide(), settings)),
    entry("stream-filter-numbers", |settings| of_frames(&wide_numbers(), settings)),
    entry("stream-filter-messages", |settings| of_messages(&wide(), settings)),
    entry("stream-filter-messages-numbers", |settings| of_messages(&wide_numbers(), settings)),
];

const ROWS: usize = 10_000;

/// As much as a reader takes off a connection at a time.
const READ: usize = 64 << 10;

/// The values are evenly spread over all that 64 bits hold.
const END: i64 = i64::MIN.saturating_add_unsigned(u64::MAX / 100);

/// The rows, and how each reader finds out whether one is wanted.
struct Input<T> {
    title: &'static str,
    records: Vec<T>,
    /// The first field of a record.
    first: fn(&T) -> i64,
    /// The first field of a row, by `fory`.
    by_fory: fn(&[u8]) -> Result<i64, fory::Error>,
}

fn wide() -> Input<Wide> {
    Input {
        title: "32 int64, 8 nullable int32, 16 float64 and 8 texts",
        records: Wide::records(ROWS),
        first: |record| record.f0,
        by_fory: |row| fory::from_row::<Wide>(row)?.f0(),
    }
}

fn wide_numbers() -> Input<WideNumbers> {
    Input {
        title: "64 int64",
        records: WideNumbers::records(ROWS),
        first: |record| record.f0,
        by_fory: |row| fory::from_row::<WideNumbers>(row)?.f0(),
    }
}

/// Rows in frames, as they come out of a connection.
fn of_frames<T>(input: &Input<T>, settings: &Settings) -> Result<Figures, Failure>
where
    T: for<'a> FromRow<'a>,
{
    let (rows, right) = rows_of(input)?;
    let mut bytes = Vec::new();
    for row in &rows {
        let mut frame = FrameWriter::sized_bare(&mut bytes);
        frame.body().extend_from_slice(row);
        frame.finish()?;
    }
    let filter = Arc::new(filter::<T>()?);
    let lengths = || {
        let mut builder = LengthDelimitedCodec::builder();
        builder.little_endian().length_field_length(4).new_codec()
    };
    let title = format!("a hundredth of framed rows of {}", input.title);
    let mut contest = Contest::new(title, ROWS);
    let is_right = |found: Option<Vec<Bytes>>| found.is_some_and(|found| found == right);
    contest.variant(
        DECODE_FIRST,
        (),
        |()| {
            let frames = read(&bytes, RowFrames::new()).map_ok(|frame| frame.bytes);
            collect(decoding_first(input, frames))
        },
        |(), found| is_right(found),
    )?;
    contest.variant(
        FORY,
        (),
        |()| {
            let frames = read(&bytes, lengths()).map_ok(bytes::BytesMut::freeze);
            collect(with_fory(input, frames.map_err(Error::from)))
        },
        |(), found| is_right(found),
    )?;
    contest.variant(
        FILTER,
        (),
        |()| {
            let frames = RowFrames::new().filtered(T::layout(), Arc::clone(&filter));
            let kept = read(&bytes, frames).rows(T::layout()).filter_with(&*filter);
            collect(kept.map_ok(|frame: FrameMessage| frame.bytes))
        },
        |(), found| is_right(found),
    )?;
    Ok(contest.run(settings))
}

/// Rows that are messages of their own, as a client of a broker gives them.
fn of_messages<T>(input: &Input<T>, settings: &Settings) -> Result<Figures, Failure>
where
    T: for<'a> FromRow<'a>,
{
    let (rows, right) = rows_of(input)?;
    let messages = || stream::iter(rows.iter().cloned().map(Ok::<_, Error>));
    let filter = filter::<T>()?;
    let title = format!("a hundredth of messages of {}", input.title);
    let mut contest = Contest::new(title, ROWS);
    let is_right = |found: Option<Vec<Bytes>>| found.is_some_and(|found| found == right);
    contest.variant(
        DECODE_FIRST,
        (),
        |()| collect(decoding_first(input, messages())),
        |(), found| is_right(found),
    )?;
    contest.variant(
        FORY,
        (),
        |()| collect(with_fory(input, messages())),
        |(), found| is_right(found),
    )?;
    contest.variant(
        FILTER,
        (),
        |()| collect(messages().rows(T::layout()).filter_with(&filter)),
        |(), found| is_right(found),
    )?;
    Ok(contest.run(settings))
}

/// All rows, and those that are wanted.
fn rows_of<T: Record>(input: &Input<T>) -> Result<(Vec<Bytes>, Vec<Bytes>), Failure> {
    let row = |record: &T| {
        let mut row = Vec::new();
        record.append_to(&mut row)?;
        Ok::<_, Failure>(Bytes::from(row))
    };
    let rows = input.records.iter().map(row).collect::<Result<Vec<_>, _>>()?;
    let kept = input.records.iter().zip(&rows).filter(|(record, _)| (input.first)(record) < END);
    let kept: Vec<Bytes> = kept.map(|(_, row)| row.clone()).collect();
    match kept.len() {
        len if (ROWS / 125..ROWS / 80).contains(&len) => Ok((rows, kept)),
        len => Err(format!("{len} of {ROWS} rows are kept").into()),
    }
}

fn filter<T: Record>() -> Result<RowFilter, Failure> {
    Ok(RowFilter::try_new(T::layout(), &Predicate::column("f0").lt(END))?)
}

fn read<C: Decoder>(bytes: &[u8], codec: C) -> FramedRead<&[u8], C> {
    FramedRead::with_capacity(bytes, codec, READ)
}

/// What is there of a stream that is always ready.
fn collect(kept: impl Stream<Item = Result<Bytes, Error>>) -> Option<Vec<Bytes>> {
    block_on(kept.try_collect()).ok()
}

/// Keeps the messages whose records are wanted.
fn decoding_first<T>(
    input: &Input<T>,
    messages: impl Stream<Item = Result<Bytes, Error>>,
) -> impl Stream<Item = Result<Bytes, Error>>
where
    T: for<'a> FromRow<'a>,
{
    messages.try_filter_map(|message| {
        let record = T::view(&message).and_then(T::from_view);
        // Hides that one field is wanted of it.
        let record = record.map(black_box);
        let kept = record.map(|record| ((input.first)(&record) < END).then_some(message));
        ready(kept.map_err(Error::from))
    })
}

/// Keeps the messages whose first field is wanted, as `fory` reads it.
fn with_fory<T>(
    input: &Input<T>,
    messages: impl Stream<Item = Result<Bytes, Error>>,
) -> impl Stream<Item = Result<Bytes, Error>> {
    messages.try_filter_map(|message| {
        let first = (input.by_fory)(&message);
        ready(first.map(|first| (first < END).then_some(message)).map_err(Error::source))
    })
}
