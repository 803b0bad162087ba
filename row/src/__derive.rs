//! What the code of `#[derive(Record)]` names, so that users need no other crate in scope.

pub use std::sync::{Arc, OnceLock};

pub use arrow_schema::{DataType, Field as ArrowField, IntervalUnit, Schema, TimeUnit};

pub use crate::record::{
    ColumnSink, ColumnSource, ColumnValues, Field, Record, RecordView, RequiredField,
};
pub use crate::{Error, RowLayout, RowRef, RowWriter, Value};

/// A field of a record's schema, of the Arrow type that its Rust type has by itself.
#[must_use]
pub fn field<F: Field>(name: &str, nullable: bool) -> ArrowField {
    field_as::<F>(name, <F::Value as Value>::DATA_TYPE, nullable)
}

/// A field of a record's schema, of an Arrow type that the record names.
#[must_use]
pub fn field_as<F: Field>(name: &str, data_type: DataType, nullable: bool) -> ArrowField {
    ArrowField::new(name, data_type, nullable || F::NULLABLE)
}

/// Plans the rows of a record.
///
/// # Panics
///
/// Never for fields that the derive macro made.
#[must_use]
pub fn layout(fields: Vec<ArrowField>) -> Arc<RowLayout> {
    RowLayout::try_new(Schema::new(fields))
        .expect("the fields of a record are of types that rows hold")
}

/// Sets field `index` of a row.
///
/// # Errors
///
/// As [`RowWriter::set`].
#[inline]
pub fn write<F: Field>(row: &mut RowWriter<'_>, index: usize, field: &F) -> Result<(), Error> {
    match field.to_value() {
        Some(value) => row.set_at::<F::Value>(index, value),
        None => row.set_null(index),
    }
}

/// What a view's method returns for field `index`.
#[inline]
#[must_use]
pub fn view<F: Field>(row: RowRef<'_>, index: usize) -> F::View<'_> {
    F::to_view(row.get_at::<F::Value>(index))
}

/// Field `index` as it was written.
#[inline]
#[must_use]
pub fn read<F: Field>(row: RowRef<'_>, index: usize) -> F {
    F::from_value(row.get_at::<F::Value>(index))
}

/// Hands one field of all records to a sink.
///
/// # Errors
///
/// What the sink refuses.
pub fn fill<R, F: Field, S: ColumnSink>(
    records: &[R],
    sink: &mut S,
    field: impl Fn(&R) -> &F,
) -> Result<(), S::Error> {
    <F::Value as Value>::fill(sink, records.iter().map(|record| field(record).to_value()))
}

/// Compiles only where the field's Rust type stands in a row as `V`.
pub const fn stored_as<F: Field<Value = V>, V: Value + ?Sized>() {}
