//! What the writers promise, whatever is done with them.

use std::sync::Arc;

use arrow_schema::{DataType, Field, Schema};
use ferrow_row::{
    ErrorKind, ListRef, RowArray, RowBatch, RowBatchWriter, RowFormat, RowLayout, RowRef,
    RowWriter, ValueRef,
};

/// Two text fields around a number; the first may not be null.
fn layout() -> Arc<RowLayout> {
    RowLayout::try_new(Schema::new(vec![
        Field::new("carrier", DataType::Utf8, false),
        Field::new("dep_delay", DataType::Int16, true),
        Field::new("tailnum", DataType::Utf8, true),
    ]))
    .expect("flat types")
}

/// A row of [`layout`] in which only the carrier is set.
fn carrier_row(layout: &RowLayout, carrier: &str) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut row = RowWriter::new(layout, &mut bytes);
    row.set_at::<str>(0, carrier).expect("a text field");
    row.finish().expect("the one field that must be set is");
    bytes
}

#[test]
fn a_row_that_is_not_finished_leaves_the_buffer_as_it_was() {
    let layout = layout();
    let mut buffer = b"before".to_vec();
    let mut row = RowWriter::new(&layout, &mut buffer);
    row.set_at::<str>(0, "UA").unwrap();
    drop(row);
    assert_eq!(buffer, b"before");
}

#[test]
fn a_batch_has_only_the_rows_that_were_finished() {
    let layout = layout();
    let mut writer = RowBatchWriter::new(Arc::clone(&layout));
    for carrier in ["UA", "DL"] {
        let mut dropped = writer.row();
        dropped.set_at::<str>(2, "dropped").unwrap();
        drop(dropped);
        let mut row = writer.row();
        row.set_at::<str>(0, carrier).unwrap();
        row.finish().unwrap();
        assert_eq!(writer.row().finish().unwrap_err().kind(), ErrorKind::NotNull);
    }
    assert_eq!(writer.len(), 2);
    let batch = writer.finish();
    let rows: Vec<_> = batch.rows().map(|row| row.unwrap().bytes()).collect();
    assert_eq!(rows, [carrier_row(&layout, "UA"), carrier_row(&layout, "DL")]);
}

#[test]
fn a_row_writer_that_is_leaked_leaves_no_bytes_in_the_batch() {
    let id = |nullable| {
        RowLayout::try_new(Schema::new(vec![Field::new("id", DataType::Int64, nullable)]))
    };
    for layout in [layout(), id(true).unwrap()] {
        let wanted =
            if layout.is_fixed() { layout.fixed_width() } else { carrier_row(&layout, "UA").len() };
        let mut writer = RowBatchWriter::new(Arc::clone(&layout));
        std::mem::forget(writer.row());
        let mut row = writer.row();
        if !layout.is_fixed() {
            row.set_at::<str>(0, "UA").unwrap();
        }
        row.finish().unwrap();
        std::mem::forget(writer.row());
        let batch = writer.finish();
        assert_eq!((batch.len(), batch.byte_len()), (1, wanted));
        RowBatch::try_new(layout, batch.array().clone()).unwrap();
    }
}

#[test]
fn fields_that_were_not_set_are_null() {
    let layout = layout();
    let bytes = carrier_row(&layout, "UA");
    let row = RowRef::try_new(&layout, &bytes).unwrap();
    let values: Vec<_> = (0..3).map(|index| row.value(index)).collect();
    assert_eq!(values, [ValueRef::Utf8("UA"), ValueRef::Null, ValueRef::Null]);
}

#[test]
fn a_field_that_may_not_be_null_must_be_set() {
    let layout = layout();
    let mut buffer = b"before".to_vec();
    let mut row = RowWriter::new(&layout, &mut buffer);
    row.set_at::<i16>(1, -3).unwrap();
    let error = row.finish().unwrap_err();
    assert_eq!((error.kind(), error.path().as_str()), (ErrorKind::NotNull, "carrier"));
    assert_eq!(buffer, b"before");
}

#[test]
fn the_one_field_that_was_forgotten_among_many_is_named() {
    let fields: Vec<_> =
        (0..130).map(|index| Field::new(format!("f{index}"), DataType::Int8, false)).collect();
    let layout = RowLayout::try_new(Schema::new(fields)).unwrap();
    for forgotten in [0, 63, 64, 127, 128, 129] {
        let mut buffer = Vec::new();
        let mut row = RowWriter::new(&layout, &mut buffer);
        for index in (0..130).filter(|index| *index != forgotten) {
            row.set_at::<i8>(index, 1).unwrap();
        }
        assert_eq!(row.finish().unwrap_err().path(), format!("f{forgotten}"));
    }
}

#[test]
fn null_is_refused_where_the_field_is_not_nullable_and_the_value_stays() {
    let layout = layout();
    let mut buffer = Vec::new();
    let mut row = RowWriter::new(&layout, &mut buffer);
    row.set_at::<str>(0, "UA").unwrap();
    for error in [row.set_null(0), row.set_value(0, ValueRef::Null)] {
        let error = error.unwrap_err();
        assert_eq!((error.kind(), error.path().as_str()), (ErrorKind::NotNull, "carrier"));
    }
    row.finish().unwrap();
    assert_eq!(buffer, carrier_row(&layout, "UA"));
}

#[test]
fn a_value_that_is_taken_back_leaves_no_bytes() {
    let layout = layout();
    let mut buffer = Vec::new();
    let mut row = RowWriter::new(&layout, &mut buffer);
    row.set_at::<str>(0, "UA").unwrap();
    row.set_at::<str>(2, "N14228").unwrap();
    row.set_null(2).unwrap();
    row.finish().unwrap();
    assert_eq!(buffer, carrier_row(&layout, "UA"));
}

#[test]
fn a_value_that_is_replaced_leaves_no_bytes() {
    let layout = layout();
    let mut buffer = Vec::new();
    let mut row = RowWriter::new(&layout, &mut buffer);
    row.set_at::<str>(2, "N14228").unwrap();
    row.set_at::<i16>(1, -1).unwrap();
    row.set_at::<str>(0, "replaced by a shorter one").unwrap();
    row.set_null(1).unwrap();
    row.set_null(2).unwrap();
    row.set_at::<str>(0, "UA").unwrap();
    row.finish().unwrap();
    assert_eq!(buffer, carrier_row(&layout, "UA"));
}

#[test]
fn a_value_that_is_of_another_kind_at_run_time_is_refused_and_the_field_stays() {
    let layout = layout();
    let mut buffer = Vec::new();
    let mut row = RowWriter::new(&layout, &mut buffer);
    row.set_at::<str>(0, "UA").unwrap();
    for value in [ValueRef::Int64(1), ValueRef::Binary(b"UA")] {
        let error = row.set_value(0, value).unwrap_err();
        assert_eq!((error.kind(), error.path().as_str()), (ErrorKind::WrongKind, "carrier"));
    }
    row.finish().unwrap();
    assert_eq!(buffer, carrier_row(&layout, "UA"));
}

/// The value is never copied, so its memory is asked for and not touched.
#[cfg(all(target_os = "linux", target_pointer_width = "64"))]
#[test]
fn a_value_that_32_bits_do_not_reach_is_too_large_and_the_row_goes_on() {
    let layout =
        RowLayout::try_new(Schema::new(vec![Field::new("blob", DataType::Binary, true)])).unwrap();
    // The last length fits a span by itself, and with the padding no row.
    for len in [1_usize << 32, u32::MAX as usize, u32::MAX as usize - 16] {
        let mut buffer = Vec::new();
        let mut row = RowWriter::new(&layout, &mut buffer);
        let error = row.set_at::<[u8]>(0, &vec![0; len]).unwrap_err();
        assert_eq!((error.kind(), error.path().as_str()), (ErrorKind::TooLarge, "blob"), "{len}");
        row.set_at::<[u8]>(0, b"small").unwrap();
        row.finish().unwrap();
        assert_eq!(buffer.len(), 24);
    }
}

#[test]
fn a_batch_copies_valid_rows_and_refuses_others() {
    let layout = layout();
    let mut writer = RowBatchWriter::new(Arc::clone(&layout));
    let message = carrier_row(&layout, "UA");
    writer.push(&message).unwrap();
    let error = writer.push(&message[..message.len() - 8]).unwrap_err();
    assert_eq!((error.kind(), error.path().as_str()), (ErrorKind::Truncated, "carrier"));
    writer.push(&message).unwrap();
    let batch = writer.finish();
    let rows: Vec<_> = batch.rows().map(|row| row.unwrap().bytes()).collect();
    assert_eq!(rows, [&message, &message]);
}

#[test]
fn a_longer_row_of_fixed_fields_stands_among_rows_of_one_length() {
    let layout =
        RowLayout::try_new(Schema::new(vec![Field::new("id", DataType::Int64, false)])).unwrap();
    let id = layout.column::<i64>("id").unwrap();
    // The last is as long as two rows.
    for longer in [24, 32] {
        let mut writer = RowBatchWriter::new(Arc::clone(&layout));
        for value in 0..4 {
            let mut message = Vec::new();
            let mut row = RowWriter::new(&layout, &mut message);
            row.set(id, value).unwrap();
            row.finish().unwrap();
            message.resize(if value == 2 { longer } else { 16 }, 0xaa);
            writer.push(&message).unwrap();
        }
        let batch = writer.finish();
        let ids: Vec<_> = batch.rows().map(|row| row.unwrap().get(id).unwrap()).collect();
        assert_eq!(ids, [0, 1, 2, 3]);
        assert_eq!(batch.row_bytes(2).unwrap().len(), longer);
    }
}

#[test]
fn rows_of_a_batch_may_be_null() {
    let id = RowLayout::try_new(Schema::new(vec![Field::new("id", DataType::Int64, false)]));
    let rows = [
        (layout(), carrier_row(&layout(), "UA"), DataType::Binary, 0),
        (id.unwrap(), [0; 16].to_vec(), DataType::FixedSizeBinary(16), 16),
        (RowLayout::try_new(Schema::empty()).unwrap(), vec![], DataType::FixedSizeBinary(0), 0),
    ];
    for (layout, row, data_type, under_null) in rows {
        let mut writer = RowBatchWriter::new(Arc::clone(&layout));
        writer.push_null();
        writer.push(&row).unwrap();
        std::mem::forget(writer.row());
        writer.push_null();
        assert_eq!(writer.len(), 3);
        let batch = writer.finish();
        let found: Vec<_> = batch.rows().map(|row| row.map(RowRef::bytes)).collect();
        assert_eq!(found, [None, Some(&row[..]), None]);
        assert_eq!((batch.array().data_type(), batch.null_count()), (&data_type, 2));
        let bytes = batch.array().array().to_data().buffers().last().unwrap().len();
        assert_eq!(bytes, row.len() + 2 * under_null);
        assert_eq!(RowBatch::try_new(layout, batch.to_binary().unwrap()).unwrap(), batch);
    }
}

#[test]
fn rows_of_fixed_fields_lie_at_a_stride() {
    let layout =
        RowLayout::try_new(Schema::new(vec![Field::new("id", DataType::Int64, true)])).unwrap();
    let mut writer = RowBatchWriter::new(Arc::clone(&layout));
    for id in 0..3 {
        let mut row = writer.row();
        row.set_at::<i64>(0, id).unwrap();
        row.finish().unwrap();
    }
    let written = writer.finish();
    assert_eq!(written.array().data_type(), &DataType::FixedSizeBinary(16));
    let bytes: Vec<u8> = (0..3).flat_map(|row| written.row_bytes(row).unwrap().to_vec()).collect();
    let stride = RowArray::from_stride(bytes.clone().into(), 16, 3);
    let ends = RowArray::from_ends(bytes.into(), &[16, 32, 48]);
    for array in [stride, ends] {
        assert_eq!((array.len(), array.is_empty(), array.null_count()), (3, false, 0));
        assert_eq!(RowBatch::try_new(Arc::clone(&layout), array).unwrap(), written);
    }
}

#[test]
fn a_nested_writer_that_is_leaked_leaves_a_valid_row() {
    let texts = DataType::List(Arc::new(Field::new("item", DataType::Utf8, true)));
    let fields = ["a", "b"].map(|name| Field::new(name, texts.clone(), true));
    for format in [RowFormat::Standard, RowFormat::Compact] {
        let layout = RowLayout::try_with_format(Schema::new(fields.to_vec()), format).unwrap();
        let mut writer = RowBatchWriter::new(Arc::clone(&layout));
        let mut row = writer.row();
        for index in [0, 1] {
            let mut leaked = row.slot(index).list(3).unwrap();
            leaked.push::<str>("leaked").unwrap();
            std::mem::forget(leaked);
        }
        let mut list = row.slot(1).list(1).unwrap();
        list.push::<str>("kept").unwrap();
        list.finish().unwrap();
        row.finish().unwrap();
        let batch = writer.finish();
        let row = RowRef::try_new(&layout, batch.row_bytes(0).unwrap()).unwrap();
        assert!(row.is_null(0));
        assert_eq!(row.get_at::<ListRef>(1).unwrap().get::<str>(0), Some("kept"));
    }
}
