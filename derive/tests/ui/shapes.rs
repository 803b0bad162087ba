use ferrow_derive::Record;

#[derive(Record)]
#[record(crate = ferrow_row)]
enum Carrier {
    United,
    Delta { since: i32 },
    Jet(String),
}

#[derive(Record)]
#[record(crate = ferrow_row)]
enum Nothing {}

#[derive(Record)]
#[record(crate = ferrow_row)]
enum Generic<const N: usize> {
    One,
}

#[derive(Record)]
#[record(crate = ferrow_row)]
union Bits {
    int: i32,
    float: f32,
}

#[derive(Record)]
#[record(crate = ferrow_row)]
struct Skipped(#[record(skip)] i32);

#[derive(Record)]
#[record(crate = ferrow_row)]
struct Renamed(#[record(rename = "id", date32)] i32);

#[derive(Record)]
#[record(crate = ferrow_row)]
struct Defaulted(#[record(default = 3)] i32);

fn main() {}
