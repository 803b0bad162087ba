//! Which fields of rows become columns, and of which Arrow type.

use std::sync::Arc;

use arrow::array::ArrayRef;
use arrow::datatypes::{DataType, Field, FieldRef, Fields};
use ferrow_row::{Kind, RowArray, RowBatch, RowLayout, ValueLayout};

use crate::by_value::columns::{column_builder, fields_by_name, read_place};
use crate::error::{Error, Problem};
use crate::kernel::columns::{ColumnReader, How, Malformed, knows};
use crate::path::FieldPlace;
use crate::same_values::stored;
use crate::selection::Selected;

/// A column that is read out of rows.
#[derive(Debug, Clone)]
pub(crate) struct ProjectedColumn {
    place: FieldPlace,
    /// The type of the array, of which the field's own is another form at most.
    data_type: DataType,
    name: String,
}

impl ProjectedColumn {
    /// The field at `place`, as it is.
    pub(crate) fn of_field(layout: &RowLayout, place: FieldPlace) -> Self {
        let value = place.value(layout);
        let (data_type, name) = (value.data_type().clone(), value.path().to_owned());
        Self { place, data_type, name }
    }

    /// The field at `place`, as `wanted` asks for it.
    ///
    /// # Errors
    ///
    /// Where the field has not the values that `wanted` has, or nulls that it has not.
    pub(crate) fn try_as(
        layout: &RowLayout,
        place: FieldPlace,
        wanted: &Field,
    ) -> Result<Self, Error> {
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

/// Reads projected columns out of rows of one layout, and keeps the memory that they were written to.
#[derive(Debug)]
pub(crate) struct ProjectionReader {
    columns: Arc<[ProjectedColumn]>,
    /// Which of the kernel's columns each is; the others are read by value.
    known: Vec<Option<usize>>,
    kernel: ColumnReader,
    by_value: Vec<ArrayRef>,
    /// The kernel reads every field there is, and so whatever may be wrong in a row.
    reads_all: bool,
    how: How,
}

impl ProjectionReader {
    /// A reader of `columns`, whose fields are those of rows of `layout`.
    pub(crate) fn new(columns: &Arc<[ProjectedColumn]>, layout: &Arc<RowLayout>, how: How) -> Self {
        let mut fields = Vec::with_capacity(columns.len());
        let known = (columns.iter())
            .map(|column| {
                fields.push(column.known(layout)?);
                Some(fields.len() - 1)
            })
            .collect();
        let kernel = ColumnReader::new(layout, &fields, how);
        fields.sort_unstable();
        fields.dedup();
        let reads_all = fields.len() == layout.len();
        Self { columns: Arc::clone(columns), known, kernel, by_value: Vec::new(), reads_all, how }
    }

    /// Whether this is the reader of `columns` out of rows of `layout`.
    pub(crate) fn reads(
        &self,
        columns: &Arc<[ProjectedColumn]>,
        layout: &Arc<RowLayout>,
        how: How,
    ) -> bool {
        Arc::ptr_eq(&self.columns, columns)
            && Arc::ptr_eq(self.kernel.layout(), layout)
            && self.how == how
    }

    /// Reads the `selected` rows.
    pub(crate) fn read(&mut self, rows: &RowBatch, selected: &Selected<'_>) -> Result<(), Error> {
        self.by_value.clear();
        self.kernel.read(rows, selected)?;
        for (column, _) in self.columns.iter().zip(&self.known).filter(|(_, known)| known.is_none())
        {
            let array = read_place(&column.data_type, rows, &column.place, selected)
                .map_err(|error| error.in_column(&column.name))?;
            self.by_value.push(array);
        }
        Ok(())
    }

    /// As [`read`](Self::read), all rows of an array that nobody has validated. False where they may have
    /// a fault, and where that is not found out on the way.
    pub(crate) fn read_unknown(&mut self, rows: &RowArray) -> Result<bool, Error> {
        let can_read =
            self.reads_all && self.known.iter().all(Option::is_some) && rows.null_count() == 0;
        Ok(can_read && self.kernel.read_unknown(rows, None, Malformed::End)?)
    }

    /// The columns of the rows that were read last.
    pub(crate) fn arrays(&mut self) -> Result<Vec<ArrayRef>, Error> {
        (0..self.columns.len()).map(|index| self.array(index)).collect()
    }

    /// The column at `index`, of the rows that were read last.
    pub(crate) fn array(&mut self, index: usize) -> Result<ArrayRef, Error> {
        match self.known[index] {
            Some(position) => self.kernel.array(position),
            None => {
                let in_front = self.known[..index].iter().filter(|known| known.is_none()).count();
                Ok(Arc::clone(&self.by_value[in_front]))
            }
        }
    }
}

/// Checks that `wanted` is another form of what stands as `found`, at every depth, and that it is null
/// wherever that may be.
fn check_form(wanted: &Field, found: &ValueLayout) -> Result<(), Error> {
    if found.is_nullable() && !wanted.is_nullable() && found.kind() != Kind::Null {
        return Err(Error::new(Problem::MayBeNull).in_column(found.path()));
    }
    check_form_of(wanted.data_type(), found)
}

fn check_form_of(wanted: &DataType, found: &ValueLayout) -> Result<(), Error> {
    use DataType as T;
    let not_a_form = || {
        let (wanted, found_type) = (wanted.clone(), found.data_type().clone());
        Err(Error::new(Problem::NotAForm { wanted, found: found_type }).in_column(found.path()))
    };
    match (wanted, found.kind()) {
        (T::Dictionary(_, values), _) => check_form_of(values, found),
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
