//! Mutates golden vectors: `mutate rows|graphs|objects [COUNT] [SEED]`.

use std::time::Instant;

fn main() {
    let mut arguments = std::env::args().skip(1);
    let what =
        arguments.next().expect("`rows`, `graphs` or `objects`, a number of mutations, a seed");
    let goldens = match &*what {
        "rows" => ferrow_fuzz::mutate::goldens,
        "graphs" => ferrow_fuzz::graphs::mutate::goldens,
        "objects" => ferrow_fuzz::graphs::objects,
        other => panic!("`rows`, `graphs` or `objects`, not {other}"),
    };
    let mut numbers = arguments.map(|argument| argument.parse::<u64>().expect("a number"));
    let (count, seed) = (numbers.next().unwrap_or(100_000), numbers.next().unwrap_or(1));
    let start = Instant::now();
    let figures = goldens(count, seed);
    println!("{count} mutations of {what} from seed {seed} in {:?}: {figures:?}", start.elapsed());
}
