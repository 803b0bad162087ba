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
pub(super) struct Scalars {
    pub(super) a: bool,
    pub(super) b: i8,
    pub(super) c: i16,
    pub(super) d: i32,
    #[object(fixed)]
    pub(super) e: i32,
    pub(super) f: i64,
    #[object(fixed)]
    pub(super) g: i64,
    #[object(tagged)]
    pub(super) h: i64,
    pub(super) i: u8,
    pub(super) j: u16,
    pub(super) k: u32,
    pub(super) l: u64,
    #[object(tagged)]
    pub(super) m: u64,
    pub(super) n: half::f16,
    pub(super) o: f32,
    pub(super) p: f64,
    pub(super) q: Timestamp,
    pub(super) r: Duration,
    pub(super) s: Decimal,
    pub(super) t: Option<i64>,
    pub(super) u: Option<f32>,
}

#[derive(Debug, Object)]
#[object(id = 101)]
pub(super) struct Collections {
    pub(super) texts: Vec<String>,
    pub(super) numbers: Vec<i64>,
    #[object(array)]
    pub(super) dense: Vec<i32>,
    pub(super) nullable: Vec<Option<i16>>,
    pub(super) map: BTreeMap<String, Vec<u32>>,
    pub(super) set: BTreeSet<i32>,
    pub(super) bytes: Bytes,
    pub(super) choice: Choice,
    pub(super) choices: Vec<Choice>,
    pub(super) pair: (i32, String),
    pub(super) anything: Value,
}

#[derive(Debug, Object)]
#[object(id = 102)]
pub(super) enum Choice {
    Nothing,
    Number(i64),
    Text(String),
    #[object(unknown)]
    Other(ferrow_graph::value::UnionValue),
}

#[derive(Debug, Object)]
#[object(id = 103)]
pub(super) struct Node {
    pub(super) name: Option<String>,
    pub(super) parent: RcWeak<Node>,
    pub(super) children: RefCell<Vec<Rc<Node>>>,
    pub(super) shared: Option<Arc<Collections>>,
}

#[derive(Debug, Object)]
#[object(id = 104)]
pub(super) struct Borrowed<'a> {
    pub(super) text: &'a str,
    pub(super) bytes: &'a [u8],
    pub(super) more: Vec<std::borrow::Cow<'a, str>>,
    pub(super) scalars: Box<Scalars>,
}

pub(super) static GRAPHS: LazyLock<Vec<Graph>> = LazyLock::new(|| {
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

/// Reads a message as one of several types; what was read is written, and read as the same. Returns
/// whether it was read.
pub fn typed(data: &[u8]) -> bool {
    let Some((first, message)) = data.split_first() else { return false };
    let graph = &GRAPHS[usize::from(*first) % GRAPHS.len()];
    match first / 4 % 8 {
        0 => check::<Scalars>(graph, message),
        1 => check::<Collections>(graph, message),
        2 => check::<Rc<Node>>(graph, message),
        3 => {
            let Ok(value) = graph.from_slice::<Borrowed<'_>>(message) else { return false };
            let written = graph.to_vec(&value).expect("what was read");
            let again = graph.from_slice::<Borrowed<'_>>(&written).expect("what was written");
            assert_eq!(format!("{again:?}"), format!("{value:?}"));
            true
        }
        4 => check::<Vec<Scalars>>(graph, message),
        5 => check::<BTreeMap<String, Choice>>(graph, message),
        6 => check::<Vec<Option<Decimal>>>(graph, message),
        _ => check::<Vec<Vec<u64>>>(graph, message),
    }
}

fn check<T: Object + for<'a> FromObject<'a> + Debug>(graph: &Graph, message: &[u8]) -> bool {
    let Ok(value) = graph.from_slice::<T>(message) else { return false };
    let written = graph.to_vec(&value).expect("what was read");
    let again = graph.from_slice::<T>(&written).expect("what was written");
    assert_eq!(graph.to_vec(&again).expect("what was read"), written);
    true
}
