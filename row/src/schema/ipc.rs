//! A schema as an Arrow IPC schema message: the bytes that `pyarrow.ipc.read_schema` reads.

use std::num::TryFromIntError;

use arrow_ipc::convert::fb_to_schema;
use arrow_ipc::writer::{DictionaryTracker, IpcDataGenerator, IpcWriteOptions, write_message};
use arrow_ipc::{
    DateUnit, Endianness, Field, Int, IntervalUnit, Message, Precision, TimeUnit, Type, Union,
    UnionMode, root_as_message,
};
use arrow_schema::Schema;

/// Marks an encapsulated message; its length follows.
const CONTINUATION: [u8; 4] = [0xff; 4];

/// The schema as an encapsulated message, with all that it says.
///
/// ```
/// use arrow_schema::{DataType, Field, Schema};
/// use ferrow_row::schema::{from_ipc_schema, to_ipc_schema};
///
/// let schema = Schema::new(vec![Field::new("id", DataType::Int64, false)]);
/// assert_eq!(from_ipc_schema(&to_ipc_schema(&schema)).as_ref(), Ok(&schema));
/// assert!(from_ipc_schema(b"no message").is_err());
/// ```
#[must_use]
pub fn to_ipc_schema(schema: &Schema) -> Vec<u8> {
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

/// The schema of a message of unknown bytes.
///
/// # Errors
///
/// What is wrong with them.
pub fn from_ipc_schema(message: &[u8]) -> Result<Schema, String> {
    let body = (message.strip_prefix(&CONTINUATION))
        .and_then(|rest| rest.split_at_checked(4))
        .ok_or("the schema is not an encapsulated IPC message")?
        .1;
    of_ipc_message(root_as_message(body).map_err(|error| error.to_string())?)
}

/// The schema of a message that was found already, and may say anything.
///
/// # Errors
///
/// What is wrong with it.
pub fn of_ipc_message(message: Message<'_>) -> Result<Schema, String> {
    let schema = message.header_as_schema().ok_or("the IPC message holds no schema")?;
    if schema.endianness() != Endianness::Little {
        return Err("the schema is big-endian".to_owned());
    }
    let fields = schema.fields().ok_or("the schema has no list of fields")?;
    // Tables may be shared, so that a few bytes hold a tree of any size.
    let mut bytes = message._tab.buf().len();
    for field in fields {
        if !spend(field, &mut bytes) {
            return Err("the schema is larger than the message that holds it".to_owned());
        }
        if !is_known(field) {
            let name = field.name().unwrap_or_default();
            return Err(format!("field `{name}` is of a type that this release does not know"));
        }
    }
    Ok(fb_to_schema(schema))
}

/// Whether as many bytes are left as a field and all that is inside takes at least.
fn spend(field: Field<'_>, bytes: &mut usize) -> bool {
    /// A table and the offset to it.
    const OF_TABLE: usize = 8;
    let len = |text: Option<&str>| text.map_or(0, str::len);
    let pairs = field.custom_metadata().into_iter().flatten();
    let pairs = pairs.map(|pair| OF_TABLE + len(pair.key()) + len(pair.value()));
    let taken = pairs.fold(OF_TABLE + len(field.name()), usize::saturating_add);
    match bytes.checked_sub(taken) {
        Some(left) => *bytes = left,
        None => return false,
    }
    field.children().into_iter().flatten().all(|child| spend(child, bytes))
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
mod tests {
    use arrow_ipc::{
        FieldBuilder, MessageBuilder, MessageHeader, MetadataVersion, SchemaBuilder, Struct_Builder,
    };
    use flatbuffers::FlatBufferBuilder;

    use super::*;

    /// A schema of one struct, whose two fields are one table of such a struct, and so on.
    fn doubling(levels: usize) -> Vec<u8> {
        let mut bytes = FlatBufferBuilder::new();
        let name = bytes.create_string("name");
        let type_ = Struct_Builder::new(&mut bytes).finish().as_union_value();
        let mut field = None;
        for _ in 0..=levels {
            let children: Vec<_> = field.into_iter().chain(field).collect();
            let children = bytes.create_vector(&children);
            let mut builder = FieldBuilder::new(&mut bytes);
            builder.add_name(name);
            builder.add_type_type(Type::Struct_);
            builder.add_type_(type_);
            builder.add_children(children);
            field = Some(builder.finish());
        }
        let fields = bytes.create_vector(&[field.unwrap()]);
        let mut schema = SchemaBuilder::new(&mut bytes);
        schema.add_fields(fields);
        let schema = schema.finish().as_union_value();
        let mut message = MessageBuilder::new(&mut bytes);
        message.add_version(MetadataVersion::V5);
        message.add_header_type(MessageHeader::Schema);
        message.add_header(schema);
        let message = message.finish();
        bytes.finish(message, None);
        let body = bytes.finished_data();
        let len = u32::try_from(body.len()).unwrap().to_le_bytes();
        [&CONTINUATION[..], &len, body].concat()
    }

    #[test]
    fn a_schema_is_no_larger_than_its_message() {
        let small = from_ipc_schema(&doubling(1)).unwrap();
        assert_eq!(small.fields().len(), 1);
        let error = from_ipc_schema(&doubling(17)).unwrap_err();
        assert_eq!(error, "the schema is larger than the message that holds it");
    }
}
