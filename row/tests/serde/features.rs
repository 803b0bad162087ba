//! The 18,865 nested records of the examples: JSON into a struct, rows, and the struct again.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::Path;

use ferrow_row::serde::{TraceOptions, records, trace};
use flate2::read::GzDecoder;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{layouts, written};

#[derive(Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Feature {
    feature: String,
    depth: u8,
    description: Option<String>,
    mdn_url: Option<String>,
    spec_url: Option<Vec<String>>,
    tags: Option<Vec<String>>,
    status: Status,
    support: BTreeMap<String, Vec<Support>>,
}

#[derive(Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Status {
    experimental: bool,
    standard_track: bool,
    deprecated: bool,
}

#[derive(Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Support {
    version_added: String,
    version_removed: Option<String>,
    partial: bool,
    prefix: Option<String>,
    flags: Vec<String>,
    notes: Vec<String>,
}

/// The lines of the file, as JSON.
fn lines() -> impl Iterator<Item = String> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../examples/data/features.ndjson.gz");
    let file = File::open(path).expect("the examples' data is in the repository");
    BufReader::new(GzDecoder::new(file)).lines().map(|line| line.expect("text"))
}

#[test]
fn every_feature_comes_back_from_its_row_unchanged() {
    let features: Vec<Feature> = lines().map(|line| serde_json::from_str(&line).unwrap()).collect();
    assert_eq!(features.len(), 18_865);
    for layout in layouts(trace::<Feature>().unwrap()) {
        let batch = written(&layout, &features);
        assert_eq!(batch.len(), features.len());
        assert!(records::<Feature>(&batch).unwrap() == features);
    }
}

#[test]
fn the_json_itself_has_the_same_rows_and_comes_back_too() {
    let lines: Vec<String> = lines().take(500).collect();
    let values: Vec<Value> = lines.iter().map(|line| serde_json::from_str(line).unwrap()).collect();
    let features: Vec<Feature> =
        lines.iter().map(|line| serde_json::from_str(line).unwrap()).collect();
    for layout in layouts(trace::<Feature>().unwrap()) {
        let batch = written(&layout, &values);
        assert_eq!(batch, written(&layout, &features));
        assert!(records::<Value>(&batch).unwrap() == values);
    }
}

#[test]
fn rows_under_a_schema_that_only_the_json_tells_are_read_as_features() {
    let lines: Vec<String> = lines().take(500).collect();
    let values: Vec<Value> = lines.iter().map(|line| serde_json::from_str(line).unwrap()).collect();
    let features: Vec<Feature> =
        lines.iter().map(|line| serde_json::from_str(line).unwrap()).collect();
    // `support` becomes a struct of browsers, null where a feature does not have one.
    let schema = TraceOptions::new().maps_as_structs().trace_samples(&values).unwrap();
    for layout in layouts(schema) {
        assert!(records::<Feature>(&written(&layout, &values)).unwrap() == features);
    }
}
