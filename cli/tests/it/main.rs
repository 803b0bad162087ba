//! The built binary, as a person runs it: in a directory of its own, with files good and bad.

#![forbid(unsafe_code)]

mod arguments;
mod bad;
mod commands;
mod convert;
#[cfg(unix)]
mod page;
mod pipes;
mod real;
mod rows;
mod support;
mod types;
