//! `Debug`: every value, where its slot is and where its bytes are.

use arrow_schema::DataType::*;
use ferrow_row::{LazyList, LazyMap, RowBatchWriter, RowFormat, RowRef, RowWriter};

use super::{list, map, nullable, text, written};
use crate::codec::Plan;
use crate::model::Model::{self, Int, List, Map, Null as NoValue};

#[test]
fn offsets_count_from_the_start_of_what_is_shown() {
    let fields = [
        ("dep_delay", Int16),
        ("carrier!", Utf8),
        ("gone", Utf8),
        ("tags", list(Utf8)),
        ("m", map(Date32, Int8)),
        ("p", Struct(nullable(&[("x!", Int32)]))),
    ];
    let values = || {
        vec![
            Int(-3),
            text("UA"),
            NoValue,
            List(vec![text("a"), NoValue]),
            Map(vec![(Int(0), Int(7))]),
            Model::Struct(vec![Int(1)]),
        ]
    };
    let shown = |format| {
        let (plan, bytes) = written(format, &fields, values());
        let Plan::Row(layout) = plan else { unreachable!("a row is planned as one") };
        let row = RowRef::try_new(&layout, &bytes).expect("a row that was written");
        let lazy = layout.open(&bytes).expect("a row that was written");
        assert_eq!(format!("{lazy:?}"), format!("{row:?}").replacen("RowRef", "LazyRow", 1));
        format!("{row:?}")
    };
    assert_eq!(
        shown(RowFormat::Standard),
        "RowRef {dep_delay@8: -3, carrier@16 -> 56..58: \"UA\", gone@24: null, \
         tags@32 -> 64..104: [@80 -> 96..97: \"a\", @88: null], \
         m@40 -> 104..160: {keys@112: [@128: 1970-01-01], values@136: [@152: 7]}, \
         p@48 -> 160..176: {x@168: 1}}"
    );
    assert_eq!(
        shown(RowFormat::Compact),
        "RowRef {dep_delay@36: -3, carrier@0 -> 40..42: \"UA\", gone@8: null, \
         tags@16 -> 48..77: [@53 -> 69..70: \"a\", @61: null], \
         m@24 -> 77..110: {keys@85: [@89: 1970-01-01], values@97: [@102: 7]}, \
         p@32: {x@32: 1}}"
    );
}

#[test]
fn a_field_that_cannot_be_read_says_why() {
    let (plan, mut bytes) =
        written(RowFormat::Standard, &[("a", Utf8), ("b", Utf8)], vec![text("x"), text("y")]);
    bytes[12] = 99;
    let Plan::Row(layout) = plan else { unreachable!("a row is planned as one") };
    assert_eq!(
        format!("{:?}", layout.open(&bytes).unwrap()),
        "LazyRow {a@8 -> 99..100: !! a: the value at offset 99 has 1 bytes and leaves the row of 40 \
         bytes; check that the message is whole, b@16 -> 32..33: \"y\"}"
    );
}

#[test]
fn lazy_lists_and_maps_are_shown_whole_or_not_at_all() {
    let fields = [("l", list(Utf8)), ("m", map(Utf8, Utf8))];
    let values = vec![List(vec![text("é")]), Map(vec![(text("k"), text("v"))])];
    let (plan, mut bytes) = written(RowFormat::Standard, &fields, values);
    let Plan::Row(layout) = plan else { unreachable!("a row is planned as one") };
    let row = layout.open(&bytes).unwrap();
    let (l, m): (LazyList<'_>, LazyMap<'_>) =
        (row.list(0).unwrap().unwrap(), row.map(1).unwrap().unwrap());
    assert_eq!(format!("{l:?}"), "LazyList [@16 -> 24..26: \"é\"]");
    let keys_and_values = "{keys@8: [@24 -> 32..33: \"k\"], values@40: [@56 -> 64..65: \"v\"]}";
    assert_eq!(format!("{m:?}"), format!("LazyMap {keys_and_values}"));

    let at = bytes.windows(2).position(|pair| pair == "é".as_bytes()).unwrap();
    bytes[at] = 0xff;
    let l = layout.open(&bytes).unwrap().list(0).unwrap().unwrap();
    assert!(format!("{l:?}").starts_with("LazyList !! [0]: the text is not UTF-8 at offset 24"));
}

#[test]
fn writers_do_not_show_their_layouts() {
    let (plan, _) = written(RowFormat::Standard, &[("name of a field", Utf8)], vec![NoValue]);
    let Plan::Row(layout) = plan else { unreachable!("a row is planned as one") };
    let mut buffer = vec![1];
    let row = RowWriter::new(&layout, &mut buffer);
    assert_eq!(format!("{row:?}"), "RowWriter { fields: 1, bytes: 16, .. }");
    let batch = RowBatchWriter::new(layout.clone());
    assert_eq!(format!("{batch:?}"), "RowBatchWriter { rows: 0, bytes: 0, .. }");
}
