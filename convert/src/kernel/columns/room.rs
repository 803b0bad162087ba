//! Memory that a column is written to, whole blocks at a time.

use std::mem::MaybeUninit;

use arrow::buffer::{Buffer, MutableBuffer};

use super::block::Column;

/// Bytes that are written once, in any order, and are then a buffer.
#[derive(Debug)]
pub(super) struct Room(MutableBuffer);

impl Room {
    /// Room for so many bytes: that of a buffer which nobody else holds, where it is large enough.
    pub(super) fn new(bytes: usize, spent: Option<Buffer>) -> Self {
        let reused = spent.and_then(|buffer| buffer.into_mutable().ok());
        match reused.filter(|buffer| buffer.capacity() >= bytes) {
            Some(buffer) => Self(buffer),
            None => Self(MutableBuffer::with_capacity(bytes)),
        }
    }

    /// `N` values from byte `start` on, to be written.
    ///
    /// # Panics
    ///
    /// When there is no such room, or it is not aligned for values of type `A`.
    #[inline(always)]
    pub(super) fn area<A: Copy, const N: usize>(
        &mut self,
        start: usize,
    ) -> &mut [MaybeUninit<A>; N] {
        assert!(start + size_of::<[A; N]>() <= self.0.capacity(), "room for all blocks");
        let area = self.0.as_mut_ptr().wrapping_add(start).cast::<[MaybeUninit<A>; N]>();
        assert!(area.is_aligned(), "aligned room");
        // SAFETY: so many bytes were allocated from there on, which are borrowed as `self` is; what
        // they hold does not matter.
        unsafe { &mut *area }
    }

    /// Where the blocks of the column stand, one behind the other: as many as there is room for.
    pub(super) fn blocks(&mut self) -> *mut Column {
        self.0.as_mut_ptr().cast()
    }

    /// Whether whole lines of the room are lines of the cache.
    pub(super) fn is_aligned_to_lines(&self) -> bool {
        self.0.as_ptr().cast::<crate::kernel::tile::Line>().is_aligned()
    }

    /// The first `len` bytes.
    ///
    /// # Safety
    ///
    /// They were written.
    pub(super) unsafe fn finish(mut self, len: usize) -> Buffer {
        assert!(len <= self.0.capacity(), "no more than there is room for");
        // SAFETY: they are in the room, and were written: the caller says so.
        unsafe { self.0.set_len(len) };
        self.0.into()
    }
}
