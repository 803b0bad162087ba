//! Rows of some of the fields of others.

use std::sync::Arc;

use arrow::datatypes::{Field, Schema};
use bytes::Bytes;
use ferrow_row::{LazyRow, RowLayout, RowWriter};

use crate::error::Error;

/// Writes rows of some fields of unknown rows, reading these fields alone.
///
/// ```
/// use arrow::datatypes::{DataType, Field, Schema};
/// use ferrow_row::{RowLayout, RowMut, RowRef};
/// use ferrow_stream::Projection;
///
/// let layout = RowLayout::try_new(Schema::new(vec![
///     Field::new("id", DataType::Int64, false),
///     Field::new("name", DataType::Utf8, true),
///     Field::new("note", DataType::Utf8, true),
/// ]))?;
/// let message = RowMut::write(&layout, |row| {
///     row.set_at::<i64>(0, 7)?;
///     row.set_at::<str>(1, "Ada")
/// })?;
///
/// let mut names = Projection::try_new(&layout, ["name", "id"])?;
/// let row = names.row(layout.open(message.bytes())?)?;
/// assert_eq!(RowRef::try_new(names.layout(), &row)?.to_string(), r#"{name: "Ada", id: 7}"#);
/// # Ok::<(), ferrow_stream::Error>(())
/// ```
#[derive(Debug, Clone)]
pub struct Projection {
    source: Arc<RowLayout>,
    fields: Vec<usize>,
    layout: Arc<RowLayout>,
    /// As many bytes as the last row had.
    len: usize,
}

impl Projection {
    /// The fields of rows of `layout` with these names, in this order.
    ///
    /// # Errors
    ///
    /// As [`RowLayout::index_of`].
    pub fn try_new<'a>(
        layout: &Arc<RowLayout>,
        fields: impl IntoIterator<Item = &'a str>,
    ) -> Result<Self, Error> {
        let fields = fields.into_iter().map(|name| layout.index_of(name));
        let fields = fields.collect::<Result<Vec<_>, _>>()?;
        let schema = layout.schema();
        let chosen: Vec<Field> = fields.iter().map(|&at| schema.field(at).clone()).collect();
        let chosen = Schema::new_with_metadata(chosen, schema.metadata().clone());
        let chosen = RowLayout::try_with_format(chosen, layout.format())?;
        let len = chosen.fixed_width();
        Ok(Self { source: Arc::clone(layout), fields, layout: chosen, len })
    }

    /// The layout of the rows that are written.
    #[must_use]
    pub fn layout(&self) -> &Arc<RowLayout> {
        &self.layout
    }

    /// A canonical row of the fields.
    ///
    /// # Errors
    ///
    /// As [`LazyRow::get`] for each field, and
    /// [`LayoutMismatch`](ferrow_row::ErrorKind::LayoutMismatch) where the row is of other fields.
    pub fn row(&mut self, row: LazyRow<'_>) -> Result<Bytes, Error> {
        row.layout().check_fields_readable_as(&self.source)?;
        let mut bytes = Vec::with_capacity(self.len);
        let mut to = RowWriter::new(&self.layout, &mut bytes);
        for (to_field, &field) in self.fields.iter().enumerate() {
            to.set_value(to_field, row.value(field)?)?;
        }
        to.finish()?;
        self.len = bytes.len();
        Ok(bytes.into())
    }
}
