//! Writing rows, lists and maps into the end of a buffer, value by value.
//!
//! A writer borrows the one that it writes into, so there is one open value at a time. Each must be
//! finished; one that is dropped takes back what it wrote.

mod append;
mod destination;
mod detached;
mod list;
mod map;
pub(crate) mod measured;
mod row;
mod slot;
mod union;

pub use detached::DetachedValues;
pub use list::ListWriter;
pub use map::MapWriter;
pub use row::RowWriter;
pub use slot::SlotWriter;
pub use union::UnionWriter;

use destination::{Destination, Place, Progress};
