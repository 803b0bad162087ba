//! What is restored goes on as if it had never stopped.

use std::fs;

use arrow::datatypes::{DataType, Field, Schema};
use ferrow_row::RowLayout;
use ferrow_stream::{Error, ErrorKind, KeyedState};
use proptest::prelude::*;
use tempfile::tempdir;

use super::{Event, builder, events, layout, update};

fn event(group: i16, small: i8) -> Event {
    Event {
        name: Some("a".into()),
        group,
        time: Some(7),
        small: Some(small),
        large: None,
        ratio: Some(0.1),
        text: None,
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn a_state_that_was_restored_is_the_one_that_went_on(
        events in events(120),
        stop in any::<prop::sample::Index>(),
    ) {
        let layout = layout();
        let directory = tempdir().expect("a directory");
        let path = directory.path().join("state.arrow");
        let mut whole = builder(&layout).build().expect("fields of the schema");
        let mut stopped = builder(&layout).build().expect("fields of the schema");
        let stop = stop.index(events.len() + 1);
        for event in &events[..stop] {
            let (a, b) = (update(&mut whole, &layout, event), update(&mut stopped, &layout, event));
            prop_assert_eq!(a.is_ok(), b.is_ok());
        }
        let count = stopped.snapshot(&path, [("place", stop.to_string())]).expect("a file");
        prop_assert_eq!(count, whole.len() as u64);

        let mut restored = builder(&layout).build().expect("fields of the schema");
        let metadata = restored.restore(&path).expect("the file");
        prop_assert_eq!(metadata.into_iter().collect::<Vec<_>>(), [("place".to_owned(), stop.to_string())]);
        for event in &events[stop..] {
            let (a, b) = (update(&mut whole, &layout, event), update(&mut restored, &layout, event));
            prop_assert_eq!(a.is_ok(), b.is_ok());
        }
        let bytes = |state: &KeyedState| state.rows().map(|row| row.bytes().to_vec()).collect::<Vec<_>>();
        prop_assert_eq!(bytes(&restored), bytes(&whole));
    }
}

#[test]
fn a_snapshot_of_another_state_is_refused_and_nothing_is_lost() {
    let layout = layout();
    let directory = tempdir().unwrap();
    let path = directory.path().join("state.arrow");
    let other = KeyedState::builder(&layout).key("name").sum("small_sum", "small");
    other.clone().build().unwrap().snapshot(&path, [("", ""); 0]).unwrap();

    let mut state =
        KeyedState::builder(&layout).key("name").max("small_sum", "small").build().unwrap();
    update(&mut state, &layout, &event(1, 2)).unwrap();
    let error = state.restore(&path).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::OtherState);
    let words = error.to_string();
    assert!(
        words.contains("small_sum: sum of small") && words.contains("small_sum: max of small"),
        "{words}"
    );
    assert_eq!(state.len(), 1);

    // Of the same words, and another type.
    let wide = RowLayout::try_new(Schema::new(vec![
        Field::new("name", DataType::Utf8, true),
        Field::new("small", DataType::Float32, true),
    ]));
    let mut wide =
        KeyedState::builder(&wide.unwrap()).key("name").sum("small_sum", "small").build().unwrap();
    let error = wide.restore(&path).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Row(ferrow_row::ErrorKind::LayoutMismatch));

    let missing = directory.path().join("missing.arrow");
    let error: Error = other.build().unwrap().restore(missing).unwrap_err();
    let not_found = ferrow_convert::ErrorKind::Io(std::io::ErrorKind::NotFound);
    assert_eq!(error.kind(), ErrorKind::Convert(not_found));
}

#[test]
fn a_snapshot_that_fails_leaves_the_one_before() {
    let layout = layout();
    let directory = tempdir().unwrap();
    let path = directory.path().join("state.arrow");
    let mut state = builder(&layout).build().unwrap();
    update(&mut state, &layout, &event(1, 2)).unwrap();
    state.snapshot(&path, [("place", "1")]).unwrap();
    let before = fs::read(&path).unwrap();
    assert_eq!(fs::read_dir(directory.path()).unwrap().count(), 1, "nothing else is left");

    let error = state.snapshot(directory.path().join("no/such"), [("place", "2")]).unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::Convert(ferrow_convert::ErrorKind::Io(_))));
    assert_eq!(fs::read(&path).unwrap(), before);
}

#[test]
fn every_cut_of_a_snapshot_is_an_error_that_changes_nothing() {
    let layout = layout();
    let directory = tempdir().unwrap();
    let path = directory.path().join("state.arrow");
    let mut state = builder(&layout).build().unwrap();
    for group in 0..3 {
        update(&mut state, &layout, &event(group, 2)).unwrap();
    }
    state.snapshot(&path, [("place", "1")]).unwrap();
    let whole = fs::read(&path).unwrap();
    let mut other = builder(&layout).build().unwrap();
    update(&mut other, &layout, &event(9, 9)).unwrap();
    let before = other.to_rows().unwrap();
    for len in (0..whole.len()).step_by(7) {
        fs::write(&path, &whole[..len]).unwrap();
        other.restore(&path).unwrap_err();
        assert_eq!(other.to_rows().unwrap(), before, "of {len} bytes");
    }
    fs::write(&path, &whole).unwrap();
    other.restore(&path).unwrap();
    assert_eq!(other.to_rows().unwrap(), state.to_rows().unwrap());
}

#[test]
fn a_snapshot_of_more_keys_than_are_allowed_is_refused() {
    let layout = layout();
    let directory = tempdir().unwrap();
    let path = directory.path().join("state.arrow");
    let mut state = builder(&layout).build().unwrap();
    for group in 0..3 {
        update(&mut state, &layout, &event(group, 2)).unwrap();
    }
    state.snapshot(&path, [("", ""); 0]).unwrap();
    let mut small = builder(&layout).with_most_keys(2).build().unwrap();
    assert_eq!(small.restore(&path).unwrap_err().kind(), ErrorKind::TooManyKeys);
    assert!(small.is_empty());
}
