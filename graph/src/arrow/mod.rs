//! Arrow: its buffers and batches as values of messages, and messages as rows.

mod arrays;
mod buffer;
mod record_batch;
mod row_batch;
mod rows;

pub use rows::MessageRows;

use crate::error::{Error, ErrorKind, Problem};

/// An error of Arrow: bytes that are none of its arrays.
#[cold]
fn malformed(message: impl std::fmt::Display) -> Error {
    Error::new(Problem::Arrow { kind: ErrorKind::Malformed, message: message.to_string() })
}

/// An error of rows, without the path in rows, which is one of any element.
#[cold]
fn of_rows(error: &ferrow_row::Error) -> Error {
    use ferrow_row::ErrorKind as Row;
    let kind = match error.kind() {
        Row::Truncated => ErrorKind::Truncated,
        Row::Utf8 => ErrorKind::Text,
        Row::NotNull => ErrorKind::NotNull,
        Row::TooLarge => ErrorKind::TooLarge,
        Row::OutOfRange | Row::WrongSize => ErrorKind::OutOfRange,
        Row::Limit => ErrorKind::Limit,
        Row::WrongKind | Row::LayoutMismatch | Row::NoSuchField | Row::Ambiguous => {
            ErrorKind::WrongType
        }
        Row::Unsupported => ErrorKind::Unsupported,
        _ => ErrorKind::Malformed,
    };
    let (text, path) = (error.to_string(), error.path());
    let message = text.strip_prefix(&format!("{path}: ")).unwrap_or(&text).to_owned();
    Error::new(Problem::Arrow { kind, message })
}
