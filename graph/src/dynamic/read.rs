//! Reads values.

use std::sync::Arc;

use super::collections_read::{elements, entries};
use super::scalar;
use crate::context::{Found, ReadContext, Remote};
use crate::error::{Error, Problem, Result};
use crate::graph::Mode;
use crate::object::buffers;
use crate::plan::{Conversion, FieldPlan, RemoteField, RemoteStruct, Slot, StructPlan, TypePlan};
use crate::schema::Codec;
use crate::value::{
    EnumValue, ExtValue, StructValue, UnionValue, Value, convert_array, convert_scalar, keep_shared,
};
use crate::wire::{RefFlag, TypeId, murmur};

/// Reads the value of a message.
pub(crate) fn read_root(cx: &mut ReadContext<'_, '_>) -> Result<Value> {
    let flag = RefFlag::read(cx.reader())?;
    read_flagged(cx, flag, None)
}

/// Reads a value behind a flag that was read, of a type that was told or that follows.
pub(crate) fn read_flagged(
    cx: &mut ReadContext<'_, '_>,
    flag: RefFlag,
    found: Option<&Found>,
) -> Result<Value> {
    let value = behind(cx, flag, |cx| match found {
        Some(found) => body(cx, found, &Slot::Any),
        None => typed(cx, &Slot::Any),
    })?;
    Ok(labelled(cx, value))
}

/// Reads which type follows, and the value.
pub(crate) fn read_announced(cx: &mut ReadContext<'_, '_>) -> Result<Value> {
    let value = typed(cx, &Slot::Any)?;
    Ok(labelled(cx, value))
}

/// Reads a value of a type that was told.
pub(crate) fn read_found(cx: &mut ReadContext<'_, '_>, found: &Found) -> Result<Value> {
    let value = body(cx, found, &Slot::Any)?;
    Ok(labelled(cx, value))
}

/// The value, in which objects have labels that are referred to.
fn labelled(cx: &ReadContext<'_, '_>, mut value: Value) -> Value {
    let (referred, objects) = cx.referred();
    if objects > 0 {
        keep_shared(&mut value, referred);
    }
    value
}

/// Reads a value behind a flag.
pub(super) fn flagged(
    cx: &mut ReadContext<'_, '_>,
    read: impl FnOnce(&mut ReadContext<'_, '_>) -> Result<Value>,
) -> Result<Value> {
    let flag = RefFlag::read(cx.reader())?;
    behind(cx, flag, read)
}

fn behind(
    cx: &mut ReadContext<'_, '_>,
    flag: RefFlag,
    read: impl FnOnce(&mut ReadContext<'_, '_>) -> Result<Value>,
) -> Result<Value> {
    match flag {
        RefFlag::Null => Ok(Value::Null),
        RefFlag::Value => read(cx),
        RefFlag::Ref => {
            let id = cx.refer()?;
            Ok(Value::Ref(u32::try_from(id).unwrap_or(u32::MAX)))
        }
        RefFlag::Tracked => {
            let id = cx.track()?;
            let value = read(cx)?;
            Ok(Value::shared(u32::try_from(id).unwrap_or(u32::MAX), value))
        }
    }
}

/// Reads which type follows, and the value. The slot tells the declared types of elements.
pub(super) fn typed(cx: &mut ReadContext<'_, '_>, slot: &Slot) -> Result<Value> {
    let start = cx.reader().offset();
    let found = cx.type_info()?;
    check_kind(&found, slot).map_err(|error| error.at(start))?;
    body(cx, &found, slot)
}

/// Where a user type is declared, one of its kind stands, or nothing.
pub(super) fn check_kind(found: &Found, slot: &Slot) -> Result<()> {
    let kind = match found {
        Found::Scalar(TypeId::None) | Found::Missing(_) => return Ok(()),
        Found::Scalar(type_id) => *type_id,
        Found::Known(_, type_id) => type_id.kind(),
        Found::Remote(remote) => remote.meta.type_id.kind(),
    };
    match slot {
        Slot::User(_, wanted) | Slot::Kind(wanted) if kind != *wanted => {
            let (wanted, found) = (wanted.to_string(), kind.to_string());
            Err(Error::new(Problem::NotThisType { wanted, found }))
        }
        _ => Ok(()),
    }
}

/// Reads a value whose type was told.
pub(super) fn body(cx: &mut ReadContext<'_, '_>, found: &Found, slot: &Slot) -> Result<Value> {
    match found {
        Found::Scalar(TypeId::List) => {
            let element = match slot {
                Slot::List(element) => Some(&**element),
                _ => None,
            };
            elements(cx, element).map(Value::List)
        }
        Found::Scalar(TypeId::Set) => {
            let element = match slot {
                Slot::Set(element) => Some(&**element),
                _ => None,
            };
            elements(cx, element).map(Value::Set)
        }
        Found::Scalar(TypeId::Map) => {
            let entry = match slot {
                Slot::Map(entry) => Some(&**entry),
                _ => None,
            };
            entries(cx, entry).map(Value::Map)
        }
        Found::Scalar(TypeId::Union) => match slot {
            Slot::User(index, TypeId::Union) => union(cx, Some(*index)),
            _ => union(cx, None),
        },
        Found::Scalar(type_id) => scalar::read(cx, *type_id),
        Found::Known(index, type_id) => {
            let is_struct = type_id.is_struct();
            if is_struct && cx.graph().mode == Mode::Compatible {
                return fixed_struct(cx, *index);
            }
            known(cx, *index)
        }
        Found::Remote(remote) => remote_value(cx, remote),
        Found::Missing(what) => {
            Err(cx.error(Problem::NotRegistered { what: what.as_ref().to_owned() }))
        }
    }
}

/// Reads a value in a place that tells its type.
pub(super) fn declared(cx: &mut ReadContext<'_, '_>, slot: &Slot) -> Result<Value> {
    match slot {
        Slot::Any => typed(cx, slot),
        Slot::Scalar(type_id) => scalar::read(cx, *type_id),
        Slot::List(_) | Slot::Set(_) | Slot::Map(_) => body(cx, &Found::Scalar(slot.kind()), slot),
        Slot::User(index, TypeId::Struct) if announces(cx, *index) => typed(cx, slot),
        Slot::User(index, _) => known(cx, *index),
        Slot::Kind(TypeId::Enum) => {
            let number = cx.reader().var_u32()?;
            Ok(Value::Enum(EnumValue { enum_type: None, number }))
        }
        Slot::Kind(TypeId::Union) => union(cx, None),
        Slot::Kind(_) => typed(cx, slot),
    }
}

/// Whether a struct says what it is where it need not: some writers do, of structs with names whose
/// hashes are written. Without a hash before them, the fields may begin with any byte.
pub(crate) fn announces(cx: &mut ReadContext<'_, '_>, index: usize) -> bool {
    let announced = cx.graph().announced(index).type_id;
    if cx.graph().mode == Mode::Compatible || !announced.is_named() {
        return false;
    }
    let rest = cx.reader().rest();
    let hashed = match cx.graph().plan(index) {
        TypePlan::Struct(plan) => rest.starts_with(&plan.hash.to_le_bytes()),
        _ => true,
    };
    !hashed && rest.first() == Some(&announced.id())
}

/// Reads a value of a registered type.
fn known(cx: &mut ReadContext<'_, '_>, index: usize) -> Result<Value> {
    match cx.graph().plan(index) {
        TypePlan::Struct(plan) => {
            if cx.graph().mode == Mode::SameSchema {
                check_hash(cx, plan)?;
            }
            struct_body(cx, plan)
        }
        TypePlan::Enum(enum_type) => {
            let start = cx.reader().offset();
            let number = cx.reader().var_u32()?;
            if enum_type.name_of(number).is_none() {
                let name = enum_type.name().to_string();
                return Err(Error::new(Problem::NoEnumValue { name, id: number }).at(start));
            }
            Ok(Value::Enum(EnumValue { enum_type: Some(enum_type.clone()), number }))
        }
        TypePlan::Union(_) => union(cx, Some(index)),
        TypePlan::Ext(ext) => {
            let value = match ext.codec() {
                Codec::Code(codec) => codec.read(cx.reader())?,
                Codec::Buffers => buffers::read_value(cx)?,
            };
            Ok(Value::Ext(Box::new(ExtValue { name: ext.name().clone(), value })))
        }
    }
}

/// A struct without its definition, in a message of compatible schemas: one of those that do not
/// evolve.
fn fixed_struct(cx: &mut ReadContext<'_, '_>, index: usize) -> Result<Value> {
    match cx.graph().plan(index) {
        TypePlan::Struct(plan) if !plan.struct_type.is_evolving() => struct_body(cx, plan),
        TypePlan::Struct(plan) => {
            let wanted = format!("{} with its definition", plan.struct_type.name());
            let found = "a struct without definition".to_owned();
            Err(cx.error(Problem::NotThisType { wanted, found }))
        }
        _ => known(cx, index),
    }
}

pub(crate) fn check_hash(cx: &mut ReadContext<'_, '_>, plan: &StructPlan) -> Result<()> {
    let start = cx.reader().offset();
    let found = cx.reader().u32()?;
    // Python has its seed for the hash of nothing.
    let of_nothing = plan.fields.is_empty() && found == murmur::SEED;
    if found != plan.hash && !of_nothing {
        let name = plan.struct_type.name().to_string();
        let problem = Problem::StructHash { name, wanted: plan.hash, found };
        return Err(Error::new(problem).at(start));
    }
    Ok(())
}

fn struct_body(cx: &mut ReadContext<'_, '_>, plan: &StructPlan) -> Result<Value> {
    cx.enter()?;
    let mut values = vec![Value::Null; plan.fields.len()];
    for field in &plan.fields {
        let value = read_field(cx, field).map_err(|error| {
            let name = plan.struct_type.fields().get(field.index);
            error.in_field(name.map_or("", |field| field.name()))
        })?;
        values[field.index] = value;
    }
    cx.leave();
    Ok(Value::Struct(StructValue::new(plan.struct_type.clone(), values)))
}

fn read_field(cx: &mut ReadContext<'_, '_>, field: &FieldPlan) -> Result<Value> {
    let FieldPlan { slot, dynamic, .. } = field;
    framed(cx, slot, field.tracked || field.nullable, *dynamic)
}

fn framed(cx: &mut ReadContext<'_, '_>, slot: &Slot, flag: bool, dynamic: bool) -> Result<Value> {
    let read = |cx: &mut ReadContext<'_, '_>| match dynamic {
        true => typed(cx, slot),
        false => declared(cx, slot),
    };
    match flag {
        true => flagged(cx, read),
        false => read(cx),
    }
}

fn remote_value(cx: &mut ReadContext<'_, '_>, remote: &Arc<Remote>) -> Result<Value> {
    match (&remote.unknown, &remote.fields, remote.index) {
        (Some(struct_type), Some(fields), _) => {
            cx.enter()?;
            let values = fields
                .fields
                .iter()
                .map(|field| read_remote(cx, field).map_err(|error| error.in_field(&field.name)));
            let values: Vec<Value> = values.collect::<Result<_>>()?;
            cx.leave();
            Ok(Value::Struct(StructValue::new(struct_type.clone(), values)))
        }
        (_, Some(fields), Some(index)) => match cx.graph().plan(index) {
            TypePlan::Struct(plan) => evolved(cx, fields, plan),
            _ => known(cx, index),
        },
        (_, _, Some(index)) => match cx.graph().plan(index) {
            TypePlan::Struct(plan) => struct_body(cx, plan),
            _ => known(cx, index),
        },
        _ => {
            let what = format!("{} {}", remote.meta.type_id.kind(), remote.meta.name);
            Err(cx.error(Problem::NotRegistered { what }))
        }
    }
}

/// Reads a field of another version, as one of the type that it has here.
pub(crate) fn read_remote(cx: &mut ReadContext<'_, '_>, field: &RemoteField) -> Result<Value> {
    let start = cx.reader().offset();
    let flag = field.tracked || field.nullable;
    let value = framed(cx, &field.slot, flag, field.dynamic);
    value.and_then(|value| match field.target {
        Some((_, conversion)) => converted(value, conversion).map_err(|error| error.at(start)),
        None => Ok(value),
    })
}

/// Reads a struct of another version: what has no field here is read and dropped, and fields
/// that it lacks are null.
fn evolved(
    cx: &mut ReadContext<'_, '_>,
    remote: &RemoteStruct,
    plan: &StructPlan,
) -> Result<Value> {
    cx.enter()?;
    let mut values = vec![Value::Null; plan.fields.len()];
    for field in &remote.fields {
        let start = cx.reader().offset();
        let value = read_remote(cx, field)?;
        let Some((place, conversion)) = field.target else { continue };
        let value =
            converted(value, conversion).map_err(|error| error.at(start).in_field(&field.name))?;
        values[plan.fields[place].index] = value;
    }
    cx.leave();
    Ok(Value::Struct(StructValue::new(plan.struct_type.clone(), values)))
}

fn converted(value: Value, conversion: Conversion) -> Result<Value> {
    match (conversion, value) {
        (Conversion::Same, value) | (_, value @ Value::Null) => Ok(value),
        (Conversion::Scalar(wanted), value) => convert_scalar(value.unlabelled(), wanted),
        (Conversion::Elements { wanted, element }, Value::Shared(shared)) => {
            convert_array(shared.1, wanted, element)
        }
        (Conversion::Elements { wanted, element }, value) => convert_array(value, wanted, element),
    }
}

fn union(cx: &mut ReadContext<'_, '_>, index: Option<usize>) -> Result<Value> {
    cx.enter()?;
    let case = cx.reader().var_u32()?;
    let plan = index.and_then(|index| match cx.graph().plan(index) {
        TypePlan::Union(plan) => Some(plan),
        _ => None,
    });
    let slot = plan.and_then(|plan| plan.cases.iter().find(|(number, _)| *number == case));
    let slot = slot.map_or(&Slot::Any, |(_, slot)| slot);
    let value = flagged(cx, |cx| typed(cx, slot))?;
    cx.leave();
    let name = plan.map(|plan| plan.union_type.name().clone());
    Ok(Value::Union(Box::new(UnionValue { name, case, value })))
}
