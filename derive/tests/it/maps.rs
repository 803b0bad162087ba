//! Fields of keys and values.

use std::collections::hash_map::RandomState;
use std::collections::{BTreeMap, HashMap};
use std::hash::{BuildHasher, BuildHasherDefault, DefaultHasher};

use arrow_schema::{DataType, Field, TimeUnit};
use ferrow_derive::Record;
use ferrow_row::{ErrorKind, Record as _, RowFormat};

#[derive(Debug, Clone, PartialEq, Record)]
#[record(crate = ferrow_row)]
struct Maps {
    hashed: HashMap<String, i32>,
    other_hasher: HashMap<u8, bool, BuildHasherDefault<DefaultHasher>>,
    ordered: BTreeMap<i64, Option<String>>,
    #[record(map)]
    pairs: Vec<(String, Vec<u8>)>,
    #[record(map)]
    maybe: Option<Vec<(i16, f32)>>,
    #[record(timestamp(second))]
    times: BTreeMap<String, i64>,
    #[record(map, decimal128(20, 2))]
    prices: Vec<(String, i128)>,
    nested: HashMap<String, BTreeMap<i8, [u8; 2]>>,
}

fn maps() -> Maps {
    Maps {
        hashed: [("b", 2), ("a", 1)].map(|(key, value)| (key.to_owned(), value)).into(),
        other_hasher: [(1, true)].into_iter().collect(),
        ordered: [(2, None), (-1, Some("minus".to_owned()))].into(),
        pairs: vec![("z".to_owned(), vec![1]), ("a".to_owned(), vec![])],
        maybe: Some(vec![(3, 0.5)]),
        times: [("start".to_owned(), 7)].into(),
        prices: vec![("tea".to_owned(), -250)],
        nested: [("x".to_owned(), [(1, [2, 3])].into())].into(),
    }
}

#[test]
fn maps_come_back_and_are_viewed_in_both_formats() {
    for format in [RowFormat::Standard, RowFormat::Compact] {
        let rows = Maps::rows_in(format, &[maps()]).unwrap();
        assert_eq!(rows.records::<Maps>().unwrap(), [maps()]);
        let view = rows.views::<Maps>().unwrap().next().unwrap();
        assert_eq!(
            (view.hashed().len(), view.hashed().get("b"), view.hashed().get("c")),
            (2, Some(2), None)
        );
        assert_eq!(view.ordered().get(2), Some(None));
        assert_eq!(view.pairs().iter().collect::<Vec<_>>(), [("z", &[1][..]), ("a", &[])]);
        assert_eq!(view.maybe().and_then(|map| map.get(3)), Some(0.5));
        assert_eq!(view.prices().values().iter().collect::<Vec<_>>(), [-250]);
        let inner = view.nested().get("x").unwrap();
        assert_eq!(inner.get(1), Some(&[2, 3][..]));
        assert_eq!(format!("{:?}", view.times()), r#"{Utf8("start"): Int64(7)}"#);
    }
}

#[test]
fn a_map_is_the_arrow_map_of_its_key_and_value() {
    let entries = |value: Field| {
        let fields = vec![Field::new("key", DataType::Utf8, false), value];
        DataType::Map(Field::new_struct("entries", fields, false).into(), false)
    };
    let schema = Maps::layout().schema();
    let data_type = |name| schema.field_with_name(name).unwrap().data_type().clone();
    assert_eq!(data_type("hashed"), entries(Field::new("value", DataType::Int32, false)));
    let times = DataType::Timestamp(TimeUnit::Second, None);
    assert_eq!(data_type("times"), entries(Field::new("value", times, false)));
    let prices = DataType::Decimal128(20, 2);
    assert_eq!(data_type("prices"), entries(Field::new("value", prices, false)));
}

#[test]
fn hash_maps_of_the_same_entries_are_the_same_bytes() {
    #[derive(Record)]
    #[record(crate = ferrow_row)]
    struct Hashed<S: BuildHasher + Default> {
        map: HashMap<String, u32, S>,
    }

    let keys = (0..100).map(|key: u32| (format!("key {key}"), key));
    let one = Hashed::<RandomState> { map: keys.clone().collect() };
    let two = Hashed::<RandomState> { map: keys.clone().rev().collect() };
    let rows = Hashed::rows(&[one, two]).unwrap();
    assert_eq!(rows.row_bytes(0), rows.row_bytes(1));
    let other = Hashed::<BuildHasherDefault<DefaultHasher>> { map: keys.collect() };
    assert_eq!(Hashed::rows(&[other]).unwrap().row_bytes(0), rows.row_bytes(1));
    let view = rows.views::<Hashed<RandomState>>().unwrap().next().unwrap();
    assert!(view.map().keys().iter().is_sorted());
}

#[test]
fn pairs_with_a_key_twice_are_refused() {
    let bad = Maps { pairs: vec![("a".to_owned(), vec![]), ("a".to_owned(), vec![])], ..maps() };
    let error = Maps::rows(&[maps(), bad]).unwrap_err();
    assert_eq!((error.kind(), error.path().as_str()), (ErrorKind::DuplicateKey, "[1].pairs"));
}
