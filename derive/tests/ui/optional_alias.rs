use ferrow_derive::Record;

type Delay = Option<i16>;

#[derive(Record)]
#[record(crate = ferrow_row)]
struct Flight {
    #[record(default = Some(0))]
    delay: Delay,
}

fn main() {}
