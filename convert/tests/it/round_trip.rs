//! Columns to rows and back: nothing changes, and the kernels write what a row writer writes.

use arrow::array::{Array, RecordBatch};
use ferrow_convert::prelude::*;
use ferrow_convert::{RowDecoder, RowEncoder};
use ferrow_row::{RowBatchWriter, RowLayout};
use proptest::prelude::*;
use proptest::sample::Index;

use crate::cells::Cells;
use crate::sampling::record_batch;

/// The safe twin of the encoder: row by row through a [`ferrow_row::RowWriter`], out of the arrays.
fn row_by_row(batch: &RecordBatch) -> RowBatch {
    let layout = RowLayout::try_new(batch.schema()).expect("types that rows hold");
    let columns: Vec<Cells> = batch.columns().iter().map(Cells::new).collect();
    let mut writer = RowBatchWriter::new(layout.clone());
    for row in 0..batch.num_rows() {
        let mut written = writer.row();
        for (index, cells) in columns.iter().enumerate() {
            let value = cells.value(layout.kind(index), row);
            written.set_value(index, value).expect("a value of the field's kind");
        }
        written.finish().expect("every field is set");
    }
    writer.finish()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 128, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn columns_become_rows_and_the_same_columns(batch in record_batch()) {
        let rows = RowBatch::try_from_record_batch(&batch)?;
        prop_assert_eq!(rows.len(), batch.num_rows());
        let again = rows.to_record_batch()?;
        prop_assert_eq!(again.schema(), batch.schema());
        for (found, wanted) in again.columns().iter().zip(batch.columns()) {
            prop_assert_eq!(found, wanted);
            found.to_data().validate_full()?;
        }
    }

    #[test]
    fn the_encoder_writes_the_bytes_of_a_row_writer(batch in record_batch()) {
        let rows = RowBatch::try_from_record_batch(&batch)?;
        prop_assert_eq!(&row_by_row(&batch), &rows);
        // What the kernel promised without validation holds.
        RowBatch::try_new(rows.layout().clone(), rows.array().clone())?;
    }

    #[test]
    fn slices_encode_as_what_they_show(batch in record_batch(), from in any::<Index>(), len in any::<Index>()) {
        let offset = from.index(batch.num_rows() + 1);
        let slice = batch.slice(offset, len.index(batch.num_rows() - offset + 1));
        let rows = RowBatch::try_from_record_batch(&batch)?;
        let of_slice = RowBatch::try_from_record_batch(&slice)?;
        prop_assert_eq!(&of_slice, &rows.slice(offset..offset + slice.num_rows()));
        prop_assert_eq!(of_slice.to_record_batch()?, slice);
    }

    #[test]
    fn a_projection_is_the_columns_it_names(batch in record_batch(), seed in any::<Index>()) {
        let rows = RowBatch::try_from_record_batch(&batch)?;
        let fields: Vec<usize> = match batch.num_columns() {
            0 => vec![],
            columns => vec![seed.index(columns), 0, seed.index(columns)],
        };
        let decoder = RowDecoder::new(rows.layout()).project(&fields);
        let found = decoder.decode(&rows)?;
        prop_assert_eq!(found.num_rows(), batch.num_rows());
        prop_assert_eq!(found, batch.project(&fields)?);
    }

    #[test]
    fn one_encoder_serves_batch_after_batch(batch in record_batch()) {
        let encoder = RowEncoder::new(&RowLayout::try_new(batch.schema())?);
        let first = encoder.encode(&batch)?;
        prop_assert_eq!(encoder.encode(&batch)?, first);
    }
}
