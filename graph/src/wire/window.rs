//! Numbers of windows: what is looked at once, and read without another look.

use super::Window;
use crate::error::{Error, Problem, Result};

impl Window<'_> {
    /// A bool: a byte that is 0 or 1.
    ///
    /// # Errors
    ///
    /// Where it is another.
    #[inline(always)]
    pub fn bool(&mut self) -> Result<bool> {
        match self.fixed() {
            [0] => Ok(false),
            [1] => Ok(true),
            [found] => Err(Error::new(Problem::BoolByte { found })),
        }
    }

    /// A signed number of 1 to 5 bytes, for which 9 are there.
    ///
    /// # Errors
    ///
    /// Where it is longer.
    #[inline(always)]
    pub fn var_i32(&mut self) -> Result<i32> {
        self.var_u32().map(unzigzag32)
    }

    /// A signed number of 1 to 9 bytes, for which 9 are there.
    #[inline(always)]
    pub fn var_i64(&mut self) -> i64 {
        unzigzag64(self.var_u64())
    }

    /// A signed number of 4 or 9 bytes, for which 9 are there.
    #[inline]
    pub fn tagged_i64(&mut self) -> i64 {
        self.tagged(|word| i64::from(word.cast_signed() >> 1), u64::cast_signed)
    }

    /// An unsigned number of 4 or 9 bytes, for which 9 are there.
    #[inline]
    pub fn tagged_u64(&mut self) -> u64 {
        self.tagged(|word| u64::from(word >> 1), |word| word)
    }
}

#[inline]
pub(super) fn unzigzag32(value: u32) -> i32 {
    (value >> 1).cast_signed() ^ -(value & 1).cast_signed()
}

#[inline]
pub(super) fn unzigzag64(value: u64) -> i64 {
    (value >> 1).cast_signed() ^ -(value & 1).cast_signed()
}
