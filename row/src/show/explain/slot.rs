//! What a slot says.

use super::words::{count, is_zero};
use crate::standard::{self, Span};
use crate::{Error, Kind, Storage, ValueLayout, ValueRef};

/// Characters of a text and bytes of a binary value on a line.
const MOST_OF_VALUE: usize = 40;

/// A slot of a row or a list.
pub(super) struct Slot<'a> {
    pub(super) bytes: &'a [u8],
    pub(super) layout: &'a ValueLayout,
    pub(super) is_null: bool,
}

impl Slot<'_> {
    /// What stands in the slot, in a container that starts at `base`; `value` reads a scalar.
    pub(super) fn text<'a>(
        &self,
        base: usize,
        value: impl FnOnce() -> Result<ValueRef<'a>, Error>,
    ) -> String {
        if self.is_null {
            return noted("null".to_owned(), "the slot is not zero", !is_zero(self.bytes));
        }
        if self.layout.storage() == Storage::Span {
            return span_text(Span::from_slot(standard::load(self.bytes, 0)), base, self.layout);
        }
        if self.layout.kind().is_nested() {
            return count(self.bytes.len(), "byte");
        }
        let rest = &self.bytes[self.layout.width()..];
        let text = value().map_or_else(|error| error.to_string(), |v| scalar_text(self.layout, v));
        noted(text, "the rest of the slot is not zero", !is_zero(rest))
    }
}

fn noted(text: String, note: &str, is_so: bool) -> String {
    if is_so { format!("{text}, {note}") } else { text }
}

fn span_text(span: Span, base: usize, layout: &ValueLayout) -> String {
    let offset = span.offset as usize;
    let place = match base {
        0 => format!("at {offset}"),
        base => format!("at {} ({base} + {offset})", base.saturating_add(offset)),
    };
    match (span.size, layout.kind()) {
        (0, Kind::Utf8) => format!("\"\", no bytes {place}"),
        (0, _) => format!("no bytes {place}"),
        (size, _) => format!("{} {place}", count(size as usize, "byte")),
    }
}

/// A scalar on a line of a dump, cut where it is long.
pub(super) fn scalar_text(layout: &ValueLayout, value: ValueRef<'_>) -> String {
    format!("{:.MOST_OF_VALUE$}", layout.display(value))
}

/// Bytes that are not the value that they should be.
pub(super) fn broken_text(layout: &ValueLayout, bytes: &[u8]) -> String {
    let cut = bytes.len() > MOST_OF_VALUE;
    match layout.kind() {
        Kind::Utf8 => {
            let shown = &bytes[..bytes.len().min(MOST_OF_VALUE)];
            format!("\"{}\"{}", shown.escape_ascii(), if cut { "…" } else { "" })
        }
        _ => scalar_text(layout, ValueRef::Binary(bytes)),
    }
}
