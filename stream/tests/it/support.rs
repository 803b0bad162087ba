//! Messages, and sources that can be watched.

use std::cell::Cell;
use std::collections::VecDeque;
use std::pin::Pin;
use std::rc::Rc;
use std::sync::Arc;
use std::task::{Context, Poll};

use bytes::Bytes;
use ferrow_derive::Record;
use ferrow_row::{Record, RowLayout};
use ferrow_stream::Error;
use futures::Stream;
use futures::task::noop_waker_ref;

#[derive(Record, Debug, Clone, PartialEq)]
#[record(crate = ferrow_row)]
pub(crate) struct Flight {
    pub(crate) carrier: String,
    pub(crate) dep_delay: Option<i16>,
    pub(crate) time: i64,
    pub(crate) distance: f64,
}

/// A message and its tag.
pub(crate) type Entry = (u64, Bytes);

pub(crate) fn layout() -> &'static Arc<RowLayout> {
    Flight::layout()
}

pub(crate) fn flight(carrier: &str, dep_delay: Option<i16>, time: i64) -> Flight {
    let distance = f64::from(dep_delay.unwrap_or(0)) * 1.5;
    Flight { carrier: carrier.into(), dep_delay, time, distance }
}

pub(crate) fn bytes(flight: &Flight) -> Bytes {
    let mut row = Vec::new();
    flight.append_to(&mut row).expect("a small row");
    row.into()
}

/// Message `tag`, delayed by as many minutes.
pub(crate) fn entry(tag: u64) -> Entry {
    let carriers = ["UA", "AA", "Deutsche Lufthansa"];
    let carrier = carriers[usize::try_from(tag % 3).expect("below 3")];
    let delay = (tag % 5 != 4).then(|| i16::try_from(tag % 100).expect("below 100"));
    (tag, bytes(&flight(carrier, delay, i64::try_from(tag).expect("a small tag"))))
}

/// A message that is cut within its slots.
pub(crate) fn cut(tag: u64) -> Entry {
    (tag, entry(tag).1.slice(..20))
}

/// A message whose text leaves the row; its numbers are right.
pub(crate) fn broken_text(tag: u64) -> Entry {
    let mut row = entry(tag).1.to_vec();
    row[12] = 0xf8;
    (tag, row.into())
}

/// A source of messages that says how often it was asked, and can be made to wait.
pub(crate) struct Source {
    steps: VecDeque<Step>,
    pub(crate) polls: Rc<Cell<usize>>,
}

pub(crate) enum Step {
    Give(Entry),
    /// Nothing is there yet, once.
    Wait,
    Fail,
}

impl Source {
    pub(crate) fn new(steps: impl IntoIterator<Item = Step>) -> Self {
        Self { steps: steps.into_iter().collect(), polls: Rc::default() }
    }

    pub(crate) fn of(entries: impl IntoIterator<Item = Entry>) -> Self {
        Self::new(entries.into_iter().map(Step::Give))
    }
}

impl Stream for Source {
    type Item = Result<Entry, Error>;

    fn poll_next(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.polls.set(self.polls.get() + 1);
        match self.steps.pop_front() {
            Some(Step::Give(entry)) => Poll::Ready(Some(Ok(entry))),
            Some(Step::Wait) => Poll::Pending,
            Some(Step::Fail) => Poll::Ready(Some(Err(Error::source("the broker is gone")))),
            None => Poll::Ready(None),
        }
    }
}

/// Polls once; nobody is woken.
pub(crate) fn poll_once<S: Stream + Unpin>(stream: &mut S) -> Poll<Option<S::Item>> {
    Pin::new(stream).poll_next(&mut Context::from_waker(noop_waker_ref()))
}
