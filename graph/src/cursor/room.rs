//! Writing within a budget.

use super::varint::{long_varint, spread};
use super::{VARINT, overdrawn};

/// A part of a message whose size was bounded before: writing looks at no capacity.
#[derive(Debug)]
pub struct Room<'a> {
    /// Where the next byte goes, which whose bytes they are knows afterwards: `budget` bytes of its
    /// capacity are behind it.
    next: &'a mut *mut u8,
    budget: usize,
    /// Bytes behind those of the budget.
    more: usize,
}

impl<'a> Room<'a> {
    /// Room for `budget` bytes from `next` on, and for `more` behind them.
    ///
    /// # Safety
    ///
    /// They are memory that can be written, that nothing else refers to for `'a`.
    #[inline(always)]
    pub(super) unsafe fn new(next: &'a mut *mut u8, budget: usize, more: usize) -> Self {
        Self { next, budget, more }
    }

    /// Goes on to the room that was asked for behind this: what is left of this is forgotten.
    ///
    /// So the sizes of numbers stay constants, where texts follow them.
    #[inline(always)]
    pub fn go_on(&mut self) {
        self.budget = std::mem::take(&mut self.more);
    }

    /// Writes at most `most` bytes behind those of the vector.
    #[inline(always)]
    pub(crate) fn behind(bytes: &mut Vec<u8>, most: usize, write: impl FnOnce(&mut Room<'_>)) {
        bytes.reserve(most);
        let len = bytes.len();
        // SAFETY: `len` is at most the capacity, so this is in the vector's memory or at its end.
        let mut next = unsafe { bytes.as_mut_ptr().add(len) };
        // SAFETY: the vector has a capacity of `most` more, and is borrowed mutably.
        write(&mut unsafe { Room::new(&mut next, most, 0) });
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

    /// The first `len` bytes of a word, for all of which there is room.
    ///
    /// # Panics
    ///
    /// Where there is not, or a word has fewer.
    #[inline(always)]
    pub(crate) fn part(&mut self, word: u64, len: usize) {
        self.spend(size_of::<u64>());
        self.write(word.to_le_bytes(), len.min(size_of::<u64>()));
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
            let [a, b, ..] = ((low + (low & 0x3f80)) | 0x80).to_le_bytes();
            self.write([a, b], 2);
        } else if value < 1 << 21 {
            self.write((spread(low) | 0x8080).to_le_bytes(), 3);
        } else if value < 1 << 28 {
            self.write((spread(low) | 0x80_8080).to_le_bytes(), 4);
        } else if value < 1 << 35 {
            let [last, ..] = (value >> 28).to_le_bytes();
            self.write((spread(low & 0xfff_ffff) | 0x8080_8080).to_le_bytes(), 4);
            self.write([last], 1);
        } else {
            // SAFETY: the budget had the most bytes of a number.
            *self.next = unsafe { put_long_varint(*self.next, value) };
        }
    }

    /// A text in UTF-8, for whose bytes and 9 more there is room.
    ///
    /// # Panics
    ///
    /// Where there is not.
    #[inline(always)]
    pub fn str(&mut self, text: &str) {
        // A text has no more than half of all bytes, so this is no small number.
        self.spend(text.len() + VARINT);
        // SAFETY: the budget had the most bytes of a number, and those of the text.
        *self.next = unsafe { put_text(*self.next, text) };
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

/// Writes a number of six bytes or more; returns where the next byte goes.
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

/// Writes a text behind its length; returns where the next byte goes.
///
/// Measured: where short texts are written in the code of the caller, writing takes a tenth less time.
///
/// # Safety
///
/// From `next` on are as many bytes as the text has, and 9 more, that can be written, that nothing else
/// refers to.
#[inline(always)]
unsafe fn put_text(next: *mut u8, text: &str) -> *mut u8 {
    match u8::try_from(text.len()) {
        Ok(len) if len < 0x20 => {
            // SAFETY: the first of 9 bytes that can be written.
            unsafe { next.write(len << 2 | 2) };
            // SAFETY: as above.
            let next = unsafe { next.add(1) };
            // SAFETY: behind the length are the bytes of the text, fewer than 32.
            unsafe { put_short(next, text.as_bytes()) }
        }
        // SAFETY: as for this.
        _ => unsafe { put_long_text(next, text) },
    }
}

/// As [`put_text`] does, a text of any length.
///
/// # Safety
///
/// As of that.
#[inline(never)]
unsafe fn put_long_text(mut next: *mut u8, text: &str) -> *mut u8 {
    let mut room = Room { next: &mut next, budget: VARINT, more: 0 };
    room.var_u64((text.len() as u64) << 2 | 2);
    // SAFETY: behind a number of at most 9 bytes are those of the text.
    unsafe { put_bytes(next, text.as_bytes()) }
}

/// Writes bytes; returns where the next byte goes.
///
/// # Safety
///
/// From `next` on are as many bytes that can be written, that nothing else refers to.
#[inline(always)]
pub(super) unsafe fn put_bytes(next: *mut u8, bytes: &[u8]) -> *mut u8 {
    let (start, len) = (bytes.as_ptr(), bytes.len());
    match len {
        // SAFETY: as for this.
        ..=32 => return unsafe { put_short(next, bytes) },
        33..=64 => {
            // SAFETY: both are `len` bytes; what is read is borrowed, so they do not overlap.
            unsafe { ends::<32>(next, start, len) }
        }
        len => {
            // SAFETY: as above.
            unsafe { next.copy_from_nonoverlapping(start, len) }
        }
    }
    // SAFETY: within the same memory or at its end.
    unsafe { next.add(len) }
}

/// Writes 32 bytes or fewer, and none of more; returns where the next byte goes.
///
/// As two parts, which may overlap: a call of `memcpy` takes longer.
///
/// # Safety
///
/// As of [`put_bytes`].
#[inline(always)]
unsafe fn put_short(next: *mut u8, bytes: &[u8]) -> *mut u8 {
    let (start, len) = (bytes.as_ptr(), bytes.len());
    match len {
        9..=16 => {
            // SAFETY: both are `len` bytes; what is read is borrowed, so they do not overlap.
            unsafe { ends::<8>(next, start, len) }
        }
        17..=32 => {
            // SAFETY: both are `len` bytes; what is read is borrowed, so they do not overlap.
            unsafe { ends::<16>(next, start, len) }
        }
        4..=8 => {
            // SAFETY: both are `len` bytes; what is read is borrowed, so they do not overlap.
            unsafe { ends::<4>(next, start, len) }
        }
        2..4 => {
            // SAFETY: both are `len` bytes; what is read is borrowed, so they do not overlap.
            unsafe { ends::<2>(next, start, len) }
        }
        1 => {
            // SAFETY: both are `len` bytes; what is read is borrowed, so they do not overlap.
            unsafe { ends::<1>(next, start, len) }
        }
        _ => return next,
    }
    // SAFETY: within the same memory or at its end.
    unsafe { next.add(len) }
}

/// Copies `N` to `2 * N` bytes, as the first `N` and the last `N` of them.
///
/// # Safety
///
/// Both are `len` bytes that do not overlap.
#[inline(always)]
unsafe fn ends<const N: usize>(to: *mut u8, from: *const u8, len: usize) {
    debug_assert!((N..=2 * N).contains(&len));
    // SAFETY: there are `N` bytes or more.
    let first = unsafe { from.cast::<[u8; N]>().read_unaligned() };
    // SAFETY: the last `N` of them.
    let last = unsafe { from.add(len - N) };
    // SAFETY: as above.
    let last = unsafe { last.cast::<[u8; N]>().read_unaligned() };
    // SAFETY: there are `N` bytes or more.
    unsafe { to.cast::<[u8; N]>().write_unaligned(first) };
    // SAFETY: the last `N` of them.
    let to = unsafe { to.add(len - N) };
    // SAFETY: as above.
    unsafe { to.cast::<[u8; N]>().write_unaligned(last) };
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
        Room::behind(&mut Vec::new(), 7, |room| room.part(0, 3));
    }

    #[test]
    #[should_panic(expected = "than was asked for")]
    fn room_behind_another_is_not_larger_for_what_is_left_of_that() {
        let mut bytes = Vec::with_capacity(100);
        let mut next = bytes.as_mut_ptr();
        // SAFETY: the vector has a capacity of as many bytes.
        let mut room = unsafe { Room::new(&mut next, 4, 2) };
        room.fixed([1]);
        room.go_on();
        room.fixed([2, 3, 4]);
    }
}
