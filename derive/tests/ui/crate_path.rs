use ferrow_derive::Record;

#[derive(Record)]
struct Flight {
    carrier: String,
}

fn main() {}
