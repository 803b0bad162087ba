//! Structs of other versions: which field is which, and what becomes of its values.

use std::sync::Arc;

use super::{Element, Slot, StructPlan, Tracking};
use crate::error::{Error, Problem, Result};
use crate::schema::{Field, FieldKind, FieldType, StructType, snake_case};
use crate::wire::TypeId;
use crate::wire::type_meta::{FieldKey, FieldTypeMeta, TypeMeta};

/// A struct as a message defines it.
#[derive(Debug)]
pub(crate) struct RemoteStruct {
    /// In the order of their values.
    pub(crate) fields: Vec<RemoteField>,
}

/// A field as a message defines it, and where its values go.
#[doc(hidden)]
#[derive(Debug)]
pub struct RemoteField {
    pub(crate) slot: Slot,
    pub(crate) nullable: bool,
    pub(crate) tracked: bool,
    pub(crate) dynamic: bool,
    /// The ordinal of the field here, in the order of its plan; none where there is no such field.
    pub(crate) target: Option<(usize, Conversion)>,
    /// What the message calls it.
    pub(crate) name: Box<str>,
}

/// What becomes of a value on its way to a field of another type.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Conversion {
    Same,
    Scalar(TypeId),
    /// To a list or an array, whose elements are of this type.
    Elements {
        wanted: TypeId,
        element: TypeId,
    },
}

impl RemoteStruct {
    /// Matches the fields of `meta` with those of `local`, if there is such a type here.
    pub(crate) fn new(meta: &TypeMeta, local: Option<&StructPlan>) -> Result<Self> {
        let fields = meta.fields.iter().map(|field| {
            let found = local.and_then(|local| {
                let found = local.metas.iter().position(|local| same_key(&local.key, &field.key));
                found.map(|place| (place, local))
            });
            let mut slot = slot_of(&field.field_type);
            let target = match found {
                None => None,
                Some((place, local)) => {
                    let wanted = &local.metas[place].field_type;
                    let conversion = conversion(&field.field_type, wanted)
                        .map_err(|error| error.in_field(&field.key.to_string()))?;
                    if conversion == Conversion::Same {
                        slot = local.fields[place].slot.clone();
                    }
                    Some((place, conversion))
                }
            };
            let FieldTypeMeta { nullable, tracked, type_id, .. } = field.field_type;
            let kind = type_id.kind();
            Ok(RemoteField {
                slot,
                nullable,
                tracked,
                dynamic: matches!(kind, TypeId::Unknown | TypeId::Struct | TypeId::Ext),
                target,
                name: field.key.to_string().into(),
            })
        });
        Ok(Self { fields: fields.collect::<Result<_>>()? })
    }
}

/// Names are equal in snake case: not every writer writes them in it.
fn same_key(local: &FieldKey, remote: &FieldKey) -> bool {
    match (local, remote) {
        (FieldKey::Name(local), FieldKey::Name(remote)) => {
            local == remote || **local == *snake_case(remote)
        }
        (local, remote) => local == remote,
    }
}

/// The place of a field whose type is known by its definition alone.
fn slot_of(field_type: &FieldTypeMeta) -> Slot {
    let element = |index: usize| {
        let slot = field_type.of.get(index).map_or(Slot::Any, slot_of);
        let declared = !matches!(slot.kind(), TypeId::Unknown | TypeId::Struct | TypeId::Ext);
        Element { slot, tracking: Tracking::Never, declared }
    };
    match field_type.type_id.kind() {
        TypeId::Unknown => Slot::Any,
        TypeId::List => Slot::List(Box::new(element(0))),
        TypeId::Set => Slot::Set(Box::new(element(0))),
        TypeId::Map => Slot::Map(Box::new((element(0), element(1)))),
        kind if kind.is_user() => Slot::Kind(kind),
        type_id => Slot::Scalar(type_id),
    }
}

fn conversion(written: &FieldTypeMeta, wanted: &FieldTypeMeta) -> Result<Conversion> {
    if same_shape(written, wanted) {
        return Ok(Conversion::Same);
    }
    let (from, to) = (written.type_id, wanted.type_id);
    let untracked = !written.tracked && !wanted.tracked;
    if untracked && is_convertible(from) && is_convertible(to) {
        return Ok(Conversion::Scalar(to));
    }
    let element = |list: &FieldTypeMeta| list.of.first().map(|element| element.type_id);
    let found = match (from, to) {
        (TypeId::List, TypeId::List) => {
            let domain = |list| element(list).and_then(TypeId::array);
            let same = domain(written).is_some() && domain(written) == domain(wanted);
            element(wanted).filter(|_| same).map(|element| (to, element))
        }
        (TypeId::List, array) if array.is_array() => {
            let same = element(written).and_then(TypeId::array) == Some(array);
            array.element().filter(|_| same).map(|element| (to, element))
        }
        (array, TypeId::List) if array.is_array() => {
            element(wanted).filter(|element| element.array() == Some(array)).map(|it| (to, it))
        }
        (TypeId::Binary, TypeId::UInt8Array) | (TypeId::UInt8Array, TypeId::Binary) => {
            Some((to, TypeId::UInt8))
        }
        _ => None,
    };
    found.map(|(wanted, element)| Conversion::Elements { wanted, element }).ok_or_else(|| {
        let (written, wanted) = (describe(written), describe(wanted));
        Error::new(Problem::NotCompatible { written, wanted })
    })
}

/// The same but for nulls, sharing and the forms of user types.
fn same_shape(left: &FieldTypeMeta, right: &FieldTypeMeta) -> bool {
    let kind = |field_type: &FieldTypeMeta| match field_type.type_id.kind() {
        TypeId::Unknown => TypeId::Struct,
        kind => kind,
    };
    let nested = left.of.iter().zip(&right.of);
    kind(left) == kind(right)
        && left.of.len() == right.of.len()
        && nested.into_iter().all(|(left, right)| same_shape(left, right))
}

fn is_convertible(type_id: TypeId) -> bool {
    type_id.is_primitive() || matches!(type_id, TypeId::String | TypeId::Decimal)
}

fn describe(field_type: &FieldTypeMeta) -> String {
    match field_type.of.as_slice() {
        [] => field_type.type_id.to_string(),
        of => {
            let of: Vec<String> = of.iter().map(describe).collect();
            format!("{}<{}>", field_type.type_id, of.join(", "))
        }
    }
}

/// The type of a struct that is not registered, as its definition has it.
pub(crate) fn unknown_struct(meta: Arc<TypeMeta>) -> StructType {
    let fields = meta.fields.iter().map(|field| {
        let field_type = unknown_type(&field.field_type);
        let declared = match &field.key {
            FieldKey::Tag(tag) => Field::new(&field.key.to_string(), field_type).tag(*tag),
            FieldKey::Name(name) => Field::new(name, field_type),
        };
        if field.field_type.tracked { declared.tracked() } else { declared }
    });
    let fields = fields.collect();
    StructType::of_origin(meta, fields)
}

fn unknown_type(meta: &FieldTypeMeta) -> FieldType {
    let of = |index: usize| meta.of.get(index).map_or_else(FieldType::any, unknown_type);
    let kind = match meta.type_id.kind() {
        TypeId::Unknown => FieldKind::Any,
        TypeId::List => FieldKind::List(Box::new(of(0))),
        TypeId::Set => FieldKind::Set(Box::new(of(0))),
        TypeId::Map => FieldKind::Map(Box::new((of(0), of(1)))),
        kind if kind.is_user() => FieldKind::Kind(kind),
        type_id => FieldKind::Scalar(type_id),
    };
    let field_type = FieldType::new(kind);
    if meta.nullable { field_type.nullable() } else { field_type }
}
