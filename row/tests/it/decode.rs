//! The rules of FORMAT.md for which bytes are valid, and what they say, written a second time: what the
//! readers are compared with where bytes are damaged.

use arrow_buffer::i256;
use arrow_schema::DataType;
use ferrow_row::{Kind, ListLayout, MapLayout, RowFormat, RowLayout, Storage, ValueLayout};

use crate::codec::Plan;
use crate::generate::{is_nullable, stored};
use crate::model::Model;

/// The value of bytes that may be any at all; `None` where they are not valid.
pub(crate) fn message(plan: &Plan, bytes: &[u8]) -> Option<Model> {
    match plan {
        Plan::Row(layout) => row(layout, bytes).map(Model::Struct),
        Plan::List(layout) => list(layout, bytes, layout.element().is_nullable()).map(Model::List),
        Plan::Map(layout) => map(layout, bytes),
    }
}

/// What has slots: a row or a list.
struct Container<'a> {
    bytes: &'a [u8],
    /// Where the slots end; no value with bytes starts in front of it.
    fixed_end: usize,
    /// What all variable values together may still take.
    left: usize,
}

impl<'a> Container<'a> {
    fn new(bytes: &'a [u8], fixed_end: usize) -> Option<Self> {
        Some(Self { bytes, fixed_end, left: bytes.len().checked_sub(fixed_end)? })
    }

    /// The value whose slot is at `offset`, and whose null bit is bit `null` of the container.
    fn value(&mut self, layout: &ValueLayout, offset: usize, null: Option<usize>) -> Option<Model> {
        let is_null = null.is_some_and(|bit| self.bytes[bit / 8] >> (bit % 8) & 1 == 1);
        if layout.kind() == Kind::Null {
            return Some(Model::Null);
        }
        if is_null {
            return layout.is_nullable().then_some(Model::Null);
        }
        let slot = &self.bytes[offset..];
        match layout.storage() {
            Storage::Slot | Storage::Inline => value(layout, &slot[..layout.width()]),
            Storage::Span => {
                let [size, start] = [0, 4].map(|at| u32::from_le_bytes(array(&slot[at..at + 4])));
                let (size, start) = (usize::try_from(size).ok()?, usize::try_from(start).ok()?);
                self.left = self.left.checked_sub(size)?;
                if size > 0 && start < self.fixed_end {
                    return None;
                }
                value(layout, self.bytes.get(start..start + size)?)
            }
        }
    }
}

fn row(layout: &RowLayout, bytes: &[u8]) -> Option<Vec<Model>> {
    let widths: usize = layout.values().iter().map(ValueLayout::width).sum();
    let nullable = layout.values().iter().any(ValueLayout::is_nullable);
    let variable = layout.values().iter().any(|value| value.storage() == Storage::Span);
    let len = layout.len();
    let (bitmap, fixed_end) = match layout.format() {
        RowFormat::Standard => (Some(0), len.div_ceil(64) * 8 + len * 8),
        RowFormat::Compact => {
            let end = if nullable { widths + len.div_ceil(8) } else { widths };
            (nullable.then_some(widths), if variable { end.next_multiple_of(8) } else { end })
        }
    };
    let mut container = Container::new(bytes, fixed_end)?;
    let mut values = vec![Model::Null; len];
    for (rank, &index) in layout.storage_order().iter().enumerate() {
        let null = bitmap.map(|start| start * 8 + rank);
        values[index] = container.value(layout.value(index), layout.slot_offset(index), null)?;
    }
    Some(values)
}

fn list(layout: &ListLayout, bytes: &[u8], has_null_bits: bool) -> Option<Vec<Model>> {
    let element = layout.element();
    let wide = element.storage() != Storage::Span && element.width().is_multiple_of(8);
    let (count, header, bitmap) = match layout.format() {
        RowFormat::Standard => {
            let count = u64::from_le_bytes(array(bytes.get(..8)?));
            let count = usize::try_from(count).ok().filter(|count| *count < 1 << 40)?;
            (count, 8 + count.div_ceil(64) * 8, Some(8))
        }
        RowFormat::Compact => {
            let count = usize::try_from(i32::from_le_bytes(array(bytes.get(..4)?))).ok()?;
            let header = 4 + if has_null_bits { count.div_ceil(8) } else { 0 };
            let header = if wide { header.next_multiple_of(8) } else { header };
            (count, header, has_null_bits.then_some(4))
        }
    };
    if layout.fixed_len().is_some_and(|wanted| wanted != count) {
        return None;
    }
    let mut container = Container::new(bytes, header + count * element.width())?;
    let values = (0..count).map(|index| {
        let null = bitmap.map(|start| start * 8 + index);
        container.value(element, header + index * element.width(), null)
    });
    values.collect()
}

fn map(layout: &MapLayout, bytes: &[u8]) -> Option<Model> {
    let size = usize::try_from(u64::from_le_bytes(array(bytes.get(..8)?))).ok()?;
    let (keys, values) = bytes[8..].split_at_checked(size)?;
    let (keys, values) = (list(layout.keys(), keys, false)?, list(layout.values(), values, true)?);
    (keys.len() == values.len()).then(|| Model::Map(keys.into_iter().zip(values).collect()))
}

/// A value of these bytes, which is not null.
fn value(layout: &ValueLayout, bytes: &[u8]) -> Option<Model> {
    if layout.size().is_some_and(|size| size != bytes.len()) {
        return None;
    }
    Some(match layout.kind() {
        Kind::Bool => Model::Bool(bytes[0] != 0),
        Kind::Int8 | Kind::Int16 | Kind::Int32 | Kind::Int64 => {
            let sign = if bytes.last()? >> 7 == 1 { 0xff } else { 0 };
            Model::Int(i128::from_le_bytes(extended(bytes, sign)))
        }
        Kind::UInt8 | Kind::UInt16 | Kind::UInt32 | Kind::UInt64 => {
            Model::Int(i128::from_le_bytes(extended(bytes, 0)))
        }
        Kind::Float16 | Kind::Float32 | Kind::Float64 => {
            Model::Float(u64::from_le_bytes(extended(bytes, 0)))
        }
        Kind::DayTime => {
            let [days, ms] = [0, 4].map(|at| i32::from_le_bytes(array(&bytes[at..at + 4])));
            Model::DayTime(days, ms)
        }
        Kind::MonthDayNano => {
            let [months, days] = [0, 4].map(|at| i32::from_le_bytes(array(&bytes[at..at + 4])));
            Model::MonthDayNano(months, days, i64::from_le_bytes(array(&bytes[8..])))
        }
        Kind::Decimal128 => Model::Int(i256::from_le_bytes(array(bytes)).to_i128()?),
        Kind::Decimal256 => {
            let number = i256::from_le_bytes(array(bytes));
            number.to_i128().map_or(Model::Wide(number), Model::Int)
        }
        Kind::Utf8 => Model::Text(String::from_utf8(bytes.to_vec()).ok()?),
        Kind::Binary | Kind::FixedBinary => Model::Bytes(bytes.to_vec()),
        Kind::List => {
            let layout = layout.list()?;
            Model::List(list(layout, bytes, layout.element().is_nullable())?)
        }
        Kind::Map => map(layout.map()?, bytes)?,
        Kind::Struct => Model::Struct(row(layout.row()?, bytes)?),
        Kind::Union => {
            let DataType::Union(children, _) = stored(layout.data_type()) else { return None };
            let fields = row(layout.union()?.row(), bytes)?;
            let (index, (type_id, child)) = (children.iter().enumerate())
                .find(|(_, (type_id, _))| fields[0] == Model::Int((*type_id).into()))?;
            let value = fields[index + 1].clone();
            if value.is_null() && !is_nullable(child) {
                return None;
            }
            Model::Union(type_id, Box::new(value))
        }
        kind => panic!("these tests do not know {kind}"),
    })
}

/// Little-endian bytes, made longer by `more`.
fn extended<const N: usize>(bytes: &[u8], more: u8) -> [u8; N] {
    let mut all = [more; N];
    all[..bytes.len()].copy_from_slice(bytes);
    all
}

fn array<const N: usize>(bytes: &[u8]) -> [u8; N] {
    bytes.try_into().expect("as many bytes as the type has")
}
