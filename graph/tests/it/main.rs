//! Messages of other implementations, damaged messages, and what readers and writers promise.

extern crate ferrow_graph as ferrow;

#[cfg(feature = "arrow")]
mod buffers;
#[cfg(all(feature = "chrono", feature = "jiff", feature = "uuid"))]
mod carried;
mod connection;
#[expect(dead_code, reason = "tests of other implementations use more of it")]
mod generate;
mod golden;
mod hostile;
#[cfg(feature = "arrow")]
mod message_rows;
mod polymorphic;
mod random;
mod typed;
mod vector;
mod wire;

/// Arrays of every type, as the tests of conversions have them.
#[cfg(feature = "arrow")]
#[path = "../../../convert/tests/it/sampling.rs"]
#[expect(dead_code, reason = "the tests of conversions use all of it")]
mod sampling;
#[cfg(feature = "arrow")]
#[path = "../../../convert/tests/it/types.rs"]
#[expect(dead_code, reason = "the tests of conversions use all of it")]
mod types;
