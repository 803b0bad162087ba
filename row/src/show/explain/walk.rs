//! The walk over bytes that makes the lines of a dump.

use std::collections::BTreeSet;
use std::ops::Range;

use super::line::{Dumped, Line, Role, WIDTH};
use super::region::{Region, Step};
use super::words::{count, padding_text};
use crate::{Error, ValueLayout};

/// Lines of a dump, but for marks.
const MOST_LINES: usize = 1_000;

/// Marks behind that many lines.
const MOST_MARKS: usize = 100;

/// Lines of one value, or of bytes that are none.
const MOST_LINES_OF_VALUE: usize = 8;

/// What is wrong, and with which bytes of what is explained.
struct Fault {
    at: Range<usize>,
    error: Error,
}

/// The lines so far, and where the walk is.
#[derive(Default)]
pub(super) struct Walk<'a> {
    lines: Vec<Line<'a>>,
    is_cut: bool,
    marks_behind: usize,
    /// Faults whose bytes have not been shown yet.
    faults: Vec<Fault>,
    path: String,
    depth: usize,
    /// What the next line starts with, and the depth of it.
    lead: String,
    lead_depth: usize,
}

impl<'a> Walk<'a> {
    /// All lines.
    pub(super) fn finish(mut self) -> Vec<Line<'a>> {
        if self.is_cut {
            let text = format!("... more lines are not shown, the most are {MOST_LINES}");
            self.lines.push(Line::Note { indent: 0, text });
        }
        self.lines
    }

    /// Whether nothing in the region would be shown.
    pub(super) fn skips(&mut self, region: Region<'_>) -> bool {
        let skips = self.is_full() && region.is_valid;
        self.is_cut |= skips;
        skips
    }

    fn is_full(&self) -> bool {
        self.lines.len() >= MOST_LINES
    }

    /// Goes into a nested value with `inside`: lines are indented, but for the first one.
    pub(super) fn inside(&mut self, step: Step<'_>, inside: impl FnOnce(&mut Self)) {
        let path_len = self.path.len();
        if self.lead.is_empty() {
            self.lead_depth = self.depth;
        }
        self.lead += &format!("{}: ", step.label());
        match step {
            Step::Field(_) if path_len > 0 => self.path.push('.'),
            Step::Field(_) | Step::Element(_) => {}
        }
        match step {
            Step::Field(name) => self.path.push_str(name),
            Step::Element(index) => self.path += &format!("[{index}]"),
        }
        self.depth += 1;
        inside(self);
        self.depth -= 1;
        self.path.truncate(path_len);
        self.lead.clear();
    }

    /// Goes through a value that is made of others.
    pub(super) fn nested(&mut self, region: Region<'a>, layout: &'a ValueLayout) {
        if let Some(row) = layout.row() {
            self.row(region, row);
        } else if let Some(list) = layout.list() {
            self.list(region, list);
        } else if let Some(map) = layout.map() {
            self.map(region, map);
        } else if let Some(union) = layout.union() {
            self.union(region, union);
        }
    }

    /// Says that the bytes at `at` of `region` are wrong: they are marked when they are shown.
    pub(super) fn fault(&mut self, region: Region<'_>, at: Range<usize>, error: Error) {
        let error = error.inside(region.base);
        let error = if self.path.is_empty() { error } else { error.in_field(&self.path) };
        let at = region.base + at.start..region.base + at.end;
        self.faults.push(Fault { at, error });
    }

    /// How many faults are not marked yet.
    pub(super) fn fault_count(&self) -> usize {
        self.faults.len()
    }

    /// Marks the faults of a region that no line of it has, such as that it ends too early.
    pub(super) fn flush(&mut self, region: Region<'_>) {
        let end = region.base + region.bytes.len();
        let is_left =
            |at: &Range<usize>| (region.base..end).contains(&at.start) || *at == (end..end);
        for fault in self.take_faults(is_left) {
            self.mark(0..0, &fault.error);
        }
    }

    fn take_faults(&mut self, is_meant: impl Fn(&Range<usize>) -> bool) -> Vec<Fault> {
        self.faults.extract_if(.., |fault| is_meant(&fault.at)).collect()
    }

    fn mark(&mut self, at: Range<usize>, error: &Error) {
        if self.is_full() {
            self.marks_behind += 1;
        }
        if self.marks_behind <= MOST_MARKS {
            self.lines.push(Line::Mark { at, message: error.to_string() });
        }
    }

    /// One line: up to eight bytes, of which the last are padding.
    pub(super) fn line(
        &mut self,
        region: Region<'a>,
        range: Range<usize>,
        padding: usize,
        role: Role,
        text: String,
    ) {
        let (offset, bytes) = (region.base + range.start, &region.bytes[range]);
        let indent = if self.lead.is_empty() { self.depth } else { self.lead_depth };
        let text = std::mem::take(&mut self.lead) + &text;
        let on_line = offset..offset + bytes.len();
        let faults = self.take_faults(|at| on_line.contains(&at.start));
        let is_bad = !faults.is_empty();
        self.is_cut |= self.is_full();
        if !self.is_full() || (is_bad && self.marks_behind < MOST_MARKS) {
            self.lines.push(Line::Bytes(Dumped {
                offset,
                bytes,
                padding,
                indent,
                role,
                text,
                is_bad,
            }));
        }
        for fault in faults {
            let end = (fault.at.end - offset).min(bytes.len());
            self.mark(fault.at.start - offset..end, &fault.error);
        }
    }

    /// A line about what is not shown.
    pub(super) fn note(&mut self, text: String) {
        self.is_cut |= self.is_full();
        if !self.is_full() {
            self.lines.push(Line::Note { indent: self.depth, text });
        }
    }

    /// The lines of `range`, whose last bytes are padding: the first ones, the last one, and those
    /// that are at fault.
    pub(super) fn part(
        &mut self,
        region: Region<'a>,
        range: Range<usize>,
        padding: usize,
        role: Role,
        text: String,
    ) {
        if range.is_empty() {
            return;
        }
        let mut text = Some(text);
        let mut shown_to = range.start;
        for start in self.shown_starts(region, &range) {
            if start > shown_to {
                self.note(format!("... {}", count(start - shown_to, "more byte")));
            }
            let end = range.end.min(start + WIDTH);
            let padding = if end == range.end { padding } else { 0 };
            let padding_text = match padding {
                0 => None,
                padding => Some(padding_text(&region.bytes[end - padding..end])),
            };
            let texts: Vec<String> = text.take().into_iter().chain(padding_text).collect();
            self.line(region, start..end, padding, role, texts.join(", "));
            shown_to = end;
        }
    }

    /// Where the lines of `range` start that are shown.
    fn shown_starts(&self, region: Region<'_>, range: &Range<usize>) -> BTreeSet<usize> {
        let first = (range.start..range.end).step_by(WIDTH).take(MOST_LINES_OF_VALUE);
        let last = range.start + (range.len() - 1) / WIDTH * WIDTH;
        let at_fault = (self.faults.iter())
            .filter_map(|fault| fault.at.start.checked_sub(region.base))
            .filter(|at| range.contains(at))
            .map(|at| range.start + (at - range.start) / WIDTH * WIDTH);
        first.chain([last]).chain(at_fault).collect()
    }

    /// Bytes that no value has.
    pub(super) fn unused(&mut self, region: Region<'a>, range: Range<usize>) {
        let is_tail = range.end == region.bytes.len();
        let text = match (region.is_valid, is_tail) {
            (true, true) => format!("behind the last value: {}", count(range.len(), "byte")),
            (true, false) => format!("between values: {}", count(range.len(), "byte")),
            (false, _) => format!("not read: {}", count(range.len(), "byte")),
        };
        self.part(region, range, 0, Role::Unused, text);
    }
}
