//! The quick checks beside the exact ones, on rows that are damaged at random.

use std::sync::Arc;

use arrow_array::{BinaryArray, BinaryViewArray, FixedSizeBinaryArray, LargeBinaryArray};
use arrow_schema::{DataType, Field, Fields, Schema};

use super::{exact, quick};
use crate::{Error, RowArray, RowBatch, RowFormat, RowLayout, RowWriter, SlotWriter};

struct Random(u64);

impl Random {
    fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 >> 33).unwrap() % end
    }

    fn text(&mut self) -> String {
        let letters = ["a", "b", "c", "d", "e", "f", "\u{e9}"];
        let len = self.below(40);
        (0..len).map(|_| letters[self.below(if len.is_multiple_of(4) { 7 } else { 6 })]).collect()
    }
}

fn list(element: DataType, nullable: bool) -> DataType {
    DataType::List(Field::new_list_field(element, nullable).into())
}

/// Fields whose variable values are all plain; and such with values inside values.
fn layouts() -> Vec<Arc<RowLayout>> {
    let numbers = vec![
        Field::new("a", DataType::Int64, false),
        Field::new("b", DataType::Int16, true),
        Field::new("c", DataType::Boolean, false),
        Field::new("d", DataType::Float64, true),
        Field::new("e", DataType::Int32, false),
    ];
    let texts = vec![Field::new("t", DataType::Utf8, false), Field::new("u", DataType::Utf8, true)];
    let bytes = vec![
        Field::new("v", DataType::Binary, true),
        Field::new("w", DataType::FixedSizeBinary(5), true),
    ];
    let place = DataType::Struct(Fields::from([numbers.clone(), texts.clone()].concat()));
    let nested = vec![
        Field::new("x", list(DataType::Utf8, true), true),
        Field::new("y", list(DataType::Int32, false), false),
        Field::new("z", place.clone(), true),
        Field::new("places", list(place, false), false),
        Field::new("price", DataType::Decimal128(38, 2), true),
    ];
    let wide = (0..70).map(|at| Field::new(format!("n{at}"), DataType::Int8, at % 2 == 0));
    let schemas = [
        numbers.clone(),
        texts.clone(),
        [numbers.clone(), texts.clone()].concat(),
        [numbers.clone(), texts.clone(), bytes.clone()].concat(),
        [numbers, texts.clone(), bytes, nested].concat(),
        wide.chain(texts).collect(),
    ];
    let formats = [RowFormat::Standard, RowFormat::Compact];
    let layout = |schema: &Vec<Field>, format| {
        RowLayout::try_with_format(Schema::new(schema.clone()), format).unwrap()
    };
    schemas.iter().flat_map(|schema| formats.map(|format| layout(schema, format))).collect()
}

fn fill(slot: SlotWriter<'_>, random: &mut Random) -> Result<(), Error> {
    let layout = slot.layout();
    if layout.is_nullable() && random.below(4) == 0 {
        return slot.set_null();
    }
    if let Some(size) =
        layout.size().filter(|_| *layout.data_type() == DataType::FixedSizeBinary(5))
    {
        return slot.set::<[u8]>(&vec![0xff; size]);
    }
    match layout.data_type() {
        DataType::Int8 => slot.set::<i8>(-1),
        DataType::Int16 => slot.set::<i16>(-2),
        DataType::Int32 => slot.set::<i32>(-3),
        DataType::Int64 => slot.set::<i64>(-4),
        DataType::Float64 => slot.set::<f64>(-0.5),
        DataType::Boolean => slot.set::<bool>(true),
        DataType::Utf8 => slot.set::<str>(&random.text()),
        DataType::Binary => slot.set::<[u8]>(random.text().as_bytes()),
        DataType::Decimal128(..) => slot.set::<i128>(-5),
        DataType::Struct(_) => {
            let mut row = slot.row()?;
            (0..row.layout().len()).try_for_each(|index| fill(row.slot(index), random))?;
            row.finish()
        }
        _ => {
            let mut list = slot.list(2)?;
            (0..random.below(4)).try_for_each(|_| fill(list.slot()?, random))?;
            list.finish()
        }
    }
}

fn rows(layout: &RowLayout, count: usize, random: &mut Random) -> Vec<Vec<u8>> {
    let row = |_| {
        let mut bytes = Vec::new();
        let mut row = RowWriter::new(layout, &mut bytes);
        (0..layout.len()).try_for_each(|index| fill(row.slot(index), random)).unwrap();
        row.finish().unwrap();
        bytes
    };
    (0..count).map(row).collect()
}

/// Writes over a byte or a word, or cuts the row; each as often as it does harm.
fn damage(row: &mut Vec<u8>, random: &mut Random) {
    if row.is_empty() {
        return;
    }
    let at = random.below(row.len());
    match random.below(8) {
        0 => row.truncate(at),
        1..4 => row[at] = random.below(256).try_into().unwrap(),
        4 => row[at] ^= 1 << random.below(8),
        _ => {
            // A span that is nearly one, in the place of a slot.
            let word = at / 8 * 8;
            let span = [random.below(200), random.below(40)].map(|it| u32::try_from(it).unwrap());
            let bytes = [span[1].to_le_bytes(), span[0].to_le_bytes()].concat();
            let end = row.len().min(word + 8);
            row[word..end].copy_from_slice(&bytes[..end - word]);
        }
    }
}

fn said(result: Result<(), Error>) -> Option<(Option<usize>, String)> {
    result.err().map(|error| (error.row(), error.to_string()))
}

#[test]
fn rows_as_they_are_written_pass_the_quick_checks() {
    let mut random = Random(7);
    for layout in layouts() {
        for row in rows(&layout, 100, &mut random) {
            assert!(quick::row(&layout, &row), "{:?}", layout.schema());
        }
    }
}

#[test]
fn what_the_quick_checks_say_yes_to_the_exact_ones_do_too() {
    let (mut random, mut yes, mut no) = (Random(11), 0, 0);
    for layout in layouts() {
        for mut row in rows(&layout, 500, &mut random) {
            for _ in 0..=random.below(3) {
                damage(&mut row, &mut random);
            }
            let exact = exact::row(&layout, &row);
            match quick::row(&layout, &row) {
                true => assert_eq!(said(exact).map(|(_, error)| error), None),
                false => no += 1,
            }
            yes += usize::from(quick::row(&layout, &row));
        }
    }
    assert!(yes > 1000 && no > 1000, "{yes} rows are still rows, {no} are not");
}

#[test]
fn a_batch_gives_the_first_error_of_its_rows_whatever_array_they_are() {
    let (mut random, mut errors) = (Random(13), 0);
    for layout in layouts() {
        for _ in 0..40 {
            let mut rows = rows(&layout, 1 + random.below(200), &mut random);
            for _ in 0..random.below(3) {
                let at = random.below(rows.len());
                damage(&mut rows[at], &mut random);
            }
            let null = random.below(2 * rows.len());
            let present =
                rows.iter().enumerate().map(|(at, row)| (at != null).then_some(row.as_slice()));
            let present: Vec<Option<&[u8]>> = present.collect();
            let first = present.iter().enumerate().find_map(|(at, row)| {
                let error = exact::row(&layout, (*row)?).err()?;
                Some((Some(at), error.in_row(at).to_string()))
            });
            errors += usize::from(first.is_some());
            let mut arrays: Vec<RowArray> = vec![
                BinaryArray::from_iter(&present).into(),
                LargeBinaryArray::from_iter(&present).into(),
                BinaryViewArray::from_iter(&present).into(),
            ];
            let stride = i32::try_from(layout.fixed_width()).unwrap();
            if present.iter().flatten().all(|row| row.len() == layout.fixed_width()) {
                let rows = present.iter().copied();
                let array = FixedSizeBinaryArray::try_from_sparse_iter_with_size(rows, stride);
                arrays.push(array.unwrap().into());
            }
            for array in arrays {
                let found = said(RowBatch::try_new(Arc::clone(&layout), array).map(|_| ()));
                assert_eq!(found, first);
            }
        }
    }
    assert!(errors > 100, "{errors} batches have a bad row");
}
