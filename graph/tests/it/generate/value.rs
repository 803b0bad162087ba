//! Values of the types of a schema.

use serde_json::{Value as Json, json};

use super::super::vector::only;
use super::scalar::scalar;
use super::schema::{Schema, is_object};
use super::{Choices, Dialect, share};

/// What values that say of themselves what they are can be in every language.
const DYNAMIC: &[&str] =
    &["int64", "string", "bool", "float64", "binary", "date", "timestamp", "duration", "decimal"];

/// How many values there may be in a message before lists are empty and what can be null is.
const MOST: usize = 300;

pub(super) fn root(schema: &Schema, choices: &mut Choices<'_>) -> Json {
    let mut making = Making { schema, labelled: Vec::new(), count: 0 };
    let mut value = match choices.below(8) {
        0..6 => {
            let names = schema.names_of("struct");
            let name = *names.last().expect("a struct");
            making.said(choices, &json!({ "struct": name }), true, 0)
        }
        _ => making.any(choices, true, 0),
    };
    share::keep_referred(&mut value);
    value
}

struct Making<'a> {
    schema: &'a Schema,
    /// Labels of objects, with their types.
    labelled: Vec<(Json, usize)>,
    count: usize,
}

impl Making<'_> {
    /// A value that says of itself what it is.
    fn any(&mut self, choices: &mut Choices<'_>, tracked: bool, depth: usize) -> Json {
        let kinds = if depth < 3 { 12 } else { 8 };
        match choices.below(kinds) {
            0 => Json::Null,
            8 => self.said(choices, &json!({ "list": "any" }), tracked, depth),
            9 => self.said(choices, &json!({ "map": ["string", "any"] }), tracked, depth),
            10 | 11 => {
                let types = &self.schema.types;
                let declared = &types[choices.below(types.len())];
                let kind = declared["kind"].as_str().expect("a kind");
                // Of each value of an enum Python has one object, which it shares like others.
                let schema = self.schema;
                if schema.dialect == Dialect::Python && schema.tracked && kind == "enum" {
                    return Json::Null;
                }
                self.said(choices, &json!({ kind: declared["name"] }), tracked, depth)
            }
            _ => {
                let name = choices.pick(DYNAMIC);
                json!({ "t": name, "v": scalar(self.schema.dialect, choices, name) })
            }
        }
    }

    fn said(
        &mut self,
        choices: &mut Choices<'_>,
        declared: &Json,
        tracked: bool,
        depth: usize,
    ) -> Json {
        let mut value = self.place(choices, declared, tracked, depth);
        if value.get("$ref").is_some() {
            return value;
        }
        match value.get_mut("$id").map(Json::take) {
            Some(label) => json!({ "t": declared, "$id": label, "v": value["v"].take() }),
            None => json!({ "t": declared, "v": value }),
        }
    }

    /// A value in a place where objects are tracked or not.
    fn place(
        &mut self,
        choices: &mut Choices<'_>,
        declared: &Json,
        tracked: bool,
        depth: usize,
    ) -> Json {
        self.count += 1;
        if declared == "any" {
            return match depth > 4 || self.count > MOST {
                true => Json::Null,
                false => self.any(choices, tracked, depth + 1),
            };
        }
        if !(tracked && self.schema.tracked && is_object(declared)) {
            return self.value(choices, declared, depth);
        }
        if choices.one_in(4) {
            let same = self.labelled.iter().filter(|(of, _)| of == declared);
            let labels: Vec<usize> = same.map(|(_, label)| *label).collect();
            if !labels.is_empty() {
                return json!({ "$ref": choices.pick(&labels[labels.len().saturating_sub(200)..]) });
            }
        }
        if choices.one_in(3) {
            let label = self.labelled.len();
            self.labelled.push((declared.clone(), label));
            let value = self.value(choices, declared, depth);
            return json!({ "$id": label, "v": value });
        }
        self.value(choices, declared, depth)
    }

    fn value(&mut self, choices: &mut Choices<'_>, declared: &Json, depth: usize) -> Json {
        if let Some(name) = declared.as_str() {
            return scalar(self.schema.dialect, choices, name);
        }
        let (kind, of) = only(declared);
        match kind {
            "list" => (0..self.len(choices)).map(|_| self.element(choices, of, depth)).collect(),
            "set" => self.distinct(choices, of).into(),
            "map" => {
                let keys = self.distinct(choices, &of[0]);
                keys.into_iter()
                    .map(|key| json!([key, self.element(choices, &of[1], depth)]))
                    .collect()
            }
            "array" => {
                let name = of.as_str().expect("a number");
                (0..self.len(choices)).map(|_| scalar(self.schema.dialect, choices, name)).collect()
            }
            "optional" => self.element(choices, declared, depth),
            kind => self.user(choices, kind, of.as_str().expect("a name"), depth),
        }
    }

    /// What stands in a list or a map, where everything that can be shared is tracked.
    fn element(&mut self, choices: &mut Choices<'_>, declared: &Json, depth: usize) -> Json {
        self.nullable(choices, declared, true, depth)
    }

    fn nullable(
        &mut self,
        choices: &mut Choices<'_>,
        declared: &Json,
        tracked: bool,
        depth: usize,
    ) -> Json {
        match declared.get("optional") {
            Some(_) if depth > 6 || self.count > MOST || choices.one_in(3) => Json::Null,
            Some(inner) => self.place(choices, inner, tracked, depth + 1),
            None => self.place(choices, declared, tracked, depth + 1),
        }
    }

    fn user(&mut self, choices: &mut Choices<'_>, kind: &str, name: &str, depth: usize) -> Json {
        let declared = self.schema.declared(name);
        match kind {
            "enum" => {
                let values = declared["values"].as_array().expect("values");
                choices.pick(values)[0].clone()
            }
            "union" => {
                let cases = declared["cases"].as_object().expect("cases");
                let case = choices.below(cases.len());
                json!([case, self.value(choices, &cases[&case.to_string()], depth + 1)])
            }
            _ => {
                let fields = declared["fields"].as_array().expect("fields").iter();
                let fields = fields.map(|field| {
                    let tracked = field.get("ref").is_some();
                    let value = self.nullable(choices, &field["type"], tracked, depth);
                    (field["name"].as_str().expect("a name").to_owned(), value)
                });
                Json::Object(fields.collect())
            }
        }
    }

    fn len(&self, choices: &mut Choices<'_>) -> usize {
        let len = choices.len();
        if self.count > MOST { 0 } else { len }
    }

    fn distinct(&mut self, choices: &mut Choices<'_>, declared: &Json) -> Vec<Json> {
        let name = declared.as_str().expect("a scalar");
        let mut found: Vec<Json> = Vec::new();
        for _ in 0..self.len(choices) {
            let value = scalar(self.schema.dialect, choices, name);
            if !found.contains(&value) {
                found.push(value);
            }
        }
        found
    }
}
