//! Columns of rows as a person reads them.

use std::sync::Arc;

use arrow::array::{Array, ArrayRef, RecordBatch, StructArray};
use arrow::datatypes::{Field, FieldRef, Schema};
use arrow_schema::extension::ExtensionType;
use ferrow_convert::{RowBatchExt, RowDecoder, RowType};
use ferrow_row::RowBatch;

/// `batch` with a struct of the fields in place of each row. A column with damaged rows stays one of bytes.
pub(super) fn readable(batch: &RecordBatch) -> RecordBatch {
    let schema = batch.schema();
    let has_rows =
        schema.fields().iter().any(|field| field.extension_type_name() == Some(RowType::NAME));
    if !has_rows {
        return batch.clone();
    }
    let columns = schema.fields().iter().zip(batch.columns());
    let columns = columns.map(|(field, column)| {
        structs(field, column).unwrap_or_else(|| (Arc::clone(field), Arc::clone(column)))
    });
    let (fields, columns): (Vec<FieldRef>, Vec<ArrayRef>) = columns.unzip();
    let made = RecordBatch::try_new(Arc::new(Schema::new(fields)), columns);
    made.unwrap_or_else(|_| batch.clone())
}

fn structs(field: &FieldRef, column: &ArrayRef) -> Option<(FieldRef, ArrayRef)> {
    let rows = RowBatch::try_from_column(field, column).ok()?;
    let values = RowDecoder::new(rows.layout()).nullable().decode(&rows).ok()?;
    let fields = values.schema().fields().clone();
    let nulls = column.logical_nulls();
    let structs = StructArray::try_new(fields, values.columns().to_vec(), nulls).ok()?;
    let field = Field::new(field.name(), structs.data_type().clone(), true);
    Some((Arc::new(field), Arc::new(structs)))
}
