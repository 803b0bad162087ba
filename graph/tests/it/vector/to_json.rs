//! A value as the JSON of a vector, in a form in which equal values are equal.

use std::collections::BTreeMap;

use ferrow_graph::value::{Array, UnionValue};
use ferrow_graph::{Value, wire::TypeId};
use serde_json::{Value as Json, json};

use super::Types;

/// A value in words: bytes, floats and numbers by their text, entries of sets and maps sorted,
/// labels by the order in which objects are met.
///
/// Which integer a value is counts where `strict` is set: vectors of Python know but one.
pub(crate) fn normal(value: &Value, types: &Types) -> Json {
    Normal { types, labels: BTreeMap::new() }.value(value)
}

struct Normal<'a> {
    types: &'a Types,
    labels: BTreeMap<u32, usize>,
}

impl Normal<'_> {
    fn value(&mut self, value: &Value) -> Json {
        match value {
            Value::Null | Value::None => Json::Null,
            Value::Shared(shared) => {
                let label = self.label(shared.0);
                json!({ "$id": label, "v": self.value(&shared.1) })
            }
            Value::Ref(label) => json!({ "$ref": self.label(*label) }),
            Value::List(values) => {
                json!({ "list": values.iter().map(|it| self.value(it)).collect::<Vec<_>>() })
            }
            Value::Set(values) => {
                let mut values: Vec<Json> = values.iter().map(|it| self.value(it)).collect();
                values.sort_by_key(Json::to_string);
                json!({ "set": values })
            }
            Value::Map(pairs) => {
                let pairs = pairs.iter().map(|(key, value)| {
                    let key = self.value(key);
                    json!([key, self.value(value)])
                });
                let mut pairs: Vec<Json> = pairs.collect();
                pairs.sort_by_key(|pair| pair[0].to_string());
                json!({ "map": pairs })
            }
            Value::Enum(value) => json!({ "enum": value.name() }),
            Value::Struct(value) => {
                let name = self.types.name_of(value.struct_type().name()).to_owned();
                let fields = value.struct_type().fields().iter().zip(value.fields());
                let fields =
                    fields.map(|(field, value)| (field.name().to_owned(), self.value(value)));
                let fields: serde_json::Map<String, Json> = fields.collect();
                json!({ "struct": name, "fields": fields })
            }
            Value::Union(value) => {
                let UnionValue { name, case, value } = &**value;
                let name = name.as_ref().map(|name| self.types.name_of(name).to_owned());
                json!({ "union": name, "case": case, "v": self.value(value) })
            }
            Value::Ext(value) => {
                let name = self.types.name_of(&value.name).to_owned();
                json!({ "ext": name, "v": self.value(&value.value) })
            }
            Value::Array(array) => json!({ "array": array_text(array) }),
            Value::Decimal(decimal) => {
                let sign = if decimal.is_negative() { "-" } else { "" };
                json!({ "decimal": format!("{sign}{}", decimal.digits()), "scale": decimal.scale() })
            }
            Value::String(text) => json!({ "string": text.as_str() }),
            value => {
                let type_id = value.type_id().unwrap_or(TypeId::Unknown);
                json!({ type_id.name(): format!("{value:?}") })
            }
        }
    }

    fn label(&mut self, label: u32) -> usize {
        let next = self.labels.len();
        *self.labels.entry(label).or_insert(next)
    }
}

fn array_text(array: &Array) -> String {
    format!("{array:?}")
}
