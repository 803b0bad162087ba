//! The order in which the values of fields stand.

use std::cmp::{Ordering, Reverse};

use crate::schema::{Field, FieldKind, snake_case};
use crate::wire::TypeId;
use crate::wire::type_meta::FieldKey;

/// What a field is matched and sorted by.
pub(crate) fn key(field: &Field) -> FieldKey {
    match field.tag_number() {
        Some(tag) => FieldKey::Tag(tag),
        None => FieldKey::Name(snake_case(field.name()).into()),
    }
}

/// Fields with tags first, by number; then names.
pub(crate) fn by_key(left: &Field, right: &Field) -> Ordering {
    key(left).cmp(&key(right)).then_with(|| left.name().cmp(right.name()))
}

/// The ordinals of the fields in the order of their values: primitives, fixed and wide ones first;
/// primitives that may be null; all others.
pub(crate) fn wire_order(fields: &[Field]) -> Vec<usize> {
    let mut order: Vec<usize> = (0..fields.len()).collect();
    order.sort_by(|left, right| {
        let (left, right) = (&fields[*left], &fields[*right]);
        group(left).cmp(&group(right)).then_with(|| by_key(left, right))
    });
    order
}

fn group(field: &Field) -> (u8, bool, Reverse<usize>, u8) {
    match field.field_type().kind() {
        FieldKind::Scalar(type_id) if type_id.is_primitive() => {
            let nullable = u8::from(field.field_type().is_nullable());
            (nullable, type_id.is_compressed(), Reverse(type_id.width()), type_id.id())
        }
        _ => (2, false, Reverse(0), TypeId::Unknown.id()),
    }
}
