//! The values that stand behind the fixed part of a row or list.

use std::ops::Range;

use super::line::Role;
use super::region::{Region, Step};
use super::slot::{broken_text, scalar_text};
use super::walk::Walk;
use super::words::count;
use crate::error::Problem;
use crate::lazy::LazySlot;
use crate::{Error, ErrorKind, ValueLayout, ValueRef};

/// A value that stands at `range` of its container.
pub(super) struct Inner<'a> {
    pub(super) step: Step<'a>,
    pub(super) range: Range<usize>,
    pub(super) layout: &'a ValueLayout,
    pub(super) is_valid: bool,
    /// The value itself, where it is a scalar.
    text: String,
}

/// A slot of a container, and the bytes of it.
pub(super) struct Reference<'a> {
    pub(super) step: Step<'a>,
    pub(super) at: Range<usize>,
    pub(super) slot: LazySlot<'a>,
    pub(super) layout: &'a ValueLayout,
}

impl<'a> Walk<'a> {
    /// Follows a slot that is not null. Says what is wrong with it, as validation does: where values
    /// need more than the `budget` of bytes, those that follow are not gone into. `value` reads it
    /// whole.
    pub(super) fn follow(
        &mut self,
        region: Region<'a>,
        reference: Reference<'a>,
        budget: &mut Option<usize>,
        value: impl FnOnce() -> Result<ValueRef<'a>, Error>,
    ) -> Option<Inner<'a>> {
        let Reference { step, at, slot, layout } = reference;
        let bytes = match slot.bytes() {
            Ok(bytes) => bytes,
            Err(error) => {
                self.fault(region, at, step.of(error));
                return None;
            }
        };
        let left = (*budget)?.checked_sub(slot.span_size());
        *budget = left;
        let is_nested = layout.kind().is_nested();
        let value = if region.is_valid && is_nested { Ok(ValueRef::Null) } else { value() };
        let start = slot.value_offset();
        if left.is_some() && !bytes.is_empty() {
            let range = start..start + bytes.len();
            let is_valid = value.is_ok();
            let text = match value {
                _ if is_nested => String::new(),
                Ok(value) => scalar_text(layout, value),
                Err(error) => {
                    let at = match (error.kind(), error.offset()) {
                        (ErrorKind::Utf8, Some(at)) => at..at + 1,
                        _ => range.clone(),
                    };
                    self.fault(region, at, error);
                    broken_text(layout, bytes)
                }
            };
            return Some(Inner { step, range, layout, is_valid, text });
        }
        if let Err(error) = value {
            self.fault(region, at.clone(), error);
        }
        if left.is_none() {
            let error = Error::new(Problem::SharedBytes { offset: start });
            self.fault(region, at, step.of(error));
        }
        None
    }

    /// The rest of a container from `from` on: its values where they stand, and what is between
    /// them. `hidden` says what other values it has, if any.
    pub(super) fn values(
        &mut self,
        region: Region<'a>,
        from: usize,
        mut values: Vec<Inner<'a>>,
        hidden: Option<&str>,
    ) {
        values.sort_by_key(|value| value.range.start);
        let mut shown_to = from;
        let starts: Vec<usize> = (values.iter().skip(1).map(|value| value.range.start))
            .chain([region.bytes.len()])
            .collect();
        for (value, next) in values.into_iter().zip(starts) {
            let start = value.range.start;
            self.between(region, shown_to..start, hidden);
            if start < shown_to {
                let label = value.step.label();
                self.note(format!("{label} shares bytes with what stands in front of it:"));
            }
            let end = self.value(region, value, next);
            shown_to = shown_to.max(end);
        }
        self.between(region, shown_to..region.bytes.len(), hidden);
    }

    /// One value of a container, up to where its padding ends: before `next`.
    fn value(&mut self, region: Region<'a>, value: Inner<'a>, next: usize) -> usize {
        let Inner { step, range, layout, is_valid, text } = value;
        if layout.kind().is_nested() {
            let inner = region.part(range.clone(), is_valid);
            self.inside(step, |walk| walk.nested(inner, layout));
            return range.end;
        }
        let end = (range.start + layout.padded(range.len())).min(next).max(range.end);
        let text = format!("{}: {text}", step.label());
        self.part(region, range.start..end, end - range.end, Role::Value, text);
        end
    }

    fn between(&mut self, region: Region<'a>, range: Range<usize>, hidden: Option<&str>) {
        match hidden {
            _ if range.is_empty() => {}
            Some(hidden) => self.note(format!("... {} of {hidden}", count(range.len(), "byte"))),
            None => self.unused(region, range),
        }
    }
}
