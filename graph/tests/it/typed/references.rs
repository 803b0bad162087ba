//! Pointers: shared, weak, and in chains.

use super::*;

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

#[test]
fn what_is_not_written_without_tracking_says_so() {
    let root = Rc::new(Tree {
        name: "root".to_owned(),
        parent: RcWeak::default(),
        children: RefCell::default(),
    });
    let child =
        Tree { name: "leaf".to_owned(), parent: RcWeak::new(&root), children: RefCell::default() };
    root.children.borrow_mut().push(Rc::new(child));
    let limits = Limits { depth: 100, ..Limits::default() };
    let graph = Graph::builder().limits(limits).register::<Tree>().build().unwrap();
    let error = graph.to_vec(&root).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Limit);
    assert!(error.path().starts_with("children[0].parent.children[0]"), "{error}");
    assert!(error.path().len() <= 103 && error.path().ends_with("..."), "{error}");
    let said = error.to_string();
    assert!(said.contains("more than 100 values in one another; if objects"), "{error}");
    assert!(said.ends_with("build the graph with `References::Tracked`"), "{error}");

    let twice = Value::List(vec![Value::shared(0, "tea".into()), Value::Ref(0)]);
    let error = graph.write_value(&twice).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Reference);
    assert!(error.to_string().contains("References::Tracked"), "{error}");

    // One that tracks has other reasons.
    let builder = Graph::builder().references(References::Tracked).limits(limits);
    let graph = builder.register::<Tree>().build().unwrap();
    let deep = (0..200).fold(Value::Null, |inner, _| Value::List(vec![inner]));
    for value in [deep, Value::List(vec![Value::Ref(0)])] {
        let error = graph.write_value(&value).unwrap_err();
        assert!(!error.to_string().contains("Tracked"), "{error}");
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
pub(super) struct Node {
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
