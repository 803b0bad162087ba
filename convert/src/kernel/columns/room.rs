//! Memory that a column is written to, by address.

use std::mem::MaybeUninit;

use arrow::buffer::{Buffer, MutableBuffer};

/// An address to write values of type `T` from.
#[derive(Debug)]
pub(super) struct Address<T>(pub(super) *mut T);

impl<T> Clone for Address<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Address<T> {}

impl<T> Address<T> {
    pub(super) const NOWHERE: Self = Self(std::ptr::null_mut());

    pub(super) fn is_nowhere(self) -> bool {
        self.0.is_null()
    }
}

// SAFETY: an address alone does nothing; who writes there says that nobody else does.
unsafe impl<T> Send for Address<T> {}

// SAFETY: as above.
unsafe impl<T> Sync for Address<T> {}

/// Bytes that are written in any order, block by block.
#[derive(Debug)]
pub(super) struct Blocks {
    start: Address<u8>,
    len: usize,
}

impl Blocks {
    pub(super) const NONE: Self = Self { start: Address::NOWHERE, len: 0 };

    /// `len` bytes from `start` on.
    ///
    /// # Safety
    ///
    /// As long as anything is written they are there, and nobody else's.
    pub(super) unsafe fn new(start: *mut u8, len: usize) -> Self {
        Self { start: Address(start), len }
    }

    pub(super) fn start(&self) -> *mut u8 {
        self.start.0
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
        assert!(start + size_of::<[A; N]>() <= self.len, "room for all blocks");
        let area = self.start.0.wrapping_add(start).cast::<[MaybeUninit<A>; N]>();
        assert!(area.is_aligned(), "aligned room");
        // SAFETY: the bytes are there, and nobody else's: `new` was told so. They are borrowed as
        // `self` is, and what they hold does not matter.
        unsafe { &mut *area }
    }
}

/// Bytes one behind the other, of which it is not known in advance how many there will be. Their memory
/// is written again when nobody else holds it any more.
#[derive(Debug, Default)]
pub(super) enum Room {
    #[default]
    None,
    /// To be written.
    Ours(MutableBuffer),
    /// Shown to others.
    Lent(Buffer),
}

impl Room {
    /// Starts over with no bytes.
    pub(super) fn clear(&mut self) {
        let memory = match std::mem::take(self) {
            Self::None => None,
            Self::Ours(memory) => Some(memory),
            Self::Lent(buffer) => buffer.into_mutable().ok(),
        };
        *self = memory.map_or(Self::None, Self::Ours);
    }

    /// Makes room for so many bytes, of which the first `kept` stay.
    ///
    /// # Safety
    ///
    /// The first `kept` bytes were written.
    #[cold]
    pub(super) unsafe fn grow(&mut self, kept: usize, bytes: usize) {
        let Self::Ours(memory) = self else {
            *self = Self::Ours(MutableBuffer::with_capacity(bytes));
            return;
        };
        assert!(kept <= memory.capacity(), "no more than there is room for");
        // SAFETY: they are in the room, and were written: the caller says so.
        unsafe { memory.set_len(kept) };
        memory.reserve(bytes.saturating_sub(kept));
    }

    /// Bytes that there is room for.
    #[inline(always)]
    pub(super) fn capacity(&self) -> usize {
        match self {
            Self::Ours(memory) => memory.capacity(),
            _ => 0,
        }
    }

    /// Where the bytes begin.
    #[inline(always)]
    pub(super) fn start(&mut self) -> *mut u8 {
        match self {
            Self::Ours(memory) => memory.as_mut_ptr(),
            _ => std::ptr::null_mut(),
        }
    }

    /// The first `len` bytes. More of them are not shown before there are new ones.
    ///
    /// # Safety
    ///
    /// They were written.
    pub(super) unsafe fn lend(&mut self, len: usize) -> Buffer {
        if let Self::Ours(memory) = self {
            assert!(len <= memory.capacity(), "no more than there is room for");
            // SAFETY: they are in the room, and were written: the caller says so.
            unsafe { memory.set_len(len) };
            *self = Self::Lent(std::mem::take(memory).into());
        }
        match self {
            Self::Lent(buffer) => buffer.slice_with_length(0, len),
            _ => Buffer::default(),
        }
    }

    /// The first `len` bytes.
    ///
    /// # Safety
    ///
    /// They were written.
    pub(super) unsafe fn written(&self, len: usize) -> &[u8] {
        match self {
            Self::None => &[],
            Self::Ours(memory) => {
                assert!(len <= memory.capacity(), "no more than there is room for");
                // SAFETY: they are in the room, and were written: the caller says so.
                unsafe { std::slice::from_raw_parts(memory.as_ptr(), len) }
            }
            Self::Lent(buffer) => &buffer[..len],
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn write(room: &mut Room, bytes: &[u8]) {
        room.clear();
        // SAFETY: none are kept.
        unsafe { room.grow(0, bytes.len()) };
        // SAFETY: there is room for them.
        unsafe { room.start().copy_from_nonoverlapping(bytes.as_ptr(), bytes.len()) };
    }

    #[test]
    fn memory_is_written_again_unless_somebody_holds_it() {
        let mut room = Room::default();
        write(&mut room, b"first");
        // SAFETY: these bytes were written; so below.
        let first = unsafe { room.lend(5) };
        write(&mut room, b"other");
        // SAFETY: as above.
        let other = unsafe { room.lend(5) };
        assert_eq!((first.as_slice(), other.as_slice()), (&b"first"[..], &b"other"[..]));

        let place = other.as_ptr();
        drop(other);
        write(&mut room, b"third");
        // SAFETY: as above.
        let third = unsafe { room.lend(5) };
        assert_eq!((third.as_ptr(), third.as_slice()), (place, &b"third"[..]));
    }

    #[test]
    fn what_was_written_stays_where_room_grows() {
        let mut room = Room::default();
        write(&mut room, b"begin");
        // SAFETY: these bytes were written.
        unsafe { room.grow(5, 5000) };
        assert!(room.capacity() >= 5000);
        // SAFETY: as above.
        assert_eq!(unsafe { room.written(5) }, b"begin");
    }
}
