//! Bytes by address, within bounds that were looked at once for several values.
//!
//! A [`Room`] and a [`Window`] each have a budget: bytes that are there from where they stand. Every
//! method spends from it what it may need at most, before it touches memory, and then goes on by no
//! more than that. So the budget is never larger than what is there. Where it is a constant, as that
//! of a struct's numbers, the compiler works the comparisons out, and none is left.
//!
//! A [`Pen`] is where a message goes on, and its state: it is handed from value to value, in registers,
//! and gives room as values ask for it.

mod pen;
mod room;
mod text;
mod varint;
mod window;

pub use pen::Pen;
pub use room::Room;
pub(crate) use text::{Ascii, owned, plain, utf8};
pub use window::{Padding, Window};

/// The most bytes of a number of variable length.
const VARINT: usize = 9;

#[cold]
#[inline(never)]
fn overdrawn() -> ! {
    panic!("more is written, or read, than was asked for")
}
