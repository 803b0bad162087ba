//! 18,865 features of the web: JSON, records, rows and back, and the same through serde.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{BufRead, BufReader};

use ferrow::prelude::*;
use ferrow::{RowFormat, RowLayout};
use flate2::read::GzDecoder;
use serde::{Deserialize, Serialize};

#[derive(Record, Serialize, Deserialize, Debug, Clone, PartialEq)]
struct Feature {
    feature: String,
    depth: i32,
    description: Option<String>,
    mdn_url: Option<String>,
    spec_url: Option<Vec<String>>,
    tags: Option<Vec<String>>,
    status: Status,
    support: BTreeMap<String, Vec<Support>>,
}

#[derive(Record, Serialize, Deserialize, Debug, Clone, PartialEq)]
struct Status {
    experimental: bool,
    standard_track: bool,
    deprecated: bool,
}

#[derive(Record, Serialize, Deserialize, Debug, Clone, PartialEq)]
struct Support {
    version_added: String,
    version_removed: Option<String>,
    partial: bool,
    prefix: Option<String>,
    flags: Vec<String>,
    notes: Vec<String>,
}

fn features() -> Vec<Feature> {
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/examples/data/features.ndjson.gz");
    let lines = BufReader::new(GzDecoder::new(File::open(file).expect("the data set is there")));
    let feature = |line: String| serde_json::from_str(&line).expect("a feature");
    lines.lines().map(|line| feature(line.expect("a line"))).collect()
}

#[test]
fn features_pass_through_rows_unchanged_in_both_layouts() {
    let features = features();
    assert_eq!(features.len(), 18_865);
    for format in [RowFormat::Standard, RowFormat::Compact] {
        let rows = Feature::rows_in(format, &features).unwrap();
        assert!(rows.is_canonical(), "{format:?}");
        assert_eq!(rows.records::<Feature>().unwrap(), features, "{format:?}");
    }
}

#[test]
fn features_by_serde_are_the_same_rows() {
    let features = features();
    for format in [RowFormat::Standard, RowFormat::Compact] {
        let rows = Feature::rows_in(format, &features).unwrap();
        let layout = Feature::layout_in(format);
        let by_serde = ferrow::serde::rows(layout, &features).unwrap();
        assert_eq!(by_serde, rows, "{format:?}");
        let back: Vec<Feature> = ferrow::serde::records(&rows).unwrap();
        assert_eq!(back, features, "{format:?}");
    }
}

#[test]
fn features_pass_through_a_record_batch_unchanged() {
    let features = features();
    let batch = Feature::to_record_batch(&features).unwrap();
    assert_eq!(batch.num_rows(), features.len());
    assert_eq!(Feature::from_record_batch(&batch).unwrap(), features);
    let rows = RowBatch::try_from_record_batch(&batch).unwrap();
    assert_eq!(rows, Feature::rows(&features).unwrap());
    assert_eq!(rows.to_record_batch().unwrap(), batch);
}

#[test]
fn features_traced_from_the_type_have_the_schema_of_the_record() {
    let traced = RowLayout::try_new(ferrow::serde::trace::<Feature>().unwrap()).unwrap();
    let names = |layout: &RowLayout| -> Vec<String> {
        layout.schema().fields().iter().map(|field| field.name().clone()).collect()
    };
    assert_eq!(names(&traced), names(Feature::layout()));
}
