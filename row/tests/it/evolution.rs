//! Reading rows of older schemas, at its edges.

use std::slice::from_ref;
use std::sync::Arc;

use arrow_schema::TimeUnit::{Microsecond, Millisecond, Nanosecond, Second};
use arrow_schema::{DataType, Field, Fields, Schema, UnionFields, UnionMode};
use ferrow_row::evolution::Evolution;
use ferrow_row::{ErrorKind, RowBatch, RowBatchWriter, RowFormat, RowLayout, RowRef, ValueRef};

use crate::codec::{Order, Plan};
use crate::model::Model;

fn layout_in(format: RowFormat, fields: &[Field]) -> Arc<RowLayout> {
    let layout = RowLayout::try_with_format(Schema::new(fields.to_vec()), format);
    layout.expect("types that rows hold")
}

fn layout(fields: &[Field]) -> Arc<RowLayout> {
    layout_in(RowFormat::Standard, fields)
}

fn write(layout: &Arc<RowLayout>, values: Vec<Model>) -> Vec<u8> {
    let plan = Plan::Row(Arc::clone(layout));
    plan.write(Order::Forward, &Model::Struct(values)).expect("values of the layout")
}

fn batch(layout: &Arc<RowLayout>, rows: Vec<Vec<Model>>) -> RowBatch {
    let mut writer = RowBatchWriter::new(Arc::clone(layout));
    for values in rows {
        writer.push(&write(layout, values)).expect("a valid row");
    }
    writer.finish()
}

fn list(element: DataType, nullable: bool) -> DataType {
    DataType::List(Arc::new(Field::new("item", element, nullable)))
}

fn row(fields: Vec<Field>) -> DataType {
    DataType::Struct(Fields::from(fields))
}

#[test]
fn what_may_lose_a_value_is_refused_when_the_plan_is_made() {
    use DataType::*;
    let zone = || Some("UTC".into());
    let refused = [
        (Int64, Int32),
        (Int8, UInt8),
        (UInt8, Int8),
        (UInt64, Int64),
        (Int64, Float64),
        (Int32, Float32),
        (UInt16, Float16),
        (Float64, Float32),
        (Float32, Int64),
        (Boolean, Int8),
        (Int8, Boolean),
        (Utf8, Int32),
        (Binary, Utf8),
        (FixedSizeBinary(3), FixedSizeBinary(4)),
        (Date64, Date32),
        (Date32, Timestamp(Second, zone())),
        (Timestamp(Nanosecond, None), Timestamp(Microsecond, None)),
        (Timestamp(Second, None), Timestamp(Second, zone())),
        (Time64(Microsecond), Time32(Millisecond)),
        (Duration(Second), Int64),
        (Int64, Duration(Second)),
        (Decimal128(10, 2), Decimal128(10, 3)),
        (Decimal128(10, 2), Decimal128(20, 1)),
        (Decimal32(9, 0), Int32),
        (list(Int64, true), list(Int32, true)),
        (
            FixedSizeList(Arc::new(Field::new("item", Int8, true)), 2),
            FixedSizeList(Arc::new(Field::new("item", Int8, true)), 3),
        ),
        (list(Int8, true), FixedSizeList(Arc::new(Field::new("item", Int8, true)), 3)),
        (Int8, Null),
        (list(Int8, true), Int8),
    ];
    for (from, to) in refused {
        let (from, to) = (Field::new("f", from, true), Field::new("f", to, true));
        let error = Evolution::try_new(&layout(from_ref(&from)), &layout(from_ref(&to)));
        let error = error.map(drop).expect_err(&format!("{from:?} as {to:?}"));
        assert_eq!(error.kind(), ErrorKind::LayoutMismatch, "{error}");
        assert!(error.path().starts_with('f'), "{error}");
    }
}

#[test]
fn an_error_names_the_field_at_whatever_depth_it_is() {
    let inner = |of| row(vec![Field::new("x", of, false), Field::new("y", DataType::Int8, false)]);
    let schema = |of| [Field::new("points", list(inner(of), false), false)];
    let error =
        Evolution::try_new(&layout(&schema(DataType::Int64)), &layout(&schema(DataType::Int16)));
    let error = error.unwrap_err();
    assert_eq!(error.path(), "points[].x");
    assert_eq!(
        error.to_string(),
        "points[].x: the rows hold Int64, which Int16 does not hold without loss; declare the field \
         as Int64 or as a wider type"
    );
}

#[test]
fn a_field_that_is_missing_and_not_nullable_needs_a_default() {
    let id = Field::new("id", DataType::Int64, false);
    let (old, new) = (layout(from_ref(&id)), [id, Field::new("tag", DataType::Utf8, false)]);
    for format in [RowFormat::Standard, RowFormat::Compact] {
        let new = layout_in(format, &new);
        let error = Evolution::try_new(&old, &new).unwrap_err();
        assert_eq!((error.kind(), error.path().as_str()), (ErrorKind::LayoutMismatch, "tag"));
        let defaults = write(&new, vec![Model::Int(0), Model::Text("none".into())]);
        let defaults = RowRef::try_new(&new, &defaults).unwrap();
        let plan = Evolution::with_defaults(&old, &new, defaults).unwrap();
        let rows = plan.read(&batch(&old, vec![vec![Model::Int(7)]])).unwrap();
        assert_eq!(rows, batch(&new, vec![vec![Model::Int(7), Model::Text("none".into())]]));
    }
}

#[test]
fn a_default_reaches_into_structs() {
    let inner = |fields: &[(&str, DataType)]| {
        let fields = fields.iter().map(|(name, of)| Field::new(*name, of.clone(), false));
        [Field::new("s", row(fields.collect()), false)]
    };
    let old = layout(&inner(&[("a", DataType::Int8)]));
    let new = layout(&inner(&[("b", DataType::Utf8), ("a", DataType::Int16)]));
    let value = |b: &str, a| vec![Model::Struct(vec![Model::Text(b.into()), Model::Int(a)])];
    let defaults = write(&new, value("default", 99));
    let plan = Evolution::with_defaults(&old, &new, RowRef::try_new(&new, &defaults).unwrap());
    let old_row = vec![Model::Struct(vec![Model::Int(-1)])];
    let rows = plan.unwrap().read(&batch(&old, vec![old_row])).unwrap();
    assert_eq!(rows, batch(&new, vec![value("default", -1)]));
}

#[test]
fn a_time_that_is_too_large_for_a_finer_unit_is_an_error_of_its_row() {
    let times = |unit| [Field::new("t", list(DataType::Timestamp(unit, None), true), false)];
    let (old, new) = (layout(&times(Second)), layout(&times(Nanosecond)));
    let time = |second: i64| vec![Model::List(vec![Model::Int(1), Model::Int(second.into())])];
    let plan = Evolution::try_new(&old, &new).unwrap();
    let most = i64::MAX / 1_000_000_000;
    assert!(plan.read(&batch(&old, vec![time(most), time(-most)])).is_ok());
    for bad in [most + 1, -most - 1] {
        let error = plan.read(&batch(&old, vec![time(0), time(bad)])).unwrap_err();
        assert_eq!((error.kind(), error.row()), (ErrorKind::OutOfRange, Some(1)), "{error}");
    }
}

#[test]
fn compact_rows_with_other_null_bits_are_other_bytes_and_are_written_again() {
    let text = |nullable| [Field::new("t", list(DataType::Utf8, nullable), nullable)];
    for format in [RowFormat::Standard, RowFormat::Compact] {
        let (old, new) = (layout_in(format, &text(false)), layout_in(format, &text(true)));
        let value = || vec![Model::List(vec![Model::Text("a".into()), Model::Text("é".into())])];
        let rows = batch(&old, vec![value()]);
        let plan = Evolution::try_new(&old, &new).unwrap();
        let are_the_same = format == RowFormat::Standard;
        assert_eq!(plan.is_identity(), are_the_same);
        assert_eq!(rows.with_layout(&new).is_ok(), are_the_same);
        assert_eq!(old.check_readable_as(&new).is_ok(), are_the_same);
        assert_eq!(plan.read(&rows).unwrap(), batch(&new, vec![value()]));
        // Where some field is nullable anyway, one more changes no byte.
        let with = |nullable| {
            let fields =
                [Field::new("n", DataType::Int8, true), Field::new("t", DataType::Utf8, nullable)];
            layout_in(format, &fields)
        };
        assert!(Evolution::try_new(&with(false), &with(true)).unwrap().is_identity());
    }
}

#[test]
fn lists_of_another_fixed_length_are_never_taken_for_each_other() {
    let item = || Arc::new(Field::new("item", DataType::Int8, false));
    let dictionary = |len| {
        let list = DataType::FixedSizeList(item(), len);
        [Field::new("d", DataType::Dictionary(Box::new(DataType::Int8), Box::new(list)), false)]
    };
    let (two, three) = (layout(&dictionary(2)), layout(&dictionary(3)));
    assert!(two.check_readable_as(&three).is_err());
    assert_eq!(Evolution::try_new(&two, &three).unwrap_err().path(), "d");
}

#[test]
fn a_union_keeps_its_children_by_name_whatever_their_type_ids() {
    let union = |children: &[(i8, &str, DataType)]| {
        let children = (children.iter())
            .map(|(id, name, of)| (*id, Arc::new(Field::new(*name, of.clone(), true))));
        [Field::new(
            "u",
            DataType::Union(children.collect::<UnionFields>(), UnionMode::Dense),
            true,
        )]
    };
    let old = layout(&union(&[(0, "n", DataType::Int8), (1, "s", DataType::Utf8)]));
    let new = layout(&union(&[
        (1, "more", DataType::Date32),
        (5, "s", DataType::Binary),
        (0, "n", DataType::Int16),
    ]));
    let of = |id, value| vec![Model::Union(id, Box::new(value))];
    let plan = Evolution::try_new(&old, &new).unwrap();
    let rows = vec![of(0, Model::Int(-1)), of(1, Model::Text("s".into())), vec![Model::Null]];
    let wanted = vec![of(0, Model::Int(-1)), of(5, Model::Bytes(b"s".to_vec())), vec![Model::Null]];
    assert_eq!(plan.read(&batch(&old, rows)).unwrap(), batch(&new, wanted));
    let error = Evolution::try_new(&new, &old).unwrap_err();
    assert_eq!((error.kind(), error.path().as_str()), (ErrorKind::LayoutMismatch, "u.more"));
}

#[test]
fn null_rows_stay_null_and_rows_of_another_layout_are_refused() {
    let (old, new) = (
        layout(&[Field::new("a", DataType::Int8, false)]),
        layout(&[Field::new("a", DataType::Int16, true)]),
    );
    let mut writer = RowBatchWriter::new(Arc::clone(&old));
    writer.push_null();
    writer.push(&write(&old, vec![Model::Int(3)])).unwrap();
    let plan = Evolution::try_new(&old, &new).unwrap();
    let rows = plan.read(&writer.finish()).unwrap();
    assert!(rows.row(0).is_none());
    assert_eq!(rows.row(1).unwrap().value(0), ValueRef::Int16(3));
    assert_eq!(plan.read(&rows).unwrap_err().kind(), ErrorKind::LayoutMismatch);
}
