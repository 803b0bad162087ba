//! Fills Arrow arrays from the fields of records.

use std::sync::Arc;

use arrow::array::builder::GenericByteBuilder;
use arrow::array::{ArrayRef, BooleanArray};
use arrow::datatypes::{BinaryType, ByteArrayType, DataType, Utf8Type};
use ferrow_row::record::ColumnSink;
use ferrow_row::{FixedValue, RowLayout};

use crate::error::{Error, Problem};
use crate::fixed_array::fixed_array;
use crate::validity::{Bits, Validity};

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
        let mut bits = Bits::with_capacity(values.len());
        let mut validity = Validity::with_capacity(values.len());
        in_words(
            values,
            |at, value, word: &mut (u64, u64)| {
                word.0 |= u64::from(value.unwrap_or(false)) << at;
                word.1 |= u64::from(value.is_some()) << at;
            },
            |word, len| {
                bits.push(word.0, len);
                validity.push(word.1, len);
            },
        );
        self.arrays.push(Arc::new(BooleanArray::new(bits.finish(), validity.finish())));
        Ok(())
    }

    fn fixed<T: FixedValue>(
        &mut self,
        values: impl ExactSizeIterator<Item = Option<T>>,
    ) -> Result<(), Error> {
        let mut out = Vec::with_capacity(values.len());
        let nulls = if self.layout.is_nullable(self.arrays.len()) {
            let mut validity = Validity::with_capacity(values.len());
            in_words(
                values,
                |at, value, valid: &mut u64| {
                    *valid |= u64::from(value.is_some()) << at;
                    out.push(value.unwrap_or_default());
                },
                |valid, len| validity.push(valid, len),
            );
            validity.finish()
        } else {
            out.extend(values.map(Option::unwrap_or_default));
            None
        };
        self.arrays.push(fixed_array(self.data_type(), out, nulls)?);
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
}

/// Takes `values` 64 at a time: `each` adds a value to the word that `flush` takes.
fn in_words<V, W: Default>(
    values: impl Iterator<Item = V>,
    mut each: impl FnMut(usize, V, &mut W),
    mut flush: impl FnMut(W, usize),
) {
    let (mut word, mut len) = (W::default(), 0);
    for value in values {
        each(len, value, &mut word);
        len += 1;
        if len == 64 {
            flush(std::mem::take(&mut word), len);
            len = 0;
        }
    }
    if len > 0 {
        flush(word, len);
    }
}
