//! The same aggregates in maps and fields, as the second opinion.

use std::collections::HashMap;

use ferrow_row::RowRef;
use ferrow_stream::ErrorKind;
use proptest::prelude::*;

use super::{Event, builder, events, layout, update};

type Key = (Option<String>, i16, i64);

#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Sums {
    count: i64,
    small_sum: Option<i64>,
    large_sum: Option<u64>,
    ratio_sum: Option<f64>,
    ratio_min: Option<f64>,
    ratio_max: Option<f64>,
    text_min: Option<String>,
    small_max: Option<i8>,
    text_last: Option<String>,
    time_last: i64,
}

impl Sums {
    /// The sums with an event; `None` where one does not fit.
    fn with(&self, event: &Event, time: i64) -> Option<Self> {
        let mut next = self.clone();
        next.count += 1;
        next.time_last = time;
        if let Some(small) = event.small {
            next.small_sum = Some(self.small_sum.unwrap_or(0) + i64::from(small));
            next.small_max = self.small_max.max(Some(small));
        }
        if let Some(large) = event.large {
            next.large_sum = Some(self.large_sum.unwrap_or(0).checked_add(large)?);
        }
        if let Some(ratio) = event.ratio {
            next.ratio_sum = Some(self.ratio_sum.map_or(ratio, |sum| sum + ratio));
            let ratios = [self.ratio_min, Some(ratio)].into_iter().flatten();
            next.ratio_min = ratios.min_by(f64::total_cmp);
            let ratios = [self.ratio_max, Some(ratio)].into_iter().flatten();
            next.ratio_max = ratios.max_by(f64::total_cmp);
        }
        if let Some(text) = &event.text {
            let texts = [self.text_min.clone(), Some(text.clone())].into_iter().flatten();
            next.text_min = texts.min();
            next.text_last = Some(text.clone());
        }
        Some(next)
    }

    /// The values as a row has them, floats by their bits.
    fn values(&self) -> Vec<String> {
        let float = |value: Option<f64>| format!("{:?}", value.map(f64::to_bits));
        vec![
            format!("{:?}", self.count),
            format!("{:?}", self.small_sum),
            format!("{:?}", self.large_sum),
            float(self.ratio_sum),
            float(self.ratio_min),
            float(self.ratio_max),
            format!("{:?}", self.text_min),
            format!("{:?}", self.small_max),
            format!("{:?}", self.text_last),
            format!("{:?}", self.time_last),
        ]
    }
}

/// All events added up, and for each whether it could be.
pub(super) fn model(events: &[Event]) -> (Vec<(Key, Sums)>, Vec<Option<ErrorKind>>) {
    let (mut found, mut places) = (Vec::<(Key, Sums)>::new(), HashMap::<Key, usize>::new());
    let mut errors = Vec::new();
    for event in events {
        let Some(time) = event.time else {
            errors.push(Some(ErrorKind::Time));
            continue;
        };
        let key = (event.name.clone(), event.group, time.div_euclid(60) * 60);
        let place = places.get(&key).copied();
        let old = place.map(|place| found[place].1.clone()).unwrap_or_default();
        let Some(next) = old.with(event, time) else {
            errors.push(Some(ErrorKind::Overflow));
            continue;
        };
        errors.push(None);
        match place {
            Some(place) => found[place].1 = next,
            None => {
                places.insert(key.clone(), found.len());
                found.push((key, next));
            }
        }
    }
    (found, errors)
}

fn values(row: RowRef<'_>) -> (Key, Vec<String>) {
    let key = (
        row.get_at::<str>(0).map(str::to_owned),
        row.get_at::<i16>(1).expect("not null"),
        row.get_at::<i64>(2).expect("not null"),
    );
    let float = |index| format!("{:?}", row.get_at::<f64>(index).map(f64::to_bits));
    let values = vec![
        format!("{:?}", row.get_at::<i64>(3).expect("not null")),
        format!("{:?}", row.get_at::<i64>(4)),
        format!("{:?}", row.get_at::<u64>(5)),
        float(6),
        float(7),
        float(8),
        format!("{:?}", row.get_at::<str>(9)),
        format!("{:?}", row.get_at::<i8>(10)),
        format!("{:?}", row.get_at::<str>(11)),
        format!("{:?}", row.get_at::<i64>(12).expect("not null")),
    ];
    (key, values)
}

proptest! {
    #[test]
    fn rows_are_what_maps_and_sums_say(events in events(120)) {
        let layout = layout();
        let mut state = builder(&layout).build().expect("fields of the schema");
        let (wanted, errors) = model(&events);
        for (event, wanted) in events.iter().zip(errors) {
            let found = update(&mut state, &layout, event).err().map(|error| error.kind());
            prop_assert_eq!(found, wanted);
        }
        let found: Vec<_> = state.rows().map(values).collect();
        let wanted: Vec<_> = wanted.iter().map(|(key, sums)| (key.clone(), sums.values())).collect();
        prop_assert_eq!(&found, &wanted);

        let rows = state.to_rows().expect("valid rows");
        prop_assert!(rows.rows().flatten().all(RowRef::is_canonical));
        prop_assert_eq!(rows.len(), state.to_record_batch().expect("columns").num_rows());

        // Closed windows leave, and the others stay in their order.
        let closed = state.take_closed(60).expect("valid rows");
        let closed: Vec<_> = closed.rows().flatten().map(values).collect();
        let (early, late): (Vec<_>, Vec<_>) = wanted.into_iter().partition(|(key, _)| key.2 <= 0);
        prop_assert_eq!(closed, early);
        prop_assert_eq!(state.rows().map(values).collect::<Vec<_>>(), late);
    }
}

#[test]
fn the_row_of_a_message_is_that_of_its_key() {
    let layout = layout();
    let mut state = builder(&layout).build().unwrap();
    let event = Event {
        name: None,
        group: 3,
        time: Some(-1),
        small: Some(4),
        large: None,
        ratio: None,
        text: Some("x".into()),
    };
    let message = event.row(&layout);
    assert!(state.row_of(layout.open(message.bytes()).unwrap()).unwrap().is_none());
    update(&mut state, &layout, &event).unwrap();
    let row = state.row_of(layout.open(message.bytes()).unwrap()).unwrap().unwrap();
    assert_eq!(row.get_at::<i64>(2), Some(-60));
    assert_eq!(state.take().unwrap().len(), 1);
    assert!(state.is_empty());
}
