//! What errors tell the user to do.

use arrow_array::{Array, Int32Array};
use arrow_schema::{DataType, Field, Schema};
use ferrow_row::{Error, RowArray, RowLayout, RowWriter};

fn layout(fields: &[(&str, DataType, bool)]) -> std::sync::Arc<RowLayout> {
    let fields = fields
        .iter()
        .map(|(name, data_type, nullable)| Field::new(*name, data_type.clone(), *nullable));
    RowLayout::try_new(Schema::new(fields.collect::<Vec<_>>())).expect("flat types")
}

#[test]
fn rows_of_another_layout_are_refused_with_advice() {
    let wanted = layout(&[("id", DataType::Int64, false)]);
    let refused = |fields: &[(&str, DataType, bool)]| {
        layout(fields).check_readable_as(&wanted).unwrap_err().to_string()
    };
    assert_eq!(
        refused(&[]),
        "the rows have the fields [], wanted are [id]; declare the fields that the rows were written \
         with"
    );
    assert_eq!(
        refused(&[("id", DataType::Int32, false)]),
        "id: the rows hold Int32 where Int64 is wanted; declare the field as Int32"
    );
    assert_eq!(
        refused(&[("key", DataType::Int64, false)]),
        "id: the rows have `key` at this place; rename or reorder the field"
    );
    assert_eq!(
        refused(&[("id", DataType::Int64, true)]),
        "id: nullable in the rows; declare the field as nullable, in a record by `Option`"
    );
}

#[test]
fn a_field_of_type_null_is_nullable_whatever_its_schema_says() {
    let [yes, no] = [true, false].map(|nullable| layout(&[("n", DataType::Null, nullable)]));
    assert_eq!(yes, no);
}

#[test]
fn a_field_that_was_forgotten_is_refused_with_advice() {
    let layout = layout(&[("id", DataType::Int64, false)]);
    let error = RowWriter::new(&layout, &mut Vec::new()).finish().unwrap_err();
    assert_eq!(
        error.to_string(),
        "id: not written; set it before `finish`, or declare the field as nullable"
    );
}

#[test]
fn an_array_that_is_no_rows_is_refused_with_the_types_that_are() {
    let array = Int32Array::from(vec![1]);
    let error: Error = RowArray::try_from(&array as &dyn Array).unwrap_err();
    assert_eq!(
        error.to_string(),
        "rows are a Binary, LargeBinary, BinaryView or FixedSizeBinary column, \
         this is Int32; cast it"
    );
}
