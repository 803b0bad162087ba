//! `row_set(row, field, ..., value)`: rows with another value in a field of fixed width.

use std::sync::Arc;

use datafusion::arrow::array::{Array, ArrayRef, BinaryBuilder, RecordBatch};
use datafusion::arrow::compute::{CastOptions, can_cast_types, cast_with_options, is_null, nullif};
use datafusion::arrow::datatypes::{FieldRef, Schema};
use datafusion::common::{Result, exec_err, internal_datafusion_err};
use datafusion::logical_expr::DocumentationBuilder;
use ferrow_convert::RowEncoder;
use ferrow_row::{RowLayout, RowMut, RowRef, Storage, ValueLayout, ValueRef};

use super::row_function::{Call, RowFunction, RowPlan, external};
use super::rows::{row_field, valid_rows};

pub(super) struct RowSet;

pub(super) struct SetField {
    layout: Arc<RowLayout>,
    /// The ordinals of the structs that the field is in, and its own.
    path: Vec<usize>,
    is_nullable: bool,
    /// Makes rows of the new values alone.
    values: RowEncoder,
}

impl RowPlan for SetField {
    fn field(&self) -> FieldRef {
        row_field(RowSet::NAME, &self.layout)
    }

    fn run(&self, arguments: &[ArrayRef]) -> Result<ArrayRef> {
        let rows = valid_rows(&self.layout, &arguments[0])?;
        let schema = self.values.layout().schema();
        let is_null_row = is_null(&rows.to_array())?;
        let values = arguments.last().ok_or_else(|| internal_datafusion_err!("no value"))?;
        let values = nullif(values, &is_null_row)?;
        let strict = CastOptions { safe: false, ..Default::default() };
        let values = cast_with_options(&values, schema.field(0).data_type(), &strict)?;
        if values.null_count() > is_null_row.true_count() && !self.is_nullable {
            return exec_err!("row_set: the field {} may not be null", schema.field(0).name());
        }
        let values = RecordBatch::try_new(Arc::clone(schema), vec![values])?;
        let values = self.values.encode(&values).map_err(external)?;
        let mut out = BinaryBuilder::with_capacity(rows.len(), rows.byte_len());
        for (row, value) in rows.rows().zip(values.rows()) {
            match (row, value) {
                (Some(row), Some(value)) => {
                    let row =
                        set(&self.layout, row, &self.path, value.value(0)).map_err(external)?;
                    out.append_value(row.bytes());
                }
                _ => out.append_null(),
            }
        }
        Ok(Arc::new(out.finish()))
    }
}

/// `row` with another value at `path`. Where a struct on the way is null there is no such value, and the row
/// stays as it is.
fn set(
    layout: &Arc<RowLayout>,
    row: RowRef<'_>,
    path: &[usize],
    value: ValueRef<'_>,
) -> Result<RowMut, ferrow_row::Error> {
    let mut changed = RowMut::try_new(layout, row.bytes().to_vec())?;
    match path {
        [index] => changed.set_value(*index, value)?,
        [index, rest @ ..] => {
            if let (ValueRef::Struct(inner), Some(layout)) =
                (row.value(*index), layout.value(*index).row())
            {
                let inner = set(layout, inner, rest, value)?;
                changed.set_value(*index, ValueRef::Struct(inner.row()))?;
            }
        }
        [] => {}
    }
    Ok(changed)
}

/// The ordinals of the structs on the way to the field `name` and its own, and how it stands there.
fn find<'a>(
    call: &Call<'_>,
    mut layout: &'a RowLayout,
    structs: &[&str],
    name: &str,
) -> Result<(Vec<usize>, &'a ValueLayout)> {
    let index_of =
        |layout: &RowLayout, name| layout.index_of(name).map_err(|error| call.wrong(error));
    let mut path = Vec::with_capacity(structs.len() + 1);
    for name in structs {
        let index = index_of(layout, name)?;
        let value = layout.value(index);
        layout = value.row().ok_or_else(|| {
            call.wrong(format_args!("{} is {}, no struct", value.path(), value.data_type()))
        })?;
        path.push(index);
    }
    let index = index_of(layout, name)?;
    path.push(index);
    Ok((path, layout.value(index)))
}

impl RowFunction for RowSet {
    const NAME: &'static str = "row_set";
    const SUMMARY: (&'static str, &'static str) = (
        "Rows with another value in a field of fixed width, which may be one of structs in the row; the value is \
         cast to the type of the field, which it must fit. A row that is malformed becomes NULL, and one whose \
         struct is NULL stays as it is.",
        "row_set(row, field, ..., value)",
    );

    type Plan = SetField;

    fn plan(call: &Call<'_>) -> Result<SetField> {
        let layout = call.rows()?;
        let count = call.fields.len();
        if count < 3 {
            return Err(call.wrong("the field and its new value are missing"));
        }
        let structs = (1..count - 2).map(|at| call.name(at)).collect::<Result<Vec<_>>>()?;
        let (path, place) = find(call, &layout, &structs, call.name(count - 2)?)?;
        if place.storage() != Storage::Slot {
            return Err(call.wrong(format_args!(
                "{} is {}; only fields of fixed width are set in rows, others with `to_row`",
                place.path(),
                place.data_type()
            )));
        }
        let (field, is_nullable) = (place.field().as_ref().clone(), place.is_nullable());
        let found = call.fields[count - 1].data_type();
        if !can_cast_types(found, field.data_type()) {
            return Err(call.wrong(format_args!("{found} is not cast to {}", field.data_type())));
        }
        let schema = Schema::new(vec![field.with_nullable(true)]);
        let values = RowLayout::try_new(schema).map_err(|error| call.wrong(error))?;
        Ok(SetField { layout, path, is_nullable, values: RowEncoder::new(&values) })
    }

    fn document(builder: DocumentationBuilder) -> DocumentationBuilder {
        builder
            .with_argument("row", "A binary column of the Arrow extension type `ferrow.row`.")
            .with_argument(
                "field",
                "The names of the structs on the way and of the field, literals.",
            )
            .with_argument("value", "The new value.")
            .with_sql_example("SELECT row_set(payload, 'dep_delay', 0) FROM messages;")
    }
}
