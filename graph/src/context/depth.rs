//! How deep values are in one another.

use std::cell::Cell;

use crate::error::{Error, Problem, Result};
use crate::limits::STACK_LEFT;

/// Values in values, each of which takes some of the stack.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Depth {
    at: usize,
    most: usize,
}

thread_local! {
    /// The stack that the message at hand is on: how far down it may reach, and how many bytes from there on
    /// are known to be of it. To ask for it at each value takes as long as writing a few fields.
    static STACK: Cell<(usize, usize)> = const { Cell::new((0, 0)) };
}

impl Depth {
    #[inline]
    pub(crate) const fn new(most: usize) -> Self {
        Self { at: 0, most }
    }

    /// Goes into a value that holds others.
    #[inline]
    pub(crate) fn enter(&mut self) -> Result<()> {
        self.at += 1;
        match self.at <= self.most && self.has_stack() {
            true => Ok(()),
            false => Err(self.too_deep()),
        }
    }

    /// Goes out of it.
    #[inline]
    pub(crate) fn leave(&mut self) {
        self.at -= 1;
    }

    /// Whether the thread has stack for another value in the one at hand.
    #[inline(always)]
    fn has_stack(&self) -> bool {
        let here = 0_u8;
        let here = (&raw const here).addr();
        let (floor, known) = STACK.get();
        // Another message may have been on a stack that is gone, and this one on a smaller in its place.
        self.at > 1 && here.wrapping_sub(floor) < known || look(here)
    }

    #[cold]
    #[inline(never)]
    fn too_deep(&self) -> Error {
        Error::new(match self.at > self.most {
            true => Problem::Limit { what: Problem::DEPTH, most: self.most as u64 },
            false => Problem::Stack,
        })
    }
}

/// Whether the thread has stack for another value in the one at hand, of values alone.
pub(crate) fn has_stack() -> bool {
    stacker::remaining_stack().is_none_or(|left| left > STACK_LEFT)
}

/// Asks how much of the stack is left: for a message, and where code of types has switched stacks.
#[inline(never)]
fn look(here: usize) -> bool {
    /// Frames that are left lie above those that were entered from them.
    const ABOVE: usize = 1 << 10;
    let Some(left) = stacker::remaining_stack() else { return true };
    let below = left.saturating_sub(STACK_LEFT).min(here);
    STACK.set((here - below, below + ABOVE));
    below > 0
}

#[cfg(test)]
mod tests {
    use super::Depth;
    use crate::error::ErrorKind;

    fn deepest(depth: &mut Depth) -> usize {
        let frame = std::hint::black_box([0_u8; 4096]);
        match depth.enter() {
            Ok(()) => deepest(depth) + usize::from(frame[0]) + 1,
            Err(_) => 0,
        }
    }

    #[test]
    fn as_many_values_as_the_limit_says() {
        let mut depth = Depth::new(3);
        assert_eq!(deepest(&mut depth), 3);
        depth.leave();
        assert_eq!(depth.enter().unwrap_err().kind(), ErrorKind::Limit);
    }

    #[test]
    fn what_was_known_of_the_stack_of_one_message_is_not_taken_for_that_of_another() {
        let thread = std::thread::Builder::new().stack_size(1 << 20);
        let count = thread.spawn(|| {
            // As if a stack had been here that reached further down.
            super::STACK.set((1, usize::MAX));
            deepest(&mut Depth::new(usize::MAX))
        });
        let count = count.unwrap().join().unwrap();
        assert!((100..240).contains(&count), "{count}");
    }

    #[test]
    fn no_more_than_there_is_stack_for_on_any_stack() {
        let mut depth = Depth::new(usize::MAX);
        let here = std::thread::Builder::new().stack_size(1 << 20);
        let counts = here.spawn(move || {
            let small = deepest(&mut depth);
            // Below a stack of its own this thread's is as it was.
            let large = stacker::grow(4 << 20, || deepest(&mut depth));
            (small, large, deepest(&mut depth))
        });
        let (small, large, again) = counts.unwrap().join().unwrap();
        assert!((100..240).contains(&small), "{small}");
        assert!((600..1000).contains(&large), "{large}");
        assert!(small.abs_diff(again) < 4, "{small} {again}");
    }
}
