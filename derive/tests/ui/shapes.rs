use ferrow_derive::Record;

#[derive(Record)]
#[record(crate = ferrow_row)]
enum Carrier {
    United,
    Delta { since: i32 },
}

#[derive(Record)]
#[record(crate = ferrow_row)]
union Bits {
    int: i32,
    float: f32,
}

#[derive(Record)]
#[record(crate = ferrow_row)]
struct Pair(i32, i64);

#[derive(Record)]
#[record(crate = ferrow_row)]
struct Borrowed<'a> {
    carrier: &'a str,
}

#[derive(Record)]
#[record(crate = ferrow_row)]
struct Generic<T: Copy> {
    value: T,
}

#[derive(Record)]
#[record(crate = ferrow_row)]
struct Sized<const N: usize> {
    bytes: [u8; N],
}

fn main() {}
