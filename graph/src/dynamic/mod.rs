//! Values of types that are known at run time: written and read by plan.

mod collections_read;
mod collections_write;
mod labels;
mod read;
mod scalar;
mod write;

#[cfg(feature = "arrow")]
pub(crate) use read::{announces, check_hash};
pub(crate) use read::{
    read_announced, read_flagged, read_found, read_remote as read_remote_field, read_root,
};
pub(crate) use scalar::ScalarCodec;
#[cfg(feature = "arrow")]
pub(crate) use scalar::read_nanos;
pub(crate) use write::{announce_value, write_announced, write_body, write_root};
