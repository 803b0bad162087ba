//! `rename`, `skip` and `default`.

use arrow_schema::{DataType, Field};
use ferrow_derive::Record;
use ferrow_row::record::FromRow as _;
use ferrow_row::{Record as _, RowBatch, RowBatchWriter};

#[derive(Debug, PartialEq, Record)]
#[record(crate = ferrow_row)]
struct Flight {
    #[record(skip)]
    tags: Vec<String>,
    #[record(rename = "unique carrier")]
    carrier: String,
    #[record(skip, default = 60 * 60)]
    seconds: u32,
    #[record(default)]
    distance: u32,
    #[record(rename = "dest", default = "JFK".to_owned())]
    destination: String,
}

/// Rows of [`Flight`] in which the fields from the second on are null.
fn with_nulls() -> RowBatch {
    let mut writer = RowBatchWriter::new(Flight::layout().clone());
    let mut row = writer.row();
    row.set_at::<str>(0, "UA").expect("field 0 is text");
    row.finish().expect("the others may be null");
    writer.finish()
}

#[test]
fn a_field_stands_in_the_rows_under_its_new_name() {
    let carrier = Flight::layout().column::<str>("unique carrier").unwrap();
    let flight = Flight {
        tags: vec![],
        carrier: "UA".to_owned(),
        seconds: 0,
        distance: 1,
        destination: String::new(),
    };
    let rows = Flight::rows(&[flight]).unwrap();
    assert_eq!(rows.row(0).unwrap().get(carrier), Some("UA"));
    assert_eq!(rows.views::<Flight>().unwrap().next().unwrap().carrier(), "UA");
}

#[test]
fn skipped_fields_are_not_in_the_rows_and_come_back_as_their_defaults() {
    let names: Vec<_> = Flight::layout().schema().fields().iter().map(|f| f.name()).collect();
    assert_eq!(names, ["unique carrier", "distance", "dest"]);

    let written = Flight {
        tags: vec!["late".to_owned()],
        carrier: "UA".to_owned(),
        seconds: 7,
        distance: 1,
        destination: "IAH".to_owned(),
    };
    let read = Flight { tags: vec![], seconds: 3600, ..clone(&written) };
    assert_eq!(Flight::rows(&[written]).unwrap().records::<Flight>().unwrap(), [read]);
}

#[test]
fn a_field_with_a_default_is_nullable_in_the_schema_and_never_null_as_written() {
    assert_eq!(*Flight::layout().schema().field(1), Field::new("distance", DataType::UInt32, true));

    let flight = Flight {
        tags: vec![],
        carrier: String::new(),
        seconds: 3600,
        distance: 0,
        destination: "JFK".to_owned(),
    };
    let rows = Flight::rows(&[clone(&flight)]).unwrap();
    assert!((0..3).all(|index| !rows.row(0).unwrap().is_null(index)));
    assert_eq!(rows.records::<Flight>().unwrap(), [flight]);
}

#[test]
fn a_null_is_read_as_the_default() {
    let read = with_nulls().records::<Flight>().unwrap();
    assert_eq!(read[0].distance, 0);
    assert_eq!(read[0].destination, "JFK");
}

#[test]
fn the_view_of_a_field_with_a_default_shows_the_null_that_stands_there() {
    let rows = with_nulls();
    let view = rows.views::<Flight>().unwrap().next().unwrap();
    assert_eq!((view.distance(), view.destination()), (None, None));

    let flight = Flight { distance: 1400, ..Flight::from_view(view).unwrap() };
    let rows = Flight::rows(&[flight]).unwrap();
    let view = rows.views::<Flight>().unwrap().next().unwrap();
    assert_eq!((view.distance(), view.destination()), (Some(1400), Some("JFK")));
}

fn clone(flight: &Flight) -> Flight {
    Flight {
        tags: flight.tags.clone(),
        carrier: flight.carrier.clone(),
        seconds: flight.seconds,
        distance: flight.distance,
        destination: flight.destination.clone(),
    }
}
