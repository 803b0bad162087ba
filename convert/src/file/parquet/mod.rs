//! Rows in Parquet: as columns of their fields, or as one column of rows.

mod reader;
mod writer;

pub use reader::{ParquetRowOptions, ParquetRows};
pub use writer::ParquetRowWriter;

use parquet::errors::ParquetError;

use crate::error::{Error, FileProblem};

impl From<ParquetError> for Error {
    fn from(error: ParquetError) -> Self {
        match error {
            ParquetError::External(error) => match error.downcast::<std::io::Error>() {
                Ok(error) => (*error).into(),
                Err(error) => FileProblem::Parquet(ParquetError::External(error)).into(),
            },
            error => FileProblem::Parquet(error).into(),
        }
    }
}
