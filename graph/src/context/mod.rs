//! What one message needs while it is written or read.

mod buffers;
mod read;
mod write;

pub use buffers::{OutOfBand, Outside};
pub use read::ReadContext;
pub(crate) use read::{Found, ReadShared, Remote};
pub use write::WriteContext;
pub(crate) use write::{Key, Unknown, WriteShared};
