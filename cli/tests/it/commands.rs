//! What the commands that show something say of good files.

use crate::support::{FORMATS, Place, lines};

#[test]
fn schema_lists_fields_and_what_is_inside_them() {
    let place = Place::with_data();
    let ran = place.run(["schema", "orders.ferrow"]).well();
    let wanted = "\
field           type         nullable  stored
id              Int64        true      standard rows
sizes           List(Int64)  true      standard rows
status          Struct       true      standard rows
status.is_open  Boolean      true      standard rows
status.note     Utf8         true      standard rows
";
    assert_eq!(ran.text(), wanted);
    for format in FORMATS {
        let ran = place.run(["schema", &format!("people.{format}"), "--output", "csv"]).well();
        let stored = if format == "ferrow" { "standard rows" } else { "columns" };
        let first: Vec<&str> = ran.text().lines().take(2).collect();
        let wanted = format!("age,Int64,true,{stored}");
        assert_eq!(first, ["field,type,nullable,stored", &wanted], "{format}");
    }
}

#[test]
fn head_shows_the_first_rows_in_each_form() {
    let place = Place::with_data();
    let table = concat!(
        " age  id  is_late  name    score\n",
        "  36   1  true     Ada       2.5\n",
        "null   2  false    Grace  -0.125\n",
    );
    for format in FORMATS {
        let name = format!("people.{format}");
        assert_eq!(place.run(["head", &name, "-n", "2"]).well().text(), table, "{format}");
        let csv = place.run(["head", &name, "-n", "1", "-o", "csv"]).well();
        assert_eq!(csv.text(), "age,id,is_late,name,score\n36,1,true,Ada,2.5\n");
        let json = place.run(["head", &name, "--output", "json"]).well();
        assert_eq!(lines(json.text()), place.records(&name));
        let none = place.run(["head", &name, "-n", "0", "-o", "csv"]).well();
        assert_eq!(none.text(), "age,id,is_late,name,score\n");
    }
    let nested = place.run(["head", "orders.arrow", "-n", "1", "-o", "csv"]).well();
    assert_eq!(nested.text(), "id,sizes,status\n1,\"[7, 8]\",\"{is_open: true, note: a}\"\n");
}

#[test]
fn a_table_has_no_signs_that_a_terminal_obeys() {
    let place = Place::new();
    place.write("a.ndjson", "{\"a\":\"x\\u001b[31m\\ny\"}\n");
    let ran = place.run(["head", "a.ndjson", "--color", "never"]).well();
    assert_eq!(ran.text(), "a\nx\\u{1b}[31m\\ny\n");
    let colored = place.run(["head", "a.ndjson", "--color", "always"]).well();
    assert!(colored.text().starts_with("\x1b[1ma\x1b[0m\nx\\u{1b}"), "{}", colored.text());
}

#[test]
fn get_follows_paths_through_structs_lists_and_maps() {
    let place = Place::with_data();
    for format in FORMATS.into_iter().filter(|format| *format != "csv") {
        let name = format!("orders.{format}");
        let args = ["get", &name, "status.is_open", "sizes[0]", "sizes[-1]", "status", "-o", "csv"];
        let wanted = "\
status.is_open,sizes[0],sizes[-1],status
true,7,8,\"{is_open: true, note: a}\"
false,,,\"{is_open: false, note: null}\"
,,,
,9,1,\"{is_open: null, note: d}\"
";
        assert_eq!(place.run(args).well().text(), wanted, "{format}");
    }
    let table = place.run(["get", "orders.ferrow", "id"]).well();
    assert_eq!(table.text(), "id\n 1\n 2\n 3\n 4\n");
    let json = place.run(["get", "orders.ferrow", "status.note", "-o", "json"]).well();
    assert_eq!(lines(json.text())[3]["status.note"], "d");
}

#[test]
fn get_looks_up_keys_of_maps() {
    use arrow::array::{Int32Builder, MapBuilder, RecordBatch, StringBuilder};
    use std::sync::Arc;

    let place = Place::new();
    let mut notes = MapBuilder::new(None, StringBuilder::new(), Int32Builder::new());
    notes.keys().append_value("floor");
    notes.values().append_value(3);
    notes.append(true).unwrap();
    notes.append(true).unwrap();
    let batch = RecordBatch::try_from_iter([("notes", Arc::new(notes.finish()) as _)]).unwrap();
    crate::support::write_arrow(&place.path("a.arrow"), &[batch]);
    for path in ["notes.floor", "notes[floor]", "notes[\"floor\"]"] {
        let ran = place.run(["get", "a.arrow", path, "-o", "json"]).well();
        let found: Vec<_> = lines(ran.text()).iter().map(|line| line[path].clone()).collect();
        assert_eq!(found, [3.into(), serde_json::Value::Null], "{path}");
    }
}

#[test]
fn get_refuses_paths_that_lead_nowhere() {
    let place = Place::with_data();
    for (path, why) in [
        ("nothing", "no such field; the fields are id, sizes, status"),
        ("status.nothing", "no such field; the fields are is_open, note"),
        ("id.more", "`more` inside"),
        ("sizes.first", "of which `first` is no element"),
        ("sizes[", "a bracket is not closed"),
        ("", "it is empty"),
    ] {
        place.run(["get", "orders.ferrow", path]).fails(2).says(why);
    }
}

#[test]
fn validate_says_how_much_is_sound() {
    let place = Place::with_data();
    for format in FORMATS {
        let ran = place.run(["validate", &format!("people.{format}")]).well();
        assert_eq!(ran.text(), "5 rows in 1 batches, and none is damaged\n");
    }
    let json = place.run(["validate", "people.ferrow", "-o", "json"]).well();
    assert_eq!(json.text(), "");
    let csv = place.run(["validate", "people.ferrow", "-o", "csv"]).well();
    assert_eq!(csv.text(), "row,batch,path,byte,problem\n");
}

#[test]
fn stat_counts_bytes_rows_and_nulls() {
    let place = Place::with_data();
    for format in FORMATS {
        let name = format!("people.{format}");
        let ran = place.run(["stat", &name, "-o", "json"]).well();
        let stat = &lines(ran.text())[0];
        assert_eq!((&stat["rows"], &stat["batches"]), (&5.into(), &1.into()));
        assert_eq!(stat["file_bytes"], place.read(&name).len());
        // Five rows of five slots and a null bitmap, and the texts.
        let texts =
            ["Ada", "Grace", "Łódź, \"quoted\"", "Eve"].map(|text| text.len().div_ceil(8) * 8);
        assert_eq!(stat["row_bytes"], 5 * 48 + texts.iter().sum::<usize>());
        assert_eq!(stat["format"], format);
        let nulls: Vec<_> =
            (0..5).map(|at| stat["fields"][at]["nulls"].as_u64().unwrap()).collect();
        assert_eq!(nulls, [1, 0, 1, 1, 1], "{format}");
    }
    let ran = place.run(["stat", "people.ferrow"]).well();
    assert!(ran.text().starts_with("format        ferrow, standard rows\nfile bytes    "));
    assert!(ran.text().contains("\nrows          5 in 1 batches\n"));
    let csv = place.run(["stat", "people.ferrow", "-o", "csv"]).well();
    assert!(
        csv.text().starts_with("field,type,nulls,column_bytes\nage,Int64,1,"),
        "{}",
        csv.text()
    );
}

#[test]
fn explain_goes_through_the_bytes_of_one_row() {
    let place = Place::with_data();
    for format in FORMATS {
        let ran = place.run(["explain", &format!("people.{format}"), "--row", "1"]).well();
        let wanted = "\
row 1, batch 0: 56 bytes
      0  01 00 00 00 00 00 00 00   null bitmap: age is null
      8  00 00 00 00 00 00 00 00   age: null
     16  02 00 00 00 00 00 00 00   id: 2
     24  00 00 00 00 00 00 00 00   is_late: false
     32  05 00 00 00 30 00 00 00   name: 5 bytes at 48
     40  00 00 00 00 00 00 c0 bf   score: -0.125
     48  47 72 61 63 65 00 00 00   name: \"Grace\", 3 bytes of padding
";
        assert_eq!(ran.text(), wanted, "{format}");
    }
    let colored = place.run(["explain", "people.ferrow", "--color", "always"]).well();
    assert!(colored.text().contains("\x1b["));
    let beyond = place.run(["explain", "people.ferrow", "--row", "5"]).fails(2);
    beyond.says("row 5 is asked for, the file has 5 rows; the first is 0");
}

#[test]
fn bench_measures_conversions_and_scans_beside_a_copy() {
    let place = Place::with_data();
    for format in FORMATS {
        let name = format!("people.{format}");
        let ran =
            place.run(["bench", &name, "--rounds", "1", "-o", "json", "--path", "name"]).well();
        let figures = lines(ran.text());
        let names: Vec<_> = figures.iter().map(|line| line["what"].as_str().unwrap()).collect();
        let wanted = [
            "memcpy of the rows",
            "rows to columns",
            "columns to rows",
            "validation",
            "scan of name",
        ];
        assert_eq!(names, wanted);
        assert!(figures.iter().all(|line| line["of_memcpy"].as_f64().is_some()));
    }
    let table = place.run(["bench", "orders.ferrow", "--rounds", "1", "--rows", "2"]).well();
    assert!(table.text().contains("scan of id"));
}
