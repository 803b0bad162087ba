//! What is said about bytes that are not canonical, and which words are marked where they are broken.

use arrow_schema::DataType::*;
use arrow_schema::{DataType, Field, IntervalUnit, UnionFields, UnionMode};
use ferrow_row::{ErrorKind, RowFormat};

use super::explain::assert_explained;
use super::{explained, list, map, not_null_list, text, written};
use crate::model::Model::{self, Int, List, Map, Null as NoValue};

#[test]
fn what_is_not_canonical_is_said() {
    let fields = [("n", Int8), ("gone", Int8), ("t", Utf8)];
    let (plan, mut bytes) =
        written(RowFormat::Standard, &fields, vec![Int(1), NoValue, text("text")]);
    bytes[0] |= 0b1000;
    bytes[15] = 1;
    bytes[16] = 2;
    bytes[39] = 3;
    // The text stands a word further on, and something behind it.
    bytes[28] += 8;
    bytes.splice(32..32, [7; 8]);
    bytes.extend([9; 70]);
    assert_explained(
        &plan,
        &bytes,
        r#"
      0  0a 00 00 00 00 00 00 00   null bitmap: gone is null, and bits of nothing are set
      8  01 00 00 00 00 00 00 01   n: 1, the rest of the slot is not zero
     16  02 00 00 00 00 00 00 00   gone: null, the slot is not zero
     24  04 00 00 00 28 00 00 00   t: 4 bytes at 40
     32  07 07 07 07 07 07 07 07   between values: 8 bytes
     40  74 65 78 74 00 00 00 03   t: "text", 4 bytes of padding, not zero
     48  09 09 09 09 09 09 09 09   behind the last value: 70 bytes
     56  09 09 09 09 09 09 09 09
     64  09 09 09 09 09 09 09 09
     72  09 09 09 09 09 09 09 09
     80  09 09 09 09 09 09 09 09
     88  09 09 09 09 09 09 09 09
     96  09 09 09 09 09 09 09 09
    104  09 09 09 09 09 09 09 09
    112  09 09 09 09 09 09
"#,
    );
}

#[test]
fn what_is_broken_is_marked() {
    let fields = [("id!", Int64), ("name", Utf8), ("tags", list(Utf8))];
    let values = vec![Int(1), text("héllo"), List(vec![text("a"), text("b")])];
    let (plan, bytes) = written(RowFormat::Standard, &fields, values);
    let mut broken = bytes.clone();
    broken[0] = 1;
    broken[33] = b'h';
    broken[68] = 4;
    assert_explained(
        &plan,
        &broken,
        r#"
      0  01 00 00 00 00 00 00 00   null bitmap: id is null
         ^^                        !! id: null in a field that is not nullable; check that the row's writer used this schema, or declare the field as nullable
      8  01 00 00 00 00 00 00 00   id: null, the slot is not zero
     16  06 00 00 00 20 00 00 00   name: 6 bytes at 32
     24  30 00 00 00 28 00 00 00   tags: 48 bytes at 40
     32  68 68 a9 6c 6c 6f 00 00   name: "hh\xa9llo", 2 bytes of padding
               ^^                  !! name: the text is not UTF-8 at offset 34; check that the message is whole and that its writer used this schema, or declare the field as binary
     40  02 00 00 00 00 00 00 00   tags: 2 elements
     48  00 00 00 00 00 00 00 00     null bitmap: no nulls
     56  01 00 00 00 20 00 00 00     [0]: 1 byte at 72 (40 + 32)
     64  01 00 00 00 04 00 00 00     [1]: 1 byte at 44 (40 + 4)
         ^^^^^^^^^^^^^^^^^^^^^^^   !! tags[1]: the value at offset 4 lies inside the 32 bytes of bitmap and slots; check that the row's writer used this schema (offsets count from byte 40 of the row)
     72  61 00 00 00 00 00 00 00     [0]: "a", 7 bytes of padding
     80  62 00 00 00 00 00 00 00     not read: 8 bytes
"#,
    );
    assert_explained(
        &plan,
        &bytes[..20],
        r#"
      0  00 00 00 00 00 00 00 00   null bitmap: no nulls
      8  01 00 00 00 00 00 00 00   id: 1
     16  06 00 00 00               cut
                                   !! the row has 20 bytes and its layout needs at least 32; check that the message is whole and that its writer used this schema
"#,
    );
    assert_explained(
        &plan,
        &[],
        r#"
                                   !! the row has 0 bytes and its layout needs at least 32; check that the message is whole and that its writer used this schema
"#,
    );
}

#[test]
fn colours_are_around_the_same_text() {
    let (plan, mut bytes) = written(RowFormat::Standard, &[("a", Utf8)], vec![text("x")]);
    bytes[16] = 0xff;
    let explanation = explained(&plan, &bytes).colored().to_string();
    let (red, end) = ("\u{1b}[1m\u{1b}[31m", "\u{1b}[0m");
    assert!(explanation.contains(&format!("{red}ff{end}")), "{explanation:?}");
    assert!(explanation.contains(&format!("{red}^^ ")), "{explanation:?}");

    let mut plain = String::new();
    for (index, piece) in explanation.split('\u{1b}').enumerate() {
        plain += if index == 0 { piece } else { piece.split_once('m').expect("a code").1 };
    }
    assert_eq!(plain, explained(&plan, &bytes).to_string());
}

/// A row of one field that is damaged at one byte, or a few.
fn damaged(data_type: DataType, value: Model, damage: &[(usize, u8)]) -> (ErrorKind, String) {
    let fields = [("f", data_type), ("g", Utf8)];
    let (plan, mut bytes) = written(RowFormat::Standard, &fields, vec![value, text("g")]);
    damage.iter().for_each(|&(at, byte)| bytes[at] = byte);
    let explanation = explained(&plan, &bytes);
    let shown = explanation.to_string();
    let lines: Vec<&str> = shown.lines().collect();
    let marks = lines.iter().enumerate().filter(|(_, line)| line.contains(" !! "));
    let marked: Vec<usize> = marks.map(|(at, _)| at).collect();
    assert_eq!(marked.len(), 1, "one mark:\n{shown}");
    let line = lines[marked[0] - 1].trim_start().split_once("   ").map(|(_, line)| line);
    let line = line.unwrap_or_else(|| panic!("a line with a text:\n{shown}"));
    (explanation.error().expect("an error").kind(), line.trim_start().to_owned())
}

#[test]
fn the_word_that_is_at_fault_is_marked() {
    let seconds = |value| Model::MonthDayNano(0, 0, value);
    let union = {
        let children = [Field::new("i", Int32, true), Field::new("s", Int8, false)];
        Union(UnionFields::try_new([3, 5], children).unwrap(), UnionMode::Sparse)
    };
    let pairs = || Map(vec![(Int(1), Int(2))]);
    let fixed = FixedSizeList(Field::new_list_field(Int8, true).into(), 2);
    // Bitmap and slots of the row have 24 bytes, so what is damaged stands behind them or in front.
    let cases = [
        (Utf8, text("a"), (8, 99), ErrorKind::Truncated, "f: 99 bytes at 24"),
        (Utf8, text("a"), (12, 20), ErrorKind::Overlap, "f: 1 byte at 20"),
        (Utf8, text("a"), (24, 0xff), ErrorKind::Utf8, r#"f: "\xff", 7 bytes of padding"#),
        (
            Interval(IntervalUnit::MonthDayNano),
            seconds(1),
            (8, 15),
            ErrorKind::WrongSize,
            "f: 15 bytes at 24",
        ),
        (Decimal128(9, 0), Int(0), (55, 1), ErrorKind::OutOfRange, "f: 0x000000"),
        (list(Int8), List(vec![Int(1)]), (24, 200), ErrorKind::Truncated, "f: 200 elements"),
        (
            not_null_list(Int8),
            List(vec![Int(1)]),
            (32, 1),
            ErrorKind::NotNull,
            "null bitmap: [0] is null",
        ),
        (fixed, List(vec![Int(1), Int(2)]), (24, 1), ErrorKind::WrongSize, "f: 1 element"),
        (map(Int8, Int8), pairs(), (24, 99), ErrorKind::Truncated, "f: the keys have 99 bytes"),
        (map(Int8, Int8), pairs(), (32, 0), ErrorKind::WrongSize, "values: 1 element"),
        (map(Int8, Int8), pairs(), (40, 1), ErrorKind::NotNull, "null bitmap: [0] is null"),
        (
            union.clone(),
            Model::Union(3, Box::new(NoValue)),
            (32, 4),
            ErrorKind::OutOfRange,
            "type_id: 4",
        ),
        (
            union,
            Model::Union(3, Box::new(NoValue)),
            (32, 5),
            ErrorKind::NotNull,
            "f: null bitmap: i, s are null",
        ),
    ];
    for (data_type, value, damage, kind, line) in cases {
        let name = data_type.to_string();
        let (found_kind, found) = damaged(data_type, value, &[damage]);
        assert_eq!((found_kind, found.starts_with(line)), (kind, true), "{name}: {found}");
    }
    // Both fields have all of the bytes.
    let (kind, line) = damaged(Utf8, text("a"), &[(8, 16), (16, 16), (20, 24), (24, b'x')]);
    assert_eq!((kind, line.as_str()), (ErrorKind::Overlap, "g: 16 bytes at 24"));
}
