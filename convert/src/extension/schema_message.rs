//! The row schema as an Arrow IPC schema message: the bytes that `pyarrow.ipc.read_schema` reads.

pub(crate) use ferrow_row::schema::of_ipc_message as of_message;
pub(super) use ferrow_row::schema::{from_ipc_schema as read, to_ipc_schema as write};

#[cfg(test)]
#[path = "../../tests/it/types.rs"]
#[expect(dead_code, reason = "the integration tests use all of it")]
mod types;

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use arrow::datatypes::{DataType, Field, Schema};
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
