//! Bytes choose a schema and are a row of it: validated, walked, shown, explained.

#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| ferrow_fuzz::open_and_walk(data));
