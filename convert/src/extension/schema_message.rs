//! The row schema as an Arrow IPC schema message: the bytes that `pyarrow.ipc.read_schema` reads.

use arrow::datatypes::Schema;
use arrow_ipc::convert::fb_to_schema;
use arrow_ipc::writer::{DictionaryTracker, IpcDataGenerator, IpcWriteOptions, write_message};
use arrow_ipc::{
    DateUnit, Endianness, Field, IntervalUnit, Precision, TimeUnit, Type, root_as_message,
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
    let message = root_as_message(body).map_err(|error| error.to_string())?;
    let schema = message.header_as_schema().ok_or("the IPC message holds no schema")?;
    if schema.endianness() != Endianness::Little {
        return Err("the schema is big-endian".to_owned());
    }
    let fields = schema.fields().ok_or("the schema has no list of fields")?;
    for field in fields {
        if !is_known(&field) {
            let name = field.name().unwrap_or_default();
            return Err(format!("field `{name}` is of a type that this release does not know"));
        }
    }
    Ok(fb_to_schema(schema))
}

/// Whether [`fb_to_schema`], which panics on what it does not know, knows the type of `field`.
fn is_known(field: &Field<'_>) -> bool {
    let known = match field.type_type() {
        Type::Null
        | Type::Bool
        | Type::Binary
        | Type::BinaryView
        | Type::LargeBinary
        | Type::Utf8
        | Type::Utf8View
        | Type::LargeUtf8 => Some(true),
        Type::Int => field.type_as_int().map(|int| matches!(int.bitWidth(), 8 | 16 | 32 | 64)),
        Type::FloatingPoint => field.type_as_floating_point().map(|float| {
            matches!(float.precision(), Precision::HALF | Precision::SINGLE | Precision::DOUBLE)
        }),
        Type::Date => field
            .type_as_date()
            .map(|date| matches!(date.unit(), DateUnit::DAY | DateUnit::MILLISECOND)),
        Type::Time => field.type_as_time().map(|time| {
            matches!(
                (time.bitWidth(), time.unit()),
                (32, TimeUnit::SECOND | TimeUnit::MILLISECOND)
                    | (64, TimeUnit::MICROSECOND | TimeUnit::NANOSECOND)
            )
        }),
        Type::Timestamp => field.type_as_timestamp().map(|timestamp| is_unit(timestamp.unit())),
        Type::Duration => field.type_as_duration().map(|duration| is_unit(duration.unit())),
        Type::Interval => field.type_as_interval().map(|interval| {
            matches!(interval.unit(), IntervalUnit::YEAR_MONTH | IntervalUnit::DAY_TIME)
        }),
        Type::Decimal => field.type_as_decimal().map(|decimal| {
            matches!(decimal.bitWidth(), 32 | 64)
                && u8::try_from(decimal.precision()).is_ok()
                && i8::try_from(decimal.scale()).is_ok()
        }),
        _ => None,
    };
    known.unwrap_or(false) && field.dictionary().is_none()
}

fn is_unit(unit: TimeUnit) -> bool {
    matches!(
        unit,
        TimeUnit::SECOND | TimeUnit::MILLISECOND | TimeUnit::MICROSECOND | TimeUnit::NANOSECOND
    )
}

#[cfg(test)]
mod tests {
    use arrow::datatypes::{DataType, Field, TimeUnit};

    use super::*;

    fn schema() -> Schema {
        Schema::new(vec![
            Field::new("id", DataType::UInt16, false),
            Field::new("half", DataType::Float16, true),
            Field::new("day", DataType::Date64, true),
            Field::new("at", DataType::Timestamp(TimeUnit::Nanosecond, Some("UTC".into())), true),
            Field::new("cents", DataType::Decimal64(18, 2), true),
            Field::new("clock", DataType::Time32(TimeUnit::Second), true),
            Field::new("text", DataType::Utf8View, true),
        ])
    }

    #[test]
    fn a_schema_is_read_as_it_was_written() {
        assert_eq!(read(&write(&schema())).as_ref(), Ok(&schema()));
    }

    #[test]
    fn a_damaged_message_is_an_error_or_a_schema() {
        let message = write(&schema());
        let mut errors = 0;
        for at in 0..message.len() {
            errors += usize::from(read(&message[..at]).is_err());
            for byte in [0, 1, 0x7f, 0x80, 0xff, message[at] ^ 1, message[at] ^ 0x10] {
                let mut damaged = message.clone();
                damaged[at] = byte;
                errors += usize::from(read(&damaged).is_err());
            }
        }
        assert!(errors > message.len(), "only {errors} damaged messages were refused");
    }
}
