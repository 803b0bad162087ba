//! Numbers of variable length: what their writing and their reading share.

use super::VARINT;

/// The first eight bytes of a number of six bytes or more, and how many they are: of nine, the last
/// are the number's highest bits.
#[inline]
pub(super) fn long_varint(value: u64) -> (u64, usize) {
    let halves = (value & 0xfff_ffff) | (value & 0xff_ffff_f000_0000) << 4;
    let quarters = (halves & 0x3fff_0000_3fff) | (halves & 0xfff_c000_0fff_c000) << 2;
    let groups =
        (quarters & 0x7f_007f_007f_007f) | (quarters & 0x3f80_3f80_3f80_3f80) << 1;
    let len = match value >> 42 {
        0 => 6,
        1..0x80 => 7,
        0x80..0x4000 => 8,
        _ => 9,
    };
    let more = 0x8080_8080_8080_8080;
    // In all bytes but the last.
    let more = if len > 8 { more } else { more >> (8 * (9 - len)) };
    (groups | more, len)
}

/// The number that begins `bytes`, of six bytes or more, and how many they are.
#[inline(never)]
pub(super) fn read_long_varint(bytes: [u8; VARINT]) -> (u64, usize) {
    let mut value = 0;
    for (at, byte) in bytes.iter().enumerate().take(VARINT - 1) {
        value |= u64::from(byte & 0x7f) << (7 * at);
        if *byte < 0x80 {
            return (value, at + 1);
        }
    }
    (value | u64::from(bytes[VARINT - 1]) << 56, VARINT)
}

/// Groups of seven bits in a byte each, of the first 35 bits.
#[inline]
pub(super) fn spread(value: u64) -> u64 {
    (value & 0x7f)
        | (value & 0x3f80) << 1
        | (value & 0x1f_c000) << 2
        | (value & 0xfe0_0000) << 3
        | (value & 0x7_f000_0000) << 4
}

#[cfg(test)]
mod tests {
    use crate::cursor::{Padding, Room};

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
        let mut padding = Padding::new();
        let mut window = padding.window(&rest[..rest.len().min(9)], 9);
        (window.var_u64(), window.used())
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
