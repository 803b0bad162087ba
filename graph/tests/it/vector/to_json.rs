//! A value as the JSON of a vector, in a form in which equal values are equal.

use std::collections::BTreeMap;

use ferrow_graph::value::{Array, UnionValue};
use ferrow_graph::{Value, wire::TypeId};
use serde_json::{Value as Json, json};

use super::Types;

/// A value in words: bytes, floats and numbers by their text, entries of sets and maps sorted,
/// labels by the order in which objects are met, and labelled objects where they are met first.
pub(crate) fn normal<'a>(value: &'a Value, types: &'a Types) -> Json {
    let mut normal = Normal { types, objects: BTreeMap::new(), labels: BTreeMap::new() };
    normal.collect(value);
    normal.value(value)
}

struct Normal<'a> {
    types: &'a Types,
    objects: BTreeMap<u32, &'a Value>,
    labels: BTreeMap<u32, usize>,
}

impl<'a> Normal<'a> {
    fn collect(&mut self, value: &'a Value) {
        match value {
            Value::Shared(shared) => {
                self.objects.insert(shared.0, &shared.1);
                self.collect(&shared.1);
            }
            Value::List(values) | Value::Set(values) => {
                values.iter().for_each(|value| self.collect(value));
            }
            Value::Map(pairs) => pairs.iter().for_each(|(key, value)| {
                self.collect(key);
                self.collect(value);
            }),
            Value::Struct(found) => found.fields().iter().for_each(|value| self.collect(value)),
            Value::Union(found) => self.collect(&found.value),
            _ => {}
        }
    }

    fn value(&mut self, value: &Value) -> Json {
        match value {
            Value::Null | Value::None => Json::Null,
            Value::Shared(shared) => self.object(shared.0),
            Value::Ref(label) => self.object(*label),
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

    fn object(&mut self, label: u32) -> Json {
        if let Some(met) = self.labels.get(&label) {
            return json!({ "$ref": met });
        }
        let number = self.labels.len();
        self.labels.insert(label, number);
        let object = self.objects.get(&label).copied().map(|object| self.value(object));
        json!({ "$id": number, "v": object })
    }
}

fn array_text(array: &Array) -> String {
    format!("{array:?}")
}
