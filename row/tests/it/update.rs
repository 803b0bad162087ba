//! Rows that are updated in place.

use std::sync::Arc;

use arrow_schema::{DataType, Field, Schema};
use ferrow_row::{ErrorKind, ListRef, RowFormat, RowLayout, RowMut, RowRef, ValueRef};

const FORMATS: [RowFormat; 2] = [RowFormat::Standard, RowFormat::Compact];

fn layout(format: RowFormat) -> Arc<RowLayout> {
    let numbers = DataType::List(Arc::new(Field::new("item", DataType::Int32, false)));
    let map =
        vec![Field::new("key", DataType::Utf8, false), Field::new("value", DataType::Int8, true)];
    let entries = Arc::new(Field::new("entries", DataType::Struct(map.into()), false));
    let schema = Schema::new(vec![
        Field::new("count", DataType::Int64, false),
        Field::new("name", DataType::Utf8, true),
        Field::new("hash", DataType::FixedSizeBinary(4), true),
        Field::new("numbers", numbers, true),
        Field::new("map", DataType::Map(entries, false), true),
        Field::new("price", DataType::Decimal128(38, 2), true),
        Field::new("last", DataType::Utf8, false),
    ]);
    RowLayout::try_with_format(schema, format).expect("types that rows hold")
}

fn state(format: RowFormat) -> RowMut {
    RowMut::write(&layout(format), |row| {
        row.set_at::<i64>(0, 1)?;
        row.set_at::<str>(1, "Ada")?;
        row.set_at::<[u8]>(2, &[1, 2, 3, 4])?;
        row.set_at::<i128>(5, -125)?;
        row.set_at::<str>(6, "last")
    })
    .expect("a row of the layout")
}

#[test]
fn what_takes_as_many_bytes_is_stored_where_it_stands() {
    for format in FORMATS {
        let mut row = state(format);
        let (place, len) = (row.bytes().as_ptr(), row.bytes().len());
        row.set_at::<i64>(0, -9).unwrap();
        row.set_at::<str>(1, "eight by").unwrap();
        row.set_at::<str>(1, "Bo").unwrap();
        row.set_at::<[u8]>(2, &[0xff; 4]).unwrap();
        row.set_at::<i128>(5, i128::MAX).unwrap();
        assert_eq!((row.bytes().as_ptr(), row.bytes().len()), (place, len), "{format:?}");
        assert_eq!(row.row().get_at::<str>(1), Some("Bo"));
        assert_eq!(row.row().get_at::<i128>(5), Some(i128::MAX));
        assert!(row.row().is_canonical());
    }
}

#[test]
fn values_that_grow_shrink_come_and_go_leave_a_canonical_row() {
    for format in FORMATS {
        let (mut row, first) = (state(format), state(format));
        for text in ["", "nine bytes", "a text that is longer than all the others", "Ada"] {
            row.set_at::<str>(1, text).unwrap();
            assert!(row.row().is_canonical(), "{text}");
            assert_eq!(row.row().get_at::<str>(1), Some(text));
            assert_eq!(row.row().get_at::<str>(6), Some("last"));
        }
        for index in [1, 2, 5] {
            row.set_null(index).unwrap();
            assert!(row.row().is_null(index) && row.row().is_canonical());
        }
        row.replace(3, |slot| {
            let mut list = slot.list(9)?;
            list.push::<i32>(7)?;
            list.finish()
        })
        .unwrap();
        assert_eq!(row.row().get_at::<ListRef>(3).unwrap().get::<i32>(0), Some(7));
        assert!(row.row().is_canonical());
        row.set_null(3).unwrap();
        row.set_at::<str>(1, "Ada").unwrap();
        row.set_at::<[u8]>(2, &[1, 2, 3, 4]).unwrap();
        row.set_at::<i128>(5, -125).unwrap();
        assert_eq!(row.bytes(), first.bytes(), "{format:?}");
    }
}

#[test]
fn an_update_that_fails_changes_nothing() {
    for format in FORMATS {
        let mut row = state(format);
        let before = row.bytes().to_vec();
        let errors = [
            row.set_null(0),
            row.set_null(6),
            row.set_value(0, ValueRef::Null),
            row.set_value(0, ValueRef::Utf8("1")),
            row.set_value(1, ValueRef::Binary(b"Ada")),
            row.set_at::<[u8]>(2, &[1, 2, 3]),
            row.set_at::<[u8]>(2, &[1, 2, 3, 4, 5]),
            row.replace(3, |slot| {
                let mut list = slot.list(1)?;
                list.push::<i32>(1)?;
                list.push_null()
            }),
            row.replace(4, |slot| {
                let mut map = slot.map()?;
                let mut keys = map.keys(2)?;
                keys.push::<str>("twice")?;
                keys.push::<str>("twice")?;
                keys.finish()?;
                let mut values = map.values(2)?;
                values.push::<i8>(1)?;
                values.push_null()?;
                values.finish()?;
                map.finish()
            }),
            row.replace(1, |slot| slot.list(1).map(drop)),
            // A place that is not filled is null, which this field is not.
            row.replace(6, |_| Ok(())),
        ];
        let kinds = errors.map(|result| result.unwrap_err().kind());
        use ErrorKind::{DuplicateKey, NotNull, WrongKind, WrongSize};
        let wanted = [
            NotNull,
            NotNull,
            NotNull,
            WrongKind,
            WrongKind,
            WrongSize,
            WrongSize,
            NotNull,
            DuplicateKey,
            WrongKind,
            NotNull,
        ];
        assert_eq!(kinds, wanted, "{format:?}");
        assert_eq!(row.bytes(), before);
    }
}

#[test]
fn bytes_from_elsewhere_are_checked_and_made_canonical() {
    for format in FORMATS {
        let layout = layout(format);
        let canonical = state(format).into_bytes();
        let mut longer = canonical.clone();
        longer.extend([0xaa; 3]);
        assert_eq!(RowMut::try_new(&layout, longer).unwrap().bytes(), canonical);
        let cut = canonical[..layout.fixed_width() + 1].to_vec();
        assert_eq!(RowMut::try_new(&layout, cut).unwrap_err().kind(), ErrorKind::Truncated);
        let row = RowMut::try_new(&layout, canonical.clone()).unwrap();
        assert_eq!(row.row(), RowRef::try_new(&layout, &canonical).unwrap());
    }
}
