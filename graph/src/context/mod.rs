//! What one message needs while it is written or read.

mod buffers;
mod read;
mod write;

pub use buffers::{OutOfBand, Outside};
pub(crate) use read::ReadShared;
pub use read::{Found, ReadContext, Remote};
pub use write::WriteContext;
pub(crate) use write::{Key, Unknown, WriteShared};
