use ferrow_derive::Record;

struct Money(i64);

#[derive(Record)]
#[record(crate = ferrow_row)]
struct Sale {
    #[record(with)]
    bare: Money,
    #[record(with = "cents")]
    text: Money,
    #[record(with = cents, date32)]
    two: Money,
    #[record(map, with = cents)]
    three: Money,
    #[record(with = cents, skip)]
    skipped: Money,
}

fn main() {}
