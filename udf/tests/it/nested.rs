//! SQL over rows that hold structs, lists, maps and wide values, in both layouts of bytes.

use std::sync::Arc;

use datafusion::arrow::array::builder::{
    FixedSizeListBuilder, Float64Builder, Int32Builder, ListBuilder, MapBuilder, StringBuilder,
};
use datafusion::arrow::array::{
    Array, ArrayRef, BinaryArray, Decimal128Array, Int32Array, Int64Array, RecordBatch,
    StringArray, StructArray, UnionArray,
};
use datafusion::arrow::buffer::NullBuffer;
use datafusion::arrow::compute::cast;
use datafusion::arrow::datatypes::{DataType, Field, Fields, Schema, UnionFields};
use datafusion::datasource::MemTable;
use datafusion::prelude::{SessionConfig, SessionContext};
use ferrow_convert::{RowBatchExt, RowType};
use ferrow_row::{RowBatch, RowFormat};
use ferrow_udf::{RowTable, row_column_table};

use crate::support::{column, query, session, session_of, session_with, show, table_of};

const FORMATS: [RowFormat; 2] = [RowFormat::Standard, RowFormat::Compact];

const QUERIES: &[&str] = &[
    "SELECT * FROM t ORDER BY id",
    "SELECT id, s.x, l[1], m['k'] FROM t ORDER BY id",
    "SELECT s['name'] AS name, count(*), sum(s['x']) FROM t GROUP BY name ORDER BY name",
    "SELECT id FROM t WHERE s IS NULL OR m['k'] > 3 ORDER BY id",
    "SELECT id, array_length(l) AS n, array_to_string(l, ',') FROM t WHERE l IS NOT NULL ORDER BY id",
    "SELECT id, unnest(l) AS word FROM t ORDER BY id, word",
    "SELECT id, cardinality(m), map_keys(m), map_values(m) FROM t ORDER BY id",
    "SELECT sum(price), max(price), min(point[2]) FROM t",
    "SELECT kind, count(*) FROM t GROUP BY kind ORDER BY kind",
    "SELECT a.id, b.id FROM t a JOIN t b ON a.s.x = b.id ORDER BY a.id, b.id",
    "SELECT id FROM t ORDER BY s.x DESC NULLS LAST, id LIMIT 5",
    "SELECT id, deep[1]['inside'][2] FROM t ORDER BY id",
];

/// Rows with nulls at every depth, empty lists and empty maps.
fn nested(rows: i32) -> RecordBatch {
    let number = |id: i32| (id % 3 != 1).then_some(id % 7);
    let name = |id: i32| ["UA", "", "a name longer than twelve bytes"][place(id, 3)];
    let fields = Fields::from(vec![
        Field::new("x", DataType::Int32, true),
        Field::new("name", DataType::Utf8, false),
    ]);
    // DataFusion reads what stands under the nulls of structs and maps, so nothing does.
    let there = |id: i32| id % 5 != 2;
    let x = (0..rows).map(|id| number(id).filter(|_| there(id)));
    let x: ArrayRef = Arc::new(x.collect::<Int32Array>());
    let names = (0..rows).map(|id| there(id).then(|| name(id)));
    let names: ArrayRef = Arc::new(names.collect::<StringArray>());
    let valid = NullBuffer::from_iter((0..rows).map(there));
    let s: ArrayRef = Arc::new(StructArray::new(fields, vec![x, names], Some(valid)));

    let mut l = ListBuilder::new(StringBuilder::new());
    let mut m = MapBuilder::new(None, StringBuilder::new(), Int32Builder::new());
    let mut point = FixedSizeListBuilder::new(Float64Builder::new(), 2);
    let mut deep = ListBuilder::new(ListBuilder::new(Int32Builder::new()));
    for id in 0..rows {
        let words = if id % 6 == 5 { 0 } else { id % 4 };
        (0..words).for_each(|at| l.values().append_option((at != 1).then(|| name(id + at))));
        l.append(id % 6 != 5);
        let entries = if id % 7 == 6 { 0 } else { place(id, 3) };
        for (key, value) in [("k", number(id)), ("other", Some(id))].iter().take(entries) {
            m.keys().append_value(key);
            m.values().append_option(*value);
        }
        m.append(id % 7 != 6).expect("as many keys as values");
        point.values().append_value(f64::from(id) / 2.0);
        point.values().append_option((id % 2 == 0).then(|| f64::from(-id)));
        point.append(id % 4 != 3);
        for _ in 0..id % 3 {
            (0..3).for_each(|at| deep.values().values().append_option(number(id + at)));
            deep.values().append(true);
        }
        deep.append(true);
    }
    let deep = deep.finish();
    let inside = Fields::from(vec![Field::new("inside", deep.value_type(), true)]);
    let structs = StructArray::new(inside, vec![Arc::clone(deep.values())], None);
    let item = Arc::new(Field::new("item", structs.data_type().clone(), true));
    let offsets = deep.offsets().clone();
    let deep = datafusion::arrow::array::ListArray::new(item, offsets, Arc::new(structs), None);

    let price = (0..rows).map(|id| (id % 4 != 0).then_some(i128::from(id) * 1_000_003 - 5));
    let price = price.collect::<Decimal128Array>().with_precision_and_scale(38, 2);
    let kinds: ArrayRef = Arc::new(StringArray::from_iter_values((0..rows).map(name)));
    let kind_type = DataType::Dictionary(Box::new(DataType::Int32), Box::new(DataType::Utf8));
    let columns: Vec<(&str, ArrayRef)> = vec![
        ("id", Arc::new(Int64Array::from_iter_values((0..rows).map(i64::from)))),
        ("s", s),
        ("l", Arc::new(l.finish())),
        ("m", Arc::new(m.finish())),
        ("point", Arc::new(point.finish())),
        ("deep", Arc::new(deep)),
        ("price", Arc::new(price.expect("a precision that Arrow has"))),
        ("kind", cast(&kinds, &kind_type).expect("text as a dictionary")),
    ];
    let columns = columns.into_iter().map(|(name, array)| (name, array, name != "id"));
    RecordBatch::try_from_iter_with_nullable(columns).expect("columns of one length")
}

fn place(id: i32, len: usize) -> usize {
    usize::try_from(id).unwrap_or(0) % len
}

fn encode(format: RowFormat, batch: &RecordBatch) -> RowBatch {
    RowBatch::try_from_record_batch_in(format, batch).expect("types that rows hold")
}

fn over(ctx: SessionContext, table: RowTable) -> SessionContext {
    ctx.register_table("t", Arc::new(table)).expect("a new name");
    ctx
}

#[tokio::test]
async fn sql_over_nested_rows_equals_sql_over_record_batches() {
    let batch = nested(90);
    let memory = MemTable::try_new(batch.schema(), vec![vec![batch.clone()]]).unwrap();
    let memory = session_of(memory);
    for format in FORMATS {
        let rows = encode(format, &batch);
        let one = over(session(), RowTable::new(rows.clone()));
        let parts = vec![vec![rows.slice(0..31)], vec![rows.slice(31..32), rows.slice(32..90)]];
        let parts = RowTable::try_new(Arc::clone(rows.layout()), parts).unwrap();
        let parallel = SessionConfig::new().with_batch_size(16).with_target_partitions(3);
        let many = over(session_with(parallel), parts);
        for sql in QUERIES {
            let wanted = show(&memory, sql).await;
            assert_eq!(show(&one, sql).await, wanted, "{format:?}: {sql}");
            assert_eq!(show(&many, sql).await, wanted, "{format:?}, many partitions: {sql}");
        }
    }
}

#[tokio::test]
async fn row_get_gives_a_nested_field_as_a_whole() {
    let batch = nested(40);
    for format in FORMATS {
        let rows = encode(format, &batch);
        let ctx = session_of(row_column_table("payload", &rows).unwrap());
        for (at, field) in batch.schema().fields().iter().enumerate() {
            let sql = format!("SELECT row_get(payload, '{}') AS f FROM t", field.name());
            let found = query(&ctx, &sql).await;
            let found = RowBatch::try_from_record_batch(&found[0]).unwrap();
            let wanted = batch.project(&[at]).unwrap();
            let one = Schema::new(vec![Field::new("f", field.data_type().clone(), true)]);
            let wanted = RecordBatch::try_new(Arc::new(one), wanted.columns().to_vec()).unwrap();
            assert_eq!(found, encode(RowFormat::Standard, &wanted), "{format:?}: {field}");
        }
    }
}

#[tokio::test]
async fn what_row_get_gives_is_taken_apart_in_sql() {
    let rows = encode(RowFormat::Compact, &nested(8));
    let ctx = session_of(row_column_table("payload", &rows).unwrap());
    let sql = "SELECT row_get(payload, 's')['x'] AS x FROM t WHERE row_get(payload, 'm')['k'] >= 0";
    assert_eq!(column(&ctx, sql).await, ["", "5"]);
    let sql = "SELECT row_get(payload, 'l')[3] AS third FROM t WHERE row_get(payload, 'id') = 3";
    assert_eq!(column(&ctx, sql).await, ["a name longer than twelve bytes"]);
}

#[tokio::test]
async fn unions_go_through_row_get() {
    let fields = UnionFields::try_new(
        [0, 4],
        vec![
            Field::new("number", DataType::Int32, true),
            Field::new("words", DataType::new_list(DataType::Utf8, true), true),
        ],
    );
    let mut words = ListBuilder::new(StringBuilder::new());
    words.append_value([Some("one"), None]);
    let children: Vec<ArrayRef> =
        vec![Arc::new(Int32Array::from(vec![7])), Arc::new(words.finish())];
    let ids = vec![4_i8, 0].into();
    let union =
        UnionArray::try_new(fields.unwrap(), ids, Some(vec![0, 0].into()), children).unwrap();
    let batch = RecordBatch::try_from_iter([("u", Arc::new(union) as ArrayRef)]).unwrap();
    let ctx =
        session_of(row_column_table("payload", &encode(RowFormat::Standard, &batch)).unwrap());
    let found = query(&ctx, "SELECT row_get(payload, 'u') AS u FROM t").await;
    assert_eq!(found[0].column(0), batch.column(0));
}

#[tokio::test]
async fn damage_inside_a_nested_field_is_null_and_the_other_fields_are_read() {
    for format in FORMATS {
        let rows = encode(format, &nested(4).project(&[0, 2]).unwrap());
        let mut damaged = rows.row_bytes(3).unwrap().to_vec();
        let list = rows.layout().fixed_width();
        damaged[list..list + 4].fill(0xff);
        let messages = [rows.row_bytes(1), Some(&damaged), rows.row_bytes(2)];
        let messages: ArrayRef = Arc::new(BinaryArray::from_iter(messages));
        let field =
            RowType::new(Arc::clone(rows.layout())).field("payload", DataType::Binary, true);
        let ctx = session_of(table_of(field, messages));
        let sql = "SELECT array_length(row_get(payload, 'l')) FROM t";
        assert_eq!(column(&ctx, sql).await, ["1", "", "2"], "{format:?}");
        assert_eq!(column(&ctx, "SELECT row_get(payload, 'id') FROM t").await, ["1", "3", "2"]);
    }
}
