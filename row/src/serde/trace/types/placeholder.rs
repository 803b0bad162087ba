//! The values that a type is traced with. Many types take not just any text or number, so there are
//! several, tried one after another.

use crate::serde::trace::node::{Node, Shape};

/// Whole numbers: 1 is in the most ranges.
pub(super) const NUMBERS: &[u8] = &[1, 0, 2];

/// Text: of dates, times, addresses, versions and ids, as the usual crates parse them.
pub(super) const TEXTS: &[&str] = &[
    "",
    "1",
    "a",
    "2000-01-01",
    "2000-01-01T00:00:00",
    "2000-01-01T00:00:00Z",
    "2000-01-01T00:00:00+00:00[UTC]",
    "00:00:00",
    "PT1S",
    "UTC",
    "127.0.0.1",
    "::1",
    "127.0.0.1:80",
    "00000000-0000-0000-0000-000000000000",
    "http://localhost/",
    "1.0.0",
];

/// The placeholder for text at `node`.
pub(super) fn text(node: &Node) -> &'static str {
    TEXTS.get(node.refused).copied().unwrap_or_default()
}

/// The placeholder for a number at `node`.
pub(super) fn number(node: &Node) -> u8 {
    NUMBERS.get(node.refused).copied().unwrap_or_default()
}

/// Whether what stands at `node` may take another placeholder than the one it was given.
pub(super) fn has_another(node: &Node) -> bool {
    let all = match node.shape {
        Shape::Text => TEXTS.len(),
        Shape::Number(_) => NUMBERS.len(),
        _ => 0,
    };
    node.refused + 1 < all
}
