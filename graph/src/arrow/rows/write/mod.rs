//! Writes values of rows as messages: the bytes that a `Value` of the same is written as.

mod collections;
mod scalar;

use ferrow_row::{RowRef, UnionRef, ValueRef};

use super::target::{StructRows, Target, UnionRows};
use crate::context::WriteContext;
use crate::error::{Error, ErrorKind, Problem, Result};
use crate::graph::{Mode, References};
use crate::plan::{FieldPlan, Slot, StructPlan, TypePlan, shares};
use crate::wire::RefFlag;

/// Writes the value of a message.
pub(super) fn root(
    cx: &mut WriteContext<'_>,
    row: Option<RowRef<'_>>,
    rows: &StructRows,
) -> Result<()> {
    let Some(row) = row else {
        RefFlag::Null.write(cx.writer());
        return Ok(());
    };
    flag(cx, cx.graph().references == References::Tracked);
    cx.announce(cx.graph().announced(rows.index));
    structure(cx, row, rows)
}

/// A value of a row that is none of the type: an enum's name, a float of too many bits.
#[cold]
fn not_of_type(message: impl std::fmt::Display) -> Error {
    Error::new(Problem::Arrow { kind: ErrorKind::OutOfRange, message: message.to_string() })
}

/// The flag of a value that is there.
fn flag(cx: &mut WriteContext<'_>, tracked: bool) {
    match tracked {
        true => {
            cx.track();
        }
        false => RefFlag::Value.write(cx.writer()),
    }
}

fn plan<'g>(cx: &WriteContext<'g>, rows: &StructRows) -> Option<&'g StructPlan> {
    match cx.graph().plan(rows.index) {
        TypePlan::Struct(plan) => Some(plan),
        _ => None,
    }
}

/// Writes the body of a struct.
fn structure(cx: &mut WriteContext<'_>, row: RowRef<'_>, rows: &StructRows) -> Result<()> {
    let Some(plan) = plan(cx, rows) else { return Ok(()) };
    if cx.graph().mode == Mode::SameSchema {
        cx.writer().u32(plan.hash);
    }
    cx.enter()?;
    for found in &plan.fields {
        let written = field(cx, row.value(found.index), found, &rows.fields[found.index]);
        written.map_err(|error| error.in_field(plan.struct_type.fields()[found.index].name()))?;
    }
    cx.leave();
    Ok(())
}

fn field(
    cx: &mut WriteContext<'_>,
    value: ValueRef<'_>,
    field: &FieldPlan,
    target: &Target,
) -> Result<()> {
    if field.tracked || field.nullable {
        if is_null(value, target) {
            RefFlag::Null.write(cx.writer());
            return Ok(());
        }
        flag(cx, field.tracked);
    }
    if field.dynamic {
        announce(cx, &field.slot);
    }
    body(cx, value, &field.slot, target)
}

/// Whether there is no value; of the type that has one value only, there always is.
fn is_null(value: ValueRef<'_>, target: &Target) -> bool {
    matches!(value, ValueRef::Null) && !target.is_null()
}

/// Writes which type the values of a place have.
fn announce(cx: &mut WriteContext<'_>, slot: &Slot) {
    match slot {
        Slot::User(index, _) => cx.announce(cx.graph().announced(*index)),
        slot => cx.writer().type_id(slot.kind()),
    }
}

/// Writes a value behind what tells its type.
fn body(
    cx: &mut WriteContext<'_>,
    value: ValueRef<'_>,
    slot: &Slot,
    target: &Target,
) -> Result<()> {
    match (value, target, slot) {
        (ValueRef::Null, target, _) if !target.is_null() => Err(Error::new(Problem::NullHere)),
        (value, Target::Scalar(found), Slot::Scalar(type_id)) => {
            scalar::write(cx, value, *type_id, *found)
        }
        (ValueRef::List(list), Target::Array(found), Slot::Scalar(type_id)) => {
            scalar::write_array(cx, list, *type_id, *found)
        }
        (ValueRef::List(list), Target::List(inner), Slot::List(element) | Slot::Set(element)) => {
            collections::elements(cx, list, element, inner)
        }
        (ValueRef::Map(map), Target::Map(inner), Slot::Map(entry)) => {
            collections::entries(cx, map, entry, inner)
        }
        (ValueRef::Struct(row), Target::Struct(rows), _) => structure(cx, row, rows),
        (ValueRef::Union(value), Target::Union(rows), _) => union(cx, value, rows),
        (value, Target::Enum(rows), _) => {
            let number = match value {
                ValueRef::Utf8(name) => rows.enum_type.number_of(name),
                ValueRef::Int32(number) => u32::try_from(number).ok(),
                ValueRef::UInt32(number) => Some(number),
                _ => None,
            };
            let number = number.filter(|number| rows.enum_type.name_of(*number).is_some());
            let number = number.ok_or_else(|| {
                let name = rows.enum_type.name();
                not_of_type(format_args!("{value:?} is none of `{name}`"))
            })?;
            cx.writer().var_u32(number);
            Ok(())
        }
        (value, target, _) => {
            let (wanted, found) = (target.name().to_owned(), value.kind().to_string());
            Err(Error::new(Problem::NotThisType { wanted, found }))
        }
    }
}

fn union(cx: &mut WriteContext<'_>, value: UnionRef<'_>, rows: &UnionRows) -> Result<()> {
    cx.enter()?;
    let slots = match cx.graph().plan(rows.index) {
        TypePlan::Union(plan) => &plan.cases[..],
        _ => &[],
    };
    let type_id = value.type_id();
    let case = rows.cases.iter().zip(slots).find(|((_, number, _), _)| *number == type_id);
    let Some(((case, _, target), (_, slot))) = case else {
        return Err(not_of_type(format_args!("{type_id} is no case")));
    };
    cx.writer().var_u32(*case);
    let found = value.value();
    match is_null(found, target) {
        true => RefFlag::Null.write(cx.writer()),
        false => {
            flag(cx, cx.graph().references == References::Tracked && shares(slot.kind()));
            announce(cx, slot);
            let written = body(cx, found, slot, target);
            written.map_err(|error| error.in_field(&case.to_string()))?;
        }
    }
    cx.leave();
    Ok(())
}
