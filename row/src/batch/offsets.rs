//! Where rows lie in one buffer: arrays made from the ends of rows, and from arrays of other forms.

use arrow_array::builder::GenericBinaryBuilder;
use arrow_array::{
    Array, BinaryArray, BinaryViewArray, FixedSizeBinaryArray, GenericBinaryArray,
    LargeBinaryArray, OffsetSizeTrait,
};
use arrow_buffer::{ArrowNativeType, Buffer, NullBuffer, OffsetBuffer, ScalarBuffer};

use crate::RowArray;

impl RowArray {
    /// Rows back to back in `values`, the first at its start; `ends` has the end of each row. The
    /// offsets are the smallest that reach.
    ///
    /// ```
    /// use arrow_schema::DataType;
    /// use ferrow_row::RowArray;
    ///
    /// let rows = RowArray::from_ends(vec![1_u8, 2, 3].into(), &[2, 2, 3]);
    /// assert_eq!(rows.data_type(), &DataType::Binary);
    /// assert_eq!(rows.bytes(0), Some(&[1, 2][..]));
    /// assert_eq!(rows.bytes(1), Some(&[][..]));
    /// ```
    ///
    /// # Panics
    ///
    /// When a row ends before the one in front of it, or behind `values`.
    #[must_use]
    pub fn from_ends(values: Buffer, ends: &[usize]) -> Self {
        Self::between(values, ends, None)
    }

    /// So many rows of `stride` bytes each, back to back in `values`.
    ///
    /// # Panics
    ///
    /// When `values` are not the bytes of so many rows, or a row has 2 GiB.
    #[must_use]
    pub fn from_stride(values: Buffer, stride: usize, rows: usize) -> Self {
        Self::at_stride(values, stride, rows, None)
    }

    /// As [`from_ends`](Self::from_ends), with null rows.
    pub(super) fn between(values: Buffer, ends: &[usize], nulls: Option<NullBuffer>) -> Self {
        match smallest_offsets(ends) {
            Offsets::Small(offsets) => Self::Offsets(BinaryArray::new(offsets, values, nulls)),
            Offsets::Large(offsets) => {
                Self::LargeOffsets(LargeBinaryArray::new(offsets, values, nulls))
            }
        }
    }

    /// As [`from_stride`](Self::from_stride), with null rows.
    pub(super) fn at_stride(
        values: Buffer,
        stride: usize,
        rows: usize,
        nulls: Option<NullBuffer>,
    ) -> Self {
        let stride = i32::try_from(stride).expect("a row of one length has less than 2 GiB");
        FixedSizeBinaryArray::try_new_with_len(stride, values, nulls, rows)
            .map(Self::Stride)
            .expect("as many bytes as the rows have")
    }

    /// The rows between offsets of type `O`; the error is a length that `O` does not reach.
    pub(super) fn to_offsets<O: OffsetSizeTrait>(&self) -> Result<GenericBinaryArray<O>, usize> {
        let (ends, values): (Vec<usize>, &Buffer) = match self {
            Self::Stride(array) => {
                let stride = array.value_size();
                ((0..=array.len()).map(|row| row * stride).collect(), array.values())
            }
            Self::Offsets(array) => {
                (array.offsets().iter().map(|&o| o.as_usize()).collect(), array.values())
            }
            Self::LargeOffsets(array) => {
                (array.offsets().iter().map(|&o| o.as_usize()).collect(), array.values())
            }
            Self::Views(array) => return gather(array),
        };
        // A slice of a large batch may still fit: count from its own first byte.
        let (first, last) = (ends[0], ends[ends.len() - 1]);
        let offsets = (ends.iter())
            .map(|&end| O::from_usize(end - first).ok_or(last - first))
            .collect::<Result<Vec<O>, usize>>()?;
        let offsets = OffsetBuffer::new(ScalarBuffer::from(offsets));
        let values = values.slice_with_length(first, last - first);
        Ok(GenericBinaryArray::new(offsets, values, self.array().nulls().cloned()))
    }

    /// The rows as views; the error is a length that a view's signed 32-bit offset does not reach.
    pub(super) fn to_views(&self) -> Result<BinaryViewArray, usize> {
        if let Self::Views(array) = self {
            return Ok(array.clone());
        }
        let rows: LargeBinaryArray = self.to_offsets()?;
        if i32::try_from(rows.values().len()).is_err() {
            return Err(rows.values().len());
        }
        Ok(BinaryViewArray::from(&rows))
    }
}

/// Offsets of 32 or of 64 bits.
#[derive(Debug, PartialEq)]
enum Offsets {
    Small(OffsetBuffer<i32>),
    Large(OffsetBuffer<i64>),
}

/// Zero and `ends` as offsets of 32 bits, or of 64 where the last end needs them.
fn smallest_offsets(ends: &[usize]) -> Offsets {
    fn offsets<O: OffsetSizeTrait>(ends: &[usize]) -> OffsetBuffer<O> {
        let offsets = std::iter::once(&0).chain(ends);
        let offsets = offsets.map(|&end| O::from_usize(end).expect("no end is behind the last"));
        OffsetBuffer::new(ScalarBuffer::from(offsets.collect::<Vec<O>>()))
    }
    match i32::try_from(ends.last().copied().unwrap_or(0)) {
        Ok(_) => Offsets::Small(offsets(ends)),
        Err(_) => Offsets::Large(offsets(ends)),
    }
}

/// Copies scattered rows into one buffer.
fn gather<O: OffsetSizeTrait>(array: &BinaryViewArray) -> Result<GenericBinaryArray<O>, usize> {
    let len = array.iter().flatten().map(<[u8]>::len).sum();
    O::from_usize(len).ok_or(len)?;
    let mut builder = GenericBinaryBuilder::<O>::with_capacity(array.len(), len);
    array.iter().for_each(|row| builder.append_option(row));
    Ok(builder.finish())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn offsets_have_64_bits_where_a_batch_passes_2_gib() {
        let last = i32::MAX as usize;
        assert!(matches!(smallest_offsets(&[]), Offsets::Small(offsets) if *offsets == [0]));
        let Offsets::Small(small) = smallest_offsets(&[10, last]) else { panic!("64 bits") };
        assert_eq!(*small, [0, 10, i32::MAX]);
        assert!(matches!(smallest_offsets(&[last + 1]), Offsets::Large(_)));
        let ends = [10, last, last + 1, 5_000_000_000];
        let Offsets::Large(large) = smallest_offsets(&ends) else { panic!("32 bits") };
        assert_eq!(*large, [0, 10, 2_147_483_647, 2_147_483_648, 5_000_000_000]);
    }

    #[test]
    #[should_panic(expected = "offset")]
    fn rows_that_end_behind_the_bytes_are_refused() {
        _ = RowArray::from_ends(Buffer::from_vec(vec![0_u8; 8]), &[4, 9]);
    }
}
