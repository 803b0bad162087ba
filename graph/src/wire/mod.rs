//! The parts that messages are made of, for protocols of one's own.
//!
//! ```text
//! 01 | ff | 1b 66 | d8 57 b4 50 | 04 61
//! |    |    |       |             `- a string: its length and encoding, its bytes
//! |    |    |       `- the hash of the struct's schema
//! |    |    `- type information: a struct, registered as 0x66
//! |    `- reference flag: a value, not tracked
//! `- header: an xlang message
//! ```
//!
//! | part | here |
//! | --- | --- |
//! | numbers, strings, bytes | [`Reader`], [`Writer`] |
//! | the first byte of a message | [`Header`] |
//! | what stands before a value that may be null or shared | [`RefFlag`] |
//! | what stands before elements and entries | [`ElementsHeader`], [`EntriesHeader`] |
//! | types | [`TypeId`], [`TypeName`] |
//! | names | [`meta_string`] |
//! | type definitions, which travel with messages of compatible schemas | [`type_meta`] |
//! | the hash | [`murmur`] |

pub mod meta_string;
pub mod murmur;
pub mod type_meta;

mod decimal;
mod flags;
mod reader;
mod text;
mod type_id;
mod writer;

pub use crate::cursor::{Numbers, Pen, Room, Tail, Window};
pub use decimal::Decimal;
pub use flags::{ElementsHeader, EntriesHeader, Header, RefFlag};
pub use reader::Reader;
pub use text::{Text, TextEncoding};
pub use type_id::{TypeId, TypeName};
pub use writer::Writer;
