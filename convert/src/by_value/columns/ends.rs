//! Where values of any length end.

use arrow::array::OffsetSizeTrait;
use arrow::array::builder::NullBufferBuilder;
use arrow::buffer::{NullBuffer, OffsetBuffer, ScalarBuffer};

use super::Fill;
use crate::error::{Error, Problem};

/// The offsets of values that follow each other, and which of the values are null.
pub(super) struct Ends<O> {
    offsets: Vec<O>,
    nulls: NullBufferBuilder,
}

impl<O: OffsetSizeTrait> Default for Ends<O> {
    fn default() -> Self {
        Self { offsets: vec![O::zero()], nulls: NullBufferBuilder::new(0) }
    }
}

impl<O: OffsetSizeTrait> Ends<O> {
    /// Takes a value of `len` bytes or elements; `problem` is told how many they are in all where no
    /// offset holds so many.
    pub(super) fn push(
        &mut self,
        len: usize,
        problem: impl FnOnce(usize) -> Problem,
    ) -> Result<(), Error> {
        let len = self.last().as_usize() + len;
        let end = O::from_usize(len).ok_or_else(|| Error::new(problem(len)))?;
        self.offsets.push(end);
        self.nulls.append_non_null();
        Ok(())
    }

    /// Takes `count` values of no length.
    pub(super) fn fill(&mut self, count: usize, fill: Fill) {
        let end = self.last();
        self.offsets.resize(self.offsets.len() + count, end);
        fill.note(&mut self.nulls, count);
    }

    pub(super) fn finish(mut self) -> (OffsetBuffer<O>, Option<NullBuffer>) {
        (OffsetBuffer::new(ScalarBuffer::from(self.offsets)), self.nulls.finish())
    }

    fn last(&self) -> O {
        self.offsets[self.offsets.len() - 1]
    }
}
