//! Rows in DataFusion, from SQL to result.

#[cfg(feature = "distributed")]
mod distributed;
mod nested;
mod parquet;
mod registration;
mod row_get_errors;
mod row_get_sql;
mod row_get_types;
mod row_get_values;
mod slt;
mod stream;
mod support;
mod table_rows;
mod table_scan;
mod table_sql;
mod tpch;
#[path = "../tpch/mod.rs"]
mod tpch_data;
