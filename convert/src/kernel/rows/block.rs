//! Rows, block by block: null bits, then variable values, then bitmap and slots by tiles.

use ferrow_row::standard;

use super::sink::Sink;
use super::values::{Found, kept};
use super::{BLOCK, ColumnWords, Content, Field, Nulls, RowOffsets};
use crate::kernel::bits;
use crate::kernel::tile::{Tile, TileKernel, each_of_eight, prefetch};

/// Writes the rows of all fields.
pub(super) struct WriteRows<'j, 'o> {
    pub(super) fields: &'j [Field<'j>],
    pub(super) offsets: &'j RowOffsets,
    pub(super) rows: usize,
    /// Rows of a block, at most [`BLOCK`].
    pub(super) block: usize,
    pub(super) sink: Sink<'o>,
}

/// What a block of rows is put together in.
struct Block {
    /// Where its rows start.
    places: [*mut u8; BLOCK],
    rows: usize,
    /// The null bits of each field.
    nulls: Vec<u64>,
    /// The words of the null bitmaps.
    bitmaps: Vec<ColumnWords>,
    /// The slots of variable fields.
    spans: Vec<ColumnWords>,
}

static ZEROS: ColumnWords = [[0; 8]; BLOCK];

impl TileKernel for WriteRows<'_, '_> {
    type Output = ();

    #[inline(always)]
    fn run<T: Tile>(mut self, tile: T) {
        let fields = self.fields;
        let is_nullable = fields.iter().any(|field| !matches!(field.nulls, Nulls::None));
        let variable =
            fields.iter().filter(|f| matches!(f.content, Content::Values { .. })).count();
        let ahead = self.sink.is_streaming();
        let mut block = Block {
            places: [std::ptr::null_mut(); BLOCK],
            rows: 0,
            nulls: vec![0; fields.len()],
            bitmaps: vec![ZEROS; fields.len().div_ceil(64)],
            spans: vec![ZEROS; variable],
        };
        let mut offsets = [0; BLOCK + 1];
        let mut found = Found::new();
        let mut scratch = [ZEROS; 8];
        let mut start = 0;
        while start < self.rows {
            block.rows = (self.rows - start).min(self.block);
            let offsets = &mut offsets[..=block.rows];
            self.offsets.copy_to(start, offsets);
            let len = offsets[block.rows] - offsets[0];
            let base = self.sink.begin(len);
            if !self.sink.is_streaming() {
                // Rows are written across, so the processor does not see what lines come next.
                for line in (0..len).step_by(64) {
                    tile.prefetch_to_write(base.wrapping_add(line));
                }
            }
            for (place, offset) in block.places.iter_mut().zip(&offsets[..]) {
                *place = base.wrapping_add(offset - offsets[0]);
            }
            if is_nullable {
                block.find_nulls(tile, fields, start);
            }
            if variable > 0 {
                block.write_values(tile, fields, start, &mut found);
            }
            block.write_words(tile, fields, start, ahead, &mut scratch);
            self.sink.end(tile, len);
            start += block.rows;
        }
        self.sink.finish(tile);
    }
}

impl Block {
    /// The null bits of every field, and the bitmaps that they make.
    #[inline(always)]
    fn find_nulls<T: Tile>(&mut self, tile: T, fields: &[Field<'_>], start: usize) {
        let nulls = fields.chunks(64).zip(self.nulls.chunks_mut(64));
        for ((fields, nulls), bitmap) in nulls.zip(&mut self.bitmaps) {
            let mut any = 0;
            for (field, nulls) in fields.iter().zip(nulls.iter_mut()) {
                *nulls = field.nulls(start, self.rows);
                any |= *nulls;
            }
            if any == 0 {
                *bitmap = ZEROS;
                continue;
            }
            let mut words = [0; bits::WORDS];
            words[..nulls.len()].copy_from_slice(nulls);
            tile.columns_to_rows(&mut words, nulls.len());
            *bitmap = words.map(u64::to_le_bytes);
        }
    }

    /// Copies the variable values behind the fixed part of their rows, in the order of the fields, and
    /// keeps their spans.
    #[inline(always)]
    fn write_values<T: Tile>(
        &mut self,
        tile: T,
        fields: &[Field<'_>],
        start: usize,
        found: &mut Found,
    ) {
        let mut cursors = [standard::slot_offset(fields.len(), fields.len()); BLOCK];
        let mut targets = self.places;
        let variable = fields.iter().zip(&self.nulls).filter_map(|(field, &nulls)| {
            let Content::Values { values, .. } = &field.content else { return None };
            Some((field, values, nulls))
        });
        for ((field, values, nulls), spans) in variable.zip(&mut self.spans) {
            match &field.picks {
                None => values.find(start..start + self.rows, found),
                Some(picks) => values.find_picked(&picks[start..start + self.rows], found),
            }
            for row in 0..BLOCK {
                let (kept, cursor) = (kept(nulls, row), cursors[row]);
                let slot = (nulls >> row & 1).wrapping_sub(1);
                let len = found.lens[row] & kept;
                found.lens[row] = len;
                spans[row] = (((cursor as u64) << 32 | len as u64) & slot).to_le_bytes();
                targets[row] = self.places[row].wrapping_add(cursor);
                cursors[row] = cursor.wrapping_add(standard::padded(len));
            }
            let values = found.starts.iter().zip(&found.lens).zip(&targets);
            for ((&from, &len), &to) in values.take(self.rows) {
                // SAFETY: what was found are bytes of an array, or none; `MeasureRows` added up the
                // padded lengths of the same values, so they are within the row.
                unsafe { tile.copy_padded(from, len, to) };
            }
        }
    }

    /// Writes bitmaps and slots: the words that a row starts with, eight columns at a time.
    #[inline(always)]
    fn write_words<T: Tile>(
        &self,
        tile: T,
        fields: &[Field<'_>],
        start: usize,
        ahead: bool,
        scratch: &mut [ColumnWords; 8],
    ) {
        let words = self.bitmaps.len() + fields.len();
        let mut first = 0;
        while first < words {
            // The group that is short comes first.
            let count = if first == 0 && !words.is_multiple_of(8) { words % 8 } else { 8 };
            let mut columns = [&ZEROS; 8];
            for (at, (column, scratch)) in
                columns[..count].iter_mut().zip(&mut *scratch).enumerate()
            {
                *column = self.column(tile, fields, first + at, start, scratch);
            }
            // One or two words, as the bitmap alone, are written one by one.
            let tiled = if count <= 2 { 0 } else { self.rows / 8 };
            for octet in 0..tiled {
                let from = each_of_eight!(at => &columns[at].as_chunks::<8>().0[octet]);
                if ahead {
                    for words in from {
                        prefetch(words.as_ptr().wrapping_add(BLOCK).cast());
                    }
                }
                let places = &self.places.as_chunks::<8>().0[octet];
                let rows = each_of_eight!(at => places[at].wrapping_add(8 * first));
                if count == 8 {
                    // SAFETY: 8 words from `first` on are in the fixed part of the row, which no other
                    // row shares.
                    let rows = each_of_eight!(at => unsafe { &mut *rows[at].cast() });
                    tile.transpose(from, rows);
                } else {
                    // SAFETY: so many words are in the fixed part of each row.
                    unsafe { tile.write_columns(from, count, rows) };
                }
            }
            for (at, column) in columns[..count].iter().enumerate() {
                let rows = 8 * tiled..self.rows;
                for (place, word) in self.places[rows.clone()].iter().zip(&column[rows]) {
                    let to = place.wrapping_add(8 * (first + at)).cast::<[u8; 8]>();
                    // SAFETY: the word is in the fixed part of the row; bytes need no alignment.
                    unsafe { to.write(*word) };
                }
            }
            first += count;
        }
    }

    /// The words that every row has at place `word`.
    #[inline(always)]
    fn column<'w, T: Tile>(
        &'w self,
        tile: T,
        fields: &'w [Field<'_>],
        word: usize,
        start: usize,
        scratch: &'w mut ColumnWords,
    ) -> &'w ColumnWords {
        let Some(index) = word.checked_sub(self.bitmaps.len()) else { return &self.bitmaps[word] };
        let (field, nulls) = (&fields[index], self.nulls[index]);
        match (&field.content, &field.picks) {
            (Content::Values { span, .. }, _) => &self.spans[*span],
            (Content::Slots(slots), None) => slots.words(tile, start, self.rows, nulls, scratch),
            (Content::Slots(slots), Some(picks)) => {
                slots.picked_words(tile, &picks[start..start + self.rows], nulls, scratch)
            }
        }
    }
}
