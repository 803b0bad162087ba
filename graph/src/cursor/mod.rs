//! Bytes by address, within bounds that were looked at once for several values.
//!
//! A [`Room`] and a [`Window`] each have a budget: bytes that are there from where they stand. Every
//! method spends from it what it may need at most, before it touches memory, and then goes on by no
//! more than that. So the budget is never larger than what is there. Where it is a constant, as that
//! of a struct's numbers, the compiler works the comparisons out, and none is left. Texts spend what a
//! short one needs; a longer one makes room for itself, and for all that the budget is left.
//!
//! Near the end of a message a window would be longer than what is left: there is a [`Tail`], which looks
//! for the end at each number.
//!
//! A [`Pen`] is where a message goes on, and its state: it is handed from value to value, in registers,
//! and gives room as values ask for it.

mod copy;
mod memory;
mod numbers;
mod pen;
mod room;
mod varint;
mod window;

pub(crate) use memory::{Ascii, add_in_place, owned, plain, utf8};
pub use numbers::Numbers;
pub use pen::Pen;
pub use room::Room;
pub(crate) use varint::{unzigzag32, unzigzag64};
pub use window::{Tail, Window};

/// The most bytes of a number of variable length.
const VARINT: usize = 9;

#[cold]
#[inline(never)]
fn overdrawn() -> ! {
    panic!("more is written, or read, than was asked for")
}
