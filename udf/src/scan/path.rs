//! Which field of rows an expression is.

use std::sync::Arc;

use datafusion::common::ScalarValue;
use datafusion::functions::core::getfield::GetFieldFunc;
use datafusion::physical_expr::expressions::{Column, Literal};
use datafusion::physical_expr::{PhysicalExpr, ScalarFunctionExpr};
use ferrow_convert::{FieldPath, RowDecoder};
use ferrow_row::RowLayout;

/// The field of rows of `layout` that `expr` is: a column, or a field of a struct in one. The columns
/// behind those of the rows are none of them, and neither are the keys of maps.
pub(super) fn path_of(layout: &Arc<RowLayout>, expr: &Arc<dyn PhysicalExpr>) -> Option<FieldPath> {
    if let Some(column) = expr.downcast_ref::<Column>() {
        return (column.index() < layout.len()).then(|| FieldPath::from(column.index()));
    }
    let mut names = Vec::new();
    follow(layout, expr, &mut names)?;
    let path = FieldPath::from(&names[..]);
    let decoder = RowDecoder::new(layout).project_paths([path.clone()]).ok()?;
    let found = expr.data_type(layout.schema()).ok()?;
    (*decoder.schema().field(0).data_type() == found).then_some(path)
}

/// The names of the column and of the fields that `expr` goes through.
fn follow<'e>(
    layout: &'e RowLayout,
    expr: &'e Arc<dyn PhysicalExpr>,
    names: &mut Vec<&'e str>,
) -> Option<()> {
    if let Some(column) = expr.downcast_ref::<Column>() {
        let fields = layout.schema().fields();
        names.push(fields.get(column.index())?.name());
        return Some(());
    }
    let call = ScalarFunctionExpr::try_downcast_func::<GetFieldFunc>(expr.as_ref())?;
    let (of, steps) = call.args().split_first()?;
    follow(layout, of, names)?;
    for step in steps {
        let step = step.downcast_ref::<Literal>().map(Literal::value);
        names.push(step.and_then(ScalarValue::try_as_str)??);
    }
    Some(())
}
