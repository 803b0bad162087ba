//! JSON lines.

use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::Path;

use arrow::array::RecordBatch;
use arrow::datatypes::{DataType, SchemaRef};
use arrow::error::ArrowError;
use arrow::json::reader::{Decoder, ReaderBuilder, infer_json_schema};

use super::text::{
    INFER_LINES, TextDecoder, TextFormat, TextRows, TextStart, read_lines, with_types,
};
use crate::error::{Error, FileProblem};
use crate::stream::BATCH_ROWS;

/// How JSON lines are read: a record on each line.
///
/// ```
/// use ferrow_convert::{JsonOptions, RowBatchExt};
///
/// let text = "{\"id\": 1, \"name\": \"Ada\"}\n{\"id\": 2}\n";
/// let rows = JsonOptions::infer().reader(text.as_bytes())?.collect::<Result<Vec<_>, _>>()?;
/// assert_eq!(rows[0].len(), 2);
/// assert_eq!(rows[0].to_record_batch()?.schema().field(1).name(), "name");
///
/// let schema = rows[0].layout().schema().clone();
/// let wrong = "{\"id\": 1}\n{\"id\": \"one\"}\n";
/// let error = JsonOptions::new(schema).reader(wrong.as_bytes())?.find_map(Result::err);
/// assert_eq!(error.and_then(|error| error.line()), Some(2));
/// # Ok::<(), ferrow_convert::Error>(())
/// ```
#[derive(Debug, Clone)]
#[must_use]
pub struct JsonOptions {
    schema: Option<SchemaRef>,
    types: Vec<(String, DataType)>,
    infer_lines: usize,
    batch_rows: usize,
}

impl JsonOptions {
    /// Reads records of `schema`; fields that it does not have are passed over.
    pub fn new(schema: SchemaRef) -> Self {
        Self { schema: Some(schema), ..Self::infer() }
    }

    /// Infers the schema from the first 1,000 lines.
    pub fn infer() -> Self {
        let types = Vec::new();
        Self { schema: None, types, infer_lines: INFER_LINES, batch_rows: BATCH_ROWS }
    }

    /// Reads the field `name` as of `data_type`, where a schema is inferred. Numbers and bools are then read as
    /// text too.
    ///
    /// ```
    /// use ferrow_convert::arrow::datatypes::DataType;
    /// use ferrow_convert::JsonOptions;
    ///
    /// let text = "{\"zip\": 1234}\n";
    /// let options = JsonOptions::infer().with_type("zip", DataType::Utf8);
    /// let rows = options.reader(text.as_bytes())?;
    /// assert_eq!(*rows.layout().value(0).data_type(), DataType::Utf8);
    /// # Ok::<(), ferrow_convert::Error>(())
    /// ```
    pub fn with_type(mut self, name: impl Into<String>, data_type: DataType) -> Self {
        self.types.push((name.into(), data_type));
        self
    }

    /// Infers a schema that was not given from so many lines.
    pub fn with_infer_lines(self, lines: usize) -> Self {
        Self { infer_lines: lines, ..self }
    }

    /// Makes batches of `rows` rows.
    ///
    /// # Panics
    ///
    /// When `rows` is 0.
    pub fn with_batch_rows(self, rows: usize) -> Self {
        assert!(rows > 0, "a batch of 0 rows");
        Self { batch_rows: rows, ..self }
    }

    /// Reads the text of `reader`.
    ///
    /// # Errors
    ///
    /// [`Parse`](crate::ErrorKind::Parse) where no schema can be inferred,
    /// [`NoSuchColumn`](crate::ErrorKind::NoSuchColumn) where a type is stated of a field that is not there,
    /// [`Row`](crate::ErrorKind::Row) where rows do not hold a type, and
    /// [`Io`](crate::ErrorKind::Io).
    pub fn reader<R: BufRead>(&self, mut reader: R) -> Result<TextRows<R>, Error> {
        let (head, schema) = match &self.schema {
            Some(schema) => (Vec::new(), SchemaRef::clone(schema)),
            None => {
                let head = read_lines(&mut reader, self.infer_lines)?;
                let schema = infer_json_schema(&head[..], None);
                let parse = |error: ArrowError| FileProblem::Parse { reason: error.to_string() };
                (head, with_types(schema.map_err(parse)?.0, &self.types)?)
            }
        };
        // Fields that a schema was asked without are left out; what an inferred one lacks would be lost.
        let format = Json {
            schema: SchemaRef::clone(&schema),
            is_strict: self.schema.is_none(),
            is_coerced: !self.types.is_empty(),
        };
        TextRows::try_new(head, reader, schema, format, self.batch_rows)
    }

    /// Reads the file at `path`.
    ///
    /// # Errors
    ///
    /// As [`reader`](Self::reader).
    pub fn open(&self, path: impl AsRef<Path>) -> Result<TextRows<BufReader<File>>, Error> {
        TextRows::open(path.as_ref(), |file| self.reader(file))
    }
}

#[derive(Debug)]
struct Json {
    schema: SchemaRef,
    /// Whether a field that is not in the schema is an error.
    is_strict: bool,
    /// Whether numbers and bools are read as text where that is the type.
    is_coerced: bool,
}

impl TextFormat for Json {
    fn decoder(&self, _: TextStart, batch_rows: usize) -> Result<Box<dyn TextDecoder>, ArrowError> {
        let builder = ReaderBuilder::new(SchemaRef::clone(&self.schema));
        let builder = builder.with_batch_size(batch_rows).with_strict_mode(self.is_strict);
        let decoder = builder.with_coerce_primitive(self.is_coerced).build_decoder()?;
        Ok(Box::new(JsonDecoder { decoder, batch_rows }))
    }
}

struct JsonDecoder {
    decoder: Decoder,
    batch_rows: usize,
}

impl TextDecoder for JsonDecoder {
    fn decode(&mut self, text: &[u8]) -> Result<usize, ArrowError> {
        self.decoder.decode(text)
    }

    fn is_full(&self) -> bool {
        self.decoder.len() >= self.batch_rows && !self.decoder.has_partial_record()
    }

    fn flush(&mut self) -> Result<Option<RecordBatch>, ArrowError> {
        self.decoder.flush()
    }
}
