//! The typed view and its methods.

use std::cell::Cell;

use ferrow_derive::Record;
use ferrow_row::record::{Field, RecordView};
use ferrow_row::{Record as _, Value};

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
    const NULLABLE: bool = false;

    fn to_value(&self) -> Option<i64> {
        Some(self.0)
    }

    fn to_view(value: Option<<i64 as Value>::Ref<'_>>) -> Self::View<'_> {
        Self::from_value(value)
    }

    fn from_value(value: Option<<i64 as Value>::Ref<'_>>) -> Self {
        DECODED.set(DECODED.get() + 1);
        Self(value.expect("not nullable"))
    }
}

#[derive(Debug, PartialEq, Record)]
#[record(crate = ferrow_row)]
struct Event {
    first: Counted,
    #[record(timestamp(microsecond))]
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
    assert_eq!(Event::from_view(view).first, Counted(1));
    assert_eq!(DECODED.get(), 5);
}
