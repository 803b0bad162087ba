//! Columns of lists, in all of Arrow's forms.

use std::sync::Arc;

use arrow::array::builder::NullBufferBuilder;
use arrow::array::{
    ArrayRef, FixedSizeListArray, GenericListArray, GenericListViewArray, OffsetSizeTrait,
};
use arrow::datatypes::{DataType, FieldRef};
use ferrow_row::{ListRef, ValueLayout};

use super::ends::Ends;
use super::fill::{under_nulls, width_of};
use super::{Collect, ColumnBuilder, Fill, column_builder};
use crate::error::{Error, Problem};

/// How an array says where its lists are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ListForm {
    /// Each starts where the one in front of it ends.
    Offsets,
    /// Each has a start and a length.
    Views,
}

impl ListForm {
    fn data_type<O: OffsetSizeTrait>(self, field: &FieldRef) -> DataType {
        match self {
            Self::Offsets => GenericListArray::<O>::DATA_TYPE_CONSTRUCTOR(Arc::clone(field)),
            Self::Views => GenericListViewArray::<O>::DATA_TYPE_CONSTRUCTOR(Arc::clone(field)),
        }
    }
}

/// Lists of any length.
pub(super) struct Lists<O> {
    field: FieldRef,
    form: ListForm,
    ends: Ends<O>,
    elements: Box<dyn ColumnBuilder>,
}

impl<O: OffsetSizeTrait> Lists<O> {
    pub(super) fn try_new(
        field: &FieldRef,
        element: &ValueLayout,
        form: ListForm,
    ) -> Result<Self, Error> {
        let elements = column_builder(field.data_type(), element)?;
        Ok(Self { field: Arc::clone(field), form, ends: Ends::default(), elements })
    }
}

impl<O: OffsetSizeTrait> Collect for Lists<O> {
    type Value = ListRef<'static>;

    fn collect(&mut self, list: ListRef<'_>) -> Result<(), Error> {
        let data_type = || self.form.data_type::<O>(&self.field);
        self.ends.push(list.len(), |len| Problem::TooMany { len, data_type: data_type() })?;
        self.elements.push_elements(list)
    }

    fn fill(&mut self, count: usize, fill: Fill) -> Result<(), Error> {
        self.ends.fill(count, fill);
        Ok(())
    }

    fn into_array(self) -> Result<ArrayRef, Error> {
        let (field, elements) = (self.field, self.elements.finish()?);
        let (offsets, nulls) = self.ends.finish();
        Ok(match self.form {
            ListForm::Offsets => {
                Arc::new(GenericListArray::<O>::try_new(field, offsets, elements, nulls)?)
            }
            ListForm::Views => {
                let sizes = offsets.windows(2).map(|pair| pair[1] - pair[0]).collect();
                let starts = offsets.inner().slice(0, offsets.len() - 1);
                Arc::new(GenericListViewArray::try_new(field, starts, sizes, elements, nulls)?)
            }
        })
    }
}

/// Lists of one length.
pub(super) struct FixedSizeLists {
    field: FieldRef,
    size: i32,
    /// Bytes of the elements of one.
    width: usize,
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
        let width = width_of(&DataType::FixedSizeList(Arc::clone(&field), size));
        Ok(Self { field, size, width, elements, under_nulls: 0, nulls })
    }
}

impl Collect for FixedSizeLists {
    type Value = ListRef<'static>;

    fn collect(&mut self, list: ListRef<'_>) -> Result<(), Error> {
        self.elements.push_elements(list)?;
        self.nulls.append_non_null();
        Ok(())
    }

    fn fill(&mut self, count: usize, fill: Fill) -> Result<(), Error> {
        let data_type = || DataType::FixedSizeList(Arc::clone(&self.field), self.size);
        self.under_nulls = under_nulls(self.under_nulls, count, self.width, data_type)?;
        let elements = if self.field.is_nullable() { fill } else { Fill::Defaults };
        let size = usize::try_from(self.size).unwrap_or(0);
        self.elements.push_fill(count * size, elements)?;
        fill.note(&mut self.nulls, count);
        Ok(())
    }

    fn into_array(mut self) -> Result<ArrayRef, Error> {
        let (field, size, len) = (self.field, self.size, self.nulls.len());
        let (elements, nulls) = (self.elements.finish()?, self.nulls.finish());
        let array = FixedSizeListArray::try_new_with_length(field, size, elements, nulls, len)?;
        Ok(Arc::new(array))
    }
}
