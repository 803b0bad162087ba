//! `row_hash(row)`: a number that is the same for equal rows.

use std::sync::Arc;

use datafusion::arrow::array::{ArrayRef, UInt64Array};
use datafusion::arrow::datatypes::{DataType, FieldRef};
use datafusion::common::Result;
use datafusion::logical_expr::DocumentationBuilder;
use ferrow_row::{RowLayout, RowRef};
use twox_hash::XxHash3_64;

use super::row_function::{Call, RowFunction, RowPlan, result};
use super::rows::row_array;

pub(super) struct RowHash;

pub(super) struct HashRows(Arc<RowLayout>);

impl RowPlan for HashRows {
    fn field(&self) -> FieldRef {
        result(RowHash::NAME, DataType::UInt64)
    }

    fn run(&self, arguments: &[ArrayRef]) -> Result<ArrayRef> {
        let rows = row_array(&arguments[0])?;
        let hash = |row| {
            let row = RowRef::try_new(&self.0, rows.bytes(row)?).ok()?;
            Some(XxHash3_64::oneshot(&row.canonicalize().ok()?))
        };
        Ok(Arc::new((0..rows.len()).map(hash).collect::<UInt64Array>()))
    }
}

impl RowFunction for RowHash {
    const NAME: &'static str = "row_hash";
    const SUMMARY: (&'static str, &'static str) = (
        "XXH3-64 of the canonical bytes of a row, which rows of equal values share, whoever wrote them. NULL \
         where the row is NULL or malformed.",
        "row_hash(row)",
    );

    type Plan = HashRows;

    fn plan(call: &Call<'_>) -> Result<HashRows> {
        call.takes(1)?;
        Ok(HashRows(call.rows()?))
    }

    fn document(builder: DocumentationBuilder) -> DocumentationBuilder {
        builder
            .with_argument("row", "A binary column of the Arrow extension type `ferrow.row`.")
            .with_sql_example("SELECT count(DISTINCT row_hash(payload)) FROM messages;")
    }
}
