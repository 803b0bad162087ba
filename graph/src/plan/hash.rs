//! The hash of a struct's schema, by which the same schema is told on both sides.

use std::fmt::Write as _;

use super::order;
use crate::schema::{Field, FieldKind, FieldType};
use crate::wire::murmur;

/// The low half of the first half of the hash of the schema's fingerprint.
pub(crate) fn schema_hash(fields: &[Field]) -> u32 {
    let (low, _) = murmur::hash(fingerprint(fields).as_bytes(), murmur::SEED);
    let [a, b, c, d, ..] = low.to_le_bytes();
    u32::from_le_bytes([a, b, c, d])
}

fn fingerprint(fields: &[Field]) -> String {
    let mut sorted: Vec<&Field> = fields.iter().collect();
    sorted.sort_by(|left, right| order::by_key(left, right));
    let mut text = String::new();
    for field in sorted {
        match field.tag_number() {
            Some(tag) => push(&mut text, format_args!("{tag},")),
            None => push(&mut text, format_args!("{},", order::key(field))),
        }
        let field_type = field.field_type();
        describe(field_type, field.is_tracked(), field_type.is_nullable(), &mut text);
        text.push(';');
    }
    text
}

fn push(text: &mut String, part: std::fmt::Arguments<'_>) {
    // Writing to a string cannot fail.
    let _ = text.write_fmt(part);
}

/// Of what is nested, neither nulls nor sharing count.
fn describe(field_type: &FieldType, tracked: bool, nullable: bool, text: &mut String) {
    let (tracked, nullable) = (u8::from(tracked), u8::from(nullable));
    let id = match field_type.kind() {
        FieldKind::Any | FieldKind::User(_) | FieldKind::Kind(_) => 0,
        FieldKind::Scalar(type_id) => type_id.id(),
        FieldKind::List(_) => 22,
        FieldKind::Set(_) => 23,
        FieldKind::Map(_) => 24,
    };
    push(text, format_args!("{id},{tracked},{nullable}"));
    match field_type.kind() {
        FieldKind::List(element) | FieldKind::Set(element) => {
            text.push('[');
            describe(element, false, false, text);
            text.push(']');
        }
        FieldKind::Map(entry) => {
            text.push('[');
            describe(&entry.0, false, false, text);
            text.push('|');
            describe(&entry.1, false, false, text);
            text.push(']');
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::{fingerprint, schema_hash};
    use crate::schema::{Field, FieldType};

    #[test]
    fn a_fingerprint_names_fields_by_tag_or_snake_case_and_nested_types_plainly() {
        let fields = [
            Field::new("camelCase", FieldType::list(FieldType::int32().nullable()).nullable()),
            Field::new("any", FieldType::string()).tag(7),
            Field::new("m", FieldType::map(FieldType::string(), FieldType::of("x.Y"))).tracked(),
        ];
        let wanted = "7,21,0,0;camel_case,22,0,1[5,0,0];m,24,1,0[21,0,0|0,0,0];";
        assert_eq!(fingerprint(&fields), wanted);
    }

    #[test]
    fn hashes_are_those_of_other_implementations() {
        let name = [Field::new("name", FieldType::string())];
        assert_eq!(schema_hash(&name).to_le_bytes(), [0xd8, 0xd5, 0x7b, 0x45]);
        assert_eq!(schema_hash(&[]).to_le_bytes(), [0x3a, 0xa1, 0xe9, 0x0b]);
    }
}
