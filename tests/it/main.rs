//! Whole-system tests: rows of other implementations, damaged rows, random rows, what writers
//! promise, and the page that states the bytes.

mod corrupt;
mod field;
mod format;
mod golden;
mod model;
mod roundtrip;
mod schemas;
mod vector;
mod writer;
