//! Filters that rows are asked without decoding them.

use std::sync::Arc;

use datafusion::arrow::array::Scalar;
use datafusion::common::ScalarValue;
use datafusion::logical_expr::Operator;
use datafusion::physical_expr::expressions::{
    BinaryExpr, InListExpr, IsNotNullExpr, IsNullExpr, LikeExpr, Literal as LiteralExpr, NotExpr,
};
use datafusion::physical_expr::{PhysicalExpr, split_conjunction};
use ferrow_convert::filter::{Literal, PredicateColumn};
use ferrow_convert::{Predicate, RowFilter};
use ferrow_row::RowLayout;

use super::path::path_of;

/// The predicate that `expr` is of rows of `layout`, with the answers that SQL gives; `None` where rows
/// are not asked that.
pub(super) fn predicate(
    layout: &Arc<RowLayout>,
    expr: &Arc<dyn PhysicalExpr>,
) -> Option<Predicate> {
    let predicate = Translation { layout }.translate(expr)?;
    RowFilter::try_new(layout, &predicate).is_ok().then_some(predicate)
}

/// What rows are asked of `expr`: of conditions that must all be true, those that can be asked.
pub(super) fn weaker_predicate(
    layout: &Arc<RowLayout>,
    expr: &Arc<dyn PhysicalExpr>,
) -> Option<Predicate> {
    let conditions = split_conjunction(expr).into_iter();
    conditions.filter_map(|condition| predicate(layout, condition)).reduce(Predicate::and)
}

struct Translation<'a> {
    layout: &'a Arc<RowLayout>,
}

impl Translation<'_> {
    fn translate(&self, expr: &Arc<dyn PhysicalExpr>) -> Option<Predicate> {
        if let Some(binary) = expr.downcast_ref::<BinaryExpr>() {
            let (left, right) = (binary.left(), binary.right());
            return match binary.op() {
                Operator::And => Some(self.translate(left)?.and(self.translate(right)?)),
                Operator::Or => Some(self.translate(left)?.or(self.translate(right)?)),
                op => match (self.field(left), literal(right)) {
                    (Some(field), Some(literal)) => compare(field, *op, literal),
                    _ => compare(self.field(right)?, op.swap()?, literal(left)?),
                },
            };
        }
        if let Some(not) = expr.downcast_ref::<NotExpr>() {
            return Some(!self.translate(not.arg())?);
        }
        if let Some(is_null) = expr.downcast_ref::<IsNullExpr>() {
            return Some(self.field(is_null.arg())?.is_null());
        }
        if let Some(is_not_null) = expr.downcast_ref::<IsNotNullExpr>() {
            return Some(self.field(is_not_null.arg())?.is_not_null());
        }
        if let Some(in_list) = expr.downcast_ref::<InListExpr>() {
            let list = in_list.list().iter().map(literal).collect::<Option<Vec<_>>>()?;
            return Some(negated_if(in_list.negated(), self.field(in_list.expr())?.is_in(list)));
        }
        if let Some(like) = expr.downcast_ref::<LikeExpr>()
            && !like.case_insensitive()
        {
            let pattern = like.pattern().downcast_ref::<LiteralExpr>()?.value();
            let found = matches(self.field(like.expr())?, pattern.try_as_str()??)?;
            return Some(negated_if(like.negated(), found));
        }
        if let Some(literal) = expr.downcast_ref::<LiteralExpr>() {
            // What is never true wants no rows.
            let is_false = *literal.value() == ScalarValue::Boolean(Some(false));
            return is_false.then(|| Predicate::any([]));
        }
        // A boolean by itself.
        Some(self.field(expr)?.eq(true))
    }

    fn field(&self, expr: &Arc<dyn PhysicalExpr>) -> Option<PredicateColumn> {
        path_of(self.layout, expr).map(Predicate::column)
    }
}

fn negated_if(negated: bool, predicate: Predicate) -> Predicate {
    if negated { !predicate } else { predicate }
}

fn compare(field: PredicateColumn, op: Operator, literal: Literal) -> Option<Predicate> {
    Some(match op {
        Operator::Eq => field.eq(literal),
        Operator::NotEq => field.not_eq(literal),
        Operator::Lt => field.lt(literal),
        Operator::LtEq => field.lt_eq(literal),
        Operator::Gt => field.gt(literal),
        Operator::GtEq => field.gt_eq(literal),
        Operator::IsDistinctFrom => field.is_distinct_from(literal),
        Operator::IsNotDistinctFrom => field.is_not_distinct_from(literal),
        _ => return None,
    })
}

/// Patterns that begin or end with anything, and have no other wildcard.
fn matches(field: PredicateColumn, pattern: &str) -> Option<Predicate> {
    let (rest, is_open_end) =
        pattern.strip_suffix('%').map_or((pattern, false), |rest| (rest, true));
    let (rest, is_open_start) = rest.strip_prefix('%').map_or((rest, false), |rest| (rest, true));
    if rest.contains(['%', '_', '\\']) {
        return None;
    }
    Some(match (is_open_start, is_open_end) {
        (false, false) => field.eq(rest),
        (false, true) => field.starts_with(rest),
        (true, false) => field.ends_with(rest),
        (true, true) => field.contains(rest),
    })
}

/// A value that rows are compared with. SQL takes the two zeros of floats for one, which filters of rows,
/// as Arrow's order of floats, do not: they are not asked about them.
fn literal(expr: &Arc<dyn PhysicalExpr>) -> Option<Literal> {
    let value = expr.downcast_ref::<LiteralExpr>()?.value();
    let is_zero = match value {
        ScalarValue::Null => return None,
        ScalarValue::Float16(Some(value)) => value.to_f32() == 0.0,
        ScalarValue::Float32(Some(value)) => *value == 0.0,
        ScalarValue::Float64(Some(value)) => *value == 0.0,
        _ => false,
    };
    let array = if is_zero { None } else { value.to_array().ok() };
    Some(Literal::from(Scalar::new(array?)))
}
