//! Fills Arrow arrays from the fields of records.

use std::sync::Arc;

use arrow::array::builder::{GenericByteBuilder, NullBufferBuilder};
use arrow::array::{ArrayRef, BooleanArray};
use arrow::datatypes::{BinaryType, ByteArrayType, DataType, Schema, Utf8Type};
use ferrow_row::record::{ColumnSink, Field};
use ferrow_row::{FixedValue, RowBatchWriter, RowLayout};

use crate::decode::read_fields;
use crate::error::{Error, Problem};
use crate::fixed_array::fixed_array;

/// One array per field of the layout, in its order.
pub(super) struct ArraySink<'a> {
    layout: &'a RowLayout,
    arrays: Vec<ArrayRef>,
}

impl<'a> ArraySink<'a> {
    pub(super) fn new(layout: &'a RowLayout) -> Self {
        Self { layout, arrays: Vec::with_capacity(layout.len()) }
    }

    pub(super) fn finish(self) -> Vec<ArrayRef> {
        self.arrays
    }

    fn data_type(&self) -> &'a DataType {
        self.layout.schema().field(self.arrays.len()).data_type()
    }

    fn bytes<T: ByteArrayType<Offset = i32>, V: AsRef<T::Native> + AsRef<[u8]>>(
        &mut self,
        values: impl ExactSizeIterator<Item = Option<V>>,
    ) -> Result<(), Error> {
        let mut builder = GenericByteBuilder::<T>::with_capacity(values.len(), 0);
        let mut len = 0;
        for value in values {
            if let Some(value) = &value {
                let bytes: &[u8] = value.as_ref();
                len += bytes.len();
                if i32::try_from(len).is_err() {
                    let name = self.layout.schema().field(self.arrays.len()).name();
                    let data_type = self.data_type().clone();
                    return Err(Error::new(Problem::TooLarge { len, data_type }).in_column(name));
                }
            }
            builder.append_option(value);
        }
        self.arrays.push(Arc::new(builder.finish()));
        Ok(())
    }
}

impl ColumnSink for ArraySink<'_> {
    type Error = Error;

    fn bool(&mut self, values: impl ExactSizeIterator<Item = Option<bool>>) -> Result<(), Error> {
        self.arrays.push(Arc::new(values.collect::<BooleanArray>()));
        Ok(())
    }

    fn fixed<T: FixedValue>(
        &mut self,
        values: impl ExactSizeIterator<Item = Option<T>>,
    ) -> Result<(), Error> {
        let mut nulls = NullBufferBuilder::new(values.len());
        let values = values.map(|value| {
            nulls.append(value.is_some());
            value.unwrap_or_default()
        });
        let values = values.collect();
        self.arrays.push(fixed_array(self.data_type(), values, nulls.finish())?);
        Ok(())
    }

    fn text<'a>(
        &mut self,
        values: impl ExactSizeIterator<Item = Option<&'a str>>,
    ) -> Result<(), Error> {
        self.bytes::<Utf8Type, _>(values)
    }

    fn binary<'a>(
        &mut self,
        values: impl ExactSizeIterator<Item = Option<&'a [u8]>>,
    ) -> Result<(), Error> {
        self.bytes::<BinaryType, _>(values)
    }

    fn nested<'a, L, F: Field<L> + 'a>(
        &mut self,
        values: impl ExactSizeIterator<Item = Option<&'a F>>,
    ) -> Result<(), Error> {
        let field = self.layout.schema().field(self.arrays.len()).clone();
        let layout = RowLayout::try_new(Schema::new(vec![field]))?;
        let mut writer = RowBatchWriter::with_capacity(layout, values.len());
        for (index, value) in values.enumerate() {
            let mut row = writer.row();
            let written = match value {
                Some(value) => value.write(row.slot(0)),
                None => row.set_null(0),
            };
            written.and_then(|()| row.finish()).map_err(|error| error.in_row(index))?;
        }
        let rows = writer.finish();
        self.arrays.extend(read_fields(rows.layout(), &[0], &rows)?);
        Ok(())
    }
}
