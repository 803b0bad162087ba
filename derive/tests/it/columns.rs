//! Records to Arrow's columns and back, through a sink and a source of this test.

use arrow_array::{Array, BinaryArray, FixedSizeBinaryArray, LargeStringArray, StringArray};
use arrow_buffer::{
    ArrowNativeType, BooleanBuffer, BooleanBufferBuilder, Buffer, NullBuffer, OffsetBuffer,
    ScalarBuffer,
};
use ferrow_derive::Record;
use ferrow_row::record::{
    BinaryColumn, BoolColumn, ColumnSink, ColumnSource, EntryOrder, FixedColumn, FromRow,
    ListColumn, RecordColumns, Spans, StructColumn, TextColumn,
};
use ferrow_row::{Error, Kind, Record, Value};

/// A column as Arrow lays it out.
pub(crate) enum Column {
    Bool(BooleanBuffer, Option<NullBuffer>),
    Fixed(Kind, Buffer, Option<NullBuffer>),
    Text(StringArray),
    LargeText(LargeStringArray),
    Binary(BinaryArray),
    FixedBinary(FixedSizeBinaryArray),
    Struct(Option<NullBuffer>, Columns),
    /// Of lists and of maps.
    List(Spans, Option<NullBuffer>, Columns),
}

/// Takes columns, and gives them.
#[derive(Default)]
pub(crate) struct Columns(pub(crate) Vec<Column>);

/// Why a column was not taken or given.
#[derive(Debug, PartialEq)]
pub(crate) struct Refused(pub(crate) String);

impl From<Error> for Refused {
    fn from(error: Error) -> Self {
        Self(error.to_string())
    }
}

fn refused(why: String) -> Refused {
    Refused(why)
}

/// Takes the columns of `records`.
pub(crate) fn to_columns<T: Record>(records: &[T], columns: &mut Columns) -> Result<(), Refused> {
    T::to_columns(records.iter().map(Some), columns)
}

/// Reads `len` records from their columns.
pub(crate) fn from_columns<T: for<'a> FromRow<'a>>(
    columns: &Columns,
    len: usize,
) -> Result<Vec<T>, Refused> {
    Ok(RecordColumns::<T>::try_new(columns, len)?.records()?)
}

/// Which of the values are null, where any is.
fn nulls(valid: impl ExactSizeIterator<Item = bool>) -> Option<NullBuffer> {
    let mut bits = BooleanBufferBuilder::new(valid.len());
    valid.for_each(|valid| bits.append(valid));
    Some(NullBuffer::new(bits.finish())).filter(|nulls| nulls.null_count() > 0)
}

/// The values with something in the place of nulls, and which are null.
fn split<T: Default>(
    values: impl ExactSizeIterator<Item = Option<T>> + Clone,
) -> (Vec<T>, Option<NullBuffer>) {
    let nulls = nulls(values.clone().map(|value| value.is_some()));
    (values.map(Option::unwrap_or_default).collect(), nulls)
}

impl ColumnSink for Columns {
    type Error = Refused;

    fn refused(&self, error: Error) -> Refused {
        Refused(format!("column {}: {error}", self.0.len()))
    }

    fn rewind(&mut self) {
        unreachable!("these tests have one block of records");
    }

    fn bool(
        &mut self,
        values: impl ExactSizeIterator<Item = Option<bool>> + Clone,
    ) -> Result<(), Refused> {
        let (values, nulls) = split(values);
        self.0.push(Column::Bool(BooleanBuffer::from(values), nulls));
        Ok(())
    }

    fn fixed<T: Value + ArrowNativeType>(
        &mut self,
        values: impl ExactSizeIterator<Item = Option<T>> + Clone,
    ) -> Result<(), Refused> {
        let (values, nulls) = split(values);
        self.0.push(Column::Fixed(T::KIND, Buffer::from_vec(values), nulls));
        Ok(())
    }

    fn text<'a>(
        &mut self,
        values: impl ExactSizeIterator<Item = Option<&'a str>> + Clone,
    ) -> Result<(), Refused> {
        self.0.push(Column::Text(values.collect()));
        Ok(())
    }

    fn binary<'a>(
        &mut self,
        _values: impl ExactSizeIterator<Item = Option<&'a [u8]>> + Clone,
    ) -> Result<(), Refused> {
        Err(refused(format!("column {} is too large", self.0.len())))
    }

    fn fixed_binary<'a>(
        &mut self,
        width: usize,
        values: impl ExactSizeIterator<Item = Option<&'a [u8]>> + Clone,
    ) -> Result<(), Refused> {
        let width = i32::try_from(width).map_err(|error| refused(error.to_string()))?;
        let array = FixedSizeBinaryArray::try_from_sparse_iter_with_size(values, width);
        self.0.push(Column::FixedBinary(array.map_err(|error| refused(error.to_string()))?));
        Ok(())
    }

    fn structs(
        &mut self,
        valid: impl ExactSizeIterator<Item = bool> + Clone,
        fields: impl FnOnce(&mut Self) -> Result<(), Refused>,
    ) -> Result<(), Refused> {
        let mut columns = Self::default();
        fields(&mut columns)?;
        self.0.push(Column::Struct(nulls(valid), columns));
        Ok(())
    }

    fn lists(
        &mut self,
        lens: impl ExactSizeIterator<Item = Option<usize>> + Clone,
        elements: impl FnOnce(&mut Self) -> Result<(), Refused>,
    ) -> Result<(), Refused> {
        let mut columns = Self::default();
        elements(&mut columns)?;
        let nulls = nulls(lens.clone().map(|len| len.is_some()));
        let offsets = OffsetBuffer::from_lengths(lens.map(Option::unwrap_or_default));
        self.0.push(Column::List(Spans::List(offsets), nulls, columns));
        Ok(())
    }

    fn fixed_lists(
        &mut self,
        len: usize,
        valid: impl ExactSizeIterator<Item = bool> + Clone,
        elements: impl FnOnce(&mut Self) -> Result<(), Refused>,
    ) -> Result<(), Refused> {
        let mut columns = Self::default();
        elements(&mut columns)?;
        self.0.push(Column::List(Spans::FixedSizeList(len), nulls(valid), columns));
        Ok(())
    }

    fn maps(
        &mut self,
        order: EntryOrder,
        lens: impl ExactSizeIterator<Item = Option<usize>> + Clone,
        keys: impl Fn(&mut Self, Option<&[usize]>) -> Result<(), Refused>,
        values: impl FnOnce(&mut Self, Option<&[usize]>) -> Result<(), Refused>,
    ) -> Result<(), Refused> {
        // Backwards, to see that both sides do what they are told.
        let count: usize = lens.clone().flatten().sum();
        let backwards: Vec<_> = (0..count).rev().collect();
        let order = (order == EntryOrder::ByKey).then_some(backwards.as_slice());
        self.lists(lens, |columns| {
            keys(columns, order)?;
            values(columns, order)
        })
    }
}

impl ColumnSource for Columns {
    type Error = Refused;

    fn bool(&self, index: usize) -> Result<BoolColumn, Refused> {
        match &self.0[index] {
            Column::Bool(values, nulls) => {
                Ok(BoolColumn { values: values.clone(), nulls: nulls.clone() })
            }
            _ => Err(refused(format!("column {index} is not of booleans"))),
        }
    }

    fn fixed<T: Value + ArrowNativeType>(&self, index: usize) -> Result<FixedColumn<T>, Refused> {
        match &self.0[index] {
            Column::Fixed(kind, values, nulls) if *kind == T::KIND => {
                let values = ScalarBuffer::from(values.clone());
                Ok(FixedColumn { values, nulls: nulls.clone() })
            }
            _ => Err(refused(format!("column {index} is not of {}", T::KIND))),
        }
    }

    fn text(&self, index: usize) -> Result<TextColumn, Refused> {
        match &self.0[index] {
            Column::Text(array) => Ok(TextColumn::Utf8(array.clone())),
            Column::LargeText(array) => Ok(TextColumn::LargeUtf8(array.clone())),
            _ => Err(refused(format!("column {index} is not of text"))),
        }
    }

    fn binary(&self, index: usize) -> Result<BinaryColumn, Refused> {
        match &self.0[index] {
            Column::Binary(array) => Ok(BinaryColumn::Binary(array.clone())),
            Column::FixedBinary(array) => Ok(BinaryColumn::FixedSizeBinary(array.clone())),
            _ => Err(refused(format!("column {index} is not of bytes"))),
        }
    }

    fn structs<C>(
        &self,
        index: usize,
        fields: impl FnOnce(&Self) -> Result<C, Refused>,
    ) -> Result<StructColumn<C>, Refused> {
        match &self.0[index] {
            Column::Struct(nulls, columns) => {
                Ok(StructColumn { fields: Box::new(fields(columns)?), nulls: nulls.clone() })
            }
            _ => Err(refused(format!("column {index} is not of structs"))),
        }
    }

    fn lists<C>(
        &self,
        index: usize,
        elements: impl FnOnce(&Self) -> Result<C, Refused>,
    ) -> Result<ListColumn<C>, Refused> {
        match &self.0[index] {
            Column::List(spans, nulls, columns) => {
                let (spans, nulls) = (spans.clone(), nulls.clone());
                Ok(ListColumn { spans, elements: elements(columns)?, nulls })
            }
            _ => Err(refused(format!("column {index} is not of lists"))),
        }
    }

    fn maps<C>(
        &self,
        index: usize,
        entries: impl FnOnce(&Self) -> Result<C, Refused>,
    ) -> Result<ListColumn<C>, Refused> {
        self.lists(index, entries)
    }
}

#[derive(Debug, Clone, PartialEq, Record)]
#[record(crate = ferrow_row)]
struct Flight {
    #[record(skip, default = "skipped".to_owned())]
    note: String,
    carrier: String,
    delay: Option<i16>,
    late: bool,
    #[record(timestamp(microsecond))]
    at: Option<i64>,
    #[record(default = 1000)]
    distance: u32,
}

fn flights() -> Vec<Flight> {
    let flight = |carrier: &str, delay, at| Flight {
        note: "skipped".to_owned(),
        carrier: carrier.to_owned(),
        delay,
        late: delay > Some(0),
        at,
        distance: 1400,
    };
    vec![
        flight("UA", Some(-3), Some(i64::MIN)),
        flight("", None, Some(0)),
        flight("B6", Some(9), None),
    ]
}

#[test]
fn records_come_back_from_their_columns() {
    let mut columns = Columns::default();
    to_columns::<Flight>(&flights(), &mut columns).unwrap();
    assert_eq!(from_columns::<Flight>(&columns, 3).unwrap(), flights());
}

#[test]
fn columns_are_handed_out_in_the_order_of_the_layout() {
    let mut columns = Columns::default();
    to_columns::<Flight>(&flights(), &mut columns).unwrap();
    let [
        Column::Text(carrier),
        Column::Fixed(Kind::Int16, delay, Some(delay_nulls)),
        Column::Bool(late, None),
        Column::Fixed(Kind::Int64, ..),
        Column::Fixed(Kind::UInt32, distance, None),
    ] = columns.0.as_slice()
    else {
        panic!("other columns than the layout's");
    };
    assert_eq!(carrier, &StringArray::from(vec!["UA", "", "B6"]));
    assert_eq!((delay.typed_data(), delay_nulls.is_null(1)), (&[-3_i16, 0, 9][..], true));
    assert_eq!(late.iter().collect::<Vec<_>>(), [false, false, true]);
    assert_eq!(distance.typed_data::<u32>(), [1400; 3]);
}

#[test]
fn no_records_are_empty_columns() {
    let mut columns = Columns::default();
    to_columns::<Flight>(&[], &mut columns).unwrap();
    assert_eq!(columns.0.len(), 5);
    assert_eq!(from_columns::<Flight>(&columns, 0).unwrap(), []);
}

#[test]
fn a_null_in_a_column_is_read_as_the_default() {
    let mut columns = Columns::default();
    to_columns::<Flight>(&flights(), &mut columns).unwrap();
    let nulls = Some(NullBuffer::from(vec![true, false, true]));
    columns.0[4] = Column::Fixed(Kind::UInt32, Buffer::from_vec(vec![7_u32, 8, 9]), nulls);
    let distances = from_columns::<Flight>(&columns, 3).unwrap();
    let distances: Vec<_> = distances.iter().map(|flight| flight.distance).collect();
    assert_eq!(distances, [7, 1000, 9]);
}

#[test]
fn text_is_read_from_the_form_that_the_source_has() {
    let mut columns = Columns::default();
    to_columns::<Flight>(&flights(), &mut columns).unwrap();
    columns.0[0] = Column::LargeText(LargeStringArray::from(vec!["AA", "DL", "WN"]));
    let carriers = from_columns::<Flight>(&columns, 3).unwrap();
    assert!(carriers.iter().map(|flight| flight.carrier.as_str()).eq(["AA", "DL", "WN"]));
}

#[test]
fn what_the_source_refuses_is_returned() {
    let mut columns = Columns::default();
    to_columns::<Flight>(&flights(), &mut columns).unwrap();
    columns.0.swap(1, 2);
    let error = from_columns::<Flight>(&columns, 3).unwrap_err();
    assert_eq!(error.0, "column 1 is not of Int16");
}

#[derive(Debug, PartialEq, Record)]
#[record(crate = ferrow_row)]
struct Blob {
    id: i32,
    bytes: Vec<u8>,
}

#[test]
fn what_the_sink_refuses_is_returned() {
    let blobs = [Blob { id: 1, bytes: vec![] }];
    let error = to_columns::<Blob>(&blobs, &mut Columns::default()).unwrap_err();
    assert_eq!(error.0, "column 1 is too large");
}

#[test]
fn bytes_are_read_from_a_column() {
    let array = BinaryArray::from_vec(vec![b"ab"]);
    assert_eq!(array.len(), 1);
    let ids = Column::Fixed(Kind::Int32, Buffer::from_vec(vec![5_i32]), None);
    let columns = Columns(vec![ids, Column::Binary(array)]);
    let read = from_columns::<Blob>(&columns, 1).unwrap();
    assert_eq!(read, [Blob { id: 5, bytes: b"ab".to_vec() }]);
}
