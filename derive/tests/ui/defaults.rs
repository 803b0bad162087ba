use ferrow_derive::Record;

struct Cache;

#[derive(Record)]
#[record(crate = ferrow_row)]
struct Flight {
    #[record(default = "JFK")]
    destination: String,
    #[record(skip, default = 7)]
    seven: Cache,
    #[record(skip)]
    cache: Cache,
}

fn main() {}
