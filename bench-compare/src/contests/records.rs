//! Records to columns and back, beside what a person writes by hand and beside other crates.

use std::sync::Arc;

use arrow::compute::cast;
use arrow_array::{ArrayRef, RecordBatch, StructArray};
use arrow_convert::deserialize::TryIntoCollection;
use arrow_convert::serialize::{FlattenRecordBatch, TryIntoArrow};
use arrow_json::ReaderBuilder;
use arrow_json::reader::Decoder;
use arrow_schema::{ArrowError, DataType, FieldRef, Schema, SchemaRef};
use ferrow_convert::{Error, RecordExt};
use ferrow_row::Record;
use serde::Serialize;

use super::{
    ARROW_CONVERT, ARROW_JSON, ARROW_JSON_SERDE, BUILDERS, Entry, FLIGHTS, SERDE_ARROW, TO_BATCH,
    TO_RECORDS, data_file, entry, of_file,
};
use crate::Failure;
use crate::feature::{self, Feature};
use crate::flat::{self, Flat};
use crate::flight::{self, Flight};
use crate::harness::{Contest, Figures, Name, Settings};

pub(super) const CONTESTS: &[Entry] = &[
    entry("records-flat-to-batch", flat_to_batch),
    of_file("records-flights-to-batch", FLIGHTS, flights_to_batch),
    of_file("records-features-to-batch", FEATURES, features_to_batch),
    entry("batch-to-records-flat", batch_to_flat),
];

const FEATURES: &str = "features.ndjson.gz";

/// Records of a batch.
const BATCH: usize = 8192;

fn flat_to_batch(settings: &Settings) -> Result<Figures, Failure> {
    let records = Flat::records(BATCH);
    let mut contest = to_batches("flat records to columns", &records, flat::build)?;
    let expected = flat::build(&records, Flat::layout().schema())?;
    contest.variant(
        ARROW_CONVERT,
        (),
        |()| by_arrow_convert(&records),
        |(), batch| batch.is_ok_and(|batch| same_values(&batch, &expected)),
    )?;
    Ok(contest.run(settings))
}

fn by_arrow_convert(records: &[Flat]) -> Result<RecordBatch, ArrowError> {
    let batch: RecordBatch = records.try_into_arrow()?;
    batch.flatten()
}

fn flights_to_batch(settings: &Settings) -> Result<Figures, Failure> {
    let flights: Vec<Flight> = flight::read(&data_file(FLIGHTS), 8 * BATCH)?;
    Ok(to_batches("flights to columns", &flights, flight::build)?.run(settings))
}

fn features_to_batch(settings: &Settings) -> Result<Figures, Failure> {
    let features: Vec<Feature> = feature::read(&data_file(FEATURES))?;
    Ok(to_batches("features of the web to columns", &features, feature::build)?.run(settings))
}

/// A contest of what turns records of any type into batches of 8,192, each of which is dropped.
fn to_batches<'a, T: Record + Serialize>(
    title: &str,
    records: &'a [T],
    build: impl Fn(&[T], &SchemaRef) -> Result<RecordBatch, Failure> + Copy + 'a,
) -> Result<Contest<'a>, Failure> {
    let schema = T::layout().schema();
    let expected: Vec<RecordBatch> =
        records.chunks(BATCH).map(|part| build(part, schema)).collect::<Result<_, _>>()?;
    let mut contest = Contest::new(title, records.len());

    add(&mut contest, BUILDERS, records, &expected, move |part| build(part, schema))?;
    add(&mut contest, TO_BATCH, records, &expected, |part| T::to_record_batch(part))?;
    let fields: Vec<FieldRef> = schema.fields().iter().cloned().collect();
    add(&mut contest, SERDE_ARROW, records, &expected, move |part| {
        serde_arrow::to_record_batch(&fields, &part)
    })?;
    let json = json_schema(schema);
    add(&mut contest, ARROW_JSON_SERDE, records, &expected, move |part| {
        let mut decoder = json_decoder(&json)?;
        decoder.serialize(part)?;
        flush(&mut decoder)
    })?;
    add_json_lines(&mut contest, records, json_schema(schema), &expected)?;
    Ok(contest)
}

/// Adds a way to turn a part of the records into a batch.
fn add<'a, T, E: Into<Failure>>(
    contest: &mut Contest<'a>,
    name: Name,
    records: &'a [T],
    expected: &[RecordBatch],
    convert: impl Fn(&[T]) -> Result<RecordBatch, E> + 'a,
) -> Result<(), Failure> {
    let parts = || records.chunks(BATCH);
    let found =
        parts().map(&convert).collect::<Result<Vec<RecordBatch>, E>>().map_err(Into::into)?;
    let is_right = found.len() == expected.len()
        && found.iter().zip(expected).all(|(found, expected)| same_values(found, expected));
    contest.variant(
        name,
        (),
        move |()| parts().try_for_each(|part| convert(part).map(drop)),
        |(), done| done.is_ok() && is_right,
    )
}

/// Adds the reading of the same records from text, a line each.
fn add_json_lines<T: Serialize>(
    contest: &mut Contest<'_>,
    records: &[T],
    schema: SchemaRef,
    expected: &[RecordBatch],
) -> Result<(), Failure> {
    let lines = |part: &[T]| -> Result<Vec<u8>, Failure> {
        let mut text = Vec::new();
        for record in part {
            serde_json::to_writer(&mut text, record)?;
            text.push(b'\n');
        }
        Ok(text)
    };
    let texts: Vec<Vec<u8>> = records.chunks(BATCH).map(lines).collect::<Result<_, _>>()?;
    let read = |schema: &SchemaRef, text: &[u8]| {
        let mut decoder = json_decoder(schema)?;
        decoder.decode(text)?;
        flush(&mut decoder)
    };
    contest.variant(
        ARROW_JSON,
        (schema, texts),
        move |(schema, texts)| texts.iter().try_for_each(|text| read(schema, text).map(drop)),
        |(schema, texts), done| {
            let right = |text: &[u8], expected| {
                read(schema, text).is_ok_and(|found| same_values(&found, expected))
            };
            done.is_ok() && texts.iter().zip(expected).all(|(text, part)| right(text, part))
        },
    )
}

/// Whether the columns are the same, whatever a time zone is called.
fn same_values(found: &RecordBatch, expected: &RecordBatch) -> bool {
    let same = |found: &ArrayRef, expected: &ArrayRef| {
        cast(found, expected.data_type()).is_ok_and(|found| found.as_ref() == expected.as_ref())
    };
    let (found, expected) = (found.columns(), expected.columns());
    found.len() == expected.len() && found.iter().zip(expected).all(|(f, e)| same(f, e))
}

/// `arrow-json` knows a time zone by its offset, unless it is built with the names of all.
fn json_schema(schema: &SchemaRef) -> SchemaRef {
    let field = |field: &FieldRef| match field.data_type() {
        DataType::Timestamp(unit, Some(zone)) if **zone == *"UTC" => {
            let data_type = DataType::Timestamp(*unit, Some("+00:00".into()));
            Arc::new(field.as_ref().clone().with_data_type(data_type))
        }
        _ => Arc::clone(field),
    };
    Arc::new(Schema::new(schema.fields().iter().map(field).collect::<Vec<_>>()))
}

fn json_decoder(schema: &SchemaRef) -> Result<Decoder, Failure> {
    Ok(ReaderBuilder::new(schema.clone()).with_batch_size(BATCH).build_decoder()?)
}

fn flush(decoder: &mut Decoder) -> Result<RecordBatch, Failure> {
    decoder.flush()?.ok_or_else(|| "there were no records".into())
}

fn batch_to_flat(settings: &Settings) -> Result<Figures, Failure> {
    let records = Flat::records(BATCH);
    let batch = flat::build(&records, Flat::layout().schema())?;
    let structs: ArrayRef = Arc::new(StructArray::from(batch.clone()));
    let mut contest = Contest::new("columns to flat records", BATCH);
    contest.variant(
        ARROW_CONVERT,
        structs,
        |structs| structs.clone().try_into_collection(),
        |_, found| found.is_ok_and(|found: Vec<Flat>| found == records),
    )?;
    contest.variant(
        TO_RECORDS,
        (),
        |()| Flat::from_record_batch(&batch),
        |(), found: Result<Vec<Flat>, Error>| found.is_ok_and(|found| found == records),
    )?;
    contest.variant(
        SERDE_ARROW,
        (),
        |()| serde_arrow::from_record_batch(&batch),
        |(), found| found.is_ok_and(|found: Vec<Flat>| found == records),
    )?;
    Ok(contest.run(settings))
}
