//! Rows, record batches and records against one another, over every type that rows hold.

mod arrays;
mod cells;
mod conformance;
mod encoder;
mod errors;
mod extension;
mod faults;
mod files;
mod files_damaged;
mod filter;
mod filter_literals;
mod filter_mistakes;
#[cfg(feature = "flight")]
mod flight;
mod golden;
#[cfg(feature = "parquet")]
mod parquet_files;
mod projection;
mod records;
mod records_nested;
mod round_trip;
mod sampling;
mod sort_keys;
mod streams;
#[cfg(any(feature = "json", feature = "csv"))]
mod text;
mod types;
mod unchecked;
mod value_paths;
mod views;
