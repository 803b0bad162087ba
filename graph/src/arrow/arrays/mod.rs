//! Arrow arrays as metadata and buffers.
//!
//! An array is a node, and the nodes of its children, depth first. In the metadata a node is the
//! number of its values, a byte that is 1 where it has a validity bitmap and else 0, and a number
//! more: of views how many buffers they point into, of run-end encoded values how many are skipped
//! at the start. Its buffers are those of Arrow's columnar format, in their order, each as long as
//! the values need; the bitmap, where there is one, is the first. Nothing of an array is skipped but
//! of a run-end encoded one: bitmaps begin at bit 0, offsets at 0.

mod read;
mod write;

pub(super) use read::ArrayReader;
pub(super) use write::ArrayWriter;

use arrow_schema::DataType;

/// Whether a node has the number more.
fn has_extra(data_type: &DataType) -> bool {
    use DataType::{BinaryView, RunEndEncoded, Utf8View};
    matches!(data_type, BinaryView | Utf8View | RunEndEncoded(..))
}
