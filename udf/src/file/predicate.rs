//! Filters of physical plans that rows are asked without decoding them.

use std::sync::Arc;

use datafusion::logical_expr::Operator;
use datafusion::physical_expr::PhysicalExpr;
use datafusion::physical_expr::expressions::{
    BinaryExpr, Column, InListExpr, IsNotNullExpr, IsNullExpr, LikeExpr, Literal as LiteralExpr,
    NotExpr,
};
use ferrow_convert::filter::{Literal, PredicateColumn};
use ferrow_convert::{Predicate, RowFilter};
use ferrow_row::RowLayout;

use crate::predicate::{compare, literal_of, matches, negated_if};

/// The predicate that `expr` is of rows of `layout`; `None` where rows are not asked that.
pub(super) fn predicate(
    layout: &Arc<RowLayout>,
    expr: &Arc<dyn PhysicalExpr>,
) -> Option<Predicate> {
    let predicate = translate(expr)?;
    RowFilter::try_new(layout, &predicate).is_ok().then_some(predicate)
}

fn translate(expr: &Arc<dyn PhysicalExpr>) -> Option<Predicate> {
    if let Some(binary) = expr.downcast_ref::<BinaryExpr>() {
        let (left, right) = (binary.left(), binary.right());
        return match binary.op() {
            Operator::And => Some(translate(left)?.and(translate(right)?)),
            Operator::Or => Some(translate(left)?.or(translate(right)?)),
            op => match (field(left), literal(right)) {
                (Some(field), Some(literal)) => compare(field, *op, literal),
                _ => compare(field(right)?, op.swap()?, literal(left)?),
            },
        };
    }
    if let Some(not) = expr.downcast_ref::<NotExpr>() {
        return Some(!translate(not.arg())?);
    }
    if let Some(is_null) = expr.downcast_ref::<IsNullExpr>() {
        return Some(field(is_null.arg())?.is_null());
    }
    if let Some(is_not_null) = expr.downcast_ref::<IsNotNullExpr>() {
        return Some(field(is_not_null.arg())?.is_not_null());
    }
    if let Some(in_list) = expr.downcast_ref::<InListExpr>() {
        let list = in_list.list().iter().map(literal).collect::<Option<Vec<_>>>()?;
        return Some(negated_if(in_list.negated(), field(in_list.expr())?.is_in(list)));
    }
    if let Some(like) = expr.downcast_ref::<LikeExpr>()
        && !like.case_insensitive()
    {
        let pattern = like.pattern().downcast_ref::<LiteralExpr>()?.value();
        let found = matches(field(like.expr())?, pattern.try_as_str()??)?;
        return Some(negated_if(like.negated(), found));
    }
    // A boolean by itself.
    Some(field(expr)?.eq(true))
}

fn field(expr: &Arc<dyn PhysicalExpr>) -> Option<PredicateColumn> {
    let column = expr.downcast_ref::<Column>()?;
    Some(Predicate::column([column.name()]))
}

fn literal(expr: &Arc<dyn PhysicalExpr>) -> Option<Literal> {
    literal_of(expr.downcast_ref::<LiteralExpr>()?.value())
}
