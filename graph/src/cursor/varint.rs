//! Numbers of variable length: what their writing and their reading share.

use super::VARINT;

/// A number of 14 bits in two bytes, of which the second ends it.
#[inline(always)]
pub(super) fn pair(value: u32) -> [u8; 2] {
    let [low, high, ..] = ((value + (value & 0x3f80)) | 0x80).to_le_bytes();
    [low, high]
}

/// The first eight bytes of a number of seven bytes or more, and how many they are: of nine, the last
/// are the number's highest bits.
#[inline]
pub(super) fn long_varint(value: u64) -> (u64, usize) {
    let halves = (value & 0xfff_ffff) | (value & 0xff_ffff_f000_0000) << 4;
    let quarters = (halves & 0x3fff_0000_3fff) | (halves & 0xfff_c000_0fff_c000) << 2;
    let groups = (quarters & 0x7f_007f_007f_007f) | (quarters & 0x3f80_3f80_3f80_3f80) << 1;
    // The highest bit of a byte says that more follow.
    match value >> 42 {
        ..0x80 => (groups | 0x8080_8080_8080, 7),
        0x80..0x4000 => (groups | 0x80_8080_8080_8080, 8),
        _ => (groups | 0x8080_8080_8080_8080, 9),
    }
}

/// The groups of seven bits in the first four bytes of a word, next to one another.
#[inline(always)]
pub(super) fn gather(word: u64) -> u64 {
    let pairs = (word & 0x7f_007f) | (word & 0x7f00_7f00) >> 1;
    (pairs & 0x3fff) | (pairs & 0x3fff_0000) >> 2
}

/// The number of six bytes or more that begins with `word`, where the ninth byte is `last`; and how many
/// bytes they are.
#[inline(never)]
pub(super) fn read_long_varint(word: u64, last: u8) -> (u64, usize) {
    let ends = !word & 0x8080_8080_8080_8080;
    match ends.trailing_zeros() {
        // The bit is the highest of the last byte.
        bit @ ..64 => (together(word & u64::MAX >> (63 - bit)), (bit as usize + 1) / 8),
        _ => (together(word) | u64::from(last) << 56, VARINT),
    }
}

/// The groups of seven bits in the bytes of a word, next to one another.
#[inline]
fn together(word: u64) -> u64 {
    let pairs = (word & 0x7f_007f_007f_007f) | (word & 0x7f00_7f00_7f00_7f00) >> 1;
    let fours = (pairs & 0x3fff_0000_3fff) | (pairs & 0x3fff_0000_3fff_0000) >> 2;
    (fours & 0xfff_ffff) | (fours & 0xfff_ffff_0000_0000) >> 4
}

/// Groups of seven bits in a byte each, of 28 bits.
#[inline(always)]
pub(super) fn spread(value: u32) -> u32 {
    // Bits that are added to themselves go one place on; four times, two.
    let pairs = value + 3 * (value & 0xfff_c000);
    pairs + (pairs & 0x3f80_3f80)
}

/// The signed number of which small magnitudes came first.
#[inline]
pub(crate) fn unzigzag32(value: u32) -> i32 {
    (value >> 1).cast_signed() ^ -(value & 1).cast_signed()
}

/// As [`unzigzag32`].
#[inline]
pub(crate) fn unzigzag64(value: u64) -> i64 {
    (value >> 1).cast_signed() ^ -(value & 1).cast_signed()
}

#[cfg(test)]
mod tests {
    use crate::cursor::{Numbers, Room, Tail, Window};

    fn numbers() -> impl Iterator<Item = u64> {
        (0..64).flat_map(|bit| [(1_u64 << bit) - 1, 1 << bit, (1 << bit) + 1, !(1 << bit)])
    }

    /// As the specification has it: seven bits a byte, and the ninth whole.
    fn varint(mut value: u64) -> Vec<u8> {
        let mut bytes = Vec::new();
        while bytes.len() < 8 && value >= 0x80 {
            bytes.push(value.to_le_bytes()[0] | 0x80);
            value >>= 7;
        }
        bytes.push(value.to_le_bytes()[0]);
        bytes
    }

    /// Reads a number from the start of `rest`, and says how many bytes it used.
    fn read(rest: &[u8]) -> (u64, usize) {
        let mut tail = Tail::new(rest);
        let read = (tail.var_u64(), tail.used());
        if rest.len() >= 9 {
            let mut window = Window::new(rest, 9);
            assert_eq!((window.var_u64(), window.used()), read);
        }
        if let Ok(small) = Tail::new(rest).var_u32() {
            assert_eq!(u64::from(small), read.0);
        } else {
            assert!(read.1 > 5 || read.0 > u32::MAX.into());
        }
        read
    }

    #[test]
    fn numbers_go_into_room_and_come_through_windows_as_they_are_defined() {
        for number in numbers() {
            let mut bytes = vec![0xaa];
            Room::behind(&mut bytes, 9, |room| room.var_u64(number));
            assert_eq!(bytes[1..], varint(number), "{number}");
            for tail in 0..10 {
                let bytes = [&bytes[1..], &[0xff; 10][..tail]].concat();
                assert_eq!(read(&bytes), (number, bytes.len() - tail));
            }
            // What is behind the end reads as zeros, so a cut number uses more than is there.
            for len in 1..varint(number).len() {
                assert!(read(&bytes[1..=len]).1 > len);
            }
        }
    }
}
