use ferrow_derive::Object;

#[derive(Object)]
#[object(crate = ferrow_graph)]
struct Twice {
    #[object(fixed, tagged)]
    x: i64,
}

#[derive(Object)]
#[object(crate = ferrow_graph)]
struct With {
    #[object(fixed, with = cents)]
    price: i64,
}

#[derive(Object)]
#[object(crate = ferrow_graph)]
struct Words {
    #[object(compressed)]
    x: i64,
}

#[derive(Object)]
#[object(crate = ferrow_graph)]
struct Array {
    #[object(array)]
    numbers: std::collections::BTreeSet<i64>,
}

fn main() {}
