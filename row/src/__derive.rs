//! What the code of `#[derive(Record)]` names, so that users need no other crate in scope.
//!
//! The code for a field's type names the trait `Field` in one way only, as `<Type as Field>::item`:
//! so no function here that it calls bounds a type by `Field`, and a type that is none gives one
//! error and not one for each function that it meets. What reads records whole is behind a bound of
//! its own and free of this.

use std::any::TypeId;
use std::collections::HashMap;
use std::fmt;
use std::sync::{PoisonError, RwLock};

use arrow_schema::{Field as ArrowField, Schema};

pub use std::marker::PhantomData;
pub use std::sync::{Arc, OnceLock};

pub use arrow_schema::{DataType, IntervalUnit, TimeUnit};

pub use crate::record::{
    Codec, ColumnSink, ColumnSource, Converted, Elements, Field, FromField, FromRow, Logical,
    Natural, Pairs, Record, RecordView, RequiredField, StructColumn, Unit, UnitEnum, With,
    WithOption, family,
};
pub use crate::writer::measured::{Cell, Placed, PlacedRow, Region, RowFields};
pub use crate::{
    ColumnValue, Error, RowFormat, RowLayout, RowRef, RowWriter, SlotWriter, Value, ValueLayout,
};

use crate::record::{Column, ColumnValues, not_null, read_variant};
use crate::writer::measured;

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

/// The layouts of one record, planned where they are first asked for.
#[derive(Debug, Default)]
pub struct Layouts {
    standard: OnceLock<Arc<RowLayout>>,
    compact: OnceLock<Arc<RowLayout>>,
}

impl Layouts {
    /// Nothing planned.
    #[must_use]
    pub const fn new() -> Self {
        Self { standard: OnceLock::new(), compact: OnceLock::new() }
    }

    /// The layout in `format`, of these fields.
    ///
    /// # Panics
    ///
    /// As [`Record::layout_in`].
    #[inline]
    pub fn of(
        &'static self,
        format: RowFormat,
        fields: impl FnOnce() -> Vec<ArrowField>,
    ) -> &'static Arc<RowLayout> {
        let layout = match format {
            RowFormat::Standard => &self.standard,
            RowFormat::Compact => &self.compact,
        };
        layout.get_or_init(|| plan(format, fields()))
    }
}

/// The layout of a record that has type parameters, whose instances share all statics.
///
/// # Panics
///
/// As [`Record::layout_in`].
pub fn layout_of<T>(
    format: RowFormat,
    fields: impl FnOnce() -> Vec<ArrowField>,
) -> &'static Arc<RowLayout> {
    static LAYOUTS: RwLock<Option<HashMap<TypeId, &'static Layouts>>> = RwLock::new(None);
    let id = typeid::of::<T>();
    let known = LAYOUTS.read().unwrap_or_else(PoisonError::into_inner);
    let found = known.as_ref().and_then(|known| known.get(&id).copied());
    drop(known);
    let layouts = found.unwrap_or_else(|| {
        let mut known = LAYOUTS.write().unwrap_or_else(PoisonError::into_inner);
        // As many as the program has types: they live as long as it does.
        known.get_or_insert_default().entry(id).or_insert_with(|| Box::leak(Box::default()))
    });
    layouts.of(format, fields)
}

fn plan(format: RowFormat, fields: Vec<ArrowField>) -> Arc<RowLayout> {
    match RowLayout::try_with_format(Schema::new(fields), format) {
        Ok(layout) => layout,
        Err(error) => panic!("the record has no {format:?} layout: {error}"),
    }
}

/// The Arrow type of a record inside another.
#[must_use]
pub fn struct_type<R: Record>() -> DataType {
    DataType::Struct(R::layout().schema().fields().clone())
}

/// Writes a record in the place of a value.
///
/// # Errors
///
/// As [`Record::write`].
#[inline]
pub fn write_struct<R: Record>(record: &R, slot: SlotWriter<'_>) -> Result<(), Error> {
    let mut row = slot.row()?;
    record.write(&mut row)?;
    row.finish()
}

/// Writes a record in the place of a value of a measured row.
#[inline]
pub fn place_struct<'r, R: Record>(
    record: &R,
    cell: Cell<'_>,
    region: &mut Region<'r>,
) -> Option<Placed<'r>> {
    measured::place_struct(record, cell, region)
}

/// What `size` and a field are together. A sum that passes what memory holds is a wrong one: then
/// there is no room for the row that was measured.
#[inline(always)]
#[must_use]
pub fn add(size: Option<usize>, field: Option<usize>) -> Option<usize> {
    Some(size?.wrapping_add(field?))
}

/// The view of a record inside another.
#[inline]
pub fn view_struct<'a, V: RecordView<'a>>(value: Option<RowRef<'a>>) -> V {
    V::of_row(not_null(value))
}

/// Reads a record inside another.
///
/// # Errors
///
/// As [`FromRow::from_view`].
#[inline]
pub fn read_struct<'a, R: FromRow<'a>>(value: Option<RowRef<'a>>) -> Result<R, Error> {
    R::from_view(view_struct(value))
}

/// What stands in field `index`.
#[inline]
#[must_use]
pub fn get<V: Value + ?Sized>(row: RowRef<'_>, index: usize) -> Option<V::Ref<'_>> {
    row.get_at::<V>(index)
}

/// How field `index` stands in the row.
#[inline]
#[must_use]
pub fn layout_at(row: RowRef<'_>, index: usize) -> &ValueLayout {
    row.layout().value(index)
}

/// What `present` makes of a value, or `None` where there is none.
#[inline]
pub fn or_null<'a, R, T>(
    value: Option<R>,
    layout: &'a ValueLayout,
    present: impl FnOnce(Option<R>, &'a ValueLayout) -> T,
) -> Option<T> {
    value.map(|value| present(Some(value), layout))
}

/// Reads field `index`.
///
/// # Errors
///
/// As [`FromField::from_value`], with the field's name.
#[inline]
pub fn read<'a, F: FromField<'a, L>, L>(row: RowRef<'a>, index: usize) -> Result<F, Error> {
    F::from_value(row.get_at::<F::Value>(index))
        .map_err(|error| row.layout().in_field(index, error))
}

/// Reads field `index`, or the default where it is null.
///
/// # Errors
///
/// As [`read`].
#[inline]
pub fn read_or<'a, F: FromField<'a, L>, L>(
    row: RowRef<'a>,
    index: usize,
    default: impl FnOnce() -> F,
) -> Result<F, Error> {
    match row.get_at::<F::Value>(index) {
        None => Ok(default()),
        value => F::from_value(value).map_err(|error| row.layout().in_field(index, error)),
    }
}

/// Reads a field of row `row` of its column.
///
/// # Errors
///
/// As [`FromField::from_column`], with the field's name.
#[inline]
pub fn read_column<'a, F: FromField<'a, L>, L>(
    column: &'a F::Column,
    row: usize,
    name: &str,
) -> Result<F, Error> {
    F::from_column(column, row).map_err(|error| error.in_field(name))
}

/// Reads a field of row `row` of its column, or the default where it is null.
///
/// # Errors
///
/// As [`read_column`].
#[inline]
pub fn read_column_or<'a, F: FromField<'a, L>, L>(
    column: &'a F::Column,
    row: usize,
    name: &str,
    default: impl FnOnce() -> F,
) -> Result<F, Error> {
    match column.is_null(row) {
        true => Ok(default()),
        false => F::from_column(column, row).map_err(|error| error.in_field(name)),
    }
}

/// What `view` makes of row `row` of a column, or `None` where it is null.
#[inline]
pub fn or_null_column<'a, C: Column, T>(
    column: &'a C,
    row: usize,
    view: impl FnOnce(&'a C, usize) -> T,
) -> Option<T> {
    (!column.is_null(row)).then(|| view(column, row))
}

/// One field of each record that is there.
#[inline]
pub fn each<'a, R: 'a, F: 'a>(
    records: impl ExactSizeIterator<Item = Option<&'a R>> + Clone,
    field: impl Fn(&'a R) -> &'a F + Clone,
) -> impl ExactSizeIterator<Item = Option<&'a F>> + Clone {
    records.map(move |record| record.map(&field))
}

/// The columns of a record.
pub type Columns<R> = <R as Record>::Columns;

/// Hands records inside others to a sink.
///
/// # Errors
///
/// What the sink refuses.
pub fn fill_struct<'a, R: Record + 'a, S: ColumnSink>(
    sink: &mut S,
    values: impl ExactSizeIterator<Item = Option<&'a R>> + Clone,
) -> Result<(), S::Error> {
    let valid = values.clone().map(|value| value.is_some());
    sink.structs(valid, |sink| R::to_columns(values, sink))
}

/// Asks a source for a column of records inside others.
///
/// # Errors
///
/// What the source refuses.
pub fn column_struct<R: Record, S: ColumnSource>(
    source: &S,
    index: usize,
) -> Result<StructColumn<R::Columns>, S::Error> {
    source.structs(index, R::columns_of)
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

/// Shows a view of columns as the record's name and the row.
///
/// # Errors
///
/// What the formatter gives.
pub fn debug_index(view: &str, index: usize, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    f.debug_struct(view).field("row", &index).finish_non_exhaustive()
}

/// The Arrow type of an enum.
#[must_use]
pub fn enum_type<E: UnitEnum>() -> DataType {
    E::Stored::DATA_TYPE
}

/// Writes the variant of an enum.
///
/// # Errors
///
/// As [`SlotWriter::set`].
#[inline]
pub fn write_enum<E: UnitEnum>(value: &E, slot: SlotWriter<'_>) -> Result<(), Error> {
    slot.set::<E::Stored>(value.stored())
}

/// What a view returns for an enum.
///
/// # Errors
///
/// [`OutOfRange`](crate::ErrorKind::OutOfRange) where the row has no variant, with its path.
#[inline]
pub fn view_enum<'a, E: UnitEnum>(
    value: Option<<E::Stored as Value>::Ref<'a>>,
    layout: &'a ValueLayout,
) -> Result<E, Error> {
    read_variant(not_null(value)).map_err(|error| error.at(layout.path()))
}

/// Reads the variant of an enum.
///
/// # Errors
///
/// [`OutOfRange`](crate::ErrorKind::OutOfRange) where the row has no variant.
#[inline]
pub fn read_enum<'a, E: UnitEnum>(
    value: Option<<E::Stored as Value>::Ref<'a>>,
) -> Result<E, Error> {
    read_variant(not_null(value))
}

/// Hands a column of an enum to a sink.
///
/// # Errors
///
/// What the sink refuses.
pub fn fill_enum<'a, E: UnitEnum + 'a, S: ColumnSink>(
    sink: &mut S,
    values: impl ExactSizeIterator<Item = Option<&'a E>> + Clone,
) -> Result<(), S::Error> {
    E::Stored::fill(sink, values.map(|value| value.map(E::stored)))
}

/// Asks a source for a column of an enum.
///
/// # Errors
///
/// What the source refuses.
pub fn column_enum<E: UnitEnum, S: ColumnSource>(
    source: &S,
    index: usize,
) -> Result<<E::Stored as ColumnValue>::Column, S::Error> {
    E::Stored::column(source, index)
}

/// Reads the variant of an enum in row `index` of a column.
///
/// # Errors
///
/// [`OutOfRange`](crate::ErrorKind::OutOfRange) where the column has no variant.
#[inline]
pub fn read_enum_column<E: UnitEnum>(
    column: &<E::Stored as ColumnValue>::Column,
    index: usize,
) -> Result<E, Error> {
    read_variant(column.value(index))
}

/// A variant by its name, for a message.
#[must_use]
pub fn name(name: &str) -> String {
    format!("{name:?}")
}

/// A variant by its number and its name, for a message.
#[must_use]
pub fn number(number: impl fmt::Display, name: &str) -> String {
    format!("{number} ({name})")
}

/// Refuses, at compile time, a variant whose number is not that of the integer in the rows.
///
/// # Panics
///
/// When they differ.
#[track_caller]
pub const fn check_number(number: i128, stored: i128) {
    assert!(number == stored, "the number does not fit the rows; give the enum a wider `repr`");
}

/// The larger of two depths.
#[must_use]
pub const fn deeper(left: usize, right: usize) -> usize {
    if left > right { left } else { right }
}

/// Refuses, at compile time, records in more records and lists than a layout has.
///
/// # Panics
///
/// When there are more than 64.
#[track_caller]
pub const fn check_depth(depth: usize) {
    assert!(depth <= 64, "records and lists are nested more than 64 deep; flatten the record");
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
