//! Rows of other implementations, damaged rows, random rows, what writers, records and columns
//! promise, and the page that states the bytes.

mod codec;
mod columns;
mod conformance;
mod corrupt;
mod damage;
mod decode;
mod edges;
mod errors;
mod evolution;
mod field;
mod fingerprint;
mod format;
mod frames;
mod generate;
mod golden;
mod hostile;
mod model;
mod order;
mod properties;
mod records;
mod roundtrip;
mod scan;
mod schema_bytes;
mod schemas;
mod show;
mod survey;
mod types;
mod update;
mod validity;
mod vector;
mod writer;
