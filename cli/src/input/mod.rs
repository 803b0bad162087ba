//! Files of every format as batches of rows.

mod bytes;
mod columns;
mod frames;
mod source;

use std::sync::Arc;

use arrow::array::RecordBatch;
#[cfg(feature = "query")]
use arrow::datatypes::SchemaRef;
use ferrow_convert::RowDecoder;
use ferrow_row::{RowArray, RowBatch, RowLayout};

use crate::args::InputArgs;
use crate::failure::Failure;
use crate::format::Format;
use crate::progress::Report;
pub(crate) use bytes::is_std;
#[cfg(feature = "query")]
pub(crate) use bytes::name_of;
use source::{Source, open};

/// What the file of an [`Input`] holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Contents {
    /// A column of rows.
    Rows,
    /// Columns, or text, of which rows are made.
    Columns,
}

/// A file that is read batch by batch, as rows that were checked or made here.
pub(crate) struct Input {
    /// What messages call the file.
    pub(crate) name: String,
    pub(crate) format: Format,
    pub(crate) contents: Contents,
    pub(crate) layout: Arc<RowLayout>,
    /// The bytes of the file, where that is known in advance.
    pub(crate) len: Option<u64>,
    batches: Batches<RowBatch>,
}

/// A file that is read batch by batch, whose rows are as they stand in it.
pub(crate) struct UncheckedInput {
    /// What messages call the file.
    pub(crate) name: String,
    pub(crate) layout: Arc<RowLayout>,
    batches: Batches<RowArray>,
}

/// Batches, or the first failure.
type Batches<T> = Box<dyn Iterator<Item = Result<T, Failure>> + Send>;

impl Input {
    /// Opens the file that `args` name, and tells `report` of every batch.
    pub(crate) fn open(args: &InputArgs, report: Option<Report>) -> Result<Self, Failure> {
        let opened = open(args, None)?;
        let (contents, layout) = (opened.source.contents(), Arc::clone(opened.source.layout()));
        let (name, format, len) = (opened.name, opened.format, opened.len);
        let batches = opened.source.batches(&name, len, report);
        Ok(Self { name, format, contents, layout, len, batches })
    }

    /// A decoder of all fields, of which a row that is null becomes a row of nulls.
    pub(crate) fn decoder(&self) -> RowDecoder {
        RowDecoder::new(&self.layout).nullable()
    }

    /// What `decoder` makes of `rows`.
    pub(crate) fn decode(
        &self,
        decoder: &RowDecoder,
        rows: &RowBatch,
    ) -> Result<RecordBatch, Failure> {
        decoder.decode(rows).map_err(|error| Failure::of(&self.name, &error))
    }
}

impl Iterator for Input {
    type Item = Result<RowBatch, Failure>;

    fn next(&mut self) -> Option<Self::Item> {
        self.batches.next()
    }
}

impl UncheckedInput {
    /// Opens the file that `args` name, and tells `report` of every batch. Rows that are made of columns
    /// are sound.
    pub(crate) fn open(args: &InputArgs, report: Option<Report>) -> Result<Self, Failure> {
        let opened = open(args, None)?;
        let (name, len) = (opened.name, opened.len);
        let layout = Arc::clone(opened.source.layout());
        let batches: Batches<RowArray> = match opened.source {
            Source::Rows(reader) => {
                let reader = source::reporting(*reader, len, report).unchecked();
                let name = name.clone();
                Box::new(reader.map(move |rows| rows.map_err(|error| Failure::of(&name, &error))))
            }
            source => {
                let batches = source.batches(&name, len, report);
                Box::new(batches.map(|rows| rows.map(RowBatch::into_array)))
            }
        };
        Ok(Self { name, layout, batches })
    }
}

impl Iterator for UncheckedInput {
    type Item = Result<RowArray, Failure>;

    fn next(&mut self) -> Option<Self::Item> {
        self.batches.next()
    }
}

/// A file that is read batch by batch, as columns.
#[cfg(feature = "query")]
pub(crate) struct ColumnInput {
    pub(crate) format: Format,
    pub(crate) contents: Contents,
    pub(crate) schema: SchemaRef,
    batches: Batches<RecordBatch>,
}

#[cfg(feature = "query")]
impl ColumnInput {
    /// Opens the file that `args` name. Text is read as records of `schema`, where there is one.
    pub(crate) fn open(args: &InputArgs, schema: Option<&SchemaRef>) -> Result<Self, Failure> {
        Self::of(args, schema, None)
    }

    /// As [`open`](Self::open), for the columns at these places alone.
    pub(crate) fn of_columns(
        args: &InputArgs,
        schema: &SchemaRef,
        columns: &[usize],
    ) -> Result<Self, Failure> {
        Self::of(args, Some(schema), Some(columns))
    }

    fn of(
        args: &InputArgs,
        schema: Option<&SchemaRef>,
        columns: Option<&[usize]>,
    ) -> Result<Self, Failure> {
        let opened = open(args, schema)?;
        let (format, contents, name) = (opened.format, opened.source.contents(), opened.name);
        if let Source::Columns(file) = opened.source {
            let (schema, batches) = file.record_batches(columns, &name)?;
            return Ok(Self { format, contents, schema, batches });
        }
        let decoder = RowDecoder::new(opened.source.layout()).nullable();
        let decoder = match columns {
            Some(columns) => decoder.project(columns),
            None => decoder,
        };
        let schema = Arc::clone(decoder.schema());
        let batches = opened
            .source
            .batches(&name, opened.len, None)
            .map(move |rows| decoder.decode(&rows?).map_err(|error| Failure::of(&name, &error)));
        Ok(Self { format, contents, schema, batches: Box::new(batches) })
    }
}

#[cfg(feature = "query")]
impl Iterator for ColumnInput {
    type Item = Result<RecordBatch, Failure>;

    fn next(&mut self) -> Option<Self::Item> {
        self.batches.next()
    }
}
