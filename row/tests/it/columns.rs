//! A column or an ordinal that is not of the row's layout is a mistake of the program: every reader
//! and writer stops it in the same words.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use arrow_schema::{DataType, Field, Schema};
use ferrow_row::{RowBatch, RowLayout, RowRef, RowWriter, ValueRef};

fn layout() -> Arc<RowLayout> {
    RowLayout::try_new(Schema::new(vec![
        Field::new("id", DataType::Int64, true),
        Field::new("name", DataType::Utf8, true),
    ]))
    .expect("flat types")
}

/// What `stopped` panics with.
fn panic_of<T>(stopped: impl FnOnce() -> T) -> String {
    match catch_unwind(AssertUnwindSafe(stopped)) {
        Ok(_) => panic!("it went on"),
        Err(panic) => match panic.downcast_ref::<String>() {
            Some(message) => message.clone(),
            None => (*panic.downcast_ref::<&str>().expect("a panic with a message")).to_owned(),
        },
    }
}

#[test]
fn a_column_of_another_layout_panics_everywhere_also_where_the_field_is_null() {
    let other = RowLayout::try_new(Schema::new(vec![Field::new("id", DataType::Int32, true)]));
    let foreign = other.unwrap().column::<i32>("id").unwrap();
    let layout = layout();
    let mut set = layout.empty_row().to_vec();
    set[0] = 0b10;
    for bytes in [layout.empty_row(), &set] {
        let (row, lazy) = (RowRef::try_new(&layout, bytes).unwrap(), layout.open(bytes).unwrap());
        let (mut one, mut two) = (Vec::new(), Vec::new());
        let panics = [
            panic_of(|| row.get(foreign)),
            panic_of(|| row.get_at::<i32>(0)),
            panic_of(|| lazy.get(foreign)),
            panic_of(|| lazy.get_at::<i32>(0)),
            panic_of(|| RowWriter::new(&layout, &mut one).set(foreign, 1)),
            panic_of(|| RowWriter::new(&layout, &mut two).set_at::<i32>(0, 1)),
        ];
        for message in panics {
            assert_eq!(
                message,
                "field 0, `id`, is Int64, not Int32: is the column of another layout?"
            );
        }
        assert!(one.is_empty() && two.is_empty(), "the row is taken back");
    }
}

#[test]
fn an_ordinal_out_of_range_panics_with_the_number_of_fields() {
    let layout = layout();
    let bytes = layout.empty_row();
    let (row, lazy) = (RowRef::try_new(&layout, bytes).unwrap(), layout.open(bytes).unwrap());
    let mut buffer = Vec::new();
    let mut writer = RowWriter::new(&layout, &mut buffer);
    let panics = [
        panic_of(|| row.get_at::<i64>(2)),
        panic_of(|| row.value(2)),
        panic_of(|| row.is_null(2)),
        panic_of(|| lazy.get_at::<i64>(2)),
        panic_of(|| lazy.value(2)),
        panic_of(|| lazy.is_null(2)),
        panic_of(|| writer.set_at::<i64>(2, 1)),
        panic_of(|| writer.set_value(2, ValueRef::Null)),
        panic_of(|| writer.set_value(2, ValueRef::Int64(1))),
        panic_of(|| writer.set_null(2)),
        panic_of(|| layout.slot_offset(2)),
        panic_of(|| layout.is_nullable(2)),
        panic_of(|| layout.column_at::<i64>(2)),
    ];
    for (at, message) in panics.iter().enumerate() {
        assert_eq!(message, "field 2 of a row of 2 fields", "{at}");
    }
}

#[test]
fn a_slice_that_leaves_its_batch_or_is_reversed_panics_with_the_number_of_rows() {
    let layout = layout();
    let rows = arrow_array::BinaryArray::from_iter_values([layout.empty_row(); 3]);
    let batch = RowBatch::try_new(Arc::clone(&layout), rows).unwrap();
    assert_eq!(batch.slice(3..3).len(), 0);
    for (start, end) in [(0, 4), (4, 4), (2, 1), (usize::MAX, 0)] {
        assert_eq!(
            panic_of(|| batch.slice(start..end)),
            format!("rows {start}..{end} of a batch of 3 rows")
        );
    }
}

#[test]
fn values_are_made_of_what_they_hold() {
    assert_eq!(ValueRef::from(-3_i16), ValueRef::Int16(-3));
    assert_eq!(ValueRef::from("UA"), ValueRef::Utf8("UA"));
    assert_eq!(ValueRef::from(&b"UA"[..]), ValueRef::Binary(b"UA"));
    assert_eq!(ValueRef::from(Some(true)), ValueRef::Bool(true));
    assert_eq!(ValueRef::from(None::<f64>), ValueRef::Null);
}
