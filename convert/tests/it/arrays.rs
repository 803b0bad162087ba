//! Rows as Arrow binary columns, null rows among them, and fields out of rows nobody validated.

use std::sync::Arc;

use arrow::array::{Array, ArrayRef, AsArray, BinaryArray, RecordBatch, StringArray};
use arrow::compute::cast;
use arrow::datatypes::{DataType, Field, Int8Type, Int16Type, Int64Type, Schema};
use ferrow_convert::prelude::*;
use ferrow_convert::{ErrorKind, RowDecoder, ValueDecoder};
use ferrow_row::RowArray;

use crate::conformance::FORMATS;
use crate::sampling::{Random, batch_of};
use crate::types::data_types;

fn people() -> RowBatch {
    let id: ArrayRef = Arc::new(arrow::array::Int64Array::from(vec![1, 2, 3]));
    let name: ArrayRef = Arc::new(StringArray::from(vec![Some("Ada"), None, Some("Grace")]));
    let schema = Schema::new(vec![
        Field::new("id", DataType::Int64, false),
        Field::new("name", DataType::Utf8, true),
    ]);
    let batch = RecordBatch::try_new(Arc::new(schema), vec![id, name]).expect("two columns");
    RowBatch::try_from_record_batch(&batch).expect("types that rows hold")
}

/// The rows with a null row after the first.
fn with_null_row() -> RowBatch {
    let rows = people();
    let messages = [rows.row_bytes(0), None, rows.row_bytes(1), rows.row_bytes(2)];
    RowBatch::try_new(rows.layout().clone(), BinaryArray::from_iter(messages)).expect("valid rows")
}

#[test]
fn every_binary_array_gives_the_same_columns_without_copying_rows() {
    let rows = people();
    let wanted = rows.to_record_batch().unwrap();
    let binary = rows.to_binary().unwrap();
    let views = rows.to_binary_view().unwrap();
    assert_eq!(binary.values().as_ptr(), rows.to_large_binary().values().as_ptr());
    assert_eq!(views.data_buffers()[0].as_ptr(), binary.values().as_ptr());
    for array in [RowArray::from(binary), rows.to_large_binary().into(), views.into()] {
        let again = RowBatch::try_new(rows.layout().clone(), array).unwrap();
        assert_eq!(again.to_record_batch().unwrap(), wanted);
        assert_eq!(again.slice(1..3).to_record_batch().unwrap(), wanted.slice(1, 2));
        assert_eq!(again.to_binary().unwrap(), rows.to_binary().unwrap());
    }
}

#[test]
fn a_null_row_is_refused_unless_every_column_may_be_null() {
    let rows = with_null_row();
    let error = rows.to_record_batch().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::NotNull);
    assert!(error.to_string().contains("RowDecoder::nullable"), "{error}");

    let swapped = RowDecoder::new(rows.layout()).nullable().project(&[1, 0]);
    let swapped = swapped.decode(&rows).unwrap();
    let batch = RowDecoder::new(rows.layout()).nullable().decode(&rows).unwrap();
    assert_eq!(swapped, batch.project(&[1, 0]).unwrap());
    let (id, name) = (batch.column(0), batch.column(1).as_string::<i32>());
    let id: Vec<_> = id.as_primitive::<Int64Type>().iter().collect();
    assert_eq!(id, [Some(1), None, Some(2), Some(3)]);
    let name: Vec<_> = name.iter().collect();
    assert_eq!(name, [Some("Ada"), None, None, Some("Grace")]);
}

#[test]
fn a_field_of_damaged_rows_is_null_where_the_damage_is() {
    let rows = people();
    let good = rows.row_bytes(0).unwrap();
    let mut far = good.to_vec();
    far[16..24].copy_from_slice(&u64::MAX.to_le_bytes());
    let mut not_utf8 = good.to_vec();
    not_utf8[24] = 0xff;
    let cut = &good[..20];
    let array = BinaryArray::from_iter([Some(good), Some(&far), None, Some(&not_utf8), Some(cut)]);
    let array = RowArray::from(array);

    let decoder = ValueDecoder::try_new(rows.layout(), ["name", "id"]).unwrap();
    let values = decoder.decode_lenient(&array).unwrap();
    let name: Vec<_> = values[0].as_string::<i32>().iter().collect();
    assert_eq!(name, [Some("Ada"), None, None, None, None]);
    let id: Vec<_> = values[1].as_primitive::<Int64Type>().iter().collect();
    assert_eq!(id, [Some(1), Some(1), None, Some(1), None]);
    let error = decoder.decode_checked(&array).unwrap_err();
    assert_eq!((error.row(), error.path().as_str()), (Some(1), "[1].name"));

    let error = RowBatch::try_new(rows.layout().clone(), array).unwrap_err();
    assert_eq!((error.row(), error.path().as_str()), (Some(1), "[1].name"));
}

#[test]
fn a_column_of_rows_explains_itself() {
    let rows = with_null_row();
    let (field, column) = rows.to_column("payload");
    assert!(field.is_nullable());
    assert_eq!(RowBatch::try_from_column(&field, &column).unwrap(), rows);
    let plain = Field::new("payload", DataType::Binary, true);
    let error = RowBatch::try_from_column(&plain, &column).unwrap_err();
    assert_eq!((error.kind(), error.path().as_str()), (ErrorKind::NotRows, "payload"));
}

#[test]
fn damage_to_rows_of_any_type_gives_null_or_a_value() {
    for (at, data_type) in data_types().into_iter().enumerate() {
        let mut random = Random::new(u64::try_from(at).expect("a small number") + 7);
        let field = Field::new("f", data_type.clone(), true);
        let batch = batch_of(&mut random, vec![field], 30);
        for format in FORMATS {
            let rows = RowBatch::try_from_record_batch_in(format, &batch).unwrap();
            let damaged = rows.rows().flatten().map(|row| {
                let mut bytes = row.bytes().to_vec();
                if !bytes.is_empty() {
                    let place = random.below(bytes.len());
                    bytes[place] = [0, 1, 0x7f, 0x80, 0xff][random.below(5)];
                }
                bytes
            });
            let damaged = RowArray::from(BinaryArray::from_iter_values(damaged));
            let decoder = ValueDecoder::try_new(rows.layout(), ["f"]).unwrap();
            let column = decoder.decode_lenient(&damaged).unwrap().remove(0);
            assert_eq!((column.len(), column.data_type()), (30, &data_type));
            column.to_data().validate_full().unwrap();
        }
    }
}

#[test]
fn encoded_columns_name_each_value_or_run_once() {
    let texts: ArrayRef =
        Arc::new(StringArray::from(vec![Some("b"), Some("a"), Some("a"), None, None, Some("b")]));
    let dictionary = DataType::Dictionary(Box::new(DataType::Int8), Box::new(DataType::Utf8));
    let field = |name, data_type, nullable| Arc::new(Field::new(name, data_type, nullable));
    let ends = field("run_ends", DataType::Int16, false);
    let runs = DataType::RunEndEncoded(ends, field("values", DataType::Utf8, true));
    let fields = vec![field("keys", dictionary, true), field("runs", runs, true)];
    let columns = fields.iter().map(|field| cast(&texts, field.data_type()).unwrap()).collect();
    let batch = RecordBatch::try_new(Arc::new(Schema::new(fields)), columns).unwrap();
    let rows = RowBatch::try_from_record_batch(&batch).unwrap();

    let again = rows.to_record_batch().unwrap();
    let dictionary = again.column(0).as_dictionary::<Int8Type>();
    let keys: Vec<_> = dictionary.keys().iter().collect();
    assert_eq!(keys, [Some(0), Some(1), Some(1), None, None, Some(0)]);
    let values: Vec<_> = dictionary.values().as_string::<i32>().iter().collect();
    assert_eq!(values, [Some("b"), Some("a")]);

    let runs = again.column(1).as_run::<Int16Type>();
    assert_eq!(runs.run_ends().values(), [1, 3, 5, 6]);
    let values: Vec<_> = runs.values().as_string::<i32>().iter().collect();
    assert_eq!(values, [Some("b"), Some("a"), None, Some("b")]);
}
