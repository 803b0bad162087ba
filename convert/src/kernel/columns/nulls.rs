//! Which fields of rows are null: null bits of rows become those of columns, 64 rows at a time.

use std::mem::MaybeUninit;

use arrow::buffer::{BooleanBuffer, NullBuffer};

use super::block::Groups;
use super::checks::Doubt;
use super::room::Address;
use super::slab::{Area, Slab};
use crate::kernel::bits;
use crate::kernel::tile::Tile;

/// The words of the null bitmap that wanted fields have their bits in.
#[derive(Debug, Default)]
pub(super) struct Nulls {
    words: Vec<Word>,
    /// Any of them is looked at.
    is_tested: bool,
}

/// Up to 64 null bits of each row.
#[derive(Debug)]
struct Word {
    /// Bytes from the start of the row to the word that has them, behind which there is another: that of
    /// a slot at least.
    offset: usize,
    /// The bits of wanted fields.
    wanted: u64,
    /// The bits of those that may not be null.
    required: u64,
    /// The bits that are looked at.
    tested: u64,
    /// The bits that are set in any row of the block.
    any: u64,
    /// The bits that were set in any row so far.
    seen: u64,
    /// A word per null bit, where any is set.
    columns: Box<bits::Words>,
    /// The validity of wanted fields.
    validities: Vec<Validity>,
    /// For how many blocks there is validity.
    blocks: usize,
}

/// The validity of one field, a word per block.
#[derive(Debug)]
struct Validity {
    bit: usize,
    area: Area,
    /// Where it stands.
    place: Address<[u8; 8]>,
}

/// A null bit: which of the words, and which of its bits.
#[derive(Debug, Clone, Copy)]
pub(super) struct NullBit {
    word: usize,
    bit: usize,
}

impl Nulls {
    /// The null bit that stands `offset` bits from the start of rows.
    pub(super) fn add(&mut self, offset: usize, is_nullable: bool) -> NullBit {
        let start = offset / 64 * 8;
        let bit = offset - start * 8;
        let word = self.words.iter().position(|word| word.offset == start).unwrap_or_else(|| {
            self.words.push(Word {
                offset: start,
                wanted: 0,
                required: 0,
                tested: 0,
                any: 0,
                seen: 0,
                columns: Box::new([0; bits::WORDS]),
                validities: Vec::new(),
                blocks: 0,
            });
            self.words.len() - 1
        });
        let found = &mut self.words[word];
        found.wanted |= 1 << bit;
        let (area, place) = (Area::default(), Address::NOWHERE);
        found.validities.push(Validity { bit, area, place });
        found.required |= u64::from(!is_nullable) << bit;
        NullBit { word, bit }
    }

    /// Where the words stand, in bytes from the start of rows.
    pub(super) fn offsets(&self) -> impl Iterator<Item = usize> {
        self.words.iter().map(|word| word.offset)
    }

    /// Asks for room for so many blocks.
    pub(super) fn ask(&mut self, slab: &mut Slab, blocks: usize) {
        for validity in self.words.iter_mut().flat_map(|word| &mut word.validities) {
            validity.area = slab.add(8 * blocks);
        }
    }

    /// Takes the room that was asked for.
    pub(super) fn take(&mut self, slab: &Slab) {
        for validity in self.words.iter_mut().flat_map(|word| &mut word.validities) {
            validity.place = Address(slab.place(validity.area).cast());
        }
    }

    /// Forgets what was read, for so many blocks. Fields that may not be null are looked at where `all`
    /// are.
    pub(super) fn start(&mut self, blocks: usize, all: bool) {
        for word in &mut self.words {
            (word.any, word.seen, word.blocks) = (0, 0, blocks);
            word.tested = if all { word.wanted } else { word.wanted & !word.required };
        }
        self.is_tested = self.words.iter().any(|word| word.tested != 0);
    }

    /// Takes the null bits of block `index`; false where a field is null that may not be.
    #[inline(always)]
    pub(super) fn load<'a, T: Tile>(
        &mut self,
        tile: T,
        rows: &impl Groups<'a>,
        index: usize,
    ) -> bool {
        if !self.is_tested {
            return true;
        }
        let mut is_right = true;
        for word in self.words.iter_mut().filter(|word| word.tested != 0) {
            if word.any == 0 {
                // Where a block has no nulls, the next one mostly has none either.
                // SAFETY: a slot at least stands behind the bitmap.
                word.any = unsafe { rows.or(word.offset) } & word.tested;
                if word.any == 0 {
                    continue;
                }
            }
            word.load(tile, rows, index);
            is_right &= word.any & word.required == 0;
        }
        is_right
    }

    /// A bit per row of the block, set where the field has a value.
    #[inline(always)]
    pub(super) fn valid(&self, null: Option<NullBit>, mask: u64) -> u64 {
        let Some(NullBit { word, bit }) = null else { return mask };
        let word = &self.words[word];
        if word.any >> bit & 1 == 0 { mask } else { !word.columns[bit] & mask }
    }

    /// Makes the rows of `wrong` null as well, in block `index`.
    #[cold]
    pub(super) fn add_nulls(
        &mut self,
        null: Option<NullBit>,
        index: usize,
        wrong: u64,
    ) -> Result<(), Doubt> {
        let NullBit { word, bit } = null.ok_or(Doubt)?;
        let word = &mut self.words[word];
        if word.any == 0 {
            word.columns.fill(0);
        }
        word.any |= 1 << bit;
        word.columns[bit] |= wrong;
        word.write(index);
        Ok(())
    }

    /// The null buffer of the first `rows` rows; `None` where no value is null.
    ///
    /// # Safety
    ///
    /// All blocks of so many rows were taken.
    pub(super) unsafe fn buffer(
        &self,
        slab: &Slab,
        null: Option<NullBit>,
        rows: usize,
    ) -> Option<NullBuffer> {
        let NullBit { word, bit } = null?;
        let word = &self.words[word];
        if word.seen >> bit & 1 == 0 {
            return None;
        }
        let area = word.validities.iter().find(|validity| validity.bit == bit)?.area;
        // SAFETY: `begin` wrote the words of all blocks.
        let words = unsafe { slab.lend(area, rows.div_ceil(8)) };
        Some(NullBuffer::new(BooleanBuffer::new(words, 0, rows)))
    }
}

impl Word {
    /// Takes the bits of block `index`.
    #[inline(always)]
    fn load<'a, T: Tile>(&mut self, tile: T, rows: &impl Groups<'a>, index: usize) {
        let mut any = 0;
        for (group, words) in self.columns.as_chunks_mut::<8>().0.iter_mut().enumerate() {
            // Words one by one would be gathered, which takes longer.
            let (mut found, mut behind) = (MaybeUninit::new([[0; 8]; 8]), MaybeUninit::uninit());
            // SAFETY: the group is one of eight; a slot at least stands behind the bitmap.
            let pairs = unsafe { rows.group(group, self.offset) };
            tile.transpose_pairs(pairs, [&mut found, &mut behind]);
            // SAFETY: it was made with a value.
            let found = unsafe { found.assume_init() };
            for (word, found) in words.iter_mut().zip(&found) {
                *word = u64::from_le_bytes(*found);
                any |= *word;
            }
        }
        self.any = any & self.tested;
        if self.any != 0 {
            tile.rows_to_columns(
                &mut self.columns,
                bits::WORDS - self.wanted.leading_zeros() as usize,
            );
            self.write(index);
        }
    }

    /// Writes the validity of all fields in block `index`.
    #[inline(always)]
    fn write(&mut self, index: usize) {
        assert!(index < self.blocks, "block {index} of {}", self.blocks);
        if self.seen == 0 {
            self.begin();
        }
        self.seen |= self.any;
        for Validity { bit, place, .. } in &self.validities {
            let valid = (!self.columns[*bit]).to_le_bytes();
            // SAFETY: wanted fields have their places, each with room for all blocks.
            unsafe { place.0.wrapping_add(index).write(valid) };
        }
    }

    /// Makes everything valid, as it is in all blocks that have no nulls.
    #[cold]
    fn begin(&self) {
        for validity in &self.validities {
            // SAFETY: as in `write`.
            unsafe { validity.place.0.write_bytes(0xff, self.blocks) };
        }
    }
}
