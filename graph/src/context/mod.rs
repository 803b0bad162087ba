//! What one message needs while it is written or read.

mod buffers;
mod depth;
mod found;
#[cfg(feature = "arrow")]
mod mark;
mod pool;
mod read;
mod write;

pub use buffers::{OutOfBand, Outside};
pub(crate) use depth::has_stack;
pub use found::{Found, Remote};
#[cfg(feature = "arrow")]
pub(crate) use mark::Mark;
pub(crate) use pool::{Held, Pool};
pub use read::ReadContext;
pub(crate) use read::{ReadShared, open};
pub use write::WriteContext;
pub(crate) use write::{Key, Unknown, WriteShared};
