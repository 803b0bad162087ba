//! The model's values, written.

use arrow_buffer::{IntervalDayTime, IntervalMonthDayNano, i256};
use ferrow_row::{Error, Kind, ListWriter, MapWriter, RowWriter, SlotWriter, ValueRef};
use half::f16;

use super::Plan;
use crate::model::Model;

/// In which order the fields of rows are written, at every depth.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Order {
    Forward,
    Backward,
    /// First other values, then nulls where there may be some, then what is meant.
    Replaced,
}

impl Order {
    pub(crate) const ALL: [Self; 3] = [Self::Forward, Self::Backward, Self::Replaced];
}

pub(super) fn message(plan: &Plan, order: Order, value: &Model) -> Result<Vec<u8>, Error> {
    // What stands in front of a message is no business of its writer.
    let mut bytes = vec![0xaa; 3];
    match (plan, value) {
        (Plan::Row(layout), Model::Struct(values)) => {
            order.row(RowWriter::new(layout, &mut bytes), values)
        }
        (Plan::List(layout), Model::List(values)) => {
            order.list(ListWriter::new(layout, &mut bytes, values.len())?, values)
        }
        (Plan::Map(layout), Model::Map(pairs)) => {
            order.map(MapWriter::new(layout, &mut bytes), pairs)
        }
        (_, other) => panic!("{other:?} is no message of its own"),
    }?;
    Ok(bytes.split_off(3))
}

impl Order {
    /// Fills a place, and so all places within.
    fn slot(self, slot: SlotWriter<'_>, value: &Model) -> Result<(), Error> {
        match value {
            Model::Null => slot.set_null(),
            Model::List(values) => self.list(slot.list(self.capacity(values))?, values),
            Model::Map(pairs) => self.map(slot.map()?, pairs),
            Model::Struct(values) => self.row(slot.row()?, values),
            Model::Union(type_id, value) => {
                let mut union = slot.union(*type_id)?;
                self.slot(union.value(), value)?;
                union.finish()
            }
            scalar => {
                let kind = slot.layout().kind();
                write_scalar(slot, scalar_ref(kind, scalar))
            }
        }
    }

    fn row(self, mut row: RowWriter<'_>, values: &[Model]) -> Result<(), Error> {
        if self == Self::Replaced {
            for (index, value) in values.iter().enumerate() {
                self.slot(row.slot(index), &decoy(value))?;
                if row.layout().is_nullable(index) {
                    row.set_null(index)?;
                }
            }
        }
        let mut fields: Vec<_> = values.iter().enumerate().collect();
        if self == Self::Backward {
            fields.reverse();
        }
        for (index, value) in fields {
            self.slot(row.slot(index), value)?;
        }
        row.finish()
    }

    fn list(self, mut list: ListWriter<'_>, values: &[Model]) -> Result<(), Error> {
        for value in values {
            self.slot(list.slot()?, value)?;
        }
        list.finish()
    }

    fn map(self, mut map: MapWriter<'_>, pairs: &[(Model, Model)]) -> Result<(), Error> {
        let (keys, values): (Vec<_>, Vec<_>) = pairs.iter().cloned().unzip();
        self.list(map.keys(self.capacity(&keys))?, &keys)?;
        self.list(map.values(self.capacity(&values))?, &values)?;
        map.finish()
    }

    /// Room that a list starts with: enough, or a list that has to grow.
    fn capacity(self, values: &[Model]) -> usize {
        if self == Self::Forward { values.len() } else { 0 }
    }
}

/// Another value of the same type.
fn decoy(value: &Model) -> Model {
    match value {
        Model::Bool(value) => Model::Bool(!value),
        Model::Text(text) => Model::Text(format!("not {text}, and longer")),
        Model::Bytes(bytes) => Model::Bytes(bytes.iter().map(|byte| !byte).collect()),
        Model::List(values) => Model::List(values.iter().rev().cloned().collect()),
        Model::Map(pairs) => Model::Map(pairs.iter().rev().cloned().collect()),
        Model::Struct(values) => Model::Struct(values.iter().map(decoy).collect()),
        Model::Union(type_id, value) => Model::Union(*type_id, Box::new(decoy(value))),
        other => other.clone(),
    }
}

/// Writes through the Rust type of the value.
fn write_scalar(slot: SlotWriter<'_>, value: ValueRef<'_>) -> Result<(), Error> {
    match value {
        ValueRef::Bool(value) => slot.set::<bool>(value),
        ValueRef::Int8(value) => slot.set::<i8>(value),
        ValueRef::Int16(value) => slot.set::<i16>(value),
        ValueRef::Int32(value) => slot.set::<i32>(value),
        ValueRef::Int64(value) => slot.set::<i64>(value),
        ValueRef::UInt8(value) => slot.set::<u8>(value),
        ValueRef::UInt16(value) => slot.set::<u16>(value),
        ValueRef::UInt32(value) => slot.set::<u32>(value),
        ValueRef::UInt64(value) => slot.set::<u64>(value),
        ValueRef::Float16(value) => slot.set::<f16>(value),
        ValueRef::Float32(value) => slot.set::<f32>(value),
        ValueRef::Float64(value) => slot.set::<f64>(value),
        ValueRef::DayTime(value) => slot.set::<IntervalDayTime>(value),
        ValueRef::MonthDayNano(value) => slot.set::<IntervalMonthDayNano>(value),
        ValueRef::Decimal128(value) => slot.set::<i128>(value),
        ValueRef::Decimal256(value) => slot.set::<i256>(value),
        ValueRef::Utf8(value) => slot.set::<str>(value),
        ValueRef::Binary(value) | ValueRef::FixedBinary(value) => slot.set::<[u8]>(value),
        other => panic!("{other:?} is no scalar"),
    }
}

/// A value without parts as the crate has it in a place of this kind.
fn scalar_ref(kind: Kind, value: &Model) -> ValueRef<'_> {
    match (kind, value) {
        (Kind::Bool, Model::Bool(value)) => ValueRef::Bool(*value),
        (Kind::Int8, Model::Int(value)) => ValueRef::Int8(exact(*value)),
        (Kind::Int16, Model::Int(value)) => ValueRef::Int16(exact(*value)),
        (Kind::Int32, Model::Int(value)) => ValueRef::Int32(exact(*value)),
        (Kind::Int64, Model::Int(value)) => ValueRef::Int64(exact(*value)),
        (Kind::UInt8, Model::Int(value)) => ValueRef::UInt8(exact(*value)),
        (Kind::UInt16, Model::Int(value)) => ValueRef::UInt16(exact(*value)),
        (Kind::UInt32, Model::Int(value)) => ValueRef::UInt32(exact(*value)),
        (Kind::UInt64, Model::Int(value)) => ValueRef::UInt64(exact(*value)),
        (Kind::Float16, Model::Float(bits)) => ValueRef::Float16(f16::from_bits(exact(*bits))),
        (Kind::Float32, Model::Float(bits)) => ValueRef::Float32(f32::from_bits(exact(*bits))),
        (Kind::Float64, Model::Float(bits)) => ValueRef::Float64(f64::from_bits(*bits)),
        (Kind::DayTime, Model::DayTime(days, milliseconds)) => {
            ValueRef::DayTime(IntervalDayTime::new(*days, *milliseconds))
        }
        (Kind::MonthDayNano, Model::MonthDayNano(months, days, nanoseconds)) => {
            ValueRef::MonthDayNano(IntervalMonthDayNano::new(*months, *days, *nanoseconds))
        }
        (Kind::Decimal128, Model::Int(value)) => ValueRef::Decimal128(*value),
        (Kind::Decimal256, Model::Int(value)) => ValueRef::Decimal256(i256::from_i128(*value)),
        (Kind::Decimal256, Model::Wide(value)) => ValueRef::Decimal256(*value),
        (Kind::Utf8, Model::Text(text)) => ValueRef::Utf8(text),
        (Kind::Binary, Model::Bytes(bytes)) => ValueRef::Binary(bytes),
        (Kind::FixedBinary, Model::Bytes(bytes)) => ValueRef::FixedBinary(bytes),
        _ => panic!("{value:?} is no {kind}"),
    }
}

fn exact<T, N: TryInto<T, Error: std::fmt::Debug>>(value: N) -> T {
    value.try_into().expect("a value in the range of its type")
}
