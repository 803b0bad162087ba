//! Whether a type was seen whole.

use crate::serde::trace::members::Variants;
use crate::serde::trace::node::{Node, Shape};

/// Whether every variant of every enum at and inside `node` was visited.
pub(super) fn is_complete(node: &Node) -> bool {
    match &node.shape {
        Shape::List(element) => is_complete(element),
        Shape::Tuple(elements) => elements.iter().all(is_complete),
        Shape::Struct(fields) => fields.fields.iter().all(|field| is_complete(&field.node)),
        Shape::Map(entry) => is_complete(&entry.0) && is_complete(&entry.1),
        Shape::Enum(variants) => next_variant(variants).is_none(),
        _ => true,
    }
}

/// The first variant that was not visited whole.
pub(super) fn next_variant(variants: &Variants) -> Option<usize> {
    variants.0.iter().position(|variant| !variant.visited || !is_complete(&variant.node))
}
