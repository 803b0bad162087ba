//! Rows in Parquet: as columns, and as one column that is marked as rows.

use std::fs;
use std::sync::{Arc, Mutex};

use arrow::array::RecordBatch;
use arrow::datatypes::{DataType, Field, Fields, UnionFields, UnionMode};
use bytes::Bytes;
use ferrow_convert::prelude::*;
use ferrow_convert::{
    Error, ErrorKind, ParquetRowOptions, ParquetRowWriter, RowDecoder, RowType, write_atomic,
};
use parquet::arrow::ArrowWriter;
use parquet::arrow::arrow_reader::ParquetRecordBatchReader;
use parquet::basic::Compression;
use parquet::file::properties::WriterProperties;

use crate::conformance::{FORMATS, assert_same};
use crate::sampling::{Random, batch_of};
use crate::streams::{layout, part, rows};
use crate::types::{data_types, is_known_to_ipc};

fn small_groups() -> Option<WriterProperties> {
    let properties = WriterProperties::builder();
    let properties = properties.set_max_row_group_row_count(Some(10));
    Some(properties.set_compression(Compression::SNAPPY).build())
}

fn columns(batches: &[RowBatch]) -> Bytes {
    let writer = ParquetRowWriter::try_new(Vec::new(), batches[0].layout(), small_groups());
    write(writer.expect("a vector"), batches)
}

fn column(batches: &[RowBatch]) -> Bytes {
    let layout = batches[0].layout();
    let writer = ParquetRowWriter::try_of_column(Vec::new(), layout, "payload", small_groups());
    write(writer.expect("a vector"), batches)
}

fn write(mut writer: ParquetRowWriter<Vec<u8>>, batches: &[RowBatch]) -> Bytes {
    batches.iter().for_each(|rows| writer.write(rows).expect("rows of the layout"));
    Bytes::from(writer.finish().expect("a vector"))
}

fn read(options: &ParquetRowOptions, file: Bytes) -> Vec<RowBatch> {
    let rows = options.reader(file).expect("types that rows hold");
    rows.collect::<Result<_, _>>().expect("an undamaged file")
}

fn read_all(file: Bytes) -> Vec<RowBatch> {
    read(&ParquetRowOptions::new(), file)
}

fn lens(batches: &[RowBatch]) -> Vec<usize> {
    batches.iter().map(RowBatch::len).collect()
}

#[test]
fn rows_are_written_as_columns_and_read_in_batches_of_the_length_asked_for() {
    let found = read(&ParquetRowOptions::new().with_batch_rows(7), columns(&rows()));
    assert_eq!(lens(&found), [7, 7, 7, 4]);
    let table = RowBatch::try_from_record_batch(&part(0, 25)).unwrap();
    for (at, rows) in found.iter().enumerate() {
        assert_eq!(rows, &table.slice(at * 7..25.min(at * 7 + 7)));
    }
    // Any reader of Parquet sees columns.
    let reader = ParquetRecordBatchReader::try_new(columns(&rows()), 100).unwrap();
    assert_eq!(reader.map(Result::unwrap).collect::<Vec<_>>(), [part(0, 25)]);
}

#[test]
fn a_column_of_rows_keeps_its_mark_its_layout_and_its_bytes() {
    let types = data_types().into_iter().filter(is_known_to_ipc).enumerate();
    let fields = types.map(|(at, data_type)| Field::new(format!("f{at}"), data_type, at % 2 == 0));
    let batch = batch_of(&mut Random::new(3), fields.collect(), 25);
    for format in FORMATS {
        let rows = RowBatch::try_from_record_batch_in(format, &batch).unwrap();
        let file = column(&[rows.slice(0..4), rows.slice(4..25)]);
        let found = read_all(file.clone());
        assert_eq!((found.len(), &found[0]), (1, &rows));

        // The mark is in the Arrow schema of the file, so any reader that keeps that has it.
        let mut reader = ParquetRecordBatchReader::try_new(file, 100).unwrap();
        let batch = reader.next().unwrap().unwrap();
        let field = batch.schema_ref().field(0).clone();
        assert_eq!(RowType::try_from_field(&field).unwrap().layout(), rows.layout());
        assert_eq!(RowBatch::try_from_column(&field, batch.column(0)).unwrap(), rows);
    }
}

#[test]
fn rows_of_fixed_fields_are_a_column_of_their_width() {
    let ids = RecordBatch::try_from_iter([("id", part(0, 9).column(0).clone())]).unwrap();
    let rows = RowBatch::try_from_record_batch(&ids).unwrap();
    let rows = [rows];
    let found = read_all(column(&rows));
    assert_eq!(found, rows);
    assert_eq!(found[0].array().data_type(), &DataType::FixedSizeBinary(16));
}

#[test]
fn chosen_fields_and_row_groups_are_read() {
    let file = columns(&rows());
    let options = ParquetRowOptions::new();
    let chosen = options.clone().with_columns(["name"]).with_row_groups([2, 0]);
    let found = read(&chosen, file.clone());
    let wanted: Vec<RecordBatch> =
        [(20, 25), (0, 10)].map(|(from, to)| part(from, to).project(&[1]).unwrap()).into();
    let wanted = arrow::compute::concat_batches(&wanted[0].schema(), &wanted).unwrap();
    assert_eq!(found.len(), 1);
    assert_same(&found[0].to_record_batch().unwrap(), &wanted, "chosen");

    let refused = |options: ParquetRowOptions| options.reader(file.clone()).unwrap_err();
    let error = refused(options.clone().with_columns(["name", "no"]));
    assert_eq!((error.kind(), &error.path()[..]), (ErrorKind::NoSuchColumn, "no"));
    let error = refused(options.clone().with_row_groups([3]));
    assert_eq!(error.kind(), ErrorKind::OutOfRange);
    assert!(error.to_string().starts_with("row group 3 is asked for, the file has 3"), "{error}");
    assert_eq!(refused(options.with_column("name")).kind(), ErrorKind::NotRows);
}

#[test]
fn chosen_fields_are_written() {
    let decoder = RowDecoder::new(&layout()).project(&[1]);
    let writer = ParquetRowWriter::try_of_decoder(Vec::new(), decoder, None).unwrap();
    let found = read_all(write(writer, &rows()));
    assert_eq!(found[0].to_record_batch().unwrap(), part(0, 25).project(&[1]).unwrap());
}

#[test]
fn what_parquet_has_no_type_for_is_said_and_a_column_of_rows_keeps_it() {
    let number = Field::new("number", DataType::Int32, false);
    let union =
        DataType::Union(UnionFields::try_new([0], [number]).expect("one child"), UnionMode::Dense);
    for data_type in [union, DataType::Struct(Fields::empty())] {
        let fields = vec![Field::new("f", data_type.clone(), false)];
        let batch = batch_of(&mut Random::new(1), fields, 5);
        let rows = RowBatch::try_from_record_batch(&batch).unwrap();
        let error = ParquetRowWriter::try_new(Vec::new(), rows.layout(), None).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Unsupported, "{data_type}: {error}");
        let file = column(std::slice::from_ref(&rows));
        assert_eq!(read_all(file), [rows]);
    }
}

#[test]
fn a_column_of_rows_among_others_is_read_by_its_name() {
    let rows = RowBatch::try_from_record_batch(&part(0, 25)).unwrap();
    let (field, column) = rows.to_column("payload");
    let mut fields: Vec<_> = part(0, 0).schema().fields().iter().cloned().collect();
    fields.insert(1, Arc::new(field));
    let mut columns = part(0, 25).columns().to_vec();
    columns.insert(1, column);
    let schema = Arc::new(arrow::datatypes::Schema::new(fields));
    let batch = RecordBatch::try_new(Arc::clone(&schema), columns).unwrap();
    let mut writer = ArrowWriter::try_new(Vec::new(), schema, None).unwrap();
    writer.write(&batch).unwrap();
    let file = Bytes::from(writer.into_inner().unwrap());
    assert_eq!(read(&ParquetRowOptions::new().with_column("payload"), file), [rows]);
}

#[test]
fn progress_counts_rows_and_row_groups() {
    let told = Arc::new(Mutex::new(Vec::new()));
    let teller = Arc::clone(&told);
    let found = ParquetRowOptions::new().with_batch_rows(10).reader(columns(&rows())).unwrap();
    let found = found.on_progress(move |progress| teller.lock().unwrap().push(*progress));
    assert_eq!(lens(&found.collect::<Result<Vec<_>, _>>().unwrap()), [10, 10, 5]);
    let told = told.lock().unwrap();
    assert_eq!(told.iter().map(|p| p.rows).collect::<Vec<_>>(), [10, 20, 25]);
    assert!(told.iter().all(|p| p.total_rows == Some(25)));
    assert_eq!(Some(told[2].bytes), told[2].total_bytes);
    assert!(told.is_sorted_by(|a, b| a.bytes < b.bytes));
    assert_eq!(told[2].fraction(), Some(1.0));
}

#[test]
fn an_error_names_the_file() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("rows.parquet");
    let error = ParquetRowOptions::new().open(&path).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Io(std::io::ErrorKind::NotFound));
    assert_eq!(error.file(), Some(path.as_path()));

    write_atomic(&path, |file| {
        let mut writer = ParquetRowWriter::try_new(file, &layout(), small_groups())?;
        rows().iter().try_for_each(|rows| writer.write(rows))?;
        writer.finish().map(drop)
    })
    .unwrap();
    let found: Result<Vec<RowBatch>, Error> =
        ParquetRowOptions::new().open(&path).unwrap().collect();
    assert_eq!(lens(&found.unwrap()), [25]);

    let bytes = fs::read(&path).unwrap();
    fs::write(&path, &bytes[..bytes.len() - 9]).unwrap();
    let error = ParquetRowOptions::new().open(&path).unwrap_err();
    assert_eq!((error.kind(), error.file()), (ErrorKind::Damaged, Some(path.as_path())));
}

#[test]
fn readers_of_ranges_share_a_file_and_read_each_row_group_once() {
    let file = column(&rows());
    let bytes = |batches: Vec<RowBatch>| {
        let rows = batches.iter().flat_map(RowBatch::rows);
        rows.map(|row| row.map(|row| row.bytes().to_vec())).collect::<Vec<_>>()
    };
    let whole = bytes(read_all(file.clone()));
    let len = file.len() as u64;
    for cut in 0..=len {
        let within = |range| read(&ParquetRowOptions::new().within(range), file.clone());
        let shared = bytes([within(0..cut), within(cut..len)].concat());
        assert_eq!(shared, whole, "{cut} of {len}");
    }
}

#[test]
fn the_only_column_of_rows_is_found_and_its_rows_are_counted() {
    let file = column(&rows());
    let options = ParquetRowOptions::new().with_row_column();
    assert_eq!(options.reader(file.clone()).unwrap().row_count(), 25);
    assert_eq!(read(&options, file.clone()), read_all(file));

    let error = options.reader(columns(&rows())).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::NoSuchColumn);
}
