//! The loop: read, aggregate, write, acknowledge.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use ferrow::convert::Predicate;
use ferrow::prelude::*;
use ferrow::stream::{KeyedState, MessageStreamExt};
use futures::{TryStreamExt, stream};

use crate::Failure;
use crate::broker::{Broker, Entry};
use crate::departure::Departure;
use crate::store::Store;

const HOUR: i64 = 3_600_000;

/// How long after its end an hour is over: departures come so late.
const LATENESS: i64 = 600_000;

/// How long a stream is without entries until it is called idle.
const IDLE: Duration = Duration::from_secs(1);

pub(super) async fn consume(url: &str, directory: &str, until_idle: bool) -> Result<(), Failure> {
    let state = KeyedState::builder(Departure::layout())
        .key("carrier")
        .tumbling("at", HOUR)
        .count("departures")
        .sum("delay", "dep_delay")
        .min("least", "dep_delay")
        .max("most", "dep_delay");
    let mut store = Store::open(directory, state)?;
    let mut broker = Broker::connect(url).await?;
    broker.join(store.last).await?;
    loop {
        let entries = broker.pending().await?;
        if entries.is_empty() {
            break;
        }
        take(&mut store, &mut broker, entries).await?;
    }
    loop {
        let entries = broker.new_ones(IDLE).await?;
        if !entries.is_empty() {
            take(&mut store, &mut broker, entries).await?;
        } else if until_idle {
            let rest = store.state.take()?;
            return store.take_step(&rest, &[]);
        }
    }
}

/// Adds entries to the state, takes a step, and acknowledges them.
async fn take(store: &mut Store, broker: &mut Broker, entries: Vec<Entry>) -> Result<(), Failure> {
    let ids: Vec<_> = entries.iter().map(|(id, _)| *id).collect();
    // What was written and not acknowledged is there already.
    let last = store.last;
    let entries = entries.into_iter().filter(|(id, _)| *id > last).map(Ok::<_, ferrow::Error>);

    let (mut dead, at) = (Vec::new(), Departure::layout().column::<i64>("at")?);
    let now = SystemTime::now().duration_since(UNIX_EPOCH)?;
    let now = i64::try_from(now.as_millis())?;
    let (state, latest) = (&mut store.state, &mut store.latest);
    stream::iter(entries)
        .rows(Departure::layout())
        .dead_letters(&mut dead)
        .filter(&Predicate::column("dep_delay").is_not_null())?
        .read(|row| {
            // All is read before the state changes: what cannot be read is a dead letter, and counts nowhere.
            let at = row.get(at)?;
            state.update(row)?;
            // A clock that is ahead of this one ends no hours of others.
            *latest = at.map_or(*latest, |at| at.min(now).max(*latest));
            Ok::<_, ferrow::stream::Error>(())
        })
        .try_for_each(async |_| Ok(()))
        .await?;

    if let Some(newest) = ids.iter().max().filter(|newest| **newest > last) {
        store.last = *newest;
        let over = store.state.take_closed(store.latest.saturating_sub(LATENESS))?;
        store.take_step(&over, &dead)?;
    }
    broker.acknowledge(ids.into_iter()).await
}
