//! Frames that are judged in the buffer: what is kept, where it stands, and whose memory it holds.

use std::collections::VecDeque;
use std::ops::Range;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use arrow::datatypes::{DataType, Field, Schema};
use bytes::{Bytes, BytesMut};
use ferrow_convert::{Predicate, RowFilter};
use ferrow_row::RowLayout;
use ferrow_stream::{
    DeadLetter, ErrorKind, FilteredFrames, FrameMessage, MessageStreamExt, RowFrames,
};
use futures::executor::block_on;
use futures::stream::{StreamExt, TryStreamExt};
use proptest::prelude::*;
use tokio::io::{AsyncRead, ReadBuf};
use tokio_util::codec::{Decoder, Encoder, FramedRead};

use crate::support::{Entry, broken_text, cut, entry, layout, poll_once};

fn encode(rows: impl IntoIterator<Item = Entry>) -> BytesMut {
    let mut bytes = BytesMut::new();
    for (_, row) in rows {
        RowFrames::new().encode(row, &mut bytes).expect("small rows");
    }
    bytes
}

/// Keeps the rows of these times; a row's time is its tag.
fn within(times: Range<i64>) -> Arc<RowFilter> {
    let time = || Predicate::column("time");
    let wanted = time().gt_eq(times.start).and(time().lt(times.end));
    Arc::new(RowFilter::try_new(layout(), &wanted).expect("a predicate of these fields"))
}

fn frames(times: Range<i64>) -> FilteredFrames<Arc<RowFilter>> {
    RowFrames::new().filtered(layout(), within(times))
}

/// Gives its pieces one by one, and is not ready in between.
struct Pieces<'a> {
    pieces: VecDeque<&'a [u8]>,
    has_waited: bool,
}

impl<'a> Pieces<'a> {
    fn new(pieces: Vec<&'a [u8]>) -> Self {
        Self { pieces: pieces.into(), has_waited: true }
    }
}

impl AsyncRead for Pieces<'_> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        to: &mut ReadBuf<'_>,
    ) -> Poll<std::io::Result<()>> {
        self.has_waited = !self.has_waited;
        if self.has_waited {
            context.waker().wake_by_ref();
            return Poll::Pending;
        }
        if let Some(piece) = self.pieces.pop_front() {
            let (come, rest) = piece.split_at(piece.len().min(to.remaining()));
            to.put_slice(come);
            if !rest.is_empty() {
                self.pieces.push_front(rest);
            }
        }
        Poll::Ready(Ok(()))
    }
}

#[test]
fn what_is_kept_is_given_while_the_rest_has_not_come() {
    let bytes = encode((0..20).map(entry));
    let end_of_ten = encode((0..10).map(entry)).len();
    // Ten rows and a part of the next.
    let (come, to_come) = bytes.split_at(end_of_ten + 7);
    let mut kept = FramedRead::new(Pieces::new(vec![come, to_come]), frames(8..12));
    for ordinal in [8, 9] {
        let Poll::Ready(Some(Ok(frame))) = poll_once(&mut kept) else { panic!("a frame is there") };
        assert_eq!((frame.ordinal, &frame.bytes), (ordinal, &entry(ordinal).1));
    }
    assert!(poll_once(&mut kept).is_pending());
    let ordinals = kept.map_ok(|frame| frame.ordinal).try_collect::<Vec<_>>();
    assert_eq!(block_on(ordinals).unwrap(), [10, 11]);
}

#[test]
fn bad_rows_among_those_that_are_skipped_are_dead_letters_with_their_place() {
    let row = |tag| match tag {
        40 => cut(tag),
        // Its text is not asked for, as its number does not pass.
        41 => broken_text(tag),
        42 => (tag, Bytes::new()),
        _ => entry(tag),
    };
    let bytes = encode((0..100).map(row));
    let offset_of = |tag: u64| encode((0..tag).map(row)).len() as u64;
    let mut dead: Vec<DeadLetter<FrameMessage>> = Vec::new();
    let kept = FramedRead::new(&bytes[..], frames(70..72))
        .rows(layout())
        .dead_letters(&mut dead)
        .filter_with(within(70..72));
    let kept: Vec<FrameMessage> = block_on(kept.try_collect()).unwrap();
    let places: Vec<_> = kept.iter().map(|frame| (frame.ordinal, frame.offset)).collect();
    assert_eq!(places, [(70, offset_of(70)), (71, offset_of(71))]);

    let places: Vec<_> =
        dead.iter().map(|letter| (letter.message.ordinal, letter.message.offset)).collect();
    assert_eq!(places, [(40, offset_of(40)), (42, offset_of(42))]);
    assert_eq!((&dead[0].message.bytes, dead[0].error.offset()), (&cut(40).1, Some(20)));
    assert_eq!((dead[1].message.bytes.len(), dead[1].error.offset()), (0, Some(0)));
}

#[test]
fn a_damaged_frame_behind_those_that_are_skipped_says_where_it_is() {
    let mut bytes = encode((0..5).map(entry));
    let end = bytes.len() as u64;
    bytes.extend_from_slice(&[0xff; 4]);
    let mut kept = FramedRead::new(&bytes[..], frames(900..901));
    let error = block_on(kept.next()).unwrap().unwrap_err();
    assert_eq!((error.kind(), error.ordinal()), (ErrorKind::Frame, Some(5)));
    assert_eq!(error.stream_offset(), Some(end));
    assert!(block_on(kept.next()).is_none());
}

#[test]
fn a_filter_of_another_layout_ends_the_stream() {
    let other = Schema::new(vec![Field::new("id", DataType::Int64, true)]);
    let other = RowLayout::try_new(other).unwrap();
    let filter = RowFilter::try_new(&other, &Predicate::column("id").eq(1_i64)).unwrap();
    // The filter is not asked of a row that cannot be opened.
    let bytes = encode([cut(0), entry(1), entry(2)]);
    let second = encode([cut(0)]).len() as u64;
    let mut kept = FramedRead::new(&bytes[..], RowFrames::new().filtered(layout(), filter));
    assert_eq!(block_on(kept.next()).unwrap().unwrap().bytes, cut(0).1);
    let error = block_on(kept.next()).unwrap().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Row(ferrow_row::ErrorKind::LayoutMismatch));
    assert_eq!((error.ordinal(), error.stream_offset()), (Some(1), Some(second)));
    for _ in 0..2 {
        assert!(block_on(kept.next()).is_none());
    }
}

#[test]
fn a_row_that_is_kept_among_many_does_not_hold_their_memory() {
    let mut buffer = encode((0..100).map(entry));
    let (memory, len) = (buffer.as_ptr_range(), buffer.len());
    let mut frames = frames(98..100);
    let first = frames.decode(&mut buffer).unwrap().unwrap();
    assert_eq!((first.ordinal, &first.bytes), (98, &entry(98).1));
    assert!(!memory.contains(&first.bytes.as_ptr()));

    // The one behind it is not alone: it stays where it is.
    let second = frames.decode(&mut buffer).unwrap().unwrap();
    assert_eq!((second.ordinal, &second.bytes), (99, &entry(99).1));
    assert!(memory.contains(&second.bytes.as_ptr()));
    drop(second);
    assert!(buffer.try_reclaim(len), "the memory is there for what comes next, with a row kept");
}

proptest! {
    #[test]
    fn what_is_kept_is_what_a_filter_keeps_of_all_frames(
        tags in prop::collection::vec(0..40_u64, 0..80),
        times in (0..40_i64, 0..40_i64),
        cuts in prop::collection::vec(any::<prop::sample::Index>(), 0..10),
    ) {
        let times = times.0..times.1;
        let row = |tag| match tag % 7 {
            3 => cut(tag),
            _ => entry(tag),
        };
        let bytes = encode(tags.into_iter().map(row));
        let mut ends: Vec<usize> = cuts.iter().map(|cut| cut.index(bytes.len() + 1)).collect();
        ends.extend([0, bytes.len()]);
        ends.sort_unstable();
        ends.dedup();
        let pieces = || Pieces::new(ends.windows(2).map(|ends| &bytes[ends[0]..ends[1]]).collect());

        let (mut wanted_dead, mut dead) = (Vec::new(), Vec::new());
        let wanted = FramedRead::new(pieces(), RowFrames::new())
            .rows(layout())
            .dead_letters(|letter: DeadLetter<FrameMessage>| wanted_dead.push(letter.message))
            .filter_with(within(times.clone()));
        let wanted: Vec<FrameMessage> = block_on(wanted.try_collect()).unwrap();
        let found = FramedRead::new(pieces(), frames(times.clone()))
            .rows(layout())
            .dead_letters(|letter: DeadLetter<FrameMessage>| dead.push(letter.message))
            .filter_with(within(times));
        let found: Vec<FrameMessage> = block_on(found.try_collect()).unwrap();
        prop_assert_eq!(found, wanted);
        prop_assert_eq!(dead, wanted_dead);
    }
}
