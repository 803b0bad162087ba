//! Which Arrow types have the same values.

use arrow::datatypes::{DataType, FieldRef};

/// Whether a column of type `found` gives the values of a field of type `wanted`: text, bytes and
/// lists may stand in any of Arrow's forms, values inside others encoded or not. Nulls where `wanted`
/// has none are found when they are read.
pub(crate) fn same_values(wanted: &DataType, found: &DataType) -> bool {
    use DataType::{
        Binary, BinaryView, Dictionary, FixedSizeList, LargeBinary, LargeList, LargeListView,
        LargeUtf8, List, ListView, Map, RunEndEncoded, Struct, Union, Utf8, Utf8View,
    };
    match (wanted, found) {
        (Dictionary(_, wanted), found) => same_values(wanted, found),
        (RunEndEncoded(_, wanted), found) => same_values(wanted.data_type(), found),
        (wanted, Dictionary(_, found)) => same_values(wanted, found),
        (wanted, RunEndEncoded(_, found)) => same_values(wanted, found.data_type()),
        (Utf8 | LargeUtf8 | Utf8View, Utf8 | LargeUtf8 | Utf8View)
        | (Binary | LargeBinary | BinaryView, Binary | LargeBinary | BinaryView) => true,
        (
            List(wanted)
            | LargeList(wanted)
            | ListView(wanted)
            | LargeListView(wanted)
            | FixedSizeList(wanted, _),
            List(found)
            | LargeList(found)
            | ListView(found)
            | LargeListView(found)
            | FixedSizeList(found, _),
        ) => same_values(wanted.data_type(), found.data_type()),
        // The names of a map's parts differ from writer to writer.
        (Map(wanted, _), Map(found, _)) => match (wanted.data_type(), found.data_type()) {
            (Struct(wanted), Struct(found)) => {
                wanted.len() == found.len()
                    && wanted
                        .iter()
                        .zip(found)
                        .all(|(w, f)| same_values(w.data_type(), f.data_type()))
            }
            _ => false,
        },
        (Struct(wanted), Struct(found)) => {
            wanted.len() == found.len() && wanted.iter().zip(found).all(same_field)
        }
        (Union(wanted, _), Union(found, _)) => {
            wanted.len() == found.len()
                && (wanted.iter().zip(found.iter()))
                    .all(|((id, w), (found_id, f))| id == found_id && same_field((w, f)))
        }
        _ => wanted == found,
    }
}

fn same_field((wanted, found): (&FieldRef, &FieldRef)) -> bool {
    wanted.name() == found.name() && same_values(wanted.data_type(), found.data_type())
}

/// The type of the values that an encoding stands for.
pub(crate) fn stored(data_type: &DataType) -> &DataType {
    match data_type {
        DataType::Dictionary(_, values) => stored(values),
        DataType::RunEndEncoded(_, values) => stored(values.data_type()),
        data_type => data_type,
    }
}
