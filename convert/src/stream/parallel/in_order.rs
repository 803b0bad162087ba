//! Tasks on the threads of a rayon pool whose results come in order.

use std::collections::VecDeque;
use std::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, TryRecvError, channel};
use std::thread;

use crate::error::Error;
use crate::stream::BATCH_ROWS;
use crate::stream::cut::{Cut, cut};

type Pieces<T> = Box<dyn Iterator<Item = T> + Send>;

/// What becomes of a piece.
type Work<T, U> = dyn Fn(&T) -> Result<U, Error> + Send + Sync;

/// Cuts what a source gives into pieces, has each worked on, and gives what became of them in order.
pub(super) struct InOrder<I, T, U> {
    /// `None` once it has ended or failed.
    source: Option<I>,
    /// What is left of the last that came.
    pieces: Option<Pieces<T>>,
    work: Arc<Work<T, U>>,
    batch_rows: usize,
    in_flight: usize,
    waiting: VecDeque<Waiting<U>>,
}

enum Waiting<U> {
    /// What a task will send, its panic included.
    For(Receiver<thread::Result<Result<U, Error>>>),
    /// The source failed here.
    Failed(Error),
}

impl<I, E, T, U> InOrder<I, T, U>
where
    I: Iterator<Item = Result<T, E>>,
    E: Into<Error>,
    T: Cut + Send + 'static,
    U: Send + 'static,
{
    pub(super) fn new(
        source: I,
        work: impl Fn(&T) -> Result<U, Error> + Send + Sync + 'static,
    ) -> Self {
        Self {
            source: Some(source),
            pieces: None,
            work: Arc::new(work),
            batch_rows: BATCH_ROWS,
            in_flight: 2 * rayon::current_num_threads(),
            waiting: VecDeque::new(),
        }
    }

    pub(super) fn set_batch_rows(&mut self, rows: usize) {
        assert!(rows > 0, "a batch of 0 rows");
        self.batch_rows = rows;
    }

    pub(super) fn set_in_flight(&mut self, tasks: usize) {
        self.in_flight = tasks.max(1);
    }

    pub(super) fn next(&mut self) -> Option<Result<U, Error>> {
        while self.waiting.len() < self.in_flight {
            match self.piece() {
                Some(Ok(piece)) => self.spawn(piece),
                Some(Err(error)) => {
                    self.source = None;
                    self.waiting.push_back(Waiting::Failed(error));
                    break;
                }
                None => break,
            }
        }
        let done = match self.waiting.pop_front()? {
            Waiting::For(result) => wait(&result),
            Waiting::Failed(error) => Err(error),
        };
        if done.is_err() {
            (self.source, self.pieces) = (None, None);
            self.waiting.clear();
        }
        Some(done)
    }

    fn piece(&mut self) -> Option<Result<T, Error>> {
        loop {
            if let Some(piece) = self.pieces.as_mut().and_then(Iterator::next) {
                return Some(Ok(piece));
            }
            match self.source.as_mut()?.next() {
                Some(Ok(whole)) => self.pieces = Some(Box::new(cut(whole, self.batch_rows))),
                Some(Err(error)) => return Some(Err(error.into())),
                None => self.source = None,
            }
        }
    }

    fn spawn(&mut self, piece: T) {
        let (sender, receiver) = channel();
        let work = Arc::clone(&self.work);
        rayon::spawn(move || {
            // Rayon would end the process; the panic belongs to who waits. Nothing is seen broken
            // afterwards: `work` is shared, and the piece is left alone.
            let done = catch_unwind(AssertUnwindSafe(|| work(&piece)));
            // Nobody waits once an earlier piece failed.
            drop(sender.send(done));
        });
        self.waiting.push_back(Waiting::For(receiver));
    }
}

/// Waits for a task. A thread of the pool works meanwhile, as the task may have no other thread.
fn wait<U>(result: &Receiver<thread::Result<Result<U, Error>>>) -> Result<U, Error> {
    let done = loop {
        match result.try_recv() {
            Ok(done) => break done,
            Err(TryRecvError::Empty) => match rayon::yield_now() {
                None => break result.recv().expect("a task sends before it ends"),
                Some(rayon::Yield::Executed) => {}
                Some(rayon::Yield::Idle) => thread::yield_now(),
            },
            Err(TryRecvError::Disconnected) => unreachable!("a task sends before it ends"),
        }
    };
    done.unwrap_or_else(|panic| resume_unwind(panic))
}

impl<I, T, U> fmt::Debug for InOrder<I, T, U> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("InOrder")
            .field("batch_rows", &self.batch_rows)
            .field("in_flight", &self.in_flight)
            .field("waiting", &self.waiting.len())
            .finish_non_exhaustive()
    }
}
