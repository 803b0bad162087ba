//! The row schema as an Arrow IPC schema message: the bytes that `pyarrow.ipc.read_schema` reads.

use std::num::TryFromIntError;

use arrow::datatypes::Schema;
use arrow_ipc::convert::fb_to_schema;
use arrow_ipc::writer::{DictionaryTracker, IpcDataGenerator, IpcWriteOptions, write_message};
use arrow_ipc::{
    DateUnit, Endianness, Field, Int, IntervalUnit, Message, Precision, TimeUnit, Type, Union,
    UnionMode, root_as_message,
};

/// Marks an encapsulated message; its length follows.
const CONTINUATION: [u8; 4] = [0xff; 4];

pub(super) fn write(schema: &Schema) -> Vec<u8> {
    let options = IpcWriteOptions::default();
    let encoded = IpcDataGenerator::default().schema_to_bytes_with_dictionary_tracker(
        schema,
        &mut DictionaryTracker::new(false),
        &options,
    );
    let mut message = Vec::new();
    write_message(&mut message, encoded, &options).expect("writing to memory succeeds");
    message
}

/// Reads a message of unknown bytes; the error says what is wrong with them.
pub(super) fn read(message: &[u8]) -> Result<Schema, String> {
    let body = (message.strip_prefix(&CONTINUATION))
        .and_then(|rest| rest.split_at_checked(4))
        .ok_or("the schema is not an encapsulated IPC message")?
        .1;
    of_message(root_as_message(body).map_err(|error| error.to_string())?)
}

/// The schema of a message that may say anything; the error says what is wrong with it.
pub(crate) fn of_message(message: Message<'_>) -> Result<Schema, String> {
    let schema = message.header_as_schema().ok_or("the IPC message holds no schema")?;
    if schema.endianness() != Endianness::Little {
        return Err("the schema is big-endian".to_owned());
    }
    let fields = schema.fields().ok_or("the schema has no list of fields")?;
    for field in fields {
        if !is_known(field) {
            let name = field.name().unwrap_or_default();
            return Err(format!("field `{name}` is of a type that this release does not know"));
        }
    }
    Ok(fb_to_schema(schema))
}

/// Whether [`fb_to_schema`], which panics on what it does not know, knows the type of `field` and of
/// all that is inside.
fn is_known(field: Field<'_>) -> bool {
    is_known_type(field).unwrap_or(false)
        && field.dictionary().is_none_or(|dictionary| dictionary.indexType().is_some_and(is_int))
        && field.children().into_iter().flatten().all(is_known)
}

/// Whether the type itself is known; `None` where what should be there is not.
fn is_known_type(field: Field<'_>) -> Option<bool> {
    let children = || field.children().map_or(0, |children| children.len());
    Some(match field.type_type() {
        Type::Null
        | Type::Bool
        | Type::Binary
        | Type::BinaryView
        | Type::LargeBinary
        | Type::Utf8
        | Type::Utf8View
        | Type::LargeUtf8
        | Type::Struct_ => true,
        Type::Int => is_int(field.type_as_int()?),
        Type::FloatingPoint => matches!(
            field.type_as_floating_point()?.precision(),
            Precision::HALF | Precision::SINGLE | Precision::DOUBLE
        ),
        Type::FixedSizeBinary => field.type_as_fixed_size_binary().is_some(),
        Type::Date => {
            matches!(field.type_as_date()?.unit(), DateUnit::DAY | DateUnit::MILLISECOND)
        }
        Type::Time => {
            let time = field.type_as_time()?;
            matches!(
                (time.bitWidth(), time.unit()),
                (32, TimeUnit::SECOND | TimeUnit::MILLISECOND)
                    | (64, TimeUnit::MICROSECOND | TimeUnit::NANOSECOND)
            )
        }
        Type::Timestamp => is_unit(field.type_as_timestamp()?.unit()),
        Type::Duration => is_unit(field.type_as_duration()?.unit()),
        Type::Interval => matches!(
            field.type_as_interval()?.unit(),
            IntervalUnit::YEAR_MONTH | IntervalUnit::DAY_TIME | IntervalUnit::MONTH_DAY_NANO
        ),
        Type::Decimal => {
            let decimal = field.type_as_decimal()?;
            matches!(decimal.bitWidth(), 32 | 64 | 128 | 256)
                && u8::try_from(decimal.precision()).is_ok()
                && i8::try_from(decimal.scale()).is_ok()
        }
        Type::List | Type::LargeList | Type::ListView | Type::LargeListView => children() == 1,
        Type::FixedSizeList => field.type_as_fixed_size_list().is_some() && children() == 1,
        Type::Map => field.type_as_map().is_some() && children() == 1,
        Type::RunEndEncoded => children() == 2,
        Type::Union => is_union(field.type_as_union()?, children()),
        _ => return None,
    })
}

fn is_int(int: Int<'_>) -> bool {
    matches!(int.bitWidth(), 8 | 16 | 32 | 64)
}

/// Whether the type ids are there, one for each child, none of them twice.
fn is_union(union: Union<'_>, children: usize) -> bool {
    let id_of = |id: Result<i8, TryFromIntError>| id.ok().filter(|id| *id >= 0);
    let ids: Option<Vec<i8>> = match union.typeIds() {
        Some(ids) => ids.iter().map(|id| id_of(i8::try_from(id))).collect(),
        None => (0..children).map(|id| id_of(i8::try_from(id))).collect(),
    };
    let is_one_each = |ids: Vec<i8>| {
        let once = ids.iter().enumerate().all(|(at, id)| !ids[..at].contains(id));
        once && ids.len() == children
    };
    matches!(union.mode(), UnionMode::Dense | UnionMode::Sparse) && ids.is_some_and(is_one_each)
}

fn is_unit(unit: TimeUnit) -> bool {
    matches!(
        unit,
        TimeUnit::SECOND | TimeUnit::MILLISECOND | TimeUnit::MICROSECOND | TimeUnit::NANOSECOND
    )
}

#[cfg(test)]
#[path = "../../tests/it/types.rs"]
#[expect(dead_code, reason = "the integration tests use all of it")]
mod types;

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use arrow::datatypes::{DataType, Field};
    use ferrow_row::{RowFormat, RowLayout};

    use super::*;

    /// A field of every type that a message can say.
    fn schema() -> Schema {
        schema_of(types::data_types().into_iter().filter(types::is_known_to_ipc))
    }

    fn schema_of(types: impl Iterator<Item = DataType>) -> Schema {
        let fields = types
            .enumerate()
            .map(|(at, data_type)| Field::new(format!("f{at}"), data_type, at % 2 == 0));
        Schema::new(fields.collect::<Vec<_>>())
    }

    #[test]
    fn a_schema_is_read_as_it_was_written() {
        assert_eq!(read(&write(&schema())).as_ref(), Ok(&schema()));
    }

    #[test]
    fn a_dictionary_of_a_dictionary_is_read_as_one_of_its_values() {
        let dictionary = |values| DataType::Dictionary(Box::new(DataType::Int8), Box::new(values));
        let field = |data_type| Schema::new(vec![Field::new("f", data_type, true)]);
        let message = write(&field(dictionary(dictionary(DataType::Utf8))));
        assert_eq!(read(&message), Ok(field(dictionary(DataType::Utf8))));
    }

    #[test]
    fn a_damaged_message_is_an_error_or_a_schema() {
        let mut seen = HashSet::new();
        let types = types::data_types().into_iter().filter(types::is_known_to_ipc);
        let once = types.filter(|data_type| seen.insert(std::mem::discriminant(data_type)));
        let message = write(&schema_of(once));
        let mut errors = 0;
        let mut check = |damaged: &[u8]| match read(damaged) {
            Ok(schema) => {
                // Whatever it says, planning rows of it ends.
                for format in [RowFormat::Standard, RowFormat::Compact] {
                    let _ = RowLayout::try_with_format(schema.clone(), format);
                }
            }
            Err(_) => errors += 1,
        };
        for at in 0..message.len() {
            check(&message[..at]);
            for byte in [0, 1, 0x7f, 0xff, message[at] ^ 1, message[at] ^ 0x10] {
                let mut damaged = message.clone();
                damaged[at] = byte;
                check(&damaged);
            }
        }
        assert!(errors > message.len(), "only {errors} damaged messages were refused");
    }
}
