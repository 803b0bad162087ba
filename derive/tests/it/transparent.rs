//! Structs whose fields have no names, and boxes.

use std::collections::BTreeMap;
use std::sync::Arc;

use arrow_schema::{DataType, TimeUnit};
use ferrow_derive::Record;
use ferrow_row::record::Field;
use ferrow_row::{Record as _, RowFormat};

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Record)]
#[record(crate = ferrow_row)]
struct Key(String);

#[derive(Debug, Clone, PartialEq, Record)]
#[record(crate = ferrow_row)]
struct Moment(#[record(timestamp(millisecond, zone = "UTC"))] i64);

#[derive(Debug, Clone, PartialEq, Record)]
#[record(crate = ferrow_row)]
struct Maybe(Option<u8>);

#[derive(Debug, Clone, PartialEq, Record)]
#[record(crate = ferrow_row)]
struct Point(f64, #[record(rename = "vertical")] f64, #[record(skip)] u8);

#[derive(Debug, Clone, PartialEq, Record)]
#[record(crate = ferrow_row)]
struct Wrapper<T>(T);

#[derive(Debug, Clone, PartialEq, Record)]
#[record(crate = ferrow_row)]
struct Place {
    key: Key,
    at: Moment,
    was: Option<Moment>,
    level: Maybe,
    point: Point,
    points: Vec<Point>,
    names: BTreeMap<Key, Wrapper<Point>>,
    wrapped: Wrapper<Vec<Maybe>>,
    boxed: Option<Box<Point>>,
    shared: Arc<str>,
    bytes: Box<[u8]>,
}

fn place() -> Place {
    Place {
        key: Key("k".to_owned()),
        at: Moment(5),
        was: Some(Moment(-5)),
        level: Maybe(None),
        point: Point(1.0, 2.0, 0),
        points: vec![Point(3.0, 4.0, 0)],
        names: [(Key("z".to_owned()), Wrapper(Point(5.0, 6.0, 0)))].into(),
        wrapped: Wrapper(vec![Maybe(Some(1)), Maybe(None)]),
        boxed: Some(Box::new(Point(7.0, 8.0, 0))),
        shared: "shared".into(),
        bytes: Box::new([9]),
    }
}

#[test]
fn a_struct_of_one_field_stands_in_rows_as_that_field() {
    let at = DataType::Timestamp(TimeUnit::Millisecond, Some("UTC".into()));
    let field = |name| Place::layout().schema().field_with_name(name).unwrap().clone();
    assert_eq!(*field("key").data_type(), DataType::Utf8);
    assert_eq!((field("at").data_type(), field("at").is_nullable()), (&at, false));
    assert_eq!((field("was").data_type(), field("was").is_nullable()), (&at, true));
    assert_eq!(
        (field("level").data_type(), field("level").is_nullable()),
        (&DataType::UInt8, true)
    );
    assert_eq!(<Wrapper<Maybe> as Field>::data_type(), DataType::UInt8);
}

#[test]
fn fields_without_names_are_named_by_their_ordinals() {
    let names: Vec<_> = Point::layout().schema().fields().iter().map(|f| f.name()).collect();
    assert_eq!(names, ["0", "vertical"]);
}

#[test]
fn they_come_back_and_are_viewed_in_both_formats() {
    for format in [RowFormat::Standard, RowFormat::Compact] {
        let rows = Place::rows_in(format, &[place()]).unwrap();
        assert_eq!(rows.records::<Place>().unwrap(), [place()]);
        let view = rows.views::<Place>().unwrap().next().unwrap();
        assert_eq!((view.key(), view.at(), view.was(), view.level()), ("k", 5, Some(-5), None));
        assert_eq!((view.point()._0(), view.points().at(0)._1()), (1.0, 4.0));
        assert_eq!(view.names().get("z").map(PointView::_1), Some(6.0));
        assert_eq!(view.wrapped().iter().collect::<Vec<_>>(), [Some(1), None]);
        assert_eq!(view.boxed().map(PointView::_0), Some(7.0));
        assert_eq!((view.shared(), view.bytes()), ("shared", &[9][..]));
    }
}

#[test]
fn an_attribute_of_the_only_field_speaks_of_it() {
    #[derive(Debug, Clone, PartialEq, Record)]
    #[record(crate = ferrow_row)]
    struct Ordered(#[record(map)] Vec<(String, i32)>);

    #[derive(Debug, Clone, PartialEq, Record)]
    #[record(crate = ferrow_row)]
    struct Holder {
        ordered: Option<Ordered>,
    }

    let records = [Holder { ordered: Some(Ordered(vec![("b".into(), 1), ("a".into(), 2)])) }];
    let rows = Holder::rows(&records).unwrap();
    assert_eq!(rows.records::<Holder>().unwrap(), records);
    let view = rows.views::<Holder>().unwrap().next().unwrap();
    assert_eq!(view.ordered().and_then(|map| map.get("a")), Some(2));
}
