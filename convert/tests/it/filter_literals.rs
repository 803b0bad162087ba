//! Literals of filters in another form or of another type than the field has.

use std::sync::Arc;

use arrow::array::{
    Array, ArrayRef, Decimal128Array, FixedSizeBinaryArray, Float64Array, Int64Array, RecordBatch,
    Scalar, StringArray, TimestampMillisecondArray, new_null_array,
};
use arrow::compute::cast;
use arrow::datatypes::DataType;
use ferrow_convert::filter::PredicateColumn;
use ferrow_convert::{ErrorKind, Predicate, RowFilter, Selection};
use ferrow_row::RowFormat;

use crate::filter::{rows_of, scalar, select};

#[test]
fn a_literal_may_be_in_another_form_of_the_fields_type() {
    let text: ArrayRef = Arc::new(StringArray::from(vec!["a", "b"]));
    let bytes: ArrayRef =
        Arc::new(FixedSizeBinaryArray::try_from_iter([[1, 2], [3, 4]].iter()).unwrap());
    let time = TimestampMillisecondArray::from(vec![5, 6]).with_timezone("UTC");
    let price = Decimal128Array::from(vec![150, 250]).with_precision_and_scale(10, 2).unwrap();
    let batch = RecordBatch::try_from_iter([
        ("text", text.clone()),
        ("bytes", bytes.clone()),
        ("time", Arc::new(time)),
        ("price", Arc::new(price)),
    ]);
    let rows = rows_of(RowFormat::Standard, &batch.unwrap());
    let second = Selection::indices([1]);
    let dictionary = DataType::Dictionary(Box::new(DataType::Int8), Box::new(DataType::LargeUtf8));
    for form in [DataType::Utf8, DataType::LargeUtf8, DataType::Utf8View, dictionary] {
        let literal = scalar(&cast(&text, &form).unwrap(), 1);
        assert_eq!(select(&rows, &Predicate::column("text").eq(literal)), second, "{form}");
    }
    for form in [DataType::Binary, DataType::LargeBinary, DataType::BinaryView] {
        let literal = scalar(&cast(&bytes, &form).unwrap(), 1);
        assert_eq!(select(&rows, &Predicate::column("bytes").eq(literal)), second, "{form}");
    }
    let time = TimestampMillisecondArray::from(vec![5]).with_timezone("+01:00");
    assert_eq!(select(&rows, &Predicate::column("time").gt(Scalar::new(time))), second);
    let price = Decimal128Array::from(vec![250]).with_precision_and_scale(38, 2).unwrap();
    assert_eq!(select(&rows, &Predicate::column("price").eq(Scalar::new(price))), second);
    let null = Scalar::new(new_null_array(&DataType::Null, 1));
    let is_null = Predicate::column("text").is_not_distinct_from(null);
    assert_eq!(select(&rows, &is_null), Selection::indices([]));
    let none = Predicate::column("text").eq(None::<String>);
    assert_eq!(select(&rows, &none), Selection::indices([]));
}

/// Integers of every type, compared with fields of every type that has numbers: what a field has is
/// compared as one of its own, and all else is refused.
#[test]
fn a_number_may_be_of_another_type_where_the_field_has_it() {
    let integers = {
        use DataType::{Int8, Int16, Int32, Int64, UInt8, UInt16, UInt32, UInt64};
        [Int8, Int16, Int32, Int64, UInt8, UInt16, UInt32, UInt64]
    };
    let numbers: [i128; 14] = [
        0,
        1,
        -1,
        127,
        128,
        -129,
        65_535,
        1 << 24,
        (1 << 24) + 1,
        1 << 53,
        (1 << 53) + 1,
        i64::MIN.into(),
        i64::MAX.into(),
        u64::MAX.into(),
    ];
    let of_type = |number: i128, data_type: &DataType| -> Option<ArrayRef> {
        let decimal = Decimal128Array::from(vec![number]).with_precision_and_scale(38, 0).unwrap();
        let array = cast(&decimal, data_type).unwrap();
        array.is_valid(0).then_some(array)
    };
    for field in integers.iter().chain(&[DataType::Float32, DataType::Float64]) {
        let column = match field.is_integer() {
            true => of_type(1, field).unwrap(),
            false => cast(&of_type(1, &DataType::Int8).unwrap(), field).unwrap(),
        };
        let batch = RecordBatch::try_from_iter([("f", column)]).unwrap();
        let rows = rows_of(RowFormat::Standard, &batch);
        for (number, literal) in numbers.iter().flat_map(|n| integers.iter().map(move |t| (*n, t)))
        {
            let Some(literal) = of_type(number, literal) else { continue };
            let has = match field {
                // Whole numbers of so many bits, and those that end in zeros.
                DataType::Float32 => {
                    number.unsigned_abs() >> number.trailing_zeros().min(64) < 1 << 24
                }
                DataType::Float64 => {
                    number.unsigned_abs() >> number.trailing_zeros().min(64) < 1 << 53
                }
                _ => of_type(number, field).is_some(),
            };
            let what = format!("{number} as {:?}, of {field}", literal.data_type());
            let ask = |column: PredicateColumn| column.lt_eq(Scalar::new(literal.clone()));
            let filter = RowFilter::try_new(rows.layout(), &ask(Predicate::column("f")));
            assert_eq!(filter.is_ok(), has, "{what}");
            let wanted: &[u32] = if number >= 1 { &[0] } else { &[] };
            if has {
                let found = select(&rows, &ask(Predicate::column("f")));
                assert_eq!(found, Selection::indices(wanted.to_vec()), "{what}");
            }
        }
    }

    let ids: ArrayRef = Arc::new(Int64Array::from(vec![Some(1), Some(2), None]));
    let prices: ArrayRef = Arc::new(Float64Array::from(vec![Some(0.5), Some(1.5), None]));
    let batch = RecordBatch::try_from_iter([("id", ids), ("price", prices)]).unwrap();
    let rows = rows_of(RowFormat::Standard, &batch);
    let (id, price) = (|| Predicate::column("id"), || Predicate::column("price"));
    assert_eq!(select(&rows, &id().gt(1)), Selection::indices([1]));
    assert_eq!(select(&rows, &id().is_in([2_u8, 3])), Selection::indices([1]));
    assert_eq!(select(&rows, &id().is_not_distinct_from(None::<i32>)), Selection::indices([2]));
    assert_eq!(select(&rows, &price().lt(1)), Selection::indices([0]));
    assert_eq!(select(&rows, &price().eq(1.5_f32)), Selection::indices([1]));
    for refused in [id().eq(1.0), price().eq((1_i64 << 53) + 1)] {
        let error = RowFilter::try_new(rows.layout(), &refused).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::WrongType);
    }
}
