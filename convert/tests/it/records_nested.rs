//! Records of nested fields as columns and back, and their columns read row by row.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use arrow::array::{
    Array, ArrayRef, AsArray, Int32Array, ListArray, MapArray, RecordBatch, RecordBatchReader,
    StringArray, StructArray, new_null_array,
};
use arrow::buffer::{NullBuffer, OffsetBuffer};
use arrow::compute::{cast, concat};
use arrow::datatypes::{DataType, Field, Schema};
use ferrow_convert::prelude::*;
use ferrow_convert::{Error, ErrorKind, RecordBatchBuilder};
use ferrow_derive::Record;
use proptest::prelude::*;

#[derive(Record, Debug, Clone, PartialEq, Default)]
#[record(crate = ferrow_row)]
struct Point {
    x: f32,
    label: Option<String>,
}

#[derive(Record, Debug, Clone, Copy, PartialEq)]
#[record(crate = ferrow_row)]
enum Side {
    Left,
    Right,
}

#[derive(Record, Debug, Clone, PartialEq, Default)]
#[record(crate = ferrow_row)]
struct Shape {
    id: i64,
    name: Option<String>,
    center: Point,
    anchor: Option<Point>,
    side: Option<Side>,
    corners: Vec<Point>,
    holes: Option<Vec<Vec<Option<i16>>>>,
    size: Option<[u8; 3]>,
    bounds: Option<[i32; 2]>,
    counts: BTreeMap<String, Vec<Point>>,
    hashed: HashMap<u16, Option<bool>>,
    #[record(map)]
    pairs: Vec<(String, i64)>,
    #[record(decimal128(20, 2))]
    price: Option<i128>,
    flags: Vec<bool>,
}

fn points() -> impl Strategy<Value = Point> {
    (any::<i16>(), prop::option::of(".{0,20}"))
        .prop_map(|(x, label)| Point { x: f32::from(x), label })
}

fn shapes(len: std::ops::Range<usize>) -> impl Strategy<Value = Vec<Shape>> {
    let words = || prop::collection::btree_map("[a-c]{0,3}", any::<i64>(), 0..3);
    let shape = (
        (any::<i64>(), prop::option::of("[a-zé]{0,40}"), points(), prop::option::of(points())),
        (
            prop::option::of(prop_oneof![Just(Side::Left), Just(Side::Right)]),
            prop::collection::vec(points(), 0..4),
            prop::option::of(prop::collection::vec(
                prop::collection::vec(prop::option::of(any::<i16>()), 0..3),
                0..3,
            )),
        ),
        (prop::option::of(any::<[u8; 3]>()), prop::option::of(any::<[i32; 2]>())),
        (
            prop::collection::btree_map(".{0,5}", prop::collection::vec(points(), 0..2), 0..3),
            prop::collection::hash_map(any::<u16>(), prop::option::of(any::<bool>()), 0..5),
            words(),
        ),
        (prop::option::of(any::<i64>()), prop::collection::vec(any::<bool>(), 0..3)),
    );
    let shape = shape.prop_map(
        |((id, name, center, anchor), (side, corners, holes), (size, bounds), maps, rest)| {
            let ((counts, hashed, words), (price, flags)) = (maps, rest);
            let pairs = words.into_iter().rev().collect();
            let price = price.map(i128::from);
            Shape {
                id,
                name,
                center,
                anchor,
                side,
                corners,
                holes,
                size,
                bounds,
                counts,
                hashed,
                pairs,
                price,
                flags,
            }
        },
    );
    prop::collection::vec(shape, len)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn columns_are_those_of_the_rows_and_give_the_records_back(shapes in shapes(0..40)) {
        let batch = Shape::to_record_batch(&shapes)?;
        prop_assert_eq!(&Shape::rows(&shapes)?.to_record_batch()?, &batch);
        prop_assert_eq!(&Shape::from_record_batch(&batch)?, &shapes);
        let from = shapes.len() / 3;
        let rest = batch.slice(from, shapes.len() - from);
        prop_assert_eq!(&Shape::from_record_batch(&rest)?, &shapes[from..]);
    }

    /// Blocks end inside and between lists, and nulls begin in any of them.
    #[test]
    fn many_records_are_as_few(some in shapes(1..9), until in 250_usize..700, null in 0_usize..700) {
        let shapes = (0..until).map(|index| match index == null {
            true => Shape::default(),
            false => Shape { id: 1, name: Some("n".into()), ..some[index % some.len()].clone() },
        });
        let shapes: Vec<_> = shapes.collect();
        let batch = Shape::to_record_batch(&shapes)?;
        prop_assert_eq!(&Shape::rows(&shapes)?.to_record_batch()?, &batch);
        prop_assert_eq!(&Shape::from_record_batch(&batch)?, &shapes);

        let mut builder = RecordBatchBuilder::new();
        let (first, others) = shapes.split_at(until / 2);
        for shape in first {
            builder.append(shape.clone())?;
        }
        builder.append_all(others)?;
        prop_assert_eq!(builder.len(), until);
        prop_assert_eq!(&builder.finish()?, &batch);
        prop_assert_eq!(&builder.finish()?, &batch.slice(0, 0));
    }

    #[test]
    fn a_row_of_columns_shows_what_the_record_has(shapes in shapes(1..20)) {
        let batch = Shape::to_record_batch(&shapes)?;
        let columns = Shape::columns(&batch)?;
        prop_assert_eq!(columns.iter().len(), shapes.len());
        for (row, shape) in columns.iter().zip(&shapes) {
            prop_assert_eq!(row.id(), shape.id);
            prop_assert_eq!(row.name(), shape.name.as_deref());
            prop_assert_eq!(row.center().x(), shape.center.x);
            let anchor = row.anchor().map(|anchor| (anchor.x(), anchor.label()));
            let wanted = shape.anchor.as_ref();
            prop_assert_eq!(anchor, wanted.map(|anchor| (anchor.x, anchor.label.as_deref())));
            prop_assert_eq!(row.side().transpose()?, shape.side);
            let corners = row.corners().iter().map(PointColumnView::label);
            prop_assert!(corners.eq(shape.corners.iter().map(|point| point.label.as_deref())));
            let holes = row.holes().map(|holes| {
                holes.iter().map(|hole| hole.iter().collect()).collect::<Vec<Vec<_>>>()
            });
            prop_assert_eq!(&holes, &shape.holes);
            prop_assert_eq!(row.size(), shape.size.as_ref().map(<[u8; 3]>::as_slice));
            prop_assert_eq!(row.counts().len(), shape.counts.len());
            for (key, points) in &shape.counts {
                prop_assert_eq!(row.counts().get(key.as_str()).map(ferrow_row::record::ColumnListView::len), Some(points.len()));
            }
            prop_assert!(row.counts().get("not there").is_none());
            prop_assert_eq!(row.pairs().keys().get(9).is_none(), true);
            prop_assert_eq!(row.price(), shape.price);
        }
    }
}

fn shape() -> Shape {
    let point = |x, label: &str| Point { x, label: Some(label.to_owned()) };
    Shape {
        id: 7,
        name: Some("square".into()),
        anchor: Some(point(0.5, "anchor")),
        corners: vec![point(1.0, "a"), Point::default(), point(2.0, "b")],
        holes: Some(vec![vec![Some(1), None], vec![]]),
        bounds: Some([3, 4]),
        counts: [("a".to_owned(), vec![point(9.0, "z")]), ("b".to_owned(), vec![])].into(),
        pairs: vec![("z".to_owned(), 1), ("a".to_owned(), 2)],
        ..Shape::default()
    }
}

/// The batch with another column `name`.
fn with(batch: &RecordBatch, name: &str, column: ArrayRef) -> RecordBatch {
    let at = batch.schema().index_of(name).expect("a column");
    let (mut fields, mut columns) = (batch.schema().fields().to_vec(), batch.columns().to_vec());
    fields[at] = Arc::new(Field::new(name, column.data_type().clone(), true));
    columns[at] = column;
    RecordBatch::try_new(Arc::new(Schema::new(fields)), columns).expect("as many values")
}

#[test]
fn nested_columns_in_every_form_give_the_same_records() {
    let shapes = [Shape::default(), shape(), Shape { id: 9, ..shape() }];
    let batch = Shape::to_record_batch(&shapes).unwrap();
    let DataType::List(point) = batch["corners"].data_type().clone() else { panic!("a list") };
    let element = |data_type| Arc::new(Field::new("item", data_type, true));
    let text = DataType::Dictionary(Box::new(DataType::Int8), Box::new(DataType::Utf8));
    let encoded = |label| {
        let fields = [Field::new("x", DataType::Float32, false), Field::new("label", label, true)];
        DataType::Struct(fields.into_iter().collect())
    };
    let hole = DataType::LargeList(element(DataType::Int16));
    let forms = [
        ("name", text.clone()),
        ("name", DataType::Utf8View),
        ("anchor", encoded(text.clone())),
        ("center", encoded(DataType::Utf8View)),
        ("corners", DataType::LargeList(point.clone())),
        ("corners", DataType::ListView(point.clone())),
        ("corners", DataType::LargeListView(point)),
        ("holes", DataType::List(element(hole))),
        ("bounds", DataType::List(element(DataType::Int32))),
    ];
    for (name, form) in forms {
        let batch = with(&batch, name, cast(&batch[name], &form).unwrap());
        assert_eq!(Shape::from_record_batch(&batch).unwrap(), shapes, "{name}: {form}");
        let part = batch.slice(1, 2);
        assert_eq!(Shape::from_record_batch(&part).unwrap(), shapes[1..], "{name}: {form}");
    }
}

/// As Parquet's readers give them: the children of a null struct are null, whatever they may be.
#[test]
fn nulls_under_the_null_of_a_struct_are_no_nulls_of_its_fields() {
    let shapes = [Shape::default(), shape()];
    let batch = Shape::to_record_batch(&shapes).unwrap();
    let anchor = batch["anchor"].as_struct();
    assert!(anchor.column(0).is_null(0), "the child is null with the struct");
    assert_eq!(Shape::from_record_batch(&batch).unwrap(), shapes);

    let all = NullBuffer::new_valid(2);
    let fields = anchor.fields().iter().map(|field| field.as_ref().clone().with_nullable(true));
    let there = StructArray::new(fields.collect(), anchor.columns().to_vec(), Some(all));
    let error = Shape::from_record_batch(&with(&batch, "anchor", Arc::new(there))).unwrap_err();
    let kind = ErrorKind::Row(ferrow_row::ErrorKind::NotNull);
    assert_eq!((error.kind(), error.path().as_str()), (kind, "[0].anchor.x"), "{error}");
}

#[test]
fn nulls_among_elements_that_are_never_null_are_refused_in_every_form_of_lists() {
    let batch = Shape::to_record_batch(&[Shape::default(), shape()]).unwrap();
    let corners = batch["corners"].as_list::<i32>();
    let DataType::List(element) = corners.data_type() else { panic!("a list") };
    let element = Arc::new(element.as_ref().clone().with_nullable(true));
    let hole = NullBuffer::from(vec![true, false, true]);
    let points = corners.values().as_struct();
    let points = StructArray::new(points.fields().clone(), points.columns().to_vec(), Some(hole));
    let offsets = corners.offsets().clone();
    let lists = ListArray::new(Arc::clone(&element), offsets, Arc::new(points), None);
    let forms = [DataType::List, DataType::LargeList, DataType::ListView, DataType::LargeListView];
    for form in forms.map(|form| form(Arc::clone(&element))) {
        let batch = with(&batch, "corners", cast(&lists, &form).unwrap());
        let error = Shape::from_record_batch(&batch).unwrap_err();
        let kind = ErrorKind::Row(ferrow_row::ErrorKind::NotNull);
        assert_eq!((error.kind(), error.path().as_str()), (kind, "[1].corners[]"), "{form}");
    }
}

#[test]
fn a_key_that_is_there_twice_is_refused_both_ways() {
    let twice = |key: &str| Shape {
        pairs: vec![(key.to_owned(), 1), ("a".to_owned(), 2), (key.to_owned(), 3)],
        ..Shape::default()
    };
    let kind = ErrorKind::Row(ferrow_row::ErrorKind::DuplicateKey);
    let mut shapes = vec![shape(); 300];
    shapes.push(twice("z"));
    let error = Shape::to_record_batch(&shapes).unwrap_err();
    assert_eq!((error.kind(), error.path().as_str()), (kind, "[300].pairs"), "{error}");

    let batch = Shape::to_record_batch(&[shape()]).unwrap();
    let pairs = batch["pairs"].as_map();
    let DataType::Map(entries, _) = pairs.data_type() else { panic!("a map") };
    let keys: ArrayRef = Arc::new(StringArray::from(vec!["a", "b", "a"]));
    let values = concat(&[pairs.values(), &pairs.values().slice(0, 1)]).unwrap();
    let fields = pairs.entries().fields().clone();
    let array = MapArray::new(
        entries.clone(),
        OffsetBuffer::from_lengths([3]),
        StructArray::new(fields, vec![keys, values], None),
        None,
        false,
    );
    let error = Shape::from_record_batch(&with(&batch, "pairs", Arc::new(array))).unwrap_err();
    assert_eq!((error.kind(), error.path().as_str()), (kind, "[0].pairs"), "{error}");
}

#[test]
fn maps_with_keys_that_are_compared_as_rows_are_sorted_and_checked_too() {
    #[derive(Record, Debug, Clone, PartialEq, Eq, Hash)]
    #[record(crate = ferrow_row)]
    struct Key {
        number: i32,
        text: String,
    }
    #[derive(Record, Debug, Clone, PartialEq)]
    #[record(crate = ferrow_row)]
    struct Maps {
        by_key: HashMap<Key, i8>,
        by_bool: HashMap<bool, i8>,
        #[record(map)]
        pairs: Vec<(Key, i8)>,
    }
    let key = |number: i32| Key { number, text: "t".repeat(usize::from(number > 1)) };
    let maps = |numbers: &[i32]| Maps {
        by_key: numbers.iter().map(|&number| (key(number), 1)).collect(),
        by_bool: [(true, 1), (false, 2)].into(),
        pairs: numbers.iter().rev().map(|&number| (key(number), 2)).collect(),
    };
    let records = [maps(&[1, 2, 3, 256]), maps(&[]), maps(&[5])];
    let batch = Maps::to_record_batch(&records).unwrap();
    assert_eq!(Maps::rows(&records).unwrap().to_record_batch().unwrap(), batch);
    assert_eq!(Maps::from_record_batch(&batch).unwrap(), records);

    let twice = Maps { pairs: vec![(key(1), 1), (key(1), 2)], ..maps(&[]) };
    let error = Maps::to_record_batch(&[maps(&[1]), twice]).unwrap_err();
    assert_eq!(error.path(), "[1].pairs");
}

#[test]
fn columns_that_a_record_does_not_have_are_not_looked_at() {
    let batch = Shape::to_record_batch(&[shape()]).unwrap();
    let anchors = Point::columns(&RecordBatch::from(batch["anchor"].as_struct())).unwrap();
    assert_eq!(anchors.row(0).label(), Some("anchor"));
    assert_eq!(format!("{:?}", anchors.row(0)), "PointColumnView { row: 0, .. }");
    let numbers: ArrayRef = Arc::new(Int32Array::from(vec![1]));
    let error = Shape::columns(&with(&batch, "id", numbers)).unwrap_err();
    assert_eq!((error.kind(), error.path().as_str()), (ErrorKind::WrongType, "id"));
    let nothing = with(&batch, "anchor", new_null_array(batch["anchor"].data_type(), 1));
    assert!(Shape::columns(&nothing).unwrap().row(0).anchor().is_none());
}

#[test]
fn batches_of_records_have_the_schema_and_the_size_that_was_asked_for() {
    let points = |len: u8| (0..len).map(|x| Point { x: f32::from(x), label: None });
    let reader = Point::record_batches(points(10), 4);
    assert_eq!(&reader.schema(), Point::layout().schema());
    let batches: Vec<_> = reader.collect::<Result<_, _>>().unwrap();
    assert_eq!(batches.iter().map(RecordBatch::num_rows).collect::<Vec<_>>(), [4, 4, 2]);
    let back = batches.iter().flat_map(|batch| Point::from_record_batch(batch).unwrap());
    assert!(back.eq(points(10)));
    assert!(Point::record_batches(points(0), 4).next().is_none());
}

#[test]
fn an_error_ends_the_batches_of_records() {
    let of = |keys: [&str; 2]| Shape {
        pairs: keys.map(|key| (key.to_owned(), 1)).to_vec(),
        ..Shape::default()
    };
    let good = || std::iter::repeat_with(|| of(["a", "b"]));
    let shapes = good().take(5).chain([of(["a", "a"])]).chain(good().take(20));
    let mut batches = Shape::record_batches(shapes, 4);
    assert_eq!(batches.next().unwrap().unwrap().num_rows(), 4);
    let error = Error::from(batches.next().unwrap().unwrap_err());
    let kind = ErrorKind::Row(ferrow_row::ErrorKind::DuplicateKey);
    assert_eq!((error.kind(), error.path().as_str()), (kind, "[1].pairs"), "{error}");
    assert!(batches.next().is_none());
    assert!(batches.next().is_none());
}

#[derive(Record, Debug, PartialEq)]
#[record(crate = ferrow_row)]
struct Line<'r> {
    text: &'r str,
    words: Vec<&'r str>,
}

#[test]
fn records_borrow_from_their_columns() {
    let lines = [Line { text: "a b", words: vec!["a", "b"] }, Line { text: "", words: vec![] }];
    let batch = Line::to_record_batch(&lines).unwrap();
    let columns = Line::columns(&batch).unwrap();
    drop(batch);
    assert_eq!(columns.records().unwrap(), lines);
    assert_eq!(columns.row(0).words().at(1), "b");
}
