use ferrow_derive::Record;

type Day = i64;

#[derive(Record)]
#[record(crate = ferrow_row)]
struct Flight {
    #[record(date32)]
    day: Day,
}

fn main() {}
