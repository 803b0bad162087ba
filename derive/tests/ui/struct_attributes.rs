use ferrow_derive::Record;

#[derive(Record)]
#[record(crate = ferrow_row, rename = "flights")]
struct Unknown {
    id: i32,
}

#[derive(Record)]
#[record(crate = ferrow_row)]
#[record(crate = ferrow_row)]
struct Repeated {
    id: i32,
}

#[derive(Record)]
#[record(crate(ferrow_row))]
struct WithoutValue {
    id: i32,
}

#[derive(Record)]
#[record(crate = "ferrow_row")]
struct Text {
    id: i32,
}

#[derive(Record)]
#[record]
struct Bare {
    id: i32,
}

fn main() {}
