//! A departure from one of New York's airports in 2013: 336,776 of them, with real nulls.

use std::fs::File;
use std::path::Path;

use arrow::compute::cast;
use arrow_array::RecordBatch;
use arrow_schema::SchemaRef;
use ferrow_convert::RecordExt;
use ferrow_derive::Record;
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use serde::Serialize;

use crate::Failure;
use crate::cells::builders;

#[derive(Debug, Clone, PartialEq, Record, Serialize)]
#[record(crate = ferrow_row)]
pub(crate) struct Flight {
    year: i64,
    month: i64,
    day: i64,
    dep_time: Option<i64>,
    sched_dep_time: i64,
    dep_delay: Option<i64>,
    arr_time: Option<i64>,
    sched_arr_time: i64,
    arr_delay: Option<i64>,
    carrier: String,
    flight: i64,
    tailnum: Option<String>,
    origin: String,
    dest: String,
    air_time: Option<i64>,
    distance: i64,
    hour: i64,
    minute: i64,
    #[record(timestamp(millisecond, zone = "UTC"))]
    time_hour: i64,
}

builders! { Builders of Flight {
    year: i64,
    month: i64,
    day: i64,
    dep_time: Option<i64>,
    sched_dep_time: i64,
    dep_delay: Option<i64>,
    arr_time: Option<i64>,
    sched_arr_time: i64,
    arr_delay: Option<i64>,
    carrier: String,
    flight: i64,
    tailnum: Option<String>,
    origin: String,
    dest: String,
    air_time: Option<i64>,
    distance: i64,
    hour: i64,
    minute: i64,
    time_hour: i64,
} }

/// The first `len` flights of the file.
pub(crate) fn read(file: &Path, len: usize) -> Result<Vec<Flight>, Failure> {
    let reader = ParquetRecordBatchReaderBuilder::try_new(File::open(file)?)?.with_limit(len);
    let mut flights = Vec::with_capacity(len);
    for batch in reader.build()? {
        flights.extend(Flight::from_record_batch(&batch?)?);
    }
    Ok(flights)
}

/// Fills Arrow's builders record by record.
pub(crate) fn build(records: &[Flight], schema: &SchemaRef) -> Result<RecordBatch, Failure> {
    let mut builders = Builders::new(records.len());
    records.iter().for_each(|record| builders.push(record));
    let mut columns = builders.finish();
    if let (Some(time), Some(field)) = (columns.last_mut(), schema.fields().last()) {
        // Another name for the same buffer.
        *time = cast(time, field.data_type())?;
    }
    Ok(RecordBatch::try_new(schema.clone(), columns)?)
}
