use ferrow_derive::Record;

#[derive(Record)]
#[record(crate = ferrow_row)]
struct Times {
    #[record(timestamp)]
    no_unit: i64,
    #[record(timestamp())]
    empty: i64,
    #[record(timestamp(days))]
    unknown_unit: i64,
    #[record(timestamp("second"))]
    not_a_word: i64,
    #[record(timestamp(second, tz = "UTC"))]
    unknown_argument: i64,
    #[record(timestamp(second, zone))]
    zone_without_value: i64,
    #[record(timestamp(second, zone = ""))]
    empty_zone: i64,
    #[record(timestamp(second, zone = "UTC", "more"))]
    more: i64,
    #[record(time32(microsecond))]
    too_fine: i32,
    #[record(time64(second))]
    too_coarse: i64,
    #[record(time32(second, millisecond))]
    two_units: i32,
    #[record(date32(second))]
    no_arguments: i32,
}

#[derive(Record)]
#[record(crate = ferrow_row)]
struct Decimals {
    #[record(decimal32)]
    bare: i32,
    #[record(decimal32(9))]
    no_scale: i32,
    #[record(decimal32(10, 2))]
    too_precise: i32,
    #[record(decimal64(0, 0))]
    not_precise: i64,
    #[record(decimal64(5, 6))]
    scale_above_precision: i64,
    #[record(decimal64(5, -129))]
    scale_too_low: i64,
    #[record(decimal64(5, 2, 1))]
    more: i64,
}

fn main() {}
