//! Single values out of rows that nobody has validated, as SQL functions and streams want them.

use std::sync::Arc;

use arrow::array::ArrayRef;
use arrow::datatypes::{Field, Fields};
use ferrow_row::{RowArray, RowLayout};

use crate::by_value::columns::{OnMalformed, read_unknown_place};
use crate::error::{Error, Problem};
use crate::extension::check_data_type;
use crate::kernel::columns::{ColumnReader, How, Malformed, knows, readable};
use crate::value_path::{ValuePath, ValuePlace};

/// Rows that have no bytes could be there in any number.
const MOST_EMPTY_ROWS: usize = 1 << 28;

/// Picks values out of rows that nobody has validated: fields, elements of lists, what stands under a key
/// of a map. Nothing else in the rows is looked at.
///
/// ```
/// use std::sync::Arc;
/// use arrow::array::{ArrayRef, Int64Array, ListArray, RecordBatch};
/// use arrow::datatypes::Int64Type;
/// use ferrow_convert::prelude::*;
/// use ferrow_convert::{PathStep, ValueDecoder, ValuePath};
///
/// let sizes = [Some(vec![Some(7), Some(8)]), Some(vec![])];
/// let sizes: ArrayRef = Arc::new(ListArray::from_iter_primitive::<Int64Type, _, _>(sizes));
/// let rows = RowBatch::try_from_record_batch(&RecordBatch::try_from_iter([("sizes", sizes)])?)?;
///
/// let last = ValuePath::from_iter([PathStep::from("sizes"), PathStep::from(-1)]);
/// let decoder = ValueDecoder::try_new(rows.layout(), [last])?;
/// let values = decoder.decode_lenient(rows.array())?;
/// assert_eq!(values[0].as_ref(), &Int64Array::from(vec![Some(8), None]));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
pub struct ValueDecoder {
    layout: Arc<RowLayout>,
    values: Vec<Picked>,
    fields: Fields,
    /// The fields that are read together, in the order of the values that they are.
    together: Vec<usize>,
}

/// A value that is picked.
#[derive(Debug)]
struct Picked {
    place: ValuePlace,
    /// Whether the loops over blocks of rows know it.
    is_known: bool,
}

impl ValueDecoder {
    /// A decoder of the values at `paths` of rows of `layout`.
    ///
    /// # Errors
    ///
    /// [`Row`](crate::ErrorKind::Row) where a field is not there, with those that are, and
    /// [`WrongType`](crate::ErrorKind::WrongType) where a step does not go into what it meets.
    pub fn try_new<P: Into<ValuePath>>(
        layout: &Arc<RowLayout>,
        paths: impl IntoIterator<Item = P>,
    ) -> Result<Self, Error> {
        let resolved: Result<Vec<_>, Error> =
            paths.into_iter().map(|path| Picked::resolve(layout, &path.into())).collect();
        Ok(Self::of(layout, resolved?))
    }

    /// A decoder of every field of rows of `layout`.
    #[must_use]
    pub fn new(layout: &Arc<RowLayout>) -> Self {
        Self::of(layout, (0..layout.len()).map(|field| Picked::field(layout, field)).collect())
    }

    fn of(layout: &Arc<RowLayout>, values: Vec<(Picked, Field)>) -> Self {
        let (values, fields): (Vec<Picked>, Vec<Field>) = values.into_iter().unzip();
        let known = values.iter().filter(|value| value.is_known);
        let together = known.map(|value| value.place.field).collect();
        Self { layout: Arc::clone(layout), values, fields: fields.into(), together }
    }

    /// The fields of the values, each of which may be null, named by the last step on its path that is a name.
    #[must_use]
    pub fn fields(&self) -> &Fields {
        &self.fields
    }

    /// The values of all rows, an array per path; null where the value is null or not there, where the
    /// row is null, and where the row is malformed as far as this value is concerned.
    ///
    /// # Errors
    ///
    /// [`NotRows`](crate::ErrorKind::NotRows) where all rows are of one length that is too short, and
    /// [`TooLarge`](crate::ErrorKind::TooLarge) where texts pass 2 GiB.
    pub fn decode_lenient(&self, rows: &RowArray) -> Result<Vec<ArrayRef>, Error> {
        self.check(rows)?;
        let mut reader = ColumnReader::new(&self.layout, &self.together, How::default());
        let are_read =
            !self.together.is_empty() && reader.read_unknown(rows, None, Malformed::Null)?;
        let mut position = 0;
        let arrays = self.values.iter().map(|value| {
            if !value.is_known {
                return self.read(value, rows, OnMalformed::Null);
            }
            position += 1;
            match are_read {
                true => reader.array(position - 1),
                // Some text is not UTF-8: each is looked at.
                false => self.read_each(value.place.field, rows),
            }
        });
        arrays.collect()
    }

    /// As [`decode_lenient`](Self::decode_lenient), where nothing that is looked at may be malformed.
    ///
    /// # Errors
    ///
    /// As there, and [`Row`](crate::ErrorKind::Row) with the row and the path of what is malformed.
    pub fn decode_checked(&self, rows: &RowArray) -> Result<Vec<ArrayRef>, Error> {
        self.check(rows)?;
        self.values.iter().map(|value| self.read(value, rows, OnMalformed::Fail)).collect()
    }

    fn check(&self, rows: &RowArray) -> Result<(), Error> {
        check_data_type(rows.array().data_type(), &self.layout)?;
        check_row_count(&self.layout, rows)
    }

    fn read(
        &self,
        value: &Picked,
        rows: &RowArray,
        on_malformed: OnMalformed,
    ) -> Result<ArrayRef, Error> {
        let layout = value.place.value(&self.layout);
        read_unknown_place(&self.layout, (&value.place, layout), rows, on_malformed)
    }

    fn read_each(&self, field: usize, rows: &RowArray) -> Result<ArrayRef, Error> {
        let mut reader = ColumnReader::new(&self.layout, &[field], How::default());
        let readable = readable(self.layout.kind(field));
        let keep = |row: &[u8]| readable(&self.layout, field, row);
        reader.read_unknown(rows, Some(&keep), Malformed::Null)?;
        reader.array(0)
    }
}

/// Refuses rows that need no bytes where there are too many of them.
pub(crate) fn check_row_count(layout: &RowLayout, rows: &RowArray) -> Result<(), Error> {
    if layout.fixed_width() == 0 && rows.len() > MOST_EMPTY_ROWS {
        return Err(Error::new(Problem::RowsTooLarge { rows: rows.len() }));
    }
    Ok(())
}

impl Picked {
    fn resolve(layout: &RowLayout, path: &ValuePath) -> Result<(Self, Field), Error> {
        let place = path.resolve(layout)?;
        if place.hops.is_empty() {
            return Ok(Self::field(layout, place.field));
        }
        let field = Field::new(path.name(), place.value(layout).data_type().clone(), true);
        Ok((Self { place, is_known: false }, field))
    }

    /// A field of the row itself, with the metadata that it has.
    fn field(layout: &RowLayout, field: usize) -> (Self, Field) {
        let is_known = knows(layout, field);
        let place = ValuePlace { field, hops: Vec::new() };
        (Self { place, is_known }, layout.schema().field(field).clone().with_nullable(true))
    }
}
