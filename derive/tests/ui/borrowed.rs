use ferrow_derive::Record;
use ferrow_row::RowBatch;

#[derive(Record)]
#[record(crate = ferrow_row)]
struct Line<'r> {
    key: &'r str,
}

fn longer_than_its_rows(rows: RowBatch) -> Vec<Line<'static>> {
    rows.records::<Line<'static>>().expect("rows of lines")
}

fn main() {}
