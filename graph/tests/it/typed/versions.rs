//! Types of other versions, and cases that are not known.

use super::*;

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

/// One without fields, as a message may have any type.
mod bare {
    use super::Object;

    #[derive(Debug, Object)]
    #[object(id = 61)]
    pub(super) struct Note {}
}

#[derive(Debug, Clone, PartialEq, Object)]
#[object(id = 61)]
struct Note {
    text: Option<String>,
}

#[test]
fn objects_that_take_no_bytes_are_bounded_whatever_they_are_here() {
    let notes = [3, 20].map(|count| {
        let graph = Graph::builder().mode(Mode::Compatible).register::<bare::Note>();
        let notes: Vec<bare::Note> = (0..count).map(|_| bare::Note {}).collect();
        graph.build().unwrap().to_vec(&notes).unwrap()
    });
    let limits = Limits { empty_elements: 8, ..Limits::default() };
    let graph = Graph::builder().mode(Mode::Compatible).register::<Note>().limits(limits);
    let graph = graph.build().unwrap();
    assert_eq!(graph.from_slice::<Vec<Note>>(&notes[0]).unwrap(), vec![Note { text: None }; 3]);
    let error = graph.from_slice::<Vec<Note>>(&notes[1]).unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::Limit | ErrorKind::Truncated), "{error}");

    let units = vec![Some(()); 5];
    let graph = Graph::builder().build().unwrap();
    assert_eq!(graph.from_slice::<Vec<Option<()>>>(&graph.to_vec(&units).unwrap()).unwrap(), units);
}

#[test]
fn a_type_that_is_not_registered_is_said_without_a_field_of_it() {
    let graph = Graph::builder().build().unwrap();
    let error = graph.to_vec(&Note { text: Some("tea".into()) }).unwrap_err();
    assert_eq!((error.kind(), error.path()), (ErrorKind::UnknownType, ""), "{error}");
    let error = graph.to_vec(&vec![Note { text: None }]).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::UnknownType, "{error}");
}

mod counted {
    use std::cell::Cell;

    thread_local! {
        pub(super) static MADE: Cell<u32> = const { Cell::new(0) };
    }

    pub(super) type Stored = String;

    /// Longer each time, as that of a value which another thread changes.
    pub(super) fn to_stored(text: &str) -> Stored {
        MADE.set(MADE.get() + 1);
        text.repeat(usize::try_from(MADE.get()).expect("a small number"))
    }

    pub(super) fn from_stored(stored: Stored) -> Result<String, std::convert::Infallible> {
        Ok(stored)
    }
}

#[derive(Debug, Object)]
#[object(id = 62)]
struct Grown {
    #[object(with = counted)]
    text: String,
    #[object(with = counted)]
    more: Option<String>,
}

#[test]
fn what_a_module_makes_of_a_field_is_made_once() {
    let graph = Graph::builder().register::<Grown>().build().unwrap();
    let grown = Grown { text: "a".into(), more: Some("b".into()) };
    let message = graph.to_vec(&grown).unwrap();
    assert_eq!(counted::MADE.get(), 2);
    let found: Grown = graph.from_slice(&message).unwrap();
    assert_eq!(found.text.len() + found.more.unwrap().len(), 3);
}
