//! Bytes choose how they are read, and are a message of Rust's types.

#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    ferrow_fuzz::graphs::typed(data);
});
