//! Messages of Rust's types.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Debug;
use std::rc::Rc;
use std::sync::{Arc, LazyLock};

use bytes::Bytes;
use ferrow_derive::Object;
use ferrow_graph::object::RcWeak;
use ferrow_graph::value::{Duration, Timestamp};
use ferrow_graph::wire::Decimal;
use ferrow_graph::{FromObject, Graph, Limits, Mode, Object, References, Value};

#[derive(Debug, Object)]
#[object(name = "fuzz.Scalars")]
struct Scalars {
    a: bool,
    b: i8,
    c: i16,
    d: i32,
    #[object(fixed)]
    e: i32,
    f: i64,
    #[object(fixed)]
    g: i64,
    #[object(tagged)]
    h: i64,
    i: u8,
    j: u16,
    k: u32,
    l: u64,
    #[object(tagged)]
    m: u64,
    n: half::f16,
    o: f32,
    p: f64,
    q: Timestamp,
    r: Duration,
    s: Decimal,
    t: Option<i64>,
    u: Option<f32>,
}

#[derive(Debug, Object)]
#[object(id = 101)]
struct Collections {
    texts: Vec<String>,
    numbers: Vec<i64>,
    #[object(array)]
    dense: Vec<i32>,
    nullable: Vec<Option<i16>>,
    map: BTreeMap<String, Vec<u32>>,
    set: BTreeSet<i32>,
    bytes: Bytes,
    choice: Choice,
    choices: Vec<Choice>,
    pair: (i32, String),
    anything: Value,
}

#[derive(Debug, Object)]
#[object(id = 102)]
enum Choice {
    Nothing,
    Number(i64),
    Text(String),
    #[object(unknown)]
    Other(ferrow_graph::value::UnionValue),
}

#[derive(Debug, Object)]
#[object(id = 103)]
struct Node {
    name: Option<String>,
    parent: RcWeak<Node>,
    children: RefCell<Vec<Rc<Node>>>,
    shared: Option<Arc<Collections>>,
}

#[derive(Debug, Object)]
#[object(id = 104)]
struct Borrowed<'a> {
    text: &'a str,
    bytes: &'a [u8],
    more: Vec<std::borrow::Cow<'a, str>>,
    scalars: Box<Scalars>,
}

static GRAPHS: LazyLock<Vec<Graph>> = LazyLock::new(|| {
    let limits = Limits { depth: 100, ..Limits::default() };
    let modes = [Mode::SameSchema, Mode::Compatible];
    let references = [References::Values, References::Tracked];
    let graphs = modes.into_iter().flat_map(|mode| references.map(|references| (mode, references)));
    let graphs = graphs.map(|(mode, references)| {
        let builder = Graph::builder().mode(mode).references(references).limits(limits);
        let builder = builder.register::<Node>().register::<Borrowed<'_>>();
        builder.build().expect("types of this file")
    });
    graphs.collect()
});

/// Reads a message as each of several types; what was read is written, and read as the same.
pub fn typed(data: &[u8]) {
    let Some((first, message)) = data.split_first() else { return };
    let graph = &GRAPHS[usize::from(*first) % GRAPHS.len()];
    match first / 4 % 8 {
        0 => check::<Scalars>(graph, message),
        1 => check::<Collections>(graph, message),
        2 => check::<Rc<Node>>(graph, message),
        3 => {
            let Ok(value) = graph.from_slice::<Borrowed<'_>>(message) else { return };
            let written = graph.to_vec(&value).expect("what was read");
            let again = graph.from_slice::<Borrowed<'_>>(&written).expect("what was written");
            assert_eq!(format!("{again:?}"), format!("{value:?}"));
        }
        4 => check::<Vec<Scalars>>(graph, message),
        5 => check::<BTreeMap<String, Choice>>(graph, message),
        6 => check::<Vec<Option<Decimal>>>(graph, message),
        _ => check::<Vec<Vec<u64>>>(graph, message),
    }
}

fn check<T: Object + for<'a> FromObject<'a> + Debug>(graph: &Graph, message: &[u8]) {
    let Ok(value) = graph.from_slice::<T>(message) else { return };
    let written = graph.to_vec(&value).expect("what was read");
    let again = graph.from_slice::<T>(&written).expect("what was written");
    assert_eq!(graph.to_vec(&again).expect("what was read"), written);
}
