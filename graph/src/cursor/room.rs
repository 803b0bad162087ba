//! Writing within a budget.

use super::copy::{put_bytes, put_short};
use super::varint::{long_varint, pair, spread};
use super::{VARINT, overdrawn};

/// A part of a message whose size was bounded before: writing looks at no capacity.
#[derive(Debug)]
pub struct Room<'a> {
    /// Where the next byte goes, behind what is written of `bytes`: of their capacity, `budget` bytes
    /// are behind it, and `behind` more.
    next: &'a mut *mut u8,
    budget: usize,
    behind: usize,
    /// The message, which does not know yet what was written.
    bytes: &'a mut Vec<u8>,
}

impl<'a> Room<'a> {
    /// What a text asks for: it makes room for itself where it is longer than that.
    pub const TEXT: usize = SHORT + 1;

    /// Room for `budget` bytes from `next` on.
    ///
    /// # Safety
    ///
    /// `next` is in the memory of `bytes`, all bytes before it are written, and as many are behind it. What
    /// moves them moves `next`.
    #[inline(always)]
    pub(super) unsafe fn new(next: &'a mut *mut u8, bytes: &'a mut Vec<u8>, budget: usize) -> Self {
        Self { next, budget, behind: 0, bytes }
    }

    /// A part of this, of `most` bytes: a constant, as of a struct's fields.
    ///
    /// # Panics
    ///
    /// Where they do not fit.
    #[inline(always)]
    pub fn part(&mut self, most: usize) -> Room<'_> {
        self.spend(most);
        let behind = self.budget + self.behind;
        Room { next: self.next, budget: most, behind, bytes: self.bytes }
    }

    /// Asks for room for `most` bytes, unless there are `least`.
    #[inline(always)]
    pub(crate) fn have(&mut self, least: usize, most: impl FnOnce() -> usize) {
        if self.budget < least {
            let most = most();
            // SAFETY: `next` is in the memory of the bytes, and all before it are written.
            *self.next =
                unsafe { with_room(*self.next, self.bytes, most.saturating_add(self.behind)) };
            self.budget = most;
        }
    }

    /// Writes at most `most` bytes behind those of the vector.
    #[inline(always)]
    pub(crate) fn behind(bytes: &mut Vec<u8>, most: usize, write: impl FnOnce(&mut Room<'_>)) {
        bytes.reserve(most);
        let len = bytes.len();
        // SAFETY: `len` is at most the capacity, so this is in the vector's memory or at its end.
        let mut next = unsafe { bytes.as_mut_ptr().add(len) };
        // SAFETY: the vector has a capacity of `most` more, and is borrowed mutably.
        write(&mut unsafe { Room::new(&mut next, bytes, most) });
        let len = next.addr() - bytes.as_ptr().addr();
        // SAFETY: room goes on by no more than its budget, and only behind what it wrote.
        unsafe { bytes.set_len(len) };
    }

    #[inline(always)]
    fn spend(&mut self, most: usize) {
        match self.budget.checked_sub(most) {
            Some(left) => self.budget = left,
            None => overdrawn(),
        }
    }

    /// Writes `N` bytes and goes on by `len` of them. `spend(N)` was called, or of more.
    #[inline(always)]
    fn write<const N: usize>(&mut self, bytes: [u8; N], len: usize) {
        debug_assert!(len <= N);
        // SAFETY: the budget had these `N` bytes, which can be written; bytes have no alignment, and
        // nothing else refers to them.
        unsafe { self.next.cast::<[u8; N]>().write_unaligned(bytes) };
        // SAFETY: `len` is at most `N`, so this is within the same memory or at its end.
        *self.next = unsafe { self.next.add(len) };
    }

    /// Bytes of a known number.
    ///
    /// # Panics
    ///
    /// Where they do not fit.
    #[inline(always)]
    pub fn fixed<const N: usize>(&mut self, bytes: [u8; N]) {
        self.spend(N);
        self.write(bytes, N);
    }

    /// The first `len` of some bytes, for all of which there is room.
    ///
    /// # Panics
    ///
    /// Where there is not.
    #[inline(always)]
    pub(crate) fn start_of<const N: usize>(&mut self, bytes: [u8; N], len: usize) {
        self.spend(N);
        self.write(bytes, len.min(N));
    }

    /// An unsigned number of 1 to 9 bytes, for which 9 are there.
    ///
    /// # Panics
    ///
    /// Where they are not.
    // Measured: a call for each number takes twice the time of the number, as room is in memory then.
    #[inline(always)]
    pub fn var_u64(&mut self, value: u64) {
        self.spend(VARINT);
        let [a, b, c, d, ..] = value.to_le_bytes();
        let low = u32::from_le_bytes([a, b, c, d]);
        if value < 1 << 14 {
            if value < 1 << 7 {
                return self.write([a], 1);
            }
            self.write(pair(low), 2);
        } else if value < 1 << 21 {
            self.write((spread(low) | 0x8080).to_le_bytes(), 3);
        } else if value < 1 << 28 {
            self.write((spread(low) | 0x80_8080).to_le_bytes(), 4);
        } else if value < 1 << 35 {
            let [last, ..] = (value >> 28).to_le_bytes();
            self.write((spread(low & 0xfff_ffff) | 0x8080_8080).to_le_bytes(), 4);
            self.write([last], 1);
        } else if value < 1 << 42 {
            let [a, b, ..] = (value >> 28).to_le_bytes();
            self.write((spread(low & 0xfff_ffff) | 0x8080_8080).to_le_bytes(), 4);
            self.write(pair(u32::from(u16::from_le_bytes([a, b]))), 2);
        } else {
            // SAFETY: the budget had the most bytes of a number.
            *self.next = unsafe { put_long_varint(*self.next, value) };
        }
    }

    /// A text in UTF-8, for which [`TEXT`](Self::TEXT) bytes are there, however long it is.
    ///
    /// # Panics
    ///
    /// Where they are not.
    // Measured: where short texts are written in the code of the caller, writing takes a tenth less time.
    #[inline(always)]
    pub fn str(&mut self, text: &str) {
        self.spend(Self::TEXT);
        match u8::try_from(text.len()) {
            Ok(len) if usize::from(len) <= SHORT => {
                self.write([len << 2 | 2], 1);
                // SAFETY: the budget had a byte, and behind it as many as a short text has.
                *self.next = unsafe { put_short(*self.next, text.as_bytes()) };
            }
            _ => {
                let left = self.budget.saturating_add(self.behind);
                // SAFETY: `next` is in the memory of the bytes, and all before it are written.
                *self.next = unsafe { put_long_text(*self.next, self.bytes, text, left) };
            }
        }
    }

    /// Bytes of any number.
    ///
    /// # Panics
    ///
    /// Where they do not fit.
    #[inline(always)]
    pub fn bytes(&mut self, bytes: &[u8]) {
        self.spend(bytes.len());
        // SAFETY: the budget had these bytes.
        *self.next = unsafe { put_bytes(*self.next, bytes) };
    }
}

/// Writes a number of seven bytes or more; returns where the next byte goes.
///
/// # Safety
///
/// From `next` on are 9 bytes that can be written, that nothing else refers to.
#[inline(never)]
unsafe fn put_long_varint(next: *mut u8, value: u64) -> *mut u8 {
    let (word, len) = long_varint(value);
    // SAFETY: 8 bytes from `next` on can be written.
    unsafe { next.cast::<u64>().write_unaligned(word.to_le()) };
    // SAFETY: it is one of 9 bytes that can be written.
    let last = unsafe { next.add(VARINT - 1) };
    let [.., high] = value.to_le_bytes();
    // SAFETY: as above.
    unsafe { last.write(high) };
    // SAFETY: `len` is at most 9.
    unsafe { next.add(len.min(VARINT)) }
}

/// The most bytes of a text that is written where it is met.
const SHORT: usize = 31;

/// Writes a text behind its length, with room for `left` bytes behind it; returns where the next byte
/// goes.
///
/// # Safety
///
/// `next` is in the memory of `bytes`, and all bytes before it are written.
#[inline(never)]
unsafe fn put_long_text(next: *mut u8, bytes: &mut Vec<u8>, text: &str, left: usize) -> *mut u8 {
    let most = text.len().saturating_add(VARINT);
    // SAFETY: as for this.
    let mut next = unsafe { with_room(next, bytes, most.saturating_add(left)) };
    // SAFETY: as many bytes are there.
    let mut room = unsafe { Room::new(&mut next, bytes, most) };
    room.var_u64((text.len() as u64) << 2 | 2);
    room.bytes(text.as_bytes());
    next
}

/// Where the next byte goes in a vector that has `most` more behind it.
///
/// # Safety
///
/// `next` is in the memory of `bytes`, and all bytes before it are written.
#[inline(always)]
pub(super) unsafe fn with_room(next: *mut u8, bytes: &mut Vec<u8>, most: usize) -> *mut u8 {
    let len = next.addr() - bytes.as_ptr().addr();
    match bytes.capacity() - len >= most {
        true => next,
        // SAFETY: as for this, and `len` bytes are written.
        false => unsafe { grown(bytes, len, most) },
    }
}

/// # Safety
///
/// The first `len` bytes of the vector's memory are written.
#[cold]
#[inline(never)]
unsafe fn grown(bytes: &mut Vec<u8>, len: usize, most: usize) -> *mut u8 {
    // SAFETY: as many are written.
    unsafe { bytes.set_len(len) };
    bytes.reserve(most);
    // SAFETY: `len` is at most the capacity, so this is in the vector's memory or at its end.
    unsafe { bytes.as_mut_ptr().add(len) }
}

#[cfg(test)]
mod tests {
    use super::Room;

    #[test]
    fn bytes_of_every_length_are_copied_and_nothing_else() {
        let source: Vec<u8> = (0..100).collect();
        for len in 0..source.len() {
            let mut bytes = vec![1, 2, 3];
            Room::behind(&mut bytes, len + 2, |room| {
                room.fixed([7]);
                room.bytes(&source[..len]);
                room.fixed([9]);
            });
            assert_eq!(bytes, [&[1, 2, 3, 7][..], &source[..len], &[9]].concat(), "{len}");
        }
    }

    #[test]
    #[should_panic(expected = "than was asked for")]
    fn room_that_is_used_up_is_not_written_to() {
        Room::behind(&mut Vec::new(), 3, |room| {
            room.fixed([1, 2]);
            room.fixed([3, 4]);
        });
    }

    #[test]
    #[should_panic(expected = "than was asked for")]
    fn parts_of_words_have_room_for_whole_ones() {
        Room::behind(&mut Vec::new(), 7, |room| room.start_of([0; 8], 3));
    }

    #[test]
    #[should_panic(expected = "than was asked for")]
    fn parts_of_room_are_no_larger_than_it() {
        Room::behind(&mut Vec::new(), 7, |room| {
            room.part(4).fixed([1]);
            room.part(4).fixed([2]);
        });
    }

    #[test]
    #[should_panic(expected = "than was asked for")]
    fn a_part_of_room_has_its_own_bounds() {
        Room::behind(&mut Vec::new(), 100, |room| room.part(3).fixed([1; 4]));
    }

    #[test]
    fn long_texts_make_room_for_themselves_and_leave_that_of_what_follows() {
        for len in [0, 1, 31, 32, 33, 64, 65, 5_000, 100_000] {
            let text = "x".repeat(len);
            let mut bytes = Vec::new();
            Room::behind(&mut bytes, 2 * Room::TEXT + 20, |room| {
                let mut part = room.part(2 * Room::TEXT + 5);
                part.str(&text);
                part.str(&text);
                part.fixed([7; 5]);
                room.fixed([8; 15]);
            });
            let mut reader = crate::wire::Reader::new(&bytes);
            assert_eq!(
                (reader.str().unwrap(), reader.str().unwrap()),
                ((&*text).into(), (&*text).into())
            );
            assert_eq!(reader.rest(), [&[7; 5][..], &[8; 15]].concat());
        }
    }
}
