use ferrow_derive::Record;

#[derive(Record)]
#[record(crate = ferrow_row)]
struct Flight {
    #[record(skip, rename = "dest")]
    renamed: String,
    #[record(date32, skip)]
    dated: i32,
    #[record(date32)]
    #[record(year_month)]
    two_types: i32,
    #[record(default = Some(0))]
    delay: Option<i16>,
    #[record(date32, default)]
    path: std::option::Option<i32>,
}

fn main() {}
