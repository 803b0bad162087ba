//! Gives the columns of a record batch to records.

use arrow::array::{Array, ArrayRef, AsArray, RecordBatch};
use arrow::buffer::{Buffer, NullBuffer};
use arrow::datatypes::DataType;
use ferrow_row::record::{BinaryColumn, BoolColumn, ColumnSource, FixedColumn, TextColumn};
use ferrow_row::{FixedValue, Kind, RowLayout};

use crate::error::{Error, Problem};

/// The columns that a record wants, in the order of its layout.
pub(super) struct ArraySource<'a> {
    columns: Vec<Bound<'a>>,
}

/// A column whose type was compared with the layout's.
struct Bound<'a> {
    array: &'a ArrayRef,
    kind: Kind,
    /// The values of a number column, from the first row on.
    values: Buffer,
    nulls: Option<&'a NullBuffer>,
}

impl<'a> ArraySource<'a> {
    /// Finds the layout's fields among the columns of `batch`, by name.
    pub(super) fn try_new(layout: &RowLayout, batch: &'a RecordBatch) -> Result<Self, Error> {
        let columns = (0..layout.len())
            .map(|index| {
                bind(layout, index, batch)
                    .map_err(|error| error.in_column(layout.schema().field(index).name()))
            })
            .collect::<Result<_, Error>>()?;
        Ok(Self { columns })
    }
}

fn bind<'a>(layout: &RowLayout, index: usize, batch: &'a RecordBatch) -> Result<Bound<'a>, Error> {
    let field = layout.schema().field(index);
    let array = find(batch, field.name())?;
    if !same_values(field.data_type(), array.data_type()) {
        let (wanted, found) = (field.data_type().clone(), array.data_type().clone());
        return Err(Error::new(Problem::WrongType { wanted, found }));
    }
    if !layout.is_nullable(index) && array.null_count() > 0 {
        return Err(Error::new(Problem::Nulls { count: array.null_count() }));
    }
    let kind = layout.kind(index);
    let values = match kind {
        Kind::Null | Kind::Bool | Kind::Utf8 | Kind::Binary => Buffer::default(),
        kind => {
            let data = array.to_data();
            let (start, len) = (data.offset() * kind.width(), data.len() * kind.width());
            data.buffers()[0].slice_with_length(start, len)
        }
    };
    let nulls = array.nulls().filter(|nulls| nulls.null_count() > 0);
    Ok(Bound { array, kind, values, nulls })
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

/// Whether a column of type `found` gives the values of a field of type `wanted`: text and bytes may
/// stand in any of Arrow's three forms.
fn same_values(wanted: &DataType, found: &DataType) -> bool {
    use DataType::{Binary, BinaryView, LargeBinary, LargeUtf8, Utf8, Utf8View};
    match (wanted, found) {
        (Utf8 | LargeUtf8 | Utf8View, Utf8 | LargeUtf8 | Utf8View)
        | (Binary | LargeBinary | BinaryView, Binary | LargeBinary | BinaryView) => true,
        _ => wanted == found,
    }
}

impl ColumnSource for ArraySource<'_> {
    type Error = Error;

    fn bool(&self, index: usize) -> Result<BoolColumn<'_>, Error> {
        let Bound { array, nulls, .. } = &self.columns[index];
        Ok(BoolColumn { values: array.as_boolean().values(), nulls: *nulls })
    }

    fn fixed<T: FixedValue>(&self, index: usize) -> Result<FixedColumn<'_, T>, Error> {
        let Bound { values, nulls, kind, .. } = &self.columns[index];
        assert_eq!(*kind, T::KIND, "field {index} of the record's own layout");
        Ok(FixedColumn { values: values.typed_data(), nulls: *nulls })
    }

    fn text(&self, index: usize) -> Result<TextColumn<'_>, Error> {
        let array = self.columns[index].array;
        Ok(match array.data_type() {
            DataType::LargeUtf8 => TextColumn::LargeUtf8(array.as_string()),
            DataType::Utf8View => TextColumn::Utf8View(array.as_string_view()),
            _ => TextColumn::Utf8(array.as_string()),
        })
    }

    fn binary(&self, index: usize) -> Result<BinaryColumn<'_>, Error> {
        let array = self.columns[index].array;
        Ok(match array.data_type() {
            DataType::LargeBinary => BinaryColumn::LargeBinary(array.as_binary()),
            DataType::BinaryView => BinaryColumn::BinaryView(array.as_binary_view()),
            _ => BinaryColumn::Binary(array.as_binary()),
        })
    }
}
