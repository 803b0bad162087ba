//! Filters of SQL that rows are asked without decoding them.

use std::sync::Arc;

use datafusion::arrow::array::Scalar;
use datafusion::common::ScalarValue;
use datafusion::logical_expr::expr::{InList, ScalarFunction};
use datafusion::logical_expr::utils::conjunction;
use datafusion::logical_expr::{Between, BinaryExpr, Expr, Like, Operator};
use ferrow_convert::filter::{Literal, PredicateColumn};
use ferrow_convert::{FieldPath, Predicate, RowFilter};
use ferrow_row::RowLayout;

/// A filter, and the SQL that it is.
#[derive(Debug, Clone)]
pub(crate) struct PushedFilter {
    pub(crate) filter: Arc<RowFilter>,
    pub(crate) sql: Arc<str>,
}

impl PushedFilter {
    /// The filter that all of `filters` are together; `None` where there are none, or where one of
    /// them asks what rows are not asked.
    pub(crate) fn of_all(layout: &Arc<RowLayout>, filters: &[Expr]) -> Option<Self> {
        let expr = conjunction(filters.iter().cloned())?;
        let filter = RowFilter::try_new(layout, &predicate(&expr)?).ok()?;
        Some(Self { filter: Arc::new(filter), sql: expr.to_string().into() })
    }
}

/// Whether rows are asked `expr`, with the answer that SQL gives.
pub(crate) fn is_exact(layout: &Arc<RowLayout>, expr: &Expr) -> bool {
    predicate(expr).is_some_and(|predicate| RowFilter::try_new(layout, &predicate).is_ok())
}

fn predicate(expr: &Expr) -> Option<Predicate> {
    match expr {
        Expr::BinaryExpr(BinaryExpr { left, op, right }) => match op {
            Operator::And => Some(predicate(left)?.and(predicate(right)?)),
            Operator::Or => Some(predicate(left)?.or(predicate(right)?)),
            op => match (field(left), literal(right)) {
                (Some(field), Some(literal)) => compare(field, *op, literal),
                _ => compare(field(right)?, op.swap()?, literal(left)?),
            },
        },
        Expr::Not(inner) => Some(!predicate(inner)?),
        Expr::IsNull(inner) => Some(field(inner)?.is_null()),
        Expr::IsNotNull(inner) => Some(field(inner)?.is_not_null()),
        Expr::InList(InList { expr, list, negated }) => {
            let list = list.iter().map(literal).collect::<Option<Vec<_>>>()?;
            Some(negated_if(*negated, field(expr)?.is_in(list)))
        }
        Expr::Between(Between { expr, negated, low, high }) => {
            let above = field(expr)?.gt_eq(literal(low)?);
            let below = field(expr)?.lt_eq(literal(high)?);
            Some(negated_if(*negated, above.and(below)))
        }
        Expr::Like(Like { negated, expr, pattern, escape_char: None, case_insensitive: false }) => {
            let Expr::Literal(pattern, _) = pattern.as_ref() else { return None };
            let pattern = pattern.try_as_str()??;
            Some(negated_if(*negated, matches(field(expr)?, pattern)?))
        }
        // A boolean by itself.
        expr => Some(field(expr)?.eq(true)),
    }
}

pub(crate) fn negated_if(negated: bool, predicate: Predicate) -> Predicate {
    if negated { !predicate } else { predicate }
}

pub(crate) fn compare(field: PredicateColumn, op: Operator, literal: Literal) -> Option<Predicate> {
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
pub(crate) fn matches(field: PredicateColumn, pattern: &str) -> Option<Predicate> {
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

/// A field of the rows, or of a struct in them.
fn field(expr: &Expr) -> Option<PredicateColumn> {
    fn names<'e>(expr: &'e Expr, path: &mut Vec<&'e str>) -> Option<()> {
        match expr {
            Expr::Column(column) => path.push(&column.name),
            Expr::ScalarFunction(ScalarFunction { func, args }) if func.name() == "get_field" => {
                let (of, steps) = args.split_first()?;
                names(of, path)?;
                for step in steps {
                    let Expr::Literal(step, _) = step else { return None };
                    path.push(step.try_as_str()??);
                }
            }
            _ => return None,
        }
        Some(())
    }
    let mut path = Vec::new();
    names(expr, &mut path)?;
    Some(Predicate::column(FieldPath::from(&path[..])))
}

fn literal(expr: &Expr) -> Option<Literal> {
    match expr {
        Expr::Literal(value, _) => literal_of(value),
        _ => None,
    }
}

/// A value that rows are compared with. SQL takes the two zeros of floats for one, which filters of rows,
/// as Arrow's order of floats, do not: they are not asked about them.
pub(crate) fn literal_of(value: &ScalarValue) -> Option<Literal> {
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
