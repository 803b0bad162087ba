use ferrow_derive::Record;

#[derive(Record)]
#[record(crate = ferrow_row)]
struct Flight {
    carrier: String,
    #[record(rename = "carrier")]
    airline: String,
    #[record(rename = "type")]
    kind: i32,
    r#type: i32,
    #[record(skip)]
    tail: String,
    #[record(rename = "tail")]
    plane: String,
}

fn main() {}
