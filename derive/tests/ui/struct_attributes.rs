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
#[record(crate = ferrow_row, rename_all = "camel")]
struct Case {
    id: i32,
}

#[derive(Record)]
#[record(crate = ferrow_row, rename_all)]
struct WithoutCase {
    id: i32,
}

#[derive(Record)]
#[record(crate = ferrow_row, sort_by_name)]
struct Tuple(i32, i32);

#[derive(Record)]
#[record(crate = ferrow_row, rename_all = "camelCase")]
struct Newtype(i32);

#[derive(Record)]
#[record(crate = ferrow_row, int)]
struct Int {
    id: i32,
}

#[derive(Record)]
#[record]
struct Bare {
    id: i32,
}

fn main() {}
