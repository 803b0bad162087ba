//! Writing and reading.

use arrow_schema::Field;
use ferrow_row::{ErrorKind, RowFormat, RowRef, RowWriter};

use super::{Place, encode, for_all, layout};
use crate::codec::{Order, Reader};
use crate::generate::is_nullable;
use crate::model::Model;

#[test]
fn every_type_in_every_place_has_the_kind_of_the_table() {
    for_all(|case| {
        if case.place == Place::Field {
            let layout = layout(&case.subject);
            assert_eq!(layout.kind(1), case.of.kind);
            let value = layout.value(1);
            assert_eq!(value.is_nullable(), is_nullable(&case.fields[1]));
            assert_eq!(value.data_type(), &case.of.data_type);
        }
    });
}

#[test]
fn every_type_in_every_place_is_written_in_any_order_as_the_model_writes_it() {
    for_all(|case| {
        for values in &case.rows {
            let wanted = encode(&case.subject, values);
            for order in Order::ALL {
                let values = Model::Struct(values.clone());
                let written = case.subject.plan.write(order, &values).expect("a row");
                assert_eq!(written, wanted, "{order:?} {values:?}");
            }
        }
    });
}

#[test]
fn every_type_in_every_place_is_read_validated_and_lazily() {
    for_all(|case| {
        for values in &case.rows {
            let bytes = encode(&case.subject, values);
            let values = Model::Struct(values.clone());
            for reader in Reader::ALL {
                let found = case.subject.plan.read(reader, &bytes).expect("a valid row");
                assert_eq!(found, values, "{reader:?}");
            }
            assert_eq!(case.subject.survey(&bytes), Ok(values));
        }
    });
}

#[test]
fn every_type_in_every_place_is_copied_value_by_value() {
    for_all(|case| {
        for values in &case.rows {
            let bytes = encode(&case.subject, values);
            let row = RowRef::try_new(layout(&case.subject), &bytes).expect("a valid row");
            let mut copy = Vec::new();
            let mut writer = RowWriter::new(layout(&case.subject), &mut copy);
            for index in [2, 0, 1] {
                writer.set_value(index, row.value(index)).expect("a value of the field");
            }
            writer.finish().expect("a whole row");
            assert_eq!(copy, bytes);
        }
    });
}

#[test]
fn every_type_in_every_place_is_null_exactly_where_the_schema_says_so() {
    for_all(|case| {
        let value = Model::Struct(case.place.rows(&[Model::Null]).swap_remove(0));
        let written = case.subject.plan.write(Order::Forward, &value);
        let field = Field::new("f", case.of.data_type.clone(), case.nullable);
        let has_null_bits =
            case.place != Place::MapKey || case.subject.format == RowFormat::Standard;
        match is_nullable(&field) && has_null_bits {
            true => assert_eq!(written.expect("a null"), case.subject.encode(&value)),
            false => {
                assert_eq!(written.map_err(|error| error.kind()), Err(ErrorKind::NotNull));
                // The children of unions have null bits whatever the schema says.
                if case.subject.format == RowFormat::Standard || case.place == Place::UnionChild {
                    let bytes = case.subject.encode(&value);
                    assert_eq!(case.subject.survey(&bytes), Err(ErrorKind::NotNull));
                }
            }
        }
    });
}
