//! The `ferrow.row` mark: what it carries, and what becomes of it when it is damaged.

use arrow::datatypes::{DataType, Field, Schema};
use ferrow_convert::{ErrorKind, RowType};
use ferrow_row::{RowFormat, RowLayout};

use crate::conformance::FORMATS;
use crate::types::{data_types, is_known_to_ipc};

fn row_type(format: RowFormat) -> RowType {
    let fields = data_types().into_iter().filter(is_known_to_ipc).enumerate();
    let fields = fields.map(|(at, data_type)| Field::new(format!("f{at}"), data_type, at % 2 == 0));
    let schema = Schema::new(fields.collect::<Vec<_>>());
    RowType::new(RowLayout::try_with_format(schema, format).expect("types that rows hold"))
}

#[test]
fn the_mark_carries_the_layout_and_the_schema_of_every_type() {
    for format in FORMATS {
        let rows = row_type(format);
        for data_type in [DataType::Binary, DataType::LargeBinary, DataType::BinaryView] {
            let field = rows.field("payload", data_type, true);
            let again = RowType::try_from_field(&field).unwrap();
            assert_eq!(again, rows);
            assert_eq!(again.layout().format(), format);
            assert_eq!(field.extension_type::<RowType>(), rows);
        }
    }
}

#[test]
fn the_metadata_is_json_with_a_version_a_layout_and_a_schema() {
    for (format, layout) in FORMATS.into_iter().zip(["standard", "compact"]) {
        let field = row_type(format).field("payload", DataType::Binary, true);
        let metadata: serde_json::Value =
            serde_json::from_str(field.extension_type_metadata().unwrap()).unwrap();
        assert_eq!(metadata["version"], 1);
        assert_eq!(metadata["layout"], layout);
        let schema = metadata["schema"].as_str().unwrap();
        assert!(schema.starts_with("/////"), "an encapsulated message");
    }
}

#[test]
fn a_field_without_the_mark_or_with_a_damaged_one_is_refused() {
    let marked = row_type(RowFormat::Standard).field("payload", DataType::Binary, true);
    let metadata = |key: &str, value: &str| {
        let mut metadata = marked.metadata().clone();
        metadata.insert(key.to_owned(), value.to_owned());
        marked.clone().with_metadata(metadata)
    };
    let cases = [
        (Field::new("payload", DataType::Binary, true), "no Arrow extension type"),
        (marked.clone().with_data_type(DataType::Utf8), "this is Utf8"),
        (metadata("ARROW:extension:name", "arrow.json"), "is `arrow.json`"),
        (metadata("ARROW:extension:metadata", "{"), "damaged"),
        (
            metadata(
                "ARROW:extension:metadata",
                r#"{"version":2,"layout":"standard","schema":""}"#,
            ),
            "version 2",
        ),
        (
            metadata("ARROW:extension:metadata", r#"{"version":1,"layout":"spark","schema":""}"#),
            "layout `spark`",
        ),
        (
            metadata(
                "ARROW:extension:metadata",
                r#"{"version":1,"layout":"standard","schema":"AAAA"}"#,
            ),
            "not an encapsulated IPC message",
        ),
    ];
    for (field, says) in cases {
        let error = RowType::try_from_field(&field).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::NotRows);
        assert_eq!(error.path(), "payload");
        assert!(error.to_string().contains(says), "{error}");
    }
}
