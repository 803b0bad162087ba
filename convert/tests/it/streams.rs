//! Batches as readers and streams: in order, of the length asked for, and no more read than is needed.

use std::cell::Cell;
use std::rc::Rc;
use std::sync::Arc;

use arrow::array::{ArrayRef, Int64Array, RecordBatch, RecordBatchReader, StringArray};
use arrow::compute::concat_batches;
use arrow::error::ArrowError;
use ferrow_convert::prelude::*;
use ferrow_convert::{DecodedBatches, EncodedBatches, Error, ErrorKind, RowDecoder, RowEncoder};
use ferrow_row::RowLayout;

use crate::conformance::{FORMATS, assert_same};
use crate::sampling::{Random, batch_of};
use crate::types::data_types;

/// Rows `from..to` of one long table of a number and a text.
pub(crate) fn part(from: i64, to: i64) -> RecordBatch {
    let ids: ArrayRef = Arc::new(Int64Array::from_iter_values(from..to));
    let text = (from..to).map(|id| (id % 3 != 0).then(|| format!("row {id}")));
    let names: ArrayRef = Arc::new(StringArray::from_iter(text));
    RecordBatch::try_from_iter_with_nullable([("id", ids, false), ("name", names, true)])
        .expect("columns of one length")
}

/// The table up to row 25, in parts that fit no batch: some are empty, one is larger than the others.
pub(crate) fn parts() -> Vec<RecordBatch> {
    let ends = [0, 0, 3, 4, 4, 17, 20, 25, 25];
    ends.windows(2).map(|ends| part(ends[0], ends[1])).collect()
}

pub(crate) fn rows() -> Vec<RowBatch> {
    let rows = parts().into_iter().map(|batch| RowBatch::try_from_record_batch(&batch));
    rows.collect::<Result<_, _>>().expect("types that rows hold")
}

pub(crate) fn layout() -> Arc<RowLayout> {
    RowLayout::try_new(part(0, 0).schema()).expect("types that rows hold")
}

/// The lengths of batches of `most` rows that hold 25.
fn lens(most: usize) -> Vec<usize> {
    let mut lens = vec![most; 25 / most];
    lens.extend((25 % most > 0).then_some(25 % most));
    lens
}

fn whole(batches: &[RecordBatch]) -> RecordBatch {
    concat_batches(&part(0, 0).schema(), batches).expect("batches of one schema")
}

#[test]
fn rows_of_any_batches_are_decoded_to_batches_of_the_length_asked_for() {
    for most in [1, 2, 3, 4, 5, 13, 24, 25, 26, usize::MAX] {
        let rows = rows().into_iter().map(Ok::<_, Error>);
        let reader = DecodedBatches::new(RowDecoder::new(&layout()), rows).with_batch_rows(most);
        assert_eq!(reader.schema(), part(0, 0).schema());
        let batches = reader.collect::<Result<Vec<_>, _>>().unwrap();
        let found: Vec<usize> = batches.iter().map(RecordBatch::num_rows).collect();
        assert_eq!(found, lens(most));
        assert_eq!(whole(&batches), part(0, 25));
    }
}

#[test]
fn record_batches_of_any_length_are_encoded_to_batches_of_the_length_asked_for() {
    let table = RowBatch::try_from_record_batch(&part(0, 25)).unwrap();
    for most in [1, 2, 3, 4, 5, 13, 24, 25, 26, usize::MAX] {
        let batches = parts().into_iter().map(Ok::<_, ArrowError>);
        let batches =
            EncodedBatches::new(RowEncoder::new(&layout()), batches).with_batch_rows(most);
        let mut at = 0;
        for (rows, len) in batches.map(Result::unwrap).zip(lens(most)) {
            assert_eq!(rows, table.slice(at..at + len));
            at += len;
        }
        assert_eq!(at, 25);
    }
}

#[test]
fn batches_of_every_type_are_joined_and_cut() {
    for (at, data_type) in data_types().into_iter().enumerate() {
        let mut random = Random::new(u64::try_from(at).expect("a small number") + 1);
        let field = arrow::datatypes::Field::new("f", data_type.clone(), true);
        let batch = batch_of(&mut random, vec![field], 20);
        for format in FORMATS {
            let rows = RowBatch::try_from_record_batch_in(format, &batch).unwrap();
            let pieces =
                [rows.slice(0..3), rows.slice(3..4), rows.slice(4..20)].map(Ok::<_, Error>);
            let reader = DecodedBatches::new(RowDecoder::new(rows.layout()), pieces);
            for (piece, found) in reader.with_batch_rows(7).enumerate() {
                let wanted = batch.slice(piece * 7, 7.min(20 - piece * 7));
                assert_same(&found.unwrap(), &wanted, &data_type.to_string());
            }
        }
    }
}

#[test]
fn null_rows_stay_null_where_batches_are_joined() {
    let rows = RowBatch::try_from_record_batch(&part(0, 4)).unwrap();
    let array = arrow::array::BinaryArray::from_iter([rows.row_bytes(1), None, rows.row_bytes(2)]);
    let with_null = RowBatch::try_new(layout(), array).unwrap();
    let decoder = RowDecoder::new(&layout()).nullable();
    let pieces = [with_null.clone(), with_null].map(Ok::<_, Error>);
    let batches = DecodedBatches::new(decoder, pieces).with_batch_rows(4);
    let nulls: Vec<usize> = batches.map(|batch| batch.unwrap().column(0).null_count()).collect();
    assert_eq!(nulls, [1, 1]);
}

#[test]
fn nothing_is_read_ahead() {
    let taken = Rc::new(Cell::new(0));
    let count = Rc::clone(&taken);
    let rows = rows().into_iter().filter(|rows| !rows.is_empty()).map(move |rows| {
        count.set(count.get() + 1);
        Ok::<_, Error>(rows)
    });
    let mut batches = DecodedBatches::new(RowDecoder::new(&layout()), rows).with_batch_rows(4);
    assert_eq!(taken.get(), 0);
    // The lengths that come are 3, 1, 13, 3 and 5.
    for wanted in [2, 3, 3, 3, 4, 5, 5] {
        assert!(batches.next().is_some());
        assert_eq!(taken.get(), wanted);
    }
    assert!(batches.next().is_none());
}

#[test]
fn an_error_ends_it_and_keeps_what_it_is() {
    let failing = || {
        let error =
            RowBatch::try_from_record_batch(&part(0, 1)).unwrap().to_record_batch_of(&["no"]);
        [Ok(rows().swap_remove(5)), Err(error.unwrap_err()), Ok(rows().swap_remove(5))]
    };
    let mut batches = DecodedBatches::new(RowDecoder::new(&layout()), failing()).with_batch_rows(2);
    let lens = [2, 1].map(|_| batches.next().unwrap().unwrap().num_rows());
    assert_eq!(lens, [2, 1], "rows that came before it");
    let error = Error::from(batches.next().unwrap().unwrap_err());
    assert_eq!(error.kind(), ErrorKind::Row(ferrow_row::ErrorKind::NoSuchField));
    assert!(batches.next().is_none());

    let foreign = RecordBatch::try_from_iter([("key", part(0, 3).column(0).clone())]).unwrap();
    let batches = [Ok::<_, ArrowError>(part(0, 3)), Ok(foreign), Ok(part(2, 4))];
    let mut encoded = EncodedBatches::new(RowEncoder::new(&layout()), batches).with_batch_rows(2);
    let lens = [2, 1].map(|_| encoded.next().unwrap().unwrap().len());
    assert_eq!(lens, [2, 1], "rows of what came before it");
    assert_eq!(encoded.next().unwrap().unwrap_err().kind(), ErrorKind::NoSuchColumn);
    assert!(encoded.next().is_none());
}

#[test]
fn rows_of_two_layouts_are_not_joined() {
    let ids = |name| RecordBatch::try_from_iter([(name, part(0, 3).column(0).clone())]).unwrap();
    let rows = ["id", "key"].map(|name| RowBatch::try_from_record_batch(&ids(name)));
    let layout = rows[0].as_ref().unwrap().layout().clone();
    let mut batches = DecodedBatches::new(RowDecoder::new(&layout), rows).with_batch_rows(4);
    assert_eq!(batches.next().unwrap().unwrap().num_rows(), 3);
    let error = Error::from(batches.next().unwrap().unwrap_err());
    assert_eq!(error.kind(), ErrorKind::Row(ferrow_row::ErrorKind::LayoutMismatch));
    assert!(batches.next().is_none());

    let rows = FORMATS.map(|format| {
        let layout = RowLayout::try_with_format(part(0, 0).schema(), format)?;
        RowEncoder::new(&layout).encode(&part(0, 3))
    });
    let batches = DecodedBatches::new(RowDecoder::new(&self::layout()), rows).with_batch_rows(4);
    let batches: Vec<_> = batches.map(Result::unwrap).collect();
    assert_eq!(batches, [part(0, 3), part(0, 3)], "rows of both, each in batches of its own");
}

#[cfg(feature = "stream")]
mod asynchronous {
    use std::pin::pin;
    use std::task::{Context, Poll, Waker};

    use ferrow_convert::{
        DecodeTask, DecodedStream, EncodedStream, decode_buffered, encode_buffered,
    };
    use futures::channel::{mpsc, oneshot};
    use futures::executor::block_on;
    use futures::{FutureExt, Stream, StreamExt, TryStreamExt, stream};

    use super::*;

    #[test]
    fn streams_give_what_iterators_give() {
        for most in [1, 4, 25, 26] {
            let source = stream::iter(rows().into_iter().map(Ok::<_, Error>));
            let batches = DecodedStream::new(RowDecoder::new(&layout()), source);
            let batches = batches.with_batch_rows(most).try_collect::<Vec<_>>();
            let batches = block_on(batches).unwrap();
            assert_eq!(batches.iter().map(RecordBatch::num_rows).collect::<Vec<_>>(), lens(most));
            assert_eq!(whole(&batches), part(0, 25));

            let source = stream::iter(batches.into_iter().map(Ok::<_, Error>));
            let encoded = EncodedStream::new(RowEncoder::new(&layout()), source);
            let encoded = block_on(encoded.with_batch_rows(10).try_collect::<Vec<_>>()).unwrap();
            assert_eq!(encoded.iter().map(RowBatch::len).collect::<Vec<_>>(), [10, 10, 5]);
            assert_eq!(encoded[2].to_record_batch().unwrap(), part(20, 25));
        }
    }

    #[test]
    fn a_source_is_polled_only_as_batches_are_wanted() {
        let (mut sender, receiver) = mpsc::unbounded();
        let receiver = receiver.map(Ok::<_, Error>);
        let batches = DecodedStream::new(RowDecoder::new(&layout()), receiver).with_batch_rows(5);
        let mut batches = pin!(batches);
        let mut context = Context::from_waker(Waker::noop());
        let mut poll = || match batches.as_mut().poll_next(&mut context) {
            Poll::Pending => None,
            Poll::Ready(batch) => Some(batch.map(|batch| batch.unwrap().num_rows())),
        };
        let table = RowBatch::try_from_record_batch(&part(0, 25)).unwrap();
        assert_eq!(poll(), None);
        sender.unbounded_send(table.slice(0..3)).unwrap();
        assert_eq!(poll(), None);
        sender.unbounded_send(table.slice(3..11)).unwrap();
        sender.unbounded_send(table.slice(11..12)).unwrap();
        assert_eq!([poll(), poll()], [Some(Some(5)), Some(Some(5))]);
        sender.disconnect();
        assert_eq!([poll(), poll()], [Some(Some(2)), Some(None)]);
    }

    #[test]
    fn several_batches_are_in_flight_and_come_in_order() {
        let mut tasks: Vec<(DecodeTask, oneshot::Sender<_>)> = Vec::new();
        let (started, starting) = std::sync::mpsc::channel();
        let spawn = move |task: DecodeTask| {
            let (sender, receiver) = oneshot::channel();
            started.send((task, sender)).expect("the test waits");
            receiver.map(|done| done.expect("a task is run"))
        };
        let source =
            stream::iter(rows().into_iter().filter(|rows| !rows.is_empty()).map(Ok::<_, Error>));
        let mut batches = pin!(decode_buffered(RowDecoder::new(&layout()), source, 3, spawn));
        let mut context = Context::from_waker(Waker::noop());
        let mut poll = || batches.as_mut().poll_next(&mut context);

        assert!(poll().is_pending());
        tasks.extend(starting.try_iter());
        assert_eq!(tasks.len(), 3, "no more than were allowed");
        // The last to start is the first to be done, and waits for those before it.
        for (task, sender) in tasks.drain(..).rev() {
            assert!(poll().is_pending());
            sender.send(task()).expect("the stream waits");
        }
        let len = |polled: Poll<Option<Result<RecordBatch, Error>>>| match polled {
            Poll::Ready(Some(Ok(batch))) => Some(batch.num_rows()),
            _ => None,
        };
        assert_eq!([len(poll()), len(poll()), len(poll())], [Some(3), Some(1), Some(13)]);
    }

    #[test]
    fn an_error_of_a_source_passes_through_the_tasks() {
        let spawn = |task: ferrow_convert::EncodeTask| futures::future::lazy(move |_| task());
        let source = [Ok(part(0, 1)), Err(ArrowError::ComputeError("stop".into()))];
        let encoded = encode_buffered(RowEncoder::new(&layout()), stream::iter(source), 2, spawn);
        let encoded: Vec<_> = block_on(encoded.collect());
        assert_eq!(encoded[0].as_ref().unwrap().len(), 1);
        assert_eq!(encoded[1].as_ref().unwrap_err().kind(), ErrorKind::Arrow);
    }

    #[cfg(feature = "tokio")]
    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn tasks_of_tokio_decode_and_encode_in_order() {
        use ferrow_convert::{decode_blocking, encode_blocking};
        let source = stream::iter(rows().into_iter().map(Ok::<_, Error>));
        let batches = decode_blocking(RowDecoder::new(&layout()), source, 4);
        let rows = encode_blocking(RowEncoder::new(&layout()), batches, 4);
        let batches = decode_blocking(RowDecoder::new(&layout()), rows, 1);
        let batches = batches.try_collect::<Vec<_>>().await.unwrap();
        assert_eq!(whole(&batches), part(0, 25));
    }
}

#[cfg(feature = "rayon")]
mod parallel {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use ferrow_convert::{ParallelDecoded, ParallelEncoded};
    use rayon::ThreadPoolBuilder;

    use super::*;

    #[test]
    fn threads_decode_and_encode_in_order() {
        for threads in [1, 3] {
            let pool = ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
            // A thread of the pool that waits for its own tasks must not wait for ever.
            pool.install(|| {
                for in_flight in [1, 2, 100] {
                    let source = rows().into_iter().map(Ok::<_, Error>);
                    let batches = ParallelDecoded::new(RowDecoder::new(&layout()), source);
                    let batches = batches.with_batch_rows(4).with_in_flight(in_flight);
                    let encoded = ParallelEncoded::new(RowEncoder::new(&layout()), batches);
                    let encoded = encoded.with_batch_rows(3).with_in_flight(in_flight);
                    let decoded = encoded.map(|rows| {
                        let rows = rows.unwrap();
                        assert!(rows.len() <= 3);
                        rows.to_record_batch().unwrap()
                    });
                    assert_eq!(whole(&decoded.collect::<Vec<_>>()), part(0, 25));
                }
            });
        }
    }

    #[test]
    fn no_more_is_in_flight_than_is_allowed() {
        let taken = Arc::new(AtomicUsize::new(0));
        let count = Arc::clone(&taken);
        let source = (0..100).map(move |_| {
            count.fetch_add(1, Ordering::Relaxed);
            RowBatch::try_from_record_batch(&part(0, 2))
        });
        let mut batches =
            ParallelDecoded::new(RowDecoder::new(&layout()), source).with_in_flight(3);
        for given in 0..5 {
            assert!(batches.next().is_some());
            assert_eq!(taken.load(Ordering::Relaxed), given + 3);
        }
    }

    #[test]
    fn an_error_comes_in_its_place_and_is_the_last() {
        let failed = || Err(Error::from(ArrowError::ComputeError("stop".into())));
        let whole = || Ok(rows().swap_remove(2));
        let source = [whole(), whole(), failed(), whole()];
        let mut batches = ParallelDecoded::new(RowDecoder::new(&layout()), source);
        assert!(batches.next().unwrap().is_ok() && batches.next().unwrap().is_ok());
        assert!(batches.next().unwrap().unwrap_err().to_string().contains("stop"));
        assert!(batches.next().is_none());
    }
}
