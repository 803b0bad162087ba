//! SQL over rows gives what SQL over the decoded record batches gives.

use std::sync::Arc;

use datafusion::arrow::array::{ArrayRef, RecordBatch, StringArray};
use datafusion::datasource::MemTable;
use datafusion::prelude::{SessionConfig, SessionContext};
use ferrow_udf::RowTable;

use crate::support::{encode, flights, session, session_with, show};

const QUERIES: &[&str] = &[
    "SELECT * FROM flights ORDER BY id",
    "SELECT id, tail FROM flights WHERE dep_delay > 5 AND carrier <> 'UA' ORDER BY id",
    "SELECT id FROM flights WHERE dep_delay IS NULL OR cancelled ORDER BY id",
    "SELECT carrier, tail FROM flights WHERE tail LIKE 'N3%' ORDER BY id",
    "SELECT carrier, count(*), count(dep_delay), avg(dep_delay), sum(distance), max(time_hour) \
     FROM flights GROUP BY carrier ORDER BY carrier",
    "SELECT cancelled, min(tail), max(tail), count(DISTINCT tail) \
     FROM flights GROUP BY cancelled ORDER BY cancelled",
    "SELECT a.name, count(*) AS n, avg(f.dep_delay) AS delay FROM flights f \
     JOIN airlines a ON f.carrier = a.code GROUP BY a.name ORDER BY a.name",
    "SELECT a.name, f.id FROM airlines a LEFT JOIN flights f \
     ON f.carrier = a.code AND f.dep_delay > 30 ORDER BY a.name, f.id",
    "SELECT x.id, y.id FROM flights x JOIN flights y ON x.id + 1 = y.id AND x.tail = y.tail \
     ORDER BY x.id",
    "SELECT id, rank() OVER (PARTITION BY carrier ORDER BY distance DESC, id) AS place \
     FROM flights ORDER BY id",
    "SELECT id FROM flights ORDER BY dep_delay DESC NULLS LAST, id LIMIT 10 OFFSET 3",
    "SELECT date_trunc('day', time_hour) AS day, count(*) FROM flights GROUP BY day ORDER BY day",
    "SELECT id FROM flights WHERE distance > (SELECT avg(distance) FROM flights) ORDER BY id",
    "SELECT carrier FROM flights UNION SELECT code FROM airlines ORDER BY carrier",
    "SELECT count(*) FROM flights, airlines",
    "SELECT DISTINCT carrier, cancelled FROM flights ORDER BY carrier, cancelled",
];

fn airlines() -> RecordBatch {
    let codes: ArrayRef = Arc::new(StringArray::from(vec!["UA", "AA", "WN"]));
    let names: ArrayRef = Arc::new(StringArray::from(vec!["United", "American", "Southwest"]));
    RecordBatch::try_from_iter([("code", codes), ("name", names)]).expect("equal lengths")
}

fn over_memory(batch: &RecordBatch) -> SessionContext {
    let ctx = session();
    let flights = MemTable::try_new(batch.schema(), vec![vec![batch.clone()]]).expect("a table");
    ctx.register_table("flights", Arc::new(flights)).expect("a new name");
    ctx.register_batch("airlines", airlines()).expect("a new name");
    ctx
}

fn over_rows(ctx: SessionContext, flights: RowTable) -> SessionContext {
    ctx.register_table("flights", Arc::new(flights)).expect("a new name");
    let airlines = RowTable::new(encode(&airlines()));
    ctx.register_table("airlines", Arc::new(airlines)).expect("a new name");
    ctx
}

#[tokio::test]
async fn sql_over_rows_equals_sql_over_record_batches() {
    let batch = flights(200);
    let memory = over_memory(&batch);
    let rows = encode(&batch);
    let one = over_rows(session(), RowTable::new(rows.clone()));
    let parts = vec![vec![rows.slice(0..70)], vec![rows.slice(70..71), rows.slice(71..200)]];
    let parts = RowTable::try_new(Arc::clone(rows.layout()), parts).unwrap();
    let parallel = SessionConfig::new().with_batch_size(16).with_target_partitions(3);
    let many = over_rows(session_with(parallel), parts);
    for sql in QUERIES {
        let wanted = show(&memory, sql).await;
        assert_eq!(show(&one, sql).await, wanted, "one partition: {sql}");
        assert_eq!(show(&many, sql).await, wanted, "many partitions: {sql}");
    }
}
