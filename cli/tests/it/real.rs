//! The data sets of the repository, from one format to the next and back.

use std::fs;
use std::io::Read;
use std::path::PathBuf;

use ferrow_convert::RowFileReader;
use ferrow_row::RowBatch;

use crate::support::{Place, lines};

fn data(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../examples/data").join(name)
}

#[test]
fn real_flights_keep_their_values_on_the_way_round() {
    let place = Place::new();
    let flights = data("flights.parquet");
    let flights = flights.to_str().unwrap();
    place
        .run(["convert", flights, "a.ferrow", "--layout", "compact", "--compression", "lz4"])
        .well();
    place.run(["convert", "a.ferrow", "b.arrows"]).well();
    place.run(["convert", "b.arrows", "c.parquet"]).well();
    place.run(["convert", "c.parquet", "found.ferrow"]).well();
    place.run(["convert", flights, "wanted.ferrow"]).well();
    let rows = |name: &str| -> Vec<RowBatch> {
        let reader = RowFileReader::open(place.path(name)).unwrap();
        reader.collect::<Result<_, _>>().unwrap()
    };
    assert!(rows("found.ferrow") == rows("wanted.ferrow"), "the values differ");
    let stat = lines(place.run(["stat", "a.ferrow", "-o", "json"]).well().text());
    assert_eq!(
        (&stat[0]["rows"], &stat[0]["fields"][5]["nulls"]),
        (&336_776.into(), &8_255.into())
    );
    let ran = place.run(["validate", "a.ferrow"]).well();
    assert!(ran.text().starts_with("336776 rows in "), "{}", ran.text());
}

#[test]
fn nested_features_are_read_at_their_paths() {
    let place = Place::new();
    let mut text = String::new();
    let file = fs::File::open(data("features.ndjson.gz")).unwrap();
    flate2::read::GzDecoder::new(file).read_to_string(&mut text).unwrap();
    let text: String = text.lines().step_by(8).map(|line| format!("{line}\n")).collect();
    place.write("features.ndjson", &text);
    let args = ["convert", "features.ndjson", "features.ferrow", "--infer-rows", "3000"];
    place.run(args).well();
    let args = ["get", "features.ferrow", "status.deprecated", "support.chrome[0].version_added"];
    let ran = place.run(args.into_iter().chain(["-o", "json"])).well();
    let wanted = lines(&text);
    for (found, wanted) in lines(ran.text()).iter().zip(&wanted) {
        assert_eq!(found["status.deprecated"], wanted["status"]["deprecated"]);
        let version = &wanted["support"]["chrome"][0]["version_added"];
        assert_eq!(&found["support.chrome[0].version_added"], version);
    }
    assert_eq!(lines(ran.text()).len(), wanted.len());
    // Whole rows in Parquet are looked into in the same way.
    place.run(["convert", "features.ferrow", "features.parquet", "--rows"]).well();
    let again = place.run(["get", "features.parquet", "feature", "-o", "csv"]).well();
    assert_eq!(again.text().lines().count(), wanted.len() + 1);
}
