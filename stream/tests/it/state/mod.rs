//! State by key, beside collections of the standard library.

mod mistakes;
mod snapshot;
mod twin;
mod types;

use std::sync::Arc;

use arrow::datatypes::{DataType, Field, Schema, TimeUnit};
use ferrow_row::{RowLayout, RowMut};
use ferrow_stream::{Error, KeyedState, StateBuilder};
use proptest::prelude::*;

/// A message, as a value.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Event {
    pub(crate) name: Option<String>,
    pub(crate) group: i16,
    pub(crate) time: Option<i64>,
    pub(crate) small: Option<i8>,
    pub(crate) large: Option<u64>,
    pub(crate) ratio: Option<f64>,
    pub(crate) text: Option<String>,
}

pub(crate) fn layout() -> Arc<RowLayout> {
    let time = DataType::Timestamp(TimeUnit::Millisecond, None);
    let fields = vec![
        Field::new("name", DataType::Utf8, true),
        Field::new("group", DataType::Int16, false),
        Field::new("time", time, true),
        Field::new("small", DataType::Int8, true),
        Field::new("large", DataType::UInt64, true),
        Field::new("ratio", DataType::Float64, true),
        Field::new("text", DataType::Utf8, true),
    ];
    RowLayout::try_new(Schema::new(fields)).expect("types that rows hold")
}

impl Event {
    pub(crate) fn row(&self, layout: &Arc<RowLayout>) -> RowMut {
        let row = RowMut::write(layout, |row| {
            row.set_value(0, self.name.as_deref().into())?;
            row.set_value(1, self.group.into())?;
            row.set_value(2, self.time.into())?;
            row.set_value(3, self.small.into())?;
            row.set_value(4, self.large.into())?;
            row.set_value(5, self.ratio.into())?;
            row.set_value(6, self.text.as_deref().into())
        });
        row.expect("values of the schema")
    }
}

pub(crate) fn events(most: usize) -> impl Strategy<Value = Vec<Event>> {
    let event = (
        prop::option::of(prop::sample::select(vec!["", "a", "b", "longer than eight"])),
        -1..2_i16,
        prop::option::weighted(0.95, -150..150_i64),
        any::<Option<i8>>(),
        // Some sums overflow.
        prop::option::of(prop_oneof![0..1000_u64, Just(u64::MAX / 3)]),
        prop::option::of(prop_oneof![
            any::<f64>(),
            Just(f64::NAN),
            Just(-0.0),
            Just(0.0),
            Just(1e300)
        ]),
        prop::option::of("[a-z]{0,20}"),
    );
    let event = event.prop_map(|(name, group, time, small, large, ratio, text)| Event {
        name: name.map(str::to_owned),
        group,
        time,
        small,
        large,
        ratio,
        text,
    });
    prop::collection::vec(event, 0..most)
}

/// Aggregates of every kind, in windows of 60.
pub(crate) fn builder(layout: &Arc<RowLayout>) -> StateBuilder {
    KeyedState::builder(layout)
        .key("name")
        .key("group")
        .tumbling("time", 60)
        .count("count")
        .sum("small_sum", "small")
        .sum("large_sum", "large")
        .sum("ratio_sum", "ratio")
        .min("ratio_min", "ratio")
        .max("ratio_max", "ratio")
        .min("text_min", "text")
        .max("small_max", "small")
        .last("text_last", "text")
        .last("time_last", "time")
}

pub(crate) fn update(
    state: &mut KeyedState,
    layout: &Arc<RowLayout>,
    event: &Event,
) -> Result<(), Error> {
    state.update(layout.open(event.row(layout).bytes())?)
}
