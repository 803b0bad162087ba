//! Fory's bytes of a schema: `01`, the number of fields, and each field's header, name and type.

mod names;
mod read;
mod write;

use std::sync::Arc;

use arrow_schema::Schema;

use crate::error::{Problem, SchemaProblem};
use crate::layout::ValueLayout;
use crate::{Error, Kind, RowFormat, RowLayout};

/// The first byte of every schema.
const VERSION: u8 = 1;

/// The bit of a field's header that says that its value may be null.
const NULLABLE: u8 = 0x40;

/// What a field's header says of the name's length less one where that stands behind the header.
const LONG_NAME: u8 = 15;

/// As deep as [`RowLayout`] goes.
const MAX_DEPTH: usize = 64;

/// Fory's bytes of `schema`, for rows of the standard layout; see [`RowLayout::to_schema_bytes`].
///
/// # Errors
///
/// As [`RowLayout::try_new`] and [`RowLayout::to_schema_bytes`].
pub fn to_schema_bytes(schema: &Schema) -> Result<Vec<u8>, Error> {
    RowLayout::try_new(schema.clone())?.to_schema_bytes()
}

/// The schema that Fory's bytes of one say, as [`to_schema_bytes`] or Java, C++ or Python wrote
/// them: for rows of the standard layout, and for compact ones where no field is binary.
///
/// Any bytes at all give an error or a schema, in time and memory that their length bounds.
///
/// ```
/// use arrow_schema::{DataType, Field, Schema};
/// use ferrow_row::schema::{from_schema_bytes, to_schema_bytes};
///
/// let schema = Schema::new(vec![Field::new("a", DataType::Int32, true)]);
/// // Version, fields; nullable and a name of one byte; "a", packed; the number of Int32.
/// assert_eq!(to_schema_bytes(&schema)?, [1, 1, 0x41, 0, 4]);
/// assert_eq!(from_schema_bytes(&[1, 1, 0x41, 0, 4])?, schema);
/// # Ok::<(), ferrow_row::Error>(())
/// ```
///
/// # Errors
///
/// [`Truncated`](crate::ErrorKind::Truncated), [`Malformed`](crate::ErrorKind::Malformed) or
/// [`Utf8`](crate::ErrorKind::Utf8) where the bytes are not those of a schema,
/// [`Unsupported`](crate::ErrorKind::Unsupported) where they are of another version or have a type
/// that rows do not have, and [`Limit`](crate::ErrorKind::Limit) where types are nested more than 64
/// deep: each with the [`offset`](Error::offset) in `bytes`.
pub fn from_schema_bytes(bytes: &[u8]) -> Result<Schema, Error> {
    read::schema(bytes)
}

impl RowLayout {
    /// Fory's bytes of the schema: what `Schema.toBytes` of Java gives. In the compact layout fields
    /// stand in the order of their slots; inside of lists and maps, in that of the schema.
    ///
    /// [`from_schema_bytes`] gives the same schema again, but for what those bytes do not have:
    /// metadata, the names that Arrow has for the elements of lists and the entries of maps, that
    /// a map's keys are sorted, and the size of `FixedSizeBinary`, which becomes `Binary`.
    ///
    /// # Errors
    ///
    /// [`Unsupported`](crate::ErrorKind::Unsupported) with the field's path where the type would
    /// not come back, or the name is empty. Such a schema travels in the metadata of the extension
    /// type `ferrow.row`.
    pub fn to_schema_bytes(&self) -> Result<Vec<u8>, Error> {
        write::schema(self)
    }

    /// Plans rows of the schema that Fory's bytes of one say.
    ///
    /// # Errors
    ///
    /// As [`from_schema_bytes`], and [`Unsupported`](crate::ErrorKind::Unsupported) where a field of
    /// a compact row is binary: the bytes do not say whether it is of a fixed size, and so stands
    /// in its slot.
    pub fn from_schema_bytes(bytes: &[u8], format: RowFormat) -> Result<Arc<Self>, Error> {
        let layout = Self::try_with_format(from_schema_bytes(bytes)?, format)?;
        if format == RowFormat::Compact
            && let Some(binary) = layout.values().iter().find_map(first_binary)
        {
            let problem = Problem::Schema(SchemaProblem::BinaryOfAnySize);
            return Err(Error::new(problem).at(binary.path()));
        }
        Ok(layout)
    }
}

fn first_binary(value: &ValueLayout) -> Option<&ValueLayout> {
    if value.kind() == Kind::Binary {
        return Some(value);
    }
    let element = value.list().map(|list| list.element());
    let entries = value.map().map(|map| [map.keys().element(), map.values().element()]);
    let fields = value.row().map_or(&[][..], |row| row.values());
    element.into_iter().chain(entries.into_iter().flatten()).chain(fields).find_map(first_binary)
}
