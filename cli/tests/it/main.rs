//! The built binary, as a person runs it: in a directory of its own, with files good and bad.

#![forbid(unsafe_code)]

mod arguments;
mod bad;
mod commands;
mod convert;
#[cfg(all(feature = "distributed", unix))]
mod distributed;
#[cfg(all(unix, feature = "query"))]
mod page;
mod pipes;
#[cfg(feature = "query")]
mod query;
mod real;
mod rows;
#[cfg(feature = "query")]
mod shell;
mod support;
#[cfg(all(feature = "distributed", unix))]
#[path = "../../../udf/tests/tpch/mod.rs"]
#[expect(dead_code, reason = "tests of `ferrow-udf` use all of it")]
mod tpch_data;
mod types;
