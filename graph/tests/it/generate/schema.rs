//! Types that refer to each other.

use ferrow_graph::{Graph, Limits, Texts};
use serde_json::{Value as Json, json};

use super::super::vector::{Types, Vector};
use super::{Choices, Dialect, value};

pub(super) const SCALARS: &[&str] = &[
    "int64",
    "string",
    "bool",
    "float64",
    "int8",
    "int16",
    "int32",
    "fixed_int32",
    "fixed_int64",
    "tagged_int64",
    "uint8",
    "uint16",
    "uint32",
    "fixed_uint32",
    "uint64",
    "fixed_uint64",
    "tagged_uint64",
    "float16",
    "bfloat16",
    "float32",
    "binary",
    "date",
    "timestamp",
    "duration",
    "decimal",
];

/// What may be a key, or stand in a set: equal values are equal in every language.
const KEYS: &[&str] = &[
    "string",
    "int64",
    "bool",
    "int8",
    "int16",
    "int32",
    "fixed_int32",
    "fixed_int64",
    "tagged_int64",
    "uint8",
    "uint16",
    "uint32",
    "fixed_uint32",
    "uint64",
    "fixed_uint64",
    "tagged_uint64",
    "binary",
    "date",
    "timestamp",
    "duration",
];

const ARRAYS: &[&str] = &[
    "int64", "bool", "int8", "int16", "int32", "uint8", "uint16", "uint32", "uint64", "float16",
    "bfloat16", "float32", "float64",
];

/// Types, and how messages of them are written.
#[derive(Debug)]
pub(crate) struct Schema {
    pub(super) dialect: Dialect,
    pub(crate) tracked: bool,
    pub(crate) compatible: bool,
    /// Those that are referred to stand before those that refer to them.
    pub(crate) types: Vec<Json>,
}

impl Schema {
    /// A schema of one to four structs, with the enums and unions that they need.
    pub(crate) fn new(dialect: Dialect, choices: &mut Choices<'_>) -> Self {
        let (tracked, compatible) = (choices.one_in(2), choices.one_in(2));
        let mut schema = Self { dialect, tracked, compatible, types: Vec::new() };
        for number in 0..choices.below(3) {
            let name = format!("E{number}");
            let declared = schema.enumeration(choices, &name);
            schema.types.push(declared);
        }
        for number in 0..choices.below(4) / 2 {
            let name = format!("U{number}");
            let declared = schema.union(choices, &name);
            schema.types.push(declared);
        }
        for number in 0..=choices.below(4) {
            let name = format!("S{number}");
            let declared = schema.structure(choices, &name);
            schema.types.push(declared);
        }
        schema
    }

    /// One without types.
    pub(crate) fn plain() -> Self {
        let (tracked, compatible) = (false, false);
        Self { dialect: Dialect::Full, tracked, compatible, types: Vec::new() }
    }

    /// The types as those of a vector.
    pub(crate) fn types(&self) -> Types {
        self.vector().types()
    }

    pub(crate) fn graph(&self, texts: Texts) -> Graph {
        self.graph_within(Limits::default(), texts)
    }

    pub(crate) fn graph_within(&self, limits: Limits, texts: Texts) -> Graph {
        self.vector().graph_within(limits, &self.types(), texts)
    }

    /// A graph of the same types but for structs.
    pub(crate) fn stranger(&self, texts: Texts) -> Graph {
        self.vector().graph(&self.types().without_structs(), texts)
    }

    /// Whether there are structs whose definitions do not travel, and types that go with structs.
    pub(crate) fn is_hidden(&self) -> bool {
        self.types.iter().any(|it| it.get("evolving").is_some() || it["kind"] == "union")
    }

    fn vector(&self) -> Vector {
        let config = json!({ "ref": self.tracked, "compatible": self.compatible });
        Vector::of_types("a random schema", json!({ "config": config, "types": self.types }))
    }

    /// A value of any kind, mostly a struct.
    pub(crate) fn value(&self, choices: &mut Choices<'_>) -> Json {
        value::root(self, choices)
    }

    pub(super) fn declared(&self, name: &str) -> &Json {
        self.types.iter().find(|declared| declared["name"] == name).expect("a type of the schema")
    }

    pub(super) fn names_of(&self, kind: &str) -> Vec<&str> {
        let of_kind = self.types.iter().filter(|declared| declared["kind"] == kind);
        of_kind.filter_map(|declared| declared["name"].as_str()).collect()
    }

    /// The number or the name that a type is registered as.
    fn register(&self, choices: &mut Choices<'_>, mut declared: Json) -> Json {
        let number = self.types.len() + 1;
        // Python writes no value of a union or a type with code where definitions have its name.
        let by_number = self.dialect == Dialect::Python
            && self.compatible
            && ["union", "ext"].iter().any(|kind| declared["kind"] == *kind);
        match choices.below(if by_number { 3 } else { 6 }) {
            0..3 => {
                let large = [1, 10, 1000, 50_000][choices.below(4)];
                declared["id"] = (number * large + 100 * number).into();
            }
            form => {
                // Python fails to write namespaces with capitals into definitions, and hashes long
                // names elsewhere in a way of its own.
                let (spaces, names): (&[&str], &[&str]) = match (self.dialect, self.compatible) {
                    (Dialect::Full, _) => (
                        &["", "Shop.", "app.Models.", "a_rather_long.package_of.Types.", "größe."],
                        &["Item", "OrderLine", "AMuchLongerNameThanOthers"],
                    ),
                    (Dialect::Python, true) => (
                        &["", "shop.", "app.models.", "a_rather_long.package_of.types.", "v2."],
                        &["Item", "OrderLine", "AMuchLongerNameThanOthers"],
                    ),
                    (Dialect::Python, false) => {
                        (&["", "Shop.", "app.Models.", "v2."], &["Item", "OrderLine", "HTTPServer"])
                    }
                };
                let name = names[form - 3];
                declared["reg_name"] = format!("{}{name}{number}", choices.pick(spaces)).into();
            }
        }
        declared
    }

    fn enumeration(&self, choices: &mut Choices<'_>, name: &str) -> Json {
        let values = (0..=choices.below(5)).map(|number| json!([format!("V{number}"), number]));
        let values: Vec<Json> = values.collect();
        self.register(choices, json!({ "kind": "enum", "name": name, "values": values }))
    }

    fn union(&self, choices: &mut Choices<'_>, name: &str) -> Json {
        let cases = (0..=choices.below(4)).map(|case| {
            let of = match choices.below(4) {
                0 => json!({ "list": choices.pick(SCALARS) }),
                _ => json!(choices.pick(SCALARS)),
            };
            (case.to_string(), of)
        });
        let cases: serde_json::Map<String, Json> = cases.collect();
        self.register(choices, json!({ "kind": "union", "name": name, "cases": cases }))
    }

    fn structure(&self, choices: &mut Choices<'_>, name: &str) -> Json {
        let tags = choices.one_in(4);
        let fields = (0..=choices.below(12)).map(|number| {
            let mut field = json!({ "name": self.field_name(choices, number) });
            let inner = self.field_type(choices, 2);
            let is_object = is_object(&inner);
            field["type"] = match choices.one_in(3) && inner != "any" {
                true => json!({ "optional": inner }),
                false => inner,
            };
            if is_object && choices.one_in(2) {
                field["ref"] = true.into();
            }
            self.say_how(choices, &mut field);
            field
        });
        let mut fields: Vec<Json> = fields.collect();
        if tags {
            for (number, field) in fields.iter_mut().enumerate() {
                field["tag"] = (number * 11).into();
            }
        }
        if self.tracked && choices.one_in(3) {
            let itself = json!({ "optional": { "struct": name } });
            let mut field = json!({ "name": "next_one", "type": itself, "ref": true });
            if !self.compatible {
                field["dynamic"] = choices.one_in(2).into();
            }
            if tags {
                field["tag"] = 5.into();
            }
            fields.push(field);
        }
        let mut declared = json!({ "kind": "struct", "name": name, "fields": fields });
        if choices.one_in(8) {
            declared["evolving"] = false.into();
        }
        self.register(choices, declared)
    }

    /// Whether a field's structs say what they are.
    ///
    /// Where nothing is said of it, Python has those say it that are registered by a name, and other
    /// implementations have not.
    fn say_how(&self, choices: &mut Choices<'_>, field: &mut Json) {
        let of = field["type"].get("optional").unwrap_or(&field["type"]);
        let named = of
            .get("struct")
            .and_then(Json::as_str)
            .is_some_and(|name| self.declared(name).get("reg_name").is_some());
        if named && !self.compatible {
            field["dynamic"] = choices.one_in(2).into();
        }
    }

    fn field_type(&self, choices: &mut Choices<'_>, depth: usize) -> Json {
        let nested = |choices: &mut Choices<'_>| self.element_type(choices, depth - 1);
        match choices.below(16) {
            8 | 9 if depth > 0 => json!({ "list": nested(choices) }),
            10 if depth > 0 => json!({ "set": self.key_type(choices) }),
            11 | 12 if depth > 0 => {
                let key = self.key_type(choices);
                json!({ "map": [key, nested(choices)] })
            }
            13 => json!({ "array": choices.pick(ARRAYS) }),
            14 => self.user(choices).unwrap_or_else(|| json!("string")),
            15 => json!("any"),
            _ => json!(choices.pick(SCALARS)),
        }
    }

    fn element_type(&self, choices: &mut Choices<'_>, depth: usize) -> Json {
        let inner = self.field_type(choices, depth);
        match choices.one_in(4) && inner != "any" {
            true => json!({ "optional": inner }),
            false => inner,
        }
    }

    fn key_type(&self, choices: &mut Choices<'_>) -> Json {
        json!(choices.pick(KEYS))
    }

    /// Names of all lengths, with all characters that make a difference to how they are packed.
    fn field_name(&self, choices: &mut Choices<'_>, number: usize) -> String {
        // Python cannot pack other letters than those of ASCII.
        let letters: &[&str] = match self.dialect {
            Dialect::Python => &["f", "value_of", "x9", "a_name_with_many_words_in_it", "_private"],
            Dialect::Full => &["f", "x9", "a_name_with_many_words_in_it", "_private", "größe", "é"],
        };
        format!("{}_{number}", choices.pick(letters))
    }

    fn user(&self, choices: &mut Choices<'_>) -> Option<Json> {
        let declared = match self.types.len() {
            0 => return None,
            len => &self.types[choices.below(len)],
        };
        // Python cannot read what it writes of these, which is what others write, too.
        let fixed = declared.get("evolving").is_some() && self.compatible;
        if fixed && self.dialect == Dialect::Python {
            return None;
        }
        let kind = declared["kind"].as_str().expect("a kind");
        Some(json!({ kind: declared["name"] }))
    }
}

/// What can be shared.
pub(super) fn is_object(declared: &Json) -> bool {
    let keys = ["list", "set", "map", "struct"];
    declared.as_object().is_some_and(|it| keys.iter().any(|key| it.contains_key(*key)))
}
