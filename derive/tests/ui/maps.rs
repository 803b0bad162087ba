use std::collections::HashMap;

use ferrow_derive::Record;

#[derive(Record)]
#[record(crate = ferrow_row)]
struct Maps {
    #[record(map)]
    not_pairs: Vec<i32>,
    pairs: Vec<(i32, i32)>,
    values: HashMap<String, usize>,
}

fn main() {}
