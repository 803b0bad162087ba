//! Windows over a stream of departures in Redis: a consumer reads fields lazily, keeps a row of aggregates for
//! each carrier and hour, writes hours that are over to Parquet, and acknowledges what is written. It may be
//! stopped at any point: started again, it loses nothing and counts nothing twice.
//!
//! ```text
//! redis-server --port 0 --unixsocket /tmp/departures.sock &
//! cargo run --example stream_windows --features stream,parquet -- produce unix:///tmp/departures.sock 100000
//! cargo run --example stream_windows --features stream,parquet -- consume unix:///tmp/departures.sock /tmp/hours
//! ```
//!
//! With `--until-idle` the consumer ends when nothing comes any more, and writes the hours that are not over.

#![expect(clippy::print_stdout, clippy::print_stderr, reason = "a program that says what it does")]

mod broker;
mod consumer;
mod departure;
mod store;

use std::process::ExitCode;

type Failure = Box<dyn std::error::Error + Send + Sync>;

const USAGE: &str =
    "stream_windows produce URL COUNT\nstream_windows consume URL DIRECTORY [--until-idle]";

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let done = match arguments[..] {
        ["produce", url, count] => produce(url, count).await,
        ["consume", url, directory] => consumer::consume(url, directory, false).await,
        ["consume", url, directory, "--until-idle"] => {
            consumer::consume(url, directory, true).await
        }
        _ => Err(USAGE.into()),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

async fn produce(url: &str, count: &str) -> Result<(), Failure> {
    let count = count.parse().map_err(|_| format!("`{count}` is no number of messages"))?;
    broker::Broker::connect(url).await?.produce(count).await?;
    println!("{count} departures");
    Ok(())
}
