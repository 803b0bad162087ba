//! Schemas to bytes.

use arrow_schema::{DataType, TimeUnit};

use super::{LONG_NAME, NULLABLE, VERSION, names};
use crate::error::{Problem, SchemaProblem};
use crate::layout::ValueLayout;
use crate::schema::order::Order;
use crate::schema::type_id;
use crate::{Error, RowLayout};

pub(super) fn schema(layout: &RowLayout) -> Result<Vec<u8>, Error> {
    let mut out = vec![VERSION];
    fields(&mut out, layout, Order::Slots)?;
    Ok(out)
}

fn fields(out: &mut Vec<u8>, layout: &RowLayout, order: Order) -> Result<(), Error> {
    varint(out, layout.len());
    for (index, field) in order.fields(layout) {
        let name = field.field().name();
        if name.is_empty() {
            return Err(fail(field, SchemaProblem::NoName { index }));
        }
        value(out, field, name, order)?;
    }
    Ok(())
}

/// What is inside of lists and maps has the names that Java gives it: those of Arrow's schema mean
/// nothing.
fn value(out: &mut Vec<u8>, layout: &ValueLayout, name: &str, order: Order) -> Result<(), Error> {
    let data_type = layout.data_type();
    let id = expressed(data_type).map_err(|instead| {
        fail(layout, SchemaProblem::NoBytes { data_type: data_type.clone(), instead })
    })?;
    let nullable = if layout.is_nullable() { NULLABLE } else { 0 };
    header(out, nullable, name);
    out.push(id);

    if let DataType::Decimal128(precision, scale) = layout.data_type() {
        out.extend([*precision, scale.unsigned_abs()]);
    }
    if let Some(list) = layout.list() {
        value(out, list.element(), "item", Order::Schema)?;
    }
    if let Some(map) = layout.map() {
        let start = out.len();
        value(out, map.keys().element(), "key", Order::Schema)?;
        // Peers may write null keys, and never say so.
        out[start] &= !NULLABLE;
        value(out, map.values().element(), "value", Order::Schema)?;
    }
    layout.row().map_or(Ok(()), |row| fields(out, row, order))
}

fn header(out: &mut Vec<u8>, nullable: u8, name: &str) {
    let (encoding, name) = names::encode(name);
    let len = u8::try_from(name.len() - 1).map_or(LONG_NAME, |len| len.min(LONG_NAME));
    out.push(nullable | len << 2 | encoding as u8);
    if len == LONG_NAME {
        varint(out, name.len() - usize::from(LONG_NAME));
    }
    out.extend(name);
}

#[cold]
fn fail(layout: &ValueLayout, problem: SchemaProblem) -> Error {
    Error::new(Problem::Schema(problem)).at(layout.path())
}

/// The number of a type that reading gives again, or what to take instead of it.
fn expressed(data_type: &DataType) -> Result<u8, Option<&'static str>> {
    Err(match data_type {
        DataType::LargeUtf8 | DataType::Utf8View => Some("Utf8"),
        DataType::LargeBinary | DataType::BinaryView => Some("Binary"),
        DataType::LargeList(_)
        | DataType::ListView(_)
        | DataType::LargeListView(_)
        | DataType::FixedSizeList(..) => Some("List"),
        DataType::Dictionary(..) | DataType::RunEndEncoded(..) => Some("the type of its values"),
        DataType::UInt8 | DataType::UInt16 | DataType::UInt32 | DataType::UInt64 => {
            Some("a signed integer")
        }
        DataType::Timestamp(TimeUnit::Microsecond, None) => return Ok(type_id::TIMESTAMP),
        DataType::Timestamp(..) => Some("Timestamp(\u{b5}s), without a zone"),
        DataType::Duration(TimeUnit::Microsecond) => return Ok(type_id::DURATION),
        DataType::Duration(_) => Some("Duration(\u{b5}s)"),
        DataType::Date64 => Some("Date32"),
        DataType::Decimal128(_, 0..) => return Ok(type_id::DECIMAL),
        DataType::Decimal32(..)
        | DataType::Decimal64(..)
        | DataType::Decimal128(..)
        | DataType::Decimal256(..) => Some("Decimal128 of a scale of 0 or more"),
        _ => return type_id::of(data_type).ok_or(None),
    })
}

fn varint(out: &mut Vec<u8>, mut value: usize) {
    while value >= 0x80 {
        out.push(0x80 | (value & 0x7f).to_le_bytes()[0]);
        value >>= 7;
    }
    out.push(value.to_le_bytes()[0]);
}
