//! Bytes choose a schema, rows of it, and what became of the schema.

#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| ferrow_fuzz::evolution(data));
