//! Bytes choose types and how they are read, and are a message.

#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| ferrow_fuzz::graphs::value(data));
