//! Rows of random schemas: what was written is read, and reading loses nothing.

use std::sync::Arc;

use arrow_schema::{DataType, Field, Schema};
use ferrow_row::{RowArray, RowBatch, RowBatchWriter, RowFormat, RowLayout, RowRef, RowWriter};
use proptest::prelude::*;

use crate::codec::scalar_of;
use crate::field::{self, assert_reads, write_row, write_typed};
use crate::model;
use crate::schemas::{self, Rows};

/// The rows of `rows` as a batch.
fn write_batch(Rows { layout, rows }: &Rows) -> RowBatch {
    let mut writer = RowBatchWriter::new(Arc::clone(layout));
    for values in rows {
        let mut row = writer.row();
        for (index, value) in values.iter().enumerate() {
            row.set_value(index, value.value()).expect("a value of the field's kind");
        }
        row.finish().expect("every field was set");
    }
    writer.finish()
}

#[test]
fn rows_without_fields_have_no_bytes_and_are_counted() {
    let layout = RowLayout::try_new(Schema::empty()).unwrap();
    let mut writer = RowBatchWriter::new(Arc::clone(&layout));
    (0..3).for_each(|_| writer.row().finish().unwrap());
    let batch = writer.finish();
    assert_eq!((batch.len(), batch.byte_len()), (3, 0));
    assert_eq!(RowBatch::try_new(layout, batch.to_binary().unwrap()).unwrap(), batch);
}

#[test]
fn bitmap_and_slots_follow_from_the_number_of_fields() {
    for (fields, bitmap) in [(0, 0), (1, 8), (63, 8), (64, 8), (65, 16), (128, 16), (129, 24)] {
        let fields: Vec<Field> = (0..fields)
            .map(|index| Field::new(format!("f{index}"), DataType::Int8, true))
            .collect();
        let layout = RowLayout::try_new(Schema::new(fields)).unwrap();
        assert_eq!(layout.fixed_width(), bitmap + layout.len() * 8);
        for index in 0..layout.len() {
            assert_eq!(layout.slot_offset(index), bitmap + index * 8);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig {
        failure_persistence: None,
        ..ProptestConfig::with_cases(64)
    })]

    #[test]
    fn rows_are_the_bytes_of_the_format_and_read_as_they_were_written(
        rows in schemas::rows(0..=130)
    ) {
        let batch = write_batch(&rows);
        prop_assert_eq!(batch.len(), schemas::ROWS);
        for (row, values) in batch.rows().zip(&rows.rows) {
            let row = row.expect("no row is null");
            let fields = rows.layout.schema().fields();
            let modelled: Vec<_> = values.iter().map(|value| scalar_of(value.value())).collect();
            prop_assert_eq!(row.bytes(), model::row(RowFormat::Standard, fields, &modelled));
            assert_reads("of a batch", row, &field::values(values));
            let again = RowRef::try_new(&rows.layout, row.bytes()).unwrap();
            assert_reads("of a message", again, &field::values(values));
        }
    }

    #[test]
    fn bytes_depend_on_the_values_alone(
        (Rows { layout, rows }, order) in schemas::rows(0..=130).prop_flat_map(|rows| {
            let order: Vec<usize> = (0..rows.layout.len()).collect();
            (Just(rows), Just(order).prop_shuffle())
        })
    ) {
        let in_order = write_row(&layout, &rows[0]);
        // Behind what the buffer holds already, in another order, over the values of another row.
        let mut buffer = vec![0xaa; 3];
        let mut row = RowWriter::new(&layout, &mut buffer);
        for &index in &order {
            write_typed(&mut row, index, rows[1][index].value()).unwrap();
        }
        for &index in &order {
            write_typed(&mut row, index, rows[0][index].value()).unwrap();
        }
        row.finish().unwrap();
        prop_assert_eq!(&buffer[..3], &[0xaa; 3]);
        prop_assert_eq!(&buffer[3..], in_order);
    }

    #[test]
    fn what_was_read_writes_the_same_bytes(rows in schemas::rows(0..=130)) {
        let batch = write_batch(&rows);
        let mut writer = RowBatchWriter::new(Arc::clone(&rows.layout));
        for row in batch.rows().flatten() {
            let mut copy = writer.row();
            (0..rows.layout.len()).for_each(|i| copy.set_value(i, row.value(i)).unwrap());
            copy.finish().unwrap();
        }
        prop_assert_eq!(writer.finish(), batch);
    }

    #[test]
    fn batches_pass_through_every_binary_array(rows in schemas::rows(0..=40), null in 0..=3_usize) {
        let batch = write_batch(&rows);
        // Of all rows, or with one of them null.
        let messages = (0..batch.len()).map(|row| batch.row_bytes(row).filter(|_| row != null));
        let batch = RowBatch::try_new(Arc::clone(&rows.layout), RowArray::try_from_messages(messages).unwrap());
        let written = write_batch(&rows);
        for batch in [batch.unwrap(), written] {
            for range in [0..3, 1..3, 1..1] {
                let part = batch.slice(range.clone());
                let arrays: [RowArray; 4] = [
                    part.to_binary().unwrap().into(),
                    part.to_large_binary().into(),
                    part.to_binary_view().unwrap().into(),
                    RowArray::try_from(&*part.to_array()).unwrap(),
                ];
                for array in arrays {
                    let again = RowBatch::try_new(Arc::clone(&rows.layout), array).unwrap();
                    prop_assert_eq!(&again, &part);
                    prop_assert_eq!(again.null_count(), part.null_count());
                    for (row, values) in again.rows().zip(&rows.rows[range.clone()]) {
                        row.into_iter().for_each(|row| assert_reads("of a batch", row, &field::values(values)));
                    }
                }
            }
        }
    }
}
