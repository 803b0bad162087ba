//! What becomes of the values of a type in rows: compiled once of the type and the layout.

use std::sync::Arc;

use arrow_schema::{DataType, TimeUnit};
use ferrow_row::{Kind, RowLayout, ValueLayout};

use super::mapping::no_column;
use crate::error::Result;
use crate::graph::Shared;
use crate::plan::{StructPlan, TypePlan};
use crate::schema::{EnumType, FieldKind, FieldType};
use crate::wire::TypeId;

/// A struct, whose fields are those of rows.
pub(super) struct StructRows {
    /// The ordinal of the registered type.
    pub(super) index: usize,
    /// In the order of the declaration, which is that of the row.
    pub(super) fields: Vec<Target>,
}

/// What the values of one place are.
pub(super) enum Target {
    Scalar(Scalar),
    /// Lists, sets, and arrays, whose elements are scalars.
    List(Box<Target>),
    Array(Scalar),
    Map(Box<(Target, Target)>),
    Struct(StructRows),
    Enum(EnumRows),
    Union(UnionRows),
}

/// A value without parts.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Scalar {
    Null,
    Bool,
    Int8,
    Int16,
    Int32,
    Int64,
    UInt8,
    UInt16,
    UInt32,
    UInt64,
    Float16,
    BFloat16,
    Float32,
    Float64,
    String,
    Binary,
    Date,
    Timestamp(Unit),
    Duration(Unit),
    /// Whether it has 256 bits, its digits, and those of them after the point.
    Decimal(DecimalType),
}

/// How many there are in a second, and how many nanoseconds each has.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Unit {
    pub(super) per_second: i64,
    pub(super) nanos: u32,
}

#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct DecimalType {
    pub(super) wide: bool,
    pub(super) precision: u8,
    pub(super) scale: i8,
}

/// An enum: by name, or by number.
pub(super) struct EnumRows {
    pub(super) index: usize,
    pub(super) enum_type: Arc<EnumType>,
    pub(super) stored: Kind,
}

pub(super) struct UnionRows {
    pub(super) index: usize,
    /// Numbers as those of messages and of Arrow.
    pub(super) cases: Vec<(u32, i8, Target)>,
}

impl From<TimeUnit> for Unit {
    fn from(unit: TimeUnit) -> Self {
        let (per_second, nanos) = match unit {
            TimeUnit::Second => (1, 1_000_000_000),
            TimeUnit::Millisecond => (1_000, 1_000_000),
            TimeUnit::Microsecond => (1_000_000, 1_000),
            TimeUnit::Nanosecond => (1_000_000_000, 1),
        };
        Self { per_second, nanos }
    }
}

impl Target {
    /// What the values are, in a word.
    pub(super) fn name(&self) -> &'static str {
        match self {
            Self::Scalar(scalar) => scalar.name(),
            Self::List(_) => "list",
            Self::Array(_) => "array",
            Self::Map(_) => "map",
            Self::Struct(_) => "struct",
            Self::Enum(_) => "enum",
            Self::Union(_) => "union",
        }
    }

    /// Whether every value is null.
    pub(super) fn is_null(&self) -> bool {
        matches!(self, Self::Scalar(Scalar::Null))
    }
}

impl Scalar {
    fn name(self) -> &'static str {
        match self {
            Self::Null => "none",
            Self::Bool => "bool",
            Self::Int8 => "int8",
            Self::Int16 => "int16",
            Self::Int32 => "int32",
            Self::Int64 => "int64",
            Self::UInt8 => "uint8",
            Self::UInt16 => "uint16",
            Self::UInt32 => "uint32",
            Self::UInt64 => "uint64",
            Self::Float16 => "float16",
            Self::BFloat16 => "bfloat16",
            Self::Float32 => "float32",
            Self::Float64 => "float64",
            Self::String => "string",
            Self::Binary => "binary",
            Self::Date => "date",
            Self::Timestamp(_) => "timestamp",
            Self::Duration(_) => "duration",
            Self::Decimal(_) => "decimal",
        }
    }
}

/// The struct as rows of `layout`, which says how.
pub(super) fn compile(graph: &Shared, index: usize, layout: &RowLayout) -> Result<StructRows> {
    let TypePlan::Struct(plan) = graph.plan(index) else {
        return Err(no_column("only structs are rows"));
    };
    check_names(plan, layout)?;
    let fields = plan.struct_type.fields().iter().zip(layout.values()).map(|(field, value)| {
        let target = target(graph, field.field_type(), value);
        target.map_err(|error| error.in_field(field.name()))
    });
    Ok(StructRows { index, fields: fields.collect::<Result<_>>()? })
}

fn check_names(plan: &StructPlan, layout: &RowLayout) -> Result<()> {
    let wanted = plan.struct_type.fields().iter().map(crate::schema::Field::name);
    let found = layout.schema().fields().iter().map(|field| field.name().as_str());
    match wanted.clone().eq(found.clone()) {
        true => Ok(()),
        false => {
            let (wanted, found): (Vec<_>, Vec<_>) = (wanted.collect(), found.collect());
            Err(no_column(format_args!(
                "the schema has the fields [{}]; {} has [{}]",
                found.join(", "),
                plan.struct_type.name(),
                wanted.join(", ")
            )))
        }
    }
}

fn target(graph: &Shared, field_type: &FieldType, layout: &ValueLayout) -> Result<Target> {
    let mismatch =
        || no_column(format_args!("values of the type {field_type} are no {}", layout.data_type()));
    Ok(match field_type.kind() {
        FieldKind::Scalar(type_id) => match (type_id.element(), layout.list()) {
            (Some(element), Some(list)) => {
                let found = scalar(element, list.element());
                Target::Array(found.ok_or_else(mismatch)?)
            }
            _ => Target::Scalar(scalar(*type_id, layout).ok_or_else(mismatch)?),
        },
        FieldKind::List(element) | FieldKind::Set(element) => {
            let list = layout.list().ok_or_else(mismatch)?;
            let element = target(graph, element, list.element());
            Target::List(Box::new(element.map_err(|error| error.in_field("[]"))?))
        }
        FieldKind::Map(entry) => {
            let map = layout.map().ok_or_else(mismatch)?;
            let key = target(graph, &entry.0, map.keys().element());
            let value = target(graph, &entry.1, map.values().element());
            Target::Map(Box::new((key?, value?)))
        }
        FieldKind::User(name) => {
            let known = graph.names.get(name).ok_or_else(mismatch)?;
            match graph.plan(known.index) {
                TypePlan::Struct(_) => {
                    let row = layout.row().ok_or_else(mismatch)?;
                    Target::Struct(compile(graph, known.index, row)?)
                }
                TypePlan::Enum(enum_type) => match layout.kind() {
                    stored @ (Kind::Utf8 | Kind::Int32 | Kind::UInt32) => {
                        let enum_type = enum_type.clone();
                        Target::Enum(EnumRows { index: known.index, enum_type, stored })
                    }
                    _ => return Err(mismatch()),
                },
                TypePlan::Union(plan) => {
                    let union = layout.union().ok_or_else(mismatch)?;
                    let cases = plan.union_type.cases().iter().map(|(case, field_type)| {
                        let type_id = i8::try_from(*case).map_err(|_| mismatch())?;
                        let child = union.child_of(type_id).ok_or_else(mismatch)?;
                        let target = target(graph, field_type, union.child(child));
                        let target = target.map_err(|error| error.in_field(&case.to_string()))?;
                        Ok((*case, type_id, target))
                    });
                    let cases = cases.collect::<Result<Vec<_>>>()?;
                    if cases.len() != union.type_ids().len() {
                        return Err(mismatch());
                    }
                    Target::Union(UnionRows { index: known.index, cases })
                }
                TypePlan::Ext(_) => return Err(mismatch()),
            }
        }
        FieldKind::Any | FieldKind::Kind(_) => return Err(mismatch()),
    })
}

/// The scalar that values of the type are in such a place, if they can stand there.
fn scalar(type_id: TypeId, layout: &ValueLayout) -> Option<Scalar> {
    // Encodings of the same values are columns of those.
    let data_type = match layout.data_type() {
        DataType::Dictionary(_, values) => values,
        DataType::RunEndEncoded(_, values) => values.data_type(),
        data_type => data_type,
    };
    let found = match (type_id, data_type) {
        (TypeId::None, DataType::Null) => Scalar::Null,
        (TypeId::Bool, DataType::Boolean) => Scalar::Bool,
        (TypeId::Int8, DataType::Int8) => Scalar::Int8,
        (TypeId::Int16, DataType::Int16) => Scalar::Int16,
        (TypeId::UInt8, DataType::UInt8) => Scalar::UInt8,
        (TypeId::UInt16, DataType::UInt16) => Scalar::UInt16,
        (TypeId::Float16, DataType::Float16) => Scalar::Float16,
        (TypeId::BFloat16, DataType::Float32) => Scalar::BFloat16,
        (TypeId::Float32, DataType::Float32) => Scalar::Float32,
        (TypeId::Float64, DataType::Float64) => Scalar::Float64,
        (TypeId::String, _) if layout.kind() == Kind::Utf8 => Scalar::String,
        (TypeId::Binary, _) if layout.kind() == Kind::Binary => Scalar::Binary,
        (TypeId::Date, DataType::Date32) => Scalar::Date,
        (TypeId::Timestamp, DataType::Timestamp(unit, _)) => Scalar::Timestamp((*unit).into()),
        (TypeId::Duration, DataType::Duration(unit)) => Scalar::Duration((*unit).into()),
        (TypeId::Decimal, DataType::Decimal128(precision, scale)) => {
            Scalar::Decimal(DecimalType { wide: false, precision: *precision, scale: *scale })
        }
        (TypeId::Decimal, DataType::Decimal256(precision, scale)) => {
            Scalar::Decimal(DecimalType { wide: true, precision: *precision, scale: *scale })
        }
        (type_id, data_type) => match (type_id.array()?, data_type) {
            (TypeId::Int32Array, DataType::Int32) => Scalar::Int32,
            (TypeId::Int64Array, DataType::Int64) => Scalar::Int64,
            (TypeId::UInt32Array, DataType::UInt32) => Scalar::UInt32,
            (TypeId::UInt64Array, DataType::UInt64) => Scalar::UInt64,
            _ => return None,
        },
    };
    Some(found)
}
