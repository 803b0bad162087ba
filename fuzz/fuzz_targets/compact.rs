//! Bytes choose a schema and are a compact row of it, which goes to the standard layout and back.

#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| ferrow_fuzz::compact(data));
