//! What every operation of a tile is: its definition, which the tile of every instruction set meets.

use super::*;

/// What stands in memory before it is written.
const BEFORE: u8 = 0xee;

/// Runs each operation on words of a tile on the same words.
struct Every<'a> {
    rows: &'a [Words; 8],
    kept: [u8; 8],
}

struct Found {
    columns: [Words; 8],
    past_caches: [Words; 8],
    kept: [Words; 8],
    pairs: [Words; 2],
    streamed: Words,
}

impl TileKernel for Every<'_> {
    type Output = Found;

    #[inline(always)]
    fn run<T: Tile>(self, tile: T) -> Found {
        const WORDS: MaybeUninit<Words> = MaybeUninit::new([[BEFORE; 8]; 8]);
        const LINE: MaybeUninit<Line> = MaybeUninit::new(Line([[BEFORE; 8]; 8]));
        let (mut columns, mut kept, mut pairs) = ([WORDS; 8], [WORDS; 8], [WORDS; 2]);
        let (mut past_caches, mut streamed) = ([LINE; 8], LINE);
        let rows = self.rows.each_ref();
        tile.transpose(rows, columns.each_mut());
        tile.transpose_past_caches(rows, past_caches.each_mut());
        tile.transpose_kept(rows, self.kept, kept.each_mut());
        tile.transpose_pairs(rows.map(|row| pair_of(row, 1)), pairs.each_mut());
        tile.stream(rows[3], &mut streamed);
        tile.fence();
        // SAFETY: it was made with a value.
        let words = |words: MaybeUninit<Words>| unsafe { words.assume_init() };
        // SAFETY: it was made with a value.
        let line = |line: MaybeUninit<Line>| unsafe { line.assume_init() }.0;
        Found {
            columns: columns.map(words),
            past_caches: past_caches.map(line),
            kept: kept.map(words),
            pairs: pairs.map(words),
            streamed: line(streamed),
        }
    }
}

#[test]
fn words_are_transposed_as_the_definition_says() {
    let word = |row: u8, column: u8| std::array::from_fn(|byte| [row, column, 0xab][byte % 3]);
    let rows: [Words; 8] = [0, 1, 2, 3, 4, 5, 6, 7]
        .map(|row| [0, 1, 2, 3, 4, 5, 6, 7].map(|column| word(row, column)));
    let kept = [0, 0xff, 0b1010_0110, 1, 0x80, 0b0101_1001, 0xfe, 0x7f];
    let is_kept = |row: usize, column: usize| kept[row] >> column & 1 == 1;
    let columns: [Words; 8] =
        std::array::from_fn(|column| std::array::from_fn(|row| rows[row][column]));
    let kept_alone: [Words; 8] = std::array::from_fn(|column| {
        std::array::from_fn(|row| if is_kept(row, column) { rows[row][column] } else { [0; 8] })
    });
    for set in InstructionSet::available() {
        let found = set.run(Every { rows: &rows, kept });
        assert_eq!(found.columns, columns, "{set}");
        assert_eq!(found.past_caches, columns, "{set}: past the caches");
        assert_eq!(found.kept, kept_alone, "{set}: with zeros");
        assert_eq!(found.pairs, columns[2..4], "{set}: pairs");
        assert_eq!(found.streamed, rows[3], "{set}: a line");
    }
}

struct Nonzero<'a>(&'a [u8; 64]);

impl TileKernel for Nonzero<'_> {
    type Output = u64;

    #[inline(always)]
    fn run<T: Tile>(self, tile: T) -> u64 {
        tile.nonzero(self.0)
    }
}

#[test]
fn a_bit_is_set_for_each_byte_that_is_not_zero() {
    let mixed = std::array::from_fn(|at| [0, 0x80, 1, 0, 0x7f, 0xff, 0][at % 7]);
    let one_is = |at: usize, value: u8| std::array::from_fn(|byte| value * u8::from(byte == at));
    let ones = (0..64).flat_map(|at| [1, 0x80, 0xff].map(|value| one_is(at, value)));
    for bytes in ones.chain([mixed, [0; 64], [0xff; 64]]) {
        let bits = bytes.iter().rev().fold(0, |bits, &byte| bits << 1 | u64::from(byte != 0));
        for set in InstructionSet::available() {
            assert_eq!(set.run(Nonzero(&bytes)), bits, "{set}: {bytes:?}");
        }
    }
}

/// Copies the first `len` bytes in each way that a tile has.
struct Copies<'a> {
    from: &'a [u8],
    len: usize,
}

#[derive(Clone)]
struct Copied {
    padded: Vec<u8>,
    roomy: Vec<u8>,
    over: Vec<u8>,
    room: usize,
}

/// More than is read and written behind any copy.
const BEHIND: usize = 64;

impl TileKernel for Copies<'_> {
    type Output = Copied;

    #[inline(always)]
    fn run<T: Tile>(self, tile: T) -> Copied {
        let Self { from, len } = self;
        assert!(from.len() >= len + BEHIND && BEHIND > T::OVER_READ.max(T::ROOM).max(OVER_WRITE));
        let before = vec![BEFORE; len + BEHIND];
        let mut copied =
            Copied { padded: before.clone(), roomy: before.clone(), over: before, room: T::ROOM };
        // SAFETY: of both there are as many bytes as asserted.
        unsafe { tile.copy_padded(from.as_ptr(), len, copied.padded.as_mut_ptr()) };
        // SAFETY: as above.
        unsafe { tile.copy_roomy(from.as_ptr(), len, copied.roomy.as_mut_ptr()) };
        // SAFETY: as above.
        unsafe { tile.copy_over(from.as_ptr(), len, copied.over.as_mut_ptr()) };
        copied
    }
}

#[test]
fn bytes_of_every_length_are_copied_and_padded_and_no_more_is_written_than_said() {
    let from: Vec<u8> = (1..=200).cycle().take(300 + BEHIND).collect();
    for set in InstructionSet::available() {
        for len in 0..=300 {
            let Copied { padded, roomy, over, room } = set.run(Copies { from: &from, len });
            let value = &from[..len];
            let padding = len.next_multiple_of(8) - len;
            let untouched = |bytes: &[u8]| bytes.iter().all(|&byte| byte == BEFORE);

            let (found, behind) = padded.split_at(len);
            assert_eq!(found, value, "{set}: padded, {len} bytes");
            assert_eq!(behind[..padding], vec![0; padding], "{set}: padding of {len} bytes");
            assert!(untouched(&behind[padding..]), "{set}: behind the padding of {len} bytes");

            let (found, behind) = roomy.split_at(len);
            assert_eq!(found, value, "{set}: roomy, {len} bytes");
            assert_eq!(behind[..padding], vec![0; padding], "{set}: padding of {len} bytes");
            assert!(untouched(&behind[room.max(padding)..]), "{set}: behind the room of {len}");

            let (found, behind) = over.split_at(len);
            assert_eq!(found, value, "{set}: over, {len} bytes");
            assert!(untouched(&behind[OVER_WRITE..]), "{set}: behind the copy of {len} bytes");
        }
    }
}

#[test]
fn any_address_can_be_prefetched() {
    prefetch(std::ptr::null());
    prefetch(std::ptr::without_provenance(1));
}
