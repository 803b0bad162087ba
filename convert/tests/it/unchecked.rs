//! Rows of files that nobody has checked.

use std::sync::Arc;

use arrow::array::{BinaryArray, FixedSizeBinaryArray, RecordBatch};
use arrow::buffer::Buffer;
use arrow::datatypes::{DataType, Schema};
use arrow_ipc::writer::FileWriter;
use ferrow_convert::{ErrorKind, IpcForm, RowFileOptions, RowFileReader, RowType};
use ferrow_row::{RowArray, RowLayout, RowRef};

use crate::streams::{layout, rows};

/// A row file with these values, which need not be rows.
fn file(values: &[Option<&[u8]>]) -> Vec<u8> {
    let field = RowType::new(layout()).field("row", DataType::Binary, true);
    let schema = Arc::new(Schema::new(vec![field]));
    let column = Arc::new(BinaryArray::from_iter(values));
    let batch = RecordBatch::try_new(schema, vec![column]).expect("a batch of the column");
    let mut out = FileWriter::try_new(Vec::new(), &batch.schema()).expect("a batch of the column");
    out.write(&batch).expect("a batch of the column");
    out.into_inner().expect("a batch of the column")
}

#[test]
fn damaged_rows_are_given_as_they_are() {
    let good = rows()[1].row_bytes(0).unwrap().to_vec();
    let bytes = file(&[Some(&good), Some(&good[..9]), None, Some(&good)]);
    let error = RowFileReader::try_new(&bytes[..]).unwrap().find_map(Result::err).unwrap();
    assert_eq!(error.kind(), ErrorKind::Row(ferrow_row::ErrorKind::Truncated));

    let unchecked = RowFileReader::try_new(&bytes[..]).unwrap().unchecked();
    let batches: Vec<RowArray> = unchecked.collect::<Result<_, _>>().unwrap();
    assert_eq!(batches.len(), 1);
    let found: Vec<Option<bool>> = (0..batches[0].len())
        .map(|row| Some(RowRef::try_new(&layout(), batches[0].bytes(row)?).is_ok()))
        .collect();
    assert_eq!(found, [Some(true), Some(false), None, Some(true)]);
}

#[test]
fn unchecked_rows_are_those_of_the_reader_up_to_the_same_error() {
    for form in [IpcForm::File, IpcForm::Stream] {
        let options = RowFileOptions::new().with_form(form);
        let mut writer = options.writer(Vec::new(), &layout()).unwrap();
        rows().iter().for_each(|rows| writer.write(rows).unwrap());
        let bytes = writer.finish().unwrap();
        for cut in [bytes.len(), bytes.len() - 20, bytes.len() / 2] {
            let checked = RowFileReader::try_new(&bytes[..cut]).unwrap();
            let checked: Vec<_> = checked.map(|rows| rows.map(|rows| rows.len())).collect();
            let unchecked = RowFileReader::try_new(&bytes[..cut]).unwrap().unchecked();
            let unchecked: Vec<_> = unchecked.map(|rows| rows.map(|rows| rows.len())).collect();
            assert_eq!(format!("{checked:?}"), format!("{unchecked:?}"));
        }
    }
}

#[test]
fn rows_without_bytes_are_not_as_many_as_a_length_claims() {
    let layout = RowLayout::try_new(Schema::empty()).unwrap();
    let field = RowType::new(layout.clone()).field("row", DataType::FixedSizeBinary(0), false);
    let schema = Arc::new(Schema::new(vec![field]));
    for (count, is_refused) in [(1 << 28, false), (1 << 40, true)] {
        let column = FixedSizeBinaryArray::try_new_with_len(0, Buffer::default(), None, count);
        let batch = RecordBatch::try_new(schema.clone(), vec![Arc::new(column.unwrap())]).unwrap();
        let mut out = FileWriter::try_new(Vec::new(), &schema).unwrap();
        out.write(&batch).unwrap();
        let bytes = out.into_inner().unwrap();
        let mut unchecked = RowFileReader::try_new(&bytes[..]).unwrap().unchecked();
        match unchecked.next() {
            Some(Ok(rows)) => assert!(!is_refused && rows.len() == count),
            Some(Err(error)) => assert!(is_refused && error.kind() == ErrorKind::TooLarge),
            None => panic!("there is a batch"),
        }
    }
}
