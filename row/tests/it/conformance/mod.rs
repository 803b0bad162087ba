//! Every Arrow type, nullable and not, in every place, in both layouts: what holds of it.
//!
//! `types.rs` is the table of the types and their values, `place.rs` that of the places.

mod change;
mod damage;
mod place;
mod read_write;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use arrow_schema::{DataType, Field, Fields};
use ferrow_row::{ErrorKind, RowBatch, RowBatchWriter, RowFormat, RowLayout};

use crate::codec::Plan;
use crate::generate::{converted, is_nullable, stored};
use crate::model::Model;
use crate::survey::Subject;
use crate::types::{self, Type};
use place::Place;

/// One type in one place of one layout, with rows of values.
struct Case {
    of: Type,
    place: Place,
    nullable: bool,
    subject: Subject,
    fields: Fields,
    rows: Vec<Vec<Model>>,
}

impl Case {
    /// The case, if rows hold such a value: a map's keys are not of nothing but nulls, and in the compact
    /// layout a list whose elements have no bytes has no size.
    fn new(of: &Type, place: Place, nullable: bool, format: RowFormat) -> Option<Self> {
        let fields = place.schema(&of.data_type, nullable);
        let value = Field::new("value", of.data_type.clone(), nullable);
        let is_null = *stored(&of.data_type) == DataType::Null;
        let in_list = matches!(place, Place::ListElement | Place::MapKey);
        let without_bytes = format == RowFormat::Compact
            && (of.data_type == DataType::FixedSizeBinary(0)
                || of.data_type == DataType::Struct(Fields::empty()))
            && (place == Place::MapKey || place == Place::ListElement && !nullable);
        let subject = match Subject::new(format, &DataType::Struct(fields.clone())) {
            Ok(subject) => subject,
            Err(error) => {
                assert_eq!(error.kind(), ErrorKind::Unsupported, "{error}");
                assert_eq!(
                    error.path().trim_end_matches(".keys[]").trim_end_matches("[]"),
                    "value"
                );
                assert!(in_list && (is_null || without_bytes), "{error}");
                return None;
            }
        };
        assert!(!(without_bytes || is_null && place == Place::MapKey), "{of:?} in {place:?}");
        let mut values = of.values.clone();
        if is_nullable(&value) && (place != Place::MapKey || format == RowFormat::Standard) {
            values.insert(values.len().min(1), Model::Null);
        }
        let rows = place.rows(&values);
        Some(Self { of: of.clone(), place, nullable, subject, fields, rows })
    }

    /// Whether keys may be null by the schema; in the compact layout they never are.
    fn has_null_keys(&self) -> bool {
        let key = Field::new("key", self.of.data_type.clone(), self.nullable);
        self.place == Place::MapKey && is_nullable(&key)
    }

    /// The same values in the schema of another type of the value.
    fn evolved(
        &self,
        to: &DataType,
        nullable: bool,
        format: RowFormat,
    ) -> Option<(Subject, Fields)> {
        let fields = self.place.schema(to, nullable);
        let subject = Subject::new(format, &DataType::Struct(fields.clone())).ok()?;
        Some((subject, fields))
    }

    fn converted(&self, values: &[Model], to: &Fields) -> Vec<Model> {
        let (from, to) = (DataType::Struct(self.fields.clone()), DataType::Struct(to.clone()));
        match converted(&Model::Struct(values.to_vec()), &from, &to) {
            Some(Model::Struct(values)) => values,
            other => panic!("{values:?} of {from} is {other:?} of {to}"),
        }
    }
}

/// Every case that there is; the panic of one that does not keep the law says which it is.
fn for_all(law: impl Fn(&Case)) {
    let mut count = 0;
    for of in types::all() {
        for place in Place::ALL {
            for (nullable, said) in [(true, "nullable"), (false, "not nullable")] {
                for format in [RowFormat::Standard, RowFormat::Compact] {
                    let run = || Case::new(&of, place, nullable, format).as_ref().map(&law);
                    let ran = catch_unwind(AssertUnwindSafe(run)).unwrap_or_else(|panic| {
                        let message = panic.downcast::<String>().unwrap_or_default();
                        panic!("{}, {said}, {place:?}, {format:?}: {message}", of.data_type)
                    });
                    count += usize::from(ran.is_some());
                }
            }
        }
    }
    assert!(count > 1_500, "{count} cases");
}

fn layout(subject: &Subject) -> &Arc<RowLayout> {
    match &subject.plan {
        Plan::Row(layout) => layout,
        other => panic!("{other:?} is no row"),
    }
}

fn encode(subject: &Subject, values: &[Model]) -> Vec<u8> {
    subject.encode(&Model::Struct(values.to_vec()))
}

fn batch<'a>(subject: &Subject, rows: impl IntoIterator<Item = &'a Vec<Model>>) -> RowBatch {
    let mut writer = RowBatchWriter::new(Arc::clone(layout(subject)));
    for values in rows {
        writer.push(&encode(subject, values)).expect("a row of the layout");
    }
    writer.finish()
}
