use ferrow_derive::Record;

struct Money(i64);

#[derive(Record)]
#[record(crate = ferrow_row)]
struct Order {
    price: Money,
    #[record(default = Money(0))]
    discount: Money,
    tags: Vec<usize>,
    nested: Vec<Option<Money>>,
    note: Option<Option<String>>,
    #[record(timestamp(second))]
    at: Money,
}

fn main() {}
