//! The typed view and its methods.

use std::cell::Cell;

use arrow_schema::DataType;
use ferrow_derive::Record;
use ferrow_row::record::{
    ColumnSink, ColumnSource, Elements, Field, FixedColumn, FromField, FromRow as _, RecordView,
};
use ferrow_row::{ColumnValue, Error, Record as _, SlotWriter, ValueLayout};

#[derive(Record)]
#[record(crate = ferrow_row)]
struct Flight {
    carrier: String,
    delay: Option<i16>,
}

#[test]
fn a_view_is_copied_with_the_lifetime_of_its_row() {
    fn carrier_of(message: &[u8]) -> &str {
        let view: FlightView<'_> = Flight::view(message).expect("a whole row");
        let copy = view;
        assert_eq!(view.delay(), None);
        copy.carrier()
    }

    let mut message = vec![];
    Flight { carrier: "UA".to_owned(), delay: None }.append_to(&mut message).unwrap();
    assert_eq!(carrier_of(&message), "UA");
}

#[test]
fn a_view_shows_the_fields_of_its_row() {
    let rows = Flight::rows(&[Flight { carrier: "UA".to_owned(), delay: Some(-3) }]).unwrap();
    let view = rows.views::<Flight>().unwrap().next().unwrap();
    assert_eq!(format!("{view:?}"), r#"FlightView { carrier: Utf8("UA"), delay: Int16(-3) }"#);
    assert_eq!(view.row().bytes(), rows.row_bytes(0).unwrap());
}

thread_local! {
    static DECODED: Cell<usize> = const { Cell::new(0) };
}

/// A type of this crate that counts how often it is decoded.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Counted(i64);

impl Field for Counted {
    type Value = i64;
    type View<'a> = Self;
    type Sequence = Elements;
    type Column = FixedColumn<i64>;
    type ColumnView<'a> = Self;
    const NULLABLE: bool = false;

    fn data_type() -> DataType {
        DataType::Int64
    }

    fn write(&self, slot: SlotWriter<'_>) -> Result<(), Error> {
        slot.set::<i64>(self.0)
    }

    fn to_view(value: Option<i64>, _: &ValueLayout) -> Self {
        DECODED.set(DECODED.get() + 1);
        Self(value.expect("not nullable"))
    }

    fn fill<'a, S: ColumnSink>(
        sink: &mut S,
        values: impl ExactSizeIterator<Item = Option<&'a Self>> + Clone,
    ) -> Result<(), S::Error> {
        <i64 as ColumnValue>::fill(sink, values.map(|value| value.map(|value| value.0)))
    }

    fn column<S: ColumnSource>(source: &S, index: usize) -> Result<FixedColumn<i64>, S::Error> {
        <i64 as ColumnValue>::column(source, index)
    }

    fn column_view(column: &FixedColumn<i64>, index: usize) -> Self {
        DECODED.set(DECODED.get() + 1);
        Self(column.values[index])
    }
}

impl FromField<'_> for Counted {
    fn from_value(value: Option<i64>) -> Result<Self, Error> {
        DECODED.set(DECODED.get() + 1);
        Ok(Self(value.expect("not nullable")))
    }

    fn from_column(column: &FixedColumn<i64>, index: usize) -> Result<Self, Error> {
        DECODED.set(DECODED.get() + 1);
        Ok(Self(column.values[index]))
    }
}

#[derive(Debug, PartialEq, Record)]
#[record(crate = ferrow_row)]
struct Event {
    first: Counted,
    second: Counted,
    #[record(default = Counted(0))]
    third: Counted,
}

#[test]
fn a_method_decodes_its_field_and_no_other() {
    let event = Event { first: Counted(1), second: Counted(2), third: Counted(3) };
    let rows = Event::rows(&[event]).unwrap();
    let view = rows.views::<Event>().unwrap().next().unwrap();
    assert_eq!(DECODED.get(), 0);
    assert_eq!(view.second(), Counted(2));
    assert_eq!(DECODED.get(), 1);
    assert_eq!(view.third(), Some(Counted(3)));
    assert_eq!(DECODED.get(), 2);
    assert_eq!(Event::from_view(view).unwrap().first, Counted(1));
    assert_eq!(DECODED.get(), 5);
}
