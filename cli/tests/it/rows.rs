//! Rows that are damaged: found, explained and passed over.

use crate::support::{Place, lines};

/// The word of a row of people that says where its name stands.
const NAME: usize = 4;

#[test]
fn validate_finds_every_bad_row_with_its_number_and_path() {
    let place = Place::with_data();
    // The name of row 3 is null, and what stands under a null is of no account.
    place.damage("bad.ferrow", &[1, 3, 4], NAME);
    let ran = place.run(["validate", "bad.ferrow", "-o", "json"]).fails(1);
    assert_eq!(ran.stderr, "ferrow: bad.ferrow: 2 of 5 rows are damaged\n");
    let bad = lines(ran.text());
    let places: Vec<_> = bad.iter().map(|bad| (&bad["row"], &bad["batch"], &bad["path"])).collect();
    let name = "name".into();
    assert_eq!(places, [(&1.into(), &0.into(), &name), (&4.into(), &1.into(), &name)]);
    for bad in &bad {
        assert_eq!(bad["byte"], 0xeeee_eeee_u32);
        assert!(bad["problem"].as_str().unwrap().starts_with("the value at offset"), "{bad}");
    }
    let table = place.run(["validate", "bad.ferrow"]).fails(1);
    assert!(table.text().starts_with("row  batch  path"), "{}", table.text());
}

#[test]
fn validate_tells_of_bad_rows_in_front_of_the_place_where_a_file_ends() {
    let place = Place::with_data();
    place.damage("bad.ferrow", &[0, 4], NAME);
    let bytes = place.read("bad.ferrow");
    place.write("cut.ferrow", &bytes[..bytes.len() - 10]);
    let ran =
        place.run(["validate", "cut.ferrow", "-o", "csv"]).fails(1).says("ferrow: cut.ferrow: ");
    let rows: Vec<_> = ran.text().lines().map(|line| line.split(',').next().unwrap()).collect();
    assert_eq!(rows, ["row", "0", "4"]);
}

#[test]
fn explain_marks_what_is_wrong() {
    let place = Place::with_data();
    place.damage("bad.ferrow", &[1], NAME);
    let ran = place.run(["explain", "bad.ferrow", "--row", "1"]).well();
    assert!(ran.text().starts_with("row 1, batch 0: 56 bytes, damaged\n"), "{}", ran.text());
    assert!(ran.text().contains("^^^^^^^^^^^^^^^^^^^^^^^   !! name: the value at offset"));
    // Its neighbours are sound.
    let ran = place.run(["explain", "bad.ferrow", "--row", "2"]).well();
    assert!(!ran.text().contains("!!"));
    let red = place.run(["explain", "bad.ferrow", "--row", "1", "--color", "always"]).well();
    assert!(red.text().contains("\x1b[31m") || red.text().contains("\x1b[1m\x1b[31m"));
}

#[test]
fn get_reads_past_damage_that_it_does_not_look_at() {
    let place = Place::with_data();
    place.damage("bad.ferrow", &[1], NAME);
    let ids = place.run(["get", "bad.ferrow", "id", "-o", "csv"]).well();
    assert_eq!(ids.text(), "id\n1\n2\n3\n4\n5\n");
    let names = place.run(["get", "bad.ferrow", "name", "-o", "csv"]).fails(1);
    names.says("ferrow: bad.ferrow: batch 0, row 1: name: the value at offset");
    let lenient = place.run(["get", "bad.ferrow", "name", "-o", "json", "--lenient"]).well();
    let names = lines(lenient.text());
    assert_eq!((&names[0]["name"], &names[1]["name"]), (&"Ada".into(), &serde_json::Value::Null));
}

#[test]
fn commands_that_decode_rows_say_where_the_damage_is() {
    let place = Place::with_data();
    place.damage("bad.ferrow", &[1], NAME);
    let before = place.names();
    for args in [
        &["convert", "bad.ferrow", "out.parquet"][..],
        &["head", "bad.ferrow"],
        &["stat", "bad.ferrow"],
        &["bench", "bad.ferrow"],
    ] {
        let ran = place.run(args.iter().copied()).fails(1);
        ran.says("ferrow: bad.ferrow: batch 0, byte ").says(": [1].name: the value at offset");
    }
    assert_eq!(place.names(), before);
}
