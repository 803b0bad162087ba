//! Rows of older schemas.

use std::sync::Arc;

use arrow_schema::DataType;
use ferrow_row::evolution::Evolution;
use ferrow_row::{ErrorKind, RowBatch, RowBatchWriter, RowLayout};
use proptest::prelude::*;

use super::{cases, choices, layouts, modelled, write};
use crate::generate::{self, Choices};
use crate::model::Model;
use crate::survey::has_key_twice;

proptest! {
    #![proptest_config(cases(256))]

    #[test]
    fn rows_of_a_changed_schema_read_as_if_they_had_been_written_so(bytes in choices()) {
        let mut choices = Choices::new(&bytes);
        let fields = generate::fields(&mut choices);
        let rows: Vec<_> = (0..2).map(|_| generate::row(&mut choices, &fields)).collect();
        let wanted = generate::edited(&mut choices, &fields);
        let (from, to) = (DataType::Struct(fields.clone()), DataType::Struct(wanted.clone()));
        for written in layouts(&fields) {
            for wanted in layouts(&wanted) {
                let evolution = Evolution::try_new(&written, &wanted).unwrap();
                for values in &rows {
                    let batch = batch(&written, std::slice::from_ref(values));
                    let converted =
                        generate::converted(&Model::Struct(values.clone()), &from, &to);
                    match converted {
                        // Keys that lost what made them differ.
                        Some(value) if has_key_twice(&value) => {
                            let error = evolution.read(&batch).unwrap_err();
                            prop_assert_eq!(error.kind(), ErrorKind::DuplicateKey);
                        }
                        Some(Model::Struct(values)) => {
                            let read = evolution.read(&batch).unwrap();
                            let found = read.row(0).unwrap().canonicalize().unwrap();
                            prop_assert_eq!(found, modelled(&wanted, &values));
                        }
                        _ => {
                            let error = evolution.read(&batch).unwrap_err();
                            prop_assert_eq!(error.kind(), ErrorKind::OutOfRange);
                        }
                    }
                }
            }
        }
    }
}

fn batch(layout: &Arc<RowLayout>, rows: &[Vec<Model>]) -> RowBatch {
    let mut writer = RowBatchWriter::new(Arc::clone(layout));
    for values in rows {
        writer.push(&write(layout, values)).expect("a row of the layout");
    }
    writer.finish()
}
