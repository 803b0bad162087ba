//! Columns of views of text and bytes.

use std::sync::Arc;

use arrow::array::{ArrayRef, GenericByteViewArray};
use arrow::buffer::{Buffer, NullBuffer, ScalarBuffer};
use arrow::datatypes::{BinaryViewType, ByteViewType, DataType, StringViewType};

use super::block::Block;
use super::room::Blocks;
use super::slab::{Area, Slab};
use super::spans::Spans;
use crate::kernel::BLOCK;

/// Values of 12 bytes and less are in their views; longer ones in buffers.
#[derive(Debug)]
pub(super) struct Views {
    views: Blocks,
    area: Area,
    long: Long,
    utf8: Utf8,
}

/// Whether every value so far is UTF-8.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Utf8 {
    /// It need not be looked at.
    Known,
    Yes,
    No,
}

/// Where long values are.
#[derive(Debug)]
enum Long {
    /// Copied one behind the other; the last buffer is being filled.
    Copied { full: Vec<Buffer>, last: Vec<u8> },
    /// In the rows: parts of their buffer, each of which begins [`PART`] bytes behind the one in front.
    /// Values that are longer are copied.
    InRows { base: usize, parts: Vec<Buffer>, longest: Vec<Buffer> },
}

/// Bytes between the starts of the parts of a large buffer. A part goes on behind the start of the
/// next, as values may do.
const PART: usize = 1 << 30;

/// What Arrow's signed offsets reach.
const MOST: usize = i32::MAX as usize;

/// The bytes of a view that count, of a value that stands in it.
const MASKS: [u128; 13] = {
    let mut masks = [0; 13];
    let mut len = 1;
    while len < 13 {
        masks[len] = u128::MAX >> (128 - 8 * len);
        len += 1;
    }
    masks
};

impl Views {
    pub(super) fn new() -> Self {
        let long = Long::Copied { full: Vec::new(), last: Vec::new() };
        Self { views: Blocks::NONE, area: Area::default(), long, utf8: Utf8::Known }
    }

    /// Asks for room for so many blocks of values.
    pub(super) fn ask(&mut self, slab: &mut Slab, blocks: usize) {
        self.area = slab.add(blocks * BLOCK * 16);
    }

    /// Starts over, in the room that was asked for; `utf8` says whether values are looked at, and
    /// `in_rows` is the buffer of the rows, if views shall point into it.
    pub(super) fn take(&mut self, slab: &Slab, utf8: Utf8, in_rows: Option<&Buffer>) {
        self.utf8 = utf8;
        self.long = match in_rows {
            Some(buffer) => Long::InRows {
                base: buffer.as_ptr().addr(),
                parts: (0..buffer.len())
                    .step_by(PART)
                    .map(|start| buffer.slice_with_length(start, MOST.min(buffer.len() - start)))
                    .collect(),
                longest: Vec::new(),
            },
            None => Long::Copied { full: Vec::new(), last: Vec::new() },
        };
        self.views = slab.blocks(self.area);
    }

    /// Takes the values of block `index`.
    #[inline(always)]
    pub(super) fn push(&mut self, index: usize, block: &Block<'_>, spans: &Spans) {
        let mut views = [0; BLOCK];
        let over_read = block.slack() >= 16 && block.width() >= 16;
        for (at, view) in views.iter_mut().enumerate() {
            let (from, len) = spans.value(block, at);
            let start = if over_read {
                // SAFETY: the value lies in its row, behind whose end 16 bytes can be read; an empty
                // one of the empty row is read at its start, where 16 bytes are.
                u128::from_le_bytes(unsafe { from.cast::<[u8; 16]>().read() })
            } else {
                let mut start = [0; 16];
                let len = len.min(16);
                // SAFETY: `len` bytes lie in the row, and 16 on the stack.
                unsafe { std::ptr::copy_nonoverlapping(from, start.as_mut_ptr(), len) };
                u128::from_le_bytes(start)
            };
            *view = match MASKS.get(len) {
                Some(mask) => (start & mask) << 32 | len as u128,
                None => {
                    let (buffer, offset) = self.long.place(from, len);
                    let prefix = (start & u128::from(u32::MAX)) << 32;
                    (offset as u128) << 96 | (buffer as u128) << 64 | prefix | len as u128
                }
            };
            if self.utf8 == Utf8::Yes {
                // SAFETY: `len` bytes lie in the row, which outlives the call.
                let value = unsafe { std::slice::from_raw_parts(from, len) };
                let is_utf8 = simdutf8::basic::from_utf8(value).is_ok();
                self.utf8 = if is_utf8 { Utf8::Yes } else { Utf8::No };
            }
        }
        for (to, view) in self.views.area::<u128, BLOCK>(index * BLOCK * 16).iter_mut().zip(views) {
            to.write(view);
        }
    }

    /// Whether no value was found not to be UTF-8.
    pub(super) fn is_utf8(&self) -> bool {
        self.utf8 != Utf8::No
    }

    /// The array of `data_type`.
    ///
    /// # Safety
    ///
    /// All blocks were taken, of `rows` rows, and every value is UTF-8 if `data_type` is text.
    pub(super) unsafe fn array(
        &mut self,
        slab: &Slab,
        data_type: &DataType,
        rows: usize,
        nulls: Option<NullBuffer>,
    ) -> ArrayRef {
        let buffers = self.long.buffers();
        // SAFETY: `push` wrote those of each block: the caller says so.
        let views = unsafe { slab.lend(self.area, rows * 16) };
        let views = ScalarBuffer::new(views, 0, rows);
        match data_type {
            // SAFETY: `push` made each view, and the values are UTF-8: the caller says so.
            DataType::Utf8View => unsafe { array::<StringViewType>(views, buffers, nulls) },
            // SAFETY: `push` made each view.
            _ => unsafe { array::<BinaryViewType>(views, buffers, nulls) },
        }
    }
}

impl Long {
    /// All buffers that views point into.
    fn buffers(&mut self) -> Vec<Buffer> {
        match self {
            Self::Copied { full, last } => {
                if !last.is_empty() {
                    full.push(Buffer::from_vec(std::mem::take(last)));
                }
                full.clone()
            }
            Self::InRows { parts, longest, .. } => parts.iter().chain(&*longest).cloned().collect(),
        }
    }

    /// The buffer and the offset of a long value at `from`, which is copied where it has to.
    fn place(&mut self, from: *const u8, len: usize) -> (usize, usize) {
        match self {
            Self::Copied { full, last } => {
                if last.len() + len > MOST && !last.is_empty() {
                    full.push(Buffer::from_vec(std::mem::take(last)));
                }
                // SAFETY: a value lies in its row, which outlives the call.
                let value = unsafe { std::slice::from_raw_parts(from, len) };
                last.extend_from_slice(value);
                (full.len(), last.len() - len)
            }
            Self::InRows { parts, longest, .. } if len > PART => {
                // SAFETY: a value lies in its row, which outlives the call.
                let value = unsafe { std::slice::from_raw_parts(from, len) };
                longest.push(Buffer::from_slice_ref(value));
                (parts.len() + longest.len() - 1, 0)
            }
            Self::InRows { base, .. } => {
                let offset = from.addr() - *base;
                (offset / PART, offset % PART)
            }
        }
    }
}

/// # Safety
///
/// The views are of the buffers, and of UTF-8 if `T` is text; `nulls` are as many.
unsafe fn array<T: ByteViewType>(
    views: ScalarBuffer<u128>,
    buffers: Vec<Buffer>,
    nulls: Option<NullBuffer>,
) -> ArrayRef {
    // SAFETY: the caller says so.
    Arc::new(unsafe { GenericByteViewArray::<T>::new_unchecked(views, buffers, nulls) })
}
