//! The command line itself.

use crate::support::Place;

#[test]
fn what_does_not_go_together_is_refused_before_anything_is_read() {
    let place = Place::new();
    for (args, why) in [
        (&["--to", "csv", "--rows"][..], "csv holds no whole rows"),
        (&["--to", "ndjson", "--compression", "lz4"], "ndjson is not compressed"),
        (&["--to", "arrow", "--compression", "snappy"], "snappy is for Parquet alone"),
        (&["--to", "arrow", "--layout", "compact"], "--layout is for rows"),
    ] {
        let args = ["convert", "missing.csv", "out"].into_iter().chain(args.iter().copied());
        place.run(args).fails(2).says(why);
    }
}

#[test]
fn arguments_that_are_none_end_with_2() {
    let place = Place::new();
    for args in [
        &[][..],
        &["nothing"],
        &["head"],
        &["head", "a.csv", "--delimiter", "::"],
        &["head", "a.csv", "--from", "word"],
        &["convert", "a.csv", "b.csv", "--batch-rows", "0"],
    ] {
        let ran = place.run(args.iter().copied());
        assert_eq!(ran.code, 2, "{args:?}");
        let says_how = ["Usage: ferrow", "try '--help'"].iter().any(|how| ran.stderr.contains(how));
        assert!(says_how, "{}", ran.stderr);
    }
    place.run(["man", "nothing"]).fails(2).says("no command is called `nothing`");
}

#[test]
fn a_column_of_rows_is_chosen_by_its_name() {
    use arrow::array::RecordBatch;
    use ferrow_convert::RowBatchExt;

    let place = Place::new();
    let rows = crate::support::numbers(2);
    let (field, column) = rows.to_column("payload");
    let ids = rows.to_record_batch().unwrap().column(0).clone();
    let id = arrow::datatypes::Field::new("id", arrow::datatypes::DataType::Int64, false);
    let schema = arrow::datatypes::Schema::new(vec![id, field]);
    let batch = RecordBatch::try_new(schema.into(), vec![ids, column]).unwrap();
    crate::support::write_arrow(&place.path("a.arrow"), &[batch]);
    let ran = place.run(["head", "a.arrow", "--column", "payload", "-o", "csv"]).well();
    assert_eq!(ran.text(), "n\n0\n1\n");
    place.run(["convert", "a.arrow", "a.parquet"]).well();
    let ran = place.run(["head", "a.parquet", "--column", "payload", "-o", "csv"]).well();
    assert_eq!(ran.text(), "n\n0\n1\n");
    for file in ["a.arrow", "a.parquet"] {
        let ran = place.run(["head", file, "--column", "nothing"]).fails(2);
        ran.says("no such column; the columns are id, payload");
    }
}

#[test]
fn help_completions_and_pages_of_the_manual_are_printed() {
    let place = Place::new();
    let help = place.run(["--help"]).well();
    let commands = ["convert", "schema", "head", "get", "validate", "stat", "explain", "bench"];
    #[cfg(feature = "query")]
    let commands = commands.into_iter().chain(["query", "sql"]);
    for command in commands {
        assert!(help.text().contains(command), "{command}");
        let page = place.run(["man", command]).well();
        assert!(page.text().contains(&format!("ferrow\\-{command}")), "{}", page.text());
        place.run([command, "--help"]).well();
    }
    assert!(place.run(["man"]).well().text().contains(".TH ferrow 1"));
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        assert!(place.run(["completions", shell]).well().text().contains("validate"), "{shell}");
    }
}
