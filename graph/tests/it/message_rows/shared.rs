//! Objects that are shared: there as often as they are referred to.

use ferrow_graph::arrow::MessageRows;
use ferrow_graph::schema::{Field, FieldType, StructType};
use ferrow_graph::value::StructValue;
use ferrow_graph::{ErrorKind, Graph, Limits, Mode, References, Value};

use super::values::{normal, row_value};

fn graph(mode: Mode, limits: Limits) -> Graph {
    let leaf = StructType::new("t.Leaf")
        .field("name", FieldType::string())
        .with(Field::new("tags", FieldType::list(FieldType::string())).tracked());
    let branch = StructType::new("t.Branch")
        .with(Field::new("left", FieldType::of("t.Leaf").nullable()).tracked())
        .with(Field::new("leaves", FieldType::list(FieldType::of("t.Leaf").tracked())))
        .field("named", FieldType::map(FieldType::string(), FieldType::of("t.Leaf").tracked()))
        .with(Field::new("tags", FieldType::list(FieldType::string())).tracked());
    let graph = Graph::builder().mode(mode).references(References::Tracked).limits(limits);
    graph.structure(leaf).structure(branch).build().expect("two structs")
}

#[test]
fn what_is_shared_is_there_wherever_it_is_referred_to() {
    for mode in [Mode::SameSchema, Mode::Compatible] {
        let graph = graph(mode, Limits::default());
        let of = MessageRows::new(&graph, "t.Branch").unwrap();
        let leaf = graph.struct_type("t.Leaf").unwrap().clone();
        let branch = graph.struct_type("t.Branch").unwrap().clone();
        let tags = Value::shared(0, Value::List(vec!["a".into(), "b".into()]));
        let first = Value::from(StructValue::new(leaf.clone(), ["x".into(), tags]));
        let second = Value::from(StructValue::new(leaf, ["y".into(), Value::Ref(0)]));
        // In the order of the message: leaves, left, named, tags.
        let value = Value::from(StructValue::new(
            branch.clone(),
            [
                Value::Ref(1),
                Value::List(vec![Value::shared(1, first), Value::shared(2, second), Value::Ref(1)]),
                Value::Map(vec![("k".into(), Value::Ref(2)), ("l".into(), Value::Ref(1))]),
                Value::Ref(0),
            ],
        ));
        let message = graph.write_value(&value).unwrap();
        let rows = of.read([&message]).unwrap();
        let found = row_value(rows.row(0).unwrap(), &graph, &branch);
        assert_eq!(found, normal(value));
        assert_eq!(of.read([of.to_vec(rows.row(0)).unwrap()]).unwrap(), rows);
    }
}

#[test]
fn sharing_has_a_limit_and_what_refers_to_itself_is_an_error() {
    let limits = Limits { bytes: 4000, ..Limits::default() };
    let graph = graph(Mode::SameSchema, limits);
    let of = MessageRows::new(&graph, "t.Branch").unwrap();
    let leaf = graph.struct_type("t.Leaf").unwrap().clone();
    let branch = graph.struct_type("t.Branch").unwrap().clone();
    let long = "x".repeat(500);
    let first = StructValue::new(leaf.clone(), [long.as_str().into(), Value::List(vec![])]);
    let message = |references| {
        let mut leaves = vec![Value::shared(0, Value::from(first.clone()))];
        leaves.extend(vec![Value::Ref(0); references]);
        let fields = [Value::Null, Value::List(leaves), Value::Map(vec![]), Value::List(vec![])];
        graph.write_value(&Value::from(StructValue::new(branch.clone(), fields))).unwrap()
    };
    assert!(of.read([message(7)]).is_ok());
    let error = of.read([message(8)]).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Limit, "{error}");

    // The tags of the leaf refer to the leaf.
    let fields = ["x".into(), Value::Ref(0)];
    let own = Value::shared(0, Value::from(StructValue::new(leaf, fields)));
    let fields = [Value::Null, Value::List(vec![own]), Value::Map(vec![]), Value::List(vec![])];
    let value = Value::from(StructValue::new(branch, fields));
    let message = graph.write_value(&value).unwrap();
    let error = of.read([message]).unwrap_err();
    assert_eq!(
        (error.kind(), error.path()),
        (ErrorKind::Reference, "[0].leaves[0].tags"),
        "{error}"
    );
}
