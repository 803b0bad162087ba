//! Rows and unions in a dump.

use super::fixed::{Part, parts};
use super::line::Role;
use super::region::{Region, Step};
use super::variable::{Inner, Reference};
use super::walk::Walk;
use crate::error::Problem;
use crate::{Error, LazyRow, RowLayout, Storage, UnionLayout};

impl<'a> Walk<'a> {
    pub(super) fn row(&mut self, region: Region<'a>, layout: &'a RowLayout) {
        if self.skips(region) {
            return;
        }
        match layout.open(region.bytes) {
            Ok(row) => self.whole_row(region, row),
            Err(error) => self.cut_row(region, layout, error),
        }
        self.flush(region);
    }

    pub(super) fn union(&mut self, region: Region<'a>, layout: &'a UnionLayout) {
        if !region.is_valid {
            self.check_type(region, layout);
        }
        self.row(region, layout.row());
    }

    /// What a union asks for beyond what its row does.
    fn check_type(&mut self, region: Region<'a>, layout: &'a UnionLayout) {
        let Ok(row) = layout.row().open(region.bytes) else { return };
        let Ok(Some(type_id)) = row.get_at::<i8>(0) else { return };
        match layout.child_of(type_id) {
            None => {
                let offset = layout.row().slot_offset(0);
                let error = Error::new(Problem::TypeId { offset, type_id });
                self.fault(region, offset..offset + 1, error);
            }
            Some(child) if layout.is_required(child) && row.is_null(child + 1) => {
                self.forbidden_null(region, layout.row(), child + 1);
            }
            Some(_) => {}
        }
    }

    fn whole_row(&mut self, region: Region<'a>, row: LazyRow<'a>) {
        let layout = row.layout();
        if !region.is_valid
            && let Some(index) = layout.first_forbidden_null(region.bytes)
        {
            self.forbidden_null(region, layout, index);
        }
        let inner = self.inner_values(region, row);
        let (mut inline, variable): (Vec<_>, Vec<_>) =
            inner.into_iter().partition(|(_, value)| value.layout.storage() == Storage::Inline);
        for (range, part) in parts(layout) {
            let nested = match part {
                Part::Slot(index) => inline.extract_if(.., |(at, _)| *at == index).next(),
                Part::Nulls(_) | Part::Padding => None,
            };
            match nested {
                Some((_, value)) => self.inline(region, value),
                None => self.fixed_part(region, row, range, &part),
            }
        }
        let variable = variable.into_iter().map(|(_, value)| value).collect();
        self.values(region, layout.fixed_width(), variable, None);
    }

    /// A row that ends within its fixed part: what is there of it.
    fn cut_row(&mut self, region: Region<'a>, layout: &'a RowLayout, error: Error) {
        let len = region.bytes.len();
        self.fault(region, len..len, error);
        let mut whole = region.bytes.to_vec();
        whole.resize(layout.fixed_width(), 0);
        let Ok(row) = layout.open(&whole) else { return };
        for (range, part) in parts(layout) {
            if range.end > len {
                return self.part(region, range.start..len, 0, Role::Unused, "cut".to_owned());
            }
            self.fixed_part(region, row, range, &part);
        }
    }

    /// A null that the schema forbids.
    fn forbidden_null(&mut self, region: Region<'a>, layout: &'a RowLayout, index: usize) {
        let nulls = parts(layout).into_iter().find_map(|(range, part)| match part {
            Part::Nulls(first) if layout.place(index).rank / 64 * 64 == first => Some(range.start),
            _ => None,
        });
        let at = nulls.unwrap_or_default() + layout.place(index).rank % 64 / 8;
        let name = layout.value(index).field().name();
        self.fault(region, at..at + 1, Error::new(Problem::NullValue).in_field(name));
    }

    /// The values that are more than a slot, with the ordinals of their fields.
    fn inner_values(&mut self, region: Region<'a>, row: LazyRow<'a>) -> Vec<(usize, Inner<'a>)> {
        let layout = row.layout();
        let mut budget = Some(region.bytes.len() - layout.fixed_width());
        let fields = layout.checked_fields().iter().filter(|&&index| !row.is_null(index));
        fields
            .filter_map(|&index| {
                let value = layout.value(index);
                let start = layout.slot_offset(index);
                let reference = Reference {
                    step: Step::Field(value.field().name()),
                    at: start..start + value.width(),
                    slot: row.slot(index),
                    layout: value,
                };
                let inner = self.follow(region, reference, &mut budget, || row.value(index));
                inner.map(|inner| (index, inner))
            })
            .collect()
    }

    /// A nested value that stands in its slot.
    pub(super) fn inline(&mut self, region: Region<'a>, value: Inner<'a>) {
        let slot = region.part(value.range, value.is_valid);
        self.inside(value.step, |walk| walk.nested(slot, value.layout));
    }
}
