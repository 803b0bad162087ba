//! Where numbers are read: within a message, and at its end.

use super::numbers::{Numbers, Source};
use super::overdrawn;

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
}

impl Numbers for Window<'_> {
    #[inline(always)]
    fn used(&self) -> usize {
        self.next.addr() - self.bytes.as_ptr().addr()
    }
}

impl Source for Window<'_> {
    #[inline(always)]
    fn spend(&mut self, most: usize) {
        match self.budget.checked_sub(most) {
            Some(left) => self.budget = left,
            None => overdrawn(),
        }
    }

    #[inline(always)]
    unsafe fn peek<const N: usize>(&self) -> [u8; N] {
        // SAFETY: the budget had these `N` bytes, which are those of the slice; bytes have no
        // alignment.
        unsafe { self.next.cast::<[u8; N]>().read_unaligned() }
    }

    #[inline(always)]
    unsafe fn go_on(&mut self, len: usize) {
        // SAFETY: the budget had `len` bytes, so this is in the slice or at its end.
        self.next = unsafe { self.next.add(len) };
    }
}

/// The end of a message, with zeros behind it: who used more than is there sees it afterwards.
#[derive(Debug)]
pub struct Tail<'b> {
    bytes: &'b [u8],
    used: usize,
    /// Before how many of the bytes a whole word is there.
    words: usize,
}

impl<'b> Tail<'b> {
    /// All that is left of a message.
    #[inline]
    #[must_use]
    pub const fn new(bytes: &'b [u8]) -> Self {
        Self { bytes, used: 0, words: (bytes.len() + 1).saturating_sub(WORD) }
    }
}

impl Tail<'_> {
    /// Of the last word those of its bytes that were not used, and zeros behind them.
    #[inline(always)]
    fn end_of<const N: usize>(&self, word: [u8; WORD]) -> [u8; N] {
        let used = (self.used + WORD).wrapping_sub(self.bytes.len());
        let bits = u32::try_from(used).ok().and_then(|used| used.checked_mul(8));
        let rest = bits.and_then(|bits| u64::from_le_bytes(word).checked_shr(bits));
        let rest = rest.unwrap_or_default().to_le_bytes();
        rest.first_chunk().copied().unwrap_or([0; N])
    }
}

/// Bytes that are mostly read at once.
const WORD: usize = size_of::<u64>();

/// Bytes from `at` on, and zeros for those that are not there.
// Of values, so that those of a tail stay in registers.
#[cold]
#[inline(never)]
fn last<const N: usize>(bytes: &[u8], at: usize) -> [u8; N] {
    let mut last = [0; N];
    let rest = bytes.get(at..).unwrap_or_default();
    last.iter_mut().zip(rest).for_each(|(last, byte)| *last = *byte);
    last
}

impl Numbers for Tail<'_> {
    #[inline(always)]
    fn used(&self) -> usize {
        self.used
    }
}

impl Source for Tail<'_> {
    #[inline(always)]
    fn spend(&mut self, _most: usize) {}

    #[inline(always)]
    unsafe fn peek<const N: usize>(&self) -> [u8; N] {
        if self.used + N.saturating_sub(WORD) >= self.words {
            return match self.bytes.last_chunk() {
                Some(word) if N <= WORD => self.end_of(*word),
                _ => last(self.bytes, self.used),
            };
        }
        // SAFETY: a word begins here, and where `N` is more, also one that ends as many bytes later.
        let next = unsafe { self.bytes.as_ptr().add(self.used) };
        // SAFETY: so `N` bytes are there; bytes have no alignment.
        unsafe { next.cast::<[u8; N]>().read_unaligned() }
    }

    #[inline(always)]
    unsafe fn go_on(&mut self, len: usize) {
        self.used += len;
    }
}

#[cfg(test)]
mod tests {
    use super::{Numbers, Window};

    #[test]
    #[should_panic(expected = "than was asked for")]
    fn windows_that_are_used_up_are_not_read() {
        let mut window = Window::new(&[0; 100], 3);
        let _ = (window.fixed::<2>(), window.fixed::<2>());
    }
}
