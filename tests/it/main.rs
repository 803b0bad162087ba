//! The whole of Ferrow on real data.

/// The example checks what it shows: every way between records, rows and columns gives the same, and
/// SQL over rows is SQL over the Parquet file that they came from.
#[cfg(feature = "datafusion")]
#[path = "../../examples/flights.rs"]
#[expect(dead_code, reason = "the example has a `main` of its own")]
mod flights;

#[cfg(feature = "datafusion")]
#[tokio::test]
async fn the_flights_example_shows_what_is_so() {
    flights::show().await.unwrap();
}

/// What the page about types says of each.
#[cfg(all(feature = "datafusion", feature = "json", feature = "csv"))]
mod types_page;

/// Nested records of a real data set, and the same by serde.
#[cfg(feature = "serde")]
mod features;

/// The example of a stream, killed and started again.
#[cfg(all(unix, feature = "stream", feature = "parquet", feature = "datafusion"))]
mod stream_windows;
