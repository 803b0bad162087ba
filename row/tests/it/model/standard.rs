//! The standard layout: everything stands in words.

use arrow_schema::{DataType, Fields};

use super::{
    Model, element, entries, field_values, fields, null_bits, number_width, pad, plain, scalar,
    span,
};

pub(super) fn row(fields: &Fields, values: &[Model]) -> Vec<u8> {
    let slots = fields.iter().zip(values).map(|(field, value)| (field.data_type(), value, 8));
    container(null_bits(values, values.len().div_ceil(64) * 8), slots.collect())
}

fn list(element: &DataType, values: &[Model]) -> Vec<u8> {
    let count = u64::try_from(values.len()).expect("a count").to_le_bytes();
    let bitmap = null_bits(values, values.len().div_ceil(64) * 8);
    let width = number_width(element).unwrap_or(8);
    let slots = values.iter().map(|value| (element, value, width));
    container([&count[..], &bitmap].concat(), slots.collect())
}

/// A header, slots of values of some width, and the variable region.
fn container(header: Vec<u8>, values: Vec<(&DataType, &Model, usize)>) -> Vec<u8> {
    let slots_len = values.iter().map(|(_, _, width)| width).sum::<usize>();
    let region_offset = header.len() + slots_len.next_multiple_of(8);
    let (mut slots, mut region) = (Vec::new(), Vec::new());
    for (data_type, value, width) in values {
        let mut slot = Vec::new();
        if !value.is_null() {
            let bytes = body(data_type, value);
            if number_width(data_type).is_some() {
                slot = bytes;
            } else {
                slot = span(region_offset + region.len(), bytes.len());
                region.extend(bytes);
                pad(&mut region);
            }
        }
        slot.resize(width, 0);
        slots.extend(slot);
    }
    pad(&mut slots);
    [header, slots, region].concat()
}

/// The bytes of a value that is not null: in its slot, or in the variable region.
pub(super) fn body(data_type: &DataType, value: &Model) -> Vec<u8> {
    let data_type = plain(data_type);
    match value {
        Model::List(values) => list(element(data_type).expect("a list").data_type(), values),
        Model::Map(_) => {
            let [keys, values] =
                entries(data_type, value).map(|(field, values)| list(field.data_type(), &values));
            let size = u64::try_from(keys.len()).expect("a size").to_le_bytes();
            [size.to_vec(), keys, values].concat()
        }
        Model::Struct(_) | Model::Union(..) => {
            row(&fields(data_type).expect("fields"), &field_values(data_type, value))
        }
        _ => scalar(data_type, value),
    }
}
