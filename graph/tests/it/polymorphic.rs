//! Values of which a trait is known.

use std::any::Any;
use std::collections::BTreeMap;
use std::rc::Rc;
use std::sync::Arc;

use ferrow_derive::Object;
use ferrow_graph::object::AnyObject;
use ferrow_graph::{Builder, ErrorKind, Graph, Mode, References, object_trait};

trait Animal: AnyObject {
    fn name(&self) -> String;
}

object_trait!(dyn Animal);

#[derive(Debug, PartialEq, Object)]
#[object(id = 1)]
struct Dog {
    name: String,
}

#[derive(Debug, PartialEq, Object)]
#[object(name = "zoo.Cat")]
struct Cat {
    lives: u8,
}

#[derive(Debug, PartialEq, Object)]
#[object(id = 3)]
struct Stone {}

impl Animal for Dog {
    fn name(&self) -> String {
        self.name.clone()
    }
}

impl Animal for Cat {
    fn name(&self) -> String {
        format!("cat {}", self.lives)
    }
}

fn animals(builder: Builder) -> Builder {
    builder
        .implement::<dyn Animal, Dog>(|dog| Box::new(dog))
        .implement::<dyn Animal, Cat>(|cat| Box::new(cat))
        .implement::<dyn Any, Dog>(|dog| Box::new(dog))
        .register::<Stone>()
        .register::<Zoo>()
}

fn graphs() -> Vec<Graph> {
    let mut graphs = Vec::new();
    for mode in [Mode::SameSchema, Mode::Compatible] {
        for references in [References::Values, References::Tracked] {
            let builder = Graph::builder().mode(mode).references(references);
            graphs.push(animals(builder).build().expect("animals"));
        }
    }
    graphs
}

#[derive(Object)]
#[object(id = 4)]
struct Zoo {
    star: Box<dyn Animal>,
    spare: Option<Box<dyn Animal>>,
    all: Vec<Rc<dyn Animal>>,
    by_cage: BTreeMap<i32, Box<dyn Animal>>,
    shared: Arc<dyn Animal>,
}

fn dog(name: &str) -> Dog {
    Dog { name: name.to_owned() }
}

#[test]
fn values_of_a_trait_are_read_as_the_types_that_they_were() {
    for graph in graphs() {
        let rex: Rc<dyn Animal> = Rc::new(dog("Rex"));
        let zoo = Zoo {
            star: Box::new(Cat { lives: 9 }),
            spare: None,
            all: vec![rex.clone(), Rc::new(Cat { lives: 1 }), rex],
            by_cage: BTreeMap::from([
                (1, Box::new(dog("Ben")) as Box<dyn Animal>),
                (2, Box::new(Cat { lives: 2 })),
            ]),
            shared: Arc::new(dog("Ann")),
        };
        let message = graph.to_vec(&zoo).unwrap();
        let back: Zoo =
            graph.from_slice(&message).unwrap_or_else(|error| panic!("{error}: {graph:?}"));
        assert_eq!(back.star.name(), "cat 9");
        assert!(back.spare.is_none());
        let names: Vec<String> = back.all.iter().map(|animal| animal.name()).collect();
        assert_eq!(names, ["Rex", "cat 1", "Rex"]);
        let tracked = format!("{graph:?}").contains("Tracked");
        assert_eq!(Rc::ptr_eq(&back.all[0], &back.all[2]), tracked);
        assert_eq!(back.by_cage[&2].name(), "cat 2");
        assert_eq!(back.shared.name(), "Ann");
        for len in 0..message.len() {
            assert!(graph.from_slice::<Zoo>(&message[..len]).is_err());
        }
    }
}

#[test]
fn types_that_do_not_implement_a_trait_are_not_read_as_it() {
    let graph = animals(Graph::builder()).build().unwrap();
    let message = graph.to_vec(&Stone {}).unwrap();
    let Err(error) = graph.from_slice::<Box<dyn Animal>>(&message) else { panic!("a stone") };
    assert_eq!(error.kind(), ErrorKind::WrongType);
    let message = graph.to_vec(&5_i32).unwrap();
    assert!(graph.from_slice::<Box<dyn Animal>>(&message).is_err());
    // Each end knows the types it was given.
    let stranger = Graph::builder().build().unwrap();
    let animal: Box<dyn Animal> = Box::new(dog("Rex"));
    assert_eq!(stranger.to_vec(&animal).unwrap_err().kind(), ErrorKind::UnknownType);
}

#[test]
fn values_of_any_type_are_written_and_read_where_their_types_are_known() {
    let graph = animals(Graph::builder()).build().unwrap();
    let anything: Vec<Box<dyn Any>> = vec![Box::new(dog("Rex")), Box::new(dog("Ben"))];
    let message = graph.to_vec(&anything).unwrap();
    let back: Vec<Box<dyn Any>> = graph.from_slice(&message).unwrap();
    assert_eq!(back[1].downcast_ref::<Dog>(), Some(&dog("Ben")));
    let unknown: Box<dyn Any> = Box::new(5_i32);
    assert_eq!(graph.to_vec(&unknown).unwrap_err().kind(), ErrorKind::UnknownType);
}
