//! Other layouts, other schemas, other values.

use ferrow_row::evolution::Evolution;
use ferrow_row::{RowFormat, RowMut, RowRef};

use super::{Place, batch, encode, for_all, layout};

#[test]
fn every_type_in_every_place_goes_to_the_other_layout_and_back() {
    for_all(|case| {
        let other = match case.subject.format {
            RowFormat::Standard => RowFormat::Compact,
            RowFormat::Compact => RowFormat::Standard,
        };
        let Some((other, _)) = case.evolved(&case.of.data_type, case.nullable, other) else {
            return;
        };
        let (from, to) = (layout(&case.subject), layout(&other));
        let rows = batch(&case.subject, &case.rows);
        if case.has_null_keys() {
            let (standard, compact) = match case.subject.format {
                RowFormat::Standard => (from, to),
                RowFormat::Compact => (to, from),
            };
            let error = Evolution::try_new(standard, compact).expect_err("keys may be null");
            assert_eq!(error.path(), "value.keys[]");
            return;
        }
        let there = Evolution::try_new(from, to).expect("the same fields");
        assert!(!there.is_identity());
        let there = there.read(&rows).expect("the same values");
        assert_eq!(there, batch(&other, &case.rows));
        let back = Evolution::try_new(to, from).expect("the same fields");
        assert_eq!(back.read(&there).expect("the same values"), rows);
        let itself = Evolution::try_new(from, from).expect("the same fields");
        assert!(itself.is_identity());
        assert_eq!(itself.read(&rows).expect("the same values"), rows);
    });
}

#[test]
fn every_type_in_every_place_evolves_to_nullable_and_to_a_wider_type() {
    for_all(|case| {
        let wider = case.of.wider.as_ref().unwrap_or(&case.of.data_type);
        for data_type in [&case.of.data_type, wider] {
            let nullable = case.place != Place::MapKey || case.has_null_keys();
            let Some((wanted, fields)) = case.evolved(data_type, nullable, case.subject.format)
            else {
                continue;
            };
            let evolution = Evolution::try_new(layout(&case.subject), layout(&wanted));
            let read = evolution.expect("a wider type").read(&batch(&case.subject, &case.rows));
            let values: Vec<_> =
                case.rows.iter().map(|values| case.converted(values, &fields)).collect();
            assert_eq!(read.expect("values in range"), batch(&wanted, &values), "{data_type}");
        }
    });
}

#[test]
fn every_type_in_every_place_is_updated_to_other_values_and_back() {
    for_all(|case| {
        let layout = layout(&case.subject);
        let bytes: Vec<_> = case.rows.iter().map(|values| encode(&case.subject, values)).collect();
        for from in &bytes {
            let mut row = RowMut::try_new(layout, from.clone()).expect("a valid row");
            let before = row.clone();
            for to in bytes.iter().chain([from]) {
                let other = RowRef::try_new(layout, to).expect("a valid row");
                row.set_value(1, other.value(1)).expect("a value of the field");
                assert_eq!(row.bytes(), to);
                assert_eq!(row.row(), other);
            }
            assert_eq!(row, before);
        }
    });
}
