//! Record batches as values of messages.

use std::sync::Arc;

use arrow_array::{RecordBatch, RecordBatchOptions};
use ferrow_row::schema::{from_ipc_schema, to_ipc_schema};

use super::arrays::{ArrayReader, ArrayWriter};
use super::malformed;
use crate::error::Result;
use crate::limits::Limits;
use crate::object::{BufferObject, BufferParts, buffer_object};
use crate::wire::{Reader, Writer};

/// The schema, as an Arrow IPC message with its length before it; the number of rows; the columns.
/// Each buffer of a column is a buffer of the value.
impl BufferObject for RecordBatch {
    fn to_parts(&self) -> Result<BufferParts> {
        let mut metadata = Writer::new();
        write_schema(&mut metadata, &to_ipc_schema(self.schema_ref()))?;
        metadata.var_u64(self.num_rows() as u64);
        let mut arrays = ArrayWriter::new(metadata);
        for (field, column) in self.schema_ref().fields().iter().zip(self.columns()) {
            arrays.array(column).map_err(|error| error.in_field(field.name()))?;
        }
        Ok(arrays.finish())
    }

    fn from_parts(parts: BufferParts, limits: &Limits) -> Result<Self> {
        let mut arrays = ArrayReader::new(Reader::new(&parts.metadata), parts.buffers, limits);
        let schema = from_ipc_schema(arrays.metadata().sized_bytes()?).map_err(malformed)?;
        let rows = arrays.metadata().var_u64()?;
        let rows = usize::try_from(rows).map_err(malformed)?;
        if schema.fields().is_empty() {
            arrays.count_unbacked(rows)?;
        }
        let columns = schema.fields().iter().map(|field| arrays.array(field));
        let columns = columns.collect::<Result<_>>()?;
        arrays.finish()?;
        let options = RecordBatchOptions::new().with_row_count(Some(rows));
        Self::try_new_with_options(Arc::new(schema), columns, &options).map_err(malformed)
    }
}

buffer_object!(RecordBatch, "arrow.RecordBatch");

/// Writes bytes behind their length.
pub(super) fn write_schema(metadata: &mut Writer, schema: &[u8]) -> Result<()> {
    let len = u32::try_from(schema.len()).map_err(|_| malformed("a schema of 4 GiB"))?;
    metadata.var_u32(len);
    metadata.bytes(schema);
    Ok(())
}
