//! Rows to columns: one decoder per shape of array.

mod binary;
mod bind;
mod block;
mod boolean;
mod fixed;
mod null;
mod validity;

use arrow::array::ArrayRef;
use arrow::datatypes::DataType;
use ferrow_row::{Kind, RowArray, RowLayout, Value};

use crate::error::Error;
use crate::kernel::blocks;
use bind::column_decoder;
use block::Block;

/// Which rows are read; the others are taken for null.
pub(crate) type Keep<'a> = &'a dyn Fn(&[u8]) -> bool;

/// Collects one column out of blocks of rows. Every block but the last is full.
trait ColumnDecoder {
    /// Takes the column out of a block of rows, which are valid as far as this column goes.
    fn push(&mut self, block: &Block<'_>);

    /// The column, as an array of `data_type`.
    fn finish(self: Box<Self>, data_type: &DataType) -> Result<ArrayRef, Error>;
}

/// Reads `fields` out of rows, of which those that `keep` refuses, if it is given, are read as null.
///
/// The rows that are kept are valid as far as `fields` go.
pub(crate) fn read_columns(
    layout: &RowLayout,
    fields: &[usize],
    rows: &RowArray,
    keep: Option<Keep<'_>>,
) -> Result<Vec<ArrayRef>, Error> {
    if fields.is_empty() {
        return Ok(Vec::new());
    }
    let len = rows.array().len();
    let mut columns =
        fields.iter().map(|&index| column_decoder(layout, index, len)).collect::<Vec<_>>();
    let mut block = Block::new(layout);
    for range in blocks(len) {
        block.fill(layout, rows, range, keep);
        columns.iter_mut().for_each(|column| column.push(&block));
    }
    (columns.into_iter().zip(fields))
        .map(|(column, &index)| {
            let field = layout.schema().field(index);
            column.finish(field.data_type()).map_err(|error| error.in_column(field.name()))
        })
        .collect()
}

/// Whether a field of an unknown row can be read, as its kind has it.
pub(crate) fn readable(kind: Kind) -> fn(&RowLayout, usize, &[u8]) -> bool {
    fn check<T: Value + ?Sized>(layout: &RowLayout, index: usize, bytes: &[u8]) -> bool {
        layout.open(bytes).and_then(|row| row.get_at::<T>(index)).is_ok()
    }
    match kind {
        Kind::Utf8 => check::<str>,
        Kind::Binary => check::<[u8]>,
        // Every slot is a value of the other kinds: the row only has to be long enough.
        _ => |layout, _, bytes| layout.open(bytes).is_ok(),
    }
}
