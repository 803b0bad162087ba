//! Type, const and lifetime parameters.

use std::borrow::Cow;
use std::collections::HashMap;
use std::fmt::Debug;

use arrow_schema::DataType;
use ferrow_derive::Record;
use ferrow_row::record::{Field, FromRow};
use ferrow_row::{Record as _, RowFormat};

const FORMATS: [RowFormat; 2] = [RowFormat::Standard, RowFormat::Compact];

#[derive(Debug, Clone, PartialEq, Record)]
#[record(crate = ferrow_row)]
struct Pair<A, B: Debug>
where
    A: Clone,
{
    first: A,
    rest: Vec<B>,
    #[record(skip)]
    seen: Option<A>,
}

#[test]
fn instances_of_a_generic_record_have_layouts_of_their_own() {
    type Numbers = Pair<i64, Option<i32>>;
    type Texts = Pair<String, String>;
    assert_eq!(*Numbers::layout().schema().field(0).data_type(), DataType::Int64);
    assert_eq!(*Texts::layout().schema().field(0).data_type(), DataType::Utf8);
    for format in FORMATS {
        assert!(std::ptr::eq(Numbers::layout_in(format), Numbers::layout_in(format)));
        assert_eq!(Numbers::layout_in(format).format(), format);

        let numbers = [Numbers { first: -1, rest: vec![Some(2), None], seen: None }];
        let rows = Numbers::rows_in(format, &numbers).unwrap();
        assert_eq!(rows.records::<Numbers>().unwrap(), numbers);
        let view: PairView<'_, i64, Option<i32>> = rows.views::<Numbers>().unwrap().next().unwrap();
        assert_eq!((view.first(), view.rest().at(0), view.rest().at(1)), (-1, Some(2), None));

        let texts = [Texts { first: "a".into(), rest: vec!["b".into()], seen: None }];
        let rows = Texts::rows_in(format, &texts).unwrap();
        assert_eq!(rows.records::<Texts>().unwrap(), texts);
        let view = rows.views::<Texts>().unwrap().next().unwrap();
        assert_eq!((view.first(), view.rest().at(0)), ("a", "b"));
    }
}

#[test]
fn a_generic_record_holds_another() {
    type Nested = Pair<Pair<u8, bool>, Pair<String, f64>>;
    let inner = Pair { first: "x".to_owned(), rest: vec![0.5], seen: None };
    let first = Pair { first: 7, rest: vec![true], seen: None };
    let records = [Nested { first, rest: vec![inner], seen: None }];
    let rows = Nested::rows(&records).unwrap();
    assert_eq!(rows.records::<Nested>().unwrap(), records);
    let view = rows.views::<Nested>().unwrap().next().unwrap();
    assert_eq!((view.first().first(), view.rest().at(0).rest().at(0)), (7, 0.5));
}

#[derive(Debug, PartialEq, Record)]
#[record(crate = ferrow_row)]
struct Digest<const N: usize> {
    bytes: [u8; N],
    words: [u32; 2],
}

#[test]
fn a_const_parameter_makes_layouts_of_its_own() {
    assert_eq!(*Digest::<4>::layout().schema().field(0).data_type(), DataType::FixedSizeBinary(4));
    assert_eq!(*Digest::<8>::layout().schema().field(0).data_type(), DataType::FixedSizeBinary(8));
    for format in FORMATS {
        let records = [Digest { bytes: [1, 2, 3, 4], words: [5, 6] }];
        let rows = Digest::rows_in(format, &records).unwrap();
        assert_eq!(rows.records::<Digest<4>>().unwrap(), records);
        let view: DigestView<'_, 4> = rows.views::<Digest<4>>().unwrap().next().unwrap();
        assert_eq!((view.bytes(), view.words().at(1)), (&[1, 2, 3, 4][..], 6));
    }
}

#[derive(Debug, Clone, PartialEq, Record)]
#[record(crate = ferrow_row)]
struct Line<'r> {
    key: &'r str,
    bytes: &'r [u8],
    text: Cow<'r, str>,
    raw: Option<Cow<'r, [u8]>>,
    words: Vec<&'r str>,
    ranks: HashMap<&'r str, u8>,
    #[record(default = "none")]
    note: &'r str,
}

fn line<'r>(key: &'r str, bytes: &'r [u8]) -> Line<'r> {
    Line {
        key,
        bytes,
        text: Cow::Owned(key.to_uppercase()),
        raw: Some(Cow::Borrowed(bytes)),
        words: key.split(' ').collect(),
        ranks: [(key, 1)].into(),
        note: "-",
    }
}

#[test]
fn a_record_borrows_its_fields_from_the_rows() {
    for format in FORMATS {
        let owned = "two words".to_owned();
        let rows = Line::rows_in(format, &[line(&owned, b"\0\xff")]).unwrap();
        drop(owned);
        let lines = rows.records::<Line<'_>>().unwrap();
        assert_eq!(lines, [line("two words", b"\0\xff")]);
        assert!(matches!(lines[0].text, Cow::Borrowed("TWO WORDS")));
        let range = rows.row_bytes(0).unwrap().as_ptr_range();
        assert!(
            range.contains(&lines[0].key.as_ptr()) && range.contains(&lines[0].words[1].as_ptr())
        );

        let view: LineView<'_> = rows.views::<Line<'_>>().unwrap().next().unwrap();
        assert_eq!(
            (view.key(), view.text(), view.words().at(1)),
            ("two words", "TWO WORDS", "words")
        );
        assert_eq!(view.ranks().get(&String::from("two words")), Some(1));
    }
}

#[derive(Debug, Clone, PartialEq, Record)]
#[record(crate = ferrow_row)]
struct Page<'r, T: 'r> {
    head: Line<'r>,
    lines: Vec<Line<'r>>,
    body: Option<T>,
}

#[test]
fn borrowed_records_nest_and_are_generic() {
    let page = Page { head: line("a", b""), lines: vec![line("b c", b"x")], body: Some("text") };
    let rows = Page::rows(std::slice::from_ref(&page)).unwrap();
    assert_eq!(rows.records::<Page<'_, &str>>().unwrap(), [page]);
    // An owned record with the same fields reads the same rows.
    let owned = rows.records::<Page<'_, String>>().unwrap();
    assert_eq!(owned[0].body.as_deref(), Some("text"));
    let view: PageView<'_, String> = rows.views::<Page<'_, String>>().unwrap().next().unwrap();
    assert_eq!((view.head().key(), view.lines().at(0).words().at(1)), ("a", "c"));
    let shown = format!("{view:?}");
    assert!(shown.starts_with("PageView { head: "), "{shown}");
}

#[test]
fn functions_are_generic_over_records() {
    fn round_trip<T: for<'a> FromRow<'a> + Clone>(records: &[T]) -> Vec<T> {
        let rows = T::rows(records).expect("small rows");
        rows.records::<T>().expect("rows of their own")
    }
    fn wrapped<T: Field + Debug + Clone + PartialEq>(value: T)
    where
        Pair<T, T>: for<'a> FromRow<'a>,
    {
        let pair = Pair { first: value.clone(), rest: vec![value], seen: None };
        assert_eq!(round_trip(std::slice::from_ref(&pair)), [pair]);
    }
    wrapped(1_u16);
    wrapped("text".to_owned());
    wrapped(Pair { first: 1_i8, rest: vec![false], seen: None });
}
