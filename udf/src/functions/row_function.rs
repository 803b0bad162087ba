//! What all functions on a column of rows have in common.

use std::fmt;
use std::hash::{Hash, Hasher};
use std::marker::PhantomData;
use std::sync::Arc;

use datafusion::arrow::array::ArrayRef;
use datafusion::arrow::datatypes::{DataType, Field, FieldRef};
use datafusion::common::{
    DataFusionError, Result, ScalarValue, internal_err, plan_datafusion_err, plan_err,
};
use datafusion::logical_expr::simplify::{ExprSimplifyResult, SimplifyContext};
use datafusion::logical_expr::{
    ColumnarValue, DocSection, Documentation, DocumentationBuilder, Expr, ExpressionPlacement,
    ReturnFieldArgs, ScalarFunctionArgs, ScalarUDF, ScalarUDFImpl, Signature, Volatility,
};
use ferrow_convert::{PathStep, RowType, ValuePath};
use ferrow_row::RowLayout;

/// A function whose first argument is a column of rows, or whose result is one.
///
/// Stateless, so that a worker elsewhere finds the same function by its name alone.
pub(super) trait RowFunction: Send + Sync + 'static {
    const NAME: &'static str;

    /// What a call of it does, resolved from what is known before there are values.
    type Plan: RowPlan;

    fn plan(call: &Call<'_>) -> Result<Self::Plan>;

    /// What it does, how it is called, its arguments and an example.
    fn document(builder: DocumentationBuilder) -> DocumentationBuilder;

    /// The same call in a form that other rules do not change.
    fn simplify(arguments: Vec<Expr>, _: &SimplifyContext) -> Result<ExprSimplifyResult> {
        Ok(ExprSimplifyResult::Original(arguments))
    }

    /// Whether reading is so cheap that it is done in the scan, where rows are left behind. Such a function
    /// fails on no row, as it may be asked of rows that a query does not want.
    const MOVES_TO_SCAN: bool = false;

    /// The sentence that the documentation begins with, and how the function is called.
    const SUMMARY: (&'static str, &'static str);
}

/// A call of a function, ready to run.
pub(super) trait RowPlan {
    /// The field of the results.
    fn field(&self) -> FieldRef;

    /// A result per row of the arguments, all of which have as many.
    fn run(&self, arguments: &[ArrayRef]) -> Result<ArrayRef>;
}

/// What is known of a call before there are values.
pub(super) struct Call<'a> {
    function: &'static str,
    pub(super) fields: &'a [FieldRef],
    literals: &'a [Option<&'a ScalarValue>],
}

impl<'a> Call<'a> {
    pub(super) fn new(
        function: &'static str,
        fields: &'a [FieldRef],
        literals: &'a [Option<&'a ScalarValue>],
    ) -> Self {
        Self { function, fields, literals }
    }

    /// An argument that is a literal.
    pub(super) fn literal(&self, at: usize) -> Option<&'a ScalarValue> {
        self.literals.get(at).copied().flatten()
    }

    /// Whether an argument is a literal null.
    pub(super) fn is_null(&self, at: usize) -> bool {
        self.literal(at).is_some_and(ScalarValue::is_null)
    }

    /// The rows of the first argument.
    pub(super) fn rows(&self) -> Result<Arc<RowLayout>> {
        let function = self.function;
        let Some(row) = self.fields.first() else {
            return plan_err!("{function}: the first argument, a column of rows, is missing");
        };
        match RowType::try_from_field(row) {
            Ok(rows) => Ok(Arc::clone(rows.layout())),
            Err(error) => plan_err!(
                "{function}: {error}. The first argument must be a binary column of the Arrow extension \
                 type `ferrow.row`, this one is {}. `row_column_table` makes such a column, and so does \
                 `to_row`; a column of a Parquet file is one if `register_all` was called before the \
                 table was registered; casts and most functions lose the type, which `row_typed` gives back",
                row.data_type()
            ),
        }
    }

    /// The path that the arguments from `start` to `end` spell, one step each; `None` where there are
    /// none of them.
    pub(super) fn path(&self, start: usize, end: usize) -> Result<Option<ValuePath>> {
        let steps = (start..end).map(|at| self.step(at)).collect::<Result<Vec<_>>>()?;
        Ok((!steps.is_empty()).then(|| ValuePath::from_iter(steps)))
    }

    /// As [`path`](Self::path), of all arguments behind the rows, of which there is one at least.
    pub(super) fn path_behind_rows(&self) -> Result<ValuePath> {
        let missing = || {
            plan_datafusion_err!(
                "{}: which value is missing, as in {0}({}, 'name')",
                self.function,
                self.fields.first().map_or("row", |row| row.name())
            )
        };
        self.path(1, self.fields.len())?.ok_or_else(missing)
    }

    /// An argument that is a literal name.
    pub(super) fn name(&self, at: usize) -> Result<&'a str> {
        self.literal(at).and_then(|literal| literal.try_as_str().flatten()).ok_or_else(|| {
            plan_datafusion_err!(
                "{}: argument {} must be the name of a field, a literal",
                self.function,
                at + 1
            )
        })
    }

    fn step(&self, at: usize) -> Result<PathStep> {
        let step = self.literal(at).and_then(|literal| match literal {
            literal if literal.data_type().is_integer() => {
                let number = literal.cast_to(&DataType::Int64).ok()?;
                match number {
                    ScalarValue::Int64(Some(number)) => Some(PathStep::from(number)),
                    _ => None,
                }
            }
            literal => literal.try_as_str().flatten().map(PathStep::from),
        });
        step.ok_or_else(|| {
            plan_datafusion_err!(
                "{}: argument {} must be a literal, the name of a field, the number of an element, or a \
                 key, as in {0}({}, 'name')",
                self.function,
                at + 1,
                self.fields[0].name()
            )
        })
    }

    /// Refuses a call of more or fewer arguments.
    pub(super) fn takes(&self, count: usize) -> Result<()> {
        match self.fields.len() {
            found if found == count => Ok(()),
            found => plan_err!("{} takes {count} arguments and got {found}", self.function),
        }
    }

    /// A mistake in the call.
    pub(super) fn wrong(&self, what: impl fmt::Display) -> DataFusionError {
        plan_datafusion_err!("{}: {what}", self.function)
    }
}

/// The SQL function that `F` is.
pub(super) fn udf<F: RowFunction>() -> ScalarUDF {
    ScalarUDF::new_from_impl(Udf::<F> {
        signature: Signature::variadic_any(Volatility::Immutable),
        documentation: documentation::<F>(),
        function: PhantomData,
    })
}

fn documentation<F: RowFunction>() -> Documentation {
    let section = DocSection { include: true, label: "Row Functions", description: None };
    let (what, syntax) = F::SUMMARY;
    F::document(Documentation::builder(section, what, syntax)).build()
}

struct Udf<F> {
    signature: Signature,
    documentation: Documentation,
    function: PhantomData<F>,
}

impl<F: RowFunction> Udf<F> {
    fn plan(fields: &[FieldRef], literals: &[Option<&ScalarValue>]) -> Result<F::Plan> {
        F::plan(&Call::new(F::NAME, fields, literals))
    }
}

impl<F: RowFunction> ScalarUDFImpl for Udf<F> {
    fn name(&self) -> &str {
        F::NAME
    }

    fn signature(&self) -> &Signature {
        &self.signature
    }

    fn return_type(&self, _: &[DataType]) -> Result<DataType> {
        internal_err!("the type of {} depends on the metadata of columns, not on types", F::NAME)
    }

    fn return_field_from_args(&self, args: ReturnFieldArgs<'_>) -> Result<FieldRef> {
        Ok(Self::plan(args.arg_fields, args.scalar_arguments)?.field())
    }

    fn invoke_with_args(&self, args: ScalarFunctionArgs) -> Result<ColumnarValue> {
        let literals: Vec<_> = (args.args.iter())
            .map(|argument| match argument {
                ColumnarValue::Scalar(literal) => Some(literal),
                ColumnarValue::Array(_) => None,
            })
            .collect();
        let plan = Self::plan(&args.arg_fields, &literals)?;
        let is_scalar = literals.iter().all(Option::is_some);
        let rows = if is_scalar { 1 } else { args.number_rows };
        let arguments: Result<Vec<_>> =
            args.args.iter().map(|argument| argument.to_array(rows)).collect();
        let result = plan.run(&arguments?)?;
        Ok(match is_scalar {
            true => ColumnarValue::Scalar(ScalarValue::try_from_array(&result, 0)?),
            false => ColumnarValue::Array(result),
        })
    }

    fn simplify(&self, args: Vec<Expr>, info: &SimplifyContext) -> Result<ExprSimplifyResult> {
        F::simplify(args, info)
    }

    fn placement(&self, args: &[ExpressionPlacement]) -> ExpressionPlacement {
        let is_read_of_rows = args.split_first().is_some_and(|(rows, steps)| {
            rows.should_push_to_leaves()
                && steps.iter().all(|step| *step == ExpressionPlacement::Literal)
        });
        match F::MOVES_TO_SCAN && is_read_of_rows {
            true => ExpressionPlacement::MoveTowardsLeafNodes,
            false => ExpressionPlacement::KeepInPlace,
        }
    }

    fn documentation(&self) -> Option<&Documentation> {
        Some(&self.documentation)
    }
}

impl<F: RowFunction> fmt::Debug for Udf<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Udf").field(&F::NAME).finish()
    }
}

impl<F> PartialEq for Udf<F> {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl<F> Eq for Udf<F> {}

impl<F: RowFunction> Hash for Udf<F> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        F::NAME.hash(state);
    }
}

pub(crate) fn external(error: impl std::error::Error + Send + Sync + 'static) -> DataFusionError {
    DataFusionError::External(Box::new(error))
}

/// A nullable field of results.
pub(super) fn result(function: &str, data_type: DataType) -> FieldRef {
    Arc::new(Field::new(function, data_type, true))
}
