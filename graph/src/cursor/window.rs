//! Reading.

use std::mem::MaybeUninit;

use super::varint::{gather, read_long_varint};
use super::{VARINT, overdrawn};
use crate::error::{Error, Problem, Result};

/// A part of a message whose length was looked at before: reading looks at no end.
#[derive(Debug)]
pub struct Window<'b> {
    bytes: &'b [u8],
    /// The next byte: `budget` bytes of `bytes` are behind it.
    next: *const u8,
    budget: usize,
}

impl<'b> Window<'b> {
    /// A window of the first `most` bytes.
    ///
    /// # Panics
    ///
    /// Where they are not there.
    #[inline]
    #[must_use]
    pub fn new(bytes: &'b [u8], most: usize) -> Self {
        assert!(bytes.len() >= most, "a window is of bytes that are there");
        Self { bytes, next: bytes.as_ptr(), budget: most }
    }

    /// How many bytes were read.
    #[inline]
    #[must_use]
    pub fn used(&self) -> usize {
        self.next.addr() - self.bytes.as_ptr().addr()
    }

    #[inline(always)]
    fn spend(&mut self, most: usize) {
        match self.budget.checked_sub(most) {
            Some(left) => self.budget = left,
            None => overdrawn(),
        }
    }

    /// The next `N` bytes. `spend(N)` was called, or of more.
    #[inline(always)]
    fn peek<const N: usize>(&self) -> [u8; N] {
        // SAFETY: the budget had these `N` bytes, which are those of the slice; bytes have no
        // alignment.
        unsafe { self.next.cast::<[u8; N]>().read_unaligned() }
    }

    /// Goes on by `len` bytes, which were spent.
    #[inline(always)]
    fn go_on(&mut self, len: usize) {
        // SAFETY: the budget had `len` bytes, so this is in the slice or at its end.
        self.next = unsafe { self.next.add(len) };
    }

    /// Bytes of a known number.
    #[inline(always)]
    pub fn fixed<const N: usize>(&mut self) -> [u8; N] {
        self.spend(N);
        let bytes = self.peek();
        self.go_on(N);
        bytes
    }

    /// An unsigned number of 1 to 9 bytes, for which 9 are there.
    // Measured, as that of `Room`.
    #[inline(always)]
    pub fn var_u64(&mut self) -> u64 {
        self.spend(VARINT);
        let word = u64::from_le_bytes(self.peek());
        if word & 0x80 == 0 {
            self.go_on(1);
            word & 0x7f
        } else if word & 0x8000 == 0 {
            self.go_on(2);
            (word & 0x7f) | (word >> 1 & 0x3f80)
        } else if word & 0x80_0000 == 0 {
            self.go_on(3);
            (word & 0x7f) | (word >> 1 & 0x3f80) | (word >> 2 & 0x1f_c000)
        } else if word & 0x8000_0000 == 0 {
            self.go_on(4);
            gather(word)
        } else if word & 0x80_0000_0000 == 0 {
            self.go_on(5);
            gather(word) | (word >> 4 & 0x7_f000_0000)
        } else {
            let [.., last]: [u8; VARINT] = self.peek();
            let (value, len) = read_long_varint(word, last);
            self.go_on(len.min(VARINT));
            value
        }
    }

    /// A number of 4 bytes, or of 8 behind one that says so; 9 are there.
    #[inline]
    pub(crate) fn tagged<T>(
        &mut self,
        small: impl FnOnce(u32) -> T,
        large: impl FnOnce(u64) -> T,
    ) -> T {
        self.spend(VARINT);
        let [first, word @ ..]: [u8; VARINT] = self.peek();
        if first & 1 == 1 {
            self.go_on(VARINT);
            return large(u64::from_le_bytes(word));
        }
        let [b, c, d, ..] = word;
        self.go_on(4);
        small(u32::from_le_bytes([first, b, c, d]))
    }

    /// An unsigned number of 1 to 5 bytes, for which 9 are there.
    ///
    /// # Errors
    ///
    /// Where it is longer, or exceeds 32 bits.
    #[inline(always)]
    pub fn var_u32(&mut self) -> Result<u32> {
        self.spend(VARINT);
        let word = u64::from_le_bytes(self.peek());
        let value = if word & 0x80 == 0 {
            self.go_on(1);
            word & 0x7f
        } else if word & 0x8000 == 0 {
            self.go_on(2);
            (word & 0x7f) | (word >> 1 & 0x3f80)
        } else if word & 0x80_0000 == 0 {
            self.go_on(3);
            (word & 0x7f) | (word >> 1 & 0x3f80) | (word >> 2 & 0x1f_c000)
        } else if word & 0x8000_0000 == 0 {
            self.go_on(4);
            gather(word)
        } else if word & 0xf0_0000_0000 == 0 {
            // The last of five bytes has the four bits that are left, and ends the number.
            self.go_on(5);
            gather(word) | (word >> 4 & 0xf000_0000)
        } else {
            return Err(Error::new(Problem::Varint));
        };
        u32::try_from(value).map_err(|_| Error::new(Problem::Varint))
    }
}

/// Memory for the end of a message with zeros behind it, for a window that is longer: who used more than
/// is there sees it afterwards.
#[derive(Debug)]
pub struct Padding {
    short: [MaybeUninit<u8>; SHORT],
    long: Vec<u8>,
}

/// What needs no memory of its own.
const SHORT: usize = 256;

impl Padding {
    /// Memory for one window.
    #[inline]
    #[must_use]
    pub const fn new() -> Self {
        Self { short: [const { MaybeUninit::uninit() }; SHORT], long: Vec::new() }
    }

    /// A window of `most` bytes: `rest`, and zeros behind it.
    ///
    /// # Panics
    ///
    /// Where `rest` is longer.
    #[inline]
    #[must_use]
    pub fn window(&mut self, rest: &[u8], most: usize) -> Window<'_> {
        let Some(short) = self.short.get_mut(..most) else {
            self.long.resize(most, 0);
            self.long[..rest.len()].copy_from_slice(rest);
            return Window::new(&self.long, most);
        };
        // All of them: their number is known where this is compiled, that of the rest is not.
        short.fill(MaybeUninit::new(0));
        short[..rest.len()].write_copy_of_slice(rest);
        // SAFETY: every byte was written.
        let bytes = unsafe { short.assume_init_ref() };
        Window::new(bytes, most)
    }
}

impl Default for Padding {
    fn default() -> Self {
        Self::new()
    }
}

#[cfg(test)]
mod tests {
    use super::Window;

    #[test]
    #[should_panic(expected = "than was asked for")]
    fn windows_that_are_used_up_are_not_read() {
        let mut window = Window::new(&[0; 100], 3);
        let _ = (window.fixed::<2>(), window.fixed::<2>());
    }
}
