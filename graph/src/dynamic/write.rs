//! Writes values.

use std::sync::Arc;

use super::collections_write::{elements, entries};
use super::labels::labelled_first;
use super::scalar::{self, not_this};
use crate::context::{Key, WriteContext};
use crate::error::{Error, Problem, Result};
use crate::graph::{Mode, References};
use crate::object::buffers;
use crate::plan::{FieldPlan, Slot, StructPlan, TypePlan, UnionPlan, shares};
use crate::schema::Codec;
use crate::value::{ExtValue, StructValue, UnionValue, Value};
use crate::wire::{RefFlag, TypeId, TypeName};

/// Writes the value of a message.
pub(crate) fn write_root(cx: &mut WriteContext<'_>, value: &Value) -> Result<()> {
    match cx.graph().references {
        References::Tracked => {
            let value = labelled_first(cx.graph(), value);
            tracked(cx, &value, |cx, value| typed(cx, value, &Slot::Any))
        }
        References::Values => nullable(cx, value, |cx, value| typed(cx, value, &Slot::Any)),
    }
}

/// Writes which type the value has, and the value, in a place that tells neither.
pub(crate) fn write_announced(cx: &mut WriteContext<'_>, value: &Value) -> Result<()> {
    typed(cx, value, &Slot::Any)
}

/// Writes which type the value has.
pub(crate) fn announce_value(cx: &mut WriteContext<'_>, value: &Value) -> Result<()> {
    let key = key(cx, value)?;
    announce(cx, &key);
    Ok(())
}

/// Writes the value behind its type.
pub(crate) fn write_body(cx: &mut WriteContext<'_>, value: &Value) -> Result<()> {
    let key = key(cx, value)?;
    body(cx, value, &key, &Slot::Any)
}

/// Writes the value behind its reference flag.
pub(super) fn tracked(
    cx: &mut WriteContext<'_>,
    value: &Value,
    write: impl FnOnce(&mut WriteContext<'_>, &Value) -> Result<()>,
) -> Result<()> {
    match value {
        Value::Null => {
            RefFlag::Null.write(cx.writer());
            Ok(())
        }
        Value::Ref(label) => cx.refer(*label),
        Value::Shared(shared) => {
            let key = key(cx, &shared.1)?;
            cx.label(shared.0, key)?;
            write(cx, &shared.1)
        }
        value => {
            cx.track();
            write(cx, value)
        }
    }
}

/// Writes the value behind a flag that says whether there is one.
pub(super) fn nullable(
    cx: &mut WriteContext<'_>,
    value: &Value,
    write: impl FnOnce(&mut WriteContext<'_>, &Value) -> Result<()>,
) -> Result<()> {
    if value.is_null() {
        RefFlag::Null.write(cx.writer());
        return Ok(());
    }
    RefFlag::Value.write(cx.writer());
    write(cx, value)
}

/// Writes which type the value has, and the value. The slot tells the elements' declared types.
pub(super) fn typed(cx: &mut WriteContext<'_>, value: &Value, slot: &Slot) -> Result<()> {
    if value.is_null() {
        // Where no flag stands for null, a type does.
        cx.writer().type_id(TypeId::None);
        return Ok(());
    }
    let key = key(cx, value)?;
    check_kind(value, &key, slot)?;
    announce(cx, &key);
    body(cx, value, &key, slot)
}

/// What says of itself what it is may be another type than the declared one, of the same kind.
pub(super) fn check_kind(value: &Value, key: &Key, slot: &Slot) -> Result<()> {
    match *slot == Slot::Any || key.kind() == slot.kind() {
        true => Ok(()),
        false => Err(not_this(value, slot.kind())),
    }
}

pub(super) fn announce(cx: &mut WriteContext<'_>, key: &Key) {
    match key {
        Key::Scalar(type_id) => cx.writer().type_id(*type_id),
        Key::Known(index, _) => cx.announce(cx.graph().announced(*index)),
        Key::Unknown(unknown) => cx.announce(&unknown.announced),
    }
}

/// What the value is announced as.
pub(super) fn key(cx: &mut WriteContext<'_>, value: &Value) -> Result<Key> {
    let known = |cx: &WriteContext<'_>, name: &TypeName, kind: TypeId| {
        let index = cx.graph().find(name, kind);
        index
            .map(|index| Key::Known(index, kind))
            .ok_or_else(|| Error::new(Problem::NotRegistered { what: format!("{kind} {name}") }))
    };
    match value {
        Value::Shared(shared) => key(cx, &shared.1),
        Value::Ref(label) => {
            let labelled = cx.labelled(*label).cloned();
            labelled.ok_or_else(|| Error::new(Problem::Label { label: *label }))
        }
        Value::Struct(value) => {
            let struct_type = value.struct_type();
            match struct_type.origin() {
                Some(_) => cx.unknown(struct_type).map(Key::Unknown),
                None => known(cx, struct_type.name(), TypeId::Struct),
            }
        }
        Value::Enum(value) => match &value.enum_type {
            Some(enum_type) => known(cx, enum_type.name(), TypeId::Enum),
            None => Ok(Key::Scalar(TypeId::Enum)),
        },
        Value::Union(value) => match &value.name {
            Some(name) => known(cx, name, TypeId::Union),
            None => Ok(Key::Scalar(TypeId::Union)),
        },
        Value::Ext(value) => known(cx, &value.name, TypeId::Ext),
        value => match value.type_id() {
            Some(type_id) => Ok(Key::Scalar(type_id)),
            None => Err(not_this(value, TypeId::Unknown)),
        },
    }
}

/// Writes the value without its type.
pub(super) fn body(cx: &mut WriteContext<'_>, value: &Value, key: &Key, slot: &Slot) -> Result<()> {
    match (value, key) {
        (Value::Shared(shared), key) => body(cx, &shared.1, key, slot),
        (Value::List(values), _) => {
            let element = match slot {
                Slot::List(element) => Some(&**element),
                _ => None,
            };
            elements(cx, values, element)
        }
        (Value::Set(values), _) => {
            let element = match slot {
                Slot::Set(element) => Some(&**element),
                _ => None,
            };
            elements(cx, values, element)
        }
        (Value::Map(pairs), _) => {
            let entry = match slot {
                Slot::Map(entry) => Some(&**entry),
                _ => None,
            };
            entries(cx, pairs, entry)
        }
        (Value::Enum(value), _) => {
            cx.writer().var_u32(value.number);
            Ok(())
        }
        (Value::Struct(value), Key::Unknown(unknown)) => struct_body(cx, value, &unknown.plan),
        (Value::Struct(value), Key::Known(index, _)) => match cx.graph().plan(*index) {
            TypePlan::Struct(plan) => registered_struct(cx, value, plan),
            _ => Err(Error::new(Problem::RefHere)),
        },
        (Value::Union(value), key) => union_body(cx, value, union_plan(cx, key)),
        (Value::Ext(value), Key::Known(index, _)) => ext_body(cx, value, *index),
        (value, key) => scalar::write(cx, value, key.kind()),
    }
}

fn union_plan<'g>(cx: &WriteContext<'g>, key: &Key) -> Option<&'g UnionPlan> {
    match key {
        Key::Known(index, _) => match cx.graph().plan(*index) {
            TypePlan::Union(plan) => Some(plan),
            _ => None,
        },
        _ => None,
    }
}

/// Writes the value in a place that tells its type.
pub(super) fn declared(cx: &mut WriteContext<'_>, value: &Value, slot: &Slot) -> Result<()> {
    match (slot, value) {
        (Slot::Any, value) => typed(cx, value, slot),
        (_, Value::Shared(shared)) => declared(cx, &shared.1, slot),
        (Slot::Scalar(type_id), value) => scalar::write(cx, value, *type_id),
        (Slot::List(_), Value::List(_))
        | (Slot::Set(_), Value::Set(_))
        | (Slot::Map(_), Value::Map(_)) => body(cx, value, &Key::Scalar(slot.kind()), slot),
        (Slot::User(index, _), value) => {
            let key = key(cx, value)?;
            match key {
                Key::Known(found, _) if found == *index => body(cx, value, &key, slot),
                _ => {
                    let wanted = cx.graph().announced(*index).name.to_string();
                    let found = value.kind_name();
                    Err(Error::new(Problem::NotThisField { wanted, found }))
                }
            }
        }
        (Slot::Kind(kind), value) if value.type_id() == Some(*kind) => {
            let key = key(cx, value)?;
            body(cx, value, &key, slot)
        }
        (slot, value) => Err(not_this(value, slot.kind())),
    }
}

fn registered_struct(
    cx: &mut WriteContext<'_>,
    value: &StructValue,
    plan: &StructPlan,
) -> Result<()> {
    let (found, wanted) = (value.struct_type(), &plan.struct_type);
    if !Arc::ptr_eq(found, wanted) && found != wanted {
        let wanted = format!("the registered {}", wanted.name());
        let found = "struct of another definition";
        return Err(Error::new(Problem::NotThisField { wanted, found }));
    }
    if cx.graph().mode == Mode::SameSchema {
        cx.writer().u32(plan.hash);
    }
    struct_body(cx, value, plan)
}

fn struct_body(cx: &mut WriteContext<'_>, value: &StructValue, plan: &StructPlan) -> Result<()> {
    cx.enter()?;
    for field in &plan.fields {
        let Some(found) = value.fields().get(field.index) else { continue };
        write_field(cx, found, field).map_err(|error| {
            let name = plan.struct_type.fields().get(field.index);
            error.in_field(name.map_or("", |field| field.name()))
        })?;
    }
    cx.leave();
    Ok(())
}

fn write_field(cx: &mut WriteContext<'_>, value: &Value, field: &FieldPlan) -> Result<()> {
    let write = |cx: &mut WriteContext<'_>, value: &Value| match field.dynamic {
        true => typed(cx, value, &field.slot),
        false => declared(cx, value, &field.slot),
    };
    match (field.tracked, field.nullable) {
        (true, _) => tracked(cx, value, write),
        (false, true) => nullable(cx, value, write),
        (false, false) => write(cx, value),
    }
}

fn union_body(
    cx: &mut WriteContext<'_>,
    value: &UnionValue,
    plan: Option<&UnionPlan>,
) -> Result<()> {
    cx.enter()?;
    cx.writer().var_u32(value.case);
    let case = plan.and_then(|plan| plan.cases.iter().find(|(case, _)| *case == value.case));
    let slot = case.map_or(&Slot::Any, |(_, slot)| slot);
    let kind = value.value.type_id().unwrap_or(TypeId::Unknown);
    let shared = matches!(value.value, Value::Ref(_) | Value::Shared(_));
    let write = |cx: &mut WriteContext<'_>, value: &Value| match slot {
        Slot::Scalar(type_id) => {
            cx.writer().type_id(*type_id);
            scalar::write(cx, value, *type_id)
        }
        slot => typed(cx, value, slot),
    };
    match cx.graph().references == References::Tracked && (shared || shares(kind)) {
        true => tracked(cx, &value.value, write)?,
        false => nullable(cx, &value.value, write)?,
    }
    cx.leave();
    Ok(())
}

fn ext_body(cx: &mut WriteContext<'_>, value: &ExtValue, index: usize) -> Result<()> {
    match cx.graph().plan(index) {
        TypePlan::Ext(ext) => match ext.codec() {
            Codec::Code(codec) => codec.write(&value.value, cx.writer()),
            Codec::Buffers => buffers::write_value(cx, &value.value),
        },
        _ => Err(Error::new(Problem::RefHere)),
    }
}
