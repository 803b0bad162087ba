//! The mark that makes a binary column a column of rows: the Arrow extension type `ferrow.row`.

mod cache;
pub(crate) mod schema_message;

use std::sync::Arc;

use arrow::array::Array;
use arrow::datatypes::{DataType, Field};
use arrow::error::ArrowError;
use arrow_schema::extension::ExtensionType;
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use ferrow_row::{RowBatch, RowFormat, RowLayout};
use serde::{Deserialize, Serialize};

use crate::error::{Error, Problem};

/// The Arrow extension type of a binary column whose values are rows.
///
/// Its metadata carries the row schema, so that Parquet, IPC files, Flight and every engine that
/// keeps field metadata ship rows that explain themselves:
///
/// ```json
/// {"version": 1, "layout": "standard", "schema": "<Arrow IPC schema message, base64>"}
/// ```
///
/// `layout` is `standard` or `compact`.
///
/// ```
/// use arrow::datatypes::{DataType, Field, Schema};
/// use ferrow_convert::RowType;
/// use ferrow_row::RowLayout;
///
/// let schema = Schema::new(vec![Field::new("dep_delay", DataType::Int16, true)]);
/// let rows = RowType::new(RowLayout::try_new(schema)?);
/// let field = rows.field("payload", DataType::Binary, false);
///
/// assert_eq!(field.extension_type_name(), Some("ferrow.row"));
/// assert_eq!(RowType::try_from_field(&field)?, rows);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RowType {
    layout: Arc<RowLayout>,
}

#[derive(Serialize, Deserialize)]
struct Metadata {
    version: u32,
    layout: String,
    schema: String,
}

const VERSION: u32 = 1;

/// Every layout of bytes and its name in the metadata.
const LAYOUTS: [(RowFormat, &str); 2] =
    [(RowFormat::Standard, "standard"), (RowFormat::Compact, "compact")];

impl RowType {
    /// The type of rows of `layout`.
    #[must_use]
    pub fn new(layout: Arc<RowLayout>) -> Self {
        Self { layout }
    }

    /// The layout of the rows.
    #[must_use]
    pub fn layout(&self) -> &Arc<RowLayout> {
        &self.layout
    }

    /// A field of this type.
    ///
    /// # Panics
    ///
    /// When `data_type` is not Binary, `LargeBinary`, `BinaryView`, or a `FixedSizeBinary` that is
    /// wide enough for a row.
    #[must_use]
    pub fn field(&self, name: &str, data_type: DataType, nullable: bool) -> Field {
        Field::new(name, data_type, nullable).with_extension_type(self.clone())
    }

    /// The field of `rows` as a column: of the array's own type, nullable where a row is null.
    #[must_use]
    pub fn field_of(rows: &RowBatch, name: &str) -> Field {
        let data_type = rows.array().array().data_type().clone();
        Self::new(Arc::clone(rows.layout())).field(name, data_type, rows.null_count() > 0)
    }

    /// The row type that `field` carries.
    ///
    /// # Errors
    ///
    /// [`NotRows`](crate::ErrorKind::NotRows) where the field has no extension type or another one,
    /// where it is not binary, or where the metadata is damaged.
    pub fn try_from_field(field: &Field) -> Result<Self, Error> {
        let named = |error: Error| error.in_column(field.name());
        match field.extension_type_name() {
            Some(name) if name == Self::NAME => {}
            found => {
                let found = found.map(str::to_owned);
                return Err(named(Error::new(Problem::NoExtensionType { found })));
            }
        }
        let layout = cache::layout(field.extension_type_metadata()).map_err(named)?;
        check_data_type(field.data_type(), &layout).map_err(named)?;
        Ok(Self { layout })
    }

    /// The rows of a column of this type.
    pub(crate) fn rows_of(&self, column: &dyn Array) -> Result<RowBatch, Error> {
        Ok(RowBatch::try_from_array(Arc::clone(&self.layout), column)?)
    }
}

/// Rows of `layout` are values of these types. Values of a fixed size are long enough for a row, or
/// an array of millions would need no bytes.
pub(crate) fn check_data_type(data_type: &DataType, layout: &RowLayout) -> Result<(), Error> {
    match data_type {
        DataType::Binary | DataType::LargeBinary | DataType::BinaryView => Ok(()),
        DataType::FixedSizeBinary(size) => {
            let (needed, size) = (layout.fixed_width(), *size);
            if usize::try_from(size).is_ok_and(|size| size >= needed) {
                return Ok(());
            }
            Err(Error::new(Problem::Narrow { size, needed }))
        }
        _ => Err(Error::new(Problem::NotBinary { data_type: data_type.clone() })),
    }
}

fn parse(metadata: Option<&str>) -> Result<Arc<RowLayout>, Error> {
    let damaged = |reason: String| Error::new(Problem::Metadata { reason });
    let metadata = metadata.ok_or_else(|| Error::new(Problem::NoMetadata))?;
    let metadata: Metadata =
        serde_json::from_str(metadata).map_err(|error| damaged(error.to_string()))?;
    if metadata.version != VERSION {
        return Err(Error::new(Problem::UnknownVersion { version: metadata.version }));
    }
    let format = LAYOUTS.iter().find(|(_, name)| *name == metadata.layout);
    let Some((format, _)) = format else {
        return Err(Error::new(Problem::UnknownLayout { layout: metadata.layout }));
    };
    let message =
        BASE64_STANDARD.decode(&metadata.schema).map_err(|error| damaged(error.to_string()))?;
    let schema = schema_message::read(&message).map_err(damaged)?;
    Ok(RowLayout::try_with_format(schema, *format)?)
}

impl ExtensionType for RowType {
    const NAME: &'static str = "ferrow.row";

    type Metadata = Arc<RowLayout>;

    fn metadata(&self) -> &Arc<RowLayout> {
        &self.layout
    }

    fn serialize_metadata(&self) -> Option<String> {
        let schema = BASE64_STANDARD.encode(schema_message::write(self.layout.schema()));
        let is_ours = |(format, _): &&(RowFormat, _)| *format == self.layout.format();
        let (_, layout) = LAYOUTS.iter().find(is_ours).expect("every layout has a name");
        let metadata = Metadata { version: VERSION, layout: (*layout).to_owned(), schema };
        Some(serde_json::to_string(&metadata).expect("a struct of strings is JSON"))
    }

    fn deserialize_metadata(metadata: Option<&str>) -> Result<Arc<RowLayout>, ArrowError> {
        Ok(parse(metadata)?)
    }

    fn supports_data_type(&self, data_type: &DataType) -> Result<(), ArrowError> {
        Ok(check_data_type(data_type, &self.layout)?)
    }

    fn try_new(data_type: &DataType, layout: Arc<RowLayout>) -> Result<Self, ArrowError> {
        check_data_type(data_type, &layout)?;
        Ok(Self { layout })
    }
}
