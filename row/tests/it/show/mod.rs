//! Rows for people: one line, where each value stands, and what each byte is.

mod broken;
mod damaged;
mod explain;
mod hostile;
mod placed;
mod values;

use arrow_schema::{DataType, Field, Fields, Schema};
use ferrow_row::{Explanation, RowFormat};

use crate::codec::{Order, Plan};
use crate::model::Model;

/// The plan and the bytes of a row of these fields, all of them nullable but those whose names end in
/// `!`.
fn written(format: RowFormat, fields: &[(&str, DataType)], values: Vec<Model>) -> (Plan, Vec<u8>) {
    let plan = Plan::row(Schema::new(nullable(fields)), format).expect("types that rows hold");
    let bytes = plan.write(Order::Forward, &Model::Struct(values)).expect("values of the types");
    (plan, bytes)
}

fn nullable(fields: &[(&str, DataType)]) -> Fields {
    let fields = fields.iter().map(|(name, data_type)| match name.strip_suffix('!') {
        Some(name) => Field::new(name, data_type.clone(), false),
        None => Field::new(*name, data_type.clone(), true),
    });
    fields.collect()
}

fn list(element: DataType) -> DataType {
    DataType::List(Field::new_list_field(element, true).into())
}

fn not_null_list(element: DataType) -> DataType {
    DataType::List(Field::new_list_field(element, false).into())
}

fn map(key: DataType, value: DataType) -> DataType {
    let entry = Fields::from(vec![Field::new("key", key, false), Field::new("value", value, true)]);
    DataType::Map(Field::new("entries", DataType::Struct(entry), false).into(), false)
}

fn text(text: &str) -> Model {
    Model::Text(text.to_owned())
}

fn explained<'a>(plan: &'a Plan, bytes: &'a [u8]) -> Explanation<'a> {
    match plan {
        Plan::Row(layout) => layout.explain(bytes),
        Plan::List(layout) => layout.explain(bytes),
        Plan::Map(layout) => layout.explain(bytes),
    }
}
