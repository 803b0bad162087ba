//! Tracing a type alone: its `Deserialize` says what it wants, and is given placeholders.

mod access;
mod complete;
mod placeholder;
mod tracer;

use std::cell::Cell;
use std::marker::PhantomData;

use serde::Deserialize;
use serde::de::DeserializeSeed;

use self::complete::is_complete;
use self::tracer::Tracer;
use super::node::Node;
use super::stop::{Failure, Stop};
use super::{MAX_DEPTH, TraceOptions};

/// Places visited in one pass: a recursive type may grow with every pass.
const MAX_PLACES: usize = 1 << 16;

/// What is common to one tracing.
#[derive(Debug)]
pub(super) struct Context {
    options: TraceOptions,
    /// Places visited in this pass.
    places: Cell<usize>,
    /// Variants visited for the first time, in all passes.
    progress: Cell<usize>,
}

/// Drives `T`'s `Deserialize` until every variant of every enum in it was visited.
pub(super) fn trace<T: Deserialize<'static>>(options: TraceOptions) -> Result<Node, Failure> {
    let context = Context { options, places: Cell::new(0), progress: Cell::new(0) };
    let mut root = Node::default();
    loop {
        let before = context.progress.get();
        context.places.set(0);
        match context.visit(PhantomData::<T>, &mut root, 0) {
            Ok(_) if is_complete(&root) => return Ok(root),
            Ok(_) if context.progress.get() == before => return Err(Stop::Hidden.into()),
            Ok(_) => {}
            // Each retry leaves a mark in a node, which takes few of them.
            Err(failure) if *failure.stop() == Stop::Retry => {}
            Err(failure) => return Err(failure),
        }
    }
}

impl Context {
    /// Visits one place: every seed is driven from here.
    fn visit<S: DeserializeSeed<'static>>(
        &self,
        seed: S,
        node: &mut Node,
        depth: usize,
    ) -> Result<S::Value, Failure> {
        self.places.set(self.places.get() + 1);
        if self.places.get() > MAX_PLACES {
            return Err(Stop::TooMany { most: MAX_PLACES }.into());
        }
        if depth > MAX_DEPTH {
            return Err(Stop::TooDeep { most: MAX_DEPTH }.into());
        }
        let visited = seed.deserialize(Tracer { node, context: self, depth });
        visited.map_err(|failure| match failure.stop() {
            Stop::Refused { .. } if placeholder::has_another(node) => {
                node.refused += 1;
                Stop::Retry.into()
            }
            _ => failure,
        })
    }

    /// Says that a variant was visited for the first time.
    fn progress(&self) {
        self.progress.set(self.progress.get() + 1);
    }
}
