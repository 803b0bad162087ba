//! The keys of maps: which is there twice, and what their order is.

use std::cmp::Ordering;
use std::ops::Range;

use arrow::datatypes::{BinaryType, Schema, Utf8Type};
use ferrow_row::{RowBatch, RowLayout};

use super::ArraySink;
use super::column::{ColumnBuilder, Values};
use crate::by_value::rows::write_rows;
use crate::error::Error;
use crate::kernel::gather::ByteColumn;
use crate::records::keys::sort_unique;

/// The bytes of each key, as they stand in a row.
enum KeyBytes<'a> {
    Fixed { bytes: &'a [u8], width: usize },
    Text(&'a ByteColumn<Utf8Type>),
    Binary(&'a ByteColumn<BinaryType>),
}

impl KeyBytes<'_> {
    fn of(column: &ColumnBuilder) -> Option<KeyBytes<'_>> {
        Some(match &column.values {
            Values::Fixed(values) => {
                let (bytes, width) = values.bytes();
                KeyBytes::Fixed { bytes, width }
            }
            Values::FixedBytes { width, bytes } => KeyBytes::Fixed { bytes, width: *width },
            Values::Text(text) => KeyBytes::Text(text),
            Values::Binary(bytes) => KeyBytes::Binary(bytes),
            _ => return None,
        })
    }

    /// Whether each of the keys `span` is greater than the one before.
    fn are_ascending(&self, span: Range<usize>) -> bool {
        match self {
            Self::Fixed { .. } => {
                let ahead = span.clone().skip(1);
                span.zip(ahead).all(|(a, b)| self.compare(a, b) == Ordering::Less)
            }
            Self::Text(text) => text.are_ascending(span),
            Self::Binary(bytes) => bytes.are_ascending(span),
        }
    }

    fn compare(&self, a: usize, b: usize) -> Ordering {
        match self {
            Self::Fixed { bytes, width } => {
                let at = |index: usize| &bytes[index * width..(index + 1) * width];
                at(a).cmp(at(b))
            }
            Self::Text(text) => text.value(a).cmp(text.value(b)),
            Self::Binary(bytes) => bytes.value(a).cmp(bytes.value(b)),
        }
    }
}

/// The bitmap of a row of one field, and with it the slot that points to a nested value.
const BITMAP: usize = 8;
const BITMAP_AND_SLOT: usize = 16;

/// Keys that are written as rows of one field to be compared: booleans and nested ones.
struct KeyRows {
    rows: RowBatch,
    /// Where the value begins that a row consists of.
    start: usize,
}

impl KeyRows {
    fn try_new(keys: ArraySink) -> Result<Self, Error> {
        let field = keys.fields[0].as_ref().clone();
        let array = keys.finish_one()?;
        let layout = RowLayout::try_new(Schema::new(vec![field]))?;
        let start = if layout.kind(0).is_nested() { BITMAP_AND_SLOT } else { BITMAP };
        let len = array.len();
        Ok(Self { rows: write_rows(&layout, &[array], len)?, start })
    }

    fn compare(&self, a: usize, b: usize) -> Ordering {
        let at = |index| self.rows.row_bytes(index).map(|row| &row[self.start..]);
        at(a).cmp(&at(b))
    }
}

impl ArraySink {
    /// The ordinals of the keys, the only column, those of each of the maps `spans` in the order of
    /// their bytes.
    pub(super) fn order_of_keys(
        self,
        spans: impl Iterator<Item = Range<usize>>,
    ) -> Result<Vec<usize>, Error> {
        if let Some(keys) = self.columns.first().and_then(KeyBytes::of) {
            return in_order(spans, |a, b| keys.compare(a, b));
        }
        let keys = KeyRows::try_new(self)?;
        in_order(spans, |a, b| keys.compare(a, b))
    }

    /// Refuses a key that is twice in one of the maps `spans` of the keys in column 0; whether the
    /// keys are comparable where they stand.
    pub(super) fn check_keys(
        &self,
        spans: impl Iterator<Item = Range<usize>>,
    ) -> Result<bool, Error> {
        let Some(keys) = self.columns.first().and_then(KeyBytes::of) else { return Ok(false) };
        for span in spans {
            if !keys.are_ascending(span.clone()) {
                in_order(std::iter::once(span), |a, b| keys.compare(a, b))?;
            }
        }
        Ok(true)
    }
}

fn in_order(
    spans: impl Iterator<Item = Range<usize>>,
    compare: impl Fn(usize, usize) -> Ordering,
) -> Result<Vec<usize>, Error> {
    let mut order = Vec::new();
    for span in spans {
        let start = order.len();
        order.extend(span);
        if !sort_unique(&mut order[start..], &compare) {
            return Err(ferrow_row::Error::out_of_range("a map has a key once").into());
        }
    }
    Ok(order)
}
