//! Batches of rows as values of messages.

use arrow_schema::{DataType, Field};
use ferrow_row::schema::{from_ipc_schema, to_ipc_schema};
use ferrow_row::{RowBatch, RowFormat, RowLayout};

use super::arrays::{ArrayReader, ArrayWriter};
use super::record_batch::write_schema;
use super::{malformed, of_rows};
use crate::error::Result;
use crate::limits::Limits;
use crate::object::{BufferObject, BufferParts, buffer_object};
use crate::wire::{Reader, Writer};

/// A byte that is 0 for standard rows and 1 for compact ones; the schema of the rows, as an Arrow IPC
/// message with its length before it; a byte that says of which type the array of the rows is: 0 for
/// `Binary`, 1 for `LargeBinary`, 2 for `BinaryView`, 3 for `FixedSizeBinary`, which the size
/// follows; the array.
impl BufferObject for RowBatch {
    fn to_parts(&self) -> Result<BufferParts> {
        let mut metadata = Writer::new();
        metadata.u8(match self.layout().format() {
            RowFormat::Standard => 0,
            RowFormat::Compact => 1,
        });
        write_schema(&mut metadata, &to_ipc_schema(self.layout().schema()))?;
        match self.array().data_type() {
            DataType::LargeBinary => metadata.u8(1),
            DataType::BinaryView => metadata.u8(2),
            DataType::FixedSizeBinary(size) => {
                metadata.u8(3);
                metadata.i32(*size);
            }
            _ => metadata.u8(0),
        }
        let mut arrays = ArrayWriter::new(metadata);
        arrays.array(self.array().array())?;
        Ok(arrays.finish())
    }

    fn from_parts(parts: BufferParts, limits: &Limits) -> Result<Self> {
        let mut arrays = ArrayReader::new(Reader::new(&parts.metadata), parts.buffers, limits);
        let metadata = arrays.metadata();
        let format = match metadata.u8()? {
            0 => RowFormat::Standard,
            1 => RowFormat::Compact,
            found => return Err(malformed(format_args!("{found} is no format of rows"))),
        };
        let schema = from_ipc_schema(metadata.sized_bytes()?).map_err(malformed)?;
        let data_type = match metadata.u8()? {
            0 => DataType::Binary,
            1 => DataType::LargeBinary,
            2 => DataType::BinaryView,
            3 => DataType::FixedSizeBinary(metadata.i32()?),
            found => return Err(malformed(format_args!("{found} is no array of rows"))),
        };
        let rows = arrays.array(&Field::new("rows", data_type, true))?;
        arrays.finish()?;
        let layout = RowLayout::try_with_format(schema, format).map_err(|error| of_rows(&error))?;
        Self::try_from_array(layout, &rows).map_err(|error| of_rows(&error))
    }
}

buffer_object!(RowBatch, "ferrow.RowBatch");
