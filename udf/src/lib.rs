//! SQL over rows: a DataFusion table whose data are rows, and functions on columns of rows.
//!
//! | to | use |
//! | --- | --- |
//! | query rows as a table of their fields | [`RowTable`] |
//! | query rows while they come as messages | [`RowStreamTable`] |
//! | query files of rows | `STORED AS FERROW`, which is [`RowFormat`] |
//! | keep rows as one binary column beside others | [`row_column_table`], or any column whose field is a [`RowType`](ferrow_convert::RowType) |
//! | read one field out of such a column | the SQL function `row_get`, made by [`functions::row_get`] |
//! | have all of it in a session | [`register_all`] |
//! | have several machines work on a query | the module `distributed`, a feature |
//!
//! ```
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! use std::sync::Arc;
//!
//! use datafusion::arrow::datatypes::{DataType, Field, Schema};
//! use datafusion::assert_batches_eq;
//! use datafusion::prelude::SessionContext;
//! use ferrow_row::{RowBatchWriter, RowLayout};
//! use ferrow_udf::{RowTable, register_all, row_column_table};
//!
//! let layout = RowLayout::try_new(Schema::new(vec![
//!     Field::new("carrier", DataType::Utf8, false),
//!     Field::new("dep_delay", DataType::Int16, true),
//! ]))?;
//! let carrier = layout.column::<str>("carrier")?;
//! let dep_delay = layout.column::<i16>("dep_delay")?;
//! let mut writer = RowBatchWriter::new(layout);
//! for (code, delay) in [("UA", 2), ("AA", -3), ("UA", 4)] {
//!     let mut row = writer.row();
//!     row.set(carrier, code)?;
//!     row.set(dep_delay, delay)?;
//!     row.finish()?;
//! }
//! let rows = writer.finish();
//!
//! let ctx = SessionContext::new();
//! register_all(&ctx)?;
//!
//! // A column per field; only the fields that a query asks for are decoded.
//! ctx.register_table("flights", Arc::new(RowTable::new(rows.clone())))?;
//! let delays = ctx
//!     .sql("SELECT carrier, avg(dep_delay) AS delay FROM flights GROUP BY carrier ORDER BY carrier")
//!     .await?;
//! let means = [
//!     "+---------+-------+",
//!     "| carrier | delay |",
//!     "+---------+-------+",
//!     "| AA      | -3.0  |",
//!     "| UA      | 3.0   |",
//!     "+---------+-------+",
//! ];
//! assert_batches_eq!(means, &delays.collect().await?);
//!
//! // One binary column of rows, read field by field.
//! ctx.register_table("messages", Arc::new(row_column_table("payload", &rows)?))?;
//! let early = ctx
//!     .sql("SELECT row_get(payload, 'carrier') AS c FROM messages WHERE row_get(payload, 'dep_delay') < 0")
//!     .await?;
//! assert_batches_eq!(["+----+", "| c  |", "+----+", "| AA |", "+----+"], &early.collect().await?);
//! # Ok(())
//! # }
//! ```

#![forbid(unsafe_code)]

#[cfg(feature = "distributed")]
pub mod distributed;
pub mod functions;

mod column;
mod file;
mod planning;
mod register;
mod scan;
mod stream;
mod table;

pub use column::row_column_table;
pub use file::{RowFormat, RowFormatFactory};
pub use register::{RowSession, register_all};
pub use stream::{RowSender, RowStreamTable, SendError};
pub use table::RowTable;
