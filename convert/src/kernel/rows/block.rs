//! Rows, block by block: null bits, then variable values, then the words that every row starts with.

use ferrow_row::standard;

use super::sink::Sink;
use super::values::{Found, kept};
use super::words::{Order, Stride, ZEROS};
use super::{BLOCK, ColumnWords, Fields, RowOffsets};
use crate::kernel::bits;
use crate::kernel::tile::{Tile, TileKernel};

/// So many columns are read side by side at the speed of memory.
const FEW_STREAMS: usize = 24;

/// Writes the rows of all fields.
pub(super) struct WriteRows<'j, 'o> {
    pub(super) fields: Fields<'j>,
    pub(super) offsets: &'j RowOffsets,
    pub(super) rows: usize,
    pub(super) sink: Sink<'o>,
}

/// What a block of rows is put together from.
struct Block<'j> {
    fields: Fields<'j>,
    /// The words of the null bitmaps, and how many these are.
    bitmaps: Vec<bits::Words>,
    bitmap_words: usize,
    /// The null bits of each field.
    nulls: Vec<u64>,
    /// The slots of fields that are filled, and of variable ones.
    slots: Vec<ColumnWords>,
    spans: Vec<ColumnWords>,
}

impl TileKernel for WriteRows<'_, '_> {
    type Output = ();

    #[inline(always)]
    fn run<T: Tile>(mut self, tile: T) {
        let mut block = Block::new(self.fields);
        let mut found = Found::new();
        let is_few = block.fields.len <= FEW_STREAMS;
        let staged = if is_few { Order::Rows } else { Order::Columns };
        let len = self.offsets.total(self.rows).unwrap_or(0) / self.rows;
        let most = block.most_rows(len, self.sink.is_streaming());
        for start in (0..self.rows).step_by(most) {
            let rows = (self.rows - start).min(most);
            block.prepare(tile, start, rows);
            match self.offsets {
                &RowOffsets::Stride(stride) => {
                    let order = match self.sink.is_streaming() {
                        true => staged,
                        false => Order::RowsAhead,
                    };
                    // Few lines are streamed while they are in the first cache.
                    let piece = if order == Order::Rows { 8 } else { BLOCK };
                    for at in (0..rows).step_by(piece) {
                        let part = at..rows.min(at + piece);
                        let len = part.len() * stride;
                        let base = self.sink.begin(len).wrapping_sub(at * stride);
                        // SAFETY: `prepare` found the words of these rows, and there is room for
                        // them, at whose stride they do not overlap.
                        unsafe {
                            block.fields.words.write(tile, part, &Stride(base, stride), order);
                        }
                        self.sink.end(tile, len);
                    }
                }
                offsets => {
                    let mut ends = [0; BLOCK + 1];
                    offsets.copy_to(start, &mut ends[..=rows]);
                    let len = ends[rows] - ends[0];
                    let base = self.sink.begin(len);
                    if !self.sink.is_streaming() {
                        // The next block's, for it is about as long.
                        for line in (0..len).step_by(64) {
                            tile.prefetch_to_write(base.wrapping_add(len + line));
                        }
                    }
                    let mut places = [base; BLOCK];
                    for (place, offset) in places.iter_mut().zip(&ends[..rows]) {
                        *place = base.wrapping_add(offset - ends[0]);
                    }
                    block.write_values(tile, start, &places, rows, len, &mut found);
                    let order = if self.sink.is_streaming() { staged } else { Order::Rows };
                    // SAFETY: `prepare` found the words of these rows, and there is room for them
                    // in front of their values.
                    unsafe { block.fields.words.write(tile, 0..rows, &places[..rows], order) };
                    self.sink.end(tile, len);
                }
            }
            block.fields.words.advance(rows);
        }
        self.sink.finish(tile);
    }
}

impl<'j> Block<'j> {
    fn new(fields: Fields<'j>) -> Self {
        let bitmap_words = fields.len.div_ceil(64);
        let is_nullable = !fields.nullable.is_empty();
        Self {
            bitmaps: vec![[0; bits::WORDS]; if is_nullable { bitmap_words } else { 0 }],
            bitmap_words,
            nulls: vec![0; if is_nullable { fields.len } else { 0 }],
            slots: vec![ZEROS; fields.filled.len()],
            spans: vec![ZEROS; fields.variable.len()],
            fields,
        }
    }

    /// How many rows of such a length are a block, so that they and what is put together for them
    /// are in cache: a multiple of 8.
    fn most_rows(&self, len: usize, is_streaming: bool) -> usize {
        let made = 8 * (self.bitmaps.len() + self.slots.len() + self.spans.len());
        // Rows of one length are written eight at a time, but for those that are staged and read again.
        let len = match (is_streaming, self.spans.is_empty()) {
            (true, _) => made + 3 * len,
            (false, true) => made,
            (false, false) => made + len,
        };
        match len {
            0..=1024 => BLOCK,
            1025..=2048 => BLOCK / 2,
            2049..=4096 => BLOCK / 4,
            _ => BLOCK / 8,
        }
    }

    /// Finds the words of the `rows` rows from `start` on, but for those of variable fields.
    #[inline(always)]
    fn prepare<T: Tile>(&mut self, tile: T, start: usize, rows: usize) {
        if !self.fields.nullable.is_empty() {
            self.find_nulls(tile, start, rows);
        }
        for (field, words) in self.fields.filled.iter().zip(&mut self.slots) {
            match &field.picks {
                None => field.content.fill(start, rows, words),
                Some(picks) => field.content.fill_picked(&picks[start..start + rows], words),
            }
            self.fields.words.set(self.bitmap_words + field.index, words);
        }
    }

    /// The null bits of every field, and the bitmaps that they make.
    #[inline(always)]
    fn find_nulls<T: Tile>(&mut self, tile: T, start: usize, rows: usize) {
        let row_words = &mut self.fields.words;
        row_words.forget_nulls();
        for (index, nulls) in &self.fields.nullable {
            let nulls = nulls.word(start, rows);
            self.nulls[*index] = nulls;
            row_words.set_nulls(self.bitmap_words + *index, nulls);
        }
        let bitmaps = self.nulls.chunks(64).zip(&mut self.bitmaps).enumerate();
        for (word, (nulls, bitmap)) in bitmaps {
            if nulls.iter().fold(0, |any, nulls| any | nulls) == 0 {
                row_words.set(word, &ZEROS);
                continue;
            }
            bitmap[..nulls.len()].copy_from_slice(nulls);
            tile.columns_to_rows(bitmap, nulls.len());
            row_words.set_bits(word, bitmap);
        }
    }

    /// Copies the variable values of rows, whose `len` bytes start at the first of `places`, behind the
    /// fixed part of each, in the order of the fields, and finds their slots.
    ///
    /// A copy may write more than its value. Each field comes after those in front of it, and what every
    /// row starts with after all of them, so that is then written over: it has at least two words.
    #[inline(always)]
    fn write_values<T: Tile>(
        &mut self,
        tile: T,
        start: usize,
        places: &[*mut u8; BLOCK],
        rows: usize,
        len: usize,
        found: &mut Found,
    ) {
        const { assert!(T::ROOM <= 2 * standard::WORD, "a bitmap and a slot") };
        let end = places[0].wrapping_add(len).addr();
        let fixed_width = standard::slot_offset(self.fields.len, self.fields.len);
        let mut cursors = [fixed_width; BLOCK];
        let mut targets = *places;
        for (field, spans) in self.fields.variable.iter().zip(&mut self.spans) {
            let values = &field.content;
            let nulls = field.nullable.map_or(0, |_| self.nulls[field.index]);
            match &field.picks {
                None => values.find(start..start + rows, found),
                Some(picks) => values.find_picked(&picks[start..start + rows], found),
            }
            if nulls != 0 {
                for (row, len) in found.lens.iter_mut().enumerate() {
                    *len &= kept(nulls, row);
                }
            }
            // Of all rows of a whole block, where there are fewer as well: that is vectors alone.
            for row in 0..BLOCK {
                let (cursor, len) = (cursors[row], found.lens[row]);
                spans[row] = ((cursor as u64) << 32 | len as u64).to_le_bytes();
                targets[row] = places[row].wrapping_add(cursor);
                cursors[row] = cursor.wrapping_add(standard::padded(len));
            }
            self.fields.words.set(self.bitmap_words + field.index, spans);
            let values = found.starts.iter().zip(&found.lens).zip(&targets);
            for ((&from, &len), &to) in values.take(rows) {
                let room = len + T::ROOM;
                if T::ROOM == 0 || (from.addr() + room <= found.end && to.addr() + room <= end) {
                    // SAFETY: what was found are bytes of an array, or none; `MeasureRows` added up
                    // the padded lengths of the same values, so they are within the rows. So is the
                    // room, in the array as in the rows.
                    unsafe { tile.copy_roomy(from, len, to) };
                } else {
                    // SAFETY: as above, and nothing but the padded value is written.
                    unsafe { tile.copy_padded(from, len, to) };
                }
            }
        }
    }
}
