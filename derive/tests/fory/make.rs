//! Random values of Rust's types.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet, VecDeque};
use std::hash::Hash;
use std::rc::Rc;
use std::sync::Arc;

use crate::choices::Choices;

/// What random values there are of.
pub(crate) trait Make {
    fn make(choices: &mut Choices<'_>) -> Self;
}

/// Integers: small ones, and those at the edges of every length.
macro_rules! integers {
    ($($type:ty)*) => {
        $(
            impl Make for $type {
                fn make(choices: &mut Choices<'_>) -> Self {
                    let any = Self::from_le_bytes(choices.array());
                    match choices.below(4) {
                        0 => any & 0x7f,
                        1 => !(any & 0x7f),
                        _ => any.rotate_right(4) >> choices.below(<$type>::BITS as usize),
                    }
                }
            }
        )*
    };
}

integers! { i8 i16 i32 i64 u8 u16 u32 u64 }

impl Make for bool {
    fn make(choices: &mut Choices<'_>) -> Self {
        choices.one_in(2)
    }
}

/// Not NaN, which is not equal to itself.
macro_rules! floats {
    ($($type:ty)*) => {
        $(
            impl Make for $type {
                fn make(choices: &mut Choices<'_>) -> Self {
                    let any = Self::from_le_bytes(choices.array());
                    if any.is_nan() { -0.0 } else { any }
                }
            }
        )*
    };
}

floats! { f32 f64 }

impl Make for String {
    fn make(choices: &mut Choices<'_>) -> Self {
        let letters = ['a', 'Z', '_', ' ', 'é', 'ÿ', 'Ā', '中', '\u{ffff}', '🦀', '\u{10ffff}'];
        let most = [3, 6, 9, letters.len()][choices.below(4)];
        (0..choices.len()).map(|_| letters[choices.below(most)]).collect()
    }
}

impl<T: Make> Make for Option<T> {
    fn make(choices: &mut Choices<'_>) -> Self {
        (!choices.one_in(3)).then(|| T::make(choices))
    }
}

macro_rules! pointers {
    ($($type:ident)*) => {
        $(
            impl<T: Make> Make for $type<T> {
                fn make(choices: &mut Choices<'_>) -> Self {
                    Self::new(T::make(choices))
                }
            }
        )*
    };
}

pointers! { Box Rc Arc RefCell }

fn many<T: Make, C: FromIterator<T>>(choices: &mut Choices<'_>) -> C {
    (0..choices.len()).map(|_| T::make(choices)).collect()
}

macro_rules! collections {
    ($($type:ident: $($bound:ident)*;)*) => {
        $(
            impl<T: Make $(+ $bound)*> Make for $type<T> {
                fn make(choices: &mut Choices<'_>) -> Self {
                    many(choices)
                }
            }
        )*
    };
}

collections! { Vec:; VecDeque:; BTreeSet: Ord; HashSet: Eq Hash; }

impl<K: Make + Ord, V: Make> Make for BTreeMap<K, V> {
    fn make(choices: &mut Choices<'_>) -> Self {
        many(choices)
    }
}

impl<K: Make + Eq + Hash, V: Make> Make for HashMap<K, V> {
    fn make(choices: &mut Choices<'_>) -> Self {
        many(choices)
    }
}

impl<T: Make, const N: usize> Make for [T; N] {
    fn make(choices: &mut Choices<'_>) -> Self {
        [(); N].map(|()| T::make(choices))
    }
}

impl<A: Make, B: Make> Make for (A, B) {
    fn make(choices: &mut Choices<'_>) -> Self {
        (A::make(choices), B::make(choices))
    }
}
