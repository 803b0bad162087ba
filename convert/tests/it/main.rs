//! Rows, record batches and records against one another, over every type that rows hold.

mod arrays;
mod cells;
mod conformance;
mod encoder;
mod errors;
mod extension;
mod filter;
mod golden;
mod projection;
mod records;
mod records_nested;
mod round_trip;
mod sampling;
mod sort_keys;
mod types;
