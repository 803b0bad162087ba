//! Bytes choose types and values of object graphs: written, read, written again.

#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| ferrow_fuzz::graphs::round_trip(data));
