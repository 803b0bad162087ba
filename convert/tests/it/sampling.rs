//! Random record batches of every type that a row holds.

use std::sync::Arc;

use arrow::array::ArrayData;
use arrow::array::{ArrayRef, RecordBatch, RecordBatchOptions, make_array, new_null_array};
use arrow::array::{BinaryArray, StringArray};
use arrow::buffer::{Buffer, NullBuffer};
use arrow::compute::cast;
use arrow::datatypes::{DataType, Field, IntervalUnit, Schema, TimeUnit};
use proptest::prelude::*;

/// Every type that a row holds.
pub(crate) fn data_types() -> Vec<DataType> {
    use DataType::*;
    let units =
        [TimeUnit::Second, TimeUnit::Millisecond, TimeUnit::Microsecond, TimeUnit::Nanosecond];
    let mut types = vec![
        Null,
        Boolean,
        Int8,
        Int16,
        Int32,
        Int64,
        UInt8,
        UInt16,
        UInt32,
        UInt64,
        Float16,
        Float32,
        Float64,
        Date32,
        Date64,
        Decimal32(9, 2),
        Decimal64(18, -3),
        Utf8,
        LargeUtf8,
        Utf8View,
        Binary,
        LargeBinary,
        BinaryView,
        Interval(IntervalUnit::YearMonth),
        Interval(IntervalUnit::DayTime),
        Time32(TimeUnit::Second),
        Time32(TimeUnit::Millisecond),
        Time64(TimeUnit::Microsecond),
        Time64(TimeUnit::Nanosecond),
        Timestamp(TimeUnit::Millisecond, Some("UTC".into())),
    ];
    types.extend(units.map(|unit| Timestamp(unit, None)));
    types.extend(units.map(Duration));
    types
}

/// One column: its type, whether it may be null, and a number from which each cell is made.
#[derive(Debug, Clone)]
struct Column {
    data_type: DataType,
    nullable: bool,
    cells: Vec<u64>,
}

impl Column {
    fn is_valid(&self, cell: u64) -> bool {
        !self.nullable || !cell.is_multiple_of(5)
    }
}

/// A batch of up to 12 columns and 200 rows.
pub(crate) fn record_batch() -> impl Strategy<Value = RecordBatch> {
    (0..12_usize, 0..200_usize).prop_flat_map(|(columns, rows)| {
        let cells = prop::collection::vec(any::<u64>(), rows);
        let column = (prop::sample::select(data_types()), any::<bool>(), cells);
        let column =
            column.prop_map(|(data_type, nullable, cells)| Column { data_type, nullable, cells });
        (prop::collection::vec(column, columns), Just(rows))
            .prop_map(|(columns, rows)| batch(&columns, rows))
    })
}

/// Up to 20 characters of one to four bytes.
fn text(cell: u64) -> String {
    let letters = ['a', 'Z', '7', ' ', '\0', 'é', '✈', '𝄞'];
    let bytes = cell.to_le_bytes().into_iter().cycle().map(usize::from);
    bytes.take(usize::from(cell.to_le_bytes()[0] % 21)).map(|byte| letters[byte % 8]).collect()
}

fn batch(columns: &[Column], rows: usize) -> RecordBatch {
    let fields: Vec<Field> = (columns.iter().enumerate())
        .map(|(at, column)| {
            let nullable = column.nullable || column.data_type == DataType::Null;
            Field::new(format!("c{at}"), column.data_type.clone(), nullable)
        })
        .collect();
    let arrays = columns.iter().map(array).collect();
    let options = RecordBatchOptions::new().with_row_count(Some(rows));
    RecordBatch::try_new_with_options(Arc::new(Schema::new(fields)), arrays, &options)
        .expect("columns of their own types")
}

/// The array of a column; what stands under a null is as random as the rest.
fn array(column: &Column) -> ArrayRef {
    let rows = column.cells.len();
    let valid = |cell: &u64| column.is_valid(*cell);
    match &column.data_type {
        DataType::Null => new_null_array(&DataType::Null, rows),
        DataType::Utf8 | DataType::LargeUtf8 | DataType::Utf8View => {
            let cells = column.cells.iter();
            let array: StringArray = cells.map(|cell| valid(cell).then(|| text(*cell))).collect();
            cast(&array, &column.data_type).expect("text in another form")
        }
        DataType::Binary | DataType::LargeBinary | DataType::BinaryView => {
            let cells = column.cells.iter();
            let array: BinaryArray =
                cells.map(|cell| valid(cell).then(|| text(*cell).into_bytes())).collect();
            cast(&array, &column.data_type).expect("bytes in another form")
        }
        data_type => {
            let width = data_type.primitive_width().unwrap_or(1);
            let bytes =
                column.cells.iter().flat_map(|cell| cell.to_le_bytes().into_iter().take(width));
            let nulls: NullBuffer = column.cells.iter().map(valid).collect();
            let data = ArrayData::builder(data_type.clone())
                .len(rows)
                .add_buffer(Buffer::from_vec(bytes.collect::<Vec<u8>>()))
                .nulls(column.nullable.then_some(nulls))
                .align_buffers(true)
                .build()
                .expect("random numbers are numbers");
            make_array(data)
        }
    }
}
