//! Every type of field, written and read.

use std::sync::Arc;

use arrow_buffer::{IntervalDayTime, IntervalMonthDayNano, i256};
use ferrow_derive::Record;
use ferrow_row::record::FromRow as _;
use ferrow_row::{Record as _, RowFormat};
use half::f16;

macro_rules! round_trips {
    ($($test:ident: $field:ty, $values:expr;)*) => {$(
        #[test]
        fn $test() {
            #[derive(Debug, Clone, PartialEq, Record)]
            #[record(crate = ferrow_row)]
            struct Sample {
                required: $field,
                nullable: Option<$field>,
            }

            let values: Vec<$field> = $values;
            let mut records = vec![];
            for value in values {
                records.push(Sample { required: value.clone(), nullable: None });
                records.push(Sample { required: value.clone(), nullable: Some(value) });
            }
            let compact = Sample::rows_in(RowFormat::Compact, &records).unwrap();
            assert_eq!(compact.records::<Sample>().unwrap(), records);
            let rows = Sample::rows(&records).unwrap();
            assert_eq!(rows.records::<Sample>().unwrap(), records);

            let views = rows.views::<Sample>().unwrap();
            assert_eq!(views.len(), records.len());
            for (view, record) in views.zip(&records) {
                let shown = |field: &$field| format!("{:?}", field);
                let required: <$field as ferrow_row::record::Field>::View<'_> = view.required();
                assert_eq!(format!("{required:?}"), shown(&record.required));
                let nullable = view.nullable().map(|value| format!("{value:?}"));
                assert_eq!(nullable, record.nullable.as_ref().map(shown));
            }

            let mut message = vec![];
            records[1].append_to(&mut message).unwrap();
            assert_eq!(Some(message.as_slice()), rows.row_bytes(1));
            assert_eq!(Sample::from_view(Sample::view(&message).unwrap()).unwrap(), records[1]);
        }
    )*};
}

round_trips! {
    bools: bool, vec![false, true];
    signed_bytes: i8, vec![i8::MIN, -1, 0, i8::MAX];
    signed_16_bits: i16, vec![i16::MIN, -1, 0, i16::MAX];
    signed_32_bits: i32, vec![i32::MIN, -1, 0, i32::MAX];
    signed_64_bits: i64, vec![i64::MIN, -1, 0, i64::MAX];
    unsigned_bytes: u8, vec![0, 1, u8::MAX];
    unsigned_16_bits: u16, vec![0, 1, u16::MAX];
    unsigned_32_bits: u32, vec![0, 1, u32::MAX];
    unsigned_64_bits: u64, vec![0, 1, u64::MAX];
    half_floats: f16, vec![f16::MIN, f16::ZERO, f16::INFINITY, f16::MAX];
    single_floats: f32, vec![f32::MIN, -0.0, f32::NEG_INFINITY, f32::MAX];
    double_floats: f64, vec![f64::MIN, -0.0, f64::NEG_INFINITY, f64::MAX];
    intervals: IntervalDayTime, vec![IntervalDayTime::MIN, IntervalDayTime::new(-3, 86_400_001)];
    text: String, ["", "UA", "Zürich", "eight by", "longer than one word of a row"].map(String::from).into();
    boxed_text: Box<str>, ["", "UA", "Zürich"].map(Box::from).into();
    bytes: Vec<u8>, vec![vec![], vec![0], vec![0xff; 9]];
    month_day_nanos: IntervalMonthDayNano, vec![IntervalMonthDayNano::MIN, IntervalMonthDayNano::new(-1, 2, i64::MAX)];
    decimals: i128, vec![i128::MIN, -1, 0, i128::MAX];
    wide_decimals: i256, vec![i256::MIN, i256::MINUS_ONE, i256::ZERO, i256::MAX];
    boxed_bytes: Box<[u8]>, vec![Box::new([]), Box::new([1, 2])];
    shared_text: Arc<str>, ["", "UA"].map(Arc::from).into();
    shared_bytes: Arc<[u8]>, vec![Arc::new([]), Arc::new([1, 2])];
    boxes: Box<i16>, vec![Box::new(-1)];
}
