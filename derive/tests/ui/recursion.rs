use ferrow_derive::Record;

#[derive(Record)]
#[record(crate = ferrow_row)]
struct Node {
    id: i64,
    children: Vec<Node>,
    parent: Option<Box<Self>>,
}

fn main() {}
