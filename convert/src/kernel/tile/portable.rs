//! Tiles in plain Rust.

use std::mem::MaybeUninit;

use super::{Line, Pair, Tile, Words};

#[derive(Debug, Clone, Copy)]
pub(super) struct Portable;

impl Tile for Portable {
    #[inline(always)]
    fn transpose(self, from: [&Words; 8], to: [&mut MaybeUninit<Words>; 8]) {
        let [a, b, c, d, e, f, g, h] = to;
        for (pair, [even, odd]) in [[a, b], [c, d], [e, f], [g, h]].into_iter().enumerate() {
            // Two words at a time are what every machine has registers for.
            self.transpose_pairs(from.map(|row| &row.as_chunks().0[pair]), [even, odd]);
        }
    }

    #[inline(always)]
    fn transpose_pairs(self, from: [&Pair; 8], to: [&mut MaybeUninit<Words>; 2]) {
        let [even, odd] = to;
        even.write(from.map(|row| row[0]));
        odd.write(from.map(|row| row[1]));
    }

    #[inline(always)]
    fn stream(self, from: &Words, to: &mut MaybeUninit<Line>) {
        to.write(Line(*from));
    }

    #[inline(always)]
    fn fence(self) {}
}
