//! What the code of `#[derive(Record)]` names, so that users need no other crate in scope.
//!
//! No function here bounds a type by `Field`: the code names that trait in one way only, so that a
//! type which is no field gives one error and not one for each function that it meets.

use std::fmt;

use arrow_schema::{Field as ArrowField, Schema};

use crate::Value;
use crate::record::ColumnValues;

pub use std::sync::{Arc, OnceLock};

pub use arrow_schema::{DataType, IntervalUnit, TimeUnit};

pub use crate::record::{ColumnSink, ColumnSource, Field, Record, RecordView};
pub use crate::{Error, RowLayout, RowRef, RowWriter};

/// The Arrow type that a record's field of this type has by itself.
#[must_use]
pub fn data_type<V: Value + ?Sized>() -> DataType {
    V::DATA_TYPE
}

/// The zone of a timestamp.
#[must_use]
pub fn zone(name: &str) -> Arc<str> {
    Arc::from(name)
}

/// A field of a record's schema.
#[must_use]
pub fn field(name: &str, data_type: DataType, nullable: bool) -> ArrowField {
    ArrowField::new(name, data_type, nullable)
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
/// As [`RowWriter::set`] and [`RowWriter::set_null`].
#[inline]
pub fn write<V: Value + ?Sized>(
    row: &mut RowWriter<'_>,
    index: usize,
    value: Option<V::Ref<'_>>,
) -> Result<(), Error> {
    match value {
        Some(value) => row.set_at::<V>(index, value),
        None => row.set_null(index),
    }
}

/// What stands in field `index` of a row.
#[inline]
#[must_use]
pub fn get<V: Value + ?Sized>(row: RowRef<'_>, index: usize) -> Option<V::Ref<'_>> {
    row.get_at::<V>(index)
}

/// Hands one field of all records to a sink.
///
/// # Errors
///
/// What the sink refuses.
#[inline]
pub fn fill<'a, V: Value + ?Sized, R, S: ColumnSink>(
    records: &'a [R],
    sink: &mut S,
    value: impl Fn(&'a R) -> Option<V::Ref<'a>>,
) -> Result<(), S::Error> {
    V::fill(sink, records.iter().map(value))
}

/// Column `index` of a source.
///
/// # Errors
///
/// What the source refuses.
#[inline]
pub fn column<V: Value + ?Sized, S: ColumnSource>(
    source: &S,
    index: usize,
) -> Result<V::Column<'_>, S::Error> {
    V::column(source, index)
}

/// The value of row `index` of a column; `None` where it is null.
#[inline]
#[must_use]
pub fn value<'a, V: Value + ?Sized>(column: &V::Column<'a>, index: usize) -> Option<V::Ref<'a>> {
    column.value(index)
}

/// What `present` makes of a value, or the default where there is none.
#[inline]
pub fn or_default<R, T>(
    value: Option<R>,
    present: impl FnOnce(Option<R>) -> T,
    default: impl FnOnce() -> T,
) -> T {
    match value {
        Some(value) => present(Some(value)),
        None => default(),
    }
}

/// What `present` makes of a value, or `None` where there is none.
#[inline]
pub fn or_null<R, T>(value: Option<R>, present: impl FnOnce(Option<R>) -> T) -> Option<T> {
    value.map(|value| present(Some(value)))
}

/// The records of the rows `0..len`.
#[inline]
#[must_use]
pub fn records<R>(len: usize, record: impl FnMut(usize) -> R) -> Vec<R> {
    (0..len).map(record).collect()
}

/// Shows a view as the record's name and the row's fields.
///
/// # Errors
///
/// What the formatter gives.
pub fn debug(view: &str, row: RowRef<'_>, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    let mut fields = f.debug_struct(view);
    for (index, field) in row.layout().schema().fields().iter().enumerate() {
        fields.field(field.name(), &row.value(index));
    }
    fields.finish()
}

/// Refuses, at compile time, a default for a type that has its own way to read a null.
///
/// # Panics
///
/// When `nullable`.
#[track_caller]
pub const fn check_required(nullable: bool) {
    assert!(!nullable, "the field's type reads a null by itself; remove `default`");
}

/// What an Arrow type of four bytes is stored as.
///
/// A trait of its own for each integer: where one trait has both, the compiler's error goes on about
/// the other.
#[diagnostic::on_unimplemented(
    message = "the Arrow type of this field is stored as `i32`, not as `{Self}`",
    label = "make this `i32` or `Option<i32>`"
)]
pub trait StoredAsI32 {
    /// Compiles only where the trait is implemented.
    const CHECK: () = ();
}

#[diagnostic::do_not_recommend]
impl StoredAsI32 for i32 {}

/// What an Arrow type of eight bytes is stored as.
#[diagnostic::on_unimplemented(
    message = "the Arrow type of this field is stored as `i64`, not as `{Self}`",
    label = "make this `i64` or `Option<i64>`"
)]
pub trait StoredAsI64 {
    /// Compiles only where the trait is implemented.
    const CHECK: () = ();
}

#[diagnostic::do_not_recommend]
impl StoredAsI64 for i64 {}
