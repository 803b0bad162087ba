//! Bytes follow from the schema and the values alone.

use std::sync::Arc;

use arrow_schema::DataType;
use ferrow_row::{RowLayout, RowMut, RowRef};
use proptest::prelude::*;

use super::{cases, choices, layouts, modelled};
use crate::codec::{Order, Plan, Reader};
use crate::generate::{self, Choices};
use crate::model::Model;
use crate::survey::Subject;

proptest! {
    #![proptest_config(cases(256))]

    #[test]
    fn bytes_are_those_of_the_model_in_whatever_order_fields_are_set(bytes in choices()) {
        let mut choices = Choices::new(&bytes);
        let fields = generate::fields(&mut choices);
        let values = generate::row(&mut choices, &fields);
        for layout in layouts(&fields) {
            let wanted = modelled(&layout, &values);
            let plan = Plan::Row(Arc::clone(&layout));
            let values = Model::Struct(values.clone());
            for order in Order::ALL {
                let written = plan.write(order, &values).unwrap();
                prop_assert_eq!(&written, &wanted, "{:?} {:?}", layout.format(), order);
            }
            for reader in Reader::ALL {
                prop_assert_eq!(&plan.read(reader, &wanted).unwrap(), &values, "{:?}", reader);
            }
            let subject = Subject::new(layout.format(), &DataType::Struct(fields.clone())).unwrap();
            prop_assert_eq!(subject.survey(&wanted), Ok(values));
        }
    }

    #[test]
    fn nothing_that_no_value_has_reaches_the_bytes_that_we_write(bytes in choices(), noise: u64) {
        let mut choices = Choices::new(&bytes);
        let fields = generate::fields(&mut choices);
        let values = generate::row(&mut choices, &fields);
        for layout in layouts(&fields) {
            let (canonical, scribbled) = scribble(&layout, &values, noise);
            let row = RowRef::try_new(&layout, &scribbled).unwrap();
            prop_assert_eq!(row.canonicalize().unwrap(), &canonical[..]);
            let owned = RowMut::try_new(&layout, scribbled.clone()).unwrap();
            prop_assert_eq!(owned.bytes(), &canonical[..]);
        }
    }
}

/// The row of these values, and the same with every byte set at random that does not matter to them.
fn scribble(layout: &Arc<RowLayout>, values: &[Model], noise: u64) -> (Vec<u8>, Vec<u8>) {
    let canonical = modelled(layout, values);
    let values = Ok(Model::Struct(values.to_vec()));
    let plan = Plan::Row(Arc::clone(layout));
    let mut random = generate::Random(noise);
    let mut scribbled = canonical.clone();
    for at in 0..canonical.len() {
        let before = scribbled[at];
        scribbled[at] = random.bytes(1)[0];
        if plan.read(Reader::Values, &scribbled).map_err(drop) != values {
            scribbled[at] = before;
        }
    }
    scribbled.extend(random.bytes(9));
    (canonical, scribbled)
}
