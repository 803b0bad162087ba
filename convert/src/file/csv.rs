//! Comma-separated values.

use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::Path;

use arrow::array::RecordBatch;
use arrow::csv::ReaderBuilder;
use arrow::csv::reader::{Decoder, Format};
use arrow::datatypes::{DataType, SchemaRef};
use arrow::error::ArrowError;

use super::text::{
    INFER_LINES, TextDecoder, TextFormat, TextRows, TextStart, read_lines, with_types,
};
use crate::error::{Error, FileProblem};
use crate::stream::BATCH_ROWS;

/// How comma-separated values are read.
///
/// ```
/// use ferrow_convert::{CsvOptions, RowBatchExt};
///
/// let text = "id,name\n1,Ada\n2,\n";
/// let rows = CsvOptions::infer().reader(text.as_bytes())?.collect::<Result<Vec<_>, _>>()?;
/// assert_eq!(rows[0].len(), 2);
/// assert_eq!(rows[0].to_record_batch()?.schema().field(1).name(), "name");
///
/// let schema = rows[0].layout().schema().clone();
/// let wrong = "id,name\n1,Ada\none,Grace\n";
/// let error = CsvOptions::new(schema).reader(wrong.as_bytes())?.find_map(Result::err);
/// assert_eq!(error.and_then(|error| error.line()), Some(3));
/// # Ok::<(), ferrow_convert::Error>(())
/// ```
#[derive(Debug, Clone)]
#[must_use]
pub struct CsvOptions {
    schema: Option<SchemaRef>,
    types: Vec<(String, DataType)>,
    format: Format,
    infer_lines: usize,
    batch_rows: usize,
}

/// More rows take more memory than they save time.
const MOST_ROWS: usize = 1 << 16;

impl CsvOptions {
    /// Reads records of `schema`, whose fields are the columns in their order, below a header.
    pub fn new(schema: SchemaRef) -> Self {
        Self { schema: Some(schema), ..Self::infer() }
    }

    /// Infers the schema from the header and the first 1,000 lines.
    pub fn infer() -> Self {
        Self {
            schema: None,
            types: Vec::new(),
            format: Format::default().with_header(true),
            infer_lines: INFER_LINES,
            batch_rows: BATCH_ROWS,
        }
    }

    /// Reads another format: with or without a header, and with other signs. The default is commas
    /// below a header.
    pub fn with_format(self, format: Format) -> Self {
        Self { format, ..self }
    }

    /// Reads the column `name` as of `data_type`, where a schema is inferred: numbers with zeros in front as
    /// text, for one.
    ///
    /// ```
    /// use ferrow_convert::arrow::datatypes::DataType;
    /// use ferrow_convert::CsvOptions;
    ///
    /// let text = "zip\n01234\n";
    /// let options = CsvOptions::infer().with_type("zip", DataType::Utf8);
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

    /// Makes batches of `rows` rows, or of 65,536 where that is less: the reader sets memory aside for a
    /// whole batch.
    ///
    /// # Panics
    ///
    /// When `rows` is 0.
    pub fn with_batch_rows(self, rows: usize) -> Self {
        assert!(rows > 0, "a batch of 0 rows");
        Self { batch_rows: rows.min(MOST_ROWS), ..self }
    }

    /// Reads the text of `reader`.
    ///
    /// # Errors
    ///
    /// [`Parse`](crate::ErrorKind::Parse) where no schema can be inferred,
    /// [`NoSuchColumn`](crate::ErrorKind::NoSuchColumn) where a type is stated of a column that is not there,
    /// [`Row`](crate::ErrorKind::Row) where rows do not hold a type, and
    /// [`Io`](crate::ErrorKind::Io).
    pub fn reader<R: BufRead>(&self, mut reader: R) -> Result<TextRows<R>, Error> {
        let (head, schema) = match &self.schema {
            Some(schema) => (Vec::new(), SchemaRef::clone(schema)),
            None => {
                let head = read_lines(&mut reader, self.infer_lines.saturating_add(1))?;
                let schema = self.format.infer_schema(&head[..], None);
                let parse = |error: ArrowError| FileProblem::Parse { reason: error.to_string() };
                (head, with_types(schema.map_err(parse)?.0, &self.types)?)
            }
        };
        let format = Csv { schema: SchemaRef::clone(&schema), format: self.format.clone() };
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
struct Csv {
    schema: SchemaRef,
    format: Format,
}

impl TextFormat for Csv {
    fn decoder(
        &self,
        start: TextStart,
        batch_rows: usize,
    ) -> Result<Box<dyn TextDecoder>, ArrowError> {
        let format = match start {
            TextStart::File => self.format.clone(),
            TextStart::Record => self.format.clone().with_header(false),
        };
        let builder = ReaderBuilder::new(SchemaRef::clone(&self.schema)).with_format(format);
        let decoder = builder.with_batch_size(batch_rows).build_decoder();
        Ok(Box::new(CsvDecoder { decoder }))
    }
}

struct CsvDecoder {
    decoder: Decoder,
}

impl TextDecoder for CsvDecoder {
    fn decode(&mut self, text: &[u8]) -> Result<usize, ArrowError> {
        self.decoder.decode(text)
    }

    fn is_full(&self) -> bool {
        self.decoder.capacity() == 0
    }

    fn flush(&mut self) -> Result<Option<RecordBatch>, ArrowError> {
        self.decoder.flush()
    }
}
