//! Every Arrow type, nullable or not, in every position and both layouts: columns become rows, and the
//! same columns again.

use arrow::array::{Array, RecordBatch};
use arrow::datatypes::{DataType, Fields, Schema};
use ferrow_convert::prelude::*;
use ferrow_convert::{RowDecoder, ValueDecoder};
use ferrow_row::{RowBatchWriter, RowFormat, RowLayout};

use crate::cells::{Cell, cells};
use crate::sampling::{Random, batch_of};
use crate::types::{Position, data_types};

pub(crate) const FORMATS: [RowFormat; 2] = [RowFormat::Standard, RowFormat::Compact];

/// The safe twin of the encoder: row by row through a [`ferrow_row::RowWriter`], out of the arrays.
pub(crate) fn row_by_row(format: RowFormat, batch: &RecordBatch) -> RowBatch {
    let layout = RowLayout::try_with_format(batch.schema(), format).expect("types that rows hold");
    let columns: Vec<Vec<Cell>> = batch.columns().iter().map(cells).collect();
    let mut writer = RowBatchWriter::new(layout);
    for row in 0..batch.num_rows() {
        let mut written = writer.row();
        for (index, cells) in columns.iter().enumerate() {
            cells[row].write(written.slot(index)).expect("a value of the field's kind");
        }
        written.finish().expect("every field is set");
    }
    writer.finish()
}

/// Columns of the same types and values; how they are encoded may differ.
pub(crate) fn assert_same(found: &RecordBatch, wanted: &RecordBatch, what: &str) {
    assert_eq!(found.schema(), wanted.schema(), "{what}");
    assert_eq!(found.num_rows(), wanted.num_rows(), "{what}");
    for (found, wanted) in found.columns().iter().zip(wanted.columns()) {
        assert_eq!(cells(found), cells(wanted), "{what}");
        assert_eq!(found.data_type(), wanted.data_type(), "{what}");
        found.to_data().validate_full().unwrap_or_else(|error| panic!("{what}: {error}"));
    }
}

/// All laws of one batch and its rows.
fn check(format: RowFormat, batch: &RecordBatch, what: &str) {
    let rows = RowBatch::try_from_record_batch_in(format, batch)
        .unwrap_or_else(|error| panic!("{what}: {error}"));
    assert_eq!(rows, row_by_row(format, batch), "{what}: by hand");
    // What a writer promised without validation holds.
    RowBatch::try_new(rows.layout().clone(), rows.array().clone()).expect(what);

    let again = rows.to_record_batch().unwrap_or_else(|error| panic!("{what}: {error}"));
    assert_same(&again, batch, what);
    let other = RowLayout::try_new(batch.schema()).expect("types that rows hold");
    let by_other = RowDecoder::new(&other).decode(&rows).expect("the same fields");
    assert_same(&by_other, batch, &format!("{what}: through the standard decoder"));
    let name = batch.schema_ref().field(0).name().as_str();
    let decoder = ValueDecoder::try_new(rows.layout(), [name]).expect(what);
    for values in [decoder.decode_lenient(rows.array()), decoder.decode_checked(rows.array())] {
        assert_eq!(cells(&values.expect(what)[0]), cells(batch.column(0)), "{what}: by path");
    }

    let (from, len) = (batch.num_rows() / 3, batch.num_rows() / 2);
    let slice = batch.slice(from, len);
    let of_slice = RowBatch::try_from_record_batch_in(format, &slice).expect("part of a batch");
    assert_eq!(of_slice, rows.slice(from..from + len), "{what}: sliced");
    assert_same(&of_slice.to_record_batch().expect(what), &slice, &format!("{what}: sliced"));
}

#[test]
fn every_type_passes_through_rows_in_every_position_and_layout() {
    let mut cases = 0;
    for (at, data_type) in data_types().iter().enumerate() {
        for (position, nullable) in Position::ALL.into_iter().flat_map(|p| [(p, true), (p, false)])
        {
            let Some(field) = position.field(data_type, nullable) else { continue };
            for format in FORMATS {
                let what = format!("{data_type}, nullable {nullable}, {position:?}, {format:?}");
                let schema = Schema::new(vec![field.clone()]);
                if RowLayout::try_with_format(schema, format).is_err() {
                    // Elements that have no bytes could be there in any number.
                    let empty = [DataType::Struct(Fields::empty()), DataType::FixedSizeBinary(0)];
                    assert!(empty.contains(data_type) && format == RowFormat::Compact, "{what}");
                    continue;
                }
                let mut random = Random::new(0x5eed + u64::try_from(at).expect("a small number"));
                for rows in [0, 1, 70] {
                    check(format, &batch_of(&mut random, vec![field.clone()], rows), &what);
                }
                cases += 1;
            }
        }
    }
    assert!(cases > 1_000, "only {cases} cases");
}
