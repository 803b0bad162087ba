//! The column of rows of a record batch message.

use arrow::array::{BinaryViewArray, FixedSizeBinaryArray, GenericBinaryArray, OffsetSizeTrait};
use arrow::buffer::{BooleanBuffer, Buffer, NullBuffer, OffsetBuffer, ScalarBuffer};
use arrow::datatypes::{ArrowNativeType, DataType, Schema, UnionMode};
use arrow_ipc::{CompressionType, FieldNode, MetadataVersion};
use ferrow_row::{RowArray, RowBatch};

use super::decompress::decompress;
use super::messages::Frame;
use crate::error::{Error, FileProblem};
use crate::value_decoder::check_row_count;
use crate::{RowType, find};

/// The column of a file that is marked as rows.
#[derive(Debug, Clone)]
pub(crate) struct RowColumn {
    schema: Schema,
    index: usize,
    row_type: RowType,
}

impl RowColumn {
    /// The column `name`, or the only column of rows.
    pub(crate) fn find(schema: Schema, name: Option<&str>) -> Result<Self, Error> {
        let index = match name {
            Some(name) => find::column(schema.fields(), name),
            None => find::row_column(schema.fields()),
        }?;
        let row_type = RowType::try_from_field(schema.field(index))?;
        Ok(Self { schema, index, row_type })
    }

    pub(crate) fn schema(&self) -> &Schema {
        &self.schema
    }

    pub(crate) fn row_type(&self) -> &RowType {
        &self.row_type
    }

    /// The rows of a record batch, each of them checked. They share the bytes of the message, where
    /// these are not compressed.
    pub(crate) fn read(&self, frame: &Frame) -> Result<RowBatch, Error> {
        let rows = self.read_array(frame)?;
        Ok(RowBatch::try_new(self.row_type.layout().clone(), rows)?)
    }

    /// As [`read`](Self::read), of rows that are not checked. They are not so many that looking at them
    /// would take forever.
    pub(crate) fn read_unchecked(&self, frame: &Frame) -> Result<RowArray, Error> {
        let rows = self.read_array(frame)?;
        check_row_count(self.row_type.layout(), &rows)?;
        Ok(rows)
    }

    fn read_array(&self, frame: &Frame) -> Result<RowArray, Error> {
        let message = frame.message()?;
        let batch = (message.header_as_record_batch())
            .ok_or_else(|| FileProblem::damaged("the message holds no record batch"))?;
        let (Some(nodes), Some(buffers)) = (batch.nodes(), batch.buffers()) else {
            return Err(FileProblem::damaged("a record batch without nodes or buffers").into());
        };
        let mut parts = Parts {
            frame,
            version: message.version(),
            codec: batch.compression().map(|compression| compression.codec()),
            nodes: nodes.iter(),
            buffers: buffers.iter(),
            variadic: batch.variadicBufferCounts().into_iter().flatten(),
        };
        for field in &self.schema.fields()[..self.index] {
            parts.skip(field.data_type())?;
        }
        let field = self.schema.field(self.index);
        let node = parts.node()?;
        if node.length() != batch.length() {
            let (rows, values) = (batch.length(), node.length());
            let reason = format!("a batch of {rows} rows has a column of {values} values");
            return Err(FileProblem::damaged(reason).into());
        }
        parts.rows(node, field.data_type())
    }
}

/// What is left of the nodes and the buffers of a record batch.
struct Parts<'a, N, B, V> {
    frame: &'a Frame,
    version: MetadataVersion,
    codec: Option<CompressionType>,
    nodes: N,
    buffers: B,
    variadic: V,
}

impl<'a, N, B, V> Parts<'a, N, B, V>
where
    N: Iterator<Item = &'a FieldNode>,
    B: Iterator<Item = &'a arrow_ipc::Buffer>,
    V: Iterator<Item = i64>,
{
    fn node(&mut self) -> Result<&'a FieldNode, FileProblem> {
        self.nodes.next().ok_or_else(|| FileProblem::damaged("a batch has too few nodes"))
    }

    fn next_buffer(&mut self) -> Result<&'a arrow_ipc::Buffer, FileProblem> {
        self.buffers.next().ok_or_else(|| FileProblem::damaged("a batch has too few buffers"))
    }

    fn variadic(&mut self) -> Result<u64, FileProblem> {
        (self.variadic.next().and_then(|count| u64::try_from(count).ok()))
            .ok_or_else(|| FileProblem::damaged("a column of views has no count of buffers"))
    }

    /// Leaves out a column of another type.
    fn skip(&mut self, data_type: &DataType) -> Result<(), FileProblem> {
        use DataType as T;
        if let T::Dictionary(indexes, _) = data_type {
            // Its values are in messages of their own.
            return self.skip(indexes);
        }
        self.node()?;
        let buffers = match data_type {
            T::Null | T::RunEndEncoded(..) => 0,
            T::Struct(_) | T::FixedSizeList(..) => 1,
            T::Union(_, mode) => {
                let validity = u64::from(self.version < MetadataVersion::V5);
                validity + if *mode == UnionMode::Dense { 2 } else { 1 }
            }
            T::Utf8 | T::LargeUtf8 | T::Binary | T::LargeBinary => 3,
            T::ListView(_) | T::LargeListView(_) => 3,
            T::Utf8View | T::BinaryView => self.variadic()?.saturating_add(2),
            _ => 2,
        };
        for _ in 0..buffers {
            self.next_buffer()?;
        }
        match data_type {
            T::List(inside)
            | T::LargeList(inside)
            | T::ListView(inside)
            | T::LargeListView(inside)
            | T::FixedSizeList(inside, _)
            | T::Map(inside, _) => self.skip(inside.data_type()),
            T::RunEndEncoded(ends, values) => {
                self.skip(ends.data_type())?;
                self.skip(values.data_type())
            }
            T::Struct(fields) => fields.iter().try_for_each(|field| self.skip(field.data_type())),
            T::Union(fields, _) => {
                fields.iter().try_for_each(|(_, field)| self.skip(field.data_type()))
            }
            _ => Ok(()),
        }
    }

    /// The next buffer, decompressed.
    fn buffer(&mut self) -> Result<Buffer, Error> {
        let buffer = self.next_buffer()?;
        let (body, range) = (&self.frame.body, (buffer.offset(), buffer.length()));
        let (Ok(offset), Ok(len)) = (usize::try_from(range.0), usize::try_from(range.1)) else {
            let reason = format!("a buffer of {} bytes at {}", range.1, range.0);
            return Err(FileProblem::damaged(reason).into());
        };
        let place = self.frame.body_offset.saturating_add(offset as u64);
        if offset.checked_add(len).is_none_or(|end| end > body.len()) {
            let reason = format!("a buffer of {len} bytes leaves its message");
            return Err(Error::from(FileProblem::damaged(reason)).at_offset(place));
        }
        let bytes = body.slice_with_length(offset, len);
        let Some(codec) = self.codec else { return Ok(bytes) };
        decompress(&bytes, codec).map_err(|problem| Error::from(problem).at_offset(place))
    }

    fn rows(&mut self, node: &FieldNode, data_type: &DataType) -> Result<RowArray, Error> {
        let Ok(len) = usize::try_from(node.length()) else {
            return Err(FileProblem::damaged(format!("{} rows", node.length())).into());
        };
        let validity = self.buffer()?;
        let nulls = (node.null_count() != 0).then(|| nulls(validity, len)).transpose()?;
        match data_type {
            DataType::Binary => Ok(self.offsets::<i32>(len, nulls)?.into()),
            DataType::LargeBinary => Ok(self.offsets::<i64>(len, nulls)?.into()),
            DataType::FixedSizeBinary(size) => {
                let values = self.buffer()?;
                let width = usize::try_from(*size).unwrap_or(usize::MAX);
                let needed = len.checked_mul(width);
                let values = exactly(values, needed)?;
                Ok(FixedSizeBinaryArray::try_new_with_len(*size, values, nulls, len)?.into())
            }
            _ => {
                let count = self.variadic()?;
                let views = self.buffer()?;
                let views = scalars::<u128>(views, Some(len))?;
                let mut buffers = Vec::new();
                for _ in 0..count {
                    buffers.push(self.buffer()?);
                }
                let array = BinaryViewArray::try_new(views, buffers, nulls)?;
                check_shared(&array)?;
                Ok(array.into())
            }
        }
    }

    fn offsets<O: OffsetSizeTrait>(
        &mut self,
        len: usize,
        nulls: Option<NullBuffer>,
    ) -> Result<GenericBinaryArray<O>, Error> {
        let (offsets, values) = (self.buffer()?, self.buffer()?);
        if len == 0 {
            // Of no values, not even the first offset need be there.
            return Ok(GenericBinaryArray::new_null(0));
        }
        let offsets = scalars::<O>(offsets, len.checked_add(1))?;
        let starts = offsets[0] >= O::zero();
        if !starts || !offsets.is_sorted() || offsets[len].as_usize() > values.len() {
            return Err(FileProblem::damaged("offsets that are not in order").into());
        }
        Ok(GenericBinaryArray::try_new(OffsetBuffer::new(offsets), values, nulls)?)
    }
}

/// The first `needed` bytes of `buffer`.
fn exactly(buffer: Buffer, needed: Option<usize>) -> Result<Buffer, FileProblem> {
    match needed {
        Some(needed) if needed <= buffer.len() => Ok(buffer.slice_with_length(0, needed)),
        _ => {
            let reason = format!("a buffer of {} bytes is too short for its column", buffer.len());
            Err(FileProblem::damaged(reason))
        }
    }
}

/// `buffer` as `len` values; copied only where it is not aligned to them.
fn scalars<T: ArrowNativeType>(
    buffer: Buffer,
    len: Option<usize>,
) -> Result<ScalarBuffer<T>, FileProblem> {
    let buffer = exactly(buffer, len.and_then(|len| len.checked_mul(size_of::<T>())))?;
    let is_aligned = buffer.as_ptr().align_offset(align_of::<T>()) == 0;
    let buffer = if is_aligned { buffer } else { Buffer::from_slice_ref(buffer.as_slice()) };
    Ok(buffer.into())
}

fn nulls(validity: Buffer, len: usize) -> Result<NullBuffer, FileProblem> {
    let validity = exactly(validity, Some(len.div_ceil(8)))?;
    Ok(NullBuffer::new(BooleanBuffer::new(validity, 0, len)))
}

/// Views may show the same bytes, so that a small file could hold more rows than can be looked at.
fn check_shared(views: &BinaryViewArray) -> Result<(), Error> {
    /// How often bytes may be shown: often enough for the rows of a join.
    const MOST: usize = 64;
    /// As many bytes are looked at in any case.
    const FREE: usize = 1 << 30;
    let held: usize = views.data_buffers().iter().map(Buffer::len).sum();
    let shown = views.lengths().fold(0_usize, |all, len| all.saturating_add(len as usize));
    if shown <= FREE.max(held.saturating_mul(MOST)) {
        return Ok(());
    }
    let what = format!(
        "rows of {shown} bytes that share {held} bytes; write them again without sharing, as `gc` of \
         their array makes them"
    );
    Err(FileProblem::Unsupported { what }.into())
}
