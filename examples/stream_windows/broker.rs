//! The stream in Redis, and the one consumer of its group.

use std::time::Duration;

use bytes::Bytes;
use redis::aio::MultiplexedConnection;
use redis::streams::{StreamInfoStreamReply, StreamReadOptions, StreamReadReply};
use redis::{AsyncCommands, Value};

use crate::Failure;
use crate::departure::Departure;

const STREAM: &str = "departures";
const GROUP: &str = "hours";
const CONSUMER: &str = "one";

/// The field of an entry that holds the row.
const ROW: &str = "row";

/// Entries that are read, written and acknowledged together.
const ENTRIES: usize = 2_000;

/// The place of an entry in the stream: they come in this order.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct EntryId {
    millis: u64,
    number: u64,
}

impl EntryId {
    pub(super) fn parse(text: &str) -> Result<Self, Failure> {
        let found = text.split_once('-').and_then(|(millis, number)| {
            Some(Self { millis: millis.parse().ok()?, number: number.parse().ok()? })
        });
        found.ok_or_else(|| format!("`{text}` is no id of an entry").into())
    }
}

impl std::fmt::Display for EntryId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}-{}", self.millis, self.number)
    }
}

pub(super) type Entry = (EntryId, Bytes);

pub(super) struct Broker {
    connection: MultiplexedConnection,
}

impl Broker {
    pub(super) async fn connect(url: &str) -> Result<Self, Failure> {
        let client = redis::Client::open(url)?;
        let connection = client.get_multiplexed_async_connection().await;
        let mut connection = connection.map_err(|error| format!("{url}: {error}"))?;
        // A reply that waits for entries takes as long as it waits.
        connection.set_response_timeout(Duration::from_secs(60));
        Ok(Self { connection })
    }

    /// Appends messages to the stream.
    pub(super) async fn produce(&mut self, count: u64) -> Result<(), Failure> {
        let mut ordinal = 0;
        while ordinal < count {
            let mut pipe = redis::pipe();
            for ordinal in ordinal..count.min(ordinal + 1_000) {
                pipe.xadd(STREAM, "*", &[(ROW, Departure::message(ordinal)?)]).ignore();
            }
            let () = pipe.query_async(&mut self.connection).await?;
            ordinal += 1_000;
        }
        Ok(())
    }

    /// Begins to consume at the start of the stream, where nobody did. `last` is the last entry that was
    /// counted before.
    pub(super) async fn join(&mut self, last: EntryId) -> Result<(), Failure> {
        let created: Result<(), _> =
            self.connection.xgroup_create_mkstream(STREAM, GROUP, "0").await;
        if let Err(error) = created
            && error.code() != Some("BUSYGROUP")
        {
            return Err(error.into());
        }
        // Entries of a stream that was made anew may have ids that were counted in the old one.
        let stream: StreamInfoStreamReply = self.connection.xinfo_stream(STREAM).await?;
        match last > EntryId::parse(&stream.last_generated_id)? {
            true => Err(format!(
                "`{STREAM}` is another stream than the one up to {last}: use another directory"
            )
            .into()),
            false => Ok(()),
        }
    }

    /// Entries that this consumer was given before and did not acknowledge.
    pub(super) async fn pending(&mut self) -> Result<Vec<Entry>, Failure> {
        self.read("0", Duration::ZERO).await
    }

    /// Entries that no consumer was given, as soon as there are some; none where none came for so long.
    pub(super) async fn new_ones(&mut self, wait: Duration) -> Result<Vec<Entry>, Failure> {
        self.read(">", wait).await
    }

    async fn read(&mut self, from: &str, wait: Duration) -> Result<Vec<Entry>, Failure> {
        let mut options = StreamReadOptions::default().group(GROUP, CONSUMER).count(ENTRIES);
        if !wait.is_zero() {
            options = options.block(usize::try_from(wait.as_millis())?);
        }
        let reply: Option<StreamReadReply> =
            self.connection.xread_options(&[STREAM], &[from], &options).await?;
        let entries = reply.into_iter().flat_map(|reply| reply.keys).flat_map(|key| key.ids);
        let entries = entries.map(|mut entry| {
            // An entry without a row, or one that was deleted, is a message without bytes.
            let row = match entry.map.remove(ROW) {
                Some(Value::BulkString(row)) => Bytes::from(row),
                _ => Bytes::new(),
            };
            Ok((EntryId::parse(&entry.id)?, row))
        });
        entries.collect()
    }

    /// Tells that entries need not come again.
    pub(super) async fn acknowledge(
        &mut self,
        ids: impl Iterator<Item = EntryId>,
    ) -> Result<(), Failure> {
        let ids: Vec<String> = ids.map(|id| id.to_string()).collect();
        if !ids.is_empty() {
            let _: usize = self.connection.xack(STREAM, GROUP, &ids).await?;
        }
        Ok(())
    }
}
