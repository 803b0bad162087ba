//! `row_get` wherever SQL has an expression, and on columns that went through a query.

use std::sync::Arc;

use ferrow_udf::{RowTable, row_column_table};

use crate::support::{column, encode, flights, query, session, session_of, show};

/// `sql` over rows, with `row_get` in braces: `{id}` stands for `row_get(payload, 'id')`.
fn spell(sql: &str) -> (String, String) {
    let names = ["id", "carrier", "tail", "dep_delay", "distance", "time_hour", "cancelled"];
    names.iter().fold((sql.to_owned(), sql.to_owned()), |(rows, columns), name| {
        let braces = format!("{{{name}}}");
        (
            rows.replace(&braces, &format!("row_get(payload, '{name}')")),
            columns.replace(&braces, name),
        )
    })
}

#[tokio::test]
async fn sql_over_single_fields_equals_sql_over_their_columns() {
    let rows = encode(&flights(200));
    let messages = session_of(row_column_table("payload", &rows).unwrap());
    let flights = session_of(RowTable::new(rows));
    for sql in [
        "SELECT {id} AS a, {carrier} AS b, {tail} AS c, {dep_delay} AS d, {distance} AS e, \
         {time_hour} AS f, {cancelled} AS g FROM t ORDER BY a",
        "SELECT {id} AS a FROM t WHERE {dep_delay} > 5 AND {carrier} <> 'UA' ORDER BY a",
        "SELECT {id} AS a FROM t WHERE {cancelled} OR {tail} IS NULL ORDER BY {distance}, a",
        "SELECT {carrier} AS a, count(*), avg({dep_delay}) AS b FROM t GROUP BY {carrier} \
         HAVING sum({distance}) > 10 ORDER BY {carrier}",
        "SELECT {id} AS a FROM t ORDER BY {dep_delay} DESC NULLS LAST, {id} LIMIT 10",
        "SELECT upper({carrier}) AS a, {id} + 1 AS b FROM t ORDER BY b LIMIT 5",
        "SELECT {carrier} AS a, {id} AS b, row_number() OVER (PARTITION BY {carrier} ORDER BY {id}) \
         AS n FROM t ORDER BY b",
        "SELECT DISTINCT {cancelled} AS a FROM t ORDER BY a",
        "SELECT CASE WHEN {dep_delay} > 0 THEN 'late' ELSE {carrier} END AS a, {id} AS b FROM t \
         ORDER BY b",
    ] {
        let (over_rows, over_columns) = spell(sql);
        assert_eq!(show(&messages, &over_rows).await, show(&flights, &over_columns).await, "{sql}");
    }
}

#[tokio::test]
async fn the_row_type_survives_a_query_around_the_column() {
    let rows = encode(&flights(6));
    let ctx = session_of(row_column_table("payload", &rows).unwrap());
    let more = row_column_table("payload", &rows).unwrap();
    ctx.register_table("more", Arc::new(more)).unwrap();
    for (sql, wanted) in [
        ("SELECT sum(row_get(p, 'id')) FROM (SELECT payload AS p FROM t)", "15"),
        (
            "SELECT sum(row_get(payload, 'id')) FROM \
             (SELECT payload FROM t UNION ALL SELECT payload FROM more)",
            "30",
        ),
        (
            "WITH x AS (SELECT payload FROM t LIMIT 3) SELECT sum(row_get(payload, 'id')) FROM x",
            "3",
        ),
        (
            "SELECT sum(row_get(b.payload, 'id')) FROM t a JOIN more b \
             ON row_get(a.payload, 'id') = row_get(b.payload, 'id') WHERE row_get(a.payload, 'id') > 2",
            "12",
        ),
        (
            "SELECT count(*) FROM t a JOIN t b ON row_get(a.payload, 'id') = row_get(b.payload, 'id') \
             JOIN t c ON row_get(b.payload, 'id') + 1 < row_get(c.payload, 'id')",
            "10",
        ),
        (
            "SELECT count(*) FROM t WHERE row_get(payload, 'id') IN \
             (SELECT row_get(payload, 'dep_delay') + 12 FROM more)",
            "3",
        ),
        (
            "SELECT row_get(first_value(payload ORDER BY row_get(payload, 'id') DESC), 'id') FROM t",
            "5",
        ),
        ("SELECT count(row_get(p, 'id')) FROM (SELECT DISTINCT payload AS p FROM t)", "6"),
        (
            "SELECT max(row_get(payload, 'id')) FROM \
             (SELECT payload FROM t ORDER BY row_get(payload, 'distance') LIMIT 4)",
            "3",
        ),
    ] {
        assert_eq!(column(&ctx, sql).await, [wanted], "{sql}");
    }
}

#[tokio::test]
async fn a_view_over_fields_is_a_table_like_any_other() {
    let ctx = session_of(row_column_table("payload", &encode(&flights(6))).unwrap());
    query(
        &ctx,
        "CREATE VIEW v AS SELECT row_get(payload, 'id') AS id, row_get(payload, 'carrier') AS c \
         FROM t",
    )
    .await;
    assert_eq!(column(&ctx, "SELECT c FROM v WHERE id = 3").await, ["DL"]);
}

#[tokio::test]
async fn a_column_of_rows_lies_beside_other_columns() {
    let rows = encode(&flights(3));
    let ctx = session_of(row_column_table("payload", &rows).unwrap());
    ctx.register_table("f", Arc::new(RowTable::new(rows))).unwrap();
    query(
        &ctx,
        "CREATE TABLE both AS SELECT f.id, t.payload FROM f JOIN t \
         ON f.id = row_get(t.payload, 'id')",
    )
    .await;
    let sql = "SELECT count(*) FROM both WHERE id = row_get(payload, 'id')";
    assert_eq!(column(&ctx, sql).await, ["3"]);
}

#[tokio::test]
async fn an_empty_table_of_rows_has_typed_fields() {
    let ctx = session();
    let table = row_column_table("payload", &encode(&flights(0))).unwrap();
    ctx.register_table("t", Arc::new(table)).unwrap();
    assert_eq!(column(&ctx, "SELECT count(row_get(payload, 'id')) FROM t").await, ["0"]);
    let sql = "SELECT arrow_typeof(max(row_get(payload, 'dep_delay'))) FROM t";
    assert_eq!(column(&ctx, sql).await, ["Int16"]);
}

/// What moves towards the scan is renamed, which DataFusion 55.2 alone does not plan.
#[tokio::test]
async fn tables_join_on_an_expression_around_a_field() {
    let rows = encode(&flights(6));
    let ctx = session_of(row_column_table("payload", &rows).unwrap());
    ctx.register_table("f", Arc::new(RowTable::new(rows))).unwrap();
    let sql = "SELECT count(*) FROM t AS x JOIN f ON row_get(x.payload, 'id') + 1 = f.id";
    assert_eq!(column(&ctx, sql).await, ["5"]);
}
