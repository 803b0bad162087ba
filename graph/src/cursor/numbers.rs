//! Reading numbers.

use super::VARINT;
use super::varint::{gather, read_long_varint, unzigzag32, unzigzag64};
use crate::error::{Error, Problem, Result};

/// Numbers that stand one after another: in a [`Window`](super::Window) of a message, or in
/// its [`Tail`](super::Tail).
pub trait Numbers: Source {
    /// How many bytes were read: of a tail also those that are not there.
    fn used(&self) -> usize;

    /// Bytes of a known number.
    #[inline(always)]
    fn fixed<const N: usize>(&mut self) -> [u8; N] {
        self.spend(N);
        // SAFETY: as many were spent.
        let bytes = unsafe { self.peek() };
        // SAFETY: as above.
        unsafe { self.go_on(N) };
        bytes
    }

    /// An unsigned number of 1 to 9 bytes; of a window 9 are there.
    // In the code of the caller, as the writing of them: a call takes twice the time of the number. Going on by
    // constants is what makes it fast.
    #[inline(always)]
    fn var_u64(&mut self) -> u64 {
        self.spend(VARINT);
        // SAFETY: as many were spent, and more.
        let word = u64::from_le_bytes(unsafe { self.peek() });
        // SAFETY: no more than the nine bytes that were spent.
        let mut go_on = |len| unsafe { self.go_on(len) };
        if word & 0x80 == 0 {
            go_on(1);
            word & 0x7f
        } else if word & 0x8000 == 0 {
            go_on(2);
            (word & 0x7f) | (word >> 1 & 0x3f80)
        } else if word & 0x80_0000 == 0 {
            go_on(3);
            (word & 0x7f) | (word >> 1 & 0x3f80) | (word >> 2 & 0x1f_c000)
        } else if word & 0x8000_0000 == 0 {
            go_on(4);
            gather(word)
        } else if word & 0x80_0000_0000 == 0 {
            go_on(5);
            gather(word) | (word >> 4 & 0x7_f000_0000)
        } else if word & 0x8000_0000_0000 == 0 {
            go_on(6);
            gather(word) | (word >> 4 & 0x7_f000_0000) | (word >> 5 & 0x3f8_0000_0000)
        } else {
            // SAFETY: as many were spent.
            let [.., last]: [u8; VARINT] = unsafe { self.peek() };
            let (value, len) = read_long_varint(word, last);
            // SAFETY: no more than that.
            unsafe { self.go_on(len.min(VARINT)) };
            value
        }
    }

    /// An unsigned number of 1 to 5 bytes; of a window 9 are there.
    ///
    /// # Errors
    ///
    /// Where it is longer, or exceeds 32 bits.
    #[inline(always)]
    fn var_u32(&mut self) -> Result<u32> {
        self.spend(VARINT);
        // SAFETY: as many were spent, and more.
        let word = u64::from_le_bytes(unsafe { self.peek() });
        // SAFETY: no more than the nine bytes that were spent.
        let mut go_on = |len| unsafe { self.go_on(len) };
        let value = if word & 0x80 == 0 {
            go_on(1);
            word & 0x7f
        } else if word & 0x8000 == 0 {
            go_on(2);
            (word & 0x7f) | (word >> 1 & 0x3f80)
        } else if word & 0x80_0000 == 0 {
            go_on(3);
            (word & 0x7f) | (word >> 1 & 0x3f80) | (word >> 2 & 0x1f_c000)
        } else if word & 0x8000_0000 == 0 {
            go_on(4);
            gather(word)
        } else if word & 0xf0_0000_0000 == 0 {
            // The last of five bytes has the four bits that are left, and ends the number.
            go_on(5);
            gather(word) | (word >> 4 & 0xf000_0000)
        } else {
            return Err(Error::new(Problem::Varint));
        };
        u32::try_from(value).map_err(|_| Error::new(Problem::Varint))
    }

    /// A bool: a byte that is 0 or 1.
    ///
    /// # Errors
    ///
    /// Where it is another.
    #[inline(always)]
    fn bool(&mut self) -> Result<bool> {
        match self.fixed() {
            [0] => Ok(false),
            [1] => Ok(true),
            [found] => Err(Error::new(Problem::BoolByte { found })),
        }
    }

    /// A signed number of 1 to 5 bytes; of a window 9 are there.
    ///
    /// # Errors
    ///
    /// Where it is longer.
    #[inline(always)]
    fn var_i32(&mut self) -> Result<i32> {
        self.var_u32().map(unzigzag32)
    }

    /// A signed number of 1 to 9 bytes; of a window 9 are there.
    #[inline(always)]
    fn var_i64(&mut self) -> i64 {
        unzigzag64(self.var_u64())
    }

    /// A signed number of 4 or 9 bytes; of a window 9 are there.
    #[inline]
    fn tagged_i64(&mut self) -> i64 {
        self.tagged(|word| i64::from(word.cast_signed() >> 1), u64::cast_signed)
    }

    /// An unsigned number of 4 or 9 bytes; of a window 9 are there.
    #[inline]
    fn tagged_u64(&mut self) -> u64 {
        self.tagged(|word| u64::from(word >> 1), |word| word)
    }

    /// A number of 4 bytes, or of 8 behind one that says so; of a window 9 are there.
    #[doc(hidden)]
    #[inline]
    fn tagged<T>(&mut self, small: impl FnOnce(u32) -> T, large: impl FnOnce(u64) -> T) -> T {
        self.spend(VARINT);
        // SAFETY: as many were spent.
        let [first, word @ ..]: [u8; VARINT] = unsafe { self.peek() };
        let is_large = first & 1 == 1;
        // SAFETY: no more than that.
        unsafe { self.go_on(if is_large { VARINT } else { 4 }) };
        if is_large {
            return large(u64::from_le_bytes(word));
        }
        let [b, c, d, ..] = word;
        small(u32::from_le_bytes([first, b, c, d]))
    }
}

/// Where bytes come from, of which some are looked at before it is known how many are used.
#[doc(hidden)]
pub trait Source: sealed::Sealed {
    /// Takes `most` bytes out of what may be read.
    fn spend(&mut self, most: usize);

    /// The next `N` bytes.
    ///
    /// # Safety
    ///
    /// As many or more were spent, and not gone on by.
    unsafe fn peek<const N: usize>(&self) -> [u8; N];

    /// Goes on by `len` bytes.
    ///
    /// # Safety
    ///
    /// As of [`peek`](Self::peek).
    unsafe fn go_on(&mut self, len: usize);
}

mod sealed {
    pub trait Sealed {}

    impl Sealed for crate::cursor::Window<'_> {}
    impl Sealed for crate::cursor::Tail<'_> {}
}
