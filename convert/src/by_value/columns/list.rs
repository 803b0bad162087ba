//! Columns of lists, in all of Arrow's forms.

use std::sync::Arc;

use arrow::array::builder::NullBufferBuilder;
use arrow::array::{
    ArrayRef, FixedSizeListArray, GenericListArray, GenericListViewArray, OffsetSizeTrait,
};
use arrow::buffer::{OffsetBuffer, ScalarBuffer};
use arrow::datatypes::{DataType, FieldRef};
use ferrow_row::{ListRef, ValueLayout};

use super::{Collect, ColumnBuilder, column_builder, under_nulls};
use crate::error::{Error, Problem};

/// How an array says where its lists are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ListForm {
    /// Each starts where the one in front of it ends.
    Offsets,
    /// Each has a start and a length.
    Views,
}

/// Lists of any length.
pub(super) struct Lists<O> {
    field: FieldRef,
    form: ListForm,
    offsets: Vec<O>,
    /// Elements so far.
    len: usize,
    elements: Box<dyn ColumnBuilder>,
    nulls: NullBufferBuilder,
}

impl<O: OffsetSizeTrait> Lists<O> {
    pub(super) fn try_new(
        field: &FieldRef,
        element: &ValueLayout,
        form: ListForm,
    ) -> Result<Self, Error> {
        let elements = column_builder(field.data_type(), element)?;
        let (offsets, nulls) = (vec![O::zero()], NullBufferBuilder::new(0));
        Ok(Self { field: Arc::clone(field), form, offsets, len: 0, elements, nulls })
    }

    fn data_type(&self) -> DataType {
        match self.form {
            ListForm::Offsets => GenericListArray::<O>::DATA_TYPE_CONSTRUCTOR(self.field.clone()),
            ListForm::Views => GenericListViewArray::<O>::DATA_TYPE_CONSTRUCTOR(self.field.clone()),
        }
    }
}

impl<O: OffsetSizeTrait> Collect for Lists<O> {
    type Value = ListRef<'static>;

    fn collect(&mut self, list: ListRef<'_>) -> Result<(), Error> {
        let len = self.len + list.len();
        let Some(end) = O::from_usize(len) else {
            return Err(Error::new(Problem::TooMany { len, data_type: self.data_type() }));
        };
        self.elements.push_elements(list)?;
        self.len = len;
        self.offsets.push(end);
        self.nulls.append_non_null();
        Ok(())
    }

    fn collect_nulls(&mut self, count: usize) -> Result<(), Error> {
        let end = self.offsets[self.offsets.len() - 1];
        self.offsets.resize(self.offsets.len() + count, end);
        self.nulls.append_n_nulls(count);
        Ok(())
    }

    fn collect_defaults(&mut self, count: usize) -> Result<(), Error> {
        let end = self.offsets[self.offsets.len() - 1];
        self.offsets.resize(self.offsets.len() + count, end);
        self.nulls.append_n_non_nulls(count);
        Ok(())
    }

    fn into_array(mut self) -> Result<ArrayRef, Error> {
        let (elements, nulls) = (self.elements.finish()?, self.nulls.finish());
        Ok(match self.form {
            ListForm::Offsets => {
                let offsets = OffsetBuffer::new(ScalarBuffer::from(self.offsets));
                Arc::new(GenericListArray::<O>::try_new(self.field, offsets, elements, nulls)?)
            }
            ListForm::Views => {
                let sizes = self.offsets.windows(2).map(|pair| pair[1] - pair[0]).collect();
                self.offsets.pop();
                let (field, offsets) = (self.field, ScalarBuffer::from(self.offsets));
                Arc::new(GenericListViewArray::try_new(field, offsets, sizes, elements, nulls)?)
            }
        })
    }
}

/// Lists of one length.
pub(super) struct FixedSizeLists {
    field: FieldRef,
    size: i32,
    len: usize,
    elements: Box<dyn ColumnBuilder>,
    under_nulls: usize,
    nulls: NullBufferBuilder,
}

impl FixedSizeLists {
    pub(super) fn try_new(
        field: &FieldRef,
        element: &ValueLayout,
        size: i32,
    ) -> Result<Self, Error> {
        let elements = column_builder(field.data_type(), element)?;
        let (field, nulls) = (Arc::clone(field), NullBufferBuilder::new(0));
        Ok(Self { field, size, len: 0, elements, under_nulls: 0, nulls })
    }

    /// Counts `count` lists that are null or not read, and says how many elements they have.
    fn fill(&mut self, count: usize) -> Result<usize, Error> {
        let width = usize::try_from(self.size).unwrap_or(0);
        let data_type = || DataType::FixedSizeList(self.field.clone(), self.size);
        self.under_nulls = under_nulls(self.under_nulls, count, width, data_type)?;
        self.len += count;
        Ok(count * width)
    }
}

impl Collect for FixedSizeLists {
    type Value = ListRef<'static>;

    fn collect(&mut self, list: ListRef<'_>) -> Result<(), Error> {
        self.elements.push_elements(list)?;
        self.len += 1;
        self.nulls.append_non_null();
        Ok(())
    }

    fn collect_nulls(&mut self, count: usize) -> Result<(), Error> {
        let elements = self.fill(count)?;
        match self.field.is_nullable() {
            true => self.elements.push_nulls(elements)?,
            false => self.elements.push_defaults(elements)?,
        }
        self.nulls.append_n_nulls(count);
        Ok(())
    }

    fn collect_defaults(&mut self, count: usize) -> Result<(), Error> {
        let elements = self.fill(count)?;
        self.elements.push_defaults(elements)?;
        self.nulls.append_n_non_nulls(count);
        Ok(())
    }

    fn into_array(mut self) -> Result<ArrayRef, Error> {
        let (elements, nulls) = (self.elements.finish()?, self.nulls.finish());
        let (field, size, len) = (self.field, self.size, self.len);
        let array = FixedSizeListArray::try_new_with_length(field, size, elements, nulls, len)?;
        Ok(Arc::new(array))
    }
}
