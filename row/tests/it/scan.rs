//! One field of all rows: what each row says by itself, in every form of rows.

use std::sync::Arc;

use arrow_array::{BinaryArray, BinaryViewArray, FixedSizeBinaryArray, LargeBinaryArray};
use arrow_schema::{DataType, Field, Schema};
use ferrow_row::{Column, RowArray, RowBatch, RowBatchWriter, RowFormat, RowLayout, Value};

fn schema(is_fixed: bool, count: &Field) -> Schema {
    let mut fields = vec![
        Field::new("id", DataType::Int64, false),
        Field::new("delay", DataType::Int16, true),
        count.clone(),
    ];
    if !is_fixed {
        fields.push(Field::new("name", DataType::Utf8, true));
        fields.push(Field::new("city", DataType::Utf8, false));
    }
    Schema::new(fields)
}

/// Rows of which `delay` and `name` are null here and there, and `count` never is.
fn batch(layout: &Arc<RowLayout>, rows: usize, null_row: Option<usize>) -> RowBatch {
    let mut writer = RowBatchWriter::new(Arc::clone(layout));
    for at in 0..rows {
        if null_row == Some(at) {
            writer.push_null();
            continue;
        }
        let mut row = writer.row();
        let number = i64::try_from(at).expect("few rows");
        row.set_at::<i64>(0, number * 7 - 100).expect("a number");
        if at % 3 != 1 {
            row.set_at::<i16>(1, i16::try_from(at % 1000).expect("small")).expect("a number");
        }
        row.set_at::<i64>(2, -number).expect("a number");
        if layout.len() > 3 {
            if at % 5 != 2 {
                row.set_at::<str>(3, &"na\u{ef}ve ".repeat(at % 7)).expect("a text");
            }
            row.set_at::<str>(4, &at.to_string()).expect("a text");
        }
        row.finish().expect("a whole row");
    }
    writer.finish()
}

/// The same rows in every form that they can have, validated and not.
fn forms(batch: &RowBatch) -> Vec<RowBatch> {
    let rows: Vec<_> = (0..batch.len()).map(|row| batch.row_bytes(row)).collect();
    let mut arrays: Vec<RowArray> = vec![
        BinaryArray::from_iter(&rows).into(),
        LargeBinaryArray::from_iter(&rows).into(),
        BinaryViewArray::from_iter(&rows).into(),
    ];
    if batch.layout().is_fixed() {
        let width = i32::try_from(batch.layout().fixed_width()).expect("a narrow row");
        let rows = rows.iter().copied();
        let array = FixedSizeBinaryArray::try_from_sparse_iter_with_size(rows, width);
        arrays.push(array.expect("rows of one length").into());
    }
    let layout = batch.layout();
    let validated =
        arrays.into_iter().map(|array| RowBatch::try_new(Arc::clone(layout), array).expect("rows"));
    validated.chain([batch.clone()]).collect()
}

fn assert_scans<T: Value + ?Sized>(batch: &RowBatch, column: Column<T>) {
    let wanted: Vec<_> = batch.rows().map(|row| row.and_then(|row| row.get(column))).collect();
    let scan = batch.column(column);
    assert_eq!(scan.len(), wanted.len());
    assert_eq!(scan.clone().collect::<Vec<_>>(), wanted, "one by one");
    let folded = scan.clone().fold(Vec::new(), |mut all, value| {
        all.push(value);
        all
    });
    assert_eq!(folded, wanted, "all at once");
    let mut begun = scan.clone();
    let first: Vec<_> = begun.by_ref().take(3).collect();
    let rest = begun.fold(first, |mut all, value| {
        all.push(value);
        all
    });
    assert_eq!(rest, wanted, "the rest at once");
    let mut backwards: Vec<_> = scan.rev().collect();
    backwards.reverse();
    assert_eq!(backwards, wanted, "backwards");
}

#[test]
fn a_scan_gives_what_each_row_says_by_itself() {
    for format in [RowFormat::Standard, RowFormat::Compact] {
        for (is_fixed, nullable) in [(true, true), (true, false), (false, true), (false, false)] {
            let count = Field::new("count", DataType::Int64, nullable);
            let layout = RowLayout::try_with_format(schema(is_fixed, &count), format)
                .expect("a schema that rows have");
            for (rows, null_row) in [(0, None), (1, None), (150, None), (150, Some(70))] {
                for batch in forms(&batch(&layout, rows, null_row)) {
                    let slice = batch.slice(rows / 4..rows - rows / 8);
                    for batch in [batch, slice] {
                        assert_scans(&batch, layout.column::<i64>("id").expect("an id"));
                        assert_scans(&batch, layout.column::<i16>("delay").expect("a delay"));
                        assert_scans(&batch, layout.column::<i64>("count").expect("a count"));
                        if !is_fixed {
                            assert_scans(&batch, layout.column::<str>("name").expect("a name"));
                            assert_scans(&batch, layout.column::<str>("city").expect("a city"));
                        }
                    }
                }
            }
        }
    }
}

#[test]
#[should_panic(expected = "is the column of another layout?")]
fn a_column_of_another_layout_is_a_mistake_of_the_program() {
    let text = RowLayout::try_new(Schema::new(vec![Field::new("a", DataType::Utf8, false)]));
    let number = RowLayout::try_new(Schema::new(vec![Field::new("a", DataType::Int64, false)]));
    let column = text.expect("rows").column::<str>("a").expect("text");
    _ = batch_of_none(&number.expect("rows")).column(column);
}

fn batch_of_none(layout: &Arc<RowLayout>) -> RowBatch {
    RowBatchWriter::new(Arc::clone(layout)).finish()
}
