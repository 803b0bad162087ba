//! Columns of unions.

use std::sync::Arc;

use arrow::array::{ArrayRef, UnionArray};
use arrow::buffer::ScalarBuffer;
use arrow::datatypes::{DataType, UnionFields, UnionMode};
use ferrow_row::{UnionLayout, UnionRef};

use super::bind::no_array;
use super::{Collect, ColumnBuilder, Fill, column_builder};
use crate::error::{Error, Problem};

/// Unions have no nulls of their own: a union that is null in its row is a null of the first child
/// that may be null.
pub(super) struct Unions {
    fields: UnionFields,
    mode: UnionMode,
    type_ids: Vec<i8>,
    /// Where each value is in the column of its child; of dense unions alone.
    offsets: Vec<i32>,
    children: Vec<Child>,
    /// The child of nulls.
    null: usize,
}

struct Child {
    type_id: i8,
    len: usize,
    column: Box<dyn ColumnBuilder>,
}

impl Unions {
    pub(super) fn try_new(
        fields: &UnionFields,
        union: &UnionLayout,
        mode: UnionMode,
    ) -> Result<Self, Error> {
        // The first field of the row that a union is has the type id.
        let children = (fields.iter().zip(&union.row().values()[1..]))
            .map(|((type_id, field), child)| {
                Ok(Child { type_id, len: 0, column: column_builder(field.data_type(), child)? })
            })
            .collect::<Result<_, Error>>()?;
        let null = fields.iter().position(|(_, field)| field.is_nullable()).unwrap_or(0);
        let fields = fields.clone();
        Ok(Self { fields, mode, type_ids: Vec::new(), offsets: Vec::new(), children, null })
    }

    /// Notes that the next value is of child `index`, and what else that asks for.
    fn begin(&mut self, index: usize) -> Result<&mut Child, Error> {
        let Some(Child { len, .. }) = self.children.get(index) else {
            return Err(no_array(&DataType::Union(self.fields.clone(), self.mode)));
        };
        let len = *len;
        match (self.mode, i32::try_from(len)) {
            (UnionMode::Dense, Ok(offset)) => self.offsets.push(offset),
            (UnionMode::Dense, Err(_)) => {
                let data_type = DataType::Union(self.fields.clone(), self.mode);
                return Err(Error::new(Problem::TooMany { len, data_type }));
            }
            (UnionMode::Sparse, _) => {
                let others = self.children.iter_mut().enumerate().filter(|(at, _)| *at != index);
                others
                    .into_iter()
                    .try_for_each(|(_, child)| child.column.push_fill(1, Fill::Defaults))?;
            }
        }
        let child = &mut self.children[index];
        child.len += 1;
        self.type_ids.push(child.type_id);
        Ok(child)
    }
}

impl Collect for Unions {
    type Value = UnionRef<'static>;

    fn collect(&mut self, union: UnionRef<'_>) -> Result<(), Error> {
        let index = union.index();
        self.begin(index)?.column.push_field(union.row(), index + 1)
    }

    fn fill(&mut self, count: usize, fill: Fill) -> Result<(), Error> {
        let child = match fill {
            Fill::Nulls => self.null,
            Fill::Defaults => 0,
        };
        (0..count).try_for_each(|_| self.begin(child)?.column.push_fill(1, fill))
    }

    fn into_array(self) -> Result<ArrayRef, Error> {
        let columns = (self.children.into_iter())
            .map(|child| child.column.finish())
            .collect::<Result<Vec<_>, Error>>()?;
        let type_ids = ScalarBuffer::from(self.type_ids);
        let offsets = match self.mode {
            UnionMode::Dense => Some(ScalarBuffer::from(self.offsets)),
            UnionMode::Sparse => None,
        };
        Ok(Arc::new(UnionArray::try_new(self.fields, type_ids, offsets, columns)?))
    }
}
