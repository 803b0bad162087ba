//! Columns to rows and back: nothing changes, and the kernels write what a row writer writes.

use arrow::array::Array;
use ferrow_convert::prelude::*;
use ferrow_convert::{RowDecoder, RowEncoder};
use ferrow_row::{RowBatchWriter, RowLayout};
use proptest::prelude::*;
use proptest::sample::Index;

use crate::sampling::record_batch;

/// The safe twin of the encoder: row by row through a [`ferrow_row::RowWriter`].
fn row_by_row(batch: &RowBatch) -> RowBatch {
    let mut writer = RowBatchWriter::new(batch.layout().clone());
    for row in batch.rows() {
        let row = row.expect("no null rows");
        let mut copy = writer.row();
        for index in 0..batch.layout().len() {
            copy.set_value(index, row.value(index)).expect("a value that was read");
        }
        copy.finish().expect("a row that was read");
    }
    writer.finish()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 128, ..ProptestConfig::default() })]

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
        prop_assert_eq!(&row_by_row(&rows), &rows);
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
        let mut decoder = RowDecoder::new(rows.layout()).project(&fields)?;
        let found = decoder.decode(&rows)?;
        prop_assert_eq!(found.num_rows(), batch.num_rows());
        prop_assert_eq!(found, batch.project(&fields)?);
    }

    #[test]
    fn one_encoder_serves_batch_after_batch(batch in record_batch()) {
        let mut encoder = RowEncoder::new(&RowLayout::try_new(batch.schema())?);
        let first = encoder.encode(&batch)?;
        prop_assert_eq!(encoder.encode(&batch)?, first);
    }
}
