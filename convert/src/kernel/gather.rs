//! Text and bytes that lie apart, as in records, put one behind the other in a column.
//!
//! Values are valid before they come, so none is looked at again. The safe twin is [`copy`], which
//! copies a value in words within its bounds: it serves where no instruction reads a part of a word.

#![expect(
    unsafe_code,
    reason = "values are copied past their end, and are what their type says without a check"
)]

use std::marker::PhantomData;
use std::mem::MaybeUninit;
use std::ops::Range;

use arrow::array::GenericByteArray;
use arrow::buffer::{Buffer, NullBuffer, OffsetBuffer, ScalarBuffer};
use arrow::datatypes::ByteArrayType;

use super::InstructionSet;
use super::tile::{OVER_WRITE, Tile, TileKernel};

/// A column of text or bytes that grows a block of values at a time.
pub(crate) struct ByteColumn<T: ByteArrayType<Offset = i32>> {
    /// Where each value ends, and in front zero: none is less than the one before, the last is the
    /// length of `bytes`.
    offsets: Vec<i32>,
    /// Whole values of type `T`, one behind the other.
    bytes: Vec<u8>,
    /// How many values there will be, as far as that is known.
    expected: usize,
    instructions: InstructionSet,
    of: PhantomData<T>,
}

/// What no value points to: where there is nothing to read, this is not read. A pointer to memory
/// that is not there would be slow.
static NOTHING: [u8; OVER_WRITE] = [0; OVER_WRITE];

/// From so many bytes on a call of `memcpy` costs less than what it saves.
const LONG: usize = 256;

impl<T: ByteArrayType<Offset = i32>> ByteColumn<T> {
    /// A column that will have `expected` values or so.
    pub(crate) fn new(expected: usize, instructions: InstructionSet) -> Self {
        let mut offsets = Vec::with_capacity(expected + 1);
        offsets.push(0);
        Self { offsets, bytes: Vec::new(), expected, instructions, of: PhantomData }
    }

    /// Appends values; the bytes that the column would then have where offsets do not reach so far. It is
    /// as before then.
    #[inline]
    pub(crate) fn push(&mut self, values: &[&T::Native]) -> Result<(), usize> {
        let (len_before, bytes_before) = (self.offsets.len(), self.bytes.len());
        self.offsets.reserve(values.len());
        let mut rest = values;
        loop {
            let instructions = self.instructions;
            let count = instructions.run(Append { column: self, values: rest });
            rest = &rest[count..];
            let more = || total::<T>(values).saturating_add(bytes_before);
            if self.bytes.len() > i32::MAX as usize
                || !rest.is_empty() && more() > i32::MAX as usize
            {
                self.offsets.truncate(len_before);
                self.bytes.truncate(bytes_before);
                return Err(more());
            }
            if rest.is_empty() {
                return Ok(());
            }
            self.reserve(rest);
        }
    }

    /// Appends so many empty values, as stand under nulls.
    pub(crate) fn push_empty(&mut self, count: usize) {
        let end = self.offsets[self.offsets.len() - 1];
        self.offsets.resize(self.offsets.len() + count, end);
    }

    /// Makes room for the bytes of values, which offsets reach, and for as many more as the column will
    /// have if it goes on as it began.
    #[cold]
    fn reserve(&mut self, values: &[&T::Native]) {
        let more = total::<T>(values);
        let so_far = self.offsets.len() - 1 + values.len();
        let left = self.expected.saturating_sub(so_far);
        let likely = ((self.bytes.len() + more) / so_far.max(1) + 1).saturating_mul(left);
        // At least twice as many as before, so that a wrong guess is not made too often.
        let likely = likely.saturating_add(likely / 16).clamp(self.bytes.len(), i32::MAX as usize);
        // A guess that is far off costs address space, no more; one that is refused, nothing.
        if self.bytes.try_reserve_exact(more + likely + OVER_WRITE).is_err() {
            self.bytes.reserve(more + OVER_WRITE);
        }
    }

    /// The bytes of value `index`.
    pub(crate) fn value(&self, index: usize) -> &[u8] {
        let at = |index: usize| self.offsets[index].unsigned_abs() as usize;
        &self.bytes[at(index)..at(index + 1)]
    }

    /// Whether each of the values `span` is greater than the one before, by their bytes.
    pub(crate) fn are_ascending(&self, span: Range<usize>) -> bool {
        let mut before: Option<(u64, &[u8])> = None;
        self.offsets[span.start..=span.end].windows(2).all(|pair| {
            let (start, end) = (pair[0].unsigned_abs() as usize, pair[1].unsigned_abs() as usize);
            let (value, behind) = (&self.bytes[start..end], &self.bytes[start..]);
            let word = first_word(value, behind);
            let last = before.replace((word, value));
            // Most differ in their first word.
            last.is_none_or(|(first, last)| first < word || first == word && last < value)
        })
    }

    /// The array of the values.
    ///
    /// # Panics
    ///
    /// When there is not a null bit per value.
    pub(crate) fn finish(self, nulls: Option<NullBuffer>) -> GenericByteArray<T> {
        let len = self.offsets.len() - 1;
        assert!(nulls.as_ref().is_none_or(|nulls| nulls.len() == len), "a null bit per value");
        let offsets = ScalarBuffer::from(self.offsets);
        // SAFETY: they begin with zero and never fall, as this type says.
        let offsets = unsafe { OffsetBuffer::new_unchecked(offsets) };
        let bytes = Buffer::from_vec(self.bytes);
        // SAFETY: the last offset is the end of the bytes, and between two there is a whole value, as
        // this type says; the number of null bits was compared.
        unsafe { GenericByteArray::new_unchecked(offsets, bytes, nulls) }
    }
}

fn bytes_of<'v, T: ByteArrayType>(value: &&'v T::Native) -> &'v [u8] {
    let value: &'v T::Native = value;
    value.as_ref()
}

/// The first bytes of a value as a number, which is larger where they are. Where the value is short they
/// are read with what is behind it, and then those are zero.
#[inline]
fn first_word(value: &[u8], behind: &[u8]) -> u64 {
    let len = value.len().min(size_of::<u64>());
    let mut word = [0; size_of::<u64>()];
    match behind.first_chunk() {
        Some(behind) => word = *behind,
        None => word[..len].copy_from_slice(&value[..len]),
    }
    #[expect(clippy::cast_possible_truncation, reason = "8 at most")]
    let unused = u64::BITS - 8 * len as u32;
    u64::from_le_bytes(word).swap_bytes() & u64::MAX.unbounded_shl(unused)
}

fn total<T: ByteArrayType>(values: &[&T::Native]) -> usize {
    values.iter().map(|value| bytes_of::<T>(value).len()).fold(0, usize::saturating_add)
}

/// Appends values to a column as far as there is room for their bytes and [`OVER_WRITE`]; there is room
/// for their offsets. How many there was room for is returned. Offsets may pass what they reach.
struct Append<'k, 'v, T: ByteArrayType<Offset = i32>> {
    column: &'k mut ByteColumn<T>,
    values: &'k [&'v T::Native],
}

impl<T: ByteArrayType<Offset = i32>> TileKernel for Append<'_, '_, T> {
    type Output = usize;

    #[inline(always)]
    fn run<I: Tile>(self, tile: I) -> Self::Output {
        let Self { column: ByteColumn { offsets, bytes, .. }, values } = self;
        let (mut end, capacity) = (bytes.len(), bytes.capacity());
        let (to, len_before) = (bytes.as_mut_ptr(), offsets.len());
        let ends = &mut offsets.spare_capacity_mut()[..values.len()];
        let mut count = 0;
        for (to_end, value) in ends.iter_mut().zip(values) {
            let value = bytes_of::<T>(value);
            if capacity - end < value.len() + OVER_WRITE {
                break;
            }
            let place = to.wrapping_add(end);
            // Where a copy needs no room behind values, it reads parts of words.
            if I::ROOM == 0 && value.len() < LONG {
                let from = if value.is_empty() { NOTHING.as_ptr() } else { value.as_ptr() };
                // SAFETY: the value is there to be read, and there is room for it and the padding of a
                // word, which is less than `OVER_WRITE`, in memory of this column alone.
                unsafe { tile.copy_padded(from, value.len(), place) };
            } else {
                let place = std::ptr::slice_from_raw_parts_mut(place.cast(), value.len());
                // SAFETY: so many bytes are in the room of this column, which nothing else points to.
                let place: &mut [MaybeUninit<u8>] = unsafe { &mut *place };
                copy(place, value);
            }
            end += value.len();
            #[expect(clippy::cast_possible_truncation, reason = "`push` compares the last")]
            #[expect(clippy::cast_possible_wrap, reason = "`push` compares the last")]
            to_end.write(end as i32);
            count += 1;
        }
        // SAFETY: there is room for so many, and each was written.
        unsafe { offsets.set_len(len_before + count) };
        // SAFETY: the values end there, one behind the other in the room that there was.
        unsafe { bytes.set_len(end) };
        count
    }
}

/// Copies bytes of one length. Most text is short, and a call of `memcpy` costs more than its bytes:
/// what two words cover is copied as two words that may overlap.
#[inline(always)]
fn copy(to: &mut [MaybeUninit<u8>], from: &[u8]) {
    if !(ends::<16>(to, from) || ends::<8>(to, from) || ends::<4>(to, from)) {
        to.write_copy_of_slice(from);
    }
}

/// Copies the first and the last `N` bytes, where these are all that there are.
#[inline(always)]
fn ends<const N: usize>(to: &mut [MaybeUninit<u8>], from: &[u8]) -> bool {
    if from.len() > 2 * N {
        return false;
    }
    let (Some(first), Some(last)) = (from.first_chunk::<N>(), from.last_chunk::<N>()) else {
        return false;
    };
    if let Some(to) = to.first_chunk_mut() {
        *to = first.map(MaybeUninit::new);
    }
    if let Some(to) = to.last_chunk_mut() {
        *to = last.map(MaybeUninit::new);
    }
    true
}

#[cfg(test)]
mod tests {
    use arrow::array::{Array as _, BinaryArray, StringArray};
    use arrow::datatypes::{BinaryType, Utf8Type};

    use super::*;

    /// Every length up to some lines, and then the same of longer characters.
    fn values() -> Vec<String> {
        let text =
            |chars: &str, index: usize| chars.chars().cycle().take(index * 37 % 301).collect();
        let ascii = (0..301).map(|index| text("abcdefghijklmnopq", index));
        ascii.chain((0..301).map(|index| text("añb\u{1F600}c", index))).collect()
    }

    #[test]
    fn values_ascend_by_their_bytes() {
        let values = ["", "\0", "a", "a\0", "abcdefg", "abcdefgh", "abcdefghi", "abcdefgi", "é"];
        let mut column = ByteColumn::<Utf8Type>::new(0, InstructionSet::best());
        // The last are without a whole word behind them, the first are not.
        column.push(&values.repeat(2)).unwrap();
        for (start, end) in (0..=18).flat_map(|end| (0..=end).map(move |start| (start, end))) {
            let expected = start >= 9 || end <= 9;
            assert_eq!(column.are_ascending(start..end), expected, "{start} to {end}");
        }
    }

    #[test]
    fn every_instruction_set_appends_what_arrow_does() {
        let values = values();
        let values: Vec<&str> = values.iter().map(String::as_str).collect();
        let expected = StringArray::from_iter_values(&values);
        for set in InstructionSet::available() {
            for (block, expected_len) in [(1, 0), (7, 1000), (64, 602), (602, 20)] {
                let mut text = ByteColumn::<Utf8Type>::new(expected_len, set);
                let mut bytes = ByteColumn::<BinaryType>::new(expected_len, set);
                for block in values.chunks(block) {
                    let block_bytes: Vec<&[u8]> =
                        block.iter().map(|value| value.as_bytes()).collect();
                    assert_eq!(text.push(block), Ok(()));
                    assert_eq!(bytes.push(&block_bytes), Ok(()));
                }
                assert_eq!(text.value(601), values[601].as_bytes());
                let text = text.finish(None);
                text.to_data().validate_full().unwrap();
                assert_eq!(text, expected, "{set}, {block} at a time");
                assert_eq!(bytes.finish(None), BinaryArray::from(expected.clone()), "{set}");
            }
        }
    }
}
