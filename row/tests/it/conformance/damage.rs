//! Canonical form, equality, and bytes that are broken.

use arrow_schema::SortOptions;
use ferrow_row::{RowOrder, RowRef};

use super::{encode, for_all, layout};
use crate::codec::Reader;
use crate::generate::Random;
use crate::model::Model;
use crate::survey::hash;

#[test]
fn every_type_in_every_place_is_canonical_again_after_scribbling() {
    for_all(|case| {
        let mut random = Random(1);
        for values in &case.rows {
            let bytes = encode(&case.subject, values);
            let values = Ok(Model::Struct(values.clone()));
            let mut scribbled = bytes.clone();
            for at in 0..bytes.len() {
                scribbled[at] = !bytes[at];
                let read = case.subject.plan.read(Reader::Values, &scribbled);
                if read.map_err(drop) != values {
                    scribbled[at] = bytes[at];
                }
            }
            scribbled.extend(random.bytes(11));
            let row = RowRef::try_new(layout(&case.subject), &scribbled).expect("the same values");
            assert!(!row.is_canonical());
            assert_eq!(row.canonicalize().expect("no key is there twice"), bytes);
        }
    });
}

#[test]
fn every_type_in_every_place_has_an_order_and_a_hash_as_its_bytes_are_equal() {
    for_all(|case| {
        let layout = layout(&case.subject);
        let bytes: Vec<_> = case.rows.iter().map(|values| encode(&case.subject, values)).collect();
        let order = RowOrder::new(layout, &[(1, SortOptions::default())]);
        for a in &bytes {
            for b in &bytes {
                let [x, y] = [a, b].map(|bytes| RowRef::try_new(layout, bytes).expect("valid"));
                assert_eq!(x == y, a == b);
                assert_eq!(order.compare(x, y).is_eq(), a == b);
                assert!(a != b || hash(x) == hash(y));
                assert_eq!(x.value(1) == y.value(1), a == b);
            }
        }
    });
}

#[test]
fn every_type_in_every_place_that_is_damaged_gives_an_error_or_a_value() {
    for_all(|case| {
        // A row of middle length: all values once, and no list of many.
        let mut rows: Vec<_> =
            case.rows.iter().map(|values| encode(&case.subject, values)).collect();
        rows.sort_by_key(Vec::len);
        let bytes = rows.swap_remove(rows.len() / 2);
        let mut damaged = bytes.clone();
        for at in 0..bytes.len() {
            for byte in [0, 0xff, !bytes[at]] {
                damaged[at] = byte;
                _ = case.subject.survey(&damaged);
            }
            damaged[at] = bytes[at];
        }
        (0..bytes.len()).for_each(|len| _ = case.subject.survey(&bytes[..len]));
    });
}
