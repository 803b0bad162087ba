//! Bad messages go to a sink, which is waited for, and the rest goes on.

use std::cell::RefCell;
use std::rc::Rc;
use std::task::Poll;

use ferrow_convert::Predicate;
use ferrow_row::LazyRow;
use ferrow_stream::{
    AsyncLetters, BatchLimits, DeadLetter, Error, ErrorKind, MessageStreamExt, SinkLetters,
};
use futures::channel::{mpsc, oneshot};
use futures::executor::block_on;
use futures::stream::{StreamExt, TryStreamExt};

use crate::support::{Entry, Source, Step, broken_text, cut, entry, layout, poll_once};

fn mixed() -> Source {
    Source::of([entry(0), cut(1), entry(2), broken_text(3), entry(4), cut(5)])
}

#[test]
fn a_letter_has_the_message_its_place_and_the_reason() {
    let mut dead: Vec<DeadLetter<Entry>> = Vec::new();
    let kept = mixed()
        .rows(layout())
        .dead_letters(&mut dead)
        .filter(&Predicate::column("carrier").is_not_null())
        .unwrap()
        .batches(BatchLimits::new());
    let kept: Vec<_> = block_on(kept.try_collect()).unwrap();
    assert_eq!(kept[0].tags, [0, 2, 4]);

    let ordinals: Vec<u64> = dead.iter().map(|letter| letter.ordinal).collect();
    assert_eq!(ordinals, [1, 3, 5]);
    assert_eq!(dead[0].message, cut(1));
    assert_eq!(dead[1].message, broken_text(3));
    assert_eq!((dead[0].error.offset(), dead[0].error.path()), (Some(20), String::new()));
    assert_eq!((dead[1].error.offset(), dead[1].error.path()), (Some(248), "carrier".to_owned()));
}

#[test]
fn a_slow_sink_holds_back_the_source() {
    let (sender, receiver) = oneshot::channel::<()>();
    let mut receiver = Some(receiver);
    let put = AsyncLetters::new(move |_: DeadLetter<Entry>| {
        let receiver = receiver.take().expect("one letter");
        async move { receiver.await.map_err(Error::sink) }
    });
    let source = Source::of([entry(0), cut(1), entry(2)]);
    let polls = source.polls.clone();
    let mut rows = Box::pin(source.rows(layout()).dead_letters(put));
    assert!(matches!(poll_once(&mut rows), Poll::Ready(Some(Ok((0, _))))));
    assert!(poll_once(&mut rows).is_pending());
    assert!(poll_once(&mut rows).is_pending());
    assert_eq!(polls.get(), 2, "nothing is asked for while the letter is put away");
    sender.send(()).unwrap();
    assert!(matches!(poll_once(&mut rows), Poll::Ready(Some(Ok((2, _))))));
}

#[test]
fn a_sink_that_fails_ends_the_stream() {
    let (sender, receiver) = mpsc::channel(1);
    drop(receiver);
    let mut rows = mixed().rows(layout()).dead_letters(SinkLetters::new(sender));
    assert!(block_on(rows.next()).unwrap().is_ok());
    let error = block_on(rows.next()).unwrap().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Sink);
    assert!(block_on(rows.next()).is_none());
}

#[test]
fn a_full_channel_is_waited_for() {
    let (sender, mut receiver) = mpsc::channel(0);
    let source = Source::of([cut(0), cut(1), entry(2)]);
    let polls = source.polls.clone();
    let mut rows = source.rows(layout()).dead_letters(SinkLetters::new(sender));
    // The channel has room for one, which counts as flushed when it was taken.
    for letter in [0, 1] {
        assert!(poll_once(&mut rows).is_pending());
        assert!(poll_once(&mut rows).is_pending());
        assert_eq!(polls.get(), letter + 1);
        assert_eq!(block_on(receiver.next()).unwrap().ordinal, letter as u64);
    }
    assert!(matches!(poll_once(&mut rows), Poll::Ready(Some(Ok((2, _))))));
}

#[test]
fn an_error_that_is_none_of_a_message_ends_the_stream() {
    let put = Rc::new(RefCell::new(0));
    let count = Rc::clone(&put);
    let mut rows = mixed()
        .rows(layout())
        .dead_letters(move |_: DeadLetter<Entry>| *count.borrow_mut() += 1)
        .read(|_| Err::<(), _>(Error::source("a lookup failed")));
    let error = block_on(rows.next()).unwrap().unwrap_err();
    assert_eq!((error.kind(), error.ordinal()), (ErrorKind::Source, Some(0)));
    assert!(block_on(rows.next()).is_none());
    assert_eq!(*put.borrow(), 0);
}

#[test]
fn a_message_is_bad_where_the_program_says_so() {
    let mut dead: Vec<DeadLetter<Entry>> = Vec::new();
    let time = layout().column::<i64>("time").unwrap();
    let refuse = move |row: LazyRow<'_>, refused: i64| match row.get(time)? {
        Some(time) if time == refused => Err(Error::bad_message(format!("a time of {time}"))),
        time => Ok(time.is_some()),
    };
    let rows = Source::of((0..4).map(entry))
        .rows(layout())
        .dead_letters(&mut dead)
        .filter_by(|row| refuse(row, 1))
        .read(|row| refuse(row, 2))
        .map_ok(|(_, (tag, _))| tag);
    assert_eq!(block_on(rows.try_collect::<Vec<_>>()).unwrap(), [0, 3]);
    let found: Vec<_> =
        dead.iter().map(|letter| (letter.message.0, letter.error.to_string())).collect();
    assert_eq!(found, [(1, "a time of 1".to_owned()), (2, "a time of 2".to_owned())]);
    assert!(dead.iter().all(|letter| letter.error.is_of_message()));
    assert_eq!(dead[0].error.kind(), ErrorKind::BadMessage);
    let source = std::error::Error::source(&dead[0].error).map(ToString::to_string);
    assert_eq!(source.as_deref(), Some("a time of 1"));

    // Without dead letters it ends the stream, which says of which message it is.
    let mut rows = Source::of((0..4).map(entry)).rows(layout()).read(|row| refuse(row, 1));
    assert!(block_on(rows.next()).unwrap().is_ok());
    let error = block_on(rows.next()).unwrap().unwrap_err();
    assert_eq!(error.to_string(), "message 1: a time of 1");
    assert!(block_on(rows.next()).is_none());
}

#[test]
fn a_letter_at_the_end_is_put_away_before_the_end_is_said() {
    let (sender, receiver) = oneshot::channel::<()>();
    let mut receiver = Some(receiver);
    let put = AsyncLetters::new(move |_: DeadLetter<Entry>| {
        let receiver = receiver.take().expect("one letter");
        async move { receiver.await.map_err(Error::sink) }
    });
    let source = Source::new([Step::Give(cut(0))]);
    let mut rows = Box::pin(source.rows(layout()).dead_letters(put));
    assert!(poll_once(&mut rows).is_pending());
    sender.send(()).unwrap();
    assert!(matches!(poll_once(&mut rows), Poll::Ready(None)));
}
