//! Gives the columns of a record batch to records.

mod keys;

use arrow::array::{
    Array, ArrayRef, AsArray, FixedSizeListArray, GenericListArray, GenericListViewArray,
    OffsetSizeTrait, RecordBatch,
};
use arrow::buffer::NullBuffer;
use arrow::compute::cast;
use arrow::datatypes::{ArrowNativeType, DataType, Field, Schema};
use ferrow_row::record::{
    BinaryColumn, BoolColumn, ColumnSource, FixedColumn, ListColumn, Spans, StructColumn,
    TextColumn,
};
use ferrow_row::{RowLayout, Value};

use crate::by_value::rows::write_rows;
use crate::error::{Error, Problem};
use crate::find;
use crate::fixed_array::fixed_values;
use crate::same_values::same_values;

/// The columns that a record wants, in the order of its layout.
pub(super) struct ArraySource {
    columns: Vec<Bound>,
}

/// A column whose type was compared with the layout's.
struct Bound {
    array: ArrayRef,
    nulls: Option<NullBuffer>,
    /// What the values of a nested column are made of.
    inside: ArraySource,
}

impl ArraySource {
    /// Finds the layout's fields among the columns of `batch`, by name.
    pub(super) fn try_new(layout: &RowLayout, batch: &RecordBatch) -> Result<Self, Error> {
        let bind = |field: &Field| {
            bind(field, batch).map_err(|error| match error.kind() {
                // These have a path of their own.
                crate::ErrorKind::Row(_) => error,
                _ => error.in_column(field.name()),
            })
        };
        let fields = layout.schema().fields().iter();
        Ok(Self { columns: fields.map(|field| bind(field)).collect::<Result<_, _>>()? })
    }
}

fn bind(field: &Field, batch: &RecordBatch) -> Result<Bound, Error> {
    let array = decoded(batch.column(find::column(batch.schema_ref().fields(), field.name())?))?;
    if !same_values(field.data_type(), array.data_type()) {
        let (wanted, found) = (field.data_type().clone(), array.data_type().clone());
        return Err(Error::new(Problem::WrongType { wanted, found }));
    }
    if !field.is_nullable() && array.null_count() > 0 {
        return Err(Error::new(Problem::Nulls { count: array.null_count() }));
    }
    let bound = Bound::try_new(&array)?;
    if bound.may_hold_what_rows_do_not(field, None) {
        let layout = RowLayout::try_new(Schema::new(vec![field.clone()]))?;
        write_rows(&layout, &[array], batch.num_rows())?;
    }
    Ok(bound)
}

impl Bound {
    fn try_new(array: &ArrayRef) -> Result<Self, Error> {
        let array = decoded(array)?;
        let inside = match array.data_type() {
            DataType::Struct(_) => array.as_struct().columns().to_vec(),
            DataType::List(_) => vec![array.as_list::<i32>().values().clone()],
            DataType::LargeList(_) => vec![array.as_list::<i64>().values().clone()],
            DataType::ListView(_) => vec![array.as_list_view::<i32>().values().clone()],
            DataType::LargeListView(_) => vec![array.as_list_view::<i64>().values().clone()],
            DataType::FixedSizeList(..) => vec![array.as_fixed_size_list().values().clone()],
            DataType::Map(..) => array.as_map().entries().columns().to_vec(),
            _ => vec![],
        };
        let columns = inside.iter().map(Self::try_new).collect::<Result<_, Error>>()?;
        let nulls = array.nulls().filter(|nulls| nulls.null_count() > 0).cloned();
        Ok(Self { array, nulls, inside: ArraySource { columns } })
    }

    /// Whether a value may be null that `field` does not let be null, or a map may have a key twice.
    /// So it may look in values that no list has, which a closer look then finds out.
    ///
    /// `there` says which values are not inside a struct that is null.
    fn may_hold_what_rows_do_not(&self, field: &Field, there: Option<&NullBuffer>) -> bool {
        let valid = NullBuffer::union(there, self.nulls.as_ref());
        let count = |nulls: Option<&NullBuffer>| nulls.map_or(0, NullBuffer::null_count);
        if !field.is_nullable() && count(valid.as_ref()) > count(there) {
            return true;
        }
        let inside = &self.inside.columns;
        match field.data_type() {
            DataType::Struct(fields) => (fields.iter().zip(inside))
                .any(|(field, column)| column.may_hold_what_rows_do_not(field, valid.as_ref())),
            DataType::Map(entries, _) => {
                let DataType::Struct(fields) = entries.data_type() else { return true };
                (fields.iter().zip(inside))
                    .any(|(field, column)| column.may_hold_what_rows_do_not(field, None))
                    || !keys::are_unique(self.array.as_map(), &inside[0].array)
            }
            DataType::List(element)
            | DataType::LargeList(element)
            | DataType::ListView(element)
            | DataType::LargeListView(element)
            | DataType::FixedSizeList(element, _) => {
                inside.iter().any(|column| column.may_hold_what_rows_do_not(element, None))
            }
            _ => false,
        }
    }

    fn spans(&self) -> Spans {
        fn list<O: OffsetSizeTrait>(array: &dyn Array) -> &GenericListArray<O> {
            array.as_list()
        }
        fn view<O: OffsetSizeTrait>(array: &dyn Array) -> &GenericListViewArray<O> {
            array.as_list_view()
        }
        let array = &self.array;
        match array.data_type() {
            DataType::LargeList(_) => Spans::LargeList(list(array).offsets().clone()),
            DataType::ListView(_) => {
                Spans::ListView(view(array).offsets().clone(), view(array).sizes().clone())
            }
            DataType::LargeListView(_) => {
                Spans::LargeListView(view(array).offsets().clone(), view(array).sizes().clone())
            }
            DataType::FixedSizeList(..) => {
                let array: &FixedSizeListArray = array.as_fixed_size_list();
                Spans::FixedSizeList(array.value_length().as_usize())
            }
            DataType::Map(..) => Spans::List(array.as_map().offsets().clone()),
            _ => Spans::List(list(array).offsets().clone()),
        }
    }
}

/// The column as it would be without its encoding.
fn decoded(array: &ArrayRef) -> Result<ArrayRef, Error> {
    match array.data_type() {
        DataType::Dictionary(_, values) => decoded(&cast(array, values)?),
        DataType::RunEndEncoded(_, values) => decoded(&cast(array, values.data_type())?),
        _ => Ok(ArrayRef::clone(array)),
    }
}

impl ColumnSource for ArraySource {
    type Error = Error;

    fn bool(&self, index: usize) -> Result<BoolColumn, Error> {
        let Bound { array, nulls, .. } = &self.columns[index];
        Ok(BoolColumn { values: array.as_boolean().values().clone(), nulls: nulls.clone() })
    }

    fn fixed<T: Value + ArrowNativeType>(&self, index: usize) -> Result<FixedColumn<T>, Error> {
        let Bound { array, nulls, .. } = &self.columns[index];
        let width = array.data_type().primitive_width();
        assert_eq!(width, Some(size_of::<T>()), "field {index} of the record's own layout");
        Ok(FixedColumn { values: fixed_values(array), nulls: nulls.clone() })
    }

    fn text(&self, index: usize) -> Result<TextColumn, Error> {
        let array = &self.columns[index].array;
        Ok(match array.data_type() {
            DataType::LargeUtf8 => TextColumn::LargeUtf8(array.as_string().clone()),
            DataType::Utf8View => TextColumn::Utf8View(array.as_string_view().clone()),
            _ => TextColumn::Utf8(array.as_string().clone()),
        })
    }

    fn binary(&self, index: usize) -> Result<BinaryColumn, Error> {
        let array = &self.columns[index].array;
        Ok(match array.data_type() {
            DataType::LargeBinary => BinaryColumn::LargeBinary(array.as_binary().clone()),
            DataType::BinaryView => BinaryColumn::BinaryView(array.as_binary_view().clone()),
            DataType::FixedSizeBinary(_) => {
                BinaryColumn::FixedSizeBinary(array.as_fixed_size_binary().clone())
            }
            _ => BinaryColumn::Binary(array.as_binary().clone()),
        })
    }

    fn structs<C>(
        &self,
        index: usize,
        fields: impl FnOnce(&Self) -> Result<C, Error>,
    ) -> Result<StructColumn<C>, Error> {
        let Bound { nulls, inside, .. } = &self.columns[index];
        Ok(StructColumn { fields: Box::new(fields(inside)?), nulls: nulls.clone() })
    }

    fn lists<C>(
        &self,
        index: usize,
        elements: impl FnOnce(&Self) -> Result<C, Error>,
    ) -> Result<ListColumn<C>, Error> {
        let bound = &self.columns[index];
        let (elements, nulls) = (elements(&bound.inside)?, bound.nulls.clone());
        Ok(ListColumn { spans: bound.spans(), elements, nulls })
    }

    fn maps<C>(
        &self,
        index: usize,
        entries: impl FnOnce(&Self) -> Result<C, Error>,
    ) -> Result<ListColumn<C>, Error> {
        self.lists(index, entries)
    }
}
