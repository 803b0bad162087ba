//! Random values of random types, exchanged with pyfory: what one writes the other reads as the same,
//! and the bytes are the same but for what [`known`] names.

mod known;
mod peer;

use ferrow_graph::{Graph, Texts};
use serde_json::{Value as Json, json};

use crate::difference::first_difference;
use crate::generate::{Choices, Dialect, Random, Schema};
use crate::vector::from_json::Reading;
use crate::vector::to_json::normal;
use crate::vector::{Types, hex, to_hex};
use peer::Peer;

/// How many schemas there are, where `FERROW_INTEROP_COUNT` does not say another number.
const SCHEMAS: u64 = 1000;

/// How many values there are of each schema.
const VALUES: usize = 4;

/// The most problems that are shown.
const SHOWN: usize = 10;

#[test]
fn random_values_are_exchanged() {
    let Some(mut peer) = Peer::start() else { return };
    let (first, count) =
        (number("FERROW_INTEROP_SEED", 0), number("FERROW_INTEROP_COUNT", SCHEMAS));
    let (mut problems, mut same_bytes) = (Vec::new(), 0);
    for seed in first..first + count {
        match Exchange::new(seed).run(&mut peer) {
            Ok(same) => same_bytes += same,
            Err(problem) => problems.push(format!("FERROW_INTEROP_SEED={seed}: {problem}")),
        }
    }
    let shown = problems[..problems.len().min(SHOWN)].join("\n");
    assert!(problems.is_empty(), "{} of {count} schemas:\n{shown}", problems.len());
    // The others have large sets, or namespaces.
    assert!(same_bytes * 3 > count * VALUES as u64, "{same_bytes} messages have the same bytes");
}

#[test]
fn the_peer_sees_what_is_different() {
    let Some(mut peer) = Peer::start() else { return };
    let graph = Graph::builder().build().expect("nothing is registered");
    let of = |kind: &str, value: Json| json!({ "t": kind, "v": value });
    let values = [
        of("int64", 1.into()),
        of("int64", 2.into()),
        of("float64", 0.0.into()),
        of("float64", (-0.0).into()),
        of("string", "1".into()),
        of("binary", "31".into()),
        json!({ "t": { "list": "any" }, "v": [of("int64", 1.into())] }),
        json!({ "t": { "list": "any" }, "v": [of("bool", true.into())] }),
        json!({ "t": { "list": "any" }, "v": [] }),
    ];
    let types = Schema::plain().types();
    let messages = values.clone().map(|value| {
        let value = Reading { types: &types, graph: &graph }.any(&value);
        to_hex(&graph.write_value(&value).expect("a value"))
    });
    for (index, value) in values.iter().enumerate() {
        let cases = messages.iter().map(|message| json!({ "value": value, "message": message }));
        let cases: Vec<Json> = cases.collect();
        let request = json!({ "ref": false, "compatible": false, "types": [], "cases": cases });
        let answer = peer.ask(&request);
        let answers = answer["cases"].as_array().expect("answers");
        for (other, answer) in answers.iter().enumerate() {
            let difference = &answer["difference"];
            let found = difference.is_null();
            assert_eq!(found, index == other, "{value}, {}: {difference}", values[other]);
        }
    }
}

fn number(variable: &str, default: u64) -> u64 {
    std::env::var(variable).map_or(default, |text| text.parse().expect("a number"))
}

/// A schema and values of it.
struct Exchange {
    schema: Schema,
    types: Types,
    graph: Graph,
    values: Vec<Json>,
}

impl Exchange {
    fn new(seed: u64) -> Self {
        let bytes = Random(seed).bytes(8192);
        let mut choices = Choices::new(&bytes);
        let schema = Schema::new(Dialect::Python, &mut choices);
        let values = (0..VALUES).map(|_| schema.value(&mut choices)).collect();
        Self { types: schema.types(), graph: schema.graph(Texts::ByWidth), values, schema }
    }

    fn reading(&self) -> Reading<'_> {
        Reading { types: &self.types, graph: &self.graph }
    }

    /// Exchanges the values; returns how many messages had the same bytes.
    fn run(&self, peer: &mut Peer) -> Result<u64, String> {
        let written = self.values.iter().map(|value| {
            let message = self.graph.write_value(&self.reading().any(value));
            message.map_err(|error| format!("{error}: {value} of {}", json!(self.schema.types)))
        });
        let written = written.collect::<Result<Vec<_>, String>>()?;
        let cases = self.values.iter().zip(&written);
        let cases = cases.map(|(value, bytes)| json!({ "value": value, "message": to_hex(bytes) }));
        let answer = peer.ask(&json!({
            "ref": self.schema.tracked,
            "compatible": self.schema.compatible,
            "types": self.schema.types,
            "cases": cases.collect::<Vec<_>>(),
        }));
        let Some(answers) = answer["cases"].as_array() else {
            return Err(format!("{answer} of {}", json!(self.schema.types)));
        };
        let mut same_bytes = 0;
        for ((value, ours), answer) in self.values.iter().zip(&written).zip(answers) {
            let same = self.check(value, ours, answer).map_err(|problem| {
                format!(
                    "{problem}\n    {value}\n    tracked {}, compatible {}, types {}\n    \
                     ferrow {}\n    pyfory {}",
                    self.schema.tracked,
                    self.schema.compatible,
                    json!(self.schema.types),
                    to_hex(ours),
                    answer["message"]
                )
            })?;
            same_bytes += u64::from(same);
        }
        Ok(same_bytes)
    }

    /// Checks what pyfory read and wrote; returns whether the bytes are to be the same, and are.
    fn check(&self, value: &Json, ours: &[u8], answer: &Json) -> Result<bool, String> {
        if !answer["difference"].is_null() {
            return Err(format!("pyfory reads {}", answer["difference"]));
        }
        let Some(theirs) = answer["message"].as_str() else {
            return Err("pyfory does not write it".to_owned());
        };
        let theirs = hex(theirs);
        let found = self.graph.read_value(&theirs).map_err(|error| error.to_string())?;
        let wanted = self.reading().any(value);
        let difference =
            first_difference(&normal(&found, &self.types), &normal(&wanted, &self.types));
        if let Some(difference) = difference {
            return Err(format!("ferrow reads {difference}"));
        }
        if known::is_written_again(&self.schema, &wanted) {
            let again = self.graph.write_value(&found).map_err(|error| error.to_string())?;
            if again != theirs {
                return Err(format!("ferrow writes what it read as {}", to_hex(&again)));
            }
        }
        match known::has_same_bytes(&self.schema, &wanted) {
            true if *ours != theirs => Err("other bytes".to_owned()),
            same => Ok(same),
        }
    }
}
