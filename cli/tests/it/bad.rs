//! Files that are missing, empty, cut short, damaged or of another format: an exit code, one line, and
//! nothing left behind.

use crate::support::{FORMATS, Place};

/// Every command that reads a file, with its other arguments.
const COMMANDS: &[&[&str]] = &[
    &["convert", "FILE", "out.ndjson"],
    &["schema", "FILE"],
    &["head", "FILE"],
    &["get", "FILE", "id"],
    &["validate", "FILE"],
    &["stat", "FILE"],
    &["explain", "FILE"],
    &["bench", "FILE", "--rounds", "1"],
    #[cfg(feature = "query")]
    &["query", "SELECT 1", "FILE"],
];

fn with_file<'a>(command: &'a [&'a str], file: &'a str) -> impl Iterator<Item = &'a str> {
    command.iter().map(move |arg| if *arg == "FILE" { file } else { arg })
}

#[test]
fn a_missing_file_is_not_the_fault_of_data() {
    let place = Place::new();
    for format in FORMATS {
        let name = format!("missing.{format}");
        for &command in COMMANDS {
            let ran = place.run(with_file(command, &name)).fails(2);
            ran.says(&format!("ferrow: {name}: No such file or directory"));
        }
    }
    assert!(place.names().is_empty());
}

#[test]
fn a_directory_is_no_file() {
    let place = Place::new();
    std::fs::create_dir(place.path("a.csv")).unwrap();
    for &command in COMMANDS {
        place.run(with_file(command, "a.csv")).fails(2).says("ferrow: a.csv: ");
    }
}

#[test]
fn an_empty_file_holds_nothing() {
    let place = Place::new();
    for format in FORMATS {
        let name = format!("empty.{format}");
        place.write(&name, "");
        for &command in COMMANDS {
            place.run(with_file(command, &name)).fails(1).says(&format!("ferrow: {name}: "));
        }
    }
    assert_eq!(place.names().len(), FORMATS.len());
}

#[test]
fn a_file_of_another_format_is_refused() {
    let place = Place::with_data();
    let text = b"{\"this is\": \"text\"}\n".repeat(50);
    for format in ["parquet", "arrow", "arrows", "ferrow"] {
        let name = format!("text.{format}");
        place.write(&name, &text);
        for &command in COMMANDS {
            place.run(with_file(command, &name)).fails(1).says(&format!("ferrow: {name}: "));
        }
    }
    for (from, to) in [("parquet", "arrow"), ("arrow", "parquet"), ("parquet", "ndjson")] {
        let name = format!("wrong.{to}");
        place.write(&name, place.read(&format!("people.{from}")));
        for &command in COMMANDS {
            place.run(with_file(command, &name)).fails(1).says(&format!("ferrow: {name}: "));
        }
    }
    place.write("wrong.csv", "a,b\n1\n1,2,3\n");
    place.run(["convert", "wrong.csv", "out.parquet"]).fails(1).says("ferrow: wrong.csv: ");
    // Columns where rows are wanted.
    place.write("columns.ferrow", place.read("people.arrow"));
    place.run(["head", "columns.ferrow"]).fails(1).says("no column is marked as rows");
    assert!(!place.names().iter().any(|name| name.starts_with("out")));
}

#[test]
fn a_file_that_is_cut_short_anywhere_is_an_error_with_a_place() {
    let place = Place::with_data();
    for format in ["parquet", "arrow", "arrows", "ferrow"] {
        let bytes = place.read(&format!("people.{format}"));
        let name = format!("cut.{format}");
        // The end mark of a stream may be missing; all else may not.
        let len = if format == "arrows" { bytes.len() - 8 } else { bytes.len() };
        for cut in (0..len).step_by(len / 23).chain([len - 1]) {
            place.write(&name, &bytes[..cut]);
            let ran = place.run(["convert", &name, "out.csv"]).fails(1);
            assert!(ran.stderr.starts_with(&format!("ferrow: {name}: ")), "{}", ran.stderr);
            place.run(["validate", &name]).fails(1);
            place.run(["stat", &name]).fails(1);
        }
    }
    assert!(!place.names().iter().any(|name| name.contains("out")));
}

#[test]
fn a_damaged_byte_is_an_error_or_another_value_but_no_crash() {
    let place = Place::with_data();
    for format in ["parquet", "arrow", "arrows", "ferrow"] {
        let bytes = place.read(&format!("people.{format}"));
        let name = format!("bad.{format}");
        for at in (0..bytes.len()).step_by(bytes.len() / 97) {
            let mut bytes = bytes.clone();
            bytes[at] ^= 0x55;
            place.write(&name, &bytes);
            let ran = place.run(["convert", &name, "out.ndjson"]);
            if ran.code == 0 {
                std::fs::remove_file(place.path("out.ndjson")).unwrap();
            } else {
                ran.fails(1).says(&format!("ferrow: {name}: "));
            }
        }
    }
    assert!(!place.names().iter().any(|name| name.contains("out")));
}

#[test]
fn a_length_that_no_memory_has_is_an_error() {
    let place = Place::with_data();
    for codec in ["lz4", "zstd"] {
        for format in ["arrow", "ferrow"] {
            let name = format!("whole.{format}");
            place.run(["convert", "people.csv", &name, "--compression", codec]).well();
            let (bytes, mut count) = (place.read(&name), 0);
            // Lengths start at multiples of eight.
            for at in (6..bytes.len()).step_by(8) {
                let mut bytes = bytes.clone();
                bytes[at] ^= 0x7f;
                place.write(&format!("bad.{format}"), &bytes);
                let ran = place.run(["stat", &format!("bad.{format}")]);
                if ran.code != 0 {
                    count += 1;
                    ran.fails(1);
                }
            }
            assert!(count > 10, "{count} errors");
        }
    }
}

#[test]
fn an_output_that_cannot_be_written_is_not_the_fault_of_data() {
    let place = Place::with_data();
    place
        .run(["convert", "people.csv", "no/out.parquet"])
        .fails(2)
        .says("ferrow: no/out.parquet: ");
    place.run(["convert", "people.csv", "out"]).fails(2).says("out: the extension tells no format");
    std::fs::create_dir(place.path("out.csv")).unwrap();
    place.run(["convert", "people.parquet", "out.csv"]).fails(2).says("ferrow: out.csv: ");
}

#[test]
fn a_field_that_was_not_inferred_is_an_error_and_not_lost() {
    let place = Place::new();
    place.write("late.ndjson", format!("{}{{\"a\":2,\"w\":1}}\n", "{\"a\":1}\n".repeat(1_200)));
    let ran = place.run(["convert", "late.ndjson", "late.ferrow"]).fails(1);
    ran.says("late.ndjson: batch 0").says("line 1201: column 'w' missing from schema");
    assert_eq!(place.names(), ["late.ndjson"]);
    place.run(["convert", "late.ndjson", "late.ferrow", "--infer-rows", "2000"]).well();
}
