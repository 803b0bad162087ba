//! Rows for people: `Display` is one line of values, `Debug` says where each of them stands, and an
//! [`Explanation`] goes through the bytes.

mod debug;
mod explain;
mod temporal;
mod values;

use std::fmt;

pub use explain::{Explanation, explain};

use crate::{ListRef, MapRef, RowRef, UnionRef, ValueLayout, ValueRef};
use values::Shown;

/// All values on one line, dates and the like as their Arrow types write them.
///
/// `{:#}` takes a line for each value. A precision, as in `{:.20}`, cuts texts, lists and maps that
/// are longer than that; binary values are cut at 32 bytes unless it says otherwise.
///
/// ```
/// use arrow_schema::{DataType, Field, Schema};
/// use ferrow_row::{RowLayout, RowRef, RowWriter};
///
/// let layout = RowLayout::try_new(Schema::new(vec![
///     Field::new("carrier", DataType::Utf8, false),
///     Field::new("date", DataType::Date32, false),
///     Field::new("dep_delay", DataType::Int16, true),
/// ]))?;
/// let mut message = Vec::new();
/// let mut row = RowWriter::new(&layout, &mut message);
/// row.set_at::<str>(0, "UA")?;
/// row.set_at::<i32>(1, 19_723)?;
/// row.finish()?;
///
/// let row = RowRef::try_new(&layout, &message)?;
/// assert_eq!(row.to_string(), r#"{carrier: "UA", date: 2024-01-01, dep_delay: null}"#);
/// assert_eq!(
///     format!("{row:?}"),
///     r#"RowRef {carrier@8 -> 32..34: "UA", date@16: 2024-01-01, dep_delay@24: null}"#
/// );
/// # Ok::<(), ferrow_row::Error>(())
/// ```
impl fmt::Display for RowRef<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        ValueRef::Struct(*self).fmt(f)
    }
}

/// All elements, in the same form as those of a list in a row.
impl fmt::Display for ListRef<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        ValueRef::List(*self).fmt(f)
    }
}

/// All entries, in the same form as those of a map in a row.
impl fmt::Display for MapRef<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        ValueRef::Map(*self).fmt(f)
    }
}

/// The name of the active child and its value.
impl fmt::Display for UnionRef<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        ValueRef::Union(*self).fmt(f)
    }
}

/// The value alone: a scalar does not know its Arrow type, so dates and decimals are integers.
/// [`ValueLayout::display`] knows it.
impl fmt::Display for ValueRef<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        Shown { value: *self, data_type: None }.fmt(f)
    }
}

impl ValueLayout {
    /// Shows a value that stands at this place of a schema, in the form that it has in the `Display`
    /// of its row.
    ///
    /// ```
    /// use arrow_schema::{DataType, Field, Schema};
    /// use ferrow_row::{RowLayout, ValueRef};
    ///
    /// let price = Field::new("price", DataType::Decimal64(18, 2), false);
    /// let layout = RowLayout::try_new(Schema::new(vec![price]))?;
    /// assert_eq!(layout.value(0).display(ValueRef::Int64(12_345)).to_string(), "123.45");
    /// # Ok::<(), ferrow_row::Error>(())
    /// ```
    pub fn display<'a>(&'a self, value: ValueRef<'a>) -> impl fmt::Display + 'a {
        Shown::new(value, self.data_type())
    }
}
