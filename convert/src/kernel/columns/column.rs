//! One column of any type, a block at a time.

use arrow::array::{ArrayRef, new_null_array};
use arrow::datatypes::{DataType, Field};
use ferrow_row::{Kind, RowLayout};

use super::block::{Block, Column};
use super::checks::{Checks, Doubt};
use super::fixed::{Fixed, Width};
use super::nulls::NullBit;
use super::spent::Spent;
use super::text::{Offset, Text, Utf8};
use super::validity::Validity;
use super::view::Views;
use super::{Output, Reading, Trust};
use crate::error::Error;
use crate::kernel::tile::Tile;

/// A column that is being built.
#[derive(Debug)]
pub(super) struct ColumnBuilder<'a> {
    /// The place among the columns that are wanted.
    pub(super) position: usize,
    /// Bytes from the start of the row to the slot.
    pub(super) offset: usize,
    /// Which word of its window the slot is.
    pub(super) word: usize,
    pub(super) null: Option<NullBit>,
    is_nullable: bool,
    field: &'a Field,
    rows: usize,
    validity: Validity,
    values: Values,
}

#[derive(Debug)]
enum Values {
    Null,
    Fixed(Fixed),
    Text(Text),
    Views(Views),
}

impl<'a> ColumnBuilder<'a> {
    /// The builder of field `index`, the one at `position` of those that are wanted.
    pub(super) fn new(
        reading: &Reading<'a>,
        index: usize,
        position: usize,
        null: Option<NullBit>,
        output: Output,
        mut spent: Spent,
    ) -> Self {
        let layout = reading.layout;
        let field = layout.value(index).field().as_ref();
        let rows = reading.selected.len();
        let utf8 = if reading.trust == Trust::Valid { Utf8::Known } else { Utf8::Unknown };
        let mut text = |offset| Text::new(offset, rows, reading.row_bytes(), &mut spent);
        let values = match field.data_type() {
            DataType::Utf8 | DataType::Binary => Values::Text(text(Offset::Four)),
            DataType::LargeUtf8 | DataType::LargeBinary => Values::Text(text(Offset::Eight)),
            DataType::Utf8View => Values::Views(Views::new(rows, utf8, reading.view_buffer())),
            DataType::BinaryView => {
                Values::Views(Views::new(rows, Utf8::Known, reading.view_buffer()))
            }
            _ => match width_of(layout.kind(index)) {
                Some(width) => Values::Fixed(Fixed::new(width, rows, output, &mut spent)),
                None => Values::Null,
            },
        };
        let validity = Validity::new(rows, spent.nulls.take());
        let is_nullable = layout.is_nullable(index);
        let offset = layout.slot_offset(index);
        Self { position, offset, word: 0, null, is_nullable, field, rows, validity, values }
    }

    /// Where the blocks go, one behind the other, if their words are the values.
    pub(super) fn direct(&mut self) -> Option<*mut Column> {
        match &mut self.values {
            Values::Fixed(fixed) => fixed.direct(),
            _ => None,
        }
    }

    /// Takes block `index`, of which `words` has the slots unless they have [their place](Self::direct),
    /// and `valid` a bit per row.
    #[inline(always)]
    pub(super) fn push<T: Tile>(
        &mut self,
        tile: T,
        index: usize,
        block: &Block<'_>,
        words: &Column,
        valid: u64,
        checks: &mut Checks,
    ) -> Result<(), Doubt> {
        let mask = block.mask();
        checks.nulls(self.is_nullable, valid, mask)?;
        let mut valid = valid;
        match &mut self.values {
            Values::Null => return Ok(()),
            Values::Fixed(fixed) if fixed.is_direct() => {}
            Values::Fixed(fixed) => fixed.push(tile, index, words, 0),
            Values::Text(text) => {
                let spans = checks.spans(block, words, &mut valid)?;
                text.push(tile, index, block, spans);
            }
            Values::Views(views) => {
                let spans = checks.spans(block, words, &mut valid)?;
                views.push(index, block, spans);
            }
        }
        self.validity.push(index, valid, mask);
        Ok(())
    }

    /// The array; `None` where text is not UTF-8.
    ///
    /// # Safety
    ///
    /// All blocks were taken. With [`Trust::Valid`], the values of text are UTF-8.
    pub(super) unsafe fn finish(self, trust: Trust) -> Result<Option<ArrayRef>, Error> {
        let data_type = self.field.data_type();
        let nulls = self.validity.finish();
        let utf8 = if trust == Trust::Valid { Utf8::Known } else { Utf8::Unknown };
        let array = match self.values {
            Values::Null => Ok(Some(new_null_array(data_type, self.rows))),
            // SAFETY: all blocks were taken: the caller says so.
            Values::Fixed(fixed) => unsafe { fixed.finish(data_type, self.rows, nulls) }.map(Some),
            // SAFETY: as above; and what is said to be known is.
            Values::Text(text) => unsafe { text.finish(data_type, nulls, utf8) },
            // SAFETY: as above, and `new` said the same.
            Values::Views(views) => Ok(unsafe { views.finish(data_type, nulls) }),
        };
        array.map_err(|error| error.in_column(self.field.name()))
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
