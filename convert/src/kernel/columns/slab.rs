//! One allocation for all columns whose size is known in advance, or a few where they are large.
//!
//! Columns that begin in the same line of a page meet in the same few lines of the caches while they
//! are written side by side; here each begins some lines behind.

use std::ptr::NonNull;
use std::sync::Arc;

use arrow::buffer::{Buffer, MutableBuffer};

use super::room::{Address, Blocks};

/// Bytes between the end of a column and the next, beside what aligns it: an odd number of lines.
const STAGGER: usize = 7 * LINE;
const LINE: usize = 64;

/// Bytes of an allocation, unless a column alone has more: allocators keep what is not larger for the
/// next batch, and give the rest back to the system.
const MOST: usize = 16 << 20;

/// Columns of less do not fill enough lines to get in each other's way.
const LARGE: usize = 2048;

/// Memory of columns, which is written again when nobody else holds any of it.
#[derive(Debug, Default)]
pub(super) struct Slab {
    parts: Vec<Part>,
}

/// An allocation, once it was made, and the bytes that its columns take.
#[derive(Debug, Default)]
struct Part {
    memory: Option<Arc<Memory>>,
    len: usize,
}

/// Memory that is written through places alone, while nobody else holds it.
#[derive(Debug)]
struct Memory {
    _bytes: MutableBuffer,
    /// The first line in it, from which on there is room for all of its columns.
    start: Address<u8>,
}

/// Where in a slab a column stands.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Area {
    part: usize,
    start: usize,
    len: usize,
}

impl Slab {
    /// A slab of no columns.
    pub(super) fn clear(&mut self) {
        self.parts.clear();
    }

    /// An area of so many bytes, behind those that there are.
    pub(super) fn add(&mut self, len: usize) -> Area {
        if self.parts.last().is_none_or(|part| part.len > 0 && len > MOST.saturating_sub(part.len))
        {
            self.parts.push(Part::default());
        }
        let part = self.parts.len() - 1;
        let end = &mut self.parts[part].len;
        let start = *end;
        let gap = if len < LARGE { 0 } else { STAGGER };
        *end = start.saturating_add(len).saturating_add(gap).next_multiple_of(LINE);
        Area { part, start, len }
    }

    /// Makes memory for all areas; whether it stands where it stood before, if it did.
    pub(super) fn make(&mut self) -> bool {
        let mut is_same = true;
        for part in &mut self.parts {
            let is_free = part.memory.as_mut().is_some_and(|memory| Arc::get_mut(memory).is_some());
            if !is_free {
                // Arrow does not align to lines on every machine.
                let mut bytes = MutableBuffer::with_capacity(part.len + LINE);
                let start = bytes.as_mut_ptr();
                let start = Address(start.wrapping_add(start.align_offset(LINE)));
                part.memory = Some(Arc::new(Memory { _bytes: bytes, start }));
                is_same = false;
            }
        }
        is_same
    }

    fn memory(&self, area: Area) -> Option<&Arc<Memory>> {
        self.parts.get(area.part)?.memory.as_ref()
    }

    /// Where an area begins, which is the start of a line. It is there until memory is made again.
    pub(super) fn place(&self, area: Area) -> *mut u8 {
        match self.memory(area) {
            Some(memory) => memory.start.0.wrapping_add(area.start),
            None => std::ptr::null_mut(),
        }
    }

    /// An area, to be written.
    pub(super) fn blocks(&self, area: Area) -> Blocks {
        // SAFETY: memory was made for the area, which is no other's.
        unsafe { Blocks::new(self.place(area), area.len) }
    }

    /// The first `len` bytes of an area.
    ///
    /// # Safety
    ///
    /// They were written since memory was made.
    pub(super) unsafe fn lend(&self, area: Area, len: usize) -> Buffer {
        let Some(memory) = self.memory(area).filter(|_| len > 0) else {
            return Buffer::default();
        };
        assert!(len <= area.len, "within its area");
        let start = NonNull::new(self.place(area)).unwrap_or(NonNull::dangling());
        let owner: Arc<Memory> = Arc::clone(memory);
        // SAFETY: these bytes are within the allocation, which the owner keeps, and were written: the
        // caller says so. Nobody writes them while the owner is held.
        unsafe { Buffer::from_custom_allocation(start, len, owner) }
    }

    /// The first `len` bytes of an area.
    ///
    /// # Safety
    ///
    /// As [`lend`](Self::lend).
    pub(super) unsafe fn written(&self, area: Area, len: usize) -> &[u8] {
        if len == 0 || self.memory(area).is_none() {
            return &[];
        }
        assert!(len <= area.len, "within its area");
        // SAFETY: as in `lend`; they are borrowed as `self` is.
        unsafe { std::slice::from_raw_parts(self.place(area), len) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn write(slab: &Slab, area: Area, bytes: &[u8]) {
        assert!(bytes.len() <= area.len);
        let place = slab.place(area);
        assert!(place.addr().is_multiple_of(LINE));
        // SAFETY: there is room for them in the area.
        unsafe { place.copy_from_nonoverlapping(bytes.as_ptr(), bytes.len()) };
    }

    #[test]
    fn memory_is_written_again_unless_somebody_holds_any_of_it() {
        let mut slab = Slab::default();
        let (one, two) = (slab.add(100), slab.add(5));
        assert!(!slab.make());
        write(&slab, one, b"first");
        write(&slab, two, b"other");
        // SAFETY: these bytes were written; so below.
        let first = unsafe { slab.lend(one, 5) };
        // SAFETY: as above.
        let other = unsafe { slab.lend(two, 5) };
        drop(first);
        assert!(!slab.make(), "the other is held");
        write(&slab, two, b"again");
        assert_eq!(other.as_slice(), b"other");
        // SAFETY: as above.
        let again = unsafe { slab.lend(two, 5) };
        assert_eq!(again.as_slice(), b"again");

        drop(again);
        let place = slab.place(two);
        assert!(slab.make());
        assert_eq!(slab.place(two), place);
    }

    #[test]
    fn large_columns_have_allocations_of_their_own() {
        let mut slab = Slab::default();
        let areas = [10 << 20, 5 << 20, 3 << 20, 20 << 20, 8].map(|len| slab.add(len));
        assert_eq!(areas.map(|area| area.part), [0, 0, 1, 2, 3]);
    }

    #[test]
    fn columns_begin_in_lines_of_their_own() {
        let mut slab = Slab::default();
        let areas: Vec<Area> = (0..20).map(|_| slab.add(4096)).collect();
        slab.make();
        let mut lines: Vec<usize> =
            areas.iter().map(|&area| slab.place(area).addr() % 4096 / LINE).collect();
        lines.sort_unstable();
        lines.dedup();
        assert_eq!(lines.len(), 20);
    }
}
