//! Enums of variants without fields.

use std::collections::HashMap;

use arrow_schema::DataType;
use ferrow_derive::Record;
use ferrow_row::{
    ErrorKind, ListWriter, MapWriter, Record as _, RowBatch, RowBatchWriter, RowFormat, SlotWriter,
};

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Record)]
#[record(crate = ferrow_row, rename_all = "snake_case")]
enum Status {
    Open,
    InTransit,
    #[record(rename = "done")]
    Closed,
}

#[derive(Debug, Clone, Copy, PartialEq, Record)]
#[record(crate = ferrow_row, int)]
#[repr(u8)]
enum Level {
    Low = 1,
    High = 200,
}

#[derive(Debug, Clone, Copy, PartialEq, Record)]
#[record(crate = ferrow_row, int)]
enum Sign {
    Minus = -1,
    Plus = 1,
}

#[derive(Debug, Clone, PartialEq, Record)]
#[record(crate = ferrow_row)]
struct Order {
    status: Status,
    level: Option<Level>,
    sign: Sign,
    history: Vec<Status>,
    counts: HashMap<Status, u32>,
}

#[derive(Debug, Clone, PartialEq, Record)]
#[record(crate = ferrow_row)]
struct Customer {
    orders: Vec<Order>,
}

fn order(status: Status) -> Order {
    Order {
        status,
        level: Some(Level::High),
        sign: Sign::Minus,
        history: vec![Status::Open, Status::InTransit],
        counts: [(Status::Closed, 2), (Status::Open, 1)].into(),
    }
}

#[test]
fn a_variant_is_its_name_or_its_number() {
    let types: Vec<_> =
        Order::layout().schema().fields().iter().map(|field| field.data_type().clone()).collect();
    assert_eq!(types[..3], [DataType::Utf8, DataType::UInt8, DataType::Int32]);
    let rows = Order::rows(&[order(Status::InTransit)]).unwrap();
    let row = rows.row(0).unwrap();
    assert_eq!(row.get_at::<str>(0), Some("in_transit"));
    assert_eq!((row.get_at::<u8>(1), row.get_at::<i32>(2)), (Some(200), Some(-1)));
}

#[test]
fn variants_come_back_and_a_view_gives_them_as_results() {
    for format in [RowFormat::Standard, RowFormat::Compact] {
        let records = [order(Status::Open), Order { level: None, ..order(Status::Closed) }];
        let rows = Order::rows_in(format, &records).unwrap();
        assert_eq!(rows.records::<Order>().unwrap(), records);
        let view = rows.views::<Order>().unwrap().next().unwrap();
        assert_eq!(view.status().unwrap(), Status::Open);
        assert_eq!(view.level().map(Result::unwrap), Some(Level::High));
        assert_eq!(view.history().at(1).unwrap(), Status::InTransit);
        assert_eq!(view.counts().get("done"), Some(2));
        assert_eq!(view.counts().keys().iter().map(Result::unwrap).count(), 2);
    }
}

/// Rows of `Customer` with a status that it does not know in its fourth order.
fn with_unknown_status() -> RowBatch {
    let mut writer = RowBatchWriter::new(Customer::layout().clone());
    writer.append(&Customer { orders: vec![] }).expect("a small row");
    let mut row = writer.row();
    let mut orders = row.slot(0).list(4).expect("a list");
    for status in ["open", "done", "open", "lost"] {
        let mut order = orders.slot().and_then(SlotWriter::row).expect("a struct");
        order.set_at::<str>(0, status).expect("text");
        order.set_at::<u8>(1, 7).expect("a number");
        order.set_at::<i32>(2, 1).expect("a number");
        order.slot(3).list(0).and_then(ListWriter::finish).expect("an empty list");
        order.slot(4).map().and_then(MapWriter::finish).expect("an empty map");
        order.finish().expect("whole");
    }
    orders.finish().expect("whole");
    row.finish().expect("whole");
    writer.finish()
}

#[test]
fn an_unknown_variant_is_an_error_with_its_path_and_the_variants() {
    let rows = with_unknown_status();
    let error = rows.records::<Customer>().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::OutOfRange);
    // The first order has a level that is none.
    assert_eq!(error.path(), "[1].orders[0].level");
    assert!(
        error.to_string().contains("7 is no variant of `Level`, which has 1 (Low), 200 (High)")
    );

    let view = rows.views::<Customer>().unwrap().nth(1).unwrap();
    let error = view.orders().at(3).status().unwrap_err();
    assert_eq!((error.kind(), error.path()), (ErrorKind::OutOfRange, "orders[].status".to_owned()));
    let said = error.to_string();
    assert!(said.contains(r#""lost" is no variant of `Status`"#), "{said}");
    assert!(said.contains(r#""open", "in_transit", "done""#), "{said}");
}

#[test]
fn an_unknown_name_is_found_in_the_element_that_has_it() {
    #[derive(Debug, Record)]
    #[record(crate = ferrow_row)]
    struct Written {
        orders: Vec<Text>,
    }
    #[derive(Debug, Record)]
    #[record(crate = ferrow_row)]
    struct Text {
        status: String,
    }
    #[derive(Debug, Record)]
    #[record(crate = ferrow_row)]
    struct Wanted {
        orders: Vec<Variant>,
    }
    #[derive(Debug, Record)]
    #[record(crate = ferrow_row)]
    struct Variant {
        status: Status,
    }

    let text = |status: &str| Text { status: status.to_owned() };
    let orders = vec![text("open"), text("open"), text("done"), text("Open")];
    let rows = Written::rows(&[Written { orders }]).unwrap();
    let error = rows.records::<Wanted>().unwrap_err();
    assert_eq!((error.path().as_str(), error.row()), ("[0].orders[3].status", Some(0)));
    assert_eq!(format!("{:?}", rows.slice(0..0).records::<Wanted>().unwrap()), "[]");
}
