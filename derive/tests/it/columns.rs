//! Records to Arrow's columns and back, through a sink and a source of this test.

use arrow_array::{Array, BinaryArray, LargeStringArray, StringArray};
use arrow_buffer::{BooleanBuffer, BooleanBufferBuilder, Buffer, NullBuffer};
use ferrow_derive::Record;
use ferrow_row::record::{
    BinaryColumn, BoolColumn, ColumnSink, ColumnSource, Field, FixedColumn, FromRow as _,
    NestedColumn, TextColumn,
};
use ferrow_row::{Error, FixedValue, Kind, Record as _, RowBatch, RowBatchWriter, RowLayout};

/// A column as Arrow lays it out.
pub(crate) enum Column {
    Bool(BooleanBuffer, Option<NullBuffer>),
    Fixed(Kind, Buffer, Option<NullBuffer>),
    Text(StringArray),
    LargeText(LargeStringArray),
    Binary(BinaryArray),
    Nested(RowBatch),
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

/// The values with something in the place of nulls, and which are null.
fn split<T: Default>(
    values: impl ExactSizeIterator<Item = Option<T>>,
) -> (Vec<T>, Option<NullBuffer>) {
    let mut valid = BooleanBufferBuilder::new(values.len());
    let values = values.map(|value| {
        valid.append(value.is_some());
        value.unwrap_or_default()
    });
    let values = values.collect();
    (values, Some(NullBuffer::new(valid.finish())).filter(|nulls| nulls.null_count() > 0))
}

impl ColumnSink for Columns {
    type Error = Refused;

    fn refused(&self, error: Error) -> Refused {
        Refused(format!("column {}: {error}", self.0.len()))
    }

    fn bool(&mut self, values: impl ExactSizeIterator<Item = Option<bool>>) -> Result<(), Refused> {
        let (values, nulls) = split(values);
        self.0.push(Column::Bool(BooleanBuffer::from(values), nulls));
        Ok(())
    }

    fn fixed<T: FixedValue>(
        &mut self,
        values: impl ExactSizeIterator<Item = Option<T>>,
    ) -> Result<(), Refused> {
        let (values, nulls) = split(values);
        self.0.push(Column::Fixed(T::KIND, Buffer::from_vec(values), nulls));
        Ok(())
    }

    fn text<'a>(
        &mut self,
        values: impl ExactSizeIterator<Item = Option<&'a str>>,
    ) -> Result<(), Refused> {
        self.0.push(Column::Text(values.collect()));
        Ok(())
    }

    fn binary<'a>(
        &mut self,
        _values: impl ExactSizeIterator<Item = Option<&'a [u8]>>,
    ) -> Result<(), Refused> {
        Err(refused(format!("column {} is too large", self.0.len())))
    }

    fn nested<'a, L, F: Field<L> + 'a>(
        &mut self,
        values: impl ExactSizeIterator<Item = Option<&'a F>>,
    ) -> Result<(), Refused> {
        let field = arrow_schema::Field::new("", F::data_type(), true);
        let layout = RowLayout::try_new(arrow_schema::Schema::new(vec![field]))?;
        let mut rows = RowBatchWriter::new(layout);
        for value in values {
            let mut row = rows.row();
            match value {
                Some(value) => value.write(row.slot(0))?,
                None => row.set_null(0)?,
            }
            row.finish()?;
        }
        self.0.push(Column::Nested(rows.finish()));
        Ok(())
    }
}

impl ColumnSource for Columns {
    type Error = Refused;

    fn bool(&self, index: usize) -> Result<BoolColumn<'_>, Refused> {
        match &self.0[index] {
            Column::Bool(values, nulls) => Ok(BoolColumn { values, nulls: nulls.as_ref() }),
            _ => Err(refused(format!("column {index} is not of booleans"))),
        }
    }

    fn fixed<T: FixedValue>(&self, index: usize) -> Result<FixedColumn<'_, T>, Refused> {
        match &self.0[index] {
            Column::Fixed(kind, values, nulls) if *kind == T::KIND => {
                Ok(FixedColumn { values: values.typed_data(), nulls: nulls.as_ref() })
            }
            _ => Err(refused(format!("column {index} is not of {}", T::KIND))),
        }
    }

    fn text(&self, index: usize) -> Result<TextColumn<'_>, Refused> {
        match &self.0[index] {
            Column::Text(array) => Ok(TextColumn::Utf8(array)),
            Column::LargeText(array) => Ok(TextColumn::LargeUtf8(array)),
            _ => Err(refused(format!("column {index} is not of text"))),
        }
    }

    fn nested(&self, index: usize) -> Result<NestedColumn<'_>, Refused> {
        match &self.0[index] {
            Column::Nested(rows) => Ok(NestedColumn { rows }),
            _ => Err(refused(format!("column {index} is not nested"))),
        }
    }

    fn binary(&self, index: usize) -> Result<BinaryColumn<'_>, Refused> {
        match &self.0[index] {
            Column::Binary(array) => Ok(BinaryColumn::Binary(array)),
            _ => Err(refused(format!("column {index} is not of bytes"))),
        }
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
    Flight::to_columns(&flights(), &mut columns).unwrap();
    assert_eq!(Flight::from_columns(&columns, 3).unwrap(), flights());
}

#[test]
fn columns_are_handed_out_in_the_order_of_the_layout() {
    let mut columns = Columns::default();
    Flight::to_columns(&flights(), &mut columns).unwrap();
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
    Flight::to_columns(&[], &mut columns).unwrap();
    assert_eq!(columns.0.len(), 5);
    assert_eq!(Flight::from_columns(&columns, 0).unwrap(), []);
}

#[test]
fn a_null_in_a_column_is_read_as_the_default() {
    let mut columns = Columns::default();
    Flight::to_columns(&flights(), &mut columns).unwrap();
    let nulls = Some(NullBuffer::from(vec![true, false, true]));
    columns.0[4] = Column::Fixed(Kind::UInt32, Buffer::from_vec(vec![7_u32, 8, 9]), nulls);
    let distances = Flight::from_columns(&columns, 3).unwrap();
    let distances: Vec<_> = distances.iter().map(|flight| flight.distance).collect();
    assert_eq!(distances, [7, 1000, 9]);
}

#[test]
fn text_is_read_from_the_form_that_the_source_has() {
    let mut columns = Columns::default();
    Flight::to_columns(&flights(), &mut columns).unwrap();
    columns.0[0] = Column::LargeText(LargeStringArray::from(vec!["AA", "DL", "WN"]));
    let carriers = Flight::from_columns(&columns, 3).unwrap();
    assert!(carriers.iter().map(|flight| flight.carrier.as_str()).eq(["AA", "DL", "WN"]));
}

#[test]
fn what_the_source_refuses_is_returned() {
    let mut columns = Columns::default();
    Flight::to_columns(&flights(), &mut columns).unwrap();
    columns.0.swap(1, 2);
    let error = Flight::from_columns(&columns, 3).unwrap_err();
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
    let error = Blob::to_columns(&blobs, &mut Columns::default()).unwrap_err();
    assert_eq!(error.0, "column 1 is too large");
}

#[test]
fn bytes_are_read_from_a_column() {
    let array = BinaryArray::from_vec(vec![b"ab"]);
    assert_eq!(array.len(), 1);
    let ids = Column::Fixed(Kind::Int32, Buffer::from_vec(vec![5_i32]), None);
    let columns = Columns(vec![ids, Column::Binary(array)]);
    let read = Blob::from_columns(&columns, 1).unwrap();
    assert_eq!(read, [Blob { id: 5, bytes: b"ab".to_vec() }]);
}
