//! One column of any type, a block at a time.

use arrow::array::{ArrayRef, new_null_array};
use arrow::datatypes::{DataType, FieldRef};
use ferrow_row::{Kind, RowLayout};

use super::block::{Block, BlockWords};
use super::checks::{Checks, Doubt};
use super::fixed::{Fixed, Width};
use super::nulls::{NullBit, Nulls};
use super::room::Address;
use super::slab::Slab;
use super::text::{Offset, Text};
use super::view::{Utf8, Views};
use super::{Output, Reading, Trust};
use crate::error::Error;
use crate::kernel::tile::Tile;

/// A column that is read.
#[derive(Debug)]
pub(super) struct Column {
    /// Bytes from the start of the row to the slot.
    pub(super) offset: usize,
    /// Which word of its window the slot is.
    pub(super) word: usize,
    null: Option<NullBit>,
    field: FieldRef,
    values: Values,
}

#[derive(Debug)]
enum Values {
    Null,
    Fixed(Fixed),
    Text(Text),
    Views(Views),
}

impl Column {
    /// Field `index`.
    pub(super) fn new(layout: &RowLayout, index: usize, null: Option<NullBit>) -> Self {
        let field = layout.value(index).field().clone();
        let values = match field.data_type() {
            DataType::Utf8 | DataType::Binary => Values::Text(Text::new(Offset::Four)),
            DataType::LargeUtf8 | DataType::LargeBinary => Values::Text(Text::new(Offset::Eight)),
            DataType::Utf8View | DataType::BinaryView => Values::Views(Views::new()),
            _ => width_of(layout.kind(index))
                .map_or(Values::Null, |width| Values::Fixed(Fixed::new(width))),
        };
        Self { offset: layout.slot_offset(index), word: 0, null, field, values }
    }

    /// Whether values stand elsewhere than in slots.
    pub(super) fn has_spans(&self) -> bool {
        matches!(self.values, Values::Text(_) | Values::Views(_))
    }

    /// Asks for room for so many blocks.
    pub(super) fn ask(&mut self, slab: &mut Slab, blocks: usize) {
        match &mut self.values {
            Values::Null => {}
            Values::Fixed(fixed) => fixed.ask(slab, blocks),
            Values::Text(text) => text.ask(slab, blocks),
            Values::Views(views) => views.ask(slab, blocks),
        }
    }

    /// Starts over, in the room that was asked for.
    pub(super) fn take(&mut self, slab: &Slab, reading: &Reading<'_>) {
        match &mut self.values {
            Values::Null => {}
            Values::Fixed(fixed) => fixed.take(slab),
            Values::Text(text) => text.take(slab),
            Values::Views(views) => {
                let is_known = reading.trust == Trust::Valid
                    || *self.field.data_type() == DataType::BinaryView;
                let utf8 = if is_known { Utf8::Known } else { Utf8::Yes };
                views.take(slab, utf8, reading.view_buffer());
            }
        }
    }

    /// Where the blocks go, one behind the other, if their words are the values.
    pub(super) fn direct(&self) -> Address<BlockWords> {
        match &self.values {
            Values::Fixed(fixed) => fixed.direct(),
            _ => Address::NOWHERE,
        }
    }

    /// Takes block `index`, of which `words` has the slots, if values stand nowhere else.
    #[inline(always)]
    pub(super) fn push_slots<T: Tile>(
        &mut self,
        tile: T,
        index: usize,
        words: &BlockWords,
        output: Output,
    ) {
        if let Values::Fixed(fixed) = &mut self.values {
            fixed.push(tile, index, words, output);
        }
    }

    /// Takes a block of which `words` has the slots.
    #[inline(always)]
    #[expect(clippy::too_many_arguments, reason = "all of them change with the block")]
    pub(super) fn push<T: Tile>(
        &mut self,
        tile: T,
        (index, blocks): (usize, usize),
        block: &Block<'_>,
        words: &BlockWords,
        nulls: &mut Nulls,
        checks: &mut Checks,
        output: Output,
    ) -> Result<(), Doubt> {
        match &mut self.values {
            Values::Null | Values::Fixed(_) => self.push_slots(tile, index, words, output),
            Values::Text(text) => {
                let valid = nulls.valid(self.null, block.mask());
                let (spans, wrong) = checks.spans(block, words, valid)?;
                text.push(tile, (index, blocks), block, spans);
                if wrong != 0 {
                    nulls.add_nulls(self.null, index, wrong)?;
                }
            }
            Values::Views(views) => {
                let valid = nulls.valid(self.null, block.mask());
                let (spans, wrong) = checks.spans(block, words, valid)?;
                views.push(index, block, spans);
                if wrong != 0 {
                    nulls.add_nulls(self.null, index, wrong)?;
                }
            }
        }
        Ok(())
    }

    /// Ends the column, all blocks of which were taken: false where text is not UTF-8.
    ///
    /// # Safety
    ///
    /// All blocks were taken, of `rows` rows.
    pub(super) unsafe fn end(&self, slab: &Slab, trust: Trust, rows: usize) -> Result<bool, Error> {
        let data_type = self.field.data_type();
        match &self.values {
            Values::Text(text) => {
                text.check_len(data_type).map_err(|error| error.in_column(self.field.name()))?;
                let is_text = matches!(data_type, DataType::Utf8 | DataType::LargeUtf8);
                // SAFETY: the caller says so.
                Ok(trust == Trust::Valid || !is_text || unsafe { text.is_utf8(slab, rows) })
            }
            Values::Views(views) => Ok(views.is_utf8()),
            _ => Ok(true),
        }
    }

    /// The array.
    ///
    /// # Safety
    ///
    /// All blocks were taken, of `rows` rows, and [`end`](Self::end) found nothing. The values of text
    /// are UTF-8, where it was said not to look.
    pub(super) unsafe fn array(
        &mut self,
        slab: &Slab,
        nulls: &Nulls,
        rows: usize,
    ) -> Result<ArrayRef, Error> {
        let data_type = self.field.data_type();
        // SAFETY: the caller says so.
        let nulls = unsafe { nulls.buffer(slab, self.null, rows) };
        match &mut self.values {
            Values::Null => Ok(new_null_array(data_type, rows)),
            // SAFETY: the caller says so.
            Values::Fixed(fixed) => unsafe { fixed.array(slab, data_type, rows, nulls) }
                .map_err(|error| error.in_column(self.field.name())),
            // SAFETY: as above.
            Values::Text(text) => Ok(unsafe { text.array(slab, data_type, rows, nulls) }),
            // SAFETY: as above.
            Values::Views(views) => Ok(unsafe { views.array(slab, data_type, rows, nulls) }),
        }
    }
}

/// What of its slot a value takes; `None` where it takes nothing, or is elsewhere.
fn width_of(kind: Kind) -> Option<Width> {
    match kind {
        Kind::Bool => Some(Width::Bit),
        Kind::Null => None,
        kind => match kind.width() {
            1 => Some(Width::One),
            2 => Some(Width::Two),
            4 => Some(Width::Four),
            _ => Some(Width::Eight),
        },
    }
}

/// Bytes of output that a row of field `index` takes, as far as that is known in advance.
pub(super) fn output_width(layout: &RowLayout, index: usize) -> usize {
    match layout.kind(index) {
        Kind::Null => 0,
        kind if kind.is_variable() => 16,
        kind => kind.width(),
    }
}
