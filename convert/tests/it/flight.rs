//! Rows over Arrow Flight: the mark and the rows survive its encoder and its decoder.

use std::sync::Arc;

use arrow::array::RecordBatch;
use arrow::error::ArrowError;
use arrow_flight::decode::FlightRecordBatchStream;
use arrow_flight::encode::FlightDataEncoderBuilder;
use arrow_flight::error::FlightError;
use ferrow_convert::prelude::*;
use ferrow_convert::{Error, ErrorKind, FlightRows, RowType, flight_data};
use futures::executor::block_on;
use futures::{StreamExt, TryStreamExt, stream};

use crate::conformance::FORMATS;
use crate::streams::{layout, part, rows};

#[test]
fn rows_and_their_mark_survive_flight() {
    for format in FORMATS {
        let rows = RowBatch::try_from_record_batch_in(format, &part(0, 25)).unwrap();
        let pieces = [rows.slice(0..3), rows.slice(3..25)];
        let source = || stream::iter(pieces.clone().map(Ok::<_, Error>));
        let received = FlightRows::new(flight_data(rows.layout(), "payload", source()));
        assert_eq!(block_on(received.try_collect::<Vec<_>>()).unwrap(), pieces);

        // Any client of Arrow gets a column with the mark.
        let data = flight_data(rows.layout(), "payload", source());
        let batches = FlightRecordBatchStream::new_from_flight_data(data);
        for (batch, rows) in block_on(batches.try_collect::<Vec<_>>()).unwrap().iter().zip(pieces) {
            let field = batch.schema_ref().field(0).clone();
            assert_eq!(field.name(), "payload");
            assert_eq!(RowType::try_from_field(&field).unwrap().layout(), rows.layout());
            assert_eq!(RowBatch::try_from_column(&field, batch.column(0)).unwrap(), rows);
        }
    }
}

#[test]
fn batches_larger_than_a_message_come_in_parts() {
    let rows = RowBatch::try_from_record_batch(&part(0, 100_000)).unwrap();
    let source = stream::iter([Ok::<_, Error>(rows.clone())]);
    let received = FlightRows::new(flight_data(rows.layout(), "row", source));
    let parts = block_on(received.try_collect::<Vec<_>>()).unwrap();
    assert!(parts.len() > 1);
    let mut at = 0;
    for part in parts {
        assert_eq!(part, rows.slice(at..at + part.len()));
        at += part.len();
    }
    assert_eq!(at, rows.len());
}

#[test]
fn a_stream_of_other_columns_is_no_stream_of_rows() {
    let send = |batch: RecordBatch| {
        let batches = stream::iter([Ok(batch)]);
        FlightRows::new(FlightDataEncoderBuilder::new().build(batches))
    };
    let error = block_on(send(part(0, 2)).try_collect::<Vec<_>>()).unwrap_err();
    assert_eq!((error.kind(), error.batch()), (ErrorKind::NoSuchColumn, Some(0)));
    assert!(error.to_string().contains("no column is marked as rows"), "{error}");
    let (field, column) = rows()[5].to_column("row");
    let schema = arrow::datatypes::Schema::new(vec![field.clone(), field]);
    let twice = RecordBatch::try_new(Arc::new(schema), vec![column.clone(), column]).unwrap();
    let error = block_on(send(twice).try_collect::<Vec<_>>()).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::NoSuchColumn);
}

#[test]
fn a_column_of_rows_among_others_is_received_by_its_name() {
    let [others, rows] =
        [part(0, 5), part(5, 10)].map(|part| RowBatch::try_from_record_batch(&part).unwrap());
    let ((one, other), (two, column)) = (others.to_column("one"), rows.to_column("two"));
    let schema = arrow::datatypes::Schema::new(vec![one, two]);
    let batch = RecordBatch::try_new(Arc::new(schema), vec![other, column]).unwrap();
    let sent = FlightDataEncoderBuilder::new().build(stream::iter([Ok(batch)]));
    let received = FlightRows::of_column(sent, "two");
    assert_eq!(block_on(received.try_collect::<Vec<_>>()).unwrap(), [rows]);
}

#[test]
fn an_error_of_the_source_is_kept() {
    let stop = || Error::from(ArrowError::ComputeError("stop".into()));
    let source = stream::iter([Ok(rows().swap_remove(2)), Err(stop())]);
    let received = FlightRows::new(flight_data(&layout(), "row", source));
    let received: Vec<_> = block_on(received.collect());
    assert_eq!(received[0].as_ref().unwrap().len(), 1);
    let error = received[1].as_ref().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Arrow);
    let lost = stream::iter([Err(FlightError::protocol("lost"))]);
    let error = block_on(FlightRows::new(lost).try_collect::<Vec<_>>()).unwrap_err();
    assert!(error.to_string().contains("lost"), "{error}");
}
