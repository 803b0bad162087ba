//! Records that are measured before they are written give the bytes of the row writer.

use std::collections::{BTreeMap, HashMap};

use arrow_schema::DataType;
use ferrow_derive::Record;
use ferrow_row::record::{
    ColumnSink, ColumnSource, ColumnValues, Elements, Field, Record, TextColumn,
};
use ferrow_row::{
    ColumnValue, Error, ErrorKind, RowBatchWriter, RowWriter, SlotWriter, ValueLayout,
};

/// The bytes that setting one field after another gives.
fn by_row_writer<T: Record>(record: &T) -> Result<Vec<u8>, Error> {
    let mut bytes = Vec::new();
    let mut row = RowWriter::new(T::layout(), &mut bytes);
    Record::write(record, &mut row)?;
    row.finish()?;
    Ok(bytes)
}

#[track_caller]
fn check<T: Record>(record: &T, is_measured: bool) {
    let wanted = by_row_writer(record).expect("a value that can be written");
    // What was in the buffer stays in front.
    let mut message = vec![0xee; 3];
    record.append_to(&mut message).expect("a value that can be written");
    assert_eq!(message, [&[0xee; 3][..], &wanted].concat());
    let mut writer = RowBatchWriter::new(T::layout().clone());
    writer.append(record).expect("a value that can be written");
    writer.append(record).expect("a value that can be written");
    assert_eq!(writer.finish().row_bytes(1), Some(&*wanted));
    if is_measured {
        assert_eq!(record.measure_row(), Some(wanted.len()));
    }
}

#[derive(Record, Clone, Debug, Default)]
#[record(crate = ferrow_row)]
struct Inner {
    text: String,
    number: Option<i16>,
    texts: Vec<Option<String>>,
}

#[derive(Record, Clone, Debug)]
#[record(crate = ferrow_row, rename_all = "snake_case")]
enum Word {
    One,
    AnotherOne,
}

#[derive(Record, Clone, Debug)]
#[record(crate = ferrow_row)]
struct Newtype(String);

#[derive(Record, Clone, Debug)]
#[record(crate = ferrow_row)]
struct Outer {
    flag: bool,
    bytes: Option<Vec<u8>>,
    fixed: [u8; 5],
    inner: Inner,
    inners: Vec<Inner>,
    maybe: Option<Inner>,
    numbers: Vec<i16>,
    flags: Vec<Option<bool>>,
    pair: [i64; 2],
    lists: Vec<Vec<String>>,
    map: BTreeMap<String, Vec<u32>>,
    wide: Option<i128>,
    word: Word,
    newtype: Newtype,
    boxed: Box<str>,
}

fn inner(len: usize) -> Inner {
    let texts = (0..len).map(|at| (at % 3 != 0).then(|| "x".repeat(at))).collect();
    Inner { text: "é".repeat(len), number: len.is_multiple_of(2).then_some(-1), texts }
}

fn outer(len: usize) -> Outer {
    Outer {
        flag: true,
        bytes: len.is_multiple_of(2).then(|| vec![0xff; len]),
        fixed: [1, 2, 3, 4, 5],
        inner: inner(len),
        inners: (0..len % 5).map(inner).collect(),
        maybe: len.is_multiple_of(3).then(|| inner(len)),
        numbers: vec![-2; len],
        flags: (0..len).map(|at| (at % 4 != 1).then_some(true)).collect(),
        pair: [i64::MIN, 7],
        lists: (0..len % 4).map(|at| vec!["ab".repeat(at); at]).collect(),
        map: (0..len % 7).map(|at| (format!("key {at}"), vec![9; at])).collect(),
        wide: len.is_multiple_of(5).then_some(-3),
        word: if len.is_multiple_of(2) { Word::One } else { Word::AnotherOne },
        newtype: Newtype("n".repeat(len)),
        boxed: "b".repeat(len).into(),
    }
}

#[test]
fn they_give_the_bytes_of_the_row_writer_whatever_their_lengths() {
    for len in 0..=140 {
        check(&inner(len), true);
        check(&outer(len), true);
    }
}

#[derive(Record)]
#[record(crate = ferrow_row)]
struct Hashed {
    name: String,
    map: HashMap<String, i32>,
}

#[test]
fn what_has_to_be_sorted_is_left_to_the_row_writer() {
    let map = ["c", "a", "b"].map(|key| (key.to_owned(), 1)).into();
    let record = Hashed { name: "hashed".to_owned(), map };
    assert_eq!(record.measure_row(), None);
    check(&record, false);
}

/// Cents; there is no stored form of what is negative.
mod cents {
    pub(super) type Stored = i32;

    pub(super) fn to_stored(value: &i64) -> Result<Stored, String> {
        i32::try_from(*value).ok().filter(|value| *value >= 0).ok_or_else(|| "no cents".to_owned())
    }

    pub(super) fn from_stored(stored: Stored) -> i64 {
        stored.into()
    }
}

#[derive(Record)]
#[record(crate = ferrow_row)]
struct Price {
    item: String,
    #[record(with = cents)]
    price: i64,
    #[record(with = cents)]
    was: Option<i64>,
}

#[test]
fn what_a_codec_refuses_is_an_error_and_leaves_the_message_as_it_was() {
    let price = |price, was| Price { item: "tea".to_owned(), price, was };
    check(&price(250, None), true);
    check(&price(250, Some(300)), true);
    let mut message = vec![7];
    let error = price(-1, None).append_to(&mut message).unwrap_err();
    assert_eq!((error.kind(), error.path()), (ErrorKind::OutOfRange, "price".to_owned()));
    assert_eq!(message, [7]);
}

/// A text that says another length than it has.
struct Liar(String, usize);

impl Field for Liar {
    type Value = str;
    type View<'a> = &'a str;
    type Sequence = Elements;
    type Column = TextColumn;
    type ColumnView<'a> = &'a str;
    const NULLABLE: bool = false;

    fn data_type() -> DataType {
        DataType::Utf8
    }

    fn write(&self, slot: SlotWriter<'_>) -> Result<(), Error> {
        slot.set::<str>(&self.0)
    }

    fn stored(&self) -> Option<Option<&str>> {
        Some(Some(&self.0))
    }

    fn measure(&self) -> Option<usize> {
        Some(self.1)
    }

    fn to_view<'a>(value: Option<&'a str>, _: &'a ValueLayout) -> &'a str {
        value.expect("a field that is never null")
    }

    fn fill<'a, S: ColumnSink>(
        sink: &mut S,
        values: impl ExactSizeIterator<Item = Option<&'a Self>> + Clone,
    ) -> Result<(), S::Error> {
        <str as ColumnValue>::fill(sink, values.map(|value| value.map(|liar| &*liar.0)))
    }

    fn column<S: ColumnSource>(source: &S, index: usize) -> Result<TextColumn, S::Error> {
        <str as ColumnValue>::column(source, index)
    }

    fn column_view(column: &TextColumn, index: usize) -> &str {
        ColumnValues::<str>::value(column, index)
    }
}

#[derive(Record)]
#[record(crate = ferrow_row)]
struct Lies {
    first: Liar,
    numbers: Vec<i32>,
    last: Liar,
}

#[test]
fn a_wrong_measure_is_noticed_and_left_to_the_row_writer() {
    for wrong in [0, 1, 8, 15, 16, 24, usize::MAX - 7, usize::MAX] {
        let liar = |len| Liar("twelve bytes".to_owned(), len);
        check(&Lies { first: liar(wrong), numbers: vec![1, 2, 3], last: liar(16) }, false);
        check(&Lies { first: liar(16), numbers: vec![], last: liar(wrong) }, false);
    }
}

macro_rules! wide {
    ($($field:ident)*) => {
        #[derive(Record, Default)]
        #[record(crate = ferrow_row)]
        struct Wide {
            $($field: Option<i32>,)*
            name: String,
        }

        fn wide(of: impl Fn(usize) -> Option<i32>) -> Wide {
            let mut index = 0;
            let mut next = || {
                index += 1;
                of(index)
            };
            Wide { $($field: next(),)* name: "wide".to_owned() }
        }
    };
}

wide! {
    a0 a1 a2 a3 a4 a5 a6 a7 a8 a9 b0 b1 b2 b3 b4 b5 b6 b7 b8 b9 c0 c1 c2 c3 c4 c5 c6 c7 c8 c9
    d0 d1 d2 d3 d4 d5 d6 d7 d8 d9 e0 e1 e2 e3 e4 e5 e6 e7 e8 e9 f0 f1 f2 f3 f4 f5 f6 f7 f8 f9
    g0 g1 g2 g3 g4 g5 g6 g7 g8 g9
}

#[test]
fn null_bits_of_more_than_one_word_are_where_the_row_writer_puts_them() {
    for step in 1..9 {
        check(&wide(|index| (index % step != 0).then_some(-5)), true);
    }
}
