//! What stands in front of a row's values.

use std::ops::Range;

use super::line::{Role, WIDTH};
use super::region::{Region, Step};
use super::slot::Slot;
use super::walk::Walk;
use super::words::{null_bits, padding_text};
use crate::show::values::Name;
use crate::{LazyRow, RowFormat, RowLayout, Storage, compact, standard};

/// A part of what stands in front of a row's values.
pub(super) enum Part {
    /// Null bits, from that of this slot on.
    Nulls(usize),
    /// The slot of a field.
    Slot(usize),
    Padding,
}

impl<'a> Walk<'a> {
    /// The lines of one part.
    pub(super) fn fixed_part(
        &mut self,
        region: Region<'a>,
        row: LazyRow<'_>,
        range: Range<usize>,
        part: &Part,
    ) {
        let bytes = &region.bytes[range.clone()];
        match part {
            Part::Padding => {
                self.line(region, range, bytes.len(), Role::Unused, padding_text(bytes));
            }
            Part::Nulls(first) => {
                let order = row.layout().storage_order();
                let name = |bit: usize| {
                    let index = *order.get(first + bit)?;
                    Some(format!("{:?}", Name(row.layout().value(index).field().name())))
                };
                self.line(region, range, 0, Role::Structure, null_bits(bytes, name));
            }
            Part::Slot(index) => {
                let layout = row.layout().value(*index);
                let slot = Slot { bytes, layout, is_null: row.is_null(*index) };
                let role = match layout.storage() {
                    Storage::Span if !slot.is_null => Role::Span,
                    _ => Role::Value,
                };
                let text = slot.text(region.base, || row.value(*index));
                let label = Step::Field(layout.field().name()).label();
                self.part(region, range, 0, role, format!("{label}: {text}"));
            }
        }
    }
}

/// The parts of a row's fixed part, in the order in which they stand.
pub(super) fn parts(layout: &RowLayout) -> Vec<(Range<usize>, Part)> {
    let slots = layout.storage_order().iter().map(|&index| {
        let start = layout.slot_offset(index);
        let width = match layout.format() {
            RowFormat::Standard => standard::WORD,
            RowFormat::Compact => layout.value(index).width(),
        };
        (start..start + width, Part::Slot(index))
    });
    let mut parts: Vec<_> = slots.collect();
    let bitmap = match layout.format() {
        RowFormat::Standard => 0..standard::bitmap_width(layout.len()),
        RowFormat::Compact => {
            let start = parts.last().map_or(0, |(slot, _)| slot.end);
            let width = if layout.has_bitmap() { compact::bitmap_width(layout.len()) } else { 0 };
            start..start + width
        }
    };
    let lines =
        bitmap.clone().step_by(WIDTH).enumerate().map(|(line, start)| {
            (start..bitmap.end.min(start + WIDTH), Part::Nulls(line * WIDTH * 8))
        });
    let end = bitmap.end.max(parts.last().map_or(0, |(slot, _)| slot.end));
    match layout.format() {
        RowFormat::Standard => _ = parts.splice(0..0, lines),
        RowFormat::Compact => parts.extend(lines),
    }
    if end < layout.fixed_width() {
        parts.push((end..layout.fixed_width(), Part::Padding));
    }
    parts
}
