//! Messages of other implementations, damaged messages, and what readers and writers promise.

extern crate ferrow_graph as ferrow;

mod golden;
mod hostile;
mod typed;
mod vector;
mod wire;
