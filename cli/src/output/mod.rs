//! Where output goes, and in which form.

mod destination;
mod printer;
mod stdout;
mod table;
mod whole;
mod writer;

pub(crate) use destination::Destination;
pub(crate) use printer::Printer;
pub(crate) use stdout::{Stdout, is_closed};
pub(crate) use writer::{Compression, Writer, Written};
