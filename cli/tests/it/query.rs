//! SQL over files of every format.

use std::process::Stdio;

use crate::support::{FORMATS, Place, Ran, lines, numbers};

/// The result of `sql` as CSV.
#[track_caller]
fn csv<'a>(place: &Place, sql: &'a str, files: impl IntoIterator<Item = &'a str>) -> String {
    let args = ["query", sql, "-o", "csv"].into_iter().chain(files);
    place.run(args).well().text().to_owned()
}

#[test]
fn a_file_of_every_format_is_a_table() {
    let place = Place::with_data();
    for format in FORMATS {
        let file = format!("people.{format}");
        let sql = "SELECT name, age, score FROM people WHERE age > 0 ORDER BY id";
        let wanted = "name,age,score\nAda,36,2.5\n\"Łódź, \"\"quoted\"\"\",41,\n,7,1e300\n";
        assert_eq!(csv(&place, sql, [&*file]), wanted, "{format}");
        let sql = "SELECT count(*) AS n, sum(age) AS ages FROM people";
        assert_eq!(csv(&place, sql, [&*file]), "n,ages\n5,83\n", "{format}");
        let sql = "SELECT * FROM people LIMIT 1";
        let wanted = "age,id,is_late,name,score\n36,1,true,Ada,2.5\n";
        assert_eq!(csv(&place, sql, [&*file]), wanted, "{format}");
        assert_eq!(
            csv(&place, "SELECT count(*) FROM people WHERE id > 9", [&*file]),
            "count(*)\n0\n"
        );
    }
    for format in FORMATS.into_iter().filter(|format| *format != "csv") {
        let file = format!("orders.{format}");
        let sql = "SELECT id, status['note'] AS note, sizes[1] AS first FROM orders ORDER BY id";
        assert_eq!(
            csv(&place, sql, [&*file]),
            "id,note,first\n1,a,7\n2,,\n3,,\n4,d,9\n",
            "{format}"
        );
    }
}

#[test]
fn files_of_different_formats_are_joined() {
    let place = Place::with_data();
    let nested = FORMATS.into_iter().filter(|format| *format != "csv");
    for (people, orders) in FORMATS.into_iter().zip(nested.cycle().skip(1)) {
        let (people, orders) = (format!("people.{people}"), format!("o=orders.{orders}"));
        let sql = "SELECT name, o.id FROM people JOIN o ON people.id = o.id
                   WHERE array_length(sizes) > 1 ORDER BY o.id";
        assert_eq!(csv(&place, sql, [&*people, &*orders]), "name,id\nAda,1\n,4\n");
    }
}

#[test]
fn results_are_printed_in_each_form() {
    let place = Place::with_data();
    let sql = "SELECT id, name FROM people WHERE id < 3 ORDER BY id";
    let run = |form: &str| place.run(["query", sql, "people.ferrow", "-o", form]).well();
    assert_eq!(run("table").text(), "id  name\n 1  Ada\n 2  Grace\n");
    assert_eq!(run("csv").text(), "id,name\n1,Ada\n2,Grace\n");
    assert_eq!(run("json").text(), "{\"id\":1,\"name\":\"Ada\"}\n{\"id\":2,\"name\":\"Grace\"}\n");
    let none = place.run(["query", "SELECT id FROM people WHERE false", "people.csv"]).well();
    assert_eq!(none.text(), "id\n");
}

#[test]
fn a_table_is_called_as_its_file() {
    let place = Place::with_data();
    for (file, table) in [
        ("My people-2.csv", "my_people_2"),
        ("2024.csv", "_2024"),
        ("table.csv", "table_"),
        ("Łódź.csv", "łódź"),
        ("a b[1]%20?*.csv", "a_b_1__20__"),
        ("x=y.csv", "x_y"),
    ] {
        place.write(file, place.read("people.csv"));
        assert_eq!(csv(&place, &format!("SELECT count(*) AS n FROM {table}"), [file]), "n\n5\n");
    }
    // Signs of patterns are part of a name also where DataFusion reads the file.
    place.write("b[1]%20?*.parquet", place.read("people.parquet"));
    place.write("c[1]%20?*.ferrow", place.read("people.ferrow"));
    let sql = "SELECT count(*) AS n FROM b JOIN c ON b.id = c.id";
    assert_eq!(csv(&place, sql, ["b=b[1]%20?*.parquet", "c=c[1]%20?*.ferrow"]), "n\n5\n");
    assert_eq!(csv(&place, "SELECT count(*) AS n FROM P", ["P=people.csv"]), "n\n5\n");

    let ran = place.run(["query", "SELECT 1", "people.csv", "people.arrow"]).fails(2);
    ran.says(
        "two files are called `people` as tables; name one of them, as in people_2=people.arrow",
    );
    let ran = place.run(["query", "SELECT 1", "a b=people.csv"]).fails(2);
    ran.says("`a b` is no name of a table");
    place.run(["query", "SELECT 1", "table=people.csv"]).fails(2).says("is no name of a table");
}

#[test]
fn a_directory_is_a_table_of_its_files() {
    let place = Place::with_data();
    std::fs::create_dir(place.path("all")).unwrap();
    for format in FORMATS {
        for name in ["a", "b", ".hidden"] {
            place.write(&format!("all/{name}.{format}"), place.read(&format!("people.{format}")));
        }
        let sql = "SELECT count(*) AS n, sum(id) AS ids, count(DISTINCT name) AS names FROM all_";
        assert_eq!(csv(&place, sql, ["all"]), "n,ids,names\n10,30,4\n", "{format}");
        let other = if format == "csv" { "ndjson" } else { "csv" };
        place.write(&format!("all/c.{other}"), place.read(&format!("people.{other}")));
        place.run(["query", "SELECT 1", "all"]).fails(2).says("are not of one format");
        for name in [format!("a.{format}"), format!("b.{format}"), format!("c.{other}")] {
            std::fs::remove_file(place.path(&format!("all/{name}"))).unwrap();
        }
    }
    place.run(["query", "SELECT 1", "all"]).fails(2).says("ferrow: all: there are no files");
    // Numbers of one file are floats in the other.
    place.write("all/a.csv", "x\n1\n");
    place.write("all/b.csv", "x\n1.5\n");
    assert_eq!(csv(&place, "SELECT sum(x) AS x FROM all_", ["all"]), "x\n2.5\n");
    place.write("all/c.csv", "y\n1.5\n");
    place.run(["query", "SELECT 1", "all"]).fails(1).says("ferrow: all/c.csv: its columns are not");
}

#[test]
fn standard_input_is_a_table_that_is_read_once() {
    let place = Place::with_data();
    for format in FORMATS {
        let sql = "SELECT count(*) AS n FROM stdin a JOIN stdin b ON a.id = b.id JOIN orders o ON a.id = o.id";
        let args = ["query", sql, "-", "orders.parquet", "--from", format, "-o", "csv"];
        let ran = place.pipe(args, &place.read(&format!("people.{format}"))).well();
        assert_eq!(ran.text(), "n\n4\n", "{format}");
    }
    let ran = place.pipe(["query", "SELECT n FROM t", "t=-", "--from", "csv"], b"n\n1\n").well();
    assert_eq!(ran.text(), "n\n1\n");
    let ran = place.pipe(["query", "SELECT 1", "-"], b"a\n1\n").fails(2);
    ran.says("ferrow: standard input: the format is not known; name it with --from");
}

#[test]
fn text_is_read_as_other_commands_read_it() {
    let place = Place::new();
    place.write("a.tsv", "x\ty\n1\t2\n");
    assert_eq!(csv(&place, "SELECT x + y AS z FROM a", ["a.tsv"]), "z\n3\n");
    place.write("b.csv", "1;\"a\nb\"\n2;c\n");
    let args = ["--delimiter", ";", "--no-header"];
    let sql = "SELECT column_2 FROM b WHERE column_1 = 1";
    let args = ["b.csv"].into_iter().chain(args);
    assert_eq!(csv(&place, sql, args), "column_2\n\"a\nb\"\n");
    place.write("c.csv", "x\n1\ntwo\n");
    let ran = place.run(["query", "SELECT sum(x) FROM c", "c.csv", "--infer-rows", "1"]).fails(1);
    ran.says("ferrow: c.csv: ").says("line 3").says("raise --infer-rows");
}

/// Writes files with ids and rows of one number beside them.
fn messages(place: &Place) {
    use arrow::array::RecordBatch;
    use ferrow_convert::RowBatchExt;

    let rows = numbers(3);
    let (field, column) = rows.to_column("payload");
    let ids = rows.to_record_batch().expect("the test's own").column(0).clone();
    let id = arrow::datatypes::Field::new("id", arrow::datatypes::DataType::Int64, false);
    let schema = arrow::datatypes::Schema::new(vec![id, field]);
    let batch = RecordBatch::try_new(schema.into(), vec![ids, column]).expect("the test's own");
    crate::support::write_arrow(&place.path("a.arrow"), &[batch]);
    place.run(["convert", "a.arrow", "a.parquet"]).well();
}

#[test]
fn columns_of_rows_are_read_by_functions_and_operators() {
    let place = Place::new();
    messages(&place);
    for file in ["a.arrow", "a.parquet"] {
        let sql = "SELECT id, row_get(payload, 'n') AS n FROM a WHERE row_get(payload, 'n') > 1";
        assert_eq!(csv(&place, sql, [file]), "id,n\n2,2\n");
        // `->` binds closer than `=`.
        let sql =
            "SELECT payload -> 'n' AS n FROM a WHERE payload -> 'n' = 1 AND payload ->> 'n' = '1'";
        assert_eq!(csv(&place, sql, [file]), "n\n1\n");
        // Whole rows are printed as their fields.
        let sql = "SELECT payload FROM a WHERE id = 2";
        assert_eq!(csv(&place, sql, [file]), "payload\n{n: 2}\n");
        let args = [file, "--column", "payload"];
        assert_eq!(csv(&place, "SELECT sum(n) AS n FROM a", args), "n\n3\n");
        let ran = place.run(["query", "SELECT payload -> 'm' FROM a", file]).fails(2);
        ran.says("ferrow: row_get: m: no such field; the fields are n");
    }
}

#[test]
fn one_column_of_rows_is_its_fields_in_every_container() {
    let place = Place::with_data();
    for format in ["arrow", "arrows", "parquet", "ferrow"] {
        let file = format!("rows.{format}");
        place.run(["convert", "orders.ndjson", &file, "--rows"]).well();
        let sql = "SELECT id, status['is_open'] AS o FROM rows WHERE id > 2 ORDER BY id";
        assert_eq!(csv(&place, sql, [&*file]), "id,o\n3,\n4,\n", "{format}");
    }
}

#[test]
fn plans_show_what_is_asked_of_rows() {
    let place = Place::with_data();
    let sql = "EXPLAIN SELECT name FROM people WHERE age > 10";
    let ran = place.run(["query", sql, "people.ferrow", "-o", "json"]).well();
    assert!(ran.text().contains("file_type=ferrow, filter=age > 10"), "{}", ran.text());
    // A person reads it line by line.
    let ran = place.run(["query", sql, "people.ferrow"]).well();
    let lines: Vec<&str> = ran.text().lines().collect();
    assert_eq!(
        lines[..3],
        ["logical_plan", "Projection: people.name", "  Filter: people.age > Int64(10)"]
    );
    assert!(lines[5].starts_with("DataSourceExec: ") && lines[5].ends_with("> 10"), "{lines:?}");
    let sql = "EXPLAIN SELECT name FROM people";
    for (file, wanted) in [
        ("people.parquet", "projection=[name], file_type=parquet"),
        ("people.ferrow", "projection=[name], file_type=ferrow"),
        ("people.csv", "projection=[name]"),
    ] {
        let ran = place.run(["query", sql, file, "-o", "json"]).well();
        assert!(ran.text().contains(wanted), "{}", ran.text());
    }
}

#[test]
fn several_statements_run_one_after_another() {
    let place = Place::with_data();
    let sql = "CREATE TABLE late AS SELECT * FROM people WHERE is_late;
               -- a comment; and no statement
               SELECT count(*) AS n FROM late; SELECT ';' AS sign;";
    assert_eq!(csv(&place, sql, ["people.csv"]), "n\n2\nsign\n;\n");
    place.write("a.sql", sql);
    let ran = place.run(["query", "-f", "a.sql", "people.csv", "-o", "csv"]).well();
    assert_eq!(ran.text(), "n\n2\nsign\n;\n");
    let ran =
        place.pipe(["query", "--file", "-", "people.csv", "-o", "csv"], sql.as_bytes()).well();
    assert_eq!(ran.text(), "n\n2\nsign\n;\n");
    // All of it is parsed before any of it runs.
    let ran = place.run(["query", "SELECT 1; SELEC 2"]).fails(2);
    assert!(ran.stdout.is_empty());
    place.run(["query", " -- nothing"]).fails(2).says("there is no statement");
    place.run(["query", "-f", "missing.sql"]).fails(2).says("missing.sql: No such file");
    place.run(["query", "-f", "-", "-"]).fails(2).says("cannot be a table as well");
}

#[test]
fn tables_are_shown_and_described() {
    let place = Place::with_data();
    let shown = csv(&place, "SHOW TABLES", ["people.csv", "orders.ferrow"]);
    assert!(shown.contains("public,people,") && shown.contains("public,orders,"), "{shown}");
    let described = csv(&place, "DESCRIBE people", ["people.ferrow"]);
    assert!(described.contains("age,Int64,YES\n"), "{described}");
}

#[test]
fn files_are_tables_that_are_created_and_copied_to() {
    let place = Place::with_data();
    let sql = "
        COPY (SELECT id, name FROM people WHERE id > 2) TO 'some.ferrow' STORED AS FERROW;
        COPY (SELECT id FROM people) TO 'dir/' STORED AS FERROW;
        COPY (SELECT id FROM people) TO 'some.ndjson';
        CREATE EXTERNAL TABLE t STORED AS FERROW LOCATION 'some.ferrow';
        SELECT count(*) AS n, min(id) AS id FROM t;
        SELECT count(*) AS n FROM read_rows('dir/')";
    let wanted = "count\n3\ncount\n5\ncount\n5\nn,id\n3,3\nn\n5\n";
    assert_eq!(csv(&place, sql, ["people.arrow"]), wanted);
    assert_eq!(place.records("some.ferrow").len(), 3);
    assert_eq!(place.records("some.ndjson").len(), 5);
    for to in ["parquet", "arrow", "csv", "ferrow"] {
        let sql = format!("COPY people TO 'copy.{to}'");
        place.run(["query", &sql, "people.arrow"]).well();
        assert_eq!(place.records(&format!("copy.{to}")), place.records("people.csv"), "{to}");
    }
    let is_staged = |name: &String| name.starts_with(".ferrow");
    assert!(!place.names().iter().any(is_staged), "{:?}", place.names());
}

#[test]
fn a_copy_that_fails_leaves_what_was_there() {
    let place = Place::with_data();
    place.write("bad.csv", format!("n\n{}x\n", "1\n".repeat(100_000)));
    let before = place.names();
    for to in ["parquet", "arrow", "csv", "ndjson", "ferrow"] {
        for target in [format!("out.{to}"), "out/".to_owned()] {
            let stored = if to == "ndjson" { "json" } else { to };
            for from in ["n FROM bad", "10 / (n - 1) FROM bad"] {
                let sql = format!("COPY (SELECT {from}) TO '{target}' STORED AS {stored}");
                place.run(["query", &sql, "bad.csv"]).fails(1);
                assert_eq!(place.names(), before, "{sql}");
            }
        }
    }
    place.write("out.ferrow", "precious");
    place.run(["query", "COPY bad TO 'out.ferrow'", "bad.csv"]).fails(1).says("bad.csv");
    assert_eq!(place.read("out.ferrow"), b"precious");
    let ran = place.run(["query", "COPY people TO 'no/out.ferrow'", "people.csv"]).fails(2);
    ran.says("ferrow: no/out.ferrow: No such file or directory");
    std::fs::create_dir(place.path("dir.csv")).unwrap();
    place
        .run(["query", "COPY people TO 'dir.csv'", "people.csv"])
        .fails(2)
        .says("ferrow: dir.csv: ");
    assert!(!place.names().contains(&"no".to_owned()));
}

#[test]
fn mistakes_in_sql_are_told_with_the_names_that_there_are() {
    let place = Place::with_data();
    for (sql, words) in [
        ("SELECT nam FROM people", &["there is no column nam", "people.name"][..]),
        ("SELECT id FROM poeple", &["there is no table `poeple`. Did you mean `people`?"]),
        ("SELECT id FROM zzzzzzz", &["the tables are orders, people"]),
        ("SELEC 1", &["SQL: ", "SELEC at line 1, column 1"]),
        ("SELECT 1;\nSELECT 'x", &["Unterminated string", "line 2"]),
        ("SELECT nothing(1)", &["nothing"]),
        ("SELECT 1 + 'x'", &["x"]),
        ("SELECT sum(name) FROM people", &["sum"]),
        (
            "CREATE EXTERNAL TABLE t STORED AS FERROW LOCATION 'missing.ferrow'",
            &["missing.ferrow: No such file"],
        ),
        ("SELECT * FROM read_rows('missing.ferrow')", &["missing.ferrow: No such file"]),
        ("SELECT * FROM 'people.csv'", &["there is no table `people.csv`"]),
        ("SET datafusion.nothing = 1", &["nothing"]),
    ] {
        let ran = place.run(["query", sql, "people.csv", "orders.ferrow"]).fails(2);
        assert!(!ran.stderr.contains("datafusion.public"), "{}", ran.stderr);
        assert!(!ran.stderr.contains("ParserError("), "{}", ran.stderr);
        words
            .iter()
            .for_each(|words| assert!(ran.stderr.contains(words), "{words}: {}", ran.stderr));
    }
    let ran = place.run(["query", "SELECT * FROM people"]).fails(2);
    ran.says("there is no table `people`; name files behind the SQL, each becomes a table");
    let ran = place.run(["query", "people.csv", "SELECT * FROM people"]).fails(2);
    ran.says("the SQL comes first");
    let ran = place.run(["query", "SELECT 1 / (id - 3) FROM people", "people.csv"]).fails(1);
    ran.says("ivide by zero");
    let sql = "CREATE TABLE t AS SELECT 1 / (id - 3) FROM people";
    place.run(["query", sql, "people.csv"]).fails(1).says("ivide by zero");
    place.write("Capitals.csv", "Carrier\nUA\n");
    let ran = place.run(["query", "SELECT Carrier FROM capitals", "Capitals.csv"]).fails(2);
    ran.says("there is no column carrier").says("use double quotes");
}

#[test]
fn a_file_that_is_cut_short_anywhere_is_an_error_with_its_name() {
    let place = Place::with_data();
    for format in ["parquet", "arrow", "arrows", "ferrow"] {
        let bytes = place.read(&format!("people.{format}"));
        let name = format!("cut.{format}");
        let len = if format == "arrows" { bytes.len() - 8 } else { bytes.len() };
        for cut in (0..len).step_by(len / 11).chain([len - 1]) {
            place.write(&name, &bytes[..cut]);
            let ran = place.run(["query", "COPY cut TO 'out.csv'", &name]).fails(1);
            assert!(ran.stderr.starts_with(&format!("ferrow: {name}: ")), "{}", ran.stderr);
        }
    }
    assert!(!place.names().iter().any(|name| name.contains("out") || name.starts_with(".ferrow")));
}

#[test]
fn a_damaged_byte_is_an_error_that_names_the_file_or_another_value() {
    let place = Place::with_data();
    for format in ["parquet", "arrow", "arrows", "ferrow"] {
        let bytes = place.read(&format!("people.{format}"));
        let (name, mut count) = (format!("bad.{format}"), 0);
        for at in (0..bytes.len()).step_by(bytes.len() / 31) {
            let mut bytes = bytes.clone();
            bytes[at] ^= 0x55;
            place.write(&name, &bytes);
            let ran = place.run(["query", "SELECT * FROM bad", &name, "-o", "csv"]);
            if ran.code != 0 {
                count += 1;
                ran.fails(1).says(&format!("ferrow: {name}: "));
            }
        }
        assert!(count > 5, "{format}: {count} errors");
    }
    // Also where the table was created by SQL.
    place.write("cut.ferrow", &place.read("people.ferrow")[..900]);
    let sql = "CREATE EXTERNAL TABLE t STORED AS FERROW LOCATION 'cut.ferrow'; SELECT * FROM t";
    place.run(["query", sql]).fails(1).says("ferrow: cut.ferrow: ");
}

#[test]
fn the_damaged_one_of_many_files_is_named() {
    let place = Place::with_data();
    std::fs::create_dir(place.path("all")).unwrap();
    for name in ["a", "b", "c"] {
        place.write(&format!("all/{name}.ferrow"), place.read("people.ferrow"));
    }
    place.damage("all/b.ferrow", &[2], 4);
    let ran = place.run(["query", "SELECT * FROM all_", "all"]).fails(1);
    ran.says("ferrow: all/b.ferrow: batch 1");
}

#[test]
fn a_pipe_that_is_closed_ends_a_query_in_silence() {
    use std::io::Read;

    let place = Place::new();
    for output in ["table", "json", "csv"] {
        let sql = "SELECT a.value FROM range(100000000) a";
        let mut command = place.command(["query", sql, "-o", output]);
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let mut stdout = child.stdout.take().unwrap();
        stdout.read_exact(&mut [0; 10]).unwrap();
        drop(stdout);
        Ran::from(child.wait_with_output().unwrap()).well();
    }
}

#[cfg(unix)]
#[test]
fn an_interrupt_ends_a_query_and_leaves_nothing_behind() {
    let place = Place::new();
    for signal in ["-INT", "-TERM"] {
        let sql = "COPY (SELECT a.value, random() AS r FROM range(1000000000000) a) TO 'out.csv'";
        let mut command = place.command(["query", sql]);
        let child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let start = std::time::Instant::now();
        while place.names().is_empty() {
            assert!(start.elapsed().as_secs() < 60, "nothing is written");
            std::thread::sleep(std::time::Duration::from_millis(20));
        }
        let id = child.id().to_string();
        assert!(std::process::Command::new("kill").args([signal, &id]).status().unwrap().success());
        let ran = Ran::from(child.wait_with_output().unwrap());
        assert_eq!((ran.code, ran.stderr.as_str()), (130, "ferrow: interrupted\n"));
        assert!(place.names().is_empty(), "{:?}", place.names());
    }
}

#[test]
fn memory_and_threads_are_limited() {
    let place = Place::new();
    let sql = "SELECT count(*) AS n FROM (SELECT DISTINCT value FROM range(300000))";
    let args = ["query", sql, "--threads", "1", "--memory-limit", "200M", "-o", "json"];
    assert_eq!(lines(place.run(args).well().text())[0]["n"], 300_000);
    let sql = "SELECT array_agg(value) FROM range(3000000)";
    let ran = place.run(["query", sql, "--memory-limit", "1M"]).fails(2);
    ran.says("raise --memory-limit");
    let ran = place.run(["query", "SELECT 1", "--memory-limit", "much"]);
    assert_eq!(ran.code, 2);
}
