//! Every type that can be a key, or be aggregated.

use std::collections::HashMap;
use std::sync::Arc;

use arrow::datatypes::{DataType, Field, IntervalUnit, Schema, TimeUnit, i256};
use ferrow_row::{RowLayout, RowMut, ValueRef};
use ferrow_stream::{ErrorKind, KeyedState};
use half::f16;

/// A type, three of its values in order, and the sum of the first two where there is one.
type Sample = (DataType, [ValueRef<'static>; 3], Option<ValueRef<'static>>);

fn samples() -> Vec<Sample> {
    use DataType as T;
    use ValueRef as V;
    let half = f16::from_f32;
    let seconds = TimeUnit::Second;
    vec![
        (T::Boolean, [V::Bool(false), V::Bool(false), V::Bool(true)], None),
        (T::Int8, [V::Int8(-128), V::Int8(-127), V::Int8(5)], Some(V::Int64(-255))),
        (T::Int16, [V::Int16(-2), V::Int16(3), V::Int16(5)], Some(V::Int64(1))),
        (T::Int32, [V::Int32(i32::MIN), V::Int32(-1), V::Int32(5)], Some(V::Int64(-2_147_483_649))),
        (T::Int64, [V::Int64(-2), V::Int64(3), V::Int64(5)], Some(V::Int64(1))),
        (T::UInt8, [V::UInt8(200), V::UInt8(201), V::UInt8(255)], Some(V::UInt64(401))),
        (T::UInt16, [V::UInt16(2), V::UInt16(3), V::UInt16(5)], Some(V::UInt64(5))),
        (
            T::UInt32,
            [V::UInt32(2), V::UInt32(u32::MAX - 1), V::UInt32(u32::MAX)],
            Some(V::UInt64(1 << 32)),
        ),
        (T::UInt64, [V::UInt64(2), V::UInt64(3), V::UInt64(u64::MAX)], Some(V::UInt64(5))),
        (
            T::Float16,
            [V::Float16(half(-1.5)), V::Float16(half(0.5)), V::Float16(half(2.0))],
            Some(V::Float64(-1.0)),
        ),
        (T::Float32, [V::Float32(-1.5), V::Float32(0.5), V::Float32(2.0)], Some(V::Float64(-1.0))),
        (T::Float64, [V::Float64(-0.0), V::Float64(0.0), V::Float64(2.0)], Some(V::Float64(0.0))),
        (T::Decimal32(9, 2), [V::Int32(-2), V::Int32(3), V::Int32(5)], Some(V::Decimal128(1))),
        (T::Decimal64(18, 2), [V::Int64(-2), V::Int64(3), V::Int64(5)], Some(V::Decimal128(1))),
        (
            T::Decimal128(20, 2),
            [V::Decimal128(-(1 << 66)), V::Decimal128(3), V::Decimal128(5)],
            Some(V::Decimal128(3 - (1 << 66))),
        ),
        (T::Decimal256(40, 2), [i256::MINUS_ONE, i256::ZERO, i256::ONE].map(V::Decimal256), None),
        (T::Date32, [V::Int32(-2), V::Int32(3), V::Int32(5)], None),
        (T::Date64, [V::Int64(-2), V::Int64(3), V::Int64(5)], None),
        (T::Time32(seconds), [V::Int32(2), V::Int32(3), V::Int32(5)], None),
        (T::Timestamp(seconds, Some("UTC".into())), [V::Int64(-2), V::Int64(3), V::Int64(5)], None),
        (T::Duration(seconds), [V::Int64(-2), V::Int64(3), V::Int64(5)], Some(V::Int64(1))),
        (T::Interval(IntervalUnit::YearMonth), [V::Int32(-2), V::Int32(3), V::Int32(5)], None),
        (T::Utf8, [V::Utf8(""), V::Utf8("a text that is long"), V::Utf8("b")], None),
        (T::LargeBinary, [V::Binary(b""), V::Binary(b"a"), V::Binary(b"a\0")], None),
        (
            T::FixedSizeBinary(3),
            [V::FixedBinary(b"abc"), V::FixedBinary(b"abd"), V::FixedBinary(b"b\0\0")],
            None,
        ),
    ]
}

/// A message of a field `x`, which may be null.
fn message(layout: &Arc<RowLayout>, value: ValueRef<'_>) -> RowMut {
    RowMut::write(layout, |row| row.set_value(0, value)).expect("a value of the field")
}

fn shown(value: ValueRef<'_>) -> String {
    format!("{value:?}")
}

#[test]
fn every_type_has_a_least_a_greatest_and_a_last_value_and_numbers_have_a_sum() {
    for (data_type, [least, middle, greatest], sum) in samples() {
        let layout =
            RowLayout::try_new(Schema::new(vec![Field::new("x", data_type.clone(), true)]));
        let layout = layout.unwrap();
        let mut builder =
            KeyedState::builder(&layout).min("min", "x").max("max", "x").last("last", "x");
        if sum.is_some() {
            builder = builder.sum("sum", "x");
        } else {
            let error = builder.clone().sum("sum", "x").build().unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Unsupported, "{data_type}");
        }
        let mut state = builder.build().unwrap();
        let mut add =
            |value| state.update(layout.open(message(&layout, value).bytes()).unwrap()).unwrap();
        add(ValueRef::Null);
        add(middle);
        add(least);
        add(ValueRef::Null);
        let row = state.rows().next().unwrap();
        let found: Vec<_> = row.values().map(shown).collect();
        let mut wanted = vec![shown(least), shown(middle), shown(least)];
        wanted.extend(sum.map(shown));
        assert_eq!(found, wanted, "{data_type}");

        let mut add = |value| state.update(layout.open(message(&layout, value).bytes()).unwrap());
        // Of the samples, the one greatest value whose sum with the others does not fit.
        let fits = data_type != DataType::UInt64;
        let added = add(greatest).map_err(|error| error.kind());
        assert_eq!(added, if fits { Ok(()) } else { Err(ErrorKind::Overflow) }, "{data_type}");
        add(middle).unwrap();
        let row = state.rows().next().unwrap();
        assert_eq!(shown(row.value(1)), shown(if fits { greatest } else { middle }), "{data_type}");
        assert_eq!(shown(row.value(2)), shown(middle), "{data_type}");
        assert!(row.is_canonical());
    }
}

#[test]
fn every_type_is_a_key_and_so_is_null() {
    for (data_type, values, _) in samples() {
        let layout =
            RowLayout::try_new(Schema::new(vec![Field::new("x", data_type.clone(), true)]));
        let layout = layout.unwrap();
        let mut state = KeyedState::builder(&layout).key("x").count("n").build().unwrap();
        let keys: Vec<ValueRef<'_>> = values.into_iter().chain([ValueRef::Null]).collect();
        for key in keys.iter().chain(&keys) {
            state.update(layout.open(message(&layout, *key).bytes()).unwrap()).unwrap();
        }
        let found: Vec<_> =
            state.rows().map(|row| (shown(row.value(0)), row.get_at::<i64>(1))).collect();
        let mut wanted: Vec<_> = keys.iter().map(|key| (shown(*key), Some(2))).collect();
        if data_type == DataType::Boolean {
            wanted.remove(1);
            wanted[0].1 = Some(4);
        }
        assert_eq!(found, wanted, "{data_type}");
    }
}

#[test]
fn columns_have_the_metadata_of_fields_of_their_own_type() {
    let bool8 = HashMap::from([("ARROW:extension:name".to_owned(), "arrow.bool8".to_owned())]);
    let metadata = HashMap::from([("unit".to_owned(), "m".to_owned())]);
    let layout = RowLayout::try_new(Schema::new(vec![
        Field::new("flag", DataType::Int8, true).with_metadata(bool8.clone()),
        Field::new("length", DataType::Int64, true).with_metadata(metadata.clone()),
    ]));
    let state = KeyedState::builder(&layout.unwrap())
        .key("flag")
        .max("flag_max", "flag")
        .last("flag_last", "flag")
        .sum("flag_sum", "flag")
        .sum("length_sum", "length")
        .build()
        .unwrap();
    let schema = state.layout().schema();
    let found: Vec<_> = schema.fields().iter().map(|field| field.metadata()).collect();
    assert_eq!(found, [&bool8, &bool8, &bool8, &HashMap::new(), &metadata]);
}

#[test]
fn a_sum_of_decimals_has_38_digits() {
    let layout =
        RowLayout::try_new(Schema::new(vec![Field::new("x", DataType::Decimal128(38, 0), true)]))
            .unwrap();
    let mut state = KeyedState::builder(&layout).sum("sum", "x").build().unwrap();
    let mut add = |value| {
        let message = message(&layout, ValueRef::Decimal128(value));
        state.update(layout.open(message.bytes()).unwrap()).map_err(|error| error.kind())
    };
    let most = 10_i128.pow(38) - 1;
    assert_eq!(add(most - 1), Ok(()));
    assert_eq!(add(2), Err(ErrorKind::Overflow));
    assert_eq!(add(1), Ok(()));
    assert_eq!(add(-1), Ok(()));
}

#[test]
fn windows_of_dates_are_dates() {
    let layout =
        RowLayout::try_new(Schema::new(vec![Field::new("day", DataType::Date32, true)])).unwrap();
    let mut state = KeyedState::builder(&layout).tumbling("day", 7).count("n").build().unwrap();
    assert_eq!(state.layout().schema().field(0).data_type(), &DataType::Date32);
    for day in [-8, -7, -1, 0, 6, 7] {
        state.update(layout.open(message(&layout, ValueRef::Int32(day)).bytes()).unwrap()).unwrap();
    }
    let starts: Vec<_> = state.rows().map(|row| row.get_at::<i32>(0)).collect();
    assert_eq!(starts, [-14, -7, 0, 7].map(Some));
    let error =
        state.update(layout.open(message(&layout, ValueRef::Int32(i32::MIN)).bytes()).unwrap());
    assert_eq!(error.unwrap_err().kind(), ErrorKind::Time);
    assert_eq!(state.take_closed(7).unwrap().len(), 3);
    assert_eq!(state.len(), 1);
}
