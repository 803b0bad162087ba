//! Where one field stands in rows of one layout.

use ferrow_row::standard::{self, Span};
use ferrow_row::{Kind, RowLayout, Storage};

use super::block::{Block, for_each_bit};

/// The slot of one field, and its null bit.
#[derive(Debug, Clone, Copy)]
pub(super) struct SlotPlace {
    pub(super) slot_offset: usize,
    null: Null,
    /// Bytes of a value that stands in its slot; `None` where the slot is a span.
    inline: Option<usize>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Null {
    /// In valid rows the bit is not set and need not be looked at; no bit where rows have none.
    Never(NullBit),
    Always,
    /// Where the bit is set.
    Bit(NullBit),
}

/// A null bit: the byte, and the bit in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct NullBit {
    byte: usize,
    mask: u8,
}

impl NullBit {
    #[inline]
    fn is_set(self, row: &[u8]) -> bool {
        // Rows without null bits may have no bytes.
        row.get(self.byte).is_some_and(|byte| byte & self.mask != 0)
    }
}

impl SlotPlace {
    pub(super) fn new(layout: &RowLayout, index: usize) -> Self {
        let value = layout.value(index);
        let bit = match layout.null_bit_offset(index) {
            Some(bit) => NullBit { byte: bit / 8, mask: 1 << (bit % 8) },
            None => NullBit { byte: 0, mask: 0 },
        };
        let null = match value.kind() {
            Kind::Null => Null::Always,
            _ if value.is_nullable() && bit.mask != 0 => Null::Bit(bit),
            _ => Null::Never(bit),
        };
        let inline = (value.storage() != Storage::Span).then_some(value.width());
        Self { slot_offset: layout.slot_offset(index), null, inline }
    }

    /// The `wanted` rows in which the field is not null.
    #[inline]
    pub(super) fn present(self, block: &Block<'_>, wanted: u64) -> u64 {
        let wanted = wanted & block.present();
        match self.null {
            Null::Never(_) => wanted,
            Null::Always => 0,
            Null::Bit(bit) => block.rows_where(wanted, |row| !bit.is_set(row)),
        }
    }

    /// Whether the field is null in a row of which nothing is known but that it has all its slots; `None`
    /// where that is for a reader of any field to say, as where it is null and may not be.
    #[inline]
    pub(super) fn is_null_in(self, row: &[u8]) -> Option<bool> {
        match self.null {
            Null::Never(bit) => (!bit.is_set(row)).then_some(false),
            Null::Always => None,
            Null::Bit(bit) => Some(bit.is_set(row)),
        }
    }

    /// The structs that the `wanted` rows of `block` have here, of the layout `inside`; the others are left
    /// out as null ones are.
    pub(super) fn enter<'a>(
        self,
        block: &Block<'a>,
        inside: &'a RowLayout,
        wanted: u64,
    ) -> Block<'a> {
        let mut structs = Block::of_nulls(inside, block.len());
        let present = self.present(block, wanted);
        for_each_bit(present, |at| structs.put(at, Some(self.bytes(block.row(at)))));
        structs
    }

    /// The bytes of the value, which are arbitrary where it is null.
    #[inline]
    pub(super) fn bytes(self, row: &[u8]) -> &[u8] {
        match self.inline {
            Some(width) => &row[self.slot_offset..self.slot_offset + width],
            None => {
                let span = Span::from_slot(standard::load(row, self.slot_offset));
                span.of(row).unwrap_or_default()
            }
        }
    }
}
