//! What programs and schemas do at the edge: leaked writers, fields that do not exist, rows without bytes.

use std::mem::forget;

use arrow_array::FixedSizeBinaryArray;
use arrow_schema::{DataType, Field, Fields, Schema};
use ferrow_row::evolution::Evolution;
use ferrow_row::{
    ErrorKind, MapLayout, MapRef, MapWriter, RowArray, RowBatch, RowBatchWriter, RowFormat,
    RowLayout, RowMut, SlotWriter,
};

fn struct_of(fields: Vec<Field>) -> DataType {
    DataType::Struct(Fields::from(fields))
}

/// `{s: {inner: {x: Int64}?}, t: Utf8}`, all of `s` inline.
fn inline_layout() -> std::sync::Arc<RowLayout> {
    let inner = struct_of(vec![Field::new("x", DataType::Int64, false)]);
    let outer = struct_of(vec![Field::new("inner", inner, true)]);
    let schema =
        Schema::new(vec![Field::new("s", outer, false), Field::new("t", DataType::Utf8, false)]);
    RowLayout::try_with_format(schema, RowFormat::Compact).expect("a layout")
}

fn leak_in_struct(slot: SlotWriter<'_>) {
    let mut outer = slot.row().expect("a struct");
    let mut inner = outer.slot(0).row().expect("a struct");
    inner.set_at::<i64>(0, -1).expect("a number");
    forget(inner);
    outer.finish().expect("whole");
}

#[test]
fn a_leaked_writer_of_an_inline_struct_leaves_the_other_fields_as_they_are() {
    let layout = inline_layout();
    let mut writer = RowBatchWriter::new(layout.clone());
    let mut row = writer.row();
    row.set_at::<str>(1, "hello world").unwrap();
    leak_in_struct(row.slot(0));
    row.finish().unwrap();
    let batch = writer.finish();
    assert_eq!(batch.row(0).unwrap().get_at::<str>(1), Some("hello world"));
    assert_eq!(batch.row(0).unwrap().to_string(), r#"{s: {inner: null}, t: "hello world"}"#);
}

#[test]
fn a_row_that_is_updated_stays_canonical_whatever_is_leaked() {
    let layout = inline_layout();
    let mut row = RowMut::write(&layout, |row| {
        row.set_at::<str>(1, "hello world")?;
        leak_in_struct(row.slot(0));
        Ok(())
    })
    .unwrap();
    assert!(row.row().is_canonical());
    row.replace(0, |slot| {
        leak_in_struct(slot);
        Ok(())
    })
    .unwrap();
    assert!(row.row().is_canonical());
    assert_eq!(row.row().get_at::<str>(1), Some("hello world"));
}

#[test]
#[should_panic(expected = "field 2 of a row of 2 fields")]
fn replacing_a_field_that_does_not_exist_panics() {
    let mut row = RowMut::write(&inline_layout(), |row| {
        row.set_at::<str>(1, "")?;
        row.slot(0).row()?.finish()
    })
    .unwrap();
    _ = row.replace(2, |_| Ok(()));
}

#[test]
fn a_key_is_found_by_its_bits() {
    let entries = Field::new_struct(
        "entries",
        vec![
            Field::new("key", DataType::Float64, false),
            Field::new("value", DataType::Int8, true),
        ],
        false,
    );
    let map = DataType::Map(entries.into(), false);
    let layout = MapLayout::try_new(&map, RowFormat::Standard).unwrap();
    let mut message = vec![];
    let mut writer = MapWriter::new(&layout, &mut message);
    let mut keys = writer.keys(3).unwrap();
    for key in [-0.0, 0.0, f64::NAN] {
        keys.push::<f64>(key).unwrap();
    }
    keys.finish().unwrap();
    let mut values = writer.values(3).unwrap();
    for value in [1, 2, 3] {
        values.push::<i8>(value).unwrap();
    }
    values.finish().unwrap();
    writer.finish().unwrap();
    let map = MapRef::try_new(&layout, &message).unwrap();
    assert_eq!(map.get::<f64, i8>(0.0), Some(Some(2)));
    assert_eq!(map.get::<f64, i8>(-0.0), Some(Some(1)));
    assert_eq!(map.get::<f64, i8>(f64::NAN), Some(Some(3)));
}

#[test]
fn a_row_that_passes_two_gib_before_it_has_values_is_not_planned() {
    let wide = |count: usize| -> Schema {
        let field =
            |index| Field::new(format!("f{index}"), DataType::FixedSizeBinary(i32::MAX), false);
        Schema::new((0..count).map(field).collect::<Vec<_>>())
    };
    let error = RowLayout::try_with_format(wide(3), RowFormat::Compact).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Limit);
}

#[test]
fn a_default_that_is_null_is_refused_when_the_plan_is_made() {
    let layout = |fields: Vec<Field>| {
        RowLayout::try_new(Schema::new(vec![Field::new("a", struct_of(fields), true)])).unwrap()
    };
    let (x, y) = (Field::new("x", DataType::Int32, false), Field::new("y", DataType::Int32, false));
    let (written, wanted) = (layout(vec![x.clone()]), layout(vec![x, y]));
    let defaults = RowMut::write(&wanted, |row| row.set_null(0)).unwrap();
    let error = Evolution::with_defaults(&written, &wanted, defaults.row()).unwrap_err();
    assert_eq!((error.kind(), error.path().as_str()), (ErrorKind::LayoutMismatch, "a.y"));
}

#[test]
fn rows_of_a_constant_length_that_is_too_short_are_refused_null_or_not() {
    let layout = RowLayout::try_new(Schema::new(vec![Field::new("f", DataType::Int64, true)]));
    let layout = layout.unwrap();
    for len in [0, 3] {
        let error = RowBatch::try_new(layout.clone(), FixedSizeBinaryArray::new_null(4, len));
        assert_eq!(error.unwrap_err().kind(), ErrorKind::Truncated);
        let rows = RowBatch::try_new(layout.clone(), FixedSizeBinaryArray::new_null(16, len));
        assert_eq!(rows.unwrap().len(), len);
    }
}

#[test]
fn rows_without_bytes_are_not_there_in_any_number() {
    let schema = Schema::new(vec![Field::new("none", DataType::FixedSizeBinary(0), false)]);
    let layout = RowLayout::try_with_format(schema, RowFormat::Compact).unwrap();
    let rows = |len| {
        let rows = RowArray::from_stride(Vec::<u8>::new().into(), 0, len);
        RowBatch::try_new(layout.clone(), rows)
    };
    assert_eq!(rows(1 << 28).unwrap().len(), 1 << 28);
    for len in [(1 << 28) + 1, usize::MAX >> 1] {
        let error = rows(len).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::TooLarge);
        assert!(error.to_string().contains("split"), "{error}");
    }
}
