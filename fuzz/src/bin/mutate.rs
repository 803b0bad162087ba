//! Mutates golden rows: `mutate [COUNT] [SEED]`.

use std::time::Instant;

fn main() {
    let mut arguments = std::env::args()
        .skip(1)
        .map(|argument| argument.parse::<u64>().expect("a number of mutations, then a seed"));
    let (count, seed) = (arguments.next().unwrap_or(100_000), arguments.next().unwrap_or(1));
    let start = Instant::now();
    let figures = ferrow_fuzz::mutate::goldens(count, seed);
    println!("{count} mutations from seed {seed} in {:?}: {figures:?}", start.elapsed());
}
