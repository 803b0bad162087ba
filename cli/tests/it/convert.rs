//! Files become files of other formats, and keep their values.

use crate::support::{FORMATS, ORDERS, PEOPLE, Place, lines, numbers, write_values};

#[test]
fn every_pair_of_formats_keeps_flat_values() {
    let place = Place::with_data();
    for from in FORMATS {
        for to in FORMATS {
            let (input, output) = (format!("people.{from}"), format!("from_{from}.{to}"));
            place.run(["convert", &input, &output]).well();
            assert_eq!(place.records(&output), lines(PEOPLE), "{from} to {to}");
        }
    }
}

#[test]
fn every_pair_of_formats_that_have_them_keeps_nested_values() {
    let place = Place::with_data();
    for from in FORMATS.into_iter().filter(|format| *format != "csv") {
        for to in FORMATS.into_iter().filter(|format| *format != "csv") {
            let (input, output) = (format!("orders.{from}"), format!("from_{from}.{to}"));
            place.run(["convert", &input, &output]).well();
            assert_eq!(place.records(&output), lines(ORDERS), "{from} to {to}");
        }
        let ran = place.run(["convert", &format!("orders.{from}"), "orders.csv"]).fails(1);
        ran.says(&format!("ferrow: orders.{from}: sizes: CSV has no values that are List"));
    }
    assert!(!place.names().contains(&"orders.csv".to_owned()));
}

#[test]
fn every_compression_and_layout_keeps_values() {
    let place = Place::with_data();
    let variants: [(&str, &[&str]); 11] = [
        ("a.ferrow", &["--compression", "lz4"]),
        ("b.ferrow", &["--compression", "zstd", "--layout", "compact"]),
        ("c.ferrow", &["--layout", "compact", "--row-column", "payload"]),
        ("d.arrow", &["--compression", "lz4"]),
        ("e.arrows", &["--compression", "zstd"]),
        ("f.parquet", &["--compression", "lz4"]),
        ("g.parquet", &["--compression", "zstd"]),
        ("h.parquet", &["--compression", "none"]),
        ("i.parquet", &["--rows"]),
        ("j.arrows", &["--rows", "--compression", "lz4"]),
        ("k.parquet", &["--rows", "--layout", "compact", "--compression", "snappy"]),
    ];
    for (name, options) in variants {
        let args = ["convert", "orders.ferrow", name].into_iter().chain(options.iter().copied());
        place.run(args).well();
        assert_eq!(place.records(name), lines(ORDERS), "{name}");
        let stored = &lines(place.run(["schema", name, "-o", "json"]).well().text())[0]["stored"];
        let wanted = match options {
            _ if options.contains(&"compact") => "compact rows",
            _ if options.contains(&"--rows") || name.ends_with("ferrow") => "standard rows",
            _ => "columns",
        };
        assert_eq!(stored, wanted, "{name}");
    }
    // The layout of rows is kept where nobody chooses another.
    place.run(["convert", "c.ferrow", "l.ferrow"]).well();
    let text = place.run(["schema", "l.ferrow", "-o", "csv"]).well();
    assert!(text.text().contains("compact rows"), "{}", text.text());
    place.run(["convert", "l.ferrow", "m.ferrow", "--layout", "standard"]).well();
    assert_eq!(place.records("m.ferrow"), lines(ORDERS));
}

#[test]
fn batches_are_as_long_as_was_asked_for() {
    let place = Place::with_data();
    for from in ["people.csv", "people.parquet", "people.ferrow", "people.arrow"] {
        place.run(["convert", from, "cut.ferrow", "--batch-rows", "2"]).well();
        let stat = lines(place.run(["stat", "cut.ferrow", "-o", "json"]).well().text());
        assert_eq!((&stat[0]["rows"], &stat[0]["batches"]), (&5.into(), &3.into()), "{from}");
        assert_eq!(place.records("cut.ferrow"), lines(PEOPLE));
    }
}

#[test]
fn csv_has_signs_and_a_header_of_choice() {
    let place = Place::new();
    place.write("a.csv", "id;name\n1;Ada, Countess\n");
    place.run(["convert", "a.csv", "b.tsv", "--delimiter", ";", "--out-delimiter", "tab"]).well();
    assert_eq!(place.read("b.tsv"), b"id\tname\n1\tAda, Countess\n");
    place.run(["convert", "b.tsv", "c.csv"]).well();
    assert_eq!(place.read("c.csv"), b"id,name\n1,\"Ada, Countess\"\n");
    place.write("d.csv", "1,Ada\n2,Grace\n");
    let ran = place.run(["convert", "d.csv", "-", "--to", "csv", "--no-header"]).well();
    assert_eq!(ran.text(), "column_1,column_2\n1,Ada\n2,Grace\n");
}

#[test]
fn a_schema_is_inferred_from_as_many_records_as_was_said() {
    let place = Place::new();
    place.write("a.csv", "n\n1\n2\nthree\n");
    place.run(["convert", "a.csv", "a.parquet"]).well();
    let ran = place.run(["convert", "a.csv", "b.parquet", "--infer-rows", "2"]).fails(1);
    ran.says("ferrow: a.csv: batch 0, byte 6, line 4: ").says("raise --infer-rows");
    assert_eq!(place.names(), ["a.csv", "a.parquet"]);
}

#[test]
fn the_type_of_a_column_can_be_stated() {
    let place = Place::new();
    place.write("a.csv", "zip,at\n01234,2026-01-31\n");
    let types = ["--type", "zip=Utf8", "--type", "at=Utf8"];
    let ran =
        place.run(["convert", "a.csv", "-", "--to", "ndjson"].into_iter().chain(types)).well();
    assert_eq!(ran.text(), "{\"zip\":\"01234\",\"at\":\"2026-01-31\"}\n");
    place.write("b.ndjson", "{\"zip\": 1234}\n");
    let ran =
        place.run(["convert", "b.ndjson", "-", "--to", "ndjson", "--type", "zip=Utf8"]).well();
    assert_eq!(ran.text(), "{\"zip\":\"1234\"}\n");

    let ran = place.run(["convert", "a.csv", "b.csv", "--type", "zap=Utf8"]).fails(2);
    ran.says("a.csv: ").says("zap").says("the columns are zip, at");
    let ran = place.run(["convert", "a.csv", "b.csv", "--type", "zip=Text"]);
    assert_eq!(ran.code, 2, "{}", ran.stderr);
    ran.says("Utf8");
    place.run(["convert", "a.csv", "b.csv", "--type", "zip=Int16"]).well();
}

#[test]
fn a_file_is_replaced_by_a_whole_one_or_stays() {
    let place = Place::with_data();
    place.write("out.csv", "before");
    let bytes = place.read("people.ferrow");
    place.write("cut.ferrow", &bytes[..bytes.len() - 4]);
    place.run(["convert", "cut.ferrow", "out.csv"]).fails(1);
    assert_eq!(place.read("out.csv"), b"before");
    place.run(["convert", "people.ferrow", "out.csv"]).well();
    assert_eq!(place.records("out.csv"), lines(PEOPLE));
    // Also where it is the one that is read.
    place.run(["convert", "out.csv", "out.csv", "--to", "ndjson"]).well();
    assert_eq!(lines(std::str::from_utf8(&place.read("out.csv")).unwrap()), lines(PEOPLE));
}

#[cfg(unix)]
#[test]
fn what_is_no_file_is_written_to_and_a_link_is_followed() {
    let place = Place::with_data();
    place.write("behind.csv", "before");
    std::os::unix::fs::symlink("behind.csv", place.path("link.csv")).unwrap();
    place.run(["convert", "people.ndjson", "link.csv"]).well();
    assert!(place.path("link.csv").is_symlink());
    assert_eq!(place.read("behind.csv"), place.read("people.csv"));
    place.run(["convert", "people.ndjson", "/dev/null", "--to", "parquet"]).well();
    assert!(!std::fs::metadata("/dev/null").unwrap().is_file());
    place
        .run(["convert", "people.ndjson", "/dev/full", "--to", "csv"])
        .fails(2)
        .says("/dev/full: No space");
}

#[test]
fn rows_that_are_null_are_rows_of_nulls_where_that_is_wanted() {
    let place = Place::new();
    let rows = numbers(2);
    let value = |row| rows.row_bytes(row).map(<[u8]>::to_vec);
    write_values(&place.path("a.ferrow"), &rows, &[vec![value(0), None, value(1)]]);
    place
        .run(["convert", "a.ferrow", "b.csv"])
        .fails(1)
        .says("a.ferrow: 1 rows of a batch are null");
    assert_eq!(place.names(), ["a.ferrow"]);
    let ran = place.run(["convert", "a.ferrow", "-", "--to", "csv", "--nullable"]).well();
    assert_eq!(ran.text(), "n\n0\n\"\"\n1\n");
    place.run(["convert", "a.ferrow", "c.ferrow"]).well();
    let stat = lines(place.run(["stat", "c.ferrow", "-o", "json"]).well().text());
    assert_eq!(stat[0]["null_rows"], 1);
}

#[test]
fn files_without_rows_keep_their_columns() {
    let place = Place::new();
    place.write("a.csv", "id,name\n");
    for format in FORMATS.into_iter().filter(|format| *format != "ndjson") {
        let name = format!("b.{format}");
        place.run(["convert", "a.csv", &name]).well();
        let ran = place.run(["convert", &name, "-", "--to", "csv"]).well();
        assert_eq!(ran.text(), "id,name\n", "{format}");
    }
}
