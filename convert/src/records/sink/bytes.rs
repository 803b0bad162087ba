//! Text and bytes, appended a block of values at a time.

use arrow::buffer::{Buffer, OffsetBuffer, ScalarBuffer};

/// The values of a column of text or bytes.
pub(super) struct Bytes {
    /// Where each value ends, and in front the start of the first.
    offsets: Vec<i32>,
    data: Vec<u8>,
}

impl Bytes {
    pub(super) fn with_capacity(len: usize) -> Self {
        let mut offsets = Vec::with_capacity(len + 1);
        offsets.push(0);
        Self { offsets, data: Vec::new() }
    }

    /// Appends values, of which the column will have `capacity` or so; the bytes that it would then
    /// have where those are more than its offsets reach.
    #[inline]
    pub(super) fn append<'a>(
        &mut self,
        values: impl ExactSizeIterator<Item = Option<&'a [u8]>> + Clone,
        capacity: usize,
    ) -> Result<(), usize> {
        let start = self.data.len();
        let mut end = start;
        self.offsets.extend(values.clone().map(|value| {
            end += value.map_or(0, <[u8]>::len);
            // The end is checked below, and no other is larger.
            i32::try_from(end).unwrap_or(i32::MAX)
        }));
        if i32::try_from(end).is_err() {
            return Err(end);
        }
        self.reserve(end, capacity);
        self.data.resize(end, 0);
        let mut rest = &mut self.data[start..];
        for value in values.flatten() {
            let (place, others) = rest.split_at_mut(value.len());
            copy(place, value);
            rest = others;
        }
        Ok(())
    }

    /// Makes room for bytes up to `end`, and where there is none yet for as many as the column will
    /// have if it goes on as it began.
    fn reserve(&mut self, end: usize, capacity: usize) {
        if end <= self.data.capacity() {
            return;
        }
        let so_far = (self.offsets.len() - 1).max(1);
        let ahead = (end / so_far + 1).saturating_mul(capacity.saturating_sub(so_far));
        // A guess that is far off costs address space, no more; one that is refused, nothing.
        let ahead = ahead.saturating_add(ahead / 16).min(i32::MAX as usize);
        let additional = end - self.data.len();
        if self.data.try_reserve_exact(additional.saturating_add(ahead)).is_err() {
            self.data.reserve(additional);
        }
    }

    /// The bytes of value `index`.
    pub(super) fn value(&self, index: usize) -> &[u8] {
        let at = |index: usize| self.offsets[index].unsigned_abs() as usize;
        &self.data[at(index)..at(index + 1)]
    }

    pub(super) fn finish(self) -> (OffsetBuffer<i32>, Buffer) {
        (OffsetBuffer::new(ScalarBuffer::from(self.offsets)), Buffer::from_vec(self.data))
    }
}

/// Copies bytes of one length. Most text is short, and a call of `memcpy` costs more than its bytes:
/// what two words cover is copied as two words that may overlap.
#[inline]
pub(super) fn copy(to: &mut [u8], from: &[u8]) {
    if !(ends::<16>(to, from) || ends::<8>(to, from) || ends::<4>(to, from)) {
        to.copy_from_slice(from);
    }
}

/// Copies the first and the last `N` bytes, where these are all that there are.
#[inline]
fn ends<const N: usize>(to: &mut [u8], from: &[u8]) -> bool {
    if from.len() > 2 * N {
        return false;
    }
    let (Some(first), Some(last)) = (from.first_chunk::<N>(), from.last_chunk::<N>()) else {
        return false;
    };
    if let Some(to) = to.first_chunk_mut() {
        *to = *first;
    }
    if let Some(to) = to.last_chunk_mut() {
        *to = *last;
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_length_is_copied_whole() {
        let from: Vec<u8> = (1..=100).collect();
        for len in 0..=100 {
            let mut to = vec![0; len];
            copy(&mut to, &from[..len]);
            assert_eq!(to, from[..len], "{len} bytes");
        }
    }
}
