//! Columns to rows and back: nothing changes, and the kernels write what a row writer writes.

use arrow::array::{Array, RecordBatch};
use ferrow_convert::prelude::*;
use ferrow_convert::{RowDecoder, RowEncoder};
use ferrow_row::RowLayout;
use proptest::prelude::*;
use proptest::sample::Index;

use crate::conformance::{FORMATS, assert_same, row_by_row};
use crate::sampling::{any_batch, flat_batch};

fn record_batch() -> impl Strategy<Value = RecordBatch> {
    prop_oneof![flat_batch(), any_batch()]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 128, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn flat_columns_become_rows_and_the_same_columns(batch in flat_batch()) {
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
    fn columns_of_any_depth_become_rows_and_the_same_columns(batch in any_batch()) {
        for format in FORMATS {
            let rows = RowBatch::try_from_record_batch_in(format, &batch)?;
            assert_same(&rows.to_record_batch()?, &batch, "any depth");
        }
    }

    #[test]
    fn the_encoder_writes_the_bytes_of_a_row_writer(batch in record_batch()) {
        for format in FORMATS {
            let rows = RowBatch::try_from_record_batch_in(format, &batch)?;
            prop_assert_eq!(&row_by_row(format, &batch), &rows);
            // What the kernel promised without validation holds.
            RowBatch::try_new(rows.layout().clone(), rows.array().clone())?;
        }
    }

    #[test]
    fn slices_encode_as_what_they_show(batch in record_batch(), from in any::<Index>(), len in any::<Index>()) {
        let offset = from.index(batch.num_rows() + 1);
        let slice = batch.slice(offset, len.index(batch.num_rows() - offset + 1));
        let rows = RowBatch::try_from_record_batch(&batch)?;
        let of_slice = RowBatch::try_from_record_batch(&slice)?;
        prop_assert_eq!(&of_slice, &rows.slice(offset..offset + slice.num_rows()));
        assert_same(&of_slice.to_record_batch()?, &slice, "sliced");
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
        assert_same(&found, &batch.project(&fields)?, "projected");
    }

    #[test]
    fn one_encoder_serves_batch_after_batch(batch in record_batch()) {
        let encoder = RowEncoder::new(&RowLayout::try_new(batch.schema())?);
        let first = encoder.encode(&batch)?;
        prop_assert_eq!(encoder.encode(&batch)?, first);
    }
}
