//! One field of all rows of a batch.

use std::fmt;
use std::iter::FusedIterator;
use std::marker::PhantomData;
use std::ops::Range;

use arrow_array::{GenericBinaryArray, OffsetSizeTrait};

use crate::layout::{Holder, NullBit};
use crate::trusted::ValidSlot;
use crate::{Column, RowArray, RowBatch, Value};

/// Iterates over one field of the rows of a batch: `None` where the field or the row is null.
///
/// Taking all values at once, as `sum`, `for_each` and `fold` do, is faster than one by one.
#[must_use = "iterators are lazy"]
pub struct ColumnScan<'a, T: ?Sized> {
    rows: &'a RowArray,
    field: FieldOfRows<'a>,
    left: Range<usize>,
    value: PhantomData<fn() -> Box<T>>,
}

/// What reading one field of any row needs.
#[derive(Clone, Copy)]
struct FieldOfRows<'a> {
    holder: Holder<'a>,
    slot_offset: usize,
    /// None where no row has a null, so that the line of the null bits is left alone.
    null: NullBit,
}

impl<'a> FieldOfRows<'a> {
    #[inline(always)]
    fn read<T: Value + ?Sized>(self, row: &'a [u8]) -> Option<T::Ref<'a>> {
        if self.null.is_set(row) {
            return None;
        }
        Some(T::read(ValidSlot::new(row, self.slot_offset, self.holder)))
    }
}

/// Rows ahead of the one that is read whose slot is asked for: memory answers while these are read.
const AHEAD: usize = 64;

impl<'a, T: Value + ?Sized> ColumnScan<'a, T> {
    pub(super) fn new(batch: &'a RowBatch, column: Column<T>) -> Self {
        let (layout, index) = (batch.layout(), column.index());
        let place = layout.place_of::<T>(index);
        let null = if batch.may_be_null(index) { place.null } else { NullBit::NONE };
        let holder = Holder::Row(layout, index);
        let field = FieldOfRows { holder, slot_offset: place.slot_offset, null };
        Self { rows: batch.array(), field, left: 0..batch.len(), value: PhantomData }
    }

    #[inline]
    fn value(&self, index: usize) -> Option<T::Ref<'a>> {
        self.field.read::<T>(self.rows.bytes(index)?)
    }

    #[inline(always)]
    fn fold_stride<B>(
        &self,
        stride: usize,
        bytes: &'a [u8],
        init: B,
        mut f: impl FnMut(B, Option<T::Ref<'a>>) -> B,
    ) -> B {
        let field = self.field;
        let rows = &bytes[self.left.start * stride..self.left.end * stride];
        rows.chunks_exact(stride).fold(init, |folded, row| {
            prefetch(row, AHEAD * stride + field.slot_offset);
            f(folded, field.read::<T>(row))
        })
    }

    #[inline(always)]
    fn fold_offsets<B, O: OffsetSizeTrait>(
        &self,
        rows: &'a GenericBinaryArray<O>,
        init: B,
        mut f: impl FnMut(B, Option<T::Ref<'a>>) -> B,
    ) -> B {
        let (field, bytes) = (self.field, rows.value_data());
        let offsets = &rows.value_offsets()[self.left.start..=self.left.end];
        let mut read = |folded, row: &[O]| {
            f(folded, field.read::<T>(&bytes[row[0].as_usize()..row[1].as_usize()]))
        };
        // The last rows have none so far ahead of them.
        let last = self.left.len().saturating_sub(AHEAD);
        let ahead = offsets.iter().skip(AHEAD);
        let folded = offsets[..=last].windows(2).zip(ahead).fold(init, |folded, (row, ahead)| {
            prefetch(bytes, ahead.as_usize() + field.slot_offset);
            read(folded, row)
        });
        offsets[last..].windows(2).fold(folded, read)
    }
}

/// Asks for the line `offset` bytes from the start of `bytes`, which need not be of them.
#[inline(always)]
fn prefetch(bytes: &[u8], offset: usize) {
    #[cfg(all(target_arch = "x86_64", not(miri)))]
    {
        use std::arch::x86_64::{_MM_HINT_T0, _mm_prefetch};

        let line = bytes.as_ptr().wrapping_add(offset).cast();
        // SAFETY: a prefetch is a hint: it loads nothing that the program sees and no address makes it
        // fail, and `wrapping_add` may leave the slice. SSE, which has it, is part of x86-64.
        unsafe { _mm_prefetch::<_MM_HINT_T0>(line) }
    }
    #[cfg(not(all(target_arch = "x86_64", not(miri))))]
    let _ = (bytes, offset);
}

impl<'a, T: Value + ?Sized> Iterator for ColumnScan<'a, T> {
    type Item = Option<T::Ref<'a>>;

    #[inline]
    fn next(&mut self) -> Option<Self::Item> {
        self.left.next().map(|index| self.value(index))
    }

    #[inline]
    fn nth(&mut self, n: usize) -> Option<Self::Item> {
        self.left.nth(n).map(|index| self.value(index))
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        self.left.size_hint()
    }

    #[inline]
    fn fold<B, F: FnMut(B, Self::Item) -> B>(self, init: B, mut f: F) -> B {
        let has_null_rows = self.rows.null_count() > 0;
        match self.rows {
            RowArray::Stride(rows) if !has_null_rows && rows.value_size() > 0 => {
                self.fold_stride(rows.value_size(), rows.value_data(), init, f)
            }
            RowArray::Offsets(rows) if !has_null_rows => self.fold_offsets(rows, init, f),
            RowArray::LargeOffsets(rows) if !has_null_rows => self.fold_offsets(rows, init, f),
            _ => self.left.clone().fold(init, |folded, row| f(folded, self.value(row))),
        }
    }
}

impl<T: Value + ?Sized> DoubleEndedIterator for ColumnScan<'_, T> {
    #[inline]
    fn next_back(&mut self) -> Option<Self::Item> {
        self.left.next_back().map(|index| self.value(index))
    }
}

impl<T: Value + ?Sized> ExactSizeIterator for ColumnScan<'_, T> {}
impl<T: Value + ?Sized> FusedIterator for ColumnScan<'_, T> {}

impl<T: ?Sized> Clone for ColumnScan<'_, T> {
    fn clone(&self) -> Self {
        Self { rows: self.rows, field: self.field, left: self.left.clone(), value: PhantomData }
    }
}

impl<T: ?Sized> fmt::Debug for ColumnScan<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ColumnScan")
            .field("field", &self.field.holder.value().path())
            .field("left", &self.left)
            .finish_non_exhaustive()
    }
}
