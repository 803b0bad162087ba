//! What each byte is, in valid rows, lists and maps.

use arrow_schema::DataType::*;
use arrow_schema::{Field, UnionFields, UnionMode};
use ferrow_row::RowFormat;

use super::{explained, list, map, not_null_list, nullable, text, written};
use crate::codec::{Order, Plan};
use crate::model::Model::{self, Int, List, Map, Null as NoValue};

pub(super) fn assert_explained(plan: &Plan, bytes: &[u8], wanted: &str) {
    let (shown, wanted) = (explained(plan, bytes).to_string(), wanted.trim_start_matches('\n'));
    assert_eq!(shown, wanted, "the explanation is\n{shown}");
}

#[test]
fn a_standard_row_is_its_words() {
    let fields =
        [("dep_delay", Int16), ("carrier!", Utf8), ("tailnum", Utf8), ("d", Decimal128(38, 2))];
    let values = vec![Int(-3), text("UA"), NoValue, Int(-125)];
    let (plan, bytes) = written(RowFormat::Standard, &fields, values);
    assert_explained(
        &plan,
        &bytes,
        r#"
      0  04 00 00 00 00 00 00 00   null bitmap: tailnum is null
      8  fd ff 00 00 00 00 00 00   dep_delay: -3
     16  02 00 00 00 28 00 00 00   carrier: 2 bytes at 40
     24  00 00 00 00 00 00 00 00   tailnum: null
     32  20 00 00 00 30 00 00 00   d: 32 bytes at 48
     40  55 41 00 00 00 00 00 00   carrier: "UA", 6 bytes of padding
     48  83 ff ff ff ff ff ff ff   d: -1.25
     56  ff ff ff ff ff ff ff ff
     64  ff ff ff ff ff ff ff ff
     72  ff ff ff ff ff ff ff ff
"#,
    );
}

#[test]
fn nested_values_are_indented() {
    let children = [Field::new("i", Int32, true), Field::new("s", Utf8, true)];
    let fields = [
        ("tags", list(Utf8)),
        ("numbers", list(Int16)),
        ("m", map(Date32, Int64)),
        ("points", list(Struct(nullable(&[("x", Int32), ("t", Utf8)])))),
        ("u", Union(UnionFields::try_new([0, 1], children).unwrap(), UnionMode::Sparse)),
    ];
    let values = vec![
        List(vec![text("a"), text("")]),
        List((1..=5).map(Int).chain([NoValue]).collect()),
        Map(vec![(Int(0), Int(1)), (Int(1), NoValue)]),
        List(vec![Model::Struct(vec![Int(1), text("one")]), NoValue]),
        Model::Union(1, Box::new(text("hi"))),
    ];
    let (plan, bytes) = written(RowFormat::Standard, &fields, values);
    assert_explained(
        &plan,
        &bytes,
        r#"
      0  00 00 00 00 00 00 00 00   null bitmap: no nulls
      8  28 00 00 00 30 00 00 00   tags: 40 bytes at 48
     16  20 00 00 00 58 00 00 00   numbers: 32 bytes at 88
     24  40 00 00 00 78 00 00 00   m: 64 bytes at 120
     32  40 00 00 00 b8 00 00 00   points: 64 bytes at 184
     40  28 00 00 00 f8 00 00 00   u: 40 bytes at 248
     48  02 00 00 00 00 00 00 00   tags: 2 elements
     56  00 00 00 00 00 00 00 00     null bitmap: no nulls
     64  01 00 00 00 20 00 00 00     [0]: 1 byte at 80 (48 + 32)
     72  00 00 00 00 28 00 00 00     [1]: "", no bytes at 88 (48 + 40)
     80  61 00 00 00 00 00 00 00     [0]: "a", 7 bytes of padding
     88  06 00 00 00 00 00 00 00   numbers: 6 elements
     96  20 00 00 00 00 00 00 00     null bitmap: [5] is null
    104  01 00 02 00 03 00 04 00     [0]: 1, [1]: 2, [2]: 3, [3]: 4
    112  05 00 00 00 00 00 00 00     [4]: 5, [5]: null, 4 bytes of padding
    120  18 00 00 00 00 00 00 00   m: the keys have 24 bytes
    128  02 00 00 00 00 00 00 00     keys: 2 elements
    136  00 00 00 00 00 00 00 00       null bitmap: no nulls
    144  00 00 00 00 01 00 00 00       [0]: 1970-01-01, [1]: 1970-01-02
    152  02 00 00 00 00 00 00 00     values: 2 elements
    160  02 00 00 00 00 00 00 00       null bitmap: [1] is null
    168  01 00 00 00 00 00 00 00       [0]: 1
    176  00 00 00 00 00 00 00 00       [1]: null
    184  02 00 00 00 00 00 00 00   points: 2 elements
    192  02 00 00 00 00 00 00 00     null bitmap: [1] is null
    200  20 00 00 00 20 00 00 00     [0]: 32 bytes at 216 (184 + 32)
    208  00 00 00 00 00 00 00 00     [1]: null
    216  00 00 00 00 00 00 00 00     [0]: null bitmap: no nulls
    224  01 00 00 00 00 00 00 00       x: 1
    232  03 00 00 00 18 00 00 00       t: 3 bytes at 240 (216 + 24)
    240  6f 6e 65 00 00 00 00 00       t: "one", 5 bytes of padding
    248  02 00 00 00 00 00 00 00   u: null bitmap: i is null
    256  01 00 00 00 00 00 00 00     type_id: 1
    264  00 00 00 00 00 00 00 00     i: null
    272  02 00 00 00 20 00 00 00     s: 2 bytes at 280 (248 + 32)
    280  68 69 00 00 00 00 00 00     s: "hi", 6 bytes of padding
"#,
    );
}

#[test]
fn a_compact_row_is_its_parts() {
    let inline = Struct(nullable(&[("a", Int8), ("b!", Int32)]));
    let fields = [
        ("x!", Int8),
        ("o", inline.clone()),
        ("h", FixedSizeBinary(10)),
        ("t!", Utf8),
        ("os", list(inline)),
        ("bits", not_null_list(Boolean)),
    ];
    let values = vec![
        Int(1),
        Model::Struct(vec![NoValue, Int(2)]),
        Model::Bytes((0..10).collect()),
        text("out"),
        List(vec![Model::Struct(vec![Int(3), Int(4)]), NoValue]),
        List(vec![Model::Bool(true), Model::Bool(false), Model::Bool(true)]),
    ];
    let (plan, bytes) = written(RowFormat::Compact, &fields, values);
    assert_explained(
        &plan,
        &bytes,
        r#"
      0  03 00 00 00 30 00 00 00   t: 3 bytes at 48
      8  15 00 00 00 38 00 00 00   os: 21 bytes at 56
     16  0f 00 00 00 4d 00 00 00   bits: 15 bytes at 77
     24  00 01 02 03 04 05 06 07   h: 0x00010203040506070809
     32  08 09
     34  02 00 00 00               o: b: 2
     38  00                          a: null
     39  02                          null bitmap: a is null
     40  01                        x: 1
     41  00                        null bitmap: no nulls
     42  00 00 00 00 00 00         6 bytes of padding
     48  6f 75 74 00 00 00 00 00   t: "out", 5 bytes of padding
     56  02 00 00 00               os: 2 elements
     60  02                          null bitmap: [1] is null
     61  04 00 00 00                 [0]: b: 4
     65  03                            a: 3
     66  00                            null bitmap: no nulls
     67  00 00 00 00 00 00           [1]: null
     73  00 00 00 00                 4 bytes of padding
     77  03 00 00 00               bits: 3 elements
     81  01 00 01 00 00 00 00 00     [0]: true, [1]: false, [2]: true, 5 bytes of padding
     89  00 00 00                    3 more bytes that Java writes
"#,
    );
}

#[test]
fn bare_lists_and_maps_are_explained_as_those_in_a_row() {
    let plan = Plan::bare(&list(Int64), RowFormat::Compact).unwrap();
    let bytes = plan.write(Order::Forward, &List(vec![NoValue, Int(7)])).unwrap();
    assert_explained(
        &plan,
        &bytes,
        r#"
      0  02 00 00 00               2 elements
      4  01                        null bitmap: [0] is null
      5  00 00 00                  3 bytes of padding
      8  00 00 00 00 00 00 00 00   [0]: null
     16  07 00 00 00 00 00 00 00   [1]: 7
"#,
    );
    let plan = Plan::bare(&map(Utf8, Boolean), RowFormat::Standard).unwrap();
    let bytes = plan.write(Order::Forward, &Map(vec![(text("k"), Model::Bool(true))])).unwrap();
    assert_explained(
        &plan,
        &bytes,
        r#"
      0  20 00 00 00 00 00 00 00   the keys have 32 bytes
      8  01 00 00 00 00 00 00 00   keys: 1 element
     16  00 00 00 00 00 00 00 00     null bitmap: no nulls
     24  01 00 00 00 18 00 00 00     [0]: 1 byte at 32 (8 + 24)
     32  6b 00 00 00 00 00 00 00     [0]: "k", 7 bytes of padding
     40  01 00 00 00 00 00 00 00   values: 1 element
     48  00 00 00 00 00 00 00 00     null bitmap: no nulls
     56  01 00 00 00 00 00 00 00     [0]: true, 7 bytes of padding
"#,
    );
}
