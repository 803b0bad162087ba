//! The writers of structs and unions, which are rows in rows.

use arrow::array::{Array, StructArray, UnionArray};
use arrow::datatypes::DataType;
use ferrow_row::SlotWriter;

use super::bind::value_writer;
use super::{Error, RowError, ValueWriter};

pub(super) struct Structs<'a> {
    columns: Vec<Box<dyn ValueWriter + 'a>>,
}

impl<'a> Structs<'a> {
    pub(super) fn try_new(array: &'a StructArray) -> Result<Self, Error> {
        let columns = array.columns().iter().map(value_writer).collect::<Result<_, Error>>()?;
        Ok(Self { columns })
    }
}

impl ValueWriter for Structs<'_> {
    fn write(&self, index: usize, slot: SlotWriter<'_>) -> Result<(), RowError> {
        let mut row = slot.row()?;
        for &field in row.layout().storage_order() {
            self.columns[field].write(index, row.slot(field))?;
        }
        row.finish()
    }
}

pub(super) struct Unions<'a> {
    array: &'a UnionArray,
    /// By type id; none where no child has it.
    children: Vec<Option<Box<dyn ValueWriter + 'a>>>,
}

impl<'a> Unions<'a> {
    pub(super) fn try_new(array: &'a UnionArray) -> Result<Self, Error> {
        let mut children = Vec::new();
        if let DataType::Union(fields, _) = array.data_type() {
            for (type_id, _) in fields.iter() {
                let at = usize::from(type_id.cast_unsigned());
                children.resize_with(children.len().max(at + 1), || None);
                children[at] = Some(value_writer(array.child(type_id))?);
            }
        }
        Ok(Self { array, children })
    }
}

impl ValueWriter for Unions<'_> {
    fn write(&self, index: usize, slot: SlotWriter<'_>) -> Result<(), RowError> {
        let type_id = self.array.type_id(index);
        let mut union = slot.union(type_id)?;
        let child =
            self.children.get(usize::from(type_id.cast_unsigned())).and_then(Option::as_ref);
        let child = child.expect("the values of a union are of its children");
        child.write(self.array.value_offset(index), union.value())?;
        union.finish()
    }
}
