//! Takes arrays apart.

use arrow_array::cast::AsArray;
use arrow_array::types::{
    BinaryType, BinaryViewType, ByteArrayType, ByteViewType, Int16Type, Int32Type, Int64Type,
    LargeBinaryType, LargeUtf8Type, RunEndIndexType, StringViewType, Utf8Type,
};
use arrow_array::{Array, OffsetSizeTrait, PrimitiveArray};
use arrow_buffer::{BooleanBuffer, Buffer, OffsetBuffer};
use arrow_schema::{DataType, UnionMode};
use bytes::Bytes;

use super::super::buffer::to_bytes;
use super::super::malformed;
use crate::error::{Error, ErrorKind, Problem, Result};
use crate::object::BufferParts;
use crate::wire::Writer;

/// Collects the nodes and the buffers of arrays.
pub(in crate::arrow) struct ArrayWriter {
    metadata: Writer,
    buffers: Vec<Bytes>,
}

impl ArrayWriter {
    /// Behind what the metadata begins with.
    pub(in crate::arrow) fn new(metadata: Writer) -> Self {
        Self { metadata, buffers: Vec::new() }
    }

    pub(in crate::arrow) fn finish(self) -> BufferParts {
        BufferParts { metadata: self.metadata.into_vec().into(), buffers: self.buffers }
    }

    fn buffer(&mut self, buffer: &Buffer) {
        self.buffers.push(to_bytes(buffer));
    }

    /// A bitmap from its first bit: a copy where that is inside a byte.
    fn bitmap(&mut self, bits: &BooleanBuffer) {
        self.buffer(&bits.sliced().slice_with_length(0, bits.len().div_ceil(8)));
    }

    /// What every node has.
    fn node(&mut self, array: &dyn Array) {
        self.metadata.var_u64(array.len() as u64);
        // Where no value is null, no bitmap need say so.
        let nulls = array.nulls().filter(|nulls| nulls.null_count() > 0);
        self.metadata.bool(nulls.is_some());
        if let Some(nulls) = nulls {
            self.bitmap(nulls.inner());
        }
    }

    /// An array, and all that is in it.
    pub(in crate::arrow) fn array(&mut self, array: &dyn Array) -> Result<()> {
        self.node(array);
        match array.data_type() {
            DataType::Null => {}
            DataType::Boolean => self.bitmap(array.as_boolean().values()),
            data_type if data_type.is_primitive() => {
                // Of numbers Arrow keeps no offset: the buffer is that of the values.
                self.buffers.extend(array.to_data().buffers().iter().map(to_bytes));
            }
            DataType::FixedSizeBinary(_) => {
                let array = array.as_fixed_size_binary();
                let len = array.len() * usize::try_from(array.value_length()).unwrap_or(0);
                self.buffer(&array.values().slice_with_length(0, len));
            }
            DataType::Utf8 => self.bytes::<Utf8Type>(array),
            DataType::LargeUtf8 => self.bytes::<LargeUtf8Type>(array),
            DataType::Binary => self.bytes::<BinaryType>(array),
            DataType::LargeBinary => self.bytes::<LargeBinaryType>(array),
            DataType::Utf8View => self.views::<StringViewType>(array),
            DataType::BinaryView => self.views::<BinaryViewType>(array),
            DataType::List(_) => self.list::<i32>(array)?,
            DataType::LargeList(_) => self.list::<i64>(array)?,
            DataType::ListView(_) => self.list_view::<i32>(array)?,
            DataType::LargeListView(_) => self.list_view::<i64>(array)?,
            DataType::FixedSizeList(_, size) => {
                let len = array.len() * usize::try_from(*size).unwrap_or(0);
                self.array(&array.as_fixed_size_list().values().slice(0, len))?;
            }
            DataType::Map(..) => {
                let map = array.as_map();
                let (start, len) = self.offsets(map.offsets());
                self.array(&map.entries().slice(start, len))?;
            }
            DataType::Struct(_) => {
                array.as_struct().columns().iter().try_for_each(|column| self.array(column))?;
            }
            DataType::Union(fields, mode) => {
                let union = array.as_union();
                self.buffer(union.type_ids().inner());
                if let (UnionMode::Dense, Some(offsets)) = (mode, union.offsets()) {
                    self.buffer(offsets.inner());
                }
                fields.iter().try_for_each(|(type_id, _)| self.array(union.child(type_id)))?;
            }
            DataType::Dictionary(_, values) if matches!(**values, DataType::Dictionary(..)) => {
                return Err(Error::new(Problem::Arrow {
                    kind: ErrorKind::Unsupported,
                    message: "a dictionary of a dictionary, which no schema message says".into(),
                }));
            }
            DataType::Dictionary(..) => {
                let dictionary = array.as_any_dictionary();
                self.buffers.extend(dictionary.keys().to_data().buffers().iter().map(to_bytes));
                self.array(dictionary.values())?;
            }
            DataType::RunEndEncoded(ends, _) => match ends.data_type() {
                DataType::Int16 => self.runs::<Int16Type>(array)?,
                DataType::Int32 => self.runs::<Int32Type>(array)?,
                DataType::Int64 => self.runs::<Int64Type>(array)?,
                other => return Err(malformed(format_args!("run ends are {other}"))),
            },
            other => return Err(malformed(format_args!("no array of {other} is known"))),
        }
        Ok(())
    }

    /// Offsets from 0 on: those of a slice are written anew. Returns what of the values they are of.
    fn offsets<O: OffsetSizeTrait>(&mut self, offsets: &OffsetBuffer<O>) -> (usize, usize) {
        let end = |offset: Option<&O>| offset.copied().unwrap_or_default();
        let (first, last) = (end(offsets.first()), end(offsets.last()));
        match first == O::default() {
            true => self.buffer(offsets.inner().inner()),
            false => {
                let moved: Vec<O> = offsets.iter().map(|offset| *offset - first).collect();
                self.buffer(&Buffer::from_vec(moved));
            }
        }
        (first.as_usize(), last.as_usize() - first.as_usize())
    }

    fn bytes<T: ByteArrayType>(&mut self, array: &dyn Array) {
        let array = array.as_bytes::<T>();
        let (start, len) = self.offsets(array.offsets());
        self.buffer(&array.values().slice_with_length(start, len));
    }

    fn views<T: ByteViewType>(&mut self, array: &dyn Array) {
        let array = array.as_byte_view::<T>();
        self.metadata.var_u64(array.data_buffers().len() as u64);
        self.buffer(array.views().inner());
        array.data_buffers().iter().for_each(|buffer| self.buffer(buffer));
    }

    fn list<O: OffsetSizeTrait>(&mut self, array: &dyn Array) -> Result<()> {
        let list = array.as_list::<O>();
        let (start, len) = self.offsets(list.offsets());
        self.array(&list.values().slice(start, len))
    }

    fn list_view<O: OffsetSizeTrait>(&mut self, array: &dyn Array) -> Result<()> {
        let list = array.as_list_view::<O>();
        self.buffer(list.offsets().inner());
        self.buffer(list.sizes().inner());
        self.array(list.values())
    }

    fn runs<R: RunEndIndexType>(&mut self, array: &dyn Array) -> Result<()> {
        let Some(runs) = array.as_run_opt::<R>() else {
            return Err(malformed("runs of another type than their ends"));
        };
        // Of no values none is skipped, wherever the slice was.
        let skipped = if runs.is_empty() { 0 } else { runs.run_ends().offset() };
        self.metadata.var_u64(skipped as u64);
        let ends = PrimitiveArray::<R>::new(runs.run_ends().inner().clone(), None);
        self.array(&ends)?;
        self.array(runs.values())
    }
}
