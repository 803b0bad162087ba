//! What a state refuses, and that nothing has changed then.

use std::sync::Arc;

use arrow::datatypes::{DataType, Field, Schema};
use ferrow_row::{RowLayout, RowMut};
use ferrow_stream::{DeadLetter, Error, ErrorKind, KeyedState, MessageStreamExt, StateBuilder};
use futures::executor::block_on;
use futures::stream::{StreamExt, TryStreamExt};

use crate::support::{self, Entry, Source, broken_text, cut, entry};

fn plan(fields: &[(&str, DataType)]) -> Arc<RowLayout> {
    let fields = fields.iter().map(|(name, data_type)| Field::new(*name, data_type.clone(), true));
    RowLayout::try_new(Schema::new(fields.collect::<Vec<_>>())).expect("types that rows hold")
}

#[test]
fn fields_that_cannot_be_what_they_are_asked_for_are_named() {
    let list = DataType::List(Field::new_list_field(DataType::Int8, true).into());
    let layout =
        plan(&[("list", list), ("text", DataType::Utf8), ("big", DataType::Decimal256(40, 2))]);
    type Ask = fn(StateBuilder) -> StateBuilder;
    let asks: [(Ask, &str); 7] = [
        (|state| state.key("list"), "list: List(Int8) cannot be a key"),
        (|state| state.last("l", "list"), "list: List(Int8) cannot be last"),
        (|state| state.max("l", "list"), "list: List(Int8) cannot be max"),
        (|state| state.sum("s", "text"), "text: Utf8 cannot be sum"),
        (|state| state.sum("s", "big"), "big: Decimal256(40, 2) cannot be sum"),
        (|state| state.tumbling("text", 1), "text: Utf8 cannot be the time"),
        (|state| state.key("text").count("text"), "text: two columns have this name"),
    ];
    for (ask, words) in asks {
        let error = ask(KeyedState::builder(&layout)).build().unwrap_err();
        assert!(error.to_string().starts_with(words), "{error}");
        assert!(matches!(error.kind(), ErrorKind::Unsupported | ErrorKind::Ambiguous));
    }
    let error = KeyedState::builder(&layout).key("none").build().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Row(ferrow_row::ErrorKind::NoSuchField));
}

#[test]
fn a_sum_that_does_not_fit_changes_nothing() {
    let layout = plan(&[("a", DataType::Int64), ("b", DataType::Int64)]);
    let message = |a: i64, b: i64| {
        RowMut::write(&layout, |row| {
            row.set_at::<i64>(0, a)?;
            row.set_at::<i64>(1, b)
        })
        .unwrap()
    };
    // The first aggregates could be updated before the last one fails.
    let mut state = KeyedState::builder(&layout)
        .count("count")
        .sum("a_sum", "a")
        .last("a_last", "a")
        .sum("b_sum", "b")
        .build()
        .unwrap();
    state.update(layout.open(message(1, i64::MAX).bytes()).unwrap()).unwrap();
    let before = state.to_rows().unwrap();
    let error = state.update(layout.open(message(1, 1).bytes()).unwrap()).unwrap_err();
    assert_eq!((error.kind(), error.path()), (ErrorKind::Overflow, "b_sum".to_owned()));
    assert!(error.is_of_message());
    assert_eq!(state.to_rows().unwrap(), before);
    state.update(layout.open(message(1, -1).bytes()).unwrap()).unwrap();
}

#[test]
fn a_first_message_that_fails_begins_no_row() {
    let layout = plan(&[("time", DataType::Int64), ("text", DataType::Utf8)]);
    let mut state =
        KeyedState::builder(&layout).tumbling("time", 60).last("t", "text").build().unwrap();
    let row = RowMut::write(&layout, |row| {
        row.set_at::<i64>(0, 5)?;
        row.set_at::<str>(1, "Ada")
    });
    let mut bytes = row.unwrap().into_bytes();
    bytes[20] = 200;
    let error = state.update(layout.open(&bytes).unwrap()).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Row(ferrow_row::ErrorKind::Truncated));
    assert!(state.is_empty());

    let row = RowMut::write(&layout, |row| row.set_at::<i64>(0, i64::MIN)).unwrap();
    let error = state.update(layout.open(row.bytes()).unwrap()).unwrap_err();
    assert_eq!((error.kind(), error.path()), (ErrorKind::Time, "time".to_owned()));
    let row = RowMut::write(&layout, |row| row.set_at::<str>(1, "Ada")).unwrap();
    let error = state.update(layout.open(row.bytes()).unwrap()).unwrap_err();
    assert_eq!((error.kind(), error.path()), (ErrorKind::Time, "time".to_owned()));
    assert!(state.is_empty());
}

#[test]
fn a_message_of_other_fields_is_refused() {
    let layout = plan(&[("a", DataType::Int64)]);
    let mut state = KeyedState::builder(&layout).sum("s", "a").build().unwrap();
    let other = plan(&[("a", DataType::Int32)]);
    let row = RowMut::write(&other, |row| row.set_at::<i32>(0, 1)).unwrap();
    let error = state.update(other.open(row.bytes()).unwrap()).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Row(ferrow_row::ErrorKind::LayoutMismatch));
    assert!(!error.is_of_message(), "the program is at fault");
    let same = plan(&[("a", DataType::Int64)]);
    let row = RowMut::write(&same, |row| row.set_at::<i64>(0, 1)).unwrap();
    state.update(same.open(row.bytes()).unwrap()).unwrap();
}

#[test]
fn a_stream_adds_its_messages_and_keeps_what_cannot_be_added() {
    let layout = support::layout();
    let mut state = KeyedState::builder(layout)
        .key("carrier")
        .count("count")
        .sum("delay", "dep_delay")
        .build()
        .unwrap();
    let mut dead = Vec::new();
    let source = Source::of([entry(0), cut(1), entry(3), broken_text(4), entry(6)]);
    let added = source
        .rows(layout)
        .dead_letters(|letter: DeadLetter<Entry>| dead.push(letter.message.0))
        .read(|row| state.update(row))
        .map_ok(|((), (tag, _))| tag);
    assert_eq!(block_on(added.try_collect::<Vec<_>>()).unwrap(), [0, 3, 6]);
    assert_eq!(dead, [1, 4]);
    let rows: Vec<_> = state.rows().map(|row| row.to_string()).collect();
    assert_eq!(rows, [r#"{carrier: "UA", count: 3, delay: 9}"#]);
}

#[test]
fn too_many_keys_end_a_stream() {
    let layout = support::layout();
    let builder = KeyedState::builder(layout).key("carrier").count("count");
    let mut state = builder.with_most_keys(2).build().unwrap();
    let mut dead = Vec::new();
    let mut added = Source::of((0..9).map(entry))
        .rows(layout)
        .dead_letters(|letter: DeadLetter<Entry>| dead.push(letter.message.0))
        .read(|row| state.update(row));
    let ended: Vec<Result<((), Entry), Error>> = block_on(added.by_ref().collect());
    let error = ended.last().unwrap().as_ref().unwrap_err();
    assert_eq!((error.kind(), error.ordinal()), (ErrorKind::TooManyKeys, Some(2)));
    assert!(error.to_string().contains("there are 2 keys, which is the limit"), "{error}");
    drop(added);
    assert!(dead.is_empty());
    assert_eq!(state.len(), 2);
}

#[test]
#[should_panic(expected = "a window of width 0")]
fn a_window_has_a_width() {
    drop(KeyedState::builder(&support::layout().clone()).tumbling("time", 0));
}
