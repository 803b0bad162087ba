//! Rows in Parquet files.

use std::env;
use std::fs;
use std::path::PathBuf;
use std::process;

use datafusion::dataframe::DataFrameWriteOptions;
use datafusion::prelude::{ParquetReadOptions, SessionContext};
use ferrow_udf::{RowTable, register_all, row_column_table};

use crate::support::{column, encode, error, flights, query, session, session_of, show};

/// A file that is gone when the test is over.
struct TempFile(PathBuf);

impl TempFile {
    fn new(name: &str) -> Self {
        Self(env::temp_dir().join(format!("ferrow-udf-{}-{name}.parquet", process::id())))
    }

    fn path(&self) -> &str {
        self.0.to_str().expect("a path that is text")
    }
}

impl Drop for TempFile {
    fn drop(&mut self) {
        // A test that failed before it wrote leaves nothing to remove.
        let _ = fs::remove_file(&self.0);
    }
}

async fn write_messages(file: &TempFile) {
    let ctx = session_of(row_column_table("payload", &encode(&flights(200))).expect("a table"));
    let frame = ctx.table("t").await.expect("the table t");
    let options = DataFrameWriteOptions::new();
    frame.write_parquet(file.path(), options, None).await.expect("a file that can be written");
}

#[tokio::test]
async fn a_row_column_keeps_its_type_in_a_parquet_file() {
    let file = TempFile::new("keeps");
    write_messages(&file).await;
    let ctx = session();
    ctx.register_parquet("messages", file.path(), ParquetReadOptions::default()).await.unwrap();

    let flights = session_of(RowTable::new(encode(&flights(200))));
    let fields = "SELECT row_get(payload, 'carrier') AS carrier, count(*) AS n, \
                  sum(row_get(payload, 'dep_delay')) AS delay FROM messages \
                  WHERE row_get(payload, 'id') >= 20 GROUP BY 1 ORDER BY 1";
    let columns = "SELECT carrier, count(*) AS n, sum(dep_delay) AS delay FROM t \
                   WHERE id >= 20 GROUP BY 1 ORDER BY 1";
    assert_eq!(show(&ctx, fields).await, show(&flights, columns).await);
}

#[tokio::test]
async fn an_external_table_keeps_it_too() {
    let file = TempFile::new("external");
    write_messages(&file).await;
    let ctx = session();
    let path = file.path();
    query(&ctx, &format!("CREATE EXTERNAL TABLE m STORED AS PARQUET LOCATION '{path}'")).await;
    assert_eq!(column(&ctx, "SELECT sum(row_get(payload, 'id')) FROM m").await, ["19900"]);
}

#[tokio::test]
async fn a_file_read_without_field_metadata_says_what_to_do() {
    let file = TempFile::new("loses");
    write_messages(&file).await;
    let ctx = SessionContext::new();
    ctx.register_parquet("messages", file.path(), ParquetReadOptions::default()).await.unwrap();
    register_all(&ctx).unwrap();
    let text = error(&ctx, "SELECT row_get(payload, 'id') FROM messages").await;
    assert!(
        text.contains("if `register_all` was called before the table was registered"),
        "{text}"
    );
}
