//! The elements of a list in a dump.

use std::collections::BTreeSet;
use std::ops::Range;

use super::line::{Role, WIDTH};
use super::list::count_text;
use super::region::{Region, Step};
use super::slot::Slot;
use super::variable::{Inner, Reference};
use super::walk::Walk;
use super::words::{count, null_bits, padding_text};
use crate::error::Problem;
use crate::lazy::LazyList;
use crate::{Error, Storage, validate};

/// Elements that are shown of a list, and besides them the first that is wrong.
const MOST_ELEMENTS: usize = 32;

impl<'a> Walk<'a> {
    /// A list whose slots are all there.
    pub(super) fn whole_list(&mut self, region: Region<'a>, list: LazyList<'a>) {
        let (layout, parts, len) = (list.layout(), list.parts(), list.len());
        let mut shown: BTreeSet<usize> = (0..len.min(MOST_ELEMENTS)).collect();
        if !region.is_valid
            && !layout.element().is_nullable()
            && let Some(index) = validate::first_null(list)
        {
            let at = parts.bitmap + index / 8;
            self.fault(region, at..at + 1, Error::new(Problem::NullValue).in_element(index));
            shown.insert(index);
        }
        let (mut inner, bad) = self.inner_elements(region, list);
        shown.extend(bad);

        self.line(region, 0..layout.count_width(), 0, Role::Structure, count_text(len as u64));
        self.element_nulls(region, list, &shown);
        let header_end = parts.bitmap + parts.bitmap_width;
        self.padding(region, header_end..parts.elements);

        let first = inner.iter().map(|value| value.range.start).min();
        let end = parts.end.min(region.bytes.len());
        let end = first.filter(|&at| at >= parts.elements_end).map_or(end, |at| end.min(at));
        let shown_to = match layout.element().storage() {
            Storage::Slot => self.packed_elements(region, list, &shown, end),
            Storage::Span | Storage::Inline => {
                self.wide_elements(region, list, &shown, &mut inner);
                parts.elements_end
            }
        };
        self.padding(region, shown_to..end);

        let trailing = end..region.bytes.len().min(end + layout.trailing(len));
        let text = format!("{} that Java writes", count(trailing.len(), "more byte"));
        self.part(region, trailing.clone(), 0, Role::Unused, text);
        let hidden = (shown.len() < len).then_some("elements that are not shown");
        self.values(region, trailing.end, inner, hidden);
    }

    /// The elements that are more than a slot, of those that are shown, and which are bad: of the
    /// others the first alone.
    fn inner_elements(
        &mut self,
        region: Region<'a>,
        list: LazyList<'a>,
    ) -> (Vec<Inner<'a>>, Vec<usize>) {
        let (element, parts) = (list.layout().element(), list.parts());
        let (mut inner, mut bad) = (Vec::new(), Vec::new());
        if element.storage() != Storage::Span && !element.kind().is_nested() {
            return (inner, bad);
        }
        let most = if region.is_valid { MOST_ELEMENTS } else { usize::MAX };
        let mut budget = Some(region.bytes.len() - parts.elements_end);
        for index in (0..list.len().min(most)).filter(|&index| !list.is_null(index)) {
            if index >= MOST_ELEMENTS && !bad.is_empty() {
                break;
            }
            let start = parts.elements + index * element.width();
            let reference = Reference {
                step: Step::Element(index),
                at: start..start + element.width(),
                slot: list.slot(index),
                layout: element,
            };
            let faults = self.fault_count();
            let value = self.follow(region, reference, &mut budget, || list.value(index));
            let is_bad = self.fault_count() > faults || value.as_ref().is_some_and(|v| !v.is_valid);
            if is_bad {
                bad.push(index);
            }
            if index < MOST_ELEMENTS || is_bad {
                inner.extend(value);
            }
        }
        (inner, bad)
    }

    /// The lines of null bits that have one of an element that is shown.
    fn element_nulls(&mut self, region: Region<'a>, list: LazyList<'a>, shown: &BTreeSet<usize>) {
        let parts = list.parts();
        let bitmap = parts.bitmap..parts.bitmap + parts.bitmap_width;
        if bitmap.is_empty() {
            return;
        }
        let mut shown_to = bitmap.start;
        let lines: BTreeSet<usize> = shown.iter().map(|index| index / (WIDTH * 8)).collect();
        for line in lines {
            let start = bitmap.start + line * WIDTH;
            let end = bitmap.end.min(start + WIDTH);
            self.not_shown(start - shown_to, "byte of null bits", "bytes of null bits");
            let name = |bit: usize| {
                let index = line * WIDTH * 8 + bit;
                (index < list.len()).then(|| Step::Element(index).label())
            };
            let text = null_bits(&region.bytes[start..end], name);
            self.line(region, start..end, 0, Role::Structure, text);
            shown_to = end;
        }
        self.not_shown(bitmap.end - shown_to, "byte of null bits", "bytes of null bits");
    }

    /// Elements in slots, as many on a line as fit; the last one with its padding up to `end`.
    fn packed_elements(
        &mut self,
        region: Region<'a>,
        list: LazyList<'a>,
        shown: &BTreeSet<usize>,
        end: usize,
    ) -> usize {
        let (layout, parts, len) = (list.layout().element(), list.parts(), list.len());
        if layout.width() == 0 {
            return parts.elements;
        }
        let on_line = (WIDTH / layout.width()).max(1);
        let lines: BTreeSet<usize> = shown.iter().map(|index| index / on_line).collect();
        let mut shown_to = 0;
        for line in lines {
            let first = line * on_line;
            self.not_shown(first.saturating_sub(shown_to), "element", "elements");
            shown_to = len.min(first + on_line);
            let at = |index: usize| parts.elements + index * layout.width();
            let mut texts: Vec<String> = (first..shown_to)
                .map(|index| {
                    let bytes = &region.bytes[at(index)..at(index + 1)];
                    let slot = Slot { bytes, layout, is_null: list.is_null(index) };
                    format!("[{index}]: {}", slot.text(region.base, || list.value(index)))
                })
                .collect();
            let (start, values_end) = (at(first), at(shown_to));
            let line_end = if shown_to == len { end } else { values_end };
            if values_end < line_end {
                texts.push(padding_text(&region.bytes[values_end..line_end]));
            }
            let padding = line_end - values_end;
            self.line(region, start..line_end, padding, Role::Value, texts.join(", "));
        }
        self.not_shown(len - shown_to, "element", "elements");
        if shown_to == len { end } else { parts.elements_end }
    }

    /// Elements in slots of any width: spans, and values that stand in their slots whole.
    fn wide_elements(
        &mut self,
        region: Region<'a>,
        list: LazyList<'a>,
        shown: &BTreeSet<usize>,
        inner: &mut Vec<Inner<'a>>,
    ) {
        let (layout, parts) = (list.layout().element(), list.parts());
        let mut shown_to = 0;
        for &index in shown {
            self.not_shown(index - shown_to, "element", "elements");
            shown_to = index + 1;
            let start = parts.elements + index * layout.width();
            let range = start..start + layout.width();
            let is_inline = |value: &mut Inner<'_>| {
                layout.storage() == Storage::Inline && value.range.start == start
            };
            if let Some(value) = inner.extract_if(.., is_inline).next() {
                self.inline(region, value);
                continue;
            }
            let bytes = &region.bytes[range.clone()];
            let slot = Slot { bytes, layout, is_null: list.is_null(index) };
            let text = format!("[{index}]: {}", slot.text(region.base, || list.value(index)));
            let role = match layout.storage() {
                Storage::Span if !slot.is_null => Role::Span,
                _ => Role::Value,
            };
            self.part(region, range, 0, role, text);
        }
        self.not_shown(list.len() - shown_to, "element", "elements");
    }

    fn padding(&mut self, region: Region<'a>, range: Range<usize>) {
        if !range.is_empty() {
            let text = padding_text(&region.bytes[range.clone()]);
            self.part(region, range, 0, Role::Unused, text);
        }
    }

    fn not_shown(&mut self, number: usize, one: &str, several: &str) {
        match number {
            0 => {}
            1 => self.note(format!("... 1 more {one}")),
            number => self.note(format!("... {number} more {several}")),
        }
    }
}
