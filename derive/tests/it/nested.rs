//! Records in records, lists and maps.

use std::collections::{BTreeMap, HashMap};

use ferrow_derive::Record;
use ferrow_row::{Record as _, RowFormat};

#[derive(Debug, Clone, PartialEq, Record)]
#[record(crate = ferrow_row)]
struct Item {
    name: String,
    price: Option<i64>,
    tags: Vec<Option<String>>,
}

#[derive(Debug, Clone, PartialEq, Record)]
#[record(crate = ferrow_row)]
struct Order {
    id: u32,
    items: Vec<Item>,
    best: Option<Item>,
    shape: [f32; 3],
    digest: [u8; 4],
    stock: HashMap<String, Item>,
    counts: BTreeMap<i16, Vec<i8>>,
    matrix: Vec<Vec<i32>>,
}

#[derive(Debug, Clone, PartialEq, Record)]
#[record(crate = ferrow_row)]
struct Customer {
    orders: Vec<Order>,
    first: Box<Order>,
}

fn item(name: &str, price: Option<i64>) -> Item {
    Item { name: name.to_owned(), price, tags: vec![Some(name.to_uppercase()), None] }
}

fn order(id: u32) -> Order {
    Order {
        id,
        items: vec![item("tea", Some(3)), item("milk", None)],
        best: (id > 1).then(|| item("honey", Some(9))),
        shape: [1.0, 2.5, -0.5],
        digest: [1, 2, 3, 4],
        stock: [("b", 2), ("a", 1)]
            .map(|(key, price)| (key.to_owned(), item(key, Some(price))))
            .into(),
        counts: [(3, vec![1, 2]), (-1, vec![])].into(),
        matrix: vec![vec![1], vec![], vec![2, 3]],
    }
}

fn customer() -> Customer {
    Customer { orders: vec![order(1), order(2)], first: Box::new(order(3)) }
}

const FORMATS: [RowFormat; 2] = [RowFormat::Standard, RowFormat::Compact];

#[test]
fn nested_records_come_back_in_both_formats() {
    for format in FORMATS {
        let rows = Customer::rows_in(format, &[customer(), customer()]).unwrap();
        assert_eq!(rows.layout().format(), format);
        assert_eq!(rows.records::<Customer>().unwrap(), [customer(), customer()]);
    }
}

#[test]
fn views_are_lazy_at_any_depth() {
    for format in FORMATS {
        let rows = Customer::rows_in(format, &[customer()]).unwrap();
        let view = rows.views::<Customer>().unwrap().next().unwrap();
        assert_eq!(view.orders().len(), 2);
        assert_eq!(view.orders().at(1).items().at(0).name(), "tea");
        assert_eq!(view.orders().at(0).best().map(ItemView::name), None);
        assert_eq!(view.orders().at(1).best().map(ItemView::price), Some(Some(9)));
        assert_eq!(view.first().id(), 3);
        assert_eq!(view.first().digest(), [1, 2, 3, 4]);
        assert_eq!(view.first().shape().iter().collect::<Vec<_>>(), [1.0, 2.5, -0.5]);
        assert_eq!(view.first().stock().get("b").map(ItemView::price), Some(Some(2)));
        assert_eq!(view.first().matrix().at(2).at(1), 3);
        let names = view.orders().iter().flat_map(|order| order.items().iter().map(ItemView::name));
        assert_eq!(names.collect::<Vec<_>>(), ["tea", "milk", "tea", "milk"]);
    }
}
