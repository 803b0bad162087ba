//! Keys of joins that are computed of values in rows.

use std::sync::Arc;

use datafusion::common::tree_node::{Transformed, TreeNode};
use datafusion::common::{Column, Result};
use datafusion::logical_expr::logical_plan::Join;
use datafusion::logical_expr::{Expr, ExpressionPlacement, LogicalPlan, Projection};
use datafusion::optimizer::optimizer::ApplyOrder;
use datafusion::optimizer::{OptimizerConfig, OptimizerRule};

/// Computes such keys below their join. Moving the read of a value towards the scan renames what the key
/// around it is computed of, and DataFusion 55 does not find that again when it plans the join.
#[derive(Debug)]
pub(crate) struct JoinKeys;

/// One side of a join, and the keys that are computed of it.
struct Side {
    input: Arc<LogicalPlan>,
    computed: Vec<Expr>,
}

impl Side {
    fn new(input: &Arc<LogicalPlan>) -> Self {
        Self { input: Arc::clone(input), computed: Vec::new() }
    }

    /// `key`, which becomes a column where it is computed of a value that is read.
    fn key(&mut self, key: Expr, config: &dyn OptimizerConfig) -> Result<Expr> {
        if !is_around_read(&key)? {
            return Ok(key);
        }
        let name = config.alias_generator().next("__join_key");
        self.computed.push(key.alias(name.clone()));
        Ok(Expr::Column(Column::new_unqualified(name)))
    }

    /// The input with its computed keys behind its columns.
    fn finish(self) -> Result<Arc<LogicalPlan>> {
        if self.computed.is_empty() {
            return Ok(self.input);
        }
        let columns = self.input.schema().columns().into_iter().map(Expr::Column);
        let columns = columns.chain(self.computed).collect();
        Ok(Arc::new(LogicalPlan::Projection(Projection::try_new(columns, self.input)?)))
    }
}

/// Whether there is a read in `key` that moves, and more than it.
fn is_around_read(key: &Expr) -> Result<bool> {
    let moves = |expr: &Expr| expr.placement() == ExpressionPlacement::MoveTowardsLeafNodes;
    Ok(!moves(key) && key.exists(|expr| Ok(moves(expr)))?)
}

impl OptimizerRule for JoinKeys {
    fn name(&self) -> &str {
        "row_join_keys"
    }

    fn apply_order(&self) -> Option<ApplyOrder> {
        Some(ApplyOrder::BottomUp)
    }

    fn supports_rewrite(&self) -> bool {
        true
    }

    fn rewrite(
        &self,
        plan: LogicalPlan,
        config: &dyn OptimizerConfig,
    ) -> Result<Transformed<LogicalPlan>> {
        let LogicalPlan::Join(join) = plan else { return Ok(Transformed::no(plan)) };
        let (mut left, mut right) = (Side::new(&join.left), Side::new(&join.right));
        let on = join.on.iter().map(|(of_left, of_right)| {
            Ok((left.key(of_left.clone(), config)?, right.key(of_right.clone(), config)?))
        });
        let on = on.collect::<Result<Vec<_>>>()?;
        if left.computed.is_empty() && right.computed.is_empty() {
            return Ok(Transformed::no(LogicalPlan::Join(join)));
        }
        let schema = Arc::clone(&join.schema);
        let join = Join::try_new(
            left.finish()?,
            right.finish()?,
            on,
            join.filter,
            join.join_type,
            join.join_constraint,
            join.null_equality,
            join.null_aware,
        )?;
        let columns = schema.columns().into_iter().map(Expr::Column).collect();
        let join = Arc::new(LogicalPlan::Join(join));
        let columns = Projection::try_new_with_schema(columns, join, schema)?;
        Ok(Transformed::yes(LogicalPlan::Projection(columns)))
    }
}
