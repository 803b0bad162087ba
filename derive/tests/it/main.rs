//! What `#[derive(Record)]` promises.

mod attributes;
mod codecs;
mod columns;
mod columns_nested;
mod enums;
mod generics;
mod hygiene;
pub mod lints;
mod maps;
mod measured;
mod mistakes;
mod names;
mod nested;
mod round_trip;
mod schema;
mod shapes;
mod times;
mod transparent;
mod views;
