//! TPC-H: its 22 queries, with the parameters that its specification validates answers by, and its eight
//! tables. `bench-compare` and the tests of `ferrow-cli` have this module too.
//!
//! Where the order that a query of the specification asks for leaves rows that tie, ours goes on with a
//! key, so that every answer is one sequence of rows.

use std::sync::Arc;

use datafusion::arrow::array::{RecordBatch, RecordBatchReader};
use datafusion::arrow::compute::concat_batches;
use datafusion::arrow::error::ArrowError;
use datafusion::catalog::TableProvider;
use datafusion::datasource::MemTable;
use datafusion::error::{DataFusionError, Result};
use datafusion::prelude::{SessionConfig, SessionContext};
use ferrow_convert::RowEncoder;
use ferrow_row::{RowBatch, RowLayout};
use ferrow_udf::{RowTable, register_all};
use tpchgen::generators::{
    CustomerGenerator, LineItemGenerator, NationGenerator, OrderGenerator, PartGenerator,
    PartSuppGenerator, RegionGenerator, SupplierGenerator,
};
use tpchgen_arrow::{
    CustomerArrow, LineItemArrow, NationArrow, OrderArrow, PartArrow, PartSuppArrow, RegionArrow,
    SupplierArrow,
};

macro_rules! queries {
    ($($name:literal)*) => {
        &[$(($name, include_str!(concat!($name, ".sql")))),*]
    };
}

/// The queries, by the names of their files.
pub(crate) const QUERIES: &[(&str, &str)] = queries! {
    "q01" "q02" "q03" "q04" "q05" "q06" "q07" "q08" "q09" "q10" "q11"
    "q12" "q13" "q14" "q15" "q16" "q17" "q18" "q19" "q20" "q21" "q22"
};

/// A table as record batches.
pub(crate) struct Table {
    pub(crate) name: &'static str,
    batches: Vec<RecordBatch>,
}

/// The tables, of which `lineitem` has some 6 million rows times `scale`.
pub(crate) fn tables(scale: f64) -> Result<Vec<Table>> {
    macro_rules! tables {
        ($($name:literal $arrow:ident $generator:ident)*) => {
            vec![$(Table::read($name, $arrow::new($generator::new(scale, 1, 1)))?),*]
        };
    }
    Ok(tables! {
        "region" RegionArrow RegionGenerator
        "nation" NationArrow NationGenerator
        "part" PartArrow PartGenerator
        "supplier" SupplierArrow SupplierGenerator
        "partsupp" PartSuppArrow PartSuppGenerator
        "customer" CustomerArrow CustomerGenerator
        "orders" OrderArrow OrderGenerator
        "lineitem" LineItemArrow LineItemGenerator
    })
}

impl Table {
    fn read(name: &'static str, reader: impl RecordBatchReader) -> Result<Self> {
        Ok(Self { name, batches: reader.collect::<Result<_, ArrowError>>()? })
    }

    /// The table in memory, as it is.
    pub(crate) fn of_batches(&self) -> Result<Arc<dyn TableProvider>> {
        let schema = self.batches[0].schema();
        Ok(Arc::new(MemTable::try_new(schema, vec![self.batches.clone()])?))
    }

    /// The table in memory, as rows.
    pub(crate) fn of_rows(&self) -> Result<Arc<dyn TableProvider>> {
        let (layout, rows) = self.rows()?;
        Ok(Arc::new(RowTable::try_new(layout, vec![rows])?))
    }

    /// Its rows, and how they are laid out.
    pub(crate) fn rows(&self) -> Result<(Arc<RowLayout>, Vec<RowBatch>)> {
        let layout = RowLayout::try_new(self.batches[0].schema()).map_err(external)?;
        let encoder = RowEncoder::new(&layout);
        let rows = self.batches.iter().map(|batch| encoder.encode(batch).map_err(external));
        Ok((layout, rows.collect::<Result<_>>()?))
    }
}

/// A session in which numbers with a point are decimals, as those of the tables are.
pub(crate) fn session(partitions: usize) -> Result<SessionContext> {
    let mut config = SessionConfig::new().with_target_partitions(partitions);
    config.options_mut().sql_parser.parse_float_as_decimal = true;
    let ctx = SessionContext::new_with_config(config);
    register_all(&ctx)?;
    Ok(ctx)
}

/// What a query answers, in one batch.
pub(crate) async fn answer(ctx: &SessionContext, sql: &str) -> Result<RecordBatch> {
    let frame = ctx.sql(sql).await?;
    let schema = Arc::clone(frame.schema().inner());
    Ok(concat_batches(&schema, &frame.collect().await?)?)
}

fn external(error: impl std::error::Error + Send + Sync + 'static) -> DataFusionError {
    DataFusionError::External(Box::new(error))
}
