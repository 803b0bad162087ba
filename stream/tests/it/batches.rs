//! Batches by rows, bytes and time; nothing is read beyond one.

use std::task::Poll;
use std::time::Duration;

use arrow::array::AsArray;
use arrow::datatypes::Int64Type;
use ferrow_convert::RowDecoder;
use ferrow_row::RowBatch;
use ferrow_stream::{BatchLimits, ErrorKind, MessageBatch, MessageStreamExt};
use futures::channel::oneshot;
use futures::executor::block_on;
use futures::stream::{FusedStream, StreamExt, TryStreamExt};

use crate::support::{Source, Step, broken_text, entry, layout, poll_once};

fn all(source: Source, limits: BatchLimits) -> Vec<MessageBatch<RowBatch, u64>> {
    block_on(source.rows(layout()).batches(limits).try_collect()).expect("good messages")
}

#[test]
fn batches_have_as_many_rows_as_asked_for_and_their_tags() {
    for most in [1, 2, 7, 24, 25, 26] {
        let batches = all(Source::of((0..25).map(entry)), BatchLimits::new().with_rows(most));
        let lens: Vec<usize> = batches.iter().map(|batch| batch.batch.len()).collect();
        assert!(
            lens[..lens.len() - 1].iter().all(|len| *len == most)
                && lens.iter().sum::<usize>() == 25
        );
        let tags: Vec<u64> = batches.iter().flat_map(|batch| batch.tags.clone()).collect();
        assert_eq!(tags, (0..25).collect::<Vec<_>>());
        let rows = batches.iter().flat_map(|batch| batch.batch.rows().flatten());
        assert!(rows.zip(0..).all(|(row, tag)| row.bytes() == entry(tag).1));
    }
}

#[test]
fn a_batch_ends_with_the_row_that_takes_it_to_its_bytes() {
    let len = entry(0).1.len();
    assert_eq!(entry(1).1.len(), len);
    let entries = || Source::of((0..9).filter(|tag| tag % 3 != 2).map(entry));
    for (bytes, rows) in [(0, 1), (1, 1), (len, 1), (len + 1, 2), (2 * len, 2), (2 * len + 1, 3)] {
        let batches = all(entries(), BatchLimits::new().with_bytes(bytes));
        assert_eq!(batches[0].batch.len(), rows, "within {bytes} bytes");
    }
}

#[test]
fn nothing_is_read_ahead_of_the_batch_that_is_wanted() {
    let source = Source::of((0..100).map(entry));
    let polls = source.polls.clone();
    let mut batches = source.rows(layout()).batches(BatchLimits::new().with_rows(10));
    assert_eq!(polls.get(), 0);
    for batch in 1..=3 {
        let Poll::Ready(Some(Ok(found))) = poll_once(&mut batches) else { panic!("a batch") };
        assert_eq!((found.batch.len(), polls.get()), (10, 10 * batch));
    }
}

#[test]
fn rows_come_before_the_error_behind_them() {
    let steps = [Step::Give(entry(0)), Step::Give(entry(1)), Step::Fail];
    let mut batches = Source::new(steps).rows(layout()).batches(BatchLimits::new());
    assert_eq!(block_on(batches.next()).unwrap().unwrap().tags, [0, 1]);
    assert!(!batches.is_terminated());
    assert_eq!(block_on(batches.next()).unwrap().unwrap_err().kind(), ErrorKind::Source);
    assert!(batches.is_terminated());
    assert!(block_on(batches.next()).is_none());
}

#[test]
fn a_row_that_nobody_has_read_is_checked_before_it_is_in_a_batch() {
    let mut dead = Vec::new();
    let batches = Source::of([entry(0), broken_text(1), entry(2)])
        .rows(layout())
        .dead_letters(&mut dead)
        .batches(BatchLimits::new());
    let batches: Vec<_> = block_on(batches.try_collect()).unwrap();
    assert_eq!((batches.len(), &batches[0].tags[..]), (1, &[0, 2][..]));
    assert_eq!((dead.len(), dead[0].ordinal), (1, 1));
}

#[test]
fn batches_become_columns_of_the_fields_that_are_wanted() {
    let decoder = RowDecoder::new(layout()).project_paths(["time"]).unwrap();
    let batches = Source::of((0..5).map(entry))
        .rows(layout())
        .batches(BatchLimits::new().with_rows(3))
        .decode(decoder);
    let batches: Vec<_> = block_on(batches.try_collect()).unwrap();
    let times = batches[1].batch.column(0).as_primitive::<Int64Type>();
    assert_eq!((times.values().as_ref(), &batches[1].tags[..]), (&[3, 4][..], &[3, 4][..]));
}

#[test]
fn a_batch_is_given_when_its_first_row_has_waited() {
    let steps = [Step::Wait, Step::Give(entry(0)), Step::Wait, Step::Give(entry(1)), Step::Wait];
    let source = Source::new(steps.into_iter().chain([Step::Give(entry(2)), Step::Wait]));
    let (sender, receiver) = oneshot::channel::<()>();
    let mut clocks = vec![receiver];
    let timer = move |wait: Duration| {
        assert_eq!(wait, Duration::from_secs(5));
        let clock = clocks.pop();
        async move {
            match clock {
                Some(clock) => drop(clock.await),
                None => std::future::pending().await,
            }
        }
    };
    let limits = BatchLimits::new().with_wait(Duration::from_secs(5));
    let mut batches = Box::pin(source.rows(layout()).batches_by(limits, timer));
    assert!(poll_once(&mut batches).is_pending(), "no row, so nothing waits");
    assert!(poll_once(&mut batches).is_pending());
    assert!(poll_once(&mut batches).is_pending());
    sender.send(()).unwrap();
    let Poll::Ready(Some(Ok(first))) = poll_once(&mut batches) else { panic!("a batch") };
    assert_eq!(first.tags, [0, 1, 2]);
    // The second clock is another one; the end of the source gives what is there.
    assert!(matches!(poll_once(&mut batches), Poll::Ready(None)));
}

#[test]
fn a_source_that_is_always_ready_leaves_others_their_turn() {
    let source = Source::of((0..5_000).map(entry));
    let few = source.rows(layout()).filter_by(|row| {
        Ok::<_, ferrow_stream::Error>(row.get_at::<i64>(2)?.is_some_and(|time| time % 100 == 0))
    });
    let limits = BatchLimits::new().with_rows(50).with_wait(Duration::from_secs(5));
    let mut batches = Box::pin(few.batches_by(limits, |_| std::future::ready(())));
    // The clock says at once that it is time, but nobody asks it before.
    let Poll::Ready(Some(Ok(first))) = poll_once(&mut batches) else { panic!("a batch") };
    assert!((1..50).contains(&first.tags.len()), "{:?}", first.tags);
}

#[test]
#[should_panic(expected = "a wait takes a clock")]
fn a_wait_without_a_clock_is_a_mistake_of_the_program() {
    let limits = BatchLimits::new().with_wait(Duration::from_secs(5));
    drop(Source::of([]).rows(layout()).batches(limits));
}

#[cfg(feature = "tokio")]
#[tokio::test]
async fn the_clock_of_tokio_ends_a_batch() {
    use ferrow_stream::TokioTimer;
    use futures::stream;

    // The source has three messages and then is quiet, so nothing but the clock ends a batch.
    let batches = |wait| {
        let quiet = stream::iter((0..3).map(|tag| Ok::<_, ferrow_stream::Error>(entry(tag))));
        let quiet = quiet.chain(stream::pending());
        Box::pin(quiet.rows(layout()).batches_by(BatchLimits::new().with_wait(wait), TokioTimer))
    };
    let (mut short, mut long) =
        (batches(Duration::from_millis(1)), batches(Duration::from_secs(3_600)));
    assert!(poll_once(&mut long).is_pending());
    assert_eq!(short.next().await.unwrap().unwrap().tags, [0, 1, 2]);
    assert!(poll_once(&mut long).is_pending(), "an hour has not passed");
}
