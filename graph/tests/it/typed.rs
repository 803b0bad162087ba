//! Rust's types in messages: the bytes that dynamic values of the same types have, and back.

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
use ferrow_graph::{Builder, ErrorKind, Graph, Mode, Object, OutOfBand, References, Value};

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

#[derive(Debug, Object)]
#[object(id = 51)]
struct Pair {
    a: Option<Rc<Item>>,
    b: Option<Rc<Item>>,
}

#[test]
fn shared_objects_are_written_once_and_stay_shared() {
    let shared = Rc::new(item("s"));
    let pair = Pair { a: Some(shared.clone()), b: Some(shared) };
    let graph =
        Graph::builder().references(References::Tracked).register::<Pair>().build().unwrap();
    let message = graph.to_vec(&pair).unwrap();
    assert_eq!(crate::vector::to_hex(&message), "01001b33c048d6dd00d8d57b450673fe01");
    let back: Pair = graph.from_slice(&message).unwrap();
    assert!(Rc::ptr_eq(back.a.as_ref().unwrap(), back.b.as_ref().unwrap()));

    let copy = graph.deep_copy(&pair).unwrap();
    assert!(Rc::ptr_eq(copy.a.as_ref().unwrap(), copy.b.as_ref().unwrap()));
    assert!(!Rc::ptr_eq(copy.a.as_ref().unwrap(), pair.a.as_ref().unwrap()));

    // A reference to what is no such object, and to one that is not there.
    let forged = |id| [&message[..message.len() - 1], &[id]].concat();
    assert_eq!(graph.from_slice::<Pair>(&forged(7)).unwrap_err().kind(), ErrorKind::Reference);
    assert!(graph.from_slice::<Pair>(&forged(0)).is_err());
    for graph in graphs(Builder::register::<Pair>) {
        let back: Pair = graph.from_slice(&graph.to_vec(&pair).unwrap()).unwrap();
        assert_eq!(back.a, pair.a);
    }
}

#[derive(Debug, Object)]
#[object(id = 60)]
struct Tree {
    name: String,
    parent: RcWeak<Tree>,
    children: RefCell<Vec<Rc<Tree>>>,
}

#[test]
fn weak_pointers_back_to_what_holds_an_object_point_there_again() {
    let root = Rc::new(Tree {
        name: "root".to_owned(),
        parent: RcWeak::default(),
        children: RefCell::default(),
    });
    for name in ["left", "right"] {
        let child = Tree {
            name: name.to_owned(),
            parent: RcWeak::new(&root),
            children: RefCell::default(),
        };
        root.children.borrow_mut().push(Rc::new(child));
    }
    for mode in [Mode::SameSchema, Mode::Compatible] {
        let builder = Graph::builder().mode(mode).references(References::Tracked);
        let graph = builder.register::<Tree>().build().unwrap();
        let message = graph.to_vec(&root).unwrap();
        let back: Rc<Tree> = graph.from_slice(&message).unwrap();
        assert!(back.parent.upgrade().is_none());
        assert_eq!(back.children.borrow().len(), 2);
        for child in &*back.children.borrow() {
            let parent = child.parent.upgrade().unwrap();
            assert!(Rc::ptr_eq(&parent, &back), "{}", child.name);
        }
        assert_eq!(Rc::strong_count(&back), 1, "nothing holds itself");
    }
}

#[derive(Debug, PartialEq, Object)]
#[object(id = 50)]
struct Node {
    id: i32,
    next: Option<Box<Node>>,
}

#[test]
fn chains_that_are_too_long_are_errors_on_both_sides() {
    let chain = |len| (0..len).fold(None, |next, id| Some(Box::new(Node { id, next }))).unwrap();
    for graph in graphs(Builder::register::<Node>) {
        assert_round_trip(&graph, &*chain(900));
        assert_eq!(graph.to_vec(&*chain(20_000)).unwrap_err().kind(), ErrorKind::Limit);
    }
    let graph = Graph::builder().register::<Node>().build().unwrap();
    let two = graph.to_vec(&*chain(2)).unwrap();
    let one = graph.to_vec(&*chain(1)).unwrap();
    // What the outer one adds stands before the inner one: hash, number, flag.
    let outer = &two[4..4 + two.len() - one.len()];
    let message = [&two[..4], &outer.repeat(20_000), &one[4..]].concat();
    assert_eq!(graph.from_slice::<Node>(&message).unwrap_err().kind(), ErrorKind::Limit);
}

mod old {
    use super::{Color, Item, Object};

    #[derive(Debug, Object)]
    #[object(id = 60)]
    pub(super) struct Order {
        pub(super) id: i32,
        pub(super) removed: Vec<Item>,
        pub(super) removed_too: Option<Color>,
        pub(super) number: i32,
        pub(super) text: String,
        pub(super) ratio: f32,
        #[object(fixed)]
        pub(super) list: u32,
        pub(super) numbers: Vec<i32>,
        #[object(array)]
        pub(super) dense: Vec<i64>,
        #[object(tag = 1)]
        pub(super) old_name: i64,
        pub(super) maybe: Option<i32>,
        pub(super) nothing: Option<String>,
    }
}

#[derive(Debug, PartialEq, Object)]
#[object(id = 60)]
struct Order {
    added: String,
    #[object(default = 42)]
    added_too: i64,
    id: i64,
    number: String,
    text: bool,
    ratio: f64,
    list: u64,
    #[object(array)]
    numbers: Vec<i32>,
    dense: Vec<i64>,
    #[object(tag = 1)]
    new_name: i64,
    maybe: i32,
    nothing: String,
}

fn versions(of_reader: impl Fn(Builder) -> Builder) -> (Graph, Graph) {
    let builder = || Graph::builder().mode(Mode::Compatible);
    let writer = builder().register::<old::Order>().build().expect("the old version");
    (writer, of_reader(builder()).build().expect("the new version"))
}

fn old_order() -> old::Order {
    old::Order {
        id: 7,
        removed: vec![item("gone")],
        removed_too: Some(Color::Red),
        number: -5,
        text: "true".to_owned(),
        ratio: 0.5,
        list: 9,
        numbers: vec![1, 2],
        dense: vec![3, -4],
        old_name: 11,
        maybe: Some(12),
        nothing: None,
    }
}

#[test]
fn structs_of_another_version_are_read_field_by_field() {
    let (writer, reader) =
        versions(|builder| builder.register::<Order>().register::<Item>().register::<Color>());
    let wanted = Order {
        added: String::new(),
        added_too: 42,
        id: 7,
        number: "-5".to_owned(),
        text: true,
        ratio: 0.5,
        list: 9,
        numbers: vec![1, 2],
        dense: vec![3, -4],
        new_name: 11,
        maybe: 12,
        nothing: String::new(),
    };
    let message = writer.to_vec(&old_order()).unwrap();
    assert_eq!(reader.from_slice::<Order>(&message).unwrap(), wanted);
    let several = writer.to_vec(&vec![old_order(), old_order()]).unwrap();
    assert_eq!(reader.from_slice::<Vec<Order>>(&several).unwrap()[1], wanted);

    // What cannot be converted is an error with the field's name.
    let message = writer.to_vec(&old::Order { text: "yes".to_owned(), ..old_order() }).unwrap();
    let error = reader.from_slice::<Order>(&message).unwrap_err();
    assert_eq!((error.kind(), error.path()), (ErrorKind::OutOfRange, "text"));
}

#[derive(Debug, Object)]
#[object(id = 60)]
struct Incompatible {
    text: Vec<String>,
}

#[test]
fn fields_that_cannot_be_one_another_are_incompatible() {
    let (writer, reader) = versions(Builder::register::<Incompatible>);
    let message = writer.to_vec(&old_order()).unwrap();
    let error = reader.from_slice::<Incompatible>(&message).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Incompatible);
    assert!(error.to_string().contains("text"), "{error}");
}

#[test]
fn structs_of_another_schema_are_refused_where_schemas_are_to_be_the_same() {
    let writer = Graph::builder().register::<old::Order>().build().unwrap();
    let reader = Graph::builder().register::<Incompatible>().build().unwrap();
    let message = writer.to_vec(&old_order()).unwrap();
    let error = reader.from_slice::<Incompatible>(&message).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Incompatible);
}

#[derive(Debug, PartialEq, Object)]
#[object(name = "test.Shape")]
enum SmallShape {
    Nothing,
    #[object(unknown)]
    Other(UnionValue),
}

#[test]
fn cases_that_a_union_does_not_have_are_kept_and_written_back() {
    let graph = Graph::builder().register::<Shape>().build().unwrap();
    let small = Graph::builder().register::<SmallShape>().register::<Item>().build().unwrap();
    for shape in [Shape::Circle(1.5), Shape::Named(item("n"))] {
        let message = graph.to_vec(&shape).unwrap();
        let found: SmallShape = small.from_slice(&message).unwrap();
        assert!(matches!(found, SmallShape::Other(_)), "{found:?}");
        assert_eq!(small.to_vec(&found).unwrap(), message);
    }
}

#[derive(Debug, PartialEq, Object)]
#[object(id = 70)]
struct Borrowed<'m> {
    text: &'m str,
    cow: Cow<'m, str>,
    bytes: &'m [u8],
}

#[test]
fn texts_and_bytes_are_borrowed_from_the_message() {
    let graph = Graph::builder().register::<Borrowed<'_>>().build().unwrap();
    let object = Borrowed { text: "tea", cow: Cow::Borrowed("milk"), bytes: &[1, 2, 3] };
    let message = graph.to_vec(&object).unwrap();
    let back: Borrowed<'_> = graph.from_slice(&message).unwrap();
    assert_eq!(back, object);
    let within = message.as_ptr_range();
    assert!(within.contains(&back.text.as_ptr()) && within.contains(&back.bytes.as_ptr()));
    assert!(matches!(back.cow, Cow::Borrowed(_)));
}

#[test]
fn bytes_travel_beside_a_message_or_share_it() {
    let graph = Graph::builder().build().unwrap();
    let picture = Bytes::from(vec![7; 10_000]);
    let mut beside = OutOfBand::at_least(100);
    let message = graph.to_vec_with(&vec![picture.clone(), Bytes::from_static(b"x")], &mut beside);
    let (message, buffers) = (message.unwrap(), beside.into_buffers());
    assert!(message.len() < 20);
    assert_eq!(buffers[0].as_ptr(), picture.as_ptr(), "not copied");
    let back: Vec<Bytes> = graph.from_slice_with(&message, &buffers).unwrap();
    assert_eq!(back[0].as_ptr(), picture.as_ptr(), "not copied");
    assert_eq!(back[1], "x");
    assert!(graph.from_slice::<Vec<Bytes>>(&message).is_err());

    let message = Bytes::from(graph.to_vec(&picture).unwrap());
    let back: Bytes = graph.from_bytes(&message).unwrap();
    assert!(message.as_ptr_range().contains(&back.as_ptr()));
}

#[test]
fn a_buffer_is_used_again_and_empty_after_an_error() {
    let graph = Graph::builder().register::<Item>().build().unwrap();
    let mut buffer = vec![9; 100];
    graph.to_buf(&item("a"), &mut buffer).unwrap();
    assert_eq!(buffer, graph.to_vec(&item("a")).unwrap());
    let stranger = Graph::builder().build().unwrap();
    assert_eq!(
        stranger.to_buf(&item("a"), &mut buffer).unwrap_err().kind(),
        ErrorKind::UnknownType
    );
    assert!(buffer.is_empty());
}

#[derive(Debug, PartialEq, Object)]
#[object(ext, name = "units.Celsius")]
struct Celsius(i32);

impl ferrow_graph::object::Ext for Celsius {
    fn write_body(&self, writer: &mut ferrow_graph::wire::Writer) -> ferrow_graph::Result<()> {
        writer.var_i32(self.0);
        Ok(())
    }

    fn read_body(reader: &mut ferrow_graph::wire::Reader<'_>) -> ferrow_graph::Result<Self> {
        reader.var_i32().map(Self)
    }
}

#[derive(Debug, PartialEq, Object)]
#[object(id = 71)]
struct Weather {
    now: Celsius,
    days: Vec<Celsius>,
    by_city: BTreeMap<String, Celsius>,
}

#[test]
fn types_with_code_of_their_own_are_fields_and_elements() {
    for graph in graphs(Builder::register::<Weather>) {
        let weather = Weather {
            now: Celsius(-43),
            days: vec![Celsius(1), Celsius(2)],
            by_city: [("Bern".to_owned(), Celsius(3))].into(),
        };
        assert_round_trip(&graph, &weather);
    }
}

#[derive(Debug, PartialEq, Object)]
struct Wrapper<T> {
    value: T,
    more: Vec<T>,
}

#[derive(Debug, Clone, PartialEq, Object)]
struct Meters(f64);

#[test]
fn generic_structs_and_structs_of_one_field_are_types() {
    for graph in graphs(|builder| {
        builder.register_as::<Wrapper<Meters>>("test.Meters").register_as::<Wrapper<Item>>(9_u32)
    }) {
        let meters = Wrapper { value: Meters(1.5), more: vec![Meters(2.5); 3] };
        assert_round_trip(&graph, &meters);
        assert_round_trip(&graph, &Wrapper { value: item("a"), more: vec![item("b")] });
    }
    let error = Graph::builder().register::<Wrapper<Meters>>().build().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Registration);
}

#[test]
fn types_are_checked_at_the_root() {
    let graph = Graph::builder().register::<Item>().register::<Node>().build().unwrap();
    let message = graph.to_vec(&item("a")).unwrap();
    assert_eq!(graph.from_slice::<Node>(&message).unwrap_err().kind(), ErrorKind::WrongType);
    assert_eq!(graph.from_slice::<String>(&message).unwrap_err().kind(), ErrorKind::WrongType);
    let null = graph.to_vec(&None::<i32>).unwrap();
    assert_eq!(graph.from_slice::<Option<i32>>(&null).unwrap(), None);
    assert_eq!(graph.from_slice::<Option<Item>>(&null).unwrap(), None);
    // Numbers are read in any of their encodings.
    let fixed = [0x01, 0xff, TypeId::Int32.id(), 5, 0, 0, 0];
    assert_eq!(graph.from_slice::<i32>(&fixed).unwrap(), 5);
    // And lists of numbers from dense arrays.
    let dense = graph.write_value(&Value::from(ferrow_graph::value::Array::from(vec![1_i32, 2])));
    assert_eq!(graph.from_slice::<Vec<i32>>(&dense.unwrap()).unwrap(), [1, 2]);
}

#[test]
fn standard_collections_and_pointers_are_types() {
    let graph = Graph::builder().register::<Item>().build().unwrap();
    assert_round_trip(&graph, &Arc::new(item("a")));
    assert_round_trip(&graph, &HashMap::from([("a".to_owned(), item("b"))]));
    assert_round_trip(&graph, &std::collections::VecDeque::from([1_i64, 2]));
    assert_round_trip(&graph, &std::collections::HashSet::from(["x".to_owned()]));
    assert_round_trip(&graph, &std::time::Duration::new(3, 5));
    assert_round_trip(&graph, &std::time::SystemTime::UNIX_EPOCH);
    assert_round_trip(&graph, &BTreeMap::from([(None, Some(1_i32)), (Some("k".to_owned()), None)]));
    assert_round_trip(&graph, &RefCell::new(vec![Some(1_u8)]));
    assert_round_trip(
        &graph,
        &Value::from(StructValue::new(
            graph.struct_type(102).unwrap().clone(),
            [Value::from("dynamic")],
        )),
    );
}

#[derive(Debug, Clone, PartialEq, Object)]
#[object(id = 81)]
struct Pointed {
    first: i64,
    boxed: Box<i64>,
    shared: Rc<u16>,
    cell: RefCell<i32>,
    last: bool,
    name: String,
}

#[test]
fn numbers_behind_pointers_are_fields_like_others() {
    #[derive(Debug, PartialEq, Object)]
    #[object(id = 81)]
    struct Plain {
        first: i64,
        boxed: i64,
        shared: u16,
        cell: i32,
        last: bool,
        name: String,
    }

    let pointed = Pointed {
        first: -5,
        boxed: Box::new(1 << 40),
        shared: Rc::new(7),
        cell: RefCell::new(-3),
        last: true,
        name: "n".to_owned(),
    };
    for graph in graphs(Builder::register::<Pointed>) {
        assert_round_trip(&graph, &pointed);
    }
    let graph = Graph::builder().register::<Pointed>().build().unwrap();
    let plain = Graph::builder().register::<Plain>().build().unwrap();
    let name = "n".to_owned();
    let numbers = Plain { first: -5, boxed: 1 << 40, shared: 7, cell: -3, last: true, name };
    // Behind the header and the hash, which tells that one of them is shared.
    assert_eq!(graph.to_vec(&pointed).unwrap()[8..], plain.to_vec(&numbers).unwrap()[8..]);
}

macro_rules! of_a_type {
    ($name:ident $id:literal, $type:ty, $optional:ty) => {
        #[derive(Debug, Clone, PartialEq, Object)]
        #[object(id = $id)]
        struct $name {
            #[object(array)]
            dense: $type,
            #[object(fixed)]
            fixed: $optional,
        }
    };
}

of_a_type!(ByMacro 82, Vec<i32>, Option<i64>);

#[test]
fn attributes_hold_for_types_that_a_macro_was_given() {
    let graph = Graph::builder().register::<ByMacro>().build().unwrap();
    let value = ByMacro { dense: vec![1, 2], fixed: Some(3) };
    assert_round_trip(&graph, &value);
    let kinds =
        graph.struct_type(82).unwrap().fields().iter().map(|it| it.field_type().to_string());
    assert_eq!(kinds.collect::<Vec<_>>(), ["int32_array", "int64?"]);
}
