//! Serde: schemas traced from types and samples, values written to rows and read from them.

mod bytes;
mod columns;
mod errors;
mod features;
mod json;
mod reading;
mod roundtrip;
mod samples;
mod trace;

use std::sync::Arc;

use arrow_schema::{DataType, Field, Schema, SchemaRef};
use ferrow_row::{RowBatch, RowFormat, RowLayout};
use serde::Serialize;

const FORMATS: [RowFormat; 2] = [RowFormat::Standard, RowFormat::Compact];

/// The layouts of a schema, in both formats.
fn layouts(schema: impl Into<SchemaRef>) -> [Arc<RowLayout>; 2] {
    let schema = schema.into();
    FORMATS.map(|format| {
        RowLayout::try_with_format(Arc::clone(&schema), format).expect("a schema that rows hold")
    })
}

/// The schema of one field, `v`.
fn of_one(data_type: DataType, nullable: bool) -> Schema {
    Schema::new(vec![Field::new("v", data_type, nullable)])
}

/// Rows of the values, in a layout of a schema that holds them.
fn written<T: Serialize>(layout: &Arc<RowLayout>, values: &[T]) -> RowBatch {
    ferrow_row::serde::rows(layout, values).expect("values of the schema")
}
