use ferrow_derive::Record;

#[derive(Record)]
#[record(crate = ferrow_row)]
struct Chicken {
    eggs: Vec<Egg>,
}

#[derive(Record)]
#[record(crate = ferrow_row)]
struct Egg {
    hatched: Option<Box<Chicken>>,
}

fn main() {}
