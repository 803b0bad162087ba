//! Maps that come from outside have a key once.

use std::cmp::Ordering;
use std::ops::Range;

use arrow::array::{Array, ArrayAccessor, ArrayRef, AsArray, MapArray};
use arrow::datatypes::DataType;

use crate::records::keys::sort_unique;

/// Whether no map has a key twice. `false` also where that is not known: of keys that are neither
/// text nor bytes nor numbers.
///
/// `keys` are the map's own, without an encoding.
pub(super) fn are_unique(maps: &MapArray, keys: &ArrayRef) -> bool {
    match keys.data_type() {
        DataType::Utf8 => of_array(maps, keys.as_string::<i32>()),
        DataType::LargeUtf8 => of_array(maps, keys.as_string::<i64>()),
        DataType::Utf8View => of_array(maps, keys.as_string_view()),
        DataType::Binary => of_array(maps, keys.as_binary::<i32>()),
        DataType::LargeBinary => of_array(maps, keys.as_binary::<i64>()),
        DataType::BinaryView => of_array(maps, keys.as_binary_view()),
        DataType::FixedSizeBinary(_) => of_array(maps, keys.as_fixed_size_binary()),
        data_type => match data_type.primitive_width() {
            Some(width) => {
                let data = keys.to_data();
                let bytes = &data.buffers()[0][data.offset() * width..];
                let at = |index: usize| &bytes[index * width..(index + 1) * width];
                all(maps, |a, b| at(a).cmp(at(b)))
            }
            None => false,
        },
    }
}

fn of_array<A: ArrayAccessor<Item: Ord>>(maps: &MapArray, keys: A) -> bool {
    all(maps, |a, b| keys.value(a).cmp(&keys.value(b)))
}

fn all(maps: &MapArray, compare: impl Fn(usize, usize) -> Ordering) -> bool {
    let mut order = Vec::new();
    (0..maps.len()).filter(|&index| maps.is_valid(index)).all(|index| {
        let at = |index: usize| maps.value_offsets()[index].unsigned_abs() as usize;
        unique(at(index)..at(index + 1), &mut order, &compare)
    })
}

fn unique(
    keys: Range<usize>,
    order: &mut Vec<usize>,
    compare: impl Fn(usize, usize) -> Ordering,
) -> bool {
    // Most maps are written in the order of their keys.
    let ahead = keys.clone().skip(1);
    if keys.clone().zip(ahead).all(|(a, b)| compare(a, b) == Ordering::Less) {
        return true;
    }
    order.clear();
    order.extend(keys);
    sort_unique(order, compare)
}
