//! Rows in files: Arrow IPC, and by features Parquet, Flight, JSON lines and CSV.

mod atomic;
mod column;
#[cfg(feature = "csv")]
mod csv;
mod decompress;
#[cfg(feature = "flight")]
mod flight;
mod form;
#[cfg(feature = "json")]
mod json;
mod messages;
#[cfg(feature = "parquet")]
mod parquet;
mod progress;
mod reader;
mod row_file;
mod source;
#[cfg(any(feature = "json", feature = "csv"))]
mod text;
mod writer;

pub use atomic::{AtomicFile, write_atomic};
#[cfg(feature = "csv")]
pub use csv::CsvOptions;
#[cfg(feature = "flight")]
pub use flight::{FlightRows, flight_data};
#[cfg(feature = "json")]
pub use json::JsonOptions;
pub use messages::IpcForm;
#[cfg(feature = "parquet")]
pub use parquet::{ParquetRowOptions, ParquetRowWriter, ParquetRows};
pub use progress::Progress;
pub use reader::{Recovery, RowFileReader, UncheckedRows};
pub use row_file::RowFile;
#[cfg(any(feature = "json", feature = "csv"))]
pub use text::TextRows;
pub use writer::{IpcCompression, RowFileOptions, RowFileWriter};
