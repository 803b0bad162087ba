//! Which rows a scan reads.

use std::fmt;
use std::sync::Arc;

use datafusion::common::Result;
#[cfg(feature = "distributed")]
use datafusion::common::exec_err;
use datafusion::physical_expr::{DynamicFilterTracking, PhysicalExpr};
use datafusion::physical_expr_common::physical_expr::{
    fmt_sql, snapshot_generation, snapshot_physical_expr,
};
use datafusion::physical_plan::filter_pushdown::PushedDown;
use ferrow_convert::{Predicate, RowFilter};
use ferrow_row::RowLayout;

use super::predicate::{predicate, weaker_predicate};
use crate::functions::external;

/// Filters of rows, in terms of the fields of the rows.
#[derive(Debug, Clone, Default)]
pub(crate) struct RowsWanted {
    /// Rows for which these are true are read, and no others; each as SQL has it and as rows are asked.
    exact: Vec<(Arc<dyn PhysicalExpr>, Predicate)>,
    /// What a running query has found out: rows for which these are not true are not needed.
    dynamic: Vec<Arc<dyn PhysicalExpr>>,
}

impl RowsWanted {
    /// Whether rows are asked `filter`, with the answer that SQL gives.
    pub(crate) fn takes(layout: &Arc<RowLayout>, filter: &Arc<dyn PhysicalExpr>) -> bool {
        exactly(layout, filter).is_some()
    }

    /// The same and those of `filters` that rows are asked; which of them need not be asked again.
    pub(crate) fn with(
        &self,
        layout: &Arc<RowLayout>,
        filters: Vec<Arc<dyn PhysicalExpr>>,
    ) -> (Self, Vec<PushedDown>) {
        let mut wanted = self.clone();
        let answers = filters.into_iter().map(|filter| match exactly(layout, &filter) {
            Some(asked) => {
                wanted.exact.push((filter, asked));
                PushedDown::Yes
            }
            None => {
                wanted.dynamic.extend(is_dynamic(&filter).then_some(filter));
                PushedDown::No
            }
        });
        let answers = answers.collect();
        (wanted, answers)
    }

    /// The rows of a scan that are wanted, and those of `filters` that are to be asked above it.
    pub(crate) fn of_scan(
        layout: &Arc<RowLayout>,
        filters: Vec<Arc<dyn PhysicalExpr>>,
    ) -> (Self, Vec<Arc<dyn PhysicalExpr>>) {
        let (mut wanted, mut left) = (Self::default(), Vec::new());
        for filter in filters {
            match exactly(layout, &filter) {
                Some(asked) => wanted.exact.push((filter, asked)),
                None => left.push(filter),
            }
        }
        (wanted, left)
    }

    /// The filters of a scan that was shipped, in terms of the fields of its rows. Nobody asks the `exact` ones
    /// again: each of them is asked of the rows, or the scan is refused.
    #[cfg(feature = "distributed")]
    pub(crate) fn restored(
        layout: &Arc<RowLayout>,
        exact: Vec<Arc<dyn PhysicalExpr>>,
        dynamic: Vec<Arc<dyn PhysicalExpr>>,
    ) -> Result<Self> {
        let exact = exact.into_iter().map(|filter| match exactly(layout, &filter) {
            Some(asked) => Ok((filter, asked)),
            None => exec_err!(
                "rows are not asked {} on this machine: use the same version of Ferrow on all of them",
                fmt_sql(filter.as_ref())
            ),
        });
        Ok(Self { exact: exact.collect::<Result<_>>()?, dynamic })
    }

    /// Those of [`filters`](Self::filters) that do not change.
    #[cfg(feature = "distributed")]
    pub(crate) fn exact_filters(&self) -> impl Iterator<Item = &Arc<dyn PhysicalExpr>> {
        self.exact.iter().map(|(filter, _)| filter)
    }

    /// Those of [`filters`](Self::filters) that a running query changes.
    #[cfg(feature = "distributed")]
    pub(crate) fn dynamic_filters(&self) -> impl Iterator<Item = &Arc<dyn PhysicalExpr>> {
        self.dynamic.iter()
    }

    /// The same, whatever a query finds out while it runs: which rows a limit counts must not depend on it.
    pub(crate) fn exact_alone(&self) -> Self {
        Self { exact: self.exact.clone(), dynamic: Vec::new() }
    }

    /// Whether all rows are read.
    pub(crate) fn is_all(&self) -> bool {
        self.exact.is_empty() && self.dynamic.is_empty()
    }

    pub(crate) fn filters(&self) -> impl Iterator<Item = &Arc<dyn PhysicalExpr>> {
        self.exact.iter().map(|(filter, _)| filter).chain(&self.dynamic)
    }

    /// What rows of `layout` are asked while they are read.
    pub(crate) fn ask(&self, layout: &Arc<RowLayout>) -> Asked {
        let exact = self.exact.iter().map(|(_, asked)| asked.clone());
        Asked {
            layout: Arc::clone(layout),
            exact: exact.reduce(Predicate::and),
            dynamic: self.dynamic.clone(),
            generation: None,
            filter: None,
        }
    }
}

/// What rows are asked of a filter that does not change, with the answer that SQL gives.
fn exactly(layout: &Arc<RowLayout>, filter: &Arc<dyn PhysicalExpr>) -> Option<Predicate> {
    if is_dynamic(filter) { None } else { predicate(layout, filter) }
}

fn is_dynamic(filter: &Arc<dyn PhysicalExpr>) -> bool {
    DynamicFilterTracking::classify(filter).contains_dynamic_filter()
}

/// As it is shown by `EXPLAIN`, in the order in which filters came.
impl fmt::Display for RowsWanted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, filter) in self.filters().enumerate() {
            let and = if at == 0 { "" } else { " AND " };
            write!(f, "{and}{}", fmt_sql(filter.as_ref()))?;
        }
        Ok(())
    }
}

/// What rows are asked, which a running query may change.
#[derive(Debug)]
pub(crate) struct Asked {
    layout: Arc<RowLayout>,
    exact: Option<Predicate>,
    dynamic: Vec<Arc<dyn PhysicalExpr>>,
    /// Of the dynamic filters that `filter` is made of; `None` before it is made.
    generation: Option<u64>,
    filter: Option<RowFilter>,
}

impl Asked {
    /// The filter of the rows that are read next.
    pub(crate) fn filter(&mut self) -> Result<Option<&RowFilter>> {
        let generations = self.dynamic.iter().map(snapshot_generation);
        let generation = generations.fold(0, u64::wrapping_add);
        if self.generation != Some(generation) {
            let mut asked = self.exact.clone();
            for filter in &self.dynamic {
                let filter = snapshot_physical_expr(Arc::clone(filter))?;
                let found = weaker_predicate(&self.layout, &filter);
                asked = asked.into_iter().chain(found).reduce(Predicate::and);
            }
            let filter = asked.map(|asked| RowFilter::try_new(&self.layout, &asked)).transpose();
            self.filter = filter.map_err(external)?;
            self.generation = Some(generation);
        }
        Ok(self.filter.as_ref())
    }
}
