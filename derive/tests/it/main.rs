//! What `#[derive(Record)]` promises.

mod attributes;
mod columns;
mod hygiene;
pub mod lints;
mod mistakes;
mod round_trip;
mod schema;
mod shapes;
mod views;
