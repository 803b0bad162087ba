//! Rust's types in messages: the bytes that dynamic values of the same types have, and back.

mod borrowed;
mod kinds;
mod references;
mod versions;

use std::borrow::Cow;
use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::rc::Rc;
use std::sync::Arc;

use bytes::Bytes;
use ferrow_derive::Object;
use ferrow_graph::object::{Date, OwnedObject, RcWeak};
use ferrow_graph::value::{Duration, StructValue, Timestamp, UnionValue};
use ferrow_graph::wire::{Decimal, TypeId};
use ferrow_graph::{Builder, ErrorKind, Graph, Limits, Mode, Object, OutOfBand, References, Value};

#[derive(Debug, Clone, PartialEq, Object)]
#[object(id = 102)]
struct Item {
    name: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Object)]
#[object(id = 101)]
enum Color {
    Green,
    Red,
    Blue = 70_000,
}

#[derive(Debug, Clone, PartialEq, Object)]
#[object(name = "test.Shape")]
enum Shape {
    Nothing,
    Circle(f64),
    Named(Item),
    #[object(number = 9)]
    Words(Vec<String>),
    #[object(unknown)]
    Other(UnionValue),
}

#[derive(Debug, Clone, PartialEq, Object)]
#[object(name = "test.Everything")]
struct Everything {
    flag: bool,
    i8: i8,
    i16: i16,
    i32: i32,
    #[object(fixed)]
    fixed32: i32,
    i64: i64,
    #[object(fixed)]
    fixed64: i64,
    #[object(tagged)]
    tagged: i64,
    u8: u8,
    u16: u16,
    u32: u32,
    #[object(fixed)]
    fixed_u32: u32,
    u64: u64,
    #[object(tagged)]
    tagged_u64: u64,
    f16: half::f16,
    bf16: half::bf16,
    f32: f32,
    f64: f64,
    maybe: Option<i32>,
    #[object(fixed)]
    maybe_fixed: Option<u64>,
    text: String,
    boxed: Box<str>,
    maybe_text: Option<String>,
    bytes: Vec<u8>,
    shared_bytes: Bytes,
    date: Date,
    timestamp: Timestamp,
    duration: Duration,
    decimal: Decimal,
    whole: i128,
    list: Vec<i32>,
    nulls: Vec<Option<String>>,
    #[object(array)]
    array: Vec<f64>,
    #[object(array)]
    three: [i32; 3],
    nested: Vec<Vec<String>>,
    items: Vec<Item>,
    set: BTreeSet<String>,
    map: BTreeMap<String, i64>,
    map_of_items: BTreeMap<i32, Item>,
    map_of_nulls: BTreeMap<String, Option<i64>>,
    color: Color,
    colors: Vec<Color>,
    shape: Shape,
    shapes: Vec<Shape>,
    item: Item,
    boxed_item: Option<Box<Item>>,
    any: Value,
    #[object(tag = 3)]
    tagged_field: u16,
    #[object(rename = "otherName")]
    renamed: u8,
    #[object(with = address)]
    address: std::net::Ipv4Addr,
    #[object(skip)]
    skipped: u8,
    pair: (i32, String),
}

mod address {
    use std::net::{AddrParseError, Ipv4Addr};

    pub(super) type Stored = String;

    pub(super) fn to_stored(address: &Ipv4Addr) -> Stored {
        address.to_string()
    }

    pub(super) fn from_stored(stored: Stored) -> Result<Ipv4Addr, AddrParseError> {
        stored.parse()
    }
}

fn item(name: &str) -> Item {
    Item { name: name.to_owned() }
}

fn everything() -> Everything {
    Everything {
        flag: true,
        i8: -1,
        i16: -300,
        i32: -70_000,
        fixed32: i32::MIN,
        i64: i64::MIN,
        fixed64: -6,
        tagged: 1 << 40,
        u8: 200,
        u16: 60_000,
        u32: 4_000_000_000,
        fixed_u32: 11,
        u64: u64::MAX,
        tagged_u64: 14,
        f16: half::f16::from_f32(1.5),
        bf16: half::bf16::from_f32(2.5),
        f32: 3.5,
        f64: -0.0,
        maybe: Some(5),
        maybe_fixed: None,
        text: "thé".to_owned(),
        boxed: "a longer text than fits any short path of copying".into(),
        maybe_text: None,
        bytes: vec![0, 255],
        shared_bytes: Bytes::from_static(b"abc"),
        date: Date(-719_162),
        timestamp: Timestamp { seconds: -1, nanos: 999_999_999 },
        duration: Duration { seconds: 3, nanos: 4000 },
        decimal: Decimal::new(-125, 2),
        whole: i128::MAX,
        list: vec![1, -1, i32::MAX],
        nulls: vec![Some("a".to_owned()), None],
        array: vec![0.5, f64::INFINITY],
        three: [1, 2, 3],
        nested: vec![vec!["a".to_owned()], vec![]],
        items: vec![item("i"), item("j")],
        set: BTreeSet::from(["x".to_owned()]),
        map: (0..300).map(|n| (format!("key {n:03}"), n)).collect(),
        map_of_items: BTreeMap::from([(1, item("one"))]),
        map_of_nulls: BTreeMap::from([("a".to_owned(), Some(1)), ("b".to_owned(), None)]),
        color: Color::Blue,
        colors: vec![Color::Green, Color::Red],
        shape: Shape::Named(item("n")),
        shapes: vec![Shape::Nothing, Shape::Circle(1.5), Shape::Words(vec!["w".to_owned()])],
        item: item("plain"),
        boxed_item: Some(Box::new(item("boxed"))),
        any: Value::List(vec![1_i64.into(), "two".into(), Value::Null]),
        tagged_field: 3,
        renamed: 9,
        address: std::net::Ipv4Addr::LOCALHOST,
        skipped: 0,
        pair: (7, "seven".to_owned()),
    }
}

/// Graphs of every mode.
fn graphs(register: impl Fn(Builder) -> Builder) -> Vec<Graph> {
    let mut graphs = Vec::new();
    for mode in [Mode::SameSchema, Mode::Compatible] {
        for references in [References::Values, References::Tracked] {
            let builder = Graph::builder().mode(mode).references(references);
            graphs.push(register(builder).build().expect("types of the test"));
        }
    }
    graphs
}

fn assert_round_trip<T: OwnedObject + PartialEq + std::fmt::Debug>(
    graph: &Graph,
    object: &T,
) -> Vec<u8> {
    let message = graph.to_vec(object).unwrap_or_else(|error| panic!("{error}: {graph:?}"));
    let back = graph.from_slice::<T>(&message);
    assert_eq!(&back.unwrap_or_else(|error| panic!("{error}: {graph:?}")), object);
    message
}

#[test]
fn a_struct_of_every_type_is_read_as_it_was_written() {
    for graph in graphs(Builder::register::<Everything>) {
        assert_round_trip(&graph, &everything());
        let message = assert_round_trip(&graph, &vec![everything(), everything()]);
        // Every cut is an error, and every damaged byte an error or a value.
        for len in 0..message.len() {
            assert!(graph.from_slice::<Vec<Everything>>(&message[..len]).is_err());
        }
    }
}

#[test]
fn a_typed_message_is_the_message_of_the_same_dynamic_value() {
    for graph in graphs(Builder::register::<Everything>) {
        let message = graph.to_vec(&everything()).unwrap();
        let value = graph.read_value(&message).unwrap_or_else(|error| panic!("{error}"));
        let Value::Struct(found) = value.unlabelled() else { panic!("a struct") };
        assert_eq!(found.get("i32"), Some(&Value::from(-70_000)));
        assert_eq!(found.get("otherName"), Some(&Value::from(9_u8)));
        // What a dynamic writer makes of it reads as the same object.
        let again = graph.write_value(&value).unwrap_or_else(|error| panic!("{error}"));
        assert_eq!(graph.from_slice::<Everything>(&again).unwrap(), everything());
    }
}

#[test]
fn damaged_typed_messages_give_errors_or_objects() {
    for graph in graphs(Builder::register::<Everything>) {
        let mut message = graph.to_vec(&everything()).unwrap();
        for at in 0..message.len() {
            for flip in [0x01, 0x80, 0xff] {
                message[at] ^= flip;
                if let Ok(found) = graph.from_slice::<Everything>(&message) {
                    let _ = graph.to_vec(&found);
                }
                message[at] ^= flip;
            }
        }
    }
}

#[test]
fn typed_messages_are_those_of_the_golden_vectors() {
    let plain = Graph::builder().register::<Item>().register::<Color>().build().unwrap();
    let hex = |bytes: Vec<u8>| crate::vector::to_hex(&bytes);
    // As `fory` writes them, whose texts are UTF-8.
    assert_eq!(
        hex(plain.to_vec(&vec![item("a"), item("b")]).unwrap()),
        "01ff1602081b66d8d57b450661d8d57b450662"
    );
    assert_eq!(hex(plain.to_vec(&-300_i16).unwrap()), "01ff03d4fe");
    assert_eq!(hex(plain.to_vec(&Some(5_i32)).unwrap()), "01ff050a");
    assert_eq!(
        hex(plain.to_vec(&(1_i32, "a".to_owned(), 2.5_f64)).unwrap()),
        "01ff1603000502150661140000000000000440"
    );
    assert_eq!(hex(plain.to_vec(&vec![Some(1_i32), None]).unwrap()), "01ff16020a05ff02fd");
    let map: BTreeMap<String, i64> = [("a".to_owned(), 1), ("b".to_owned(), 2)].into();
    assert_eq!(hex(plain.to_vec(&map).unwrap()), "01ff180200021507066102066204");
    let compatible = Graph::builder().mode(Mode::Compatible).register::<Item>().build().unwrap();
    assert_eq!(
        hex(compatible.to_vec(&item("a")).unwrap()),
        "01ff1c000740e77dddc02d2ac1664815340c200661"
    );
}
