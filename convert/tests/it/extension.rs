//! The `ferrow.row` mark: what it carries, and what becomes of it when it is damaged.

use arrow::datatypes::{DataType, Field, Schema};
use ferrow_convert::{ErrorKind, RowType};
use ferrow_row::RowLayout;

use crate::sampling::data_types;

fn row_type() -> RowType {
    let fields = data_types().into_iter().enumerate();
    let fields = fields.map(|(at, data_type)| Field::new(format!("f{at}"), data_type, at % 2 == 0));
    RowType::new(RowLayout::try_new(Schema::new(fields.collect::<Vec<_>>())).expect("flat types"))
}

#[test]
fn the_mark_carries_the_schema_of_every_type() {
    let rows = row_type();
    for data_type in [DataType::Binary, DataType::LargeBinary, DataType::BinaryView] {
        let field = rows.field("payload", data_type, true);
        assert_eq!(RowType::try_from_field(&field).unwrap(), rows);
        assert_eq!(field.extension_type::<RowType>(), rows);
    }
}

#[test]
fn the_metadata_is_json_with_a_version_a_layout_and_a_schema() {
    let field = row_type().field("payload", DataType::Binary, true);
    let metadata: serde_json::Value =
        serde_json::from_str(field.extension_type_metadata().unwrap()).unwrap();
    assert_eq!(metadata["version"], 1);
    assert_eq!(metadata["layout"], "standard");
    assert!(metadata["schema"].as_str().unwrap().starts_with("/////"), "an encapsulated message");
}

#[test]
fn a_field_without_the_mark_or_with_a_damaged_one_is_refused() {
    let marked = row_type().field("payload", DataType::Binary, true);
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
