//! Tiles: eight words of eight places, transposed in registers.
//!
//! Rows become columns where the places are slots of eight rows, and columns become rows where they
//! are eight values of eight columns. There is one tile per instruction set; the [portable](Portable) one
//! asks for no more than every machine of the architecture has. The safe twin of all of them is the
//! definition of each operation in the tests.
//!
//! A kernel is written once, as a [`TileKernel`], and compiled for each set.

#![expect(
    unsafe_code,
    reason = "what the machine was found to have is called, and loads and stores"
)]

/// An array of what `$value` is for each place; `map` of arrays is not always compiled into what
/// calls it, and a tile is no more than its loads and stores.
macro_rules! each_of_eight {
    ($at:ident => $value:expr) => {
        crate::kernel::tile::each_of_eight!($at => $value; 0 1 2 3 4 5 6 7)
    };
    ($at:ident => $value:expr; $($number:literal)*) => {
        [$({ let $at = $number; $value }),*]
    };
}
pub(crate) use each_of_eight;

mod portable;
mod rows;

#[cfg(target_arch = "x86_64")]
mod avx2;
#[cfg(target_arch = "x86_64")]
mod avx512;
#[cfg(target_arch = "x86_64")]
mod sse2;
#[cfg(test)]
mod tests;

use std::mem::MaybeUninit;

use super::instructions::Set;
use super::{InstructionSet, bits};
use portable::Portable;
pub(crate) use rows::RowTile;

#[cfg(target_arch = "x86_64")]
use {avx2::Avx2, avx512::Avx512};

/// Eight words as they stand in rows, at any address.
pub(crate) type Words = [[u8; 8]; 8];

/// Two words as they stand in rows, at any address.
pub(crate) type Pair = [[u8; 8]; 2];

/// The words `2 * pair` and the one behind it.
#[inline(always)]
fn pair_of(words: &Words, pair: usize) -> &Pair {
    &words.as_chunks().0[pair]
}

/// A cache line of output.
#[derive(Clone, Copy)]
#[repr(C, align(64))]
pub(crate) struct Line(pub(crate) Words);

impl Line {
    /// The words of a line that is to be written.
    #[inline(always)]
    fn words(line: &mut MaybeUninit<Self>) -> &mut MaybeUninit<Words> {
        // SAFETY: a line is its words and nothing else, and both may be anything.
        unsafe { &mut *std::ptr::from_mut(line).cast() }
    }
}

/// The union of the bits of many pairs.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Union {
    #[cfg(target_arch = "x86_64")]
    bits: std::arch::x86_64::__m128i,
    #[cfg(not(target_arch = "x86_64"))]
    bits: u64,
}

#[cfg(target_arch = "x86_64")]
impl Union {
    /// Of none.
    #[inline(always)]
    pub(crate) fn new() -> Self {
        Self { bits: sse2::zeros() }
    }

    #[inline(always)]
    pub(crate) fn with(self, pair: &Pair) -> Self {
        Self { bits: sse2::or(self.bits, pair) }
    }

    /// The bits of first words.
    #[inline(always)]
    pub(crate) fn first(self) -> u64 {
        u64::from_le_bytes(sse2::pair(self.bits)[0])
    }
}

#[cfg(not(target_arch = "x86_64"))]
impl Union {
    /// Of none.
    #[inline(always)]
    pub(crate) fn new() -> Self {
        Self { bits: 0 }
    }

    #[inline(always)]
    pub(crate) fn with(self, [word, _]: &Pair) -> Self {
        Self { bits: self.bits | u64::from_le_bytes(*word) }
    }

    /// The bits of first words.
    #[inline(always)]
    pub(crate) fn first(self) -> u64 {
        self.bits
    }
}

/// What an instruction set does with tiles. A value is the proof that the machine has the set.
pub(crate) trait Tile: RowTile {
    /// Word `i` of `from[j]` becomes word `j` of `to[i]`.
    fn transpose(self, from: [&Words; 8], to: [&mut MaybeUninit<Words>; 8]);

    /// As [`transpose`](Self::transpose), past the caches, as output that they do not hold is written
    /// fastest. [`fence`](Self::fence) comes after the last.
    fn transpose_past_caches(self, from: [&Words; 8], to: [&mut MaybeUninit<Line>; 8]);

    /// Word `i` of `from[j]` becomes word `j` of `to[i]`, for two words each: where eight do not
    /// stand side by side.
    fn transpose_pairs(self, from: [&Pair; 8], to: [&mut MaybeUninit<Words>; 2]);

    /// Writes a line past the caches. [`fence`](Self::fence) comes after the last.
    fn stream(self, from: &Words, to: &mut MaybeUninit<Line>);

    /// Orders lines that were streamed before whatever is written next.
    fn fence(self);

    /// As the functions of [`bits`] of this name.
    fn rows_to_columns(self, words: &mut bits::Words, columns: usize);

    /// A bit per byte, set where it is not zero.
    fn nonzero(self, bytes: &[u8; 64]) -> u64;

    /// How many stores [`transpose`](Self::transpose) writes a line with.
    const STORES_OF_LINE: usize;

    /// How many bytes behind its end [`copy_over`](Self::copy_over) reads of what it copies, at most.
    const OVER_READ: usize;

    /// Copies `len` bytes and then any up to [`OVER_WRITE`], as short texts are copied fastest.
    ///
    /// # Safety
    ///
    /// `len` and [`OVER_READ`](Self::OVER_READ) bytes can be read at `from`, `len` and [`OVER_WRITE`] bytes
    /// written at `to`, and they do not overlap.
    unsafe fn copy_over(self, from: *const u8, len: usize, to: *mut u8);
}

/// How many bytes behind its end a copy of [`Tile::copy_over`] has, at most.
pub(crate) const OVER_WRITE: usize = 32;

/// Work that is compiled for each instruction set.
pub(crate) trait TileKernel {
    type Output;

    /// Does the work. What is `#[inline(always)]`, here and in all that it calls, is compiled with
    /// the instructions of the tile.
    fn run<T: Tile>(self, tile: T) -> Self::Output;
}

impl InstructionSet {
    /// Runs a kernel with the instructions of this set.
    pub(crate) fn run<K: TileKernel>(self, kernel: K) -> K::Output {
        match self.set() {
            Set::Portable => kernel.run(Portable),
            #[cfg(target_arch = "x86_64")]
            Set::Avx2 => {
                let tile = Avx2::new(self);
                // SAFETY: this machine has the features: `self` is the proof, which `new` asked for.
                unsafe { avx2::run(kernel, tile) }
            }
            #[cfg(target_arch = "x86_64")]
            Set::Avx512 => {
                let tile = Avx512::new(self);
                // SAFETY: this machine has the features: `self` is the proof, which `new` asked for.
                unsafe { avx512::run(kernel, tile) }
            }
        }
    }
}

/// Asks for the line at `address` ahead of its use. Any address will do.
#[inline(always)]
pub(crate) fn prefetch(address: *const u8) {
    #[cfg(target_arch = "x86_64")]
    {
        use std::arch::x86_64::{_MM_HINT_T0, _mm_prefetch};
        // SAFETY: a prefetch reads nothing and never faults; SSE is part of x86-64.
        unsafe { _mm_prefetch::<_MM_HINT_T0>(address.cast()) };
    }
    #[cfg(not(target_arch = "x86_64"))]
    let _ = address;
}
