//! `row_get(row, field)`: one field out of a column of rows.

use std::sync::{Arc, LazyLock};

use datafusion::arrow::array::ArrayRef;
use datafusion::arrow::datatypes::{DataType, Field, FieldRef};
use datafusion::common::{DataFusionError, Result, ScalarValue, internal_err, plan_datafusion_err};
use datafusion::logical_expr::{
    ColumnarValue, DocSection, Documentation, ReturnFieldArgs, ScalarFunctionArgs, ScalarUDF,
    ScalarUDFImpl, Signature, Volatility,
};
use ferrow_convert::{FieldDecoder, RowType};
use ferrow_row::{RowArray, RowLayout};

/// The function `row_get(row, field)`, which reads the field named `field` out of each value of a
/// column of rows.
///
/// The column is of a binary type and carries the extension type `ferrow.row`, as one made by
/// [`row_column_table`](crate::row_column_table) does; its metadata says which fields there are. The
/// result has the field's own type and is null where the row is null, where the field is null, and
/// where the row's bytes are malformed there. Rows are not validated: only what is read is checked.
///
/// Planning fails where the column carries no row schema, where the schema has no such field, and
/// where `field` is not a string literal.
#[must_use]
pub fn row_get() -> ScalarUDF {
    ScalarUDF::new_from_impl(RowGet::new())
}

/// Stays where the query has it: DataFusion 55 fails to plan an equality join on an expression around
/// a call that it moved towards the scan, as it does for fields of structs.
///
/// Stateless, so that a worker elsewhere finds the same function by its name alone.
#[derive(Debug, PartialEq, Eq, Hash)]
struct RowGet {
    signature: Signature,
}

impl RowGet {
    fn new() -> Self {
        let signature = Signature::any(2, Volatility::Immutable)
            .with_parameter_names(vec!["row", "field"])
            .expect("two names for two parameters");
        Self { signature }
    }
}

/// The field that a call reads, resolved from what DataFusion knows of the arguments.
struct Target {
    layout: Arc<RowLayout>,
    index: usize,
}

impl Target {
    fn resolve(row: &Field, name: Option<&ScalarValue>) -> Result<Self> {
        let name = name.and_then(|name| name.try_as_str().flatten()).ok_or_else(|| {
            plan_datafusion_err!(
                "row_get: the field name must be a string literal, as in row_get({}, 'name')",
                row.name()
            )
        })?;
        let rows = RowType::try_from_field(row).map_err(|error| not_rows(row, &error))?;
        let layout = Arc::clone(rows.layout());
        let index =
            layout.index_of(name).map_err(|error| plan_datafusion_err!("row_get: {error}"))?;
        Ok(Self { layout, index })
    }

    /// Any row may turn out to be null or malformed, so the result is always nullable.
    fn field(&self) -> FieldRef {
        Arc::new(self.layout.schema().field(self.index).clone().with_nullable(true))
    }

    fn read(&self, rows: &ArrayRef) -> Result<ArrayRef> {
        let rows = RowArray::try_from(rows.as_ref()).map_err(external)?;
        FieldDecoder::new(&self.layout, self.index).decode_lenient(&rows).map_err(external)
    }
}

fn not_rows(row: &Field, error: &ferrow_convert::Error) -> DataFusionError {
    plan_datafusion_err!(
        "row_get: {error}. The first argument must be a binary column of the Arrow extension type \
         `ferrow.row`, this one is {}. `row_column_table` makes such a column; a column of a Parquet \
         file is one if `register_all` was called before the table was registered; casts and most \
         functions lose the type",
        row.data_type()
    )
}

fn external(error: impl std::error::Error + Send + Sync + 'static) -> DataFusionError {
    DataFusionError::External(Box::new(error))
}

impl ScalarUDFImpl for RowGet {
    fn name(&self) -> &str {
        "row_get"
    }

    fn signature(&self) -> &Signature {
        &self.signature
    }

    fn return_type(&self, _: &[DataType]) -> Result<DataType> {
        internal_err!("the type of row_get depends on the column's metadata, not on its type")
    }

    fn return_field_from_args(&self, args: ReturnFieldArgs) -> Result<FieldRef> {
        let ([row, _], [_, name]) = (args.arg_fields, args.scalar_arguments) else {
            return internal_err!("row_get takes 2 arguments and got {}", args.arg_fields.len());
        };
        Ok(Target::resolve(row, *name)?.field())
    }

    fn invoke_with_args(&self, args: ScalarFunctionArgs) -> Result<ColumnarValue> {
        let ([row, _], [rows, name]) = (&args.arg_fields[..], &args.args[..]) else {
            return internal_err!("row_get takes 2 arguments and got {}", args.args.len());
        };
        let name = match name {
            ColumnarValue::Scalar(name) => Some(name),
            ColumnarValue::Array(_) => None,
        };
        let target = Target::resolve(row, name)?;
        Ok(match rows {
            ColumnarValue::Array(rows) => ColumnarValue::Array(target.read(rows)?),
            ColumnarValue::Scalar(row) => {
                let value = target.read(&row.to_array()?)?;
                ColumnarValue::Scalar(ScalarValue::try_from_array(&value, 0)?)
            }
        })
    }

    fn documentation(&self) -> Option<&Documentation> {
        Some(&DOCUMENTATION)
    }
}

static DOCUMENTATION: LazyLock<Documentation> = LazyLock::new(|| {
    let section = DocSection { include: true, label: "Row Functions", description: None };
    Documentation::builder(
        section,
        "Reads one field out of a column of rows. The result has the field's own type, and is NULL \
         where the row is NULL, the field is NULL or the row is malformed.",
        "row_get(row, field)",
    )
    .with_argument("row", "A binary column of the Arrow extension type `ferrow.row`.")
    .with_argument("field", "The field's name, a string literal.")
    .with_sql_example("SELECT row_get(payload, 'carrier') FROM messages;")
    .build()
});
