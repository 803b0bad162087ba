//! The order of rows, at its edges.

use std::cmp::Ordering::{self, Equal, Greater, Less};
use std::sync::Arc;

use arrow_schema::{DataType, Field, Fields, Schema, SortOptions, UnionFields, UnionMode};
use ferrow_row::{ErrorKind, RowFormat, RowLayout, RowOrder, RowRef};

use crate::codec::{Order, Plan};
use crate::model::Model;

/// How two values of a type compare, in both layouts alike.
fn compare(data_type: &DataType, options: SortOptions, a: &Model, b: &Model) -> Ordering {
    let orders = [RowFormat::Standard, RowFormat::Compact].map(|format| {
        let schema = Schema::new(vec![Field::new("v", data_type.clone(), true)]);
        let layout = RowLayout::try_with_format(schema, format).expect("a type that rows hold");
        let plan = Plan::Row(Arc::clone(&layout));
        let [a, b] = [a, b].map(|value| {
            plan.write(Order::Forward, &Model::Struct(vec![value.clone()])).expect("a value")
        });
        let [a, b] = [&a, &b].map(|bytes| RowRef::try_new(&layout, bytes).expect("a valid row"));
        RowOrder::by_names(&layout, &[("v", options)]).expect("a field").compare(a, b)
    });
    assert_eq!(orders[0], orders[1]);
    orders[0]
}

const FIRST: SortOptions = SortOptions { descending: false, nulls_first: true };
const LAST: SortOptions = SortOptions { descending: false, nulls_first: false };
const DESCENDING: SortOptions = SortOptions { descending: true, nulls_first: true };

fn list(element: DataType) -> DataType {
    DataType::List(Arc::new(Field::new("item", element, true)))
}

fn ints(values: &[i128]) -> Model {
    Model::List(values.iter().copied().map(Model::Int).collect())
}

#[test]
fn floats_have_a_total_order_in_which_zeros_differ_and_nans_are_beyond_infinity() {
    let float = |value: f64| Model::Float(value.to_bits());
    let ascending = [
        float(-f64::NAN),
        float(f64::NEG_INFINITY),
        float(-0.0),
        float(0.0),
        float(f64::INFINITY),
        Model::Float(f64::INFINITY.to_bits() + 1),
        float(f64::NAN),
    ];
    for (i, a) in ascending.iter().enumerate() {
        for (j, b) in ascending.iter().enumerate() {
            assert_eq!(compare(&DataType::Float64, FIRST, a, b), i.cmp(&j), "{a:?} and {b:?}");
            assert_eq!(compare(&DataType::Float64, DESCENDING, a, b), j.cmp(&i));
        }
    }
}

#[test]
fn integers_are_ordered_by_value_and_unsigned_ones_have_no_sign() {
    let [low, high] = [Model::Int(1), Model::Int(i128::from(u64::MAX))];
    assert_eq!(compare(&DataType::UInt64, FIRST, &low, &high), Less);
    let [low, high] = [Model::Int(-256), Model::Int(1)];
    assert_eq!(compare(&DataType::Int16, FIRST, &low, &high), Less);
    assert_eq!(compare(&DataType::Decimal128(38, 0), FIRST, &low, &high), Less);
    assert_eq!(compare(&DataType::Decimal256(76, 0), FIRST, &low, &high), Less);
}

#[test]
fn nulls_are_where_the_options_say_at_every_depth() {
    let nested = |value: Model| Model::List(vec![Model::List(vec![value])]);
    let data_type = list(list(DataType::Int8));
    for (options, null_is) in [(FIRST, Less), (LAST, Greater), (DESCENDING, Less)] {
        assert_eq!(compare(&DataType::Int8, options, &Model::Null, &Model::Int(1)), null_is);
        let [null, one] = [nested(Model::Null), nested(Model::Int(1))];
        assert_eq!(compare(&data_type, options, &null, &one), null_is);
        assert_eq!(compare(&data_type, options, &one, &null), null_is.reverse());
        assert_eq!(compare(&data_type, options, &null, &null), Equal);
    }
}

#[test]
fn a_list_that_begins_another_comes_first_and_the_first_difference_decides() {
    let of = list(DataType::Int32);
    for (a, b) in [(&[][..], &[1][..]), (&[1], &[1, -5]), (&[1, 2], &[2]), (&[-1, 9, 9], &[0])] {
        assert_eq!(compare(&of, FIRST, &ints(a), &ints(b)), Less, "{a:?} and {b:?}");
        assert_eq!(compare(&of, DESCENDING, &ints(a), &ints(b)), Greater, "{a:?} and {b:?}");
    }
}

#[test]
fn unions_are_ordered_by_type_id_and_then_by_value() {
    let child = |name: &str, of| Arc::new(Field::new(name, of, true));
    let children = [(7, child("a", DataType::Int8)), (3, child("b", DataType::Utf8))];
    let of = DataType::Union(children.into_iter().collect::<UnionFields>(), UnionMode::Dense);
    let union = |id, value| Model::Union(id, Box::new(value));
    let (text, number) = (union(3, Model::Text("z".into())), union(7, Model::Int(-1)));
    assert_eq!(compare(&of, FIRST, &text, &number), Less);
    assert_eq!(compare(&of, DESCENDING, &text, &number), Greater);
    assert_eq!(compare(&of, FIRST, &number, &union(7, Model::Int(0))), Less);
    assert_eq!(compare(&of, FIRST, &number, &union(7, Model::Null)), Greater);
}

#[test]
fn structs_are_ordered_by_the_first_field_that_differs() {
    let fields = ["x", "y"].map(|name| Field::new(name, DataType::Int8, true));
    let of = DataType::Struct(Fields::from(fields.to_vec()));
    let point = |x, y| Model::Struct(vec![Model::Int(x), Model::Int(y)]);
    assert_eq!(compare(&of, FIRST, &point(0, 9), &point(1, 0)), Less);
    assert_eq!(compare(&of, FIRST, &point(1, 0), &point(1, -1)), Greater);
}

#[test]
fn an_order_by_a_field_that_is_not_there_is_refused() {
    let layout = RowLayout::try_new(Schema::new(vec![Field::new("v", DataType::Int8, true)]));
    let error = RowOrder::by_names(&layout.unwrap(), &[("w", FIRST)]).unwrap_err();
    assert_eq!((error.kind(), error.path().as_str()), (ErrorKind::NoSuchField, "w"));
}
