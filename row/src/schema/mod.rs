//! What of a schema stands beside its rows: rows themselves say nothing about it.
//!
//! | | tells apart | made by |
//! | --- | --- | --- |
//! | [`schema_hash`], in front of a row in a [`Frame`] | the order of Fory's types | Java, Python |
//! | [`to_schema_bytes`] | names, nullability and Fory's types | Java, C++, Python |
//! | [`Fingerprint`] | all but metadata, for every Arrow type | Ferrow alone |
//! | `to_ipc_schema`, by the feature `ipc` | everything, for every Arrow type | Arrow |
//!
//! Between programs that share a schema, a hash in front of each row notices that they do not.
//! Where messages of several versions come together, key them by fingerprint: versions that
//! differ in a name or in what may be null have the same hash. Where the schema itself must
//! travel, schema bytes are for programs that use Fory, and the extension type `ferrow.row` or an
//! Arrow IPC schema is for everything else.
//!
//! ```
//! use arrow_schema::{DataType, Field, Schema};
//! use ferrow_row::RowLayout;
//! use ferrow_row::schema::{Frame, FrameWriter, from_schema_bytes};
//!
//! let layout = RowLayout::try_new(Schema::new(vec![Field::new("id", DataType::Int64, false)]))?;
//! let row = [0, 0, 0, 0, 0, 0, 0, 0, 7, 0, 0, 0, 0, 0, 0, 0];
//!
//! // What `encode` of Java and Python gives.
//! let hash = layout.schema_hash()?;
//! let mut message = Vec::new();
//! let mut frame = FrameWriter::new(&mut message, hash);
//! frame.body().extend(row);
//! frame.finish()?;
//! assert_eq!(Frame::try_new(&message)?.row_of(hash)?, row);
//!
//! // What `Schema.fromBytes` of Java reads.
//! let bytes = layout.to_schema_bytes()?;
//! assert_eq!(from_schema_bytes(&bytes)?, **layout.schema());
//! # Ok::<(), ferrow_row::Error>(())
//! ```

mod bytes;
mod fingerprint;
mod frame;
mod hash;
#[cfg(feature = "ipc")]
mod ipc;
mod order;
mod type_id;

pub use bytes::{from_schema_bytes, to_schema_bytes};
pub use fingerprint::Fingerprint;
pub use frame::{Frame, FrameWriter, first_size, split_sized};
pub use hash::schema_hash;
#[cfg(feature = "ipc")]
pub use ipc::{from_ipc_schema, of_ipc_message, to_ipc_schema};
