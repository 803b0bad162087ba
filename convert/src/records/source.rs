//! Gives the columns of a record batch to records.

use std::cell::OnceCell;
use std::sync::Arc;

use arrow::array::{Array, ArrayRef, AsArray, RecordBatch};
use arrow::buffer::{Buffer, NullBuffer};
use arrow::compute::cast;
use arrow::datatypes::{DataType, Schema};
use ferrow_row::record::{
    BinaryColumn, BoolColumn, ColumnSource, FixedColumn, NestedColumn, TextColumn,
};
use ferrow_row::{FixedValue, Kind, RowBatch, RowLayout};

use crate::by_value::rows::write_rows;
use crate::error::{Error, Problem};
use crate::same_values::same_values;

/// The columns that a record wants, in the order of its layout.
pub(super) struct ArraySource {
    layout: Arc<RowLayout>,
    columns: Vec<Bound>,
}

/// A column whose type was compared with the layout's.
struct Bound {
    array: ArrayRef,
    kind: Kind,
    /// The values of a number column, from the first row on.
    values: Buffer,
    nulls: Option<NullBuffer>,
    /// The column as rows of that one field, once they are asked for.
    rows: OnceCell<RowBatch>,
}

impl ArraySource {
    /// Finds the layout's fields among the columns of `batch`, by name.
    pub(super) fn try_new(layout: &Arc<RowLayout>, batch: &RecordBatch) -> Result<Self, Error> {
        let columns = (0..layout.len())
            .map(|index| {
                bind(layout, index, batch)
                    .map_err(|error| error.in_column(layout.schema().field(index).name()))
            })
            .collect::<Result<_, Error>>()?;
        Ok(Self { layout: Arc::clone(layout), columns })
    }
}

fn bind(layout: &RowLayout, index: usize, batch: &RecordBatch) -> Result<Bound, Error> {
    let field = layout.schema().field(index);
    let array = decoded(find(batch, field.name())?)?;
    if !same_values(field.data_type(), array.data_type()) {
        let (wanted, found) = (field.data_type().clone(), array.data_type().clone());
        return Err(Error::new(Problem::WrongType { wanted, found }));
    }
    if !layout.is_nullable(index) && array.null_count() > 0 {
        return Err(Error::new(Problem::Nulls { count: array.null_count() }));
    }
    let kind = layout.kind(index);
    let values = match kind {
        Kind::Null | Kind::Bool => Buffer::default(),
        kind if kind.is_variable() => Buffer::default(),
        kind => {
            let data = array.to_data();
            let (start, len) = (data.offset() * kind.width(), data.len() * kind.width());
            data.buffers()[0].slice_with_length(start, len)
        }
    };
    let nulls = array.nulls().filter(|nulls| nulls.null_count() > 0).cloned();
    Ok(Bound { array, kind, values, nulls, rows: OnceCell::new() })
}

/// The column as it would be without its encoding.
fn decoded(array: &ArrayRef) -> Result<ArrayRef, Error> {
    match array.data_type() {
        DataType::Dictionary(_, values) => decoded(&cast(array, values)?),
        DataType::RunEndEncoded(_, values) => decoded(&cast(array, values.data_type())?),
        _ => Ok(Arc::clone(array)),
    }
}

fn find<'a>(batch: &'a RecordBatch, name: &str) -> Result<&'a ArrayRef, Error> {
    let fields = batch.schema_ref().fields();
    let named = (0..fields.len()).filter(|&index| fields[index].name() == name).collect::<Vec<_>>();
    match named[..] {
        [index] => Ok(batch.column(index)),
        [] => {
            let names = fields.iter().map(|field| field.name().clone()).collect();
            Err(Error::new(Problem::NoSuchColumn { names }))
        }
        _ => Err(Error::new(Problem::Ambiguous { count: named.len() })),
    }
}

impl ColumnSource for ArraySource {
    type Error = Error;

    fn bool(&self, index: usize) -> Result<BoolColumn<'_>, Error> {
        let Bound { array, nulls, .. } = &self.columns[index];
        Ok(BoolColumn { values: array.as_boolean().values(), nulls: nulls.as_ref() })
    }

    fn fixed<T: FixedValue>(&self, index: usize) -> Result<FixedColumn<'_, T>, Error> {
        let Bound { values, nulls, kind, .. } = &self.columns[index];
        assert_eq!(*kind, T::KIND, "field {index} of the record's own layout");
        Ok(FixedColumn { values: values.typed_data(), nulls: nulls.as_ref() })
    }

    fn text(&self, index: usize) -> Result<TextColumn<'_>, Error> {
        let array = &self.columns[index].array;
        Ok(match array.data_type() {
            DataType::LargeUtf8 => TextColumn::LargeUtf8(array.as_string()),
            DataType::Utf8View => TextColumn::Utf8View(array.as_string_view()),
            _ => TextColumn::Utf8(array.as_string()),
        })
    }

    fn binary(&self, index: usize) -> Result<BinaryColumn<'_>, Error> {
        let array = &self.columns[index].array;
        Ok(match array.data_type() {
            DataType::LargeBinary => BinaryColumn::LargeBinary(array.as_binary()),
            DataType::BinaryView => BinaryColumn::BinaryView(array.as_binary_view()),
            _ => BinaryColumn::Binary(array.as_binary()),
        })
    }

    fn nested(&self, index: usize) -> Result<NestedColumn<'_>, Error> {
        let Bound { array, rows, .. } = &self.columns[index];
        if let Some(rows) = rows.get() {
            return Ok(NestedColumn { rows });
        }
        let field = self.layout.schema().field(index).clone();
        let layout = RowLayout::try_new(Schema::new(vec![field]))?;
        let written = write_rows(&layout, std::slice::from_ref(array), array.len())?;
        Ok(NestedColumn { rows: rows.get_or_init(|| written) })
    }
}
