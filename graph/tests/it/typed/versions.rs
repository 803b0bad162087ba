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
