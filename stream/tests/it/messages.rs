//! Lazy reads of messages: tests, keys, projections, versions.

use std::sync::Arc;
use std::task::Poll;

use arrow::datatypes::{DataType, Field, Schema};
use bytes::Bytes;
use ferrow_convert::{Predicate, RowFilter};
use ferrow_row::evolution::Versions;
use ferrow_row::{LazyRow, RowLayout, RowMut, RowRef};
use ferrow_stream::{
    DeadLetter, Error, ErrorKind, Message, MessageStreamExt, Projection, RowForm, RowFrames,
};
use futures::channel::oneshot;
use futures::executor::block_on;
use futures::stream::{self, FusedStream, StreamExt, TryStreamExt};
use tokio_util::codec::{Encoder, FramedRead};

use crate::support::{Entry, Source, Step, broken_text, cut, entry, layout, poll_once};

fn tags(entries: Vec<Entry>) -> Vec<u64> {
    entries.into_iter().map(Message::into_tag).collect()
}

#[test]
fn tests_keep_what_all_of_them_keep_with_its_tag() {
    let delay = layout().column::<i16>("dep_delay").unwrap();
    let kept = Source::of((0..100).map(entry))
        .rows(layout())
        .filter(&Predicate::column("dep_delay").gt_eq(50_i16))
        .unwrap()
        .filter_by(move |row| Ok::<_, Error>(row.get(delay)?.is_none_or(|delay| delay % 2 == 0)))
        .filter(&Predicate::column("carrier").eq("AA"))
        .unwrap();
    let wanted: Vec<u64> =
        (50..100).filter(|tag| tag % 5 != 4 && tag % 2 == 0 && tag % 3 == 1).collect();
    assert_eq!(tags(block_on(kept.try_collect()).unwrap()), wanted);
}

#[test]
fn what_is_not_read_of_a_message_is_not_looked_at() {
    let entries = || Source::of([entry(0), broken_text(1), entry(2)]);
    let numbers = entries().rows(layout()).filter(&Predicate::column("time").gt(0_i64)).unwrap();
    assert_eq!(tags(block_on(numbers.try_collect()).unwrap()), [1, 2]);

    // The text is asked where the number passes.
    let both = Predicate::column("time").gt(1_i64).and(Predicate::column("carrier").not_eq("?"));
    let kept = entries().rows(layout()).filter(&both).unwrap();
    assert_eq!(tags(block_on(kept.try_collect()).unwrap()), [2]);
    let texts = entries().rows(layout()).filter(&Predicate::column("carrier").not_eq("?")).unwrap();
    let error = block_on(texts.try_collect::<Vec<_>>()).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Row(ferrow_row::ErrorKind::Truncated));
    assert_eq!((error.ordinal(), error.path()), (Some(1), "carrier".to_owned()));
}

#[test]
fn messages_are_given_behind_their_keys() {
    let carrier = layout().column::<str>("carrier").unwrap();
    let keyed = Source::of((0..4).map(entry))
        .rows(layout())
        .read(move |row| Ok::<_, Error>(row.get(carrier)?.map(str::to_owned)));
    let keyed: Vec<_> = block_on(keyed.try_collect()).unwrap();
    let keys: Vec<_> = keyed.iter().map(|(key, (tag, _))| (key.as_deref(), *tag)).collect();
    let lufthansa = Some("Deutsche Lufthansa");
    assert_eq!(keys, [(Some("UA"), 0), (Some("AA"), 1), (lufthansa, 2), (Some("UA"), 3)]);
}

#[test]
fn a_projection_reads_its_fields_alone() {
    let projection = Projection::try_new(layout(), ["time", "dep_delay"]).unwrap();
    let narrow = Arc::clone(projection.layout());
    let rows = Source::of([entry(7), broken_text(9)]).rows(layout()).projected(projection);
    let rows: Vec<(Bytes, Entry)> = block_on(rows.try_collect()).unwrap();
    let shown = |row: &Bytes| RowRef::try_new(&narrow, row).unwrap().to_string();
    assert_eq!(shown(&rows[0].0), "{time: 7, dep_delay: 7}");
    assert_eq!(shown(&rows[1].0), "{time: 9, dep_delay: null}");
    assert_eq!(rows[1].1, broken_text(9));

    let error = Projection::try_new(layout(), ["nothing"]).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Row(ferrow_row::ErrorKind::NoSuchField));
}

#[test]
fn a_message_is_asked_for_when_it_is_wanted() {
    let source = Source::of((0..10).map(entry));
    let polls = source.polls.clone();
    let mut kept = source.rows(layout()).filter(&Predicate::column("time").gt(3_i64)).unwrap();
    assert_eq!(polls.get(), 0);
    assert!(matches!(poll_once(&mut kept), Poll::Ready(Some(Ok((4, _))))));
    assert_eq!(polls.get(), 5, "no further than the first that is wanted");
    assert!(matches!(poll_once(&mut kept), Poll::Ready(Some(Ok((5, _))))));
    assert_eq!(polls.get(), 6);
}

#[test]
fn a_source_that_is_always_ready_lets_others_run() {
    let source = Source::of((0..3_000).map(entry));
    let polls = source.polls.clone();
    let mut kept = source.rows(layout()).filter(&Predicate::column("time").lt(0_i64)).unwrap();
    assert!(poll_once(&mut kept).is_pending());
    assert_eq!(polls.get(), 1_024);
    assert!(block_on(kept.next()).is_none(), "and is woken again");
}

#[tokio::test]
async fn another_task_of_the_same_thread_runs_while_nothing_passes() {
    let (sender, mut receiver) = oneshot::channel();
    let other = tokio::spawn(async move { sender.send(()) });
    let mut has_run = false;
    let none = Source::of((0..10_000).map(entry)).rows(layout()).filter_by(|_| {
        has_run |= receiver.try_recv() == Ok(Some(()));
        Ok::<_, Error>(false)
    });
    assert!(none.try_collect::<Vec<_>>().await.unwrap().is_empty());
    assert!(has_run);
    other.await.unwrap().unwrap();
}

#[test]
fn an_error_of_the_source_ends_the_stream() {
    let steps = [Step::Give(entry(0)), Step::Wait, Step::Fail, Step::Give(entry(1))];
    let mut rows = Source::new(steps).rows(layout());
    assert!(matches!(poll_once(&mut rows), Poll::Ready(Some(Ok(_)))));
    assert!(poll_once(&mut rows).is_pending());
    let Poll::Ready(Some(Err(error))) = poll_once(&mut rows) else { panic!("an error") };
    assert_eq!(error.kind(), ErrorKind::Source);
    assert!(rows.is_terminated());
    assert!(matches!(poll_once(&mut rows), Poll::Ready(None)));
}

#[test]
fn a_mistake_of_the_program_ends_the_stream() {
    let other = Schema::new(vec![Field::new("id", DataType::Int64, true)]);
    let other = RowLayout::try_new(other).unwrap();
    let filter = || RowFilter::try_new(&other, &Predicate::column("id").eq(1_i64)).unwrap();
    let in_a_read = filter();
    let mut projection = Projection::try_new(&other, ["id"]).unwrap();
    type Read<'a> = Box<dyn FnMut(LazyRow<'_>) -> Result<(), Error> + 'a>;
    let reads: [(Read<'_>, ferrow_row::ErrorKind); 4] = [
        (
            Box::new(|row| in_a_read.test(row).map(drop).map_err(Error::from)),
            ferrow_row::ErrorKind::LayoutMismatch,
        ),
        (Box::new(move |row| projection.row(row).map(drop)), ferrow_row::ErrorKind::LayoutMismatch),
        (
            Box::new(|row| row.layout().column_at::<i64>(1).map(drop).map_err(Error::from)),
            ferrow_row::ErrorKind::WrongKind,
        ),
        (
            Box::new(|row| row.layout().index_of("id").map(drop).map_err(Error::from)),
            ferrow_row::ErrorKind::NoSuchField,
        ),
    ];
    let mut dead: Vec<DeadLetter<Entry>> = Vec::new();
    for (read, kind) in reads {
        let mut read =
            Source::of((0..3).map(entry)).rows(layout()).dead_letters(&mut dead).read(read);
        let error = block_on(read.next()).unwrap().unwrap_err();
        assert_eq!((error.kind(), error.ordinal()), (ErrorKind::Row(kind), Some(0)));
        assert!(block_on(read.next()).is_none());
    }
    let mut kept =
        Source::of((0..3).map(entry)).rows(layout()).dead_letters(&mut dead).filter_with(filter());
    let error = block_on(kept.next()).unwrap().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Row(ferrow_row::ErrorKind::LayoutMismatch));
    assert!(block_on(kept.next()).is_none());
    drop(kept);
    assert!(dead.is_empty(), "{dead:?}");
}

#[test]
fn hashes_in_front_of_rows_are_compared() {
    let hash = layout().schema_hash().unwrap();
    let message =
        |hash: i64| Ok::<_, Error>(Bytes::from([&hash.to_le_bytes()[..], &entry(7).1].concat()));
    let messages = [message(hash), message(hash + 1), Ok(Bytes::from_static(&[1; 7]))];
    let mut dead = Vec::new();
    let rows = stream::iter(messages)
        .rows(RowForm::hashed(layout()).unwrap())
        .dead_letters(|letter: DeadLetter<Bytes>| dead.push((letter.ordinal, letter.error.kind())))
        .filter(&Predicate::column("time").eq(7_i64))
        .unwrap();
    assert_eq!(block_on(rows.try_collect::<Vec<_>>()).unwrap().len(), 1);
    let kinds = [ferrow_row::ErrorKind::LayoutMismatch, ferrow_row::ErrorKind::Truncated];
    assert_eq!(dead, [(1, ErrorKind::Row(kinds[0])), (2, ErrorKind::Row(kinds[1]))]);
}

#[test]
fn versions_share_a_stream_by_their_fingerprints() {
    let field = |name, data_type| Field::new(name, data_type, true);
    let plan = |fields: Vec<Field>| RowLayout::try_new(Schema::new(fields)).unwrap();
    let first = plan(vec![field("id", DataType::Int32), field("gone", DataType::Utf8)]);
    let second = plan(vec![field("name", DataType::Utf8), field("id", DataType::Int64)]);
    let unknown = plan(vec![field("id", DataType::UInt8)]);

    let mut bytes = bytes::BytesMut::new();
    let mut put = |layout: &Arc<RowLayout>, row: RowMut| {
        let mut frames = RowFrames::versioned(layout.fingerprint());
        frames.encode(row.bytes(), &mut bytes).unwrap();
    };
    put(&first, RowMut::write(&first, |row| row.set_at::<i32>(0, -7)).unwrap());
    put(&second, RowMut::write(&second, |row| row.set_at::<i64>(1, 8)).unwrap());
    put(&unknown, RowMut::write(&unknown, |row| row.set_at::<u8>(0, 9)).unwrap());
    put(&first, RowMut::write(&first, |row| row.set_at::<i32>(0, 10)).unwrap());

    let versions = Versions::try_new(&second, [&first, &second]).unwrap();
    let filter = RowFilter::try_new(&second, &Predicate::column("id").lt(9_i64)).unwrap();
    let id = second.column::<i64>("id").unwrap();
    let mut dead = Vec::new();
    let ids = FramedRead::new(&bytes[..], RowFrames::versioned(second.fingerprint()))
        .rows(versions)
        .dead_letters(&mut dead)
        .filter_with(filter)
        .read(move |row| row.get(id));
    let ids: Vec<_> =
        block_on(ids.map_ok(|(id, frame)| (id, frame.ordinal)).try_collect()).unwrap();
    assert_eq!(ids, [(Some(-7), 0), (Some(8), 1)]);
    assert_eq!((dead.len(), dead[0].ordinal, dead[0].message.ordinal), (1, 2, 2));
    assert!(dead[0].error.to_string().contains(&unknown.fingerprint().to_string()));
}

#[test]
fn a_cut_message_ends_a_stream_without_dead_letters() {
    let mut rows = Source::of([entry(0), cut(1), entry(2)]).rows(layout());
    assert!(block_on(rows.next()).unwrap().is_ok());
    let error = block_on(rows.next()).unwrap().unwrap_err();
    assert_eq!((error.ordinal(), error.offset()), (Some(1), Some(20)));
    assert!(error.to_string().starts_with("message 1: the row has 20 bytes"), "{error}");
    assert!(block_on(rows.next()).is_none());
}
