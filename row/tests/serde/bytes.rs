//! The rows of serde are those that writers write by hand.

use std::collections::{BTreeMap, HashMap};

use arrow_schema::{DataType, Field, Schema, UnionFields, UnionMode};
use ferrow_row::serde::{append_to, rows, trace, write};
use ferrow_row::{Error, RowBatchWriter, RowLayout, RowWriter};
use serde::{Deserialize, Serialize};

use super::{layouts, of_one, written};

#[derive(Serialize, Deserialize, Clone)]
struct Flight {
    carrier: String,
    delay: Option<i16>,
    legs: Vec<Leg>,
    codes: BTreeMap<String, u8>,
    gate: Gate,
}

#[derive(Serialize, Deserialize, Clone)]
struct Leg {
    seats: u32,
    stops: Vec<Option<String>>,
}

#[derive(Serialize, Deserialize, Clone)]
enum Gate {
    Unknown,
    Numbered(u8),
    Named { hall: String, floor: i8 },
}

fn flight(gate: Gate) -> Flight {
    Flight {
        carrier: "UA".to_owned(),
        delay: None,
        legs: vec![
            Leg { seats: 3, stops: vec![Some("IAH".to_owned()), None] },
            Leg { seats: 4, stops: vec![] },
        ],
        codes: BTreeMap::from([("b".to_owned(), 2), ("a".to_owned(), 1)]),
        gate,
    }
}

fn by_hand(layout: &RowLayout, gate: &Gate) -> Result<Vec<u8>, Error> {
    let mut message = Vec::new();
    let mut row = RowWriter::new(layout, &mut message);
    row.set_at::<str>(0, "UA")?;
    row.set_null(1)?;

    let mut legs = row.slot(2).list(2)?;
    let mut leg = legs.slot()?.row()?;
    leg.set_at::<u32>(0, 3)?;
    let mut stops = leg.slot(1).list(2)?;
    stops.push::<str>("IAH")?;
    stops.push_null()?;
    stops.finish()?;
    leg.finish()?;
    let mut leg = legs.slot()?.row()?;
    leg.set_at::<u32>(0, 4)?;
    leg.slot(1).list(0)?.finish()?;
    leg.finish()?;
    legs.finish()?;

    let mut codes = row.slot(3).map()?;
    let mut keys = codes.keys(2)?;
    keys.push::<str>("a")?;
    keys.push::<str>("b")?;
    keys.finish()?;
    let mut values = codes.values(2)?;
    values.push::<u8>(1)?;
    values.push::<u8>(2)?;
    values.finish()?;
    codes.finish()?;

    let type_id = match gate {
        Gate::Unknown => 0,
        Gate::Numbered(_) => 1,
        Gate::Named { .. } => 2,
    };
    let mut union = row.slot(4).union(type_id)?;
    match gate {
        Gate::Unknown => {}
        Gate::Numbered(number) => union.value().set::<u8>(*number)?,
        Gate::Named { hall, floor } => {
            let mut named = union.value().row()?;
            named.set_at::<str>(0, hall)?;
            named.set_at::<i8>(1, *floor)?;
            named.finish()?;
        }
    }
    union.finish()?;
    row.finish()?;
    Ok(message)
}

#[test]
fn a_value_has_the_bytes_that_its_fields_have_one_by_one() {
    let gates = [Gate::Unknown, Gate::Numbered(7), Gate::Named { hall: "A".to_owned(), floor: -1 }];
    for layout in layouts(trace::<Flight>().unwrap()) {
        for gate in &gates {
            let mut message = b"before".to_vec();
            append_to(&layout, &flight(gate.clone()), &mut message).unwrap();
            assert_eq!(message, [b"before", &by_hand(&layout, gate).unwrap()[..]].concat());
        }
    }
}

#[test]
fn a_batch_of_rows_is_the_rows_one_by_one() {
    let flights = [flight(Gate::Unknown), flight(Gate::Numbered(1))];
    for layout in layouts(trace::<Flight>().unwrap()) {
        let batch = rows(&layout, &flights).unwrap();
        let mut writer = RowBatchWriter::new(layout.clone());
        for flight in &flights {
            write(flight, writer.row()).unwrap();
        }
        assert_eq!(writer.finish(), batch);
        assert_eq!(batch.row_bytes(0).unwrap(), by_hand(&layout, &flights[0].gate).unwrap());
    }
}

#[test]
fn the_order_of_fields_in_the_type_does_not_matter() {
    #[derive(Serialize)]
    struct There {
        a: String,
        b: u8,
        c: Vec<String>,
    }
    #[derive(Serialize)]
    struct Back {
        c: Vec<String>,
        b: u8,
        a: String,
    }
    let words = || vec!["x".to_owned(), "yz".to_owned()];
    let there = There { a: "a".to_owned(), b: 1, c: words() };
    let back = Back { c: words(), b: 1, a: "a".to_owned() };
    let list = DataType::List(Field::new_list_field(DataType::Utf8, false).into());
    let schema = Schema::new(vec![
        Field::new("a", DataType::Utf8, false),
        Field::new("b", DataType::UInt8, false),
        Field::new("c", list, false),
    ]);
    for layout in layouts(schema) {
        let map =
            HashMap::from([("a", serde_json::json!("a")), ("b", 1.into()), ("c", words().into())]);
        assert_eq!(written(&layout, &[&there]), written(&layout, &[&back]));
        assert_eq!(written(&layout, &[&there]), written(&layout, &[map]));
    }
}

#[test]
fn maps_are_written_in_the_order_of_their_keys_bytes() {
    let map = |keys: &[&str]| {
        let mut map = serde_json::Map::new();
        for key in keys {
            map.insert((*key).to_owned(), key.len().into());
        }
        BTreeMap::from([("v", map)])
    };
    let entries = vec![
        Field::new("key", DataType::Utf8, false),
        Field::new("value", DataType::UInt64, false),
    ];
    let entries = Field::new("entries", DataType::Struct(entries.into()), false);
    for layout in layouts(of_one(DataType::Map(entries.into(), false), false)) {
        let batch = written(&layout, &[map(&["c", "", "ab", "a"])]);
        assert_eq!(batch, written(&layout, &[map(&["a", "ab", "c", ""])]));
        let hash: HashMap<_, _> = ["c", "", "ab", "a"].map(|key| (key, key.len())).into();
        assert_eq!(batch, written(&layout, &[BTreeMap::from([("v", hash)])]));
        let row = batch.row(0).unwrap();
        let keys: Vec<_> = row
            .get_at::<ferrow_row::MapRef<'_>>(0)
            .unwrap()
            .keys()
            .iter::<str>()
            .flatten()
            .collect();
        assert_eq!(keys, ["", "a", "ab", "c"]);
    }
}

#[test]
fn scribbling_in_reused_memory_reaches_no_row() {
    // Long values first, so that later and shorter ones find their bytes in the memory they use.
    #[derive(Serialize)]
    struct Row {
        v: BTreeMap<String, Value>,
    }
    #[derive(Serialize, Clone)]
    enum Value {
        A { text: String, number: Option<u64> },
        B(Option<u8>, String),
    }
    let rows: Vec<Row> = [("long key that goes on", "long text that goes on"), ("k", "")]
        .into_iter()
        .flat_map(|(key, text)| {
            let text = text.to_owned();
            [
                Value::A { text: text.clone(), number: (!text.is_empty()).then_some(u64::MAX) },
                Value::B((!text.is_empty()).then_some(0xFF), text),
            ]
            .map(|value| Row { v: BTreeMap::from([(key.to_owned(), value)]) })
        })
        .collect();
    let a = vec![
        Field::new("text", DataType::Utf8, false),
        Field::new("number", DataType::UInt64, true),
    ];
    let b = vec![Field::new("0", DataType::UInt8, true), Field::new("1", DataType::Utf8, false)];
    let children = UnionFields::from_fields(vec![
        Field::new("A", DataType::Struct(a.into()), false),
        Field::new("B", DataType::Struct(b.into()), false),
    ]);
    let entries = vec![
        Field::new("key", DataType::Utf8, false),
        Field::new("value", DataType::Union(children, UnionMode::Sparse), true),
    ];
    let entries = Field::new("entries", DataType::Struct(entries.into()), false);
    for layout in layouts(of_one(DataType::Map(entries.into(), false), false)) {
        let batch = written(&layout, &rows);
        for (index, row) in rows.iter().enumerate() {
            let alone = written(&layout, std::slice::from_ref(row));
            assert_eq!(batch.row_bytes(index), alone.row_bytes(0));
        }
    }
}
