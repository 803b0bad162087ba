//! Equality, hash and order.

use arrow_schema::SortOptions;
use ferrow_row::{RowOrder, RowRef};
use proptest::prelude::*;

use super::{cases, choices, layouts, write};
use crate::generate::{self, Choices};
use crate::survey::hash;

proptest! {
    #![proptest_config(cases(256))]

    #[test]
    fn order_is_total_and_equal_exactly_where_rows_are(bytes in choices(), nulls_first: bool) {
        let mut choices = Choices::new(&bytes);
        let fields = generate::fields(&mut choices);
        let mut rows: Vec<_> = (0..4).map(|_| generate::row(&mut choices, &fields)).collect();
        // Rows that differ in one field, and rows that do not differ.
        let mut other = rows[0].clone();
        if let Some(last) = other.len().checked_sub(1) {
            other[last] = rows[1][last].clone();
        }
        rows.extend([other, rows[0].clone()]);
        for layout in layouts(&fields) {
            let bytes: Vec<_> = rows.iter().map(|values| write(&layout, values)).collect();
            let refs: Vec<_> =
                bytes.iter().map(|bytes| RowRef::try_new(&layout, bytes).unwrap()).collect();
            for descending in [false, true] {
                let options = SortOptions { descending, nulls_first };
                let all: Vec<_> = (0..layout.len()).map(|index| (index, options)).collect();
                assert_total(&RowOrder::new(&layout, &all), &refs);
            }
            for (a, a_bytes) in refs.iter().zip(&bytes) {
                for (b, b_bytes) in refs.iter().zip(&bytes) {
                    prop_assert_eq!(a == b, a_bytes == b_bytes);
                    prop_assert!(a != b || hash(a) == hash(b));
                }
            }
        }
    }
}

fn assert_total(order: &RowOrder, rows: &[RowRef<'_>]) {
    for a in rows {
        for b in rows {
            let ordering = order.compare(*a, *b);
            assert_eq!(ordering, order.compare(*b, *a).reverse(), "{a:?} and {b:?}");
            assert_eq!(ordering.is_eq(), a == b, "{a:?} and {b:?}");
            for c in rows {
                if ordering.is_le() && order.compare(*b, *c).is_le() {
                    assert!(order.compare(*a, *c).is_le(), "{a:?}, {b:?} and {c:?}");
                }
            }
        }
    }
}
