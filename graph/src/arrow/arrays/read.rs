//! Puts arrays together, of bytes that may be any.

use arrow_array::{ArrayRef, make_array};
use arrow_buffer::{BooleanBuffer, Buffer, NullBuffer};
use arrow_data::ArrayData;
use arrow_schema::{DataType, Field, UnionMode};
use bytes::Bytes;

use super::super::malformed;
use super::has_extra;
use crate::error::{Error, Problem, Result};
use crate::limits::Limits;
use crate::wire::Reader;

/// Deeper types are none that a schema in a message has.
const MOST_DEPTH: usize = 64;

/// Takes nodes and buffers one after another.
pub(in crate::arrow) struct ArrayReader<'a> {
    metadata: Reader<'a>,
    buffers: std::vec::IntoIter<Bytes>,
    taken: usize,
    /// Values that no bytes are there for, of which there may be so many more.
    unbacked: usize,
    most: usize,
    /// Bytes that views may have together.
    viewed: usize,
    most_bytes: usize,
}

impl<'a> ArrayReader<'a> {
    pub(in crate::arrow) fn new(
        metadata: Reader<'a>,
        buffers: Vec<Bytes>,
        limits: &Limits,
    ) -> Self {
        let (most, most_bytes) = (limits.elements, limits.bytes);
        let (buffers, viewed) = (buffers.into_iter(), most_bytes);
        Self { metadata, buffers, taken: 0, unbacked: most, most, viewed, most_bytes }
    }

    /// What stands before the nodes.
    pub(in crate::arrow) fn metadata(&mut self) -> &mut Reader<'a> {
        &mut self.metadata
    }

    /// Where nothing is left.
    pub(in crate::arrow) fn finish(mut self) -> Result<()> {
        match (self.metadata.rest(), self.buffers.next()) {
            ([], None) => Ok(()),
            ([], Some(_)) => Err(malformed("there are more buffers than the arrays have")),
            (rest, _) => Err(malformed(format_args!("{} bytes follow the last node", rest.len()))),
        }
    }

    /// Views may be of the same bytes, all of which are looked at for each: no more than a message may have.
    fn check_views(&mut self, views: &Buffer) -> Result<()> {
        for view in views.as_slice().as_chunks::<16>().0 {
            let [a, b, c, d, ..] = *view;
            let left = self.viewed.checked_sub(u32::from_le_bytes([a, b, c, d]) as usize);
            let most = self.most_bytes as u64;
            let problem = || Error::new(Problem::Limit { what: "bytes of views", most });
            self.viewed = left.ok_or_else(problem)?;
        }
        Ok(())
    }

    pub(in crate::arrow) fn array(&mut self, field: &Field) -> Result<ArrayRef> {
        let data = self.data(field.data_type(), 0);
        data.map(make_array).map_err(|error| error.in_field(field.name()))
    }

    /// A number of values, of which none takes a byte.
    pub(in crate::arrow) fn count_unbacked(&mut self, len: usize) -> Result<()> {
        match self.unbacked.checked_sub(len) {
            Some(left) => {
                self.unbacked = left;
                Ok(())
            }
            None => {
                let most = self.most as u64;
                Err(Error::new(Problem::Limit { what: "values without bytes", most }))
            }
        }
    }

    fn len(&mut self) -> Result<usize> {
        let len = self.metadata.var_u64()?;
        usize::try_from(len).map_err(|_| malformed(format_args!("an array of {len} values")))
    }

    fn buffer(&mut self) -> Result<Buffer> {
        let index = self.taken;
        self.taken += 1;
        match self.buffers.next() {
            Some(bytes) => Ok(Buffer::from(bytes)),
            None => Err(malformed(format_args!("there is no buffer {index}"))),
        }
    }

    /// The buffer of so many bytes.
    fn exactly(&mut self, wanted: Option<usize>) -> Result<Buffer> {
        let buffer = self.buffer()?;
        match wanted {
            Some(wanted) if buffer.len() == wanted => Ok(buffer),
            _ => {
                let (index, found) = (self.taken - 1, buffer.len());
                let wanted = wanted.map_or_else(|| "more".to_owned(), |it| it.to_string());
                Err(malformed(format_args!("buffer {index} has {found} bytes, not {wanted}")))
            }
        }
    }

    fn values(&mut self, len: usize, width: usize) -> Result<Buffer> {
        self.exactly(len.checked_mul(width))
    }

    fn offsets(&mut self, len: usize, width: usize) -> Result<Buffer> {
        self.exactly(len.checked_add(1).and_then(|len| len.checked_mul(width)))
    }

    fn bitmap(&mut self, len: usize) -> Result<Buffer> {
        self.exactly(Some(len.div_ceil(8)))
    }

    /// A node with all below it. `build` checks what the buffers say; what it takes for granted of
    /// types and lengths is checked here.
    fn data(&mut self, data_type: &DataType, depth: usize) -> Result<ArrayData> {
        if depth > MOST_DEPTH {
            let most = MOST_DEPTH as u64;
            return Err(Error::new(Problem::Limit { what: "types in one another", most }));
        }
        let len = self.len()?;
        let is_nullable = self.metadata.bool()?;
        let extra = if has_extra(data_type) { self.len()? } else { 0 };
        let nulls = match is_nullable {
            true => {
                let bits = BooleanBuffer::new(self.bitmap(len)?, 0, len);
                Some(NullBuffer::new(bits))
            }
            false => None,
        };
        let builder = ArrayData::builder(data_type.clone()).len(len).nulls(nulls);
        let inside = depth + 1;
        let builder = match data_type {
            DataType::Null => {
                self.count_unbacked(len)?;
                builder
            }
            DataType::Boolean => builder.add_buffer(self.bitmap(len)?),
            data_type if let Some(width) = data_type.primitive_width() => {
                builder.add_buffer(self.values(len, width)?)
            }
            DataType::FixedSizeBinary(size) => {
                let width = natural(*size)?;
                if width == 0 {
                    self.count_unbacked(len)?;
                }
                builder.add_buffer(self.values(len, width)?)
            }
            DataType::Utf8 | DataType::Binary => {
                builder.add_buffer(self.offsets(len, 4)?).add_buffer(self.buffer()?)
            }
            DataType::LargeUtf8 | DataType::LargeBinary => {
                builder.add_buffer(self.offsets(len, 8)?).add_buffer(self.buffer()?)
            }
            DataType::Utf8View | DataType::BinaryView => {
                let views = self.values(len, 16)?;
                self.check_views(&views)?;
                let mut builder = builder.add_buffer(views);
                for _ in 0..extra {
                    builder = builder.add_buffer(self.buffer()?);
                }
                builder
            }
            DataType::List(field) | DataType::Map(field, _) => {
                let builder = builder.add_buffer(self.offsets(len, 4)?);
                builder.add_child_data(self.child(field, inside)?)
            }
            DataType::LargeList(field) => {
                let builder = builder.add_buffer(self.offsets(len, 8)?);
                builder.add_child_data(self.child(field, inside)?)
            }
            DataType::ListView(field) | DataType::LargeListView(field) => {
                let width = if matches!(data_type, DataType::ListView(_)) { 4 } else { 8 };
                let builder = builder.add_buffer(self.values(len, width)?);
                let builder = builder.add_buffer(self.values(len, width)?);
                builder.add_child_data(self.child(field, inside)?)
            }
            DataType::FixedSizeList(field, size) => {
                let size = natural(*size)?;
                if size == 0 {
                    self.count_unbacked(len)?;
                }
                let child = self.child(field, inside)?;
                same_len(&child, len.checked_mul(size))?;
                builder.add_child_data(child)
            }
            DataType::Struct(fields) => {
                if fields.is_empty() {
                    self.count_unbacked(len)?;
                }
                let children = fields.iter().map(|field| {
                    let child = self.child(field, inside)?;
                    same_len(&child, Some(len)).map(|()| child)
                });
                builder.child_data(children.collect::<Result<_>>()?)
            }
            DataType::Union(fields, mode) => {
                let mut builder = builder.add_buffer(self.values(len, 1)?);
                if *mode == UnionMode::Dense {
                    builder = builder.add_buffer(self.values(len, 4)?);
                }
                let children = fields.iter().map(|(_, field)| {
                    let child = self.child(field, inside)?;
                    if *mode == UnionMode::Sparse {
                        same_len(&child, Some(len))?;
                    }
                    Ok(child)
                });
                builder.child_data(children.collect::<Result<_>>()?)
            }
            DataType::Dictionary(keys, values) => {
                let width = match keys.primitive_width() {
                    Some(width) if keys.is_dictionary_key_type() => width,
                    _ => return Err(malformed(format_args!("{keys} as keys of a dictionary"))),
                };
                let builder = builder.add_buffer(self.values(len, width)?);
                builder.add_child_data(self.data(values, inside)?)
            }
            DataType::RunEndEncoded(ends, values) => {
                self.count_unbacked(len)?;
                if len == 0 && extra > 0 {
                    return Err(malformed("no values, of which some are skipped"));
                }
                let ends = self.data(ends.data_type(), inside)?;
                let values = self.child(values, inside)?;
                builder.offset(extra).child_data(vec![ends, values])
            }
            other => return Err(malformed(format_args!("no array of {other} is known"))),
        };
        // Memory that came from somewhere may begin anywhere.
        builder.align_buffers(true).build().map_err(malformed)
    }

    fn child(&mut self, field: &Field, depth: usize) -> Result<ArrayData> {
        self.data(field.data_type(), depth).map_err(|error| error.in_field(field.name()))
    }
}

fn natural(size: i32) -> Result<usize> {
    usize::try_from(size).map_err(|_| malformed(format_args!("values of {size} bytes or elements")))
}

fn same_len(child: &ArrayData, wanted: Option<usize>) -> Result<()> {
    match wanted == Some(child.len()) {
        true => Ok(()),
        false => Err(malformed(format_args!("a child of another length: {}", child.len()))),
    }
}
