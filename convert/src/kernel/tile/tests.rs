use super::*;

/// Runs each operation of a tile on the same words.
struct Every<'a>(&'a [Words; 8]);

struct Found {
    columns: [Words; 8],
    pairs: [Words; 2],
    streamed: Words,
}

impl TileKernel for Every<'_> {
    type Output = Found;

    #[inline(always)]
    fn run<T: Tile>(self, tile: T) -> Found {
        let mut columns = [const { MaybeUninit::new([[0xee; 8]; 8]) }; 8];
        tile.transpose(self.0.each_ref(), columns.each_mut());
        let mut pairs = [const { MaybeUninit::new([[0xee; 8]; 8]) }; 2];
        tile.transpose_pairs(self.0.each_ref().map(|row| &row.as_chunks().0[1]), pairs.each_mut());
        let mut line = MaybeUninit::new(Line([[0xee; 8]; 8]));
        tile.stream(&self.0[3], &mut line);
        tile.fence();
        // SAFETY: it was made with a value.
        let read = |words: MaybeUninit<Words>| unsafe { words.assume_init() };
        Found {
            columns: columns.map(read),
            pairs: pairs.map(read),
            // SAFETY: it was made with a value.
            streamed: unsafe { line.assume_init() }.0,
        }
    }
}

#[test]
fn every_instruction_set_transposes_as_its_definition_says() {
    let word = |row: u8, column: u8| std::array::from_fn(|byte| [row, column, 0xab][byte % 3]);
    let rows: [Words; 8] = [0, 1, 2, 3, 4, 5, 6, 7]
        .map(|row| [0, 1, 2, 3, 4, 5, 6, 7].map(|column| word(row, column)));
    for set in InstructionSet::available() {
        let found = set.run(Every(&rows));
        for (row, words) in rows.iter().enumerate() {
            for (column, word) in words.iter().enumerate() {
                assert_eq!(found.columns[column][row], *word, "{set}: row {row}, column {column}");
            }
            for column in 0..2 {
                assert_eq!(
                    found.pairs[column][row],
                    words[2 + column],
                    "{set}: pairs of row {row}"
                );
            }
        }
        assert_eq!(found.streamed, rows[3], "{set}");
    }
}

#[test]
fn any_address_can_be_prefetched() {
    prefetch(std::ptr::null());
    prefetch(std::ptr::without_provenance(1));
}
