//! Registered types as plans.

use std::collections::HashMap;
use std::sync::Arc;

use super::hash::schema_hash;
use super::order::{key, wire_order};
use super::{Announced, Element, FieldPlan, Slot, StructPlan, Tracking, shares};
use crate::error::{Error, Problem, Result};
use crate::graph::{Mode, References};
use crate::schema::{Field, FieldKind, FieldType, StructType};
use crate::wire::type_meta::{FieldMeta, FieldTypeMeta, TypeMeta};
use crate::wire::{TypeId, TypeName};

/// What is registered, as far as others that refer to it need to know.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Known {
    pub(crate) index: usize,
    pub(crate) kind: TypeId,
    pub(crate) evolving: bool,
}

/// Compiles types that may refer to each other.
pub(crate) struct Compiler<'a> {
    pub(crate) mode: Mode,
    pub(crate) references: References,
    pub(crate) known: &'a HashMap<TypeName, Known>,
}

impl Compiler<'_> {
    fn compatible(&self) -> bool {
        self.mode == Mode::Compatible
    }

    fn tracks(&self) -> bool {
        self.references == References::Tracked
    }

    pub(crate) fn structure(&self, struct_type: Arc<StructType>) -> Result<StructPlan> {
        let fields = struct_type.fields();
        for (index, field) in fields.iter().enumerate() {
            if fields[..index].iter().any(|before| key(before) == key(field)) {
                let message = format!("two fields of {} are {}", struct_type.name(), key(field));
                return Err(Error::new(Problem::Registration { message }));
            }
        }
        let order = wire_order(fields);
        let plans = order.iter().map(|index| self.field(*index, &fields[*index]));
        let plans = plans
            .collect::<Result<Vec<_>>>()
            .map_err(|error| error.in_field(&struct_type.name().to_string()))?;
        let metas = order.iter().map(|index| self.field_meta(&fields[*index]));
        let metas = metas.collect::<Result<_>>()?;
        Ok(StructPlan { hash: schema_hash(fields), fields: plans, metas, struct_type })
    }

    fn field(&self, index: usize, field: &Field) -> Result<FieldPlan> {
        let slot = self.slot(field.field_type()).map_err(|error| error.in_field(field.name()))?;
        let kind = slot.kind();
        Ok(FieldPlan {
            index,
            nullable: field.field_type().is_nullable(),
            tracked: self.tracks() && field.is_tracked(),
            dynamic: slot == Slot::Any
                || field.is_dynamic()
                || self.compatible() && matches!(kind, TypeId::Struct | TypeId::Ext),
            slot,
        })
    }

    pub(crate) fn slot(&self, field_type: &FieldType) -> Result<Slot> {
        Ok(match field_type.kind() {
            FieldKind::Any => Slot::Any,
            FieldKind::Scalar(type_id) => match type_id {
                type_id if type_id.is_reserved() => {
                    return Err(Error::new(Problem::Reserved { type_id: *type_id }));
                }
                TypeId::Unknown | TypeId::List | TypeId::Set | TypeId::Map => {
                    return Err(Error::new(Problem::NotAValue { type_id: *type_id }));
                }
                type_id if type_id.is_user() => {
                    return Err(Error::new(Problem::NotAValue { type_id: *type_id }));
                }
                type_id => Slot::Scalar(*type_id),
            },
            FieldKind::List(element) => Slot::List(Box::new(self.element(element)?)),
            FieldKind::Set(element) => Slot::Set(Box::new(self.element(element)?)),
            FieldKind::Map(entry) => {
                let (key, value) = (self.entry(&entry.0)?, self.entry(&entry.1)?);
                Slot::Map(Box::new((key, value)))
            }
            FieldKind::User(name) => {
                let known = self.find(name)?;
                Slot::User(known.index, known.kind)
            }
            FieldKind::Kind(kind) => Slot::Kind(*kind),
        })
    }

    fn find(&self, name: &TypeName) -> Result<Known> {
        self.known.get(name).copied().ok_or_else(|| {
            Error::new(Problem::Registration { message: format!("{name} is not registered") })
        })
    }

    /// What stands in a list: structs and types with code say what they are.
    fn element(&self, field_type: &FieldType) -> Result<Element> {
        let slot = self.slot(field_type)?;
        let declared = !matches!(slot.kind(), TypeId::Unknown | TypeId::Struct | TypeId::Ext);
        Ok(Element { tracking: self.tracking(field_type, &slot), slot, declared })
    }

    /// What stands in a map: structs say what they are where versions of them may differ.
    fn entry(&self, field_type: &FieldType) -> Result<Element> {
        let slot = self.slot(field_type)?;
        let declared = match (&slot, field_type.kind()) {
            (Slot::Any, _) => false,
            (_, FieldKind::User(name)) => {
                let known = self.find(name)?;
                known.kind != TypeId::Struct || !known.evolving || !self.compatible()
            }
            (Slot::Kind(TypeId::Struct | TypeId::Ext), _) => false,
            _ => true,
        };
        Ok(Element { tracking: self.tracking(field_type, &slot), slot, declared })
    }

    fn tracking(&self, field_type: &FieldType, slot: &Slot) -> Tracking {
        match (self.tracks(), field_type.is_tracked(), slot) {
            (false, ..) | (true, Some(false), _) => Tracking::Never,
            (true, Some(true), _) => Tracking::Always,
            (true, None, Slot::Any) => Tracking::ByValue,
            (true, None, slot) if shares(slot.kind()) => Tracking::Always,
            (true, None, _) => Tracking::Never,
        }
    }

    fn field_meta(&self, field: &Field) -> Result<FieldMeta> {
        let tracked = self.tracks() && field.is_tracked();
        Ok(FieldMeta { key: key(field), field_type: self.type_meta(field.field_type(), tracked)? })
    }

    fn type_meta(&self, field_type: &FieldType, tracked: bool) -> Result<FieldTypeMeta> {
        let nested = |nested: &FieldType| {
            let tracked = nested.is_tracked().map_or(tracked, |tracked| tracked && self.tracks());
            self.type_meta(nested, tracked)
        };
        let (type_id, of) = match field_type.kind() {
            FieldKind::Any => (TypeId::Unknown, vec![]),
            FieldKind::Scalar(type_id) | FieldKind::Kind(type_id) => (*type_id, vec![]),
            FieldKind::List(element) => (TypeId::List, vec![nested(element)?]),
            FieldKind::Set(element) => (TypeId::Set, vec![nested(element)?]),
            FieldKind::Map(entry) => (TypeId::Map, vec![nested(&entry.0)?, nested(&entry.1)?]),
            FieldKind::User(name) => {
                let known = self.find(name)?;
                let type_id = match known.kind {
                    // Of fields, definitions do not say how these are registered.
                    kind @ (TypeId::Enum | TypeId::Union) => kind,
                    kind => self.announced_id(name, kind, known.evolving),
                };
                (type_id, vec![])
            }
        };
        Ok(FieldTypeMeta { type_id, nullable: field_type.is_nullable(), tracked, of })
    }

    /// The form of a user type that values of it are announced with.
    fn announced_id(&self, name: &TypeName, kind: TypeId, evolving: bool) -> TypeId {
        let named = matches!(name, TypeName::Named { .. });
        match (kind, named) {
            (TypeId::Enum, true) => TypeId::NamedEnum,
            (TypeId::Struct, named) if evolving && self.compatible() => match named {
                true => TypeId::NamedCompatibleStruct,
                false => TypeId::CompatibleStruct,
            },
            (TypeId::Struct, true) => TypeId::NamedStruct,
            (TypeId::Ext, true) => TypeId::NamedExt,
            (TypeId::Union, true) => TypeId::NamedUnion,
            (TypeId::Union, false) => TypeId::TypedUnion,
            (kind, _) => kind,
        }
    }

    /// How values of the type are announced; `fields` are those of a struct.
    pub(crate) fn announce(
        &self,
        name: &TypeName,
        kind: TypeId,
        evolving: bool,
        fields: &[FieldMeta],
    ) -> Result<Announced> {
        let type_id = self.announced_id(name, kind, evolving);
        let by_meta = self.compatible()
            && (type_id.is_named() || matches!(type_id, TypeId::CompatibleStruct));
        let meta = match by_meta {
            true => {
                let meta = TypeMeta { type_id, name: name.clone(), fields: fields.to_vec() };
                Some(meta.to_vec()?.into())
            }
            false => None,
        };
        Ok(Announced::new(type_id, name.clone(), meta))
    }
}

/// The plan of a struct that came with its definition and is not registered.
pub(crate) fn compile_unknown(
    struct_type: Arc<StructType>,
    references: References,
) -> Result<StructPlan> {
    let compiler = Compiler { mode: Mode::Compatible, references, known: &HashMap::new() };
    let fields = struct_type.fields().iter().enumerate();
    let fields = fields.map(|(index, field)| {
        // What the definition says of sharing holds, whatever this graph does.
        let plan = compiler.field(index, field)?;
        Ok(FieldPlan { tracked: field.is_tracked(), ..plan })
    });
    let fields = fields.collect::<Result<_>>()?;
    let metas = struct_type.origin().map(|origin| origin.fields.clone()).unwrap_or_default();
    Ok(StructPlan { hash: 0, fields, metas, struct_type })
}
