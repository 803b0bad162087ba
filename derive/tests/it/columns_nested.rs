//! Fields that are no Arrow columns by themselves, as columns and back.

use std::collections::{BTreeMap, HashMap};

use arrow_buffer::i256;
use chrono::{DateTime, TimeDelta, Utc};
use ferrow_derive::Record;
use ferrow_row::Kind;
use uuid::Uuid;

use crate::columns::{Column, Columns, from_columns, to_columns};

#[derive(Debug, Clone, PartialEq, Record)]
#[record(crate = ferrow_row, rename_all = "lowercase")]
enum Status {
    Open,
    Closed,
}

#[derive(Debug, Clone, PartialEq, Record)]
#[record(crate = ferrow_row, int)]
enum Level {
    Low,
    High,
}

#[derive(Debug, Clone, PartialEq, Record)]
#[record(crate = ferrow_row)]
struct Item {
    name: String,
    price: Option<i128>,
}

#[derive(Debug, Clone, PartialEq, Record)]
#[record(crate = ferrow_row)]
struct Id(Uuid);

mod negated {
    pub(super) type Stored = i32;

    pub(super) fn to_stored(value: &i32) -> Result<Stored, String> {
        value.checked_neg().ok_or_else(|| format!("{value} has no negative"))
    }

    pub(super) fn from_stored(stored: Stored) -> Result<i32, String> {
        to_stored(&stored)
    }
}

#[derive(Debug, Clone, PartialEq, Record)]
#[record(crate = ferrow_row, sort_by_name)]
struct Order {
    status: Status,
    level: Option<Level>,
    id: Id,
    items: Vec<Item>,
    best: Option<Box<Item>>,
    stock: HashMap<String, u8>,
    #[record(map)]
    pairs: Vec<(u8, Vec<i16>)>,
    counts: Option<BTreeMap<i32, bool>>,
    digest: [u8; 2],
    #[record(timestamp(nanosecond))]
    at: DateTime<Utc>,
    #[record(with = negated)]
    negated: i32,
    #[record(decimal256(50, 1))]
    total: i256,
}

fn order(id: u128) -> Order {
    let item = |name: &str| Item { name: name.to_owned(), price: Some(-3) };
    Order {
        status: Status::Closed,
        level: (id > 1).then_some(Level::High),
        id: Id(Uuid::from_u128(id)),
        items: vec![item("tea"), item("milk")],
        best: (id > 1).then(|| Box::new(item("tea"))),
        stock: [("a".to_owned(), 1), ("b".to_owned(), 2)].into(),
        pairs: vec![(2, vec![-1])],
        counts: (id == 1).then(|| [(1, true)].into()),
        digest: [1, 2],
        at: DateTime::from_timestamp_nanos(-1),
        negated: 7,
        total: i256::MINUS_ONE,
    }
}

#[test]
fn records_come_back_from_their_columns() {
    let orders = [order(1), order(2)];
    let mut columns = Columns::default();
    to_columns::<Order>(&orders, &mut columns).unwrap();
    assert_eq!(from_columns::<Order>(&columns, 2).unwrap(), orders);
    // By name: at, best, counts, digest, id, items, level, negated, pairs, status, stock, total.
    assert!(matches!(columns.0[0], Column::Fixed(Kind::Int64, ..)));
    assert!(matches!(&columns.0[1], Column::Struct(Some(nulls), _) if nulls.is_null(0)));
    assert!(matches!(columns.0[6], Column::Fixed(Kind::Int32, _, Some(_))));
    assert!(matches!(columns.0[9], Column::Text(_)));
}

#[test]
fn what_cannot_be_stored_is_refused() {
    let late = DateTime::from_timestamp_nanos(i64::MAX) + TimeDelta::seconds(1);
    let orders = [order(1), Order { at: late, ..order(2) }];
    let error = to_columns::<Order>(&orders, &mut Columns::default()).unwrap_err();
    assert!(error.0.starts_with("column 0: [1]: the date and time is too far away"), "{error:?}");

    let orders = [Order { negated: i32::MIN, ..order(2) }];
    let error = to_columns::<Order>(&orders, &mut Columns::default()).unwrap_err();
    assert_eq!(error.0, "column 7: [0]: -2147483648 has no negative");
}

#[test]
fn what_cannot_be_read_is_an_error_with_its_row_and_field() {
    #[derive(Debug, Clone, PartialEq, Record)]
    #[record(crate = ferrow_row)]
    struct Text {
        id: u8,
        status: String,
    }
    #[derive(Debug, Clone, PartialEq, Record)]
    #[record(crate = ferrow_row)]
    struct Variant {
        id: u8,
        status: Status,
    }

    let text = |status: &str| Text { id: 1, status: status.to_owned() };
    let mut columns = Columns::default();
    to_columns::<Text>(&[text("open"), text("shut")], &mut columns).unwrap();
    let error = from_columns::<Variant>(&columns, 2).unwrap_err();
    assert!(error.0.starts_with("[1].status: \"shut\" is no variant of `Status`"), "{error:?}");
    assert_eq!(
        from_columns::<Variant>(&columns, 1).unwrap(),
        [Variant { id: 1, status: Status::Open }]
    );
}
