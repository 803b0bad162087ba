//! Buffers of a compressed message body.

#[cfg(any(feature = "lz4", feature = "zstd"))]
use std::io::Read;

use arrow::buffer::Buffer;
use arrow_ipc::CompressionType;

#[cfg(any(feature = "lz4", feature = "zstd"))]
use super::source::{ReadSource, Source};
use crate::error::FileProblem;

/// A compressed buffer starts with its length when it is not compressed; this says that it is not.
const NOT_COMPRESSED: i64 = -1;

const PREFIX: usize = 8;

/// The bytes of `buffer`, which `codec` compressed. Memory grows with what comes out, so that a false
/// length costs none.
pub(super) fn decompress(buffer: &Buffer, codec: CompressionType) -> Result<Buffer, FileProblem> {
    if buffer.is_empty() {
        return Ok(buffer.clone());
    }
    let Some((len, compressed)) = buffer.split_first_chunk::<PREFIX>() else {
        let reason = format!("a compressed buffer of {} bytes", buffer.len());
        return Err(FileProblem::damaged(reason));
    };
    let len = i64::from_le_bytes(*len);
    if len == NOT_COMPRESSED {
        return Ok(buffer.slice(PREFIX));
    }
    let Ok(wanted) = usize::try_from(len) else {
        return Err(FileProblem::damaged(format!("a buffer of {len} bytes")));
    };
    let bytes = run(compressed, codec, wanted)?;
    if bytes.len() != wanted {
        let reason = format!("a buffer of {wanted} bytes has {} when decompressed", bytes.len());
        return Err(FileProblem::damaged(reason));
    }
    Ok(bytes)
}

/// At most `wanted` bytes.
fn run(compressed: &[u8], codec: CompressionType, wanted: usize) -> Result<Buffer, FileProblem> {
    match codec {
        #[cfg(feature = "lz4")]
        CompressionType::LZ4_FRAME => read(lz4_flex::frame::FrameDecoder::new(compressed), wanted),
        #[cfg(feature = "zstd")]
        CompressionType::ZSTD => {
            let decoder = zstd::Decoder::with_buffer(compressed).map_err(FileProblem::Io)?;
            read(decoder, wanted)
        }
        codec => {
            let (_, _) = (compressed, wanted);
            let name = codec.variant_name().unwrap_or("an unknown method");
            let what =
                format!("compressed with {name}, which this build does not read; see its features");
            Err(FileProblem::Unsupported { what })
        }
    }
}

#[cfg(any(feature = "lz4", feature = "zstd"))]
fn read(decoder: impl Read, wanted: usize) -> Result<Buffer, FileProblem> {
    // One byte more tells a buffer that goes on from one that ends where it should.
    let most = (wanted as u64).saturating_add(1);
    let bytes = ReadSource::new(decoder).take(most);
    bytes.map_err(|error| FileProblem::damaged(format!("decompression failed: {error}")))
}
