//! Which Arrow type the values of a type of messages have.

use std::sync::Arc;

use arrow_schema::{DataType, Field as ArrowField, Schema, TimeUnit, UnionFields, UnionMode};

use crate::error::{Error, ErrorKind, Problem, Result};
use crate::graph::Shared;
use crate::plan::{StructPlan, TypePlan};
use crate::schema::{FieldKind, FieldType};
use crate::wire::TypeId;

/// A type that no column has.
#[cold]
pub(super) fn no_column(message: impl std::fmt::Display) -> Error {
    Error::new(Problem::Arrow { kind: ErrorKind::Unsupported, message: message.to_string() })
}

/// The schema of the rows of a struct, where nobody chose another.
pub(super) fn schema(graph: &Shared, plan: &StructPlan) -> Result<Schema> {
    Mapping { graph, inside: Vec::new() }.nested(plan).map(Schema::new)
}

struct Mapping<'g> {
    graph: &'g Shared,
    /// The structs that the type at hand is in.
    inside: Vec<&'g StructPlan>,
}

impl<'g> Mapping<'g> {
    fn fields(&mut self, plan: &'g StructPlan) -> Result<Vec<ArrowField>> {
        let fields = plan.struct_type.fields().iter().map(|field| {
            let found = self.field(field.name(), field.field_type());
            found.map_err(|error| error.in_field(field.name()))
        });
        fields.collect()
    }

    fn field(&mut self, name: &str, field_type: &FieldType) -> Result<ArrowField> {
        let data_type = self.data_type(field_type)?;
        // Arrow calls a union null where its case is.
        let nullable =
            field_type.is_nullable() || matches!(data_type, DataType::Null | DataType::Union(..));
        Ok(ArrowField::new(name, data_type, nullable))
    }

    fn data_type(&mut self, field_type: &FieldType) -> Result<DataType> {
        Ok(match field_type.kind() {
            FieldKind::Any => {
                return Err(no_column(
                    "values of any type are no column; declare the type of the field",
                ));
            }
            FieldKind::Scalar(type_id) => scalar(*type_id)?,
            FieldKind::List(element) | FieldKind::Set(element) => {
                let element = self.field("item", element);
                DataType::List(Arc::new(element.map_err(|error| error.in_field("[]"))?))
            }
            FieldKind::Map(entry) => {
                let key = self.field("key", &entry.0).map_err(|error| error.in_field("keys"))?;
                let value = self.field("value", &entry.1);
                let value = value.map_err(|error| error.in_field("values"))?;
                // Arrow's maps have no null among their keys.
                let fields = vec![key.with_nullable(false), value];
                DataType::Map(Arc::new(ArrowField::new_struct("entries", fields, false)), false)
            }
            FieldKind::User(name) => {
                let found = self.graph.names.get(name);
                let plan = found.map(|known| self.graph.plan(known.index));
                match plan {
                    Some(TypePlan::Struct(plan)) => DataType::Struct(self.nested(plan)?.into()),
                    Some(TypePlan::Enum(_)) => DataType::Utf8,
                    Some(TypePlan::Union(plan)) => self.union(plan.union_type.cases())?,
                    Some(TypePlan::Ext(_)) | None => {
                        return Err(no_column(format_args!(
                            "{name} has code of its own, which says nothing of columns"
                        )));
                    }
                }
            }
            FieldKind::Kind(kind) => {
                return Err(no_column(format_args!("a {kind} of which nothing else is known")));
            }
        })
    }

    /// The fields of a struct, which is in none of itself.
    fn nested(&mut self, plan: &'g StructPlan) -> Result<Vec<ArrowField>> {
        if self.inside.iter().any(|open| std::ptr::eq(*open, plan)) {
            let name = plan.struct_type.name();
            return Err(no_column(format_args!(
                "{name} holds itself to any depth, and the types of columns are finite"
            )));
        }
        self.inside.push(plan);
        let fields = self.fields(plan);
        self.inside.pop();
        fields
    }

    fn union(&mut self, cases: &[(u32, FieldType)]) -> Result<DataType> {
        let cases = cases.iter().map(|(case, field_type)| {
            let type_id = i8::try_from(*case).map_err(|_| {
                no_column(format_args!("case {case}: Arrow's unions number their types up to 127"))
            })?;
            let name = case.to_string();
            let field = self.field(&name, field_type).map_err(|error| error.in_field(&name))?;
            // Messages may have null in any case.
            Ok((type_id, Arc::new(field.with_nullable(true))))
        });
        let cases = cases.collect::<Result<Vec<_>>>()?;
        let fields = UnionFields::from_iter(cases);
        Ok(DataType::Union(fields, UnionMode::Dense))
    }
}

fn scalar(type_id: TypeId) -> Result<DataType> {
    if let Some(element) = type_id.element() {
        let element = ArrowField::new("item", scalar(element)?, false);
        return Ok(DataType::List(Arc::new(element)));
    }
    Ok(match type_id {
        TypeId::None => DataType::Null,
        TypeId::Bool => DataType::Boolean,
        TypeId::Int8 => DataType::Int8,
        TypeId::Int16 => DataType::Int16,
        TypeId::Int32 | TypeId::VarInt32 => DataType::Int32,
        TypeId::Int64 | TypeId::VarInt64 | TypeId::TaggedInt64 => DataType::Int64,
        TypeId::UInt8 => DataType::UInt8,
        TypeId::UInt16 => DataType::UInt16,
        TypeId::UInt32 | TypeId::VarUInt32 => DataType::UInt32,
        TypeId::UInt64 | TypeId::VarUInt64 | TypeId::TaggedUInt64 => DataType::UInt64,
        TypeId::Float16 => DataType::Float16,
        // Every bfloat16 is a float32.
        TypeId::BFloat16 | TypeId::Float32 => DataType::Float32,
        TypeId::Float64 => DataType::Float64,
        TypeId::String => DataType::Utf8,
        TypeId::Binary => DataType::Binary,
        TypeId::Date => DataType::Date32,
        TypeId::Timestamp => DataType::Timestamp(TimeUnit::Nanosecond, Some("UTC".into())),
        TypeId::Duration => DataType::Duration(TimeUnit::Nanosecond),
        TypeId::Decimal => DataType::Decimal128(38, 18),
        other => return Err(no_column(format_args!("{other} has no Arrow type"))),
    })
}
