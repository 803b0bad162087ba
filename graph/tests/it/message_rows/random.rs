//! Random structs, and values of them.

use ferrow_graph::schema::{EnumType, Field, FieldKind, FieldType, StructType, UnionType};
use ferrow_graph::value::{
    Array, Duration, EnumValue, IntEncoding, StructValue, Timestamp, UnionValue,
};
use ferrow_graph::wire::{Decimal, TypeId};
use ferrow_graph::{Builder, Graph, Value};
use std::sync::Arc;

use crate::sampling::Random;

/// A root, and what it is made of.
pub(super) struct Types {
    pub(super) root: StructType,
    inner: StructType,
    fixed: StructType,
}

const SCALARS: [TypeId; 25] = [
    TypeId::Bool,
    TypeId::Int8,
    TypeId::Int16,
    TypeId::Int32,
    TypeId::VarInt32,
    TypeId::Int64,
    TypeId::VarInt64,
    TypeId::TaggedInt64,
    TypeId::UInt8,
    TypeId::UInt16,
    TypeId::UInt32,
    TypeId::VarUInt32,
    TypeId::UInt64,
    TypeId::VarUInt64,
    TypeId::TaggedUInt64,
    TypeId::Float16,
    TypeId::BFloat16,
    TypeId::Float32,
    TypeId::Float64,
    TypeId::String,
    TypeId::Binary,
    TypeId::Date,
    TypeId::Timestamp,
    TypeId::Duration,
    TypeId::Decimal,
];

impl Types {
    pub(super) fn new(seed: u64) -> Self {
        let mut random = Random::new(seed);
        let names = match random.below(2) {
            0 => ["t.Inner", "t.Fixed", "t.Root"].map(ferrow_graph::wire::TypeName::from),
            _ => [1, 2, 3].map(ferrow_graph::wire::TypeName::Id),
        };
        let [inner, fixed, root] = names;
        let mut fields = |mut structure: StructType, users: &[FieldType], count: usize| {
            for at in 0..count {
                let mut field_type = field_type(&mut random, users, 2);
                if random.below(3) == 0 {
                    field_type = field_type.nullable();
                }
                let mut field = Field::new(&format!("f{at}"), field_type);
                if random.below(5) == 0 {
                    field = field.tag(u32::try_from(at).expect("few fields"));
                }
                if random.below(4) == 0 {
                    field = field.tracked();
                }
                if random.below(6) == 0 {
                    field = field.dynamic();
                }
                structure = structure.with(field);
            }
            structure
        };
        let inner = fields(StructType::new(inner), &[], 4);
        let fixed = fields(StructType::new(fixed).not_evolving(), &[], 3);
        let users = [
            FieldType::of(inner.name().clone()),
            FieldType::of(fixed.name().clone()),
            FieldType::of("t.Color"),
            FieldType::of("t.Shape"),
        ];
        let root = fields(StructType::new(root), &users, 9);
        Self { root, inner, fixed }
    }

    pub(super) fn register(&self, builder: Builder) -> Builder {
        let color = EnumType::new("t.Color").value("Red", 0).value("Green", 5).value("Blue", 300);
        let shape = UnionType::new("t.Shape")
            .case(0, FieldType::int32())
            .case(3, FieldType::string())
            .case(7, FieldType::list(FieldType::float64()))
            .case(9, FieldType::of(self.inner.name().clone()))
            .case(127, FieldType::of("t.Color"));
        builder
            .structure(self.root.clone())
            .structure(self.inner.clone())
            .structure(self.fixed.clone())
            .enumeration(color)
            .union(shape)
    }
}

fn field_type(random: &mut Random, users: &[FieldType], depth: usize) -> FieldType {
    let nullable = |random: &mut Random, field_type: FieldType| match random.below(3) {
        0 => field_type.nullable(),
        _ => field_type,
    };
    let nested = if depth == 0 { 0 } else { 5 };
    match random.below(6 + nested + if users.is_empty() { 0 } else { 3 }) {
        0..=4 => FieldType::scalar(SCALARS[random.below(SCALARS.len())]),
        5 => {
            let arrays = SCALARS.into_iter().filter_map(TypeId::array);
            let arrays: Vec<TypeId> = arrays.collect();
            FieldType::scalar(arrays[random.below(arrays.len())])
        }
        6 | 7 if depth > 0 => {
            let element = field_type(random, users, depth - 1);
            FieldType::list(nullable(random, element))
        }
        8 if depth > 0 => FieldType::set(field_type(random, users, depth - 1)),
        9 | 10 if depth > 0 => {
            let keys = [TypeId::String, TypeId::VarInt32, TypeId::Int64, TypeId::UInt16];
            let key = FieldType::scalar(keys[random.below(keys.len())]);
            let value = field_type(random, users, depth - 1);
            FieldType::map(key, nullable(random, value))
        }
        _ => users[random.below(users.len())].clone(),
    }
}

/// A value of the struct.
pub(super) fn struct_value(seed: u64, graph: &Graph, structure: &Arc<StructType>) -> Value {
    structure_of(&mut Random::new(seed), graph, structure)
}

fn structure_of(random: &mut Random, graph: &Graph, structure: &Arc<StructType>) -> Value {
    let fields = structure.fields().iter().map(|field| value(random, graph, field.field_type(), 1));
    Value::from(StructValue::new(structure.clone(), fields.collect::<Vec<_>>()))
}

/// A value in others that are together `size` at most.
fn value(random: &mut Random, graph: &Graph, field_type: &FieldType, size: usize) -> Value {
    if field_type.is_nullable() && random.below(3) == 0 {
        return Value::Null;
    }
    // Some maps have more entries than a chunk.
    let len = if random.below(40) == 0 { 300 } else { random.below(4) };
    let len = if size > 300 { len.min(1) } else { len };
    let size = size * len.max(1);
    match field_type.kind() {
        FieldKind::Scalar(type_id) => scalar(random, *type_id),
        FieldKind::List(element) => {
            Value::List((0..len).map(|_| value(random, graph, element, size)).collect())
        }
        FieldKind::Set(element) => {
            Value::Set((0..len).map(|_| value(random, graph, element, size)).collect())
        }
        FieldKind::Map(entry) => {
            let mut entries: Vec<(Value, Value)> = Vec::new();
            for _ in 0..len {
                let key = value(random, graph, &entry.0, size);
                if entries.iter().all(|(found, _)| *found != key) {
                    entries.push((key, value(random, graph, &entry.1, size)));
                }
            }
            Value::Map(entries)
        }
        FieldKind::User(name) => {
            if let Some(structure) = graph.struct_type(name.clone()) {
                return structure_of(random, graph, structure);
            }
            if let Some(enum_type) = graph.enum_type(name.clone()) {
                let values: Vec<u32> = enum_type.values().map(|(_, number)| number).collect();
                let (enum_type, number) =
                    (Some(enum_type.clone()), values[random.below(values.len())]);
                return Value::Enum(EnumValue { enum_type, number });
            }
            let union = graph.union_type(name.clone()).expect("a registered type");
            let (case, field_type) = &union.cases()[random.below(union.cases().len())];
            let value = match random.below(5) {
                0 => Value::Null,
                _ => value(random, graph, field_type, size),
            };
            let name = Some(union.name().clone());
            Value::Union(Box::new(UnionValue { name, case: *case, value }))
        }
        kind => panic!("{kind:?} is no type of these"),
    }
}

fn scalar(random: &mut Random, type_id: TypeId) -> Value {
    use IntEncoding::{Fixed, Tagged, Varint};
    let bits = random.bits() >> random.below(64);
    let [a, b, c, d, ..] = bits.to_le_bytes();
    let (half, word) = (u16::from_le_bytes([a, b]), u32::from_le_bytes([a, b, c, d]));
    let float = f64::from(word.cast_signed()) / 8.0;
    let text: String = "naïve 茶 🍵 tea".chars().take(random.below(14)).collect();
    match type_id {
        TypeId::Bool => Value::Bool(a & 1 == 1),
        TypeId::Int8 => Value::Int8(a.cast_signed()),
        TypeId::Int16 => Value::Int16(half.cast_signed()),
        TypeId::Int32 => Value::Int32(word.cast_signed(), Fixed),
        TypeId::VarInt32 => Value::Int32(word.cast_signed(), Varint),
        TypeId::Int64 => Value::Int64(bits.cast_signed(), Fixed),
        TypeId::VarInt64 => Value::Int64(bits.cast_signed(), Varint),
        TypeId::TaggedInt64 => Value::Int64(bits.cast_signed(), Tagged),
        TypeId::UInt8 => Value::UInt8(a),
        TypeId::UInt16 => Value::UInt16(half),
        TypeId::UInt32 => Value::UInt32(word, Fixed),
        TypeId::VarUInt32 => Value::UInt32(word, Varint),
        TypeId::UInt64 => Value::UInt64(bits, Fixed),
        TypeId::VarUInt64 => Value::UInt64(bits, Varint),
        TypeId::TaggedUInt64 => Value::UInt64(bits, Tagged),
        TypeId::Float16 => Value::Float16(half::f16::from_f32(f32::from(a))),
        TypeId::BFloat16 => Value::BFloat16(half::bf16::from_f32(f32::from(a) * 1e20)),
        TypeId::Float32 => Value::Float32(f32::from(half)),
        TypeId::Float64 => Value::Float64(float),
        TypeId::String => Value::from(text.as_str()),
        TypeId::Binary => Value::from(bytes::Bytes::from(text.into_bytes())),
        TypeId::Date => Value::Date(word.cast_signed().into()),
        TypeId::Timestamp => {
            let seconds = i64::from(word.cast_signed());
            Value::Timestamp(Timestamp { seconds, nanos: word % 1_000_000_000 })
        }
        TypeId::Duration => {
            let seconds = -i64::from(word);
            Value::Duration(Duration { seconds, nanos: word % 1_000_000_000 })
        }
        TypeId::Decimal => {
            Decimal::new(i128::from(bits.cast_signed()) * i128::from(word), 18).into()
        }
        array => Value::from(dense(random, array)),
    }
}

fn dense(random: &mut Random, type_id: TypeId) -> Array {
    let element = type_id.element().expect("an array");
    let values: Vec<Value> = (0..random.below(5)).map(|_| scalar(random, element)).collect();
    macro_rules! arrays {
        ($($variant:ident)*) => {
            match element {
                $(TypeId::$variant => Array::$variant(
                    values
                        .into_iter()
                        .map(|value| match value {
                            arrays!(@ $variant value) => value,
                            other => panic!("{other:?} is another type"),
                        })
                        .collect(),
                ),)*
                other => panic!("{other} has no array"),
            }
        };
        (@ Int32 $value:ident) => { Value::Int32($value, _) };
        (@ Int64 $value:ident) => { Value::Int64($value, _) };
        (@ UInt32 $value:ident) => { Value::UInt32($value, _) };
        (@ UInt64 $value:ident) => { Value::UInt64($value, _) };
        (@ $variant:ident $value:ident) => { Value::$variant($value) };
    }
    arrays!(Bool Int8 Int16 Int32 Int64 UInt8 UInt16 UInt32 UInt64 Float16 BFloat16 Float32 Float64)
}
