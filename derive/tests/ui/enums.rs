use ferrow_derive::Record;

#[derive(Record)]
#[record(crate = ferrow_row, rename_all = "snake_case")]
enum Names {
    First,
    #[record(rename = "first")]
    Second,
    #[record(skip)]
    Third,
}

#[derive(Record)]
#[record(crate = ferrow_row, rename_all = "Title Case")]
enum Case {
    First,
}

#[derive(Record)]
#[record(crate = ferrow_row, int)]
#[repr(u128)]
enum Wide {
    First,
}

#[derive(Record)]
#[record(crate = ferrow_row, int)]
enum Large {
    First = 1 << 40,
}

#[derive(Record)]
#[record(crate = ferrow_row, sort_by_name)]
enum Sorted {
    First,
}

fn main() {}
