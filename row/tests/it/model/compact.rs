//! The compact layout: natural widths, sorted fields, bitmaps only where something may be null.

use arrow_schema::{DataType, FieldRef, Fields, IntervalUnit};

use super::{
    Model, element, entries, field_values, fields, null_bits, number_width, pad, plain, scalar,
    span,
};

pub(super) fn row(fields: &Fields, values: &[Model]) -> Vec<u8> {
    let sorted = storage_order(fields);
    let values = sorted.iter().map(|index| values[*index].clone()).collect::<Vec<_>>();
    let fields = sorted.iter().map(|index| fields[*index].clone()).collect::<Fields>();
    let bitmap = null_bits(&values, bitmap_len(&fields));
    let slots_len = fields.iter().map(|field| slot_width(field.data_type())).sum::<usize>();
    let mut region_offset = slots_len + bitmap.len();
    if fields.iter().any(|field| width(field.data_type()).is_none()) {
        region_offset = region_offset.next_multiple_of(8);
    }
    let data_types = fields.iter().map(|field| field.data_type());
    let (mut bytes, region) = slots_and_region(data_types.zip(&values), region_offset);
    bytes.extend(bitmap);
    bytes.resize(region_offset, 0);
    [bytes, region].concat()
}

/// The ordinals of the fields in the order of their slots: those of 2, 4 or whole words of bytes
/// first, then from wide to narrow; else as in the schema.
pub(crate) fn storage_order(fields: &Fields) -> Vec<usize> {
    let mut order = (0..fields.len()).collect::<Vec<_>>();
    order.sort_by_key(|index| {
        let width = slot_width(fields[*index].data_type());
        let odd = width != 2 && width != 4 && !width.is_multiple_of(8);
        (odd, std::cmp::Reverse(width))
    });
    order
}

/// One bit for every field, if one of them may be null.
fn bitmap_len(fields: &Fields) -> usize {
    if fields.iter().any(may_be_null) { fields.len().div_ceil(8) } else { 0 }
}

/// A type of nothing but nulls is nullable whatever its field says, and runs may be of nulls.
fn may_be_null(field: &FieldRef) -> bool {
    fn has_nulls(data_type: &DataType) -> bool {
        match data_type {
            DataType::Null => true,
            DataType::Dictionary(_, values) => has_nulls(values),
            DataType::RunEndEncoded(_, values) => may_be_null(values),
            _ => false,
        }
    }
    field.is_nullable() || has_nulls(field.data_type())
}

/// A list, or the keys or values of a map.
fn list(element: &FieldRef, nullable: bool, values: &[Model]) -> Vec<u8> {
    let data_type = element.data_type();
    let count = i32::try_from(values.len()).expect("a count").to_le_bytes();
    let bitmap_len = if nullable { values.len().div_ceil(8) } else { 0 };
    let mut header = [&count[..], &null_bits(values, bitmap_len)].concat();
    if width(data_type).is_some_and(|width| width.is_multiple_of(8)) {
        pad(&mut header);
    }
    let slots_len = (values.len() * slot_width(data_type)).next_multiple_of(8);
    let region_offset = header.len() + slots_len;
    let slots = values.iter().map(|value| (data_type, value));
    let (mut slots, region) = slots_and_region(slots, region_offset);
    slots.resize(slots_len, 0);
    [header, slots, region].concat()
}

/// Slots of the widths of their types, and what those of variable width point to.
fn slots_and_region<'a>(
    values: impl Iterator<Item = (&'a DataType, &'a Model)>,
    region_offset: usize,
) -> (Vec<u8>, Vec<u8>) {
    let (mut slots, mut region) = (Vec::new(), Vec::new());
    for (data_type, value) in values {
        let mut slot = if value.is_null() { Vec::new() } else { body(data_type, value) };
        if width(data_type).is_none() && !value.is_null() {
            let span = span(region_offset + region.len(), slot.len());
            // Text and bytes are padded, by their length and wherever they start; what has parts
            // is as long as it is.
            if matches!(value, Model::Text(_) | Model::Bytes(_)) {
                pad(&mut slot);
            }
            region.extend(slot);
            slot = span;
        }
        slot.resize(slot_width(data_type), 0);
        slots.extend(slot);
    }
    (slots, region)
}

/// The bytes of a value that is not null: in its slot, or in the variable region.
pub(super) fn body(data_type: &DataType, value: &Model) -> Vec<u8> {
    let data_type = plain(data_type);
    match value {
        Model::List(values) => {
            let element = element(data_type).expect("a list");
            let (nullable, data_type) = (may_be_null(element), element.data_type());
            let mut bytes = list(element, nullable, values);
            if !nullable && is_java_primitive(data_type) {
                bytes.resize(bytes.len() + values.len() * slot_width(data_type), 0);
            }
            bytes
        }
        Model::Map(_) => {
            let [(key, keys), (item, items)] = entries(data_type, value);
            let (keys, items) = (list(&key, false, &keys), list(&item, true, &items));
            let size = i64::try_from(keys.len()).expect("a size").to_le_bytes();
            [size.to_vec(), keys, items].concat()
        }
        Model::Struct(_) | Model::Union(..) => {
            row(&fields(data_type).expect("fields"), &field_values(data_type, value))
        }
        _ => scalar(data_type, value),
    }
}

/// The bytes that every value of the type takes in its slot, if all of it stands there.
fn width(data_type: &DataType) -> Option<usize> {
    match plain(data_type) {
        DataType::Interval(IntervalUnit::MonthDayNano) => Some(16),
        DataType::FixedSizeBinary(width) => Some(usize::try_from(*width).expect("a width")),
        nested @ (DataType::Struct(_) | DataType::Union(..)) => {
            let fields = fields(nested).expect("fields");
            let slots =
                fields.iter().map(|field| width(field.data_type())).sum::<Option<usize>>()?;
            Some(slots + bitmap_len(&fields))
        }
        other => number_width(other),
    }
}

fn slot_width(data_type: &DataType) -> usize {
    width(data_type).unwrap_or(8)
}

/// Whether a list of this type that has no nulls is what Java writes from an array such as `int[]`.
fn is_java_primitive(data_type: &DataType) -> bool {
    use DataType::{Boolean, Float32, Float64, Int8, Int16, Int32, Int64};
    matches!(plain(data_type), Boolean | Int8 | Int16 | Int32 | Int64 | Float32 | Float64)
}
