//! Text and bytes into the columns that hold them.

use arrow_buffer::i256;

use super::{number, variant};
use crate::serde::decimal::DecimalShape;
use crate::serde::error::{SerdeProblem, error_at, not_for};
use crate::{Error, Kind, SlotWriter};

/// Writes text: to a column of decimals the number that it says, to a union its unit variant.
pub(super) fn text(slot: SlotWriter<'_>, text: &str) -> Result<(), Error> {
    let layout = slot.layout();
    match layout.kind() {
        Kind::Utf8 => slot.set::<str>(text),
        Kind::Binary | Kind::FixedBinary => slot.set::<[u8]>(text.as_bytes()),
        Kind::Union => variant::unit(slot, text),
        _ => match DecimalShape::of(layout.data_type()) {
            Some(shape) => decimal(slot, shape, text),
            None => Err(not_for(layout, "text")),
        },
    }
}

fn decimal(slot: SlotWriter<'_>, shape: DecimalShape, text: &str) -> Result<(), Error> {
    let layout = slot.layout();
    let unscaled = shape.parse(text);
    match (unscaled, unscaled.and_then(i256::to_i128)) {
        (Some(unscaled), _) if layout.kind() == Kind::Decimal256 => slot.set::<i256>(unscaled),
        (_, Some(unscaled)) => number::whole(slot, unscaled),
        _ => {
            let (text, data_type) = (text.to_owned(), layout.data_type().clone());
            Err(error_at(layout, SerdeProblem::Decimal { text, data_type }))
        }
    }
}

/// Writes a unit variant: its name, or to a column of integers its index.
pub(super) fn unit_variant(slot: SlotWriter<'_>, index: u32, name: &str) -> Result<(), Error> {
    match slot.layout().kind() {
        Kind::Utf8 => slot.set::<str>(name),
        Kind::Union => variant::unit(slot, name),
        _ if slot.layout().data_type().is_integer() => number::whole(slot, index.into()),
        _ => Err(not_for(slot.layout(), "a unit variant")),
    }
}

/// Writes bytes, to a list of them too.
pub(super) fn bytes(slot: SlotWriter<'_>, bytes: &[u8]) -> Result<(), Error> {
    let layout = slot.layout();
    match (layout.kind(), layout.list()) {
        (Kind::Binary | Kind::FixedBinary, _) => slot.set::<[u8]>(bytes),
        (_, Some(list)) if list.element().kind() == Kind::UInt8 => {
            let mut list = slot.list(bytes.len())?;
            bytes.iter().try_for_each(|byte| list.push::<u8>(*byte))?;
            list.finish()
        }
        _ => Err(not_for(layout, "bytes")),
    }
}
