//! UUIDs, as 16 bytes in the order in which they are written.

use bytes::Bytes;
use uuid::Uuid;

use super::super::time::out_of_range;
use super::carried;

carried! {
    Uuid as Bytes:
        |value| Bytes::copy_from_slice(value.as_bytes()),
        |found| Self::from_slice(&found).map_err(|_| out_of_range("bytes that are not 16", "UUID"));
}
