//! Rows of other implementations, damaged rows, random rows, what writers, records and columns
//! promise, and the page that states the bytes.

mod columns;
mod corrupt;
mod errors;
mod field;
mod format;
mod golden;
mod model;
mod records;
mod roundtrip;
mod schemas;
mod vector;
mod writer;
