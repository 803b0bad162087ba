//! What is written of a scan of row files.

use datafusion::common::{Result, exec_datafusion_err, exec_err};
use datafusion_proto::protobuf::{FileScanExecConf, PhysicalExprNode};
use prost::Message;
use twox_hash::XxHash3_64;

/// What the bytes of a scan begin with.
const MAGIC: &[u8] = b"ferrow scan";

/// The version of what follows. A worker of another version refuses the plan.
const VERSION: u8 = 1;

/// Bytes in front of the message: the magic, the version and a checksum of the message.
const HEAD: usize = MAGIC.len() + 1 + 8;

/// A scan of row files.
#[derive(Clone, PartialEq, Message)]
pub(super) struct RowFileScan {
    /// The files, their ranges, the columns and the projection.
    #[prost(message, optional, tag = "1")]
    pub(super) files: Option<FileScanExecConf>,
    /// Filters that rows are asked, and that nobody asks again.
    #[prost(message, repeated, tag = "2")]
    pub(super) exact: Vec<PhysicalExprNode>,
    /// Filters that a running query changes.
    #[prost(message, repeated, tag = "3")]
    pub(super) dynamic: Vec<PhysicalExprNode>,
    #[prost(uint64, tag = "4")]
    pub(super) batch_rows: u64,
    /// The most rows that are read, of which `files` would hold 32 bits alone.
    #[prost(uint64, optional, tag = "5")]
    pub(super) limit: Option<u64>,
    #[prost(bool, tag = "6")]
    pub(super) preserve_order: bool,
}

impl RowFileScan {
    pub(super) fn write(&self, bytes: &mut Vec<u8>) {
        let message = self.encode_to_vec();
        bytes.extend_from_slice(MAGIC);
        bytes.push(VERSION);
        bytes.extend_from_slice(&XxHash3_64::oneshot(&message).to_le_bytes());
        bytes.extend_from_slice(&message);
    }

    pub(super) fn read(bytes: &[u8]) -> Result<Self> {
        let Some((head, message)) = bytes.split_at_checked(HEAD) else {
            return exec_err!("a plan has {} bytes where a scan of row files was", bytes.len());
        };
        let (magic, rest) = head.split_at(MAGIC.len());
        if magic != MAGIC {
            return exec_err!("a part of a plan is no scan of row files");
        }
        if rest[0] != VERSION {
            return exec_err!(
                "a scan of row files was written as version {}, and this machine reads version {VERSION}: \
                 use the same version of Ferrow on all of them",
                rest[0]
            );
        }
        if rest[1..] != XxHash3_64::oneshot(message).to_le_bytes() {
            return exec_err!("a scan of row files was damaged on its way");
        }
        Self::decode(message)
            .map_err(|error| exec_datafusion_err!("a scan of row files cannot be read: {error}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_damaged_byte_and_every_cut_is_an_error() {
        let limit = Some(u64::from(u32::MAX) + 7);
        let scan = RowFileScan { batch_rows: 9, limit, preserve_order: true, ..Default::default() };
        let mut bytes = Vec::new();
        scan.write(&mut bytes);
        assert_eq!(RowFileScan::read(&bytes).unwrap(), scan);
        for at in 0..bytes.len() {
            assert!(RowFileScan::read(&bytes[..at]).is_err(), "cut at {at}");
            for bit in 0..8 {
                let mut damaged = bytes.clone();
                damaged[at] ^= 1 << bit;
                assert!(RowFileScan::read(&damaged).is_err(), "bit {bit} of byte {at}");
            }
        }
    }

    #[test]
    fn another_version_is_named() {
        let mut bytes = Vec::new();
        RowFileScan::default().write(&mut bytes);
        bytes[MAGIC.len()] = 9;
        let error = RowFileScan::read(&bytes).unwrap_err().to_string();
        assert!(error.contains("version 9") && error.contains("the same version"), "{error}");
    }
}
