//! What one message needs while it is written or read.

mod buffers;
mod pool;
mod read;
mod write;

pub use buffers::{OutOfBand, Outside};
pub(crate) use pool::{Held, Pool};
#[cfg(feature = "arrow")]
pub(crate) use read::Mark;
pub use read::{Found, ReadContext, Remote};
pub(crate) use read::{ReadShared, open};
pub use write::WriteContext;
pub(crate) use write::{Key, Unknown, WriteShared};
