//! Bytes that ask for more work or memory than they are worth are refused, and schemas too.

use std::sync::Arc;

use arrow_schema::{DataType, Field, Fields, Schema, UnionFields, UnionMode};
use ferrow_row::RowFormat::{Compact, Standard};
use ferrow_row::{ErrorKind, RowFormat, RowLayout, RowRef};

use crate::codec::Plan;
use crate::model::Model;
use crate::survey::Subject;

fn list_of(element: DataType, nullable: bool) -> DataType {
    DataType::List(Arc::new(Field::new("item", element, nullable)))
}

fn map(key: DataType, value: DataType) -> DataType {
    let entries = vec![Field::new("key", key, false), Field::new("value", value, true)];
    DataType::Map(Arc::new(Field::new("entries", DataType::Struct(entries.into()), false)), false)
}

fn lists(depth: usize) -> DataType {
    (0..depth).fold(DataType::Int64, |inner, _| list_of(inner, false))
}

/// A list of `len` elements of 8 bytes.
fn list(len: usize, elements: impl Fn(usize) -> u64) -> Vec<u8> {
    let mut bytes = u64::try_from(len).expect("a length").to_le_bytes().to_vec();
    bytes.resize(8 + len.div_ceil(64) * 8, 0);
    bytes.extend((0..len).flat_map(|index| elements(index).to_le_bytes()));
    bytes
}

/// A row of lists in lists, each of `len` elements, in which all elements of a list are the one list
/// that stands behind it.
fn aliased(depth: usize, len: usize) -> Vec<u8> {
    let list_size = list(len, |_| 0).len();
    let span = |offset: usize, size: usize| {
        (u64::try_from(offset).expect("small") << 32) | u64::try_from(size).expect("small")
    };
    let mut row = vec![0; 8];
    row.extend(span(16, depth * list_size).to_le_bytes());
    for level in (0..depth).rev() {
        row.extend(list(len, |_| if level == 0 { 7 } else { span(list_size, level * list_size) }));
    }
    row
}

#[test]
fn lists_that_share_their_elements_are_refused_before_they_are_walked_twice() {
    for (depth, len, items) in [(3, 201, 8_120_601_u64), (8, 60, 167_961_600_000_000)] {
        let bytes = aliased(depth, len);
        let layout = RowLayout::try_new(Schema::new(vec![Field::new("l", lists(depth), false)]));
        let layout = layout.unwrap();
        if depth == 3 {
            assert_eq!(bytes.len(), 4_960);
        }
        assert_eq!(items, u64::try_from(len).unwrap().pow(u32::try_from(depth).unwrap()));
        let error = RowRef::try_new(&layout, &bytes).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Overlap, "{error}");
        // The way to the innermost list was walked once: its neighbour is the first to be too much.
        let first_of_each = "[0]".repeat(depth - 2);
        assert_eq!(error.path(), format!("l{first_of_each}[1]"));
        // The row opens in constant time, and no value of it is read at the price of another.
        let lazy = layout.open(&bytes).unwrap();
        assert_eq!(lazy.value(0).unwrap_err().kind(), ErrorKind::Overlap);
        assert_eq!(lazy.list(0).unwrap().unwrap().len(), len);
    }
}

#[test]
fn fields_that_share_their_bytes_are_refused_where_together_they_are_longer_than_the_row() {
    let fields: Vec<_> =
        (0..40).map(|index| Field::new(format!("f{index}"), lists(1), true)).collect();
    let layout = RowLayout::try_new(Schema::new(fields)).unwrap();
    let body = list(9, |_| 1);
    let with_shared = |shared: usize, unused: usize| {
        let mut row = layout.empty_row().to_vec();
        for index in 0..shared {
            row[index / 8] &= !(1 << (index % 8));
            let span = u64::try_from((row.len() << 32) | body.len()).unwrap();
            let slot = layout.slot_offset(index);
            row[slot..slot + 8].copy_from_slice(&span.to_le_bytes());
        }
        row.extend(&body);
        row.resize(row.len() + unused, 0);
        row
    };
    assert!(RowRef::try_new(&layout, &with_shared(1, 0)).is_ok());
    let error = RowRef::try_new(&layout, &with_shared(2, 0)).unwrap_err();
    assert_eq!((error.kind(), error.path().as_str()), (ErrorKind::Overlap, "f1"));
    // Bytes of no use make room for work, one for one; the canonical row shares nothing.
    let row = with_shared(2, body.len());
    let row = RowRef::try_new(&layout, &row).unwrap();
    assert!(!row.is_canonical());
    assert_eq!(row.canonicalize().unwrap().len(), layout.fixed_width() + 2 * body.len());
}

#[test]
fn counts_that_the_bytes_do_not_hold_are_refused_whatever_the_elements_are() {
    let no_bytes = [DataType::FixedSizeBinary(0), DataType::Struct(Fields::empty())];
    let elements = [DataType::Null, DataType::Boolean, DataType::Int64, DataType::Utf8, lists(1)];
    for element in elements.into_iter().chain(no_bytes) {
        for (format, count_width) in [(Standard, 8), (Compact, 4)] {
            let subject = Subject::new(format, &list_of(element.clone(), true)).unwrap();
            for power in 10..=64 {
                for less in [0_u64, 1, 63] {
                    let count = 1_u64.checked_shl(power).unwrap_or(0).wrapping_sub(less);
                    for behind in [8, 64] {
                        let mut bytes = count.to_le_bytes()[..count_width].to_vec();
                        bytes.resize(count_width + behind, 0);
                        let read = subject.survey(&bytes);
                        let fits = match format {
                            Standard => count == 0,
                            Compact => count.to_le_bytes()[..4] == [0; 4],
                        };
                        assert_eq!(read.is_ok(), fits, "{count} of {element} in {format:?}");
                        assert!(fits || read == Err(ErrorKind::Truncated), "{read:?}");
                    }
                }
            }
        }
    }
}

#[test]
fn a_list_of_nulls_has_at_most_eight_elements_for_a_byte() {
    for (format, count_width) in [(Standard, 8), (Compact, 4)] {
        let subject = Subject::new(format, &list_of(DataType::Null, true)).unwrap();
        for count in [0_usize, 1, 8, 64, 640] {
            let nulls = Model::List(vec![Model::Null; count]);
            let bytes = subject.encode(&nulls);
            assert_eq!(subject.survey(&bytes), Ok(nulls), "{format:?}");
            let mut more = bytes.clone();
            let most = (bytes.len() - count_width) * 8 + 1;
            more[..count_width].copy_from_slice(&most.to_le_bytes()[..count_width]);
            assert_eq!(subject.survey(&more), Err(ErrorKind::Truncated), "{format:?}");
        }
    }
}

#[test]
fn lists_of_elements_without_any_bytes_are_not_planned() {
    for element in [DataType::FixedSizeBinary(0), DataType::Struct(Fields::empty())] {
        let data_type = list_of(element, false);
        assert!(Subject::new(Standard, &data_type).is_ok());
        let error = Subject::new(Compact, &data_type).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Unsupported);
    }
}

#[test]
fn key_lists_of_any_size_that_is_claimed_give_an_error_or_a_value() {
    for format in [Standard, Compact] {
        for data_type in [map(DataType::Int32, DataType::Utf8), map(DataType::Utf8, lists(2))] {
            let subject = Subject::new(format, &data_type).unwrap();
            let bytes = subject.encode(&Model::Map(vec![]));
            let len = u64::try_from(bytes.len()).unwrap();
            let sizes = (0..=len + 1).chain([u64::MAX, u64::MAX - 7, 1 << 63, 1 << 61, 1 << 32]);
            for size in sizes {
                let mut damaged = bytes.clone();
                damaged[..8].copy_from_slice(&size.to_le_bytes());
                let read = subject.survey(&damaged);
                assert!(size < len - 8 || read == Err(ErrorKind::Truncated), "{size}: {read:?}");
            }
        }
    }
}

/// A type that holds another one in each way that there is.
fn nestings() -> [fn(DataType) -> DataType; 4] {
    [
        |inner| list_of(inner, false),
        |inner| map(DataType::Int8, inner),
        |inner| DataType::Struct(vec![Field::new("f", inner, false)].into()),
        |inner| {
            let child = Arc::new(Field::new("c", inner, false));
            let children: UnionFields = [(1, child)].into_iter().collect();
            DataType::Union(children, UnionMode::Dense)
        },
    ]
}

/// The innermost value, in as many others as there are around it.
fn deep_value(data_type: &DataType) -> Model {
    match data_type {
        DataType::List(item) => Model::List(vec![deep_value(item.data_type())]),
        DataType::Struct(fields) => Model::Struct(vec![deep_value(fields[0].data_type())]),
        DataType::Map(entries, _) => {
            let (_, value) = crate::generate::key_and_value(entries);
            Model::Map(vec![(Model::Int(1), deep_value(value.data_type()))])
        }
        DataType::Union(children, _) => {
            let (id, child) = children.iter().next().expect("a child");
            Model::Union(id, Box::new(deep_value(child.data_type())))
        }
        _ => Model::Int(-1),
    }
}

#[test]
fn types_nest_64_deep_and_no_deeper() {
    let row = |format: RowFormat, data_type: &DataType| {
        let schema = Schema::new(vec![Field::new("f", data_type.clone(), false)]);
        Plan::row(schema, format)
    };
    for nesting in nestings() {
        for format in [Standard, Compact] {
            let deepest = (1..64).fold(DataType::Int8, |inner, _| nesting(inner));
            let plan = row(format, &deepest).unwrap();
            let Plan::Row(layout) = &plan else { panic!("a row") };
            let subject =
                Subject::new(format, &DataType::Struct(layout.schema().fields().clone())).unwrap();
            let value = Model::Struct(vec![deep_value(&deepest)]);
            assert_eq!(subject.survey(&subject.encode(&value)), Ok(value));

            let error = row(format, &nesting(deepest)).unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Limit, "{error}");
        }
    }
}

#[test]
fn names_that_are_in_many_paths_are_bounded() {
    let of = |len: usize| {
        let inside: Vec<Field> =
            (0..1000).map(|at| Field::new(format!("f{at}"), DataType::Int8, true)).collect();
        let outside = Field::new("x".repeat(len), DataType::Struct(inside.into()), true);
        RowLayout::try_new(Schema::new(vec![outside]))
    };
    assert!(of(60_000).is_ok());
    assert_eq!(of(70_000).unwrap_err().kind(), ErrorKind::Limit);
}
