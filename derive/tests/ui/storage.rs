use ferrow_derive::Record;

#[derive(Record)]
#[record(crate = ferrow_row)]
struct Flight {
    #[record(date32)]
    day: i64,
    #[record(timestamp(second, zone = "UTC"))]
    at: u64,
    #[record(year_month)]
    months: Option<String>,
    #[record(decimal64(18, 2), default)]
    price: i32,
    #[record(time64(microsecond))]
    times: Vec<i32>,
    #[record(decimal128(20, 2))]
    total: f64,
}

fn main() {}
