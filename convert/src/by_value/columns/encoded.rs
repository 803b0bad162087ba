//! Columns that name each distinct value, or each run of equal values, once.

use std::collections::HashMap;
use std::marker::PhantomData;
use std::sync::Arc;

use arrow::array::{
    Array, ArrayData, ArrayRef, DictionaryArray, PrimitiveArray, downcast_integer,
    downcast_run_end_index, make_array,
};
use arrow::datatypes::{
    ArrowDictionaryKeyType, ArrowNativeType, DataType, Field, RunEndIndexType, Schema,
};
use ferrow_row::{ListRef, RowBatch, RowLayout, RowRef, ValueLayout};

use super::bind::no_array;
use super::{ColumnBuilder, Fill, column_builder};
use crate::by_value::lazy::LazySlots;
use crate::by_value::rows::write_rows;
use crate::error::{Error, Problem};

/// Collects the values as they are, and encodes them at the end: equal values are rows of the same
/// bytes.
pub(super) struct Encoded<E> {
    data_type: DataType,
    /// Of the keys, or of the ends of runs.
    index_type: DataType,
    values: Box<dyn ColumnBuilder>,
    encoding: PhantomData<E>,
}

/// How values are encoded.
pub(super) trait Encoding {
    /// The array of `data_type` that has the value of each row; `values` is empty and takes the
    /// values that it needs.
    fn encode(
        data_type: &DataType,
        index_type: &DataType,
        rows: &RowBatch,
        values: Box<dyn ColumnBuilder>,
    ) -> Result<ArrayRef, Error>;
}

impl<E> Encoded<E> {
    pub(super) fn try_new(
        data_type: &DataType,
        (index_type, values): (&DataType, &DataType),
        value: &ValueLayout,
    ) -> Result<Self, Error> {
        let (data_type, index_type) = (data_type.clone(), index_type.clone());
        let values = column_builder(values, value)?;
        Ok(Self { data_type, index_type, values, encoding: PhantomData })
    }
}

impl<E: Encoding> ColumnBuilder for Encoded<E> {
    fn push_field(&mut self, row: RowRef<'_>, index: usize) -> Result<(), Error> {
        self.values.push_field(row, index)
    }

    fn push_lazy(&mut self, slots: LazySlots<'_>, index: usize) -> Result<(), Error> {
        self.values.push_lazy(slots, index)
    }

    fn push_elements(&mut self, list: ListRef<'_>) -> Result<(), Error> {
        self.values.push_elements(list)
    }

    fn push_fill(&mut self, count: usize, fill: Fill) -> Result<(), Error> {
        self.values.push_fill(count, fill)
    }

    fn finish(self: Box<Self>) -> Result<ArrayRef, Error> {
        let values = self.values.finish()?;
        let field = Field::new("", values.data_type().clone(), true);
        let layout = RowLayout::try_new(Schema::new(vec![field]))?;
        let rows = write_rows(&layout, &[Arc::clone(&values)], values.len())?;
        let values = column_builder(values.data_type(), layout.value(0))?;
        E::encode(&self.data_type, &self.index_type, &rows, values)
    }
}

pub(super) struct Dictionary;

impl Encoding for Dictionary {
    fn encode(
        data_type: &DataType,
        key_type: &DataType,
        rows: &RowBatch,
        mut values: Box<dyn ColumnBuilder>,
    ) -> Result<ArrayRef, Error> {
        let mut seen = HashMap::new();
        let mut keys = Vec::with_capacity(rows.len());
        for row in rows.rows().flatten() {
            if row.is_null(0) {
                keys.push(None);
                continue;
            }
            let next = seen.len();
            let key = *seen.entry(row.bytes()).or_insert(next);
            if key == next {
                values.push_field(row, 0)?;
            }
            keys.push(Some(key));
        }
        let values = values.finish()?;
        macro_rules! dictionary {
            ($K:ty) => {
                dictionary_of::<$K>(&keys, values, data_type)
            };
        }
        downcast_integer! {
            key_type => (dictionary),
            _ => Err(no_array(data_type))
        }
    }
}

fn dictionary_of<K: ArrowDictionaryKeyType>(
    keys: &[Option<usize>],
    values: ArrayRef,
    data_type: &DataType,
) -> Result<ArrayRef, Error> {
    let too_many = || {
        let (len, data_type) = (values.len(), data_type.clone());
        Error::new(Problem::TooMany { len, data_type })
    };
    let keys = (keys.iter())
        .map(|key| key.map(|key| K::Native::from_usize(key).ok_or_else(too_many)).transpose())
        .collect::<Result<PrimitiveArray<K>, Error>>()?;
    Ok(Arc::new(DictionaryArray::<K>::try_new(keys, values)?))
}

pub(super) struct Runs;

impl Encoding for Runs {
    fn encode(
        data_type: &DataType,
        end_type: &DataType,
        rows: &RowBatch,
        mut values: Box<dyn ColumnBuilder>,
    ) -> Result<ArrayRef, Error> {
        let mut ends = Vec::new();
        for (index, row) in rows.rows().flatten().enumerate() {
            if index == 0 || rows.row_bytes(index - 1) != Some(row.bytes()) {
                values.push_field(row, 0)?;
                ends.push(index);
            }
        }
        // Each run ends where the next one starts.
        ends.push(rows.len());
        let (ends, values) = (&ends[1..], values.finish()?);
        macro_rules! runs {
            ($R:ty) => {
                runs_of::<$R>(ends, &values, data_type, rows.len())
            };
        }
        downcast_run_end_index! {
            end_type => (runs),
            _ => Err(no_array(data_type))
        }
    }
}

fn runs_of<R: RunEndIndexType>(
    ends: &[usize],
    values: &dyn Array,
    data_type: &DataType,
    len: usize,
) -> Result<ArrayRef, Error> {
    let too_many = || Error::new(Problem::TooMany { len, data_type: data_type.clone() });
    let ends = (ends.iter())
        .map(|&end| R::Native::from_usize(end).map(Some).ok_or_else(too_many))
        .collect::<Result<PrimitiveArray<R>, Error>>()?;
    let data = ArrayData::builder(data_type.clone())
        .len(len)
        .add_child_data(ends.to_data())
        .add_child_data(values.to_data())
        .build()?;
    Ok(make_array(data))
}
