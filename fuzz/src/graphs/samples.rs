//! Messages of Rust's types to begin with: the first byte tells how they are read.

use std::cell::RefCell;
use std::rc::Rc;
use std::sync::Arc;

use ferrow_graph::object::RcWeak;
use ferrow_graph::value::{Duration, Timestamp};
use ferrow_graph::wire::Decimal;
use ferrow_graph::{Graph, Object, Value};

use super::typed::{Borrowed, Choice, Collections, GRAPHS, Node, Scalars};
use crate::generate::Random;
use crate::mutate::{Figures, mutate};

/// Mutates messages of Rust's types at random, `count` times, and reads them. The same `seed`, the same
/// mutations.
#[must_use]
pub fn objects(count: u64, seed: u64) -> Figures {
    let mut random = Random(seed);
    let messages = samples(&mut random);
    let mut figures = Figures { vectors: messages.len(), ..Figures::default() };
    for _ in 0..count {
        let mut bytes = messages[random.below(messages.len())].clone();
        let mut message = bytes.split_off(1);
        for _ in 0..=random.below(4) {
            mutate(&mut message, &mut random);
        }
        bytes.append(&mut message);
        match super::typed(&bytes) {
            true => figures.values += 1,
            false => figures.errors += 1,
        }
    }
    figures
}

/// Some messages of every type and graph, as the target `graph_typed` reads them.
fn samples(random: &mut Random) -> Vec<Vec<u8>> {
    let mut messages = Vec::new();
    for (at, graph) in GRAPHS.iter().enumerate() {
        for _ in 0..6 {
            let mut add = |which: usize, message: Vec<u8>| {
                let choice = u8::try_from(which * 4 + at).expect("eight types, four graphs");
                messages.push([&[choice][..], &message].concat());
            };
            add(0, written(graph, &scalars(random)));
            add(1, written(graph, &collections(random)));
            // Where objects are not tracked, an edge back would never end.
            add(2, written(graph, &tree(random, at % 2 == 1)));
            let (text, more) = (text(random), text(random));
            let borrowed = Borrowed {
                text: &text,
                bytes: more.as_bytes(),
                more: vec![more.as_str().into(), text.clone().into()],
                scalars: Box::new(scalars(random)),
            };
            add(3, written(graph, &borrowed));
            add(4, written(graph, &many(random, scalars)));
            let entries = many(random, |random| (self::text(random), choice(random)));
            add(
                5,
                written(graph, &entries.into_iter().collect::<std::collections::BTreeMap<_, _>>()),
            );
            add(
                6,
                written(
                    graph,
                    &many(random, |random| (random.below(3) == 0).then(|| decimal(random))),
                ),
            );
            add(7, written(graph, &many(random, |random| many(random, bits))));
        }
    }
    messages
}

fn written<T: Object>(graph: &Graph, value: &T) -> Vec<u8> {
    graph.to_vec(value).expect("a value of a registered type")
}

fn many<T>(random: &mut Random, mut make: impl FnMut(&mut Random) -> T) -> Vec<T> {
    (0..random.below(5)).map(|_| make(random)).collect()
}

/// A number of any length.
fn bits(random: &mut Random) -> u64 {
    random.word() >> random.below(64)
}

fn text(random: &mut Random) -> String {
    let of =
        ["", "a", "tea", "naïve", "茶 🍵", "a text of more than sixteen bytes", "twelve bytes"];
    of[random.below(of.len())].repeat(1 + random.below(3))
}

fn decimal(random: &mut Random) -> Decimal {
    let scale = i32::try_from(random.below(20)).expect("small");
    Decimal::new(i128::from(bits(random)) * i128::from(bits(random)), scale)
}

fn scalars(random: &mut Random) -> Scalars {
    let word = |random: &mut Random| bits(random).to_le_bytes();
    let int = |random: &mut Random| i64::from_le_bytes(word(random));
    let half = |random: &mut Random| {
        let [a, b, c, d, ..] = word(random);
        i32::from_le_bytes([a, b, c, d])
    };
    let [a, b, c, d, e, f, ..] = word(random);
    Scalars {
        a: a % 2 == 0,
        b: b.cast_signed(),
        c: i16::from_le_bytes([c, d]),
        d: half(random),
        e: half(random),
        f: int(random),
        g: int(random),
        h: int(random),
        i: e,
        j: u16::from_le_bytes([e, f]),
        k: half(random).cast_unsigned(),
        l: bits(random),
        m: bits(random),
        n: half::f16::from_bits(u16::from_le_bytes([a, f])),
        o: f32::from(a) / 8.0,
        p: f64::from(b) / 8.0,
        q: Timestamp { seconds: int(random) / 2, nanos: 5 },
        r: Duration { seconds: int(random) / 2, nanos: 7 },
        s: decimal(random),
        t: (random.below(2) == 0).then(|| int(random)),
        u: (random.below(2) == 0).then_some(2.5),
    }
}

fn choice(random: &mut Random) -> Choice {
    match random.below(3) {
        0 => Choice::Nothing,
        1 => Choice::Number(i64::from_le_bytes(bits(random).to_le_bytes())),
        _ => Choice::Text(text(random)),
    }
}

fn collections(random: &mut Random) -> Collections {
    let number = |random: &mut Random| i64::from_le_bytes(bits(random).to_le_bytes());
    let small = |random: &mut Random| i32::try_from(random.below(1000)).expect("small");
    Collections {
        texts: many(random, text),
        numbers: many(random, number),
        dense: many(random, small),
        nullable: many(random, |random| (random.below(2) == 0).then_some(7)),
        map: many(random, |random| (text(random), vec![7; random.below(4)])).into_iter().collect(),
        set: many(random, small).into_iter().collect(),
        bytes: text(random).into_bytes().into(),
        choice: choice(random),
        choices: many(random, choice),
        pair: (small(random), text(random)),
        anything: Value::from(text(random).as_str()),
    }
}

fn tree(random: &mut Random, has_edges_back: bool) -> Rc<Node> {
    let shared = (random.below(2) == 0).then(|| Arc::new(collections(random)));
    let node = |random: &mut Random, parent: RcWeak<Node>| {
        let name = (random.below(2) == 0).then(|| text(random));
        Rc::new(Node { name, parent, children: RefCell::default(), shared: shared.clone() })
    };
    let root = node(random, RcWeak::default());
    for _ in 0..random.below(4) {
        let parent = if has_edges_back { RcWeak::new(&root) } else { RcWeak::default() };
        let child = node(random, parent);
        root.children.borrow_mut().push(child);
    }
    root
}
