//! Structs, of this version and of others; enums and unions.

use ferrow_row::{Kind, ListWriter, MapWriter, RowWriter, SlotWriter};

use super::super::target::{EnumRows, Scalar, StructRows, Target, UnionRows};
use super::{RowReader, not_put, put};
use crate::context::{Found, ReadContext};
use crate::dynamic::{check_hash, read_remote_field};
use crate::error::{Error, Problem, Result};
use crate::graph::Mode;
use crate::object::Told;
use crate::plan::{Conversion, RemoteStruct, StructPlan, TypePlan};

impl<'a> RowReader<'a> {
    /// Reads a struct whose type was told.
    pub(super) fn found_struct(
        &mut self,
        cx: &mut ReadContext<'_, 'a>,
        found: &Found,
        rows: &StructRows,
        row: &mut RowWriter<'_>,
    ) -> Result<()> {
        match found {
            Found::Known(index, _) if *index == rows.index => {
                let evolves = plan(cx, rows).is_some_and(|plan| plan.struct_type.is_evolving());
                if cx.graph().mode == Mode::Compatible && evolves {
                    let wanted = "a struct with its definition".to_owned();
                    let found = "a struct without".to_owned();
                    return Err(cx.error(Problem::NotThisType { wanted, found }));
                }
                self.known_struct(cx, rows, row)
            }
            Found::Remote(remote) if remote.index == Some(rows.index) => match &remote.fields {
                Some(fields) => self.evolved(cx, fields, rows, row),
                None => self.fields(cx, rows, row),
            },
            found => {
                let kind = crate::wire::TypeId::Struct;
                Err(crate::object::wrong_user_type(cx, Some(rows.index), kind, found))
            }
        }
    }

    /// Reads a struct of the declared type.
    pub(super) fn known_struct(
        &mut self,
        cx: &mut ReadContext<'_, 'a>,
        rows: &StructRows,
        row: &mut RowWriter<'_>,
    ) -> Result<()> {
        if cx.graph().mode == Mode::SameSchema
            && let Some(plan) = plan(cx, rows)
        {
            check_hash(cx, plan)?;
        }
        self.fields(cx, rows, row)
    }

    fn fields(
        &mut self,
        cx: &mut ReadContext<'_, 'a>,
        rows: &StructRows,
        row: &mut RowWriter<'_>,
    ) -> Result<()> {
        let Some(plan) = plan(cx, rows) else { return Ok(()) };
        cx.enter()?;
        for field in &plan.fields {
            let flag = field.tracked || field.nullable;
            let told = if field.dynamic { Told::Here } else { Told::Declared };
            let (target, to) = (&rows.fields[field.index], row.slot(field.index));
            let read = self.framed(cx, &field.slot, flag, told, target, to);
            read.map_err(|error| error.in_field(plan.struct_type.fields()[field.index].name()))?;
        }
        cx.leave();
        Ok(())
    }

    /// Reads a struct of another version: what has no column is read and dropped, and what the
    /// message lacks is null, or what is there by default.
    fn evolved(
        &mut self,
        cx: &mut ReadContext<'_, 'a>,
        remote: &RemoteStruct,
        rows: &StructRows,
        row: &mut RowWriter<'_>,
    ) -> Result<()> {
        let Some(plan) = plan(cx, rows) else { return Ok(()) };
        cx.enter()?;
        let mut has = vec![false; plan.fields.len()];
        for field in &remote.fields {
            let Some((place, conversion)) = field.target else {
                read_remote_field(cx, field).map_err(|error| error.in_field(&field.name))?;
                continue;
            };
            let index = plan.fields[place].index;
            let target = &rows.fields[index];
            has[place] = true;
            let read = if conversion == Conversion::Same {
                let flag = field.tracked || field.nullable;
                let told = if field.dynamic { Told::Here } else { Told::Declared };
                match flag && cx.is_null_next() && !row.layout().is_nullable(index) {
                    // Null where it may not be any more.
                    true => {
                        cx.reader().advance(1);
                        default(cx, target, row.slot(index))
                    }
                    false => self.framed(cx, &field.slot, flag, told, target, row.slot(index)),
                }
            } else {
                let start = cx.reader().offset();
                read_remote_field(cx, field).and_then(|value| {
                    let written = match value.is_null() && !row.layout().is_nullable(index) {
                        true => default(cx, target, row.slot(index)),
                        false => self.value(cx, &value, target, row.slot(index)),
                    };
                    written.map_err(|error| error.at(start))
                })
            };
            read.map_err(|error| error.in_field(&field.name))?;
        }
        for (field, _) in plan.fields.iter().zip(has).filter(|(_, has)| !has) {
            let to = row.slot(field.index);
            let written = match to.layout().is_nullable() {
                true => put(cx, to.set_null()),
                false => default(cx, &rows.fields[field.index], to),
            };
            written
                .map_err(|error| error.in_field(plan.struct_type.fields()[field.index].name()))?;
        }
        cx.leave();
        Ok(())
    }

    pub(super) fn enumeration(
        &mut self,
        cx: &mut ReadContext<'_, 'a>,
        rows: &EnumRows,
        to: SlotWriter<'_>,
    ) -> Result<()> {
        let start = cx.reader().offset();
        let number = cx.reader().var_u32()?;
        let none = || {
            let name = rows.enum_type.name().to_string();
            Error::new(Problem::NoEnumValue { name, id: number }).at(start)
        };
        let name = rows.enum_type.name_of(number).ok_or_else(none)?;
        let written = match rows.stored {
            Kind::Utf8 => to.set::<str>(name),
            Kind::Int32 => to.set::<i32>(i32::try_from(number).map_err(|_| none())?),
            _ => to.set::<u32>(number),
        };
        put(cx, written)
    }

    pub(super) fn union(
        &mut self,
        cx: &mut ReadContext<'_, 'a>,
        rows: &UnionRows,
        to: SlotWriter<'_>,
    ) -> Result<()> {
        cx.enter()?;
        let start = cx.reader().offset();
        let case = cx.reader().var_u32()?;
        let slots = match cx.graph().plan(rows.index) {
            TypePlan::Union(plan) => &plan.cases[..],
            _ => &[],
        };
        let found = rows.cases.iter().zip(slots).find(|((number, ..), _)| *number == case);
        let Some(((_, type_id, target), (_, slot))) = found else {
            let name = cx.graph().announced(rows.index).name.to_string();
            return Err(Error::new(Problem::NoCase { name, case }).at(start));
        };
        let mut union = to.union(*type_id).map_err(|error| not_put(cx, &error))?;
        let read = self.framed(cx, slot, true, Told::Here, target, union.value());
        read.map_err(|error| error.in_field(&case.to_string()))?;
        cx.leave();
        put(cx, union.finish())
    }
}

fn plan<'g>(cx: &ReadContext<'g, '_>, rows: &StructRows) -> Option<&'g StructPlan> {
    match cx.graph().plan(rows.index) {
        TypePlan::Struct(plan) => Some(plan),
        _ => None,
    }
}

/// What stands for a value that a message lacks: zero, or nothing.
fn default(cx: &ReadContext<'_, '_>, target: &Target, to: SlotWriter<'_>) -> Result<()> {
    let written = match target {
        Target::Scalar(scalar) => match scalar {
            Scalar::Null => to.set_null(),
            Scalar::Bool => to.set::<bool>(false),
            Scalar::Int8 => to.set::<i8>(0),
            Scalar::Int16 => to.set::<i16>(0),
            Scalar::Int32 => to.set::<i32>(0),
            Scalar::Int64 => to.set::<i64>(0),
            Scalar::UInt8 => to.set::<u8>(0),
            Scalar::UInt16 => to.set::<u16>(0),
            Scalar::UInt32 => to.set::<u32>(0),
            Scalar::UInt64 => to.set::<u64>(0),
            Scalar::Float16 => to.set::<half::f16>(half::f16::ZERO),
            Scalar::BFloat16 | Scalar::Float32 => to.set::<f32>(0.0),
            Scalar::Float64 => to.set::<f64>(0.0),
            Scalar::String => to.set::<str>(""),
            Scalar::Binary => to.set::<[u8]>(&[]),
            _ => return Err(cx.error(Problem::Missing)),
        },
        Target::List(_) | Target::Array(_) => to.list(0).and_then(ListWriter::finish),
        Target::Map(_) => to.map().and_then(MapWriter::finish),
        Target::Struct(_) | Target::Enum(_) | Target::Union(_) => {
            return Err(cx.error(Problem::Missing));
        }
    };
    put(cx, written)
}
