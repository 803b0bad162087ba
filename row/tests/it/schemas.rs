//! Random schemas of flat fields, with a few rows of values for each.

use std::ops::RangeInclusive;
use std::sync::Arc;

use arrow_buffer::IntervalDayTime;
use arrow_schema::{DataType, Field, IntervalUnit, Schema, TimeUnit};
use ferrow_row::{Kind, RowLayout, ValueRef};
use half::f16;
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;

use crate::field::Scalar;

/// Rows of values per schema.
pub(crate) const ROWS: usize = 3;

/// A schema's layout and [`ROWS`] rows for it.
#[derive(Debug, Clone)]
pub(crate) struct Rows {
    pub(crate) layout: Arc<RowLayout>,
    pub(crate) rows: Vec<Vec<Scalar>>,
}

/// Every flat Arrow type with the kind that `row/FORMAT.md` gives it.
pub(crate) fn flat_types() -> Vec<(DataType, Kind)> {
    use TimeUnit::{Microsecond, Millisecond, Nanosecond, Second};
    let mut types = vec![
        (DataType::Null, Kind::Null),
        (DataType::Boolean, Kind::Bool),
        (DataType::Int8, Kind::Int8),
        (DataType::Int16, Kind::Int16),
        (DataType::Int32, Kind::Int32),
        (DataType::Int64, Kind::Int64),
        (DataType::UInt8, Kind::UInt8),
        (DataType::UInt16, Kind::UInt16),
        (DataType::UInt32, Kind::UInt32),
        (DataType::UInt64, Kind::UInt64),
        (DataType::Float16, Kind::Float16),
        (DataType::Float32, Kind::Float32),
        (DataType::Float64, Kind::Float64),
        (DataType::Date32, Kind::Int32),
        (DataType::Date64, Kind::Int64),
        (DataType::Time32(Second), Kind::Int32),
        (DataType::Time32(Millisecond), Kind::Int32),
        (DataType::Time64(Microsecond), Kind::Int64),
        (DataType::Time64(Nanosecond), Kind::Int64),
        (DataType::Decimal32(9, 2), Kind::Int32),
        (DataType::Decimal64(18, -3), Kind::Int64),
        (DataType::Interval(IntervalUnit::YearMonth), Kind::Int32),
        (DataType::Interval(IntervalUnit::DayTime), Kind::DayTime),
        (DataType::Utf8, Kind::Utf8),
        (DataType::LargeUtf8, Kind::Utf8),
        (DataType::Utf8View, Kind::Utf8),
        (DataType::Binary, Kind::Binary),
        (DataType::LargeBinary, Kind::Binary),
        (DataType::BinaryView, Kind::Binary),
    ];
    for unit in [Second, Millisecond, Microsecond, Nanosecond] {
        types.push((DataType::Duration(unit), Kind::Int64));
        types.push((DataType::Timestamp(unit, None), Kind::Int64));
        types.push((DataType::Timestamp(unit, Some("Europe/Vienna".into())), Kind::Int64));
    }
    types
}

/// Schemas with so many fields, of all types or of those that stand in their slots.
pub(crate) fn rows(fields: RangeInclusive<usize>) -> impl Strategy<Value = Rows> {
    let fixed = (flat_types().into_iter())
        .filter(|(_, kind)| !matches!(kind, Kind::Utf8 | Kind::Binary))
        .collect();
    prop_oneof![
        3 => vec(column(flat_types()), fields.clone()),
        1 => vec(column(fixed), fields),
    ]
    .prop_map(|columns| {
        let fields = (columns.iter().enumerate())
            .map(|(index, (data_type, nullable, _))| {
                Field::new(format!("f{index}"), data_type.clone(), *nullable)
            })
            .collect::<Vec<_>>();
        let rows = (0..ROWS)
            .map(|row| columns.iter().map(|(.., values)| values[row].clone()).collect())
            .collect();
        Rows { layout: RowLayout::try_new(Schema::new(fields)).expect("flat types"), rows }
    })
}

/// A type, whether it is nullable, and a value per row.
fn column(types: Vec<(DataType, Kind)>) -> impl Strategy<Value = (DataType, bool, Vec<Scalar>)> {
    (select(types), any::<bool>()).prop_flat_map(|((data_type, kind), nullable)| {
        let value = if nullable {
            prop_oneof![1 => Just(Scalar::NULL), 2 => value(kind)].boxed()
        } else {
            value(kind)
        };
        (Just(data_type), Just(nullable), vec(value, ROWS))
    })
}

fn value(kind: Kind) -> BoxedStrategy<Scalar> {
    fn plain<T: Arbitrary + 'static>(
        wrap: impl Fn(T) -> ValueRef<'static> + 'static,
    ) -> BoxedStrategy<Scalar> {
        any::<T>().prop_map(move |value| Scalar::Plain(wrap(value))).boxed()
    }
    match kind {
        Kind::Null => Just(Scalar::NULL).boxed(),
        Kind::Bool => plain(ValueRef::Bool),
        Kind::Int8 => plain(ValueRef::Int8),
        Kind::Int16 => plain(ValueRef::Int16),
        Kind::Int32 => plain(ValueRef::Int32),
        Kind::Int64 => plain(ValueRef::Int64),
        Kind::UInt8 => plain(ValueRef::UInt8),
        Kind::UInt16 => plain(ValueRef::UInt16),
        Kind::UInt32 => plain(ValueRef::UInt32),
        Kind::UInt64 => plain(ValueRef::UInt64),
        // From bits, so that there are NaNs of all kinds.
        Kind::Float16 => plain(|bits| ValueRef::Float16(f16::from_bits(bits))),
        Kind::Float32 => plain(|bits| ValueRef::Float32(f32::from_bits(bits))),
        Kind::Float64 => plain(|bits| ValueRef::Float64(f64::from_bits(bits))),
        Kind::DayTime => plain(|(days, ms)| ValueRef::DayTime(IntervalDayTime::new(days, ms))),
        Kind::Utf8 => {
            vec(any::<char>(), 0..12).prop_map(|c| Scalar::Text(c.into_iter().collect())).boxed()
        }
        Kind::Binary => vec(any::<u8>(), 0..20).prop_map(Scalar::Bytes).boxed(),
        kind => panic!("these tests do not know {kind}"),
    }
}
