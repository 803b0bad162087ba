//! What is written is read again, in both formats, under traced schemas of both sorts.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fmt::Debug;
use std::net::IpAddr;
use std::rc::Rc;

use ferrow_row::RowLayout;
use ferrow_row::serde::{append_to, from_message, records, trace, trace_samples};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use super::{layouts, written};

/// Writes and reads under the schema of the type and that of the values.
fn check<T>(values: &[T])
where
    T: Serialize + DeserializeOwned + Debug + PartialEq,
{
    let of_type = trace::<T>().expect("a type that says what it is");
    let of_values = trace_samples(values).expect("values of one type");
    for layout in layouts(of_type).into_iter().chain(layouts(of_values)) {
        let batch = written(&layout, values);
        assert_eq!(records::<T>(&batch).expect("rows of the type"), values, "{layout:?}");
    }
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct Numbers {
    bool: bool,
    signed: (i8, i16, i32, i64, i128),
    unsigned: (u8, u16, u32, u64, u128),
    float: (f32, f64),
    char: char,
    optional: Option<i64>,
    unit: (),
}

#[test]
fn numbers_of_every_width_at_their_ends() {
    let numbers = Numbers {
        bool: true,
        signed: (i8::MIN, i16::MIN, i32::MIN, i64::MIN, i128::MIN),
        unsigned: (u8::MAX, u16::MAX, u32::MAX, u64::MAX, i128::MAX.unsigned_abs()),
        float: (f32::MIN_POSITIVE, f64::MAX),
        char: '🦀',
        optional: None,
        unit: (),
    };
    let more = Numbers {
        bool: false,
        signed: (i8::MAX, i16::MAX, i32::MAX, i64::MAX, i128::MAX),
        unsigned: (0, 0, 0, 0, 0),
        float: (f32::NEG_INFINITY, -0.0),
        char: '\0',
        optional: Some(0),
        unit: (),
    };
    check(&[numbers, more]);
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct Order {
    id: u64,
    customer: Customer,
    lines: Vec<Line>,
    notes: Option<Vec<Option<String>>>,
    tags: BTreeSet<String>,
    prices: BTreeMap<String, Vec<f64>>,
    by_day: HashMap<i16, Line>,
    state: State,
    events: Vec<Event>,
    position: [f64; 3],
    grid: [[u8; 2]; 3],
    pair: (u8, Option<String>),
    parent: Option<Box<Customer>>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct Customer {
    name: String,
    address: Option<IpAddr>,
    credit: Cents,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct Cents(i64);

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct Line {
    item: String,
    count: u32,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum State {
    Open,
    PaidInFull,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
enum Event {
    Created,
    Paid(Cents),
    Moved(f64, f64),
    Tagged(u8, String),
    Shipped { to: Customer, lines: Vec<Line>, costs: BTreeMap<String, i32> },
    Noted(Option<String>),
    Nested(Box<Inner>),
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
enum Inner {
    Same(Vec<Result<u8, String>>),
    Other { deep: (Option<i8>, BTreeMap<u8, Counts>) },
}

type Counts = Vec<BTreeMap<String, u8>>;

fn order(id: u64) -> Order {
    let customer = Customer {
        name: format!("customer {id}"),
        address: id.is_multiple_of(2).then(|| IpAddr::from([10, 0, 0, 1])),
        credit: Cents(-1),
    };
    let line = |count| Line { item: "x".repeat(count as usize), count };
    let deep = BTreeMap::from([
        (1, vec![BTreeMap::from([("a".to_owned(), 1), ("b".to_owned(), 2)]), BTreeMap::new()]),
        (0, vec![]),
    ]);
    Order {
        id,
        customer: customer.clone(),
        lines: (0..7).map(line).collect(),
        notes: Some(vec![None, Some(String::new()), Some("late".to_owned())]),
        tags: ["b", "a"].map(str::to_owned).into(),
        prices: [("x".to_owned(), vec![0.5]), (String::new(), vec![])].into(),
        by_day: (0..20).map(|day| (day, line(3))).collect(),
        state: State::PaidInFull,
        events: vec![
            Event::Created,
            Event::Paid(Cents(7)),
            Event::Moved(0.25, -1.0),
            Event::Tagged(3, "t".to_owned()),
            Event::Shipped {
                to: customer.clone(),
                lines: vec![line(1)],
                costs: [("post".to_owned(), 3), ("box".to_owned(), 1)].into(),
            },
            Event::Noted(None),
            Event::Noted(Some("n".to_owned())),
            Event::Nested(Box::new(Inner::Same(vec![Ok(1), Err("e".to_owned())]))),
            Event::Nested(Box::new(Inner::Other { deep: (None, deep) })),
        ],
        position: [1.0, 2.0, 3.0],
        grid: [[1, 2], [3, 4], [5, 6]],
        pair: (9, Some("p".to_owned())),
        parent: Some(Box::new(customer)),
    }
}

fn empty_order() -> Order {
    Order {
        lines: vec![],
        notes: None,
        tags: BTreeSet::new(),
        prices: BTreeMap::new(),
        by_day: HashMap::new(),
        state: State::Open,
        events: vec![],
        pair: (0, None),
        parent: None,
        ..order(1)
    }
}

#[test]
fn a_rich_type_with_everything_in_everything() {
    check(&[order(0), empty_order(), order(1)]);
}

#[test]
fn keys_of_maps_are_of_any_type() {
    #[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
    struct Maps {
        by_state: BTreeMap<State, u8>,
        by_char: BTreeMap<char, ()>,
        by_bool: BTreeMap<bool, Option<i8>>,
        by_pair: BTreeMap<(u8, u8), String>,
        by_mixed: BTreeMap<(u8, String), Vec<u8>>,
        by_list: BTreeMap<Vec<u16>, u8>,
        by_wide: HashMap<i128, f32>,
    }
    let pairs = [((2, 1), "b".to_owned()), ((1, 2), "a".to_owned())];
    let maps = Maps {
        by_state: [(State::PaidInFull, 1), (State::Open, 2)].into(),
        by_char: [('é', ()), ('z', ())].into(),
        by_bool: [(true, None), (false, Some(-1))].into(),
        by_mixed: pairs.clone().map(|((a, _), text)| ((a, text), vec![a])).into(),
        by_pair: pairs.into(),
        by_list: [(vec![], 0), (vec![1, 2], 1), (vec![1], 2)].into(),
        by_wide: (-9..9).map(|key| (key << 90, 0.5)).collect(),
    };
    check(&[maps.clone(), maps]);
}

#[test]
fn text_and_bytes_are_borrowed_from_the_row() {
    #[derive(Debug, PartialEq, Serialize, Deserialize)]
    struct Borrowed<'a> {
        name: &'a str,
        #[serde(borrow)]
        names: Vec<&'a str>,
        #[serde(borrow)]
        note: Option<Cow<'a, str>>,
    }
    let value = Borrowed { name: "crab", names: vec!["a", ""], note: Some("n".into()) };
    for layout in layouts(trace::<Borrowed<'_>>().unwrap()) {
        let mut message = Vec::new();
        append_to(&layout, &value, &mut message).unwrap();
        let back: Borrowed<'_> = from_message(&layout, &message).unwrap();
        assert_eq!(back, value);
        assert!(message.as_ptr_range().contains(&back.name.as_ptr()));
    }
}

#[test]
fn a_sequence_whose_length_nobody_knows_grows() {
    #[derive(Serialize)]
    struct Lines {
        #[serde(serialize_with = "one_by_one")]
        v: Vec<String>,
    }
    #[derive(Debug, PartialEq, Deserialize)]
    struct Back {
        v: Vec<String>,
    }

    fn one_by_one<S: serde::Serializer>(lines: &[String], to: S) -> Result<S::Ok, S::Error> {
        // A filter does not know how many it lets pass.
        to.collect_seq(lines.iter().filter(|line| !line.is_empty()))
    }

    let v: Vec<String> = (1..300).map(|len| "x".repeat(len % 19 + 1)).collect();
    let lines = Lines { v: v.clone() };
    for layout in layouts(trace_samples([&lines]).unwrap()) {
        let batch = written(&layout, std::slice::from_ref(&lines));
        assert_eq!(records::<Back>(&batch).unwrap(), [Back { v: v.clone() }]);
    }
}

#[test]
fn tuples_newtypes_and_maps_are_rows_too() {
    #[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
    struct Pair(i32, String);
    #[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
    struct Wrapped(Line);
    check(&[Pair(1, "a".to_owned()), Pair(2, "b".to_owned())]);
    check(&[(1_u8, true, Some(0.5)), (2, false, None)]);
    check(&[Wrapped(Line { item: "i".to_owned(), count: 1 })]);
    check(&[Rc::new(Line { item: "i".to_owned(), count: 1 })].map(|line| (*line).clone()));

    let maps = [BTreeMap::from([("a".to_owned(), 1), ("b".to_owned(), 2)])];
    let layout = RowLayout::try_new(trace_samples(&maps).unwrap()).unwrap();
    assert_eq!(records::<BTreeMap<String, i32>>(&written(&layout, &maps)).unwrap(), maps);
}

#[test]
fn an_untagged_and_a_tagged_enum_and_flattened_fields_come_back() {
    #[derive(Debug, PartialEq, Serialize, Deserialize)]
    struct Mixed {
        #[serde(flatten)]
        line: Line,
        id: Id,
        action: Action,
        step: Step,
    }
    #[derive(Debug, PartialEq, Serialize, Deserialize)]
    #[serde(untagged)]
    enum Id {
        Text(String),
        Number { number: u64 },
    }
    #[derive(Debug, PartialEq, Serialize, Deserialize)]
    #[serde(tag = "type")]
    enum Action {
        Go { speed: f64 },
        Stop,
    }
    #[derive(Debug, PartialEq, Serialize, Deserialize)]
    #[serde(tag = "kind", content = "data")]
    enum Step {
        Up(i32),
        Down(i32),
    }
    let line = || Line { item: "x".to_owned(), count: 2 };
    let values = [
        Mixed {
            line: line(),
            id: Id::Number { number: 7 },
            action: Action::Go { speed: 0.5 },
            step: Step::Up(1),
        },
        Mixed {
            line: line(),
            id: Id::Number { number: 8 },
            action: Action::Stop,
            step: Step::Down(2),
        },
    ];
    for layout in layouts(trace_samples(&values).unwrap()) {
        assert_eq!(records::<Mixed>(&written(&layout, &values)).unwrap(), values);
    }
    let texts = [Id::Text("a".to_owned()), Id::Text("b".to_owned())].map(|id| Mixed {
        line: line(),
        id,
        action: Action::Stop,
        step: Step::Up(1),
    });
    for layout in layouts(trace_samples(&texts).unwrap()) {
        assert_eq!(records::<Mixed>(&written(&layout, &texts)).unwrap(), texts);
    }
}
