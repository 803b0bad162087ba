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
