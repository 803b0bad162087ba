//! The JSON of a vector as a value.

use bytes::Bytes;
use ferrow_graph::value::{
    Array, Duration, EnumValue, ExtValue, IntEncoding, StructValue, Timestamp, UnionValue,
};
use ferrow_graph::wire::{Decimal, TypeId};
use ferrow_graph::{Graph, Value};
use half::{bf16, f16};
use serde_json::Value as Json;

use super::{Types, hex, only, scalar};

/// Makes values of the types that a graph has.
pub(crate) struct Reading<'a> {
    pub(crate) types: &'a Types,
    pub(crate) graph: &'a Graph,
}

impl Reading<'_> {
    /// A value that says what it is.
    pub(crate) fn any(&self, json: &Json) -> Value {
        if json.is_null() {
            return Value::Null;
        }
        if let Some(label) = json.get("$ref") {
            return Value::Ref(label_of(label));
        }
        let value = self.declared(&json["t"], &json["v"]);
        match json.get("$id") {
            Some(label) => Value::shared(label_of(label), value),
            None => value,
        }
    }

    /// A value of a type that was told.
    pub(crate) fn declared(&self, declared: &Json, json: &Json) -> Value {
        if json.is_null() {
            return Value::Null;
        }
        if let Some(name) = declared.as_str() {
            return match name {
                "any" => self.any(json),
                name => plain(scalar(name), json),
            };
        }
        let (key, of) = only(declared);
        if key == "optional" || key == "ref" {
            return self.declared(of, json);
        }
        if let Some(object) = json.as_object() {
            if let Some(label) = object.get("$ref").filter(|_| object.len() == 1) {
                return Value::Ref(label_of(label));
            }
            if let Some(label) = object.get("$id") {
                return Value::shared(label_of(label), self.container(key, of, &json["v"]));
            }
        }
        self.container(key, of, json)
    }

    fn container(&self, key: &str, of: &Json, json: &Json) -> Value {
        let items = || json.as_array().expect("a list").iter();
        match key {
            "list" => Value::List(items().map(|item| self.declared(of, item)).collect()),
            "set" => Value::Set(items().map(|item| self.declared(of, item)).collect()),
            "map" => Value::Map(
                items()
                    .map(|pair| (self.declared(&of[0], &pair[0]), self.declared(&of[1], &pair[1])))
                    .collect(),
            ),
            "array" => Value::from(array(scalar(of.as_str().expect("a number")), json)),
            kind => self.user(kind, of.as_str().expect("a name"), json),
        }
    }

    fn user(&self, kind: &str, name: &str, json: &Json) -> Value {
        let registered = self.types.registered(name);
        match kind {
            "enum" => {
                let enum_type = self.graph.enum_type(registered.clone()).expect("is registered");
                let number = enum_type.number_of(json.as_str().expect("a name"));
                let number = number.expect("a value of the enum");
                Value::Enum(EnumValue { enum_type: Some(enum_type.clone()), number })
            }
            "struct" => {
                let struct_type =
                    self.graph.struct_type(registered.clone()).expect("is registered");
                let fields = self.types.get(name)["fields"].as_array().expect("fields").iter();
                let fields = fields.map(|field| {
                    let name = field["name"].as_str().expect("a name");
                    self.declared(&field["type"], json.get(name).unwrap_or(&Json::Null))
                });
                let fields: Vec<Value> = fields.collect();
                Value::from(StructValue::new(struct_type.clone(), fields))
            }
            "union" => {
                let case = json[0].as_u64().expect("a number");
                let declared = &self.types.get(name)["cases"][case.to_string()];
                Value::from(UnionValue {
                    name: Some(registered),
                    case: case.try_into().expect("32 bits"),
                    value: self.declared(declared, &json[1]),
                })
            }
            "ext" => {
                let value = plain(TypeId::VarInt32, json);
                Value::Ext(Box::new(ExtValue { name: registered, value }))
            }
            kind => panic!("a value of the kind {kind}"),
        }
    }
}

fn label_of(json: &Json) -> u32 {
    json.as_u64().and_then(|label| label.try_into().ok()).expect("a label")
}

fn int<T: std::str::FromStr>(json: &Json) -> T {
    // As it stands: JSON's numbers have more digits than a float.
    json.to_string().parse().ok().unwrap_or_else(|| panic!("{json} is no such integer"))
}

fn float(json: &Json) -> f64 {
    match json.as_str() {
        Some("NaN") => f64::NAN,
        Some("inf") => f64::INFINITY,
        Some("-inf") => f64::NEG_INFINITY,
        Some(other) => panic!("{other} is no float"),
        None => json.as_f64().expect("a float"),
    }
}

#[expect(clippy::cast_possible_truncation, reason = "vectors hold floats of their type")]
fn float32(json: &Json) -> f32 {
    float(json) as f32
}

fn plain(type_id: TypeId, json: &Json) -> Value {
    use IntEncoding::{Fixed, Tagged, Varint};
    let time = |json: &Json| -> (i64, u32) { (int(&json[0]), int(&json[1])) };
    match type_id {
        TypeId::Bool => Value::Bool(json.as_bool().expect("a bool")),
        TypeId::Int8 => Value::Int8(int(json)),
        TypeId::Int16 => Value::Int16(int(json)),
        TypeId::Int32 => Value::Int32(int(json), Fixed),
        TypeId::VarInt32 => Value::Int32(int(json), Varint),
        TypeId::Int64 => Value::Int64(int(json), Fixed),
        TypeId::VarInt64 => Value::Int64(int(json), Varint),
        TypeId::TaggedInt64 => Value::Int64(int(json), Tagged),
        TypeId::UInt8 => Value::UInt8(int(json)),
        TypeId::UInt16 => Value::UInt16(int(json)),
        TypeId::UInt32 => Value::UInt32(int(json), Fixed),
        TypeId::VarUInt32 => Value::UInt32(int(json), Varint),
        TypeId::UInt64 => Value::UInt64(int(json), Fixed),
        TypeId::VarUInt64 => Value::UInt64(int(json), Varint),
        TypeId::TaggedUInt64 => Value::UInt64(int(json), Tagged),
        TypeId::Float16 => Value::Float16(f16::from_f64(float(json))),
        TypeId::BFloat16 => Value::BFloat16(bf16::from_f64(float(json))),
        TypeId::Float32 => Value::Float32(float32(json)),
        TypeId::Float64 => Value::Float64(float(json)),
        TypeId::String => Value::from(json.as_str().expect("text")),
        TypeId::Binary => Value::Binary(Bytes::from(hex(json.as_str().expect("hex")))),
        TypeId::Date => Value::Date(int(json)),
        TypeId::Timestamp => {
            let (seconds, nanos) = time(json);
            Value::from(Timestamp { seconds, nanos })
        }
        TypeId::Duration => {
            let (seconds, nanos) = time(json);
            Value::from(Duration { seconds, nanos })
        }
        TypeId::Decimal => {
            let digits = json["unscaled"].as_str().expect("digits");
            let (negative, digits) = match digits.strip_prefix('-') {
                Some(digits) => (true, digits),
                None => (false, digits),
            };
            let decimal = Decimal::from_digits(negative, digits, int(&json["scale"]));
            Value::from(decimal.expect("a decimal"))
        }
        type_id => panic!("a plain value of {type_id}"),
    }
}

fn array(element: TypeId, json: &Json) -> Array {
    let items = json.as_array().expect("a list").iter();
    match element {
        TypeId::Bool => items.map(|it| it.as_bool().expect("a bool")).collect::<Vec<_>>().into(),
        TypeId::Int8 => items.map(int::<i8>).collect::<Vec<_>>().into(),
        TypeId::Int16 => items.map(int::<i16>).collect::<Vec<_>>().into(),
        TypeId::VarInt32 => items.map(int::<i32>).collect::<Vec<_>>().into(),
        TypeId::VarInt64 => items.map(int::<i64>).collect::<Vec<_>>().into(),
        TypeId::UInt8 => items.map(int::<u8>).collect::<Vec<_>>().into(),
        TypeId::UInt16 => items.map(int::<u16>).collect::<Vec<_>>().into(),
        TypeId::VarUInt32 => items.map(int::<u32>).collect::<Vec<_>>().into(),
        TypeId::VarUInt64 => items.map(int::<u64>).collect::<Vec<_>>().into(),
        TypeId::Float16 => items.map(|it| f16::from_f64(float(it))).collect::<Vec<_>>().into(),
        TypeId::BFloat16 => items.map(|it| bf16::from_f64(float(it))).collect::<Vec<_>>().into(),
        TypeId::Float32 => items.map(float32).collect::<Vec<_>>().into(),
        TypeId::Float64 => items.map(float).collect::<Vec<_>>().into(),
        element => panic!("an array of {element}"),
    }
}
