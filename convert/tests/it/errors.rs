//! Batches that do not fit a layout are refused with the column's name.

use std::sync::Arc;

use arrow::array::{
    Array, ArrayRef, FixedSizeBinaryArray, Int32Array, Int64Array, ListArray, MapArray, NullArray,
    RecordBatch, RecordBatchOptions, StructArray, TimestampSecondArray,
};
use arrow::buffer::{Buffer, OffsetBuffer};
use arrow::compute::cast;
use arrow::datatypes::{
    DataType, Field as ArrowField, Fields, Int32Type, Schema, UnionFields, UnionMode,
};
use ferrow_convert::prelude::*;
use ferrow_convert::{ErrorKind, RowDecoder, RowEncoder, ValueDecoder};
use ferrow_row::record::{ColumnSink, ColumnSource, Elements, Field, FixedColumn, FromField};
use ferrow_row::{RowLayout, SlotWriter, ValueLayout};

fn layout() -> Arc<RowLayout> {
    RowLayout::try_new(Schema::new(vec![ArrowField::new("id", DataType::Int64, false)]))
        .expect("one number")
}

fn batch(columns: Vec<(&str, ArrayRef)>) -> RecordBatch {
    RecordBatch::try_from_iter(columns).expect("columns of one length")
}

#[test]
fn a_batch_that_does_not_fit_the_layout_is_refused() {
    let numbers: ArrayRef = Arc::new(Int64Array::from(vec![1, 2]));
    let nulls: ArrayRef = Arc::new(Int64Array::from(vec![Some(1), None]));
    let narrow: ArrayRef = Arc::new(Int32Array::from(vec![1, 2]));
    let cases = [
        (
            batch(vec![("id", numbers.clone()), ("more", numbers.clone())]),
            ErrorKind::NoSuchColumn,
            "",
        ),
        (batch(vec![("key", numbers.clone())]), ErrorKind::NoSuchColumn, "id"),
        (batch(vec![("id", narrow)]), ErrorKind::WrongType, "id"),
        (batch(vec![("id", nulls)]), ErrorKind::NotNull, "id"),
    ];
    for (batch, kind, path) in cases {
        let error = RowEncoder::new(&layout()).encode(&batch).unwrap_err();
        assert_eq!((error.kind(), error.path().as_str()), (kind, path), "{error}");
    }
}

/// Rows hold every type of Arrow, so what is left is a type that means nothing.
#[test]
fn a_column_that_rows_do_not_hold_is_refused_by_name() {
    let times = TimestampSecondArray::from(vec![0]).with_timezone("");
    let error = RowBatch::try_from_record_batch(&batch(vec![("at", Arc::new(times))])).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Row(ferrow_row::ErrorKind::Unsupported));
    assert_eq!(error.path(), "at");
}

#[test]
#[should_panic(expected = "column 5 of 1 columns")]
fn an_ordinal_out_of_range_panics_with_the_number_of_columns() {
    let _ = RowDecoder::new(&layout()).project(&[0, 5]);
}

#[test]
fn a_projection_of_what_is_not_there_names_what_is() {
    let ids: ArrayRef = Arc::new(Int64Array::from(vec![1]));
    let rows = RowBatch::try_from_record_batch(&batch(vec![("id", ids)])).unwrap();
    let error = rows.to_record_batch_of(&["no"]).unwrap_err();
    assert_eq!(error.to_string(), "no: no such field; the fields are id");
}

#[test]
fn rows_of_another_layout_are_refused() {
    let other =
        RowLayout::try_new(Schema::new(vec![ArrowField::new("key", DataType::Int64, false)]))
            .unwrap();
    let rows = ferrow_row::RowBatchWriter::new(other).finish();
    let error = RowDecoder::new(&layout()).decode(&rows).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Row(ferrow_row::ErrorKind::LayoutMismatch));
    assert_eq!(error.path(), "id");
}

/// A few bytes of an IPC stream can claim any number of rows that need no bytes themselves.
#[test]
fn rows_without_bytes_neither_exhaust_memory_nor_time() {
    let rows = 1 << 45;
    let schema = |fields: Vec<ArrowField>| Arc::new(Schema::new(fields));
    let options = RecordBatchOptions::new().with_row_count(Some(rows));
    let nulls: ArrayRef = Arc::new(NullArray::new(rows));
    let fields = schema(vec![ArrowField::new("nothing", DataType::Null, true)]);
    let batch = RecordBatch::try_new(fields, vec![nulls]).unwrap();
    let error = RowBatch::try_from_record_batch(&batch).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::TooLarge);

    let batch = RecordBatch::try_new_with_options(schema(vec![]), vec![], &options).unwrap();
    let empty = RowBatch::try_from_record_batch(&batch).unwrap();
    assert_eq!(empty.len(), rows);
    assert_eq!(empty.to_record_batch().unwrap().num_rows(), rows);

    let narrow = FixedSizeBinaryArray::try_new_with_len(0, Buffer::default(), None, rows).unwrap();
    let decoder = ValueDecoder::try_new(&layout(), ["id"]).unwrap();
    let error = decoder.decode_lenient(&narrow.clone().into()).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::NotRows);
    let error = RowBatch::try_new(layout(), narrow).unwrap_err();
    assert_eq!((error.kind(), error.row()), (ferrow_row::ErrorKind::Truncated, None));
}

/// A row of a few bytes can hold a null of a type whose values are large.
#[test]
fn nulls_of_large_types_do_not_exhaust_memory() {
    let list = |data_type, len| {
        DataType::FixedSizeList(Arc::new(ArrowField::new("item", data_type, true)), len)
    };
    let pair = DataType::Struct(Fields::from(vec![
        ArrowField::new("a", list(DataType::Int64, 1 << 10), true),
        ArrowField::new("b", DataType::Int64, true),
    ]));
    for data_type in [
        list(DataType::Decimal256(70, 0), 1 << 24),
        list(list(DataType::Int8, 1 << 15), 1 << 14),
        list(pair, 1 << 16),
        DataType::FixedSizeBinary(1 << 29),
    ] {
        let layout = RowLayout::try_new(Schema::new(vec![ArrowField::new("f", data_type, true)]));
        let mut writer = ferrow_row::RowBatchWriter::new(layout.unwrap());
        writer.row().finish().unwrap();
        let error = writer.finish().to_record_batch().unwrap_err();
        assert_eq!(error.kind(), ErrorKind::TooLarge, "{error}");
    }
}

/// A field that forgets to say that it may be null.
struct Forgetful;

impl Field for Forgetful {
    type Value = i64;
    type View<'a> = i64;
    type Sequence = Elements;
    type Column = FixedColumn<i64>;
    type ColumnView<'a> = i64;
    const NULLABLE: bool = false;

    fn data_type() -> DataType {
        DataType::Int64
    }

    fn write(&self, slot: SlotWriter<'_>) -> Result<(), ferrow_row::Error> {
        slot.set_null()
    }

    fn to_view(value: Option<i64>, _: &ValueLayout) -> i64 {
        value.unwrap_or(0)
    }

    fn fill<'a, S: ColumnSink>(
        sink: &mut S,
        values: impl ExactSizeIterator<Item = Option<&'a Self>> + Clone,
    ) -> Result<(), S::Error> {
        sink.fixed::<i64>(values.map(|_| None))
    }

    fn column<S: ColumnSource>(source: &S, index: usize) -> Result<FixedColumn<i64>, S::Error> {
        source.fixed(index)
    }

    fn column_view(column: &FixedColumn<i64>, index: usize) -> i64 {
        column.values[index]
    }
}

impl FromField<'_> for Forgetful {
    fn from_value(_: Option<i64>) -> Result<Self, ferrow_row::Error> {
        Ok(Self)
    }

    fn from_column(_: &FixedColumn<i64>, _: usize) -> Result<Self, ferrow_row::Error> {
        Ok(Self)
    }
}

#[derive(ferrow_derive::Record)]
#[record(crate = ferrow_row)]
struct Forgetting {
    id: Forgetful,
}

#[test]
fn a_null_of_a_field_that_is_not_nullable_is_no_zero() {
    let records = [Forgetting { id: Forgetful }];
    assert_eq!(Forgetting::rows(&records).unwrap_err().kind(), ferrow_row::ErrorKind::NotNull);
    assert_eq!(Forgetting::to_record_batch(&records).unwrap_err().kind(), ErrorKind::Arrow);
}

fn one_column(name: &str, array: ArrayRef) -> RecordBatch {
    let field = ArrowField::new(name, array.data_type().clone(), false);
    RecordBatch::try_new(Arc::new(Schema::new(vec![field])), vec![array]).expect("one column")
}

fn map_of(keys: Vec<i32>, ends: Vec<i32>) -> ArrayRef {
    let fields = Fields::from(vec![
        ArrowField::new("key", DataType::Int32, false),
        ArrowField::new("value", DataType::Int32, true),
    ]);
    let values = Int32Array::from(vec![None; keys.len()]);
    let columns: Vec<ArrayRef> = vec![Arc::new(Int32Array::from(keys)), Arc::new(values)];
    let entries = StructArray::new(fields.clone(), columns, None);
    let field = ArrowField::new("entries", DataType::Struct(fields), false);
    let ends = OffsetBuffer::new(ends.into());
    Arc::new(MapArray::new(Arc::new(field), ends, entries, None, false))
}

#[test]
fn a_key_that_is_twice_in_a_map_is_refused_with_the_row_and_the_column() {
    let batch = one_column("tags", map_of(vec![1, 2, 3, 7, 3], vec![0, 2, 5]));
    let error = RowBatch::try_from_record_batch(&batch).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Row(ferrow_row::ErrorKind::DuplicateKey));
    assert_eq!((error.path().as_str(), error.row()), ("[1].tags", Some(1)));
    // The same key in two maps is another matter.
    let batch = one_column("tags", map_of(vec![1, 2, 1, 2], vec![0, 2, 4]));
    assert_eq!(RowBatch::try_from_record_batch(&batch).unwrap().len(), 2);
}

/// Arrow's own constructors refuse such arrays, so the column comes with a schema that says more than
/// the rows allow.
#[test]
fn a_null_inside_a_value_is_refused_with_its_path() {
    let list = |nullable| {
        let element = ArrowField::new("item", DataType::Int32, nullable);
        let record = DataType::Struct(
            vec![ArrowField::new("x", DataType::List(element.into()), false)].into(),
        );
        Schema::new(vec![ArrowField::new("f", record, false)])
    };
    let lists = ListArray::from_iter_primitive::<Int32Type, _, _>([
        Some(vec![Some(1)]),
        Some(vec![Some(2), None]),
    ]);
    let DataType::Struct(fields) = list(true).field(0).data_type().clone() else { unreachable!() };
    let record = StructArray::new(fields, vec![Arc::new(lists)], None);
    let batch = RecordBatch::try_new(Arc::new(list(true)), vec![Arc::new(record)]).unwrap();
    let error = NullInside::from_record_batch(&batch).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Row(ferrow_row::ErrorKind::NotNull));
    assert_eq!(error.path(), "[1].f.x[]");
    let first = NullInside::from_record_batch(&batch.slice(0, 1)).unwrap();
    assert_eq!(first[0].f.x, [1]);
}

#[derive(ferrow_derive::Record, Debug)]
#[record(crate = ferrow_row)]
struct NullInside {
    f: Inner,
}

#[derive(ferrow_derive::Record, Debug)]
#[record(crate = ferrow_row)]
struct Inner {
    x: Vec<i32>,
}

#[test]
fn more_values_than_a_dictionary_has_keys_are_too_large() {
    let value = |number: i64| Some(number);
    let numbers: ArrayRef = Arc::new(Int64Array::from_iter((0..300).map(value)));
    let wide = DataType::Dictionary(Box::new(DataType::Int16), Box::new(DataType::Int64));
    let narrow = DataType::Dictionary(Box::new(DataType::Int8), Box::new(DataType::Int64));
    let batch = one_column("n", cast(&numbers, &wide).unwrap());
    let rows = RowBatch::try_from_record_batch(&batch).unwrap();
    assert_eq!(&rows.to_record_batch().unwrap(), &batch);

    let schema = Schema::new(vec![ArrowField::new("n", narrow, false)]);
    let rows =
        RowBatch::try_new(RowLayout::try_new(schema).unwrap(), rows.array().clone()).unwrap();
    let error = rows.to_record_batch().unwrap_err();
    assert_eq!((error.kind(), error.path().as_str()), (ErrorKind::TooLarge, "n"));
    assert!(error.to_string().contains("300 values do not fit"), "{error}");
    assert_eq!(rows.slice(0..128).to_record_batch().unwrap().num_rows(), 128);
}

/// A null list of fixed size takes the room of its elements, and the schema may say any size.
#[test]
fn nulls_of_any_size_do_not_exhaust_memory() {
    let element = ArrowField::new("item", DataType::Int64, true);
    for data_type in
        [DataType::FixedSizeList(element.into(), i32::MAX), DataType::FixedSizeBinary(i32::MAX)]
    {
        let schema = Schema::new(vec![ArrowField::new("f", data_type, true)]);
        let layout = RowLayout::try_new(schema).unwrap();
        let mut writer = ferrow_row::RowBatchWriter::new(layout);
        writer.row().finish().unwrap();
        let error = writer.finish().to_record_batch().unwrap_err();
        assert_eq!((error.kind(), error.path().as_str()), (ErrorKind::TooLarge, "f"));
    }
}

/// Types that a schema can say but Arrow has no arrays of.
#[test]
fn types_without_arrays_are_errors() {
    let field = |name, data_type| Arc::new(ArrowField::new(name, data_type, true));
    for data_type in [
        DataType::Union(UnionFields::empty(), UnionMode::Dense),
        DataType::Dictionary(Box::new(DataType::Utf8), Box::new(DataType::Int8)),
        DataType::RunEndEncoded(field("run_ends", DataType::Int8), field("values", DataType::Int8)),
    ] {
        let schema = Schema::new(vec![ArrowField::new("f", data_type.clone(), true)]);
        let mut writer = ferrow_row::RowBatchWriter::new(RowLayout::try_new(schema).unwrap());
        writer.row().finish().unwrap();
        let error = writer.finish().to_record_batch().unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Arrow, "{data_type}: {error}");
    }
}
