//! `ferrow schema`: the fields of a file.

use std::sync::Arc;

use arrow::array::{ArrayRef, BooleanArray, RecordBatch, StringArray};
use arrow::datatypes::{DataType, Field};
use clap::Args;
use ferrow_row::RowFormat;

use crate::args::{InputArgs, PrintArgs};
use crate::failure::Failure;
use crate::input::{Contents, Input};
use crate::output::Printer;

#[derive(Debug, Args)]
pub(crate) struct SchemaArgs {
    #[command(flatten)]
    input: InputArgs,
    #[command(flatten)]
    print: PrintArgs,
}

/// A field, or what is inside one.
struct Shown {
    path: String,
    data_type: String,
    nullable: bool,
}

pub(super) fn run(args: &SchemaArgs) -> Result<(), Failure> {
    let input = Input::open(&args.input, None)?;
    let mut fields = Vec::new();
    for field in input.layout.schema().fields() {
        show(field.name(), field, &mut fields);
    }
    let names = StringArray::from_iter_values(fields.iter().map(|field| &field.path));
    let types = StringArray::from_iter_values(fields.iter().map(|field| &field.data_type));
    let nullable: BooleanArray = fields.iter().map(|field| Some(field.nullable)).collect();
    let stored = StringArray::from_iter_values(fields.iter().map(|_| stored_as(&input)));
    let columns: [(&str, ArrayRef); 4] = [
        ("field", Arc::new(names)),
        ("type", Arc::new(types)),
        ("nullable", Arc::new(nullable)),
        ("stored", Arc::new(stored)),
    ];
    let batch =
        RecordBatch::try_from_iter(columns).map_err(|error| Failure::data(&input.name, error))?;
    let mut printer = Printer::new(args.print.output);
    printer.print(&batch)?;
    printer.finish()
}

/// The field at `path`, and behind it the fields of the structs in it. `[]` stands for any element of a
/// list and any key of a map.
fn show(path: &str, field: &Field, shown: &mut Vec<Shown>) {
    shown.push(Shown {
        path: path.to_owned(),
        data_type: short(field.data_type()),
        nullable: field.is_nullable(),
    });
    let (mut path, mut data_type) = (path.to_owned(), field.data_type());
    while let Some(inside) = element(data_type) {
        path.push_str("[]");
        data_type = inside;
    }
    if let DataType::Struct(fields) = data_type {
        fields.iter().for_each(|field| show(&format!("{path}.{}", field.name()), field, shown));
    }
}

/// The type of the elements of a list, or of the values of a map.
fn element(data_type: &DataType) -> Option<&DataType> {
    use DataType as T;
    match data_type {
        T::List(inside)
        | T::LargeList(inside)
        | T::ListView(inside)
        | T::LargeListView(inside)
        | T::FixedSizeList(inside, _) => Some(inside.data_type()),
        T::Map(entries, _) => match entries.data_type() {
            T::Struct(fields) => fields.get(1).map(|values| values.data_type()),
            _ => None,
        },
        _ => None,
    }
}

/// The name of a type, without the fields of structs, which have lines of their own.
pub(super) fn short(data_type: &DataType) -> String {
    match (data_type, element(data_type)) {
        (DataType::Struct(_), _) => "Struct".to_owned(),
        (DataType::Map(..), Some(values)) => format!("Map({})", short(values)),
        (_, Some(inside)) if inside.is_nested() => format!("List({})", short(inside)),
        _ => data_type.to_string(),
    }
}

/// How the file holds its fields.
pub(super) fn stored_as(input: &Input) -> &'static str {
    match (input.contents, input.layout.format()) {
        (Contents::Columns, _) => "columns",
        (Contents::Rows, RowFormat::Standard) => "standard rows",
        (Contents::Rows, RowFormat::Compact) => "compact rows",
    }
}
