//! Messages of other implementations, damaged messages, and what readers and writers promise.

extern crate ferrow_graph as ferrow;

#[cfg(all(feature = "chrono", feature = "jiff", feature = "uuid"))]
mod carried;
mod connection;
mod golden;
mod hostile;
mod polymorphic;
mod typed;
mod vector;
mod wire;
