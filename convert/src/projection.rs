//! Which fields of rows become columns, and of which Arrow type.

use std::sync::Arc;

use arrow::array::ArrayRef;
use arrow::datatypes::{DataType, Field, FieldRef, Fields};
use ferrow_row::{Kind, RowBatch, RowLayout, ValueLayout};

use crate::by_value::columns::{column_builder, fields_by_name, read_place};
use crate::error::{Error, Problem};
use crate::kernel::columns::{How, knows, read_columns};
use crate::path::Place;
use crate::selection::Selected;

/// A column that is read out of rows.
#[derive(Debug, Clone)]
pub(crate) struct ProjectedColumn {
    place: Place,
    /// The type of the array, of which the field's own is another form at most.
    data_type: DataType,
    name: String,
}

impl ProjectedColumn {
    /// The field at `place`, as it is.
    pub(crate) fn of_field(layout: &RowLayout, place: Place) -> Self {
        let value = place.value(layout);
        let (data_type, name) = (value.data_type().clone(), value.path().to_owned());
        Self { place, data_type, name }
    }

    /// The field at `place`, as `wanted` asks for it.
    ///
    /// # Errors
    ///
    /// Where the field has not the values that `wanted` has, or nulls that it has not.
    pub(crate) fn try_as(layout: &RowLayout, place: Place, wanted: &Field) -> Result<Self, Error> {
        let value = place.value(layout);
        let may_be_null = place.is_in_nullable(layout) && !wanted.is_nullable();
        if may_be_null && value.kind() != Kind::Null {
            return Err(Error::new(Problem::MayBeNull).in_column(value.path()));
        }
        check_form(wanted, value)?;
        // What Arrow has no arrays of is said now.
        column_builder(wanted.data_type(), value).map_err(|error| error.in_column(value.path()))?;
        let (data_type, name) = (wanted.data_type().clone(), value.path().to_owned());
        Ok(Self { place, data_type, name })
    }

    pub(crate) fn data_type(&self) -> &DataType {
        &self.data_type
    }

    /// The field of the column as it is: named by its path, and nullable where a struct on the way may
    /// be null.
    pub(crate) fn field(&self, layout: &RowLayout) -> FieldRef {
        let field = self.place.value(layout).field();
        if self.place.structs.is_empty() {
            return Arc::clone(field);
        }
        let nullable = field.is_nullable() || self.place.is_in_nullable(layout);
        Arc::new(field.as_ref().clone().with_name(&self.name).with_nullable(nullable))
    }

    /// The field, where the kernels read this column out of rows of `layout`.
    pub(crate) fn known(&self, layout: &RowLayout) -> Option<usize> {
        let index = self.place.index;
        let is_known = self.place.structs.is_empty()
            && knows(layout, index)
            && *layout.value(index).data_type() == self.data_type;
        is_known.then_some(index)
    }
}

/// Reads `columns` out of the `selected` rows, whose fields are those that the columns were made for,
/// into the memory of `spent` columns where it fits.
pub(crate) fn read_projected(
    columns: &[ProjectedColumn],
    rows: &RowBatch,
    selected: &Selected<'_>,
    how: How,
    spent: Vec<ArrayRef>,
) -> Result<Vec<ArrayRef>, Error> {
    let layout = rows.layout();
    let known: Vec<Option<usize>> = columns.iter().map(|column| column.known(layout)).collect();
    let spent = spent.into_iter().zip(&known);
    let spent = spent.filter_map(|(array, known)| known.map(|_| array)).collect();
    let fields: Vec<usize> = known.iter().copied().flatten().collect();
    let mut arrays = read_columns(rows, &fields, selected.clone(), how, spent)?.into_iter();
    (columns.iter().zip(known))
        .map(|(column, known)| match known.and_then(|_| arrays.next()) {
            Some(array) => Ok(array),
            None => read_place(&column.data_type, rows, &column.place, selected)
                .map_err(|error| error.in_column(&column.name)),
        })
        .collect()
}

/// Checks that `wanted` is another form of what stands as `found`, at every depth, and that it is null
/// wherever that may be.
fn check_form(wanted: &Field, found: &ValueLayout) -> Result<(), Error> {
    if found.is_nullable() && !wanted.is_nullable() && found.kind() != Kind::Null {
        return Err(Error::new(Problem::MayBeNull).in_column(found.path()));
    }
    check_type(wanted.data_type(), found)
}

fn check_type(wanted: &DataType, found: &ValueLayout) -> Result<(), Error> {
    use DataType as T;
    let not_a_form = || {
        let (wanted, found_type) = (wanted.clone(), found.data_type().clone());
        Err(Error::new(Problem::NotAForm { wanted, found: found_type }).in_column(found.path()))
    };
    match (wanted, found.kind()) {
        (T::Dictionary(_, values), _) => check_type(values, found),
        (T::RunEndEncoded(_, values), _) => check_form(values, found),
        (T::Utf8 | T::LargeUtf8 | T::Utf8View, Kind::Utf8)
        | (T::Binary | T::LargeBinary | T::BinaryView, Kind::Binary | Kind::FixedBinary) => Ok(()),
        (T::List(element) | T::LargeList(element), Kind::List)
        | (T::ListView(element) | T::LargeListView(element), Kind::List) => match found.list() {
            Some(list) => check_form(element, list.element()),
            None => not_a_form(),
        },
        (T::FixedSizeList(element, len), Kind::List) => match found.list() {
            Some(list) if list.fixed_len() == usize::try_from(*len).ok() => {
                check_form(element, list.element())
            }
            _ => not_a_form(),
        },
        (T::Map(entries, ordered), Kind::Map) => {
            let found_ordered = matches!(stored(found.data_type()), T::Map(_, true));
            match (entries.data_type(), found.map()) {
                (T::Struct(fields), Some(map))
                    if fields.len() == 2 && *ordered <= found_ordered =>
                {
                    check_form(&fields[0], map.keys().element())?;
                    check_form(&fields[1], map.values().element())
                }
                _ => not_a_form(),
            }
        }
        (T::Struct(fields), Kind::Struct) => match found.row() {
            Some(row) => check_fields(fields, row, found),
            None => not_a_form(),
        },
        (wanted, _) if wanted == stored(found.data_type()) => Ok(()),
        _ => not_a_form(),
    }
}

fn check_fields(wanted: &Fields, row: &RowLayout, found: &ValueLayout) -> Result<(), Error> {
    let indices = fields_by_name(wanted, row).map_err(|error| error.in_field(found.path()))?;
    (wanted.iter().zip(indices)).try_for_each(|(field, index)| check_form(field, row.value(index)))
}

/// The type of the values that an encoding stands for.
pub(crate) fn stored(data_type: &DataType) -> &DataType {
    match data_type {
        DataType::Dictionary(_, values) => stored(values),
        DataType::RunEndEncoded(_, values) => stored(values.data_type()),
        data_type => data_type,
    }
}
