//! Real flights, end to end: records become rows, rows become record batches, SQL runs over the row
//! buffers, and one field is read lazily.
//!
//! ```text
//! cargo run --example flights --features datafusion
//! ```

#![expect(clippy::print_stdout, reason = "an example that shows its results")]

use std::error::Error;
use std::fs::File;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Instant;

use arrow::array::RecordBatch;
use arrow::compute::{cast, concat_batches};
use arrow::util::pretty::pretty_format_batches;
use datafusion::prelude::{ParquetReadOptions, SessionContext};
use ferrow::prelude::*;
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;

/// A departure from one of New York's airports in 2013.
#[derive(Record, Debug, Clone, PartialEq)]
struct Flight {
    year: i64,
    month: i64,
    day: i64,
    dep_time: Option<i64>,
    sched_dep_time: i64,
    /// Minutes; early departures are negative, cancelled ones null.
    dep_delay: Option<i64>,
    arr_time: Option<i64>,
    sched_arr_time: i64,
    arr_delay: Option<i64>,
    carrier: String,
    flight: i64,
    tailnum: Option<String>,
    origin: String,
    dest: String,
    air_time: Option<i64>,
    distance: i64,
    hour: i64,
    minute: i64,
    #[record(timestamp(millisecond, zone = "UTC"))]
    time_hour: i64,
}

/// Queries over `flights` and `airlines`, whatever the tables are made of.
const QUERIES: [&str; 4] = [
    "SELECT a.name AS carrier, count(*) AS flights,
            CAST(avg(f.dep_delay) AS DECIMAL(9, 2)) AS dep_delay,
            CAST(avg(f.arr_delay) AS DECIMAL(9, 2)) AS arr_delay
     FROM flights f JOIN airlines a ON f.carrier = a.carrier
     GROUP BY a.name ORDER BY flights DESC, carrier",
    "SELECT origin, month, count(*) AS cancelled FROM flights
     WHERE dep_time IS NULL GROUP BY origin, month ORDER BY origin, month",
    "SELECT time_hour, carrier, flight, tailnum, dest, dep_delay FROM flights
     WHERE dep_delay > 600 ORDER BY dep_delay DESC, flight",
    "SELECT * FROM flights ORDER BY time_hour, carrier, flight, sched_dep_time, tailnum",
];

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    show().await
}

/// Shows every step, and checks that each gives what the others do.
pub(crate) async fn show() -> Result<(), Box<dyn Error>> {
    let parquet = data("flights.parquet");
    let flights: Vec<Flight> = timed("Parquet -> Vec<Flight>", || read_flights(&parquet))?;
    println!("  {} flights of {} fields", flights.len(), Flight::layout().len());

    let rows = timed("Vec<Flight> -> rows", || Flight::rows(&flights))?;
    let mib = |bytes: usize| format!("{}.{} MiB", bytes >> 20, ((bytes % (1 << 20)) * 10) >> 20);
    println!("  {} of rows, {} a row", mib(rows.byte_len()), rows.byte_len() / rows.len());

    let batch = timed("rows -> RecordBatch", || rows.to_record_batch())?;
    println!("  {} of columns", mib(batch.get_array_memory_size()));
    let again = timed("RecordBatch -> rows", || RowBatch::try_from_record_batch(&batch))?;
    assert_eq!(again, rows, "the same rows come back");
    let columns = timed("Vec<Flight> -> RecordBatch", || Flight::to_record_batch(&flights))?;
    assert_eq!(columns, batch, "records and their rows give the same columns");
    let records = timed("rows -> Vec<Flight>", || rows.records::<Flight>())?;
    assert_eq!(records, flights, "the same records come back");

    lazily(&rows)?;
    sql(rows, &parquet).await
}

/// Reads one field of every row, and one field of one message, decoding nothing else.
fn lazily(rows: &RowBatch) -> Result<(), Box<dyn Error>> {
    let (sum, count) = timed("one field of every row, lazily", || {
        let delays = rows.views::<Flight>()?.filter_map(FlightView::dep_delay);
        Ok::<_, ferrow::Error>(delays.fold((0, 0), |(sum, count), delay| (sum + delay, count + 1)))
    })?;
    println!("  {count} departures, {sum} minutes late in sum");

    let layout = rows.layout();
    let carrier = layout.column::<str>("carrier")?;
    let dep_delay = layout.column::<i64>("dep_delay")?;
    let row = layout.open(rows.row_bytes(0).ok_or("the first row is null")?)?;
    let (carrier, delay) = (row.get(carrier)?, row.get(dep_delay)?);
    println!("  the first of them: carrier {carrier:?}, delay {delay:?}");
    Ok(())
}

/// Runs every query over the row buffers and over the Parquet file, and compares the answers.
async fn sql(rows: RowBatch, parquet: &str) -> Result<(), Box<dyn Error>> {
    let over_rows = SessionContext::new();
    register_all(&over_rows)?;
    let payload = row_column_table("payload", &rows)?;
    over_rows.register_table("messages", Arc::new(payload))?;
    over_rows.register_table("flights", Arc::new(RowTable::new(rows)))?;
    let over_parquet = SessionContext::new();
    over_parquet.register_parquet("flights", parquet, ParquetReadOptions::default()).await?;
    let airlines = data("airlines.parquet");
    for ctx in [&over_rows, &over_parquet] {
        ctx.register_parquet("airlines", &airlines, ParquetReadOptions::default()).await?;
    }

    for (number, query) in QUERIES.iter().enumerate() {
        let (found, took) = run(&over_rows, query).await?;
        let (wanted, parquet_took) = run(&over_parquet, query).await?;
        assert_same_answer(&found, &wanted)?;
        let rows = found.num_rows();
        println!("query {number}: {rows} rows, the same over rows and Parquet");
        println!("  {took} ms over rows, {parquet_took} ms over Parquet");
        if number == 0 {
            println!("{}", pretty_format_batches(&[found])?);
        }
    }

    // The rows as one binary column: a field is picked out of each by name.
    let query = "SELECT row_get(payload, 'carrier') AS carrier,
                        max(row_get(payload, 'distance')) AS miles
                 FROM messages GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT 3";
    let (answer, took) = run(&over_rows, query).await?;
    println!("row_get over a binary column: {took} ms\n{}", pretty_format_batches(&[answer])?);
    Ok(())
}

/// The answer to `query`, and the milliseconds it took.
async fn run(ctx: &SessionContext, query: &str) -> Result<(RecordBatch, u128), Box<dyn Error>> {
    let start = Instant::now();
    let frame = ctx.sql(query).await?;
    let schema = Arc::new(frame.schema().as_arrow().clone());
    let batches = frame.collect().await?;
    let took = start.elapsed().as_millis();
    Ok((concat_batches(&schema, &batches)?, took))
}

/// Every value of `found` is that of `wanted`, whose columns may be in another form: text that is
/// read from Parquet comes as views.
fn assert_same_answer(found: &RecordBatch, wanted: &RecordBatch) -> Result<(), Box<dyn Error>> {
    assert_eq!(found.num_columns(), wanted.num_columns());
    for (found, wanted) in found.columns().iter().zip(wanted.columns()) {
        assert_eq!(found, &cast(wanted, found.data_type())?, "SQL over rows is SQL over Parquet");
    }
    Ok(())
}

fn read_flights(path: &str) -> Result<Vec<Flight>, Box<dyn Error>> {
    let reader = ParquetRecordBatchReaderBuilder::try_new(File::open(path)?)?.build()?;
    let mut flights = Vec::new();
    for batch in reader {
        let batch: RecordBatch = batch?;
        flights.extend(Flight::from_record_batch(&batch)?);
    }
    Ok(flights)
}

fn timed<T, E>(what: &str, work: impl FnOnce() -> Result<T, E>) -> Result<T, E> {
    let start = Instant::now();
    let done = work()?;
    println!("{what}: {} ms", start.elapsed().as_millis());
    Ok(done)
}

fn data(file: &str) -> String {
    let path: PathBuf = [env!("CARGO_MANIFEST_DIR"), "examples", "data", file].iter().collect();
    path.to_string_lossy().into_owned()
}
