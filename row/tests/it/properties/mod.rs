//! What holds of every schema, nested up to four levels, and every value of it, in both layouts.

mod bytes;
mod evolution;
mod order;
mod update;
mod writers;

use std::sync::Arc;

use arrow_schema::{Fields, Schema};
use ferrow_row::{ErrorKind, RowFormat, RowLayout};
use proptest::collection::vec;
use proptest::prelude::*;

use crate::codec::{Order, Plan};
use crate::model::{self, Model};

const FORMATS: [RowFormat; 2] = [RowFormat::Standard, RowFormat::Compact];

/// What schemas and values are made of: fewer bytes, simpler ones.
fn choices() -> impl Strategy<Value = Vec<u8>> {
    vec(any::<u8>(), 0..600)
}

/// The layouts of `fields`. The compact one is not there where a list in it has elements without
/// any bytes.
fn layouts(fields: &Fields) -> Vec<Arc<RowLayout>> {
    let layouts = FORMATS.map(|format| {
        match RowLayout::try_with_format(Schema::new(fields.clone()), format) {
            Ok(layout) => Some(layout),
            Err(error) => {
                assert_eq!(
                    (error.kind(), format),
                    (ErrorKind::Unsupported, RowFormat::Compact),
                    "{error}"
                );
                None
            }
        }
    });
    layouts.into_iter().flatten().collect()
}

fn write(layout: &Arc<RowLayout>, values: &[Model]) -> Vec<u8> {
    let values = Model::Struct(values.to_vec());
    Plan::Row(Arc::clone(layout)).write(Order::Forward, &values).expect("values of the schema")
}

fn modelled(layout: &RowLayout, values: &[Model]) -> Vec<u8> {
    model::row(layout.format(), layout.schema().fields(), values)
}

fn cases(cases: u32) -> ProptestConfig {
    ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(cases) }
}
