//! Updates in place.

use ferrow_row::{ListRef, RowMut, RowRef, ValueRef};
use proptest::prelude::*;

use super::{cases, choices, layouts, modelled, write};
use crate::generate::{self, Choices};

proptest! {
    #![proptest_config(cases(256))]

    #[test]
    fn updates_leave_the_bytes_of_a_row_that_is_written_at_once(bytes in choices()) {
        let mut choices = Choices::new(&bytes);
        let fields = generate::fields(&mut choices);
        let first = generate::row(&mut choices, &fields);
        let others: Vec<_> = (0..3).map(|_| generate::row(&mut choices, &fields)).collect();
        for layout in layouts(&fields) {
            let mut values = first.clone();
            let mut row = RowMut::try_new(&layout, write(&layout, &values)).unwrap();
            for other in &others {
                let donor = write(&layout, other);
                let donor = RowRef::try_new(&layout, &donor).unwrap();
                for index in 0..fields.len() {
                    if choices.one_in(3) {
                        continue;
                    }
                    update(&mut row, index, donor.value(index), &mut choices);
                    values[index] = other[index].clone();
                    prop_assert_eq!(row.bytes(), modelled(&layout, &values), "field {}", index);
                }
            }
            let at_once = write(&layout, &values);
            prop_assert_eq!(row.row(), RowRef::try_new(&layout, &at_once).unwrap());
        }
    }
}

/// One of the ways to set a field.
fn update(row: &mut RowMut, index: usize, value: ValueRef<'_>, choices: &mut Choices<'_>) {
    let result = match value {
        ValueRef::Null => row.set_null(index),
        ValueRef::Int64(value) => row.set_at::<i64>(index, value),
        ValueRef::Decimal128(value) => row.set_at::<i128>(index, value),
        ValueRef::Utf8(value) => row.set_at::<str>(index, value),
        ValueRef::Binary(value) | ValueRef::FixedBinary(value) => row.set_at::<[u8]>(index, value),
        ValueRef::Struct(value) if choices.one_in(2) => row.set_at::<RowRef>(index, value),
        ValueRef::List(value) if choices.one_in(2) => row.set_at::<ListRef>(index, value),
        value if choices.one_in(2) => row.replace(index, |slot| slot.set_value(value)),
        value => row.set_value(index, value),
    };
    result.expect("a value of the field");
}
