//! JSON lines and CSV: rows of the schema that is given or inferred, and errors that name the line.

use std::sync::{Arc, Mutex};

use arrow::array::RecordBatch;
use arrow::compute::concat_batches;
use arrow::datatypes::{DataType, Field, Schema, SchemaRef};
use ferrow_convert::prelude::*;
use ferrow_convert::{Error, ErrorKind, Progress, TextRows};

use crate::streams::part;

/// Gives its text in pieces of 7 bytes, as a network may.
struct Pieces<'a>(&'a [u8]);

impl std::io::Read for Pieces<'_> {
    fn read(&mut self, bytes: &mut [u8]) -> std::io::Result<usize> {
        std::io::Read::read(&mut self.0, bytes)
    }
}

impl std::io::BufRead for Pieces<'_> {
    fn fill_buf(&mut self) -> std::io::Result<&[u8]> {
        Ok(&self.0[..self.0.len().min(7)])
    }

    fn consume(&mut self, len: usize) {
        self.0 = &self.0[len..];
    }
}

fn schema(id: DataType) -> SchemaRef {
    Arc::new(Schema::new(vec![
        Field::new("id", id, false),
        Field::new("name", DataType::Utf8, true),
    ]))
}

fn collect<R: std::io::BufRead>(rows: TextRows<R>) -> (Vec<usize>, RecordBatch) {
    let batches: Vec<RecordBatch> =
        rows.map(|rows| rows.and_then(|rows| rows.to_record_batch()).expect("good text")).collect();
    let whole = concat_batches(&batches[0].schema(), &batches).expect("one schema");
    (batches.iter().map(RecordBatch::num_rows).collect(), whole)
}

fn error<R: std::io::BufRead>(rows: Result<TextRows<R>, Error>) -> Error {
    rows.expect("a schema").find_map(Result::err).expect("something is wrong")
}

type Told = Arc<Mutex<Vec<Progress>>>;

fn check_progress<R: std::io::BufRead>(rows: TextRows<R>, len: usize) {
    let told: Told = Arc::default();
    let teller = Arc::clone(&told);
    let rows = rows.on_progress(move |progress| teller.lock().expect("no panic").push(*progress));
    assert_eq!(collect(rows).0, [10, 10, 5]);
    let told = told.lock().expect("no panic");
    assert_eq!(told.iter().map(|p| p.rows).collect::<Vec<_>>(), [10, 20, 25]);
    assert!(told.is_sorted_by(|a, b| a.bytes < b.bytes));
    assert_eq!(told[2].bytes, len as u64);
}

#[cfg(feature = "json")]
mod json {
    use ferrow_convert::JsonOptions;

    use super::*;

    fn text() -> String {
        let line = |id: i64| match id % 3 {
            0 => format!("{{\"id\": {id}}}\n"),
            _ => format!("{{\"name\": \"row {id}\", \"id\": {id}, \"more\": [1, {{}}]}}\n"),
        };
        (0..25).map(line).collect()
    }

    #[test]
    fn lines_become_rows_of_a_given_schema() {
        let options = JsonOptions::new(schema(DataType::Int64)).with_batch_rows(10);
        let text = text();
        let (lens, whole) = collect(options.reader(Pieces(text.as_bytes())).unwrap());
        assert_eq!((lens, whole), (vec![10, 10, 5], part(0, 25)));
        check_progress(options.reader(Pieces(text.as_bytes())).unwrap(), text.len());
    }

    #[test]
    fn a_schema_is_inferred_and_what_it_was_inferred_from_is_read_too() {
        let text = text().replace("\"more\": [1, {}]", "\"more\": [1]");
        for lines in [2, 24, 25, 1_000] {
            let options = JsonOptions::infer().with_infer_lines(lines);
            let rows = options.reader(Pieces(text.as_bytes())).unwrap();
            let fields = rows.layout().schema().clone();
            assert_eq!(fields.field_with_name("id").unwrap().data_type(), &DataType::Int64);
            assert!(fields.field_with_name("more").is_ok());
            assert_eq!(collect(rows).1.num_rows(), 25);
        }
    }

    #[test]
    fn an_error_names_the_line() {
        let options = JsonOptions::new(schema(DataType::Int64));
        let cases = [
            ("{\"id\": \"one\"}", 4, "id"),
            ("{\"name\": \"no id\"}", 4, "id"),
            ("{\"id\": 1, \"name\": tru}", 4, ""),
            ("id: 1", 4, ""),
            ("\n\n  {\"id\": {}}", 6, ""),
        ];
        for (wrong, line, says) in cases {
            for rows in [1, 2, 3, 4, 100] {
                let text =
                    format!("{{\"id\":1}}\n{{\"id\":2}}\n{{\"id\":3}}\n{wrong}\n{{\"id\":5}}\n");
                let options = options.clone().with_batch_rows(rows);
                let error = error(options.reader(Pieces(text.as_bytes())));
                assert_eq!((error.kind(), error.line()), (ErrorKind::Parse, Some(line)), "{error}");
                assert_eq!(error.batch(), Some(3 / rows));
                assert!(error.to_string().contains(says), "{error}");
                let at = usize::try_from(error.file_offset().unwrap()).unwrap();
                assert!(text[at..].starts_with(wrong.trim_start()), "{error}");
            }
        }
        let cut = error(options.reader(&b"{\"id\": 1}\n{\"id\": 2, \"na"[..]));
        assert_eq!((cut.kind(), cut.line()), (ErrorKind::Parse, Some(2)), "{cut}");
    }

    #[test]
    fn text_without_records_has_no_rows() {
        for text in ["", "\n\n", "  "] {
            let rows = JsonOptions::new(schema(DataType::Int64)).reader(text.as_bytes()).unwrap();
            assert_eq!(rows.count(), 0);
        }
    }

    #[test]
    fn a_file_is_read_and_named_in_its_errors() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("rows.json");
        let options = JsonOptions::new(schema(DataType::Int64));
        let missing = options.open(&path).unwrap_err();
        assert_eq!(missing.kind(), ErrorKind::Io(std::io::ErrorKind::NotFound));
        std::fs::write(&path, text() + "?").unwrap();
        let told: Told = Arc::default();
        let teller = Arc::clone(&told);
        let rows = options.clone().with_batch_rows(25).open(&path).unwrap();
        let rows = rows.on_progress(move |progress| teller.lock().unwrap().push(*progress));
        let error = error(Ok(rows));
        assert_eq!((error.file(), error.line()), (Some(path.as_path()), Some(26)));
        assert_eq!(told.lock().unwrap()[0].total_bytes, Some(text().len() as u64 + 1));
    }
}

#[cfg(feature = "csv")]
mod csv {
    use arrow::csv::reader::Format;
    use ferrow_convert::CsvOptions;

    use super::*;

    fn text() -> String {
        let line = |id: i64| match id % 3 {
            0 => format!("{id},\n"),
            1 => format!("{id},row {id}\n"),
            _ => format!("{id},\"row {id}\"\n"),
        };
        "id,name\n".to_owned() + &(0..25).map(line).collect::<String>()
    }

    #[test]
    fn lines_become_rows_of_a_given_schema() {
        let options = CsvOptions::new(schema(DataType::Int64)).with_batch_rows(10);
        for text in [text(), text().trim_end().to_owned()] {
            let (lens, whole) = collect(options.reader(Pieces(text.as_bytes())).unwrap());
            assert_eq!((lens, whole), (vec![10, 10, 5], part(0, 25)));
            check_progress(options.reader(Pieces(text.as_bytes())).unwrap(), text.len());
        }
    }

    #[test]
    fn a_schema_is_inferred_and_what_it_was_inferred_from_is_read_too() {
        for lines in [1, 24, 25, 1_000] {
            let options = CsvOptions::infer().with_infer_lines(lines);
            let rows = options.reader(Pieces(text().as_bytes())).map(collect).unwrap();
            assert_eq!(rows.1.column(0), part(0, 25).column(0));
            assert_eq!(rows.1.num_rows(), 25);
        }
    }

    #[test]
    fn another_format_is_read() {
        let text = text().replacen("id,name\n", "", 1).replace(',', ";");
        let format = Format::default().with_delimiter(b';');
        let options = CsvOptions::new(schema(DataType::Int64)).with_format(format);
        assert_eq!(collect(options.reader(text.as_bytes()).unwrap()).1, part(0, 25));
    }

    #[test]
    fn an_error_names_the_line() {
        let options = CsvOptions::new(schema(DataType::Int64));
        let cases = [("one,x", "one"), (",x", "id"), ("4,x,y", "fields"), ("4", "fields")];
        for (wrong, says) in cases {
            for rows in [1, 2, 3, 4, 100] {
                // A text of two lines makes one record of them.
                let text = format!("id,name\n1,\"a\nb\"\n2,\n3,\n{wrong}\n5,\n");
                let options = options.clone().with_batch_rows(rows);
                let error = error(options.reader(Pieces(text.as_bytes())));
                assert_eq!((error.kind(), error.line()), (ErrorKind::Parse, Some(6)), "{error}");
                assert_eq!(error.batch(), Some(3 / rows));
                assert!(error.to_string().contains(says), "{error}");
                assert!(!error.to_string().contains("at line"), "{error}");
                let at = usize::try_from(error.file_offset().unwrap()).unwrap();
                assert!(text[at..].starts_with(wrong), "{error}");
            }
        }
    }

    #[test]
    fn text_without_records_has_no_rows() {
        for text in ["", "id,name", "id,name\n"] {
            let rows = CsvOptions::new(schema(DataType::Int64)).reader(text.as_bytes()).unwrap();
            assert_eq!(rows.count(), 0);
        }
    }
}
