//! Object graphs across languages: Apache Fory's xlang protocol, byte for byte.
//!
//! | to | use |
//! | --- | --- |
//! | register types, write and read messages | [`Graph`] |
//! | hold values of types that are known at run time | [`Value`] |
//! | describe such types | [`schema`] |
//! | bound what a message may make a reader do | [`Limits`] |
//! | let bytes travel beside a message | [`OutOfBand`], [`object::BufferObject`] |
//! | make rows and columns of messages, by the feature `arrow` | `arrow::MessageRows` |
//! | build a protocol of one's own | [`wire`] |
//!
//! ```
//! use ferrow_graph::{Graph, Value};
//!
//! let graph = Graph::builder().build()?;
//! let message = graph.write_value(&Value::from("tea"))?;
//! assert_eq!(message, [0x01, 0xff, 0x15, 0x0e, b't', b'e', b'a']);
//! assert_eq!(graph.read_value(&message)?, Value::from("tea"));
//! # Ok::<(), ferrow_graph::Error>(())
//! ```
//!
//! Any bytes at all give an [`Error`] or a value.

pub mod object;
pub mod schema;
pub mod value;
pub mod wire;

#[cfg(feature = "arrow")]
pub mod arrow;

mod builder;
mod connection;
mod context;
#[expect(unsafe_code, reason = "reading and writing by address: see the module")]
mod cursor;
mod dynamic;
mod error;
mod graph;
mod limits;
mod plan;

pub use builder::Builder;
pub use connection::Connection;
pub use context::{OutOfBand, Outside, ReadContext, WriteContext};
pub use error::{Error, ErrorKind, Result};
pub use graph::{Graph, Mode, References, Texts};
pub use limits::Limits;
pub use object::{FromObject, Object};
pub use value::Value;

/// What the code of `#[derive(Object)]` names: in the facade by the same name, beside that of rows.
#[doc(hidden)]
pub mod __derive;
#[doc(hidden)]
pub use __derive as __graph;

/// The page about object graphs: its programs are compiled and run.
#[cfg(all(doctest, feature = "arrow"))]
#[doc = include_str!("../../docs/graph.md")]
struct Page;
