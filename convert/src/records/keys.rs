//! The keys of a map, of which none is there twice.

use std::cmp::Ordering;

/// Puts keys in the order that `compare` says; whether none of them is there twice.
pub(super) fn sort_unique(keys: &mut [usize], compare: impl Fn(usize, usize) -> Ordering) -> bool {
    keys.sort_unstable_by(|&a, &b| compare(a, b));
    keys.windows(2).all(|pair| compare(pair[0], pair[1]) != Ordering::Equal)
}
