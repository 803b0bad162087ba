//! Bytes choose a schema and values: written, read, written again.

#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| ferrow_fuzz::round_trip(data));
