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
    Never,
    Always,
    /// Where the bit is set: the byte, and the bit in it.
    Bit {
        byte: usize,
        mask: u8,
    },
}

impl SlotPlace {
    pub(super) fn new(layout: &RowLayout, index: usize) -> Self {
        let value = layout.value(index);
        let null = match layout.null_bit_offset(index) {
            _ if value.kind() == Kind::Null => Null::Always,
            Some(bit) if value.is_nullable() => Null::Bit { byte: bit / 8, mask: 1 << (bit % 8) },
            // In valid rows no such bit is set: it need not be looked at.
            _ => Null::Never,
        };
        let inline = (value.storage() != Storage::Span).then_some(value.width());
        Self { slot_offset: layout.slot_offset(index), null, inline }
    }

    /// The `wanted` rows in which the field is not null.
    #[inline]
    pub(super) fn present(self, block: &Block<'_>, wanted: u64) -> u64 {
        let wanted = wanted & block.present();
        match self.null {
            Null::Never => wanted,
            Null::Always => 0,
            Null::Bit { byte, mask } => block.rows_where(wanted, |row| row[byte] & mask == 0),
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
