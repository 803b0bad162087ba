//! Kinds of types: with code, generic, of one field, the standard library's, of macros.

use super::references::Node;
use super::*;

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
