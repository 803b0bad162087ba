use ferrow_derive::Record;

#[derive(Record)]
#[record(crate = ferrow_row)]
struct Flight {
    #[record(nullable)]
    unknown: i32,
    #[record(record::skip)]
    path: i32,
    #[record]
    bare: i32,
    #[record(rename)]
    unnamed: i32,
    #[record(rename = dest)]
    not_text: i32,
    #[record(skip = true)]
    valued: i32,
    #[record(date32 = true)]
    valued_type: i32,
    #[record(default = )]
    nothing: i32,
    #[record(rename = "a", rename = "b")]
    renamed_twice: i32,
    #[record(skip)]
    #[record(skip)]
    skipped_twice: i32,
    #[record(default, default = 3)]
    two_defaults: i32,
    #[record(date32, date32)]
    date_twice: i32,
}

fn main() {}
