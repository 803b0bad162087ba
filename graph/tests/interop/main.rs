//! Messages that are exchanged with other implementations, as they are published.

extern crate ferrow_graph as ferrow;

mod difference;
#[path = "../it/generate/mod.rs"]
#[expect(dead_code, reason = "other tests use more of it")]
mod generate;
mod pyfory;
#[path = "../it/vector/mod.rs"]
#[expect(dead_code, reason = "tests of golden vectors use more of it")]
mod vector;
