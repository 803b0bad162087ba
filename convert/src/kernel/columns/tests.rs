//! The kernels against reading by value, their safe twin, with every instruction set.

use std::sync::Arc;

use arrow::array::{
    Array, ArrayRef, BinaryArray, BinaryViewArray, FixedSizeBinaryArray, LargeBinaryArray,
};
use arrow::buffer::{NullBuffer, OffsetBuffer, ScalarBuffer};
use arrow::datatypes::{DataType, Field, IntervalUnit, Schema, TimeUnit};
use ferrow_row::{RowBatch, RowLayout, ValueLayout, standard};

use super::*;
use crate::by_value::columns::read_place;
use crate::path::FieldPlace;

struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    fn below(&mut self, end: usize) -> usize {
        usize::try_from(self.next() >> 33).unwrap() % end
    }
}

fn types() -> Vec<DataType> {
    vec![
        DataType::Int64,
        DataType::Boolean,
        DataType::Int32,
        DataType::Float64,
        DataType::UInt16,
        DataType::Timestamp(TimeUnit::Microsecond, Some("+01:00".into())),
        DataType::Int8,
        DataType::Null,
        DataType::Interval(IntervalUnit::DayTime),
        DataType::Float16,
        DataType::Decimal64(18, 2),
        DataType::Decimal32(9, 2),
        DataType::Date32,
        DataType::UInt64,
        DataType::UInt8,
        DataType::Float32,
        DataType::Duration(TimeUnit::Second),
        DataType::Interval(IntervalUnit::YearMonth),
        DataType::UInt32,
        DataType::Int16,
        DataType::Time32(TimeUnit::Second),
    ]
}

fn texts() -> Vec<DataType> {
    vec![
        DataType::Utf8,
        DataType::LargeBinary,
        DataType::Utf8View,
        DataType::Binary,
        DataType::LargeUtf8,
        DataType::BinaryView,
    ]
}

/// `fields` fields, of which one in `text_every` is text or bytes.
fn layout(fields: usize, text_every: usize, nullable: bool) -> Arc<RowLayout> {
    let (types, texts) = (types(), texts());
    let fields = (0..fields).map(|at| {
        let data_type = match at % text_every == text_every - 1 {
            true => &texts[at / text_every % texts.len()],
            false => &types[at % types.len()],
        };
        Field::new(format!("f{at}"), data_type.clone(), nullable || data_type.is_null())
    });
    RowLayout::try_new(Schema::new(fields.collect::<Vec<_>>())).unwrap()
}

/// A valid row: anything stands in slots behind numbers and under nulls.
fn row(layout: &RowLayout, random: &mut Random, some_nulls: bool, most: usize) -> Vec<u8> {
    let mut row = layout.empty_row().to_vec();
    row[..standard::bitmap_width(layout.len())].fill(0);
    for index in 0..layout.len() {
        let is_null = some_nulls && layout.is_nullable(index) && random.below(4) == 0;
        let mut slot = random.next();
        if is_null {
            standard::set_null(&mut row, index);
        } else if layout.kind(index).is_variable() {
            let size = random.below(most + 1);
            let text = ["a", "b", "\u{e9}", "\u{1f600}"][random.below(4)].repeat(size);
            let text = text.as_bytes()[..text.floor_char_boundary(size)].to_vec();
            slot = standard::Span::try_new(row.len(), text.len()).unwrap().to_slot();
            row.extend_from_slice(&text);
            // Values need not be padded to be valid.
            if random.below(2) == 0 {
                row.resize(standard::padded(row.len()), 0);
            }
        }
        standard::store(&mut row, layout.slot_offset(index), slot);
    }
    row
}

/// How many forms of arrays there are.
const FORMS: usize = 7;

/// The rows as an array of one of the forms; slices have rows in front and behind.
fn array(layout: &RowLayout, rows: &[Vec<u8>], null_rows: bool, form: usize) -> RowArray {
    let len = rows.len();
    let nulls = null_rows.then(|| NullBuffer::from_iter((0..len).map(|at| at % 5 != 3)));
    let some = |at: usize| nulls.as_ref().is_none_or(|nulls| nulls.is_valid(at));
    let values = || rows.iter().enumerate().map(|(at, row)| some(at).then_some(row.as_slice()));
    let other = || std::iter::repeat_n(Some(layout.empty_row()), 3);
    let around = || other().chain(values()).chain(other());
    let stride = i32::try_from(layout.fixed_width()).unwrap();
    match form {
        0 => values().collect::<LargeBinaryArray>().into(),
        1 => values().collect::<BinaryViewArray>().into(),
        2 => around().collect::<BinaryArray>().slice(3, len).into(),
        3 => around().collect::<BinaryViewArray>().slice(3, len).into(),
        4 if layout.is_fixed() => {
            let bytes = rows.concat().into();
            FixedSizeBinaryArray::try_new_with_len(stride, bytes, nulls, len).unwrap().into()
        }
        5 if layout.is_fixed() => {
            let bytes: Vec<u8> =
                around().flat_map(|row| row.unwrap_or(layout.empty_row())).copied().collect();
            let nulls = NullBuffer::from_iter(around().map(|row| row.is_some()));
            let array =
                FixedSizeBinaryArray::try_new_with_len(stride, bytes.into(), Some(nulls), len + 6);
            array.unwrap().slice(3, len).into()
        }
        _ => exact(rows, nulls).into(),
    }
}

/// Rows in an allocation that ends with the last one.
fn exact(rows: &[Vec<u8>], nulls: Option<NullBuffer>) -> BinaryArray {
    let bytes = rows.concat().into_boxed_slice().into_vec();
    BinaryArray::new(OffsetBuffer::from_lengths(rows.iter().map(Vec::len)), bytes.into(), nulls)
}

fn arrays(reader: &mut ColumnReader) -> Vec<ArrayRef> {
    (0..reader.columns.len()).map(|at| reader.array(at).unwrap()).collect()
}

fn read_columns(
    batch: &RowBatch,
    fields: &[usize],
    selected: &Selected<'_>,
    how: How,
) -> Vec<ArrayRef> {
    let mut reader = ColumnReader::new(batch.layout(), fields, how);
    reader.read(batch, selected).unwrap();
    arrays(&mut reader)
}

fn read_unknown(
    layout: &Arc<RowLayout>,
    rows: &RowArray,
    fields: &[usize],
    keep: Option<Keep<'_>>,
    malformed: Malformed,
    how: How,
) -> Option<Vec<ArrayRef>> {
    let mut reader = ColumnReader::new(layout, fields, how);
    reader.read_unknown(rows, keep, malformed).unwrap().then(|| arrays(&mut reader))
}

fn by_value(batch: &RowBatch, index: usize) -> ArrayRef {
    let data_type = batch.layout().value(index).data_type();
    let selected = Selected::Range(0..batch.len());
    read_place(data_type, batch, &FieldPlace::of_row(index), &selected).unwrap()
}

fn ways() -> impl Iterator<Item = How> {
    InstructionSet::available().flat_map(|instructions| {
        let how = How { instructions, ..How::default() };
        [
            how,
            How { caches: 0, near_caches: 0, ..how },
            How { near_caches: 0, ..how },
            How { views_in_rows: true, ..how },
        ]
    })
}

fn assert_same(batch: &RowBatch, fields: &[usize], how: How, found: &[ArrayRef], what: &str) {
    let wanted: Vec<ArrayRef> = (0..batch.layout().len()).map(|at| by_value(batch, at)).collect();
    assert_are(&wanted, fields, how, found, what);
}

fn assert_are(wanted: &[ArrayRef], fields: &[usize], how: How, found: &[ArrayRef], what: &str) {
    assert_eq!(found.len(), fields.len());
    for (found, &index) in found.iter().zip(fields) {
        assert_eq!(found, &wanted[index], "{what}: field {index}, {how:?}");
        assert_eq!(found.nulls().is_some(), found.null_count() > 0 && !found.data_type().is_null());
        found.to_data().validate_full().unwrap();
    }
}

fn check(layout: &Arc<RowLayout>, random: &mut Random, rows: usize, some_nulls: bool) {
    let rows: Vec<Vec<u8>> = (0..rows).map(|_| row(layout, random, some_nulls, 40)).collect();
    let null_rows = some_nulls && layout.values().iter().all(ValueLayout::is_nullable);
    let array = array(layout, &rows, null_rows, random.below(FORMS));
    let batch = RowBatch::try_new(Arc::clone(layout), array).unwrap();
    let all: Vec<usize> = (0..layout.len()).collect();
    let some: Vec<usize> = all.iter().copied().filter(|_| random.below(3) == 0).rev().collect();
    let wanted: Vec<ArrayRef> = all.iter().map(|&at| by_value(&batch, at)).collect();
    for how in ways() {
        let selected = Selected::Range(0..batch.len());
        let what = format!("{} fields, {} rows", all.len(), batch.len());
        assert_are(&wanted, &some, how, &read_columns(&batch, &some, &selected, how), &what);
        // Other rows, the same memory.
        let mut reader = ColumnReader::new(layout, &all, how);
        for range in [0..batch.len() / 2, 0..batch.len(), batch.len() / 3..batch.len()] {
            reader.read(&batch, &Selected::Range(range.clone())).unwrap();
            let wanted: Vec<ArrayRef> =
                wanted.iter().map(|array| array.slice(range.start, range.len())).collect();
            assert_are(&wanted, &all, how, &arrays(&mut reader), &what);
        }
    }
}

#[test]
fn any_number_of_columns_is_read_as_by_value() {
    let mut random = Random(0x5eed);
    for fields in 1..=130 {
        for rows in [0, 1, 7 + fields % 3, 63 + fields % 3, 70 + random.below(131)] {
            check(&layout(fields, 5, true), &mut random, rows, true);
        }
        check(&layout(fields, 1000, false), &mut random, fields + 1, false);
        check(&layout(fields, 1000, true), &mut random, 65, true);
    }
}

#[test]
fn any_number_of_rows_is_read_as_by_value() {
    let mut random = Random(0x0a11);
    for rows in 0..=200 {
        for fields in [1, 2, 3, 8, 17] {
            check(&layout(fields, 1000, false), &mut random, rows, false);
            check(&layout(fields, 3, true), &mut random, rows, true);
        }
    }
}

#[test]
fn texts_of_any_length_are_read_up_to_the_end_of_the_buffer() {
    for data_type in texts() {
        let field = Field::new("text", data_type, true);
        let layout = RowLayout::try_new(Schema::new(vec![field])).unwrap();
        for size in 0..=100_usize {
            let mut rows = Vec::new();
            for size in [3, size] {
                let mut row = layout.empty_row().to_vec();
                standard::clear_null(&mut row, 0);
                let span = standard::Span::try_new(row.len(), size).unwrap();
                standard::store(&mut row, 8, span.to_slot());
                row.extend((0..size).map(|at| b'a' + u8::try_from(at % 26).unwrap()));
                rows.push(row);
            }
            let batch = RowBatch::try_new(layout.clone(), exact(&rows, None)).unwrap();
            for how in ways() {
                let selected = Selected::Range(0..2);
                let found = read_columns(&batch, &[0], &selected, how);
                assert_same(&batch, &[0], how, &found, &format!("{size} bytes"));
            }
        }
    }
}

#[test]
fn selected_rows_are_read_in_their_order() {
    let mut random = Random(0x7a6e);
    let layout = layout(12, 4, true);
    let rows: Vec<Vec<u8>> = (0..150).map(|_| row(&layout, &mut random, true, 20)).collect();
    for form in 0..FORMS {
        let array = array(&layout, &rows, true, form);
        let batch = RowBatch::try_new(layout.clone(), array).unwrap();
        let indices: Vec<u32> =
            (0..200).map(|_| u32::try_from(random.below(150)).unwrap()).collect();
        let all: Vec<usize> = (0..layout.len()).collect();
        for how in ways() {
            let selected = Selected::Indices(&indices);
            let found = read_columns(&batch, &all, &selected, how);
            let ranged = read_columns(&batch, &all, &Selected::Range(40..140), how);
            for (&index, (found, ranged)) in all.iter().zip(found.iter().zip(&ranged)) {
                let wanted = by_value(&batch, index);
                assert_eq!(&wanted.slice(40, 100), ranged, "{how:?}");
                for (at, &row) in indices.iter().enumerate() {
                    assert_eq!(&found.slice(at, 1), &wanted.slice(row as usize, 1), "{how:?}");
                }
            }
        }
    }
}

#[test]
fn a_field_that_is_asked_for_twice_is_there_twice() {
    let mut random = Random(0x2222);
    let layout = layout(9, 3, true);
    let rows: Vec<Vec<u8>> = (0..70).map(|_| row(&layout, &mut random, true, 20)).collect();
    let batch = RowBatch::try_new(layout, exact(&rows, None)).unwrap();
    let fields = [4, 2, 4, 8, 2];
    let found = read_columns(&batch, &fields, &Selected::Range(0..70), How::default());
    assert_same(&batch, &fields, How::default(), &found, "twice");
}

/// Rows with one byte or one cut in one of them.
fn damaged(layout: &RowLayout, random: &mut Random) -> Vec<Vec<u8>> {
    let mut rows: Vec<Vec<u8>> = (0..70).map(|_| row(layout, random, true, 20)).collect();
    let hit = random.below(rows.len());
    let row = &mut rows[hit];
    match random.below(8) {
        0 => row.truncate(random.below(row.len())),
        _ => {
            let at = random.below(row.len());
            row[at] ^= 1 << random.below(8);
        }
    }
    rows
}

#[test]
fn unknown_rows_are_read_exactly_where_they_are_valid() {
    let mut random = Random(0xdada);
    let (mut valid, mut refused) = (0, 0);
    for round in 0..600 {
        let layout = layout(1 + round % 13, 3, round % 2 == 0);
        let array: RowArray = exact(&damaged(&layout, &mut random), None).into();
        let all: Vec<usize> = (0..layout.len()).collect();
        let batch = RowBatch::try_new(layout.clone(), array.clone()).ok();
        for how in ways() {
            let found = read_unknown(&layout, &array, &all, None, Malformed::End, how);
            match (&batch, found) {
                (Some(batch), Some(found)) => assert_same(batch, &all, how, &found, "unknown"),
                (None, None) => {}
                (batch, found) => {
                    panic!("valid: {}, read: {}, {how:?}", batch.is_some(), found.is_some())
                }
            }
        }
        *(if batch.is_some() { &mut valid } else { &mut refused }) += 1;
    }
    assert!(valid > 100 && refused > 100, "{valid} valid, {refused} refused");
}

#[test]
fn what_is_malformed_is_null_where_that_is_asked_for() {
    let mut random = Random(0xfade);
    for round in 0..600 {
        let layout = layout(1 + round % 13, 3, round % 2 == 0);
        let rows = damaged(&layout, &mut random);
        let array: RowArray = exact(&rows, None).into();
        for index in 0..layout.len() {
            // Looking at each row alone says which are to be null.
            let readable = readable(layout.kind(index));
            let is_there = |row: &Vec<u8>| {
                readable(&layout, index, row) && !layout.open(row).unwrap().is_null(index)
            };
            let wanted: Vec<bool> = rows.iter().map(is_there).collect();
            for how in ways() {
                let read =
                    |keep| read_unknown(&layout, &array, &[index], keep, Malformed::Null, how);
                let keep = |row: &[u8]| readable(&layout, index, row);
                let slow = read(Some(&keep)).expect("what is kept is valid").remove(0);
                let found: Vec<bool> = (0..slow.len()).map(|row| slow.is_valid(row)).collect();
                if !slow.data_type().is_null() {
                    assert_eq!(found, wanted, "field {index}, {how:?}");
                }
                if let Some(fast) = read(None) {
                    assert_eq!(&fast[0], &slow, "field {index}, {how:?}");
                }
            }
        }
    }
}

#[test]
fn memory_is_written_again_unless_it_is_held() {
    let mut random = Random(0x0e05);
    let layout = layout(4, 4, false);
    let rows: Vec<Vec<u8>> = (0..100).map(|_| row(&layout, &mut random, false, 20)).collect();
    let batch = RowBatch::try_new(layout.clone(), exact(&rows, None)).unwrap();
    let mut reader = ColumnReader::new(&layout, &[0, 1, 2, 3], How::default());
    let mut read = || {
        reader.read(&batch, &Selected::Range(0..100)).unwrap();
        arrays(&mut reader)
    };
    let address = |array: &ArrayRef| array.to_data().buffers()[0].as_ptr().addr();
    let first = read();
    let second = read();
    assert_eq!(first, second);
    for (first, second) in first.iter().zip(&second) {
        assert_ne!(address(first), address(second), "the first are held");
    }
    let before: Vec<usize> = second.iter().map(address).collect();
    drop(second);
    let third = read();
    assert_eq!(third.iter().map(address).collect::<Vec<_>>(), before);
    assert_eq!(first, third);
}

#[test]
fn views_point_into_rows_where_that_is_asked_for() {
    let fields = vec![Field::new("text", DataType::Utf8View, false)];
    let layout = RowLayout::try_new(Schema::new(fields)).unwrap();
    let mut random = Random(0x1234);
    let rows: Vec<Vec<u8>> = (0..100).map(|_| row(&layout, &mut random, false, 60)).collect();
    let array = exact(&rows, None);
    let bytes = array.values().as_ptr();
    let batch = RowBatch::try_new(layout, array).unwrap();
    let how = How { views_in_rows: true, ..How::default() };
    let found = read_columns(&batch, &[0], &Selected::Range(0..100), how);
    assert_same(&batch, &[0], how, &found, "views");
    assert_eq!(found[0].to_data().buffers()[1].as_ptr(), bytes);
}

#[test]
fn no_rows_are_columns_of_no_rows() {
    let layout = layout(6, 2, true);
    let none = BinaryArray::new(
        OffsetBuffer::new(ScalarBuffer::from(vec![0])),
        Vec::<u8>::new().into(),
        None,
    );
    let batch = RowBatch::try_new(layout, none).unwrap();
    for how in ways() {
        let fields = [0, 1, 2, 3, 4, 5];
        let found = read_columns(&batch, &fields, &Selected::Range(0..0), how);
        assert_same(&batch, &fields, how, &found, "no rows");
    }
}
