//! Bytes by address, within bounds that were looked at once for several values.
//!
//! A [`Room`] and a [`Window`] each have a budget: bytes that are there from where they stand. Every
//! method spends from it what it may need at most, before it touches memory, and then goes on by no
//! more than that. So the budget is never larger than what is there. Where it is a constant, as that
//! of a struct's numbers, the compiler works the comparisons out, and none is left.

use std::mem::MaybeUninit;

use crate::error::{Error, Problem, Result};

/// The most bytes of a number of variable length.
const VARINT: usize = 9;

/// A part of a writer whose size was bounded before: writing looks at no capacity.
#[derive(Debug)]
pub struct Room<'a> {
    bytes: &'a mut Vec<u8>,
    /// Where the next byte goes: `budget` bytes of the vector's capacity are behind it.
    next: *mut u8,
    budget: usize,
}

#[cold]
#[inline(never)]
fn overdrawn() -> ! {
    panic!("more is written, or read, than was asked for")
}

impl<'a> Room<'a> {
    /// Room for `most` bytes behind those of the vector.
    #[inline]
    pub(crate) fn new(bytes: &'a mut Vec<u8>, most: usize) -> Self {
        bytes.reserve(most);
        let len = bytes.len();
        // SAFETY: `len` is at most the capacity, so this is in the vector's memory or at its end.
        let next = unsafe { bytes.as_mut_ptr().add(len) };
        Self { bytes, next, budget: most }
    }

    #[inline(always)]
    fn spend(&mut self, most: usize) {
        match self.budget.checked_sub(most) {
            Some(left) => self.budget = left,
            None => overdrawn(),
        }
    }

    /// Writes `N` bytes and goes on by `len` of them. `spend(N)` was called, or of more.
    #[inline(always)]
    fn write<const N: usize>(&mut self, bytes: [u8; N], len: usize) {
        debug_assert!(len <= N);
        // SAFETY: the budget had these `N` bytes, which are the vector's capacity; bytes have no
        // alignment, and the array is not a part of the vector.
        unsafe { self.next.cast::<[u8; N]>().write_unaligned(bytes) };
        // SAFETY: `len` is at most `N`, so this is in the vector's memory or at its end.
        self.next = unsafe { self.next.add(len) };
    }

    /// Bytes of a known number.
    ///
    /// # Panics
    ///
    /// Where they do not fit.
    #[inline(always)]
    pub fn fixed<const N: usize>(&mut self, bytes: [u8; N]) {
        self.spend(N);
        self.write(bytes, N);
    }

    /// An unsigned number of 1 to 9 bytes, for which 9 are there.
    ///
    /// # Panics
    ///
    /// Where they are not.
    // Measured: a call for each number takes twice the time of the number, as room is in memory then.
    #[inline(always)]
    pub fn var_u64(&mut self, value: u64) {
        self.spend(VARINT);
        if value < 1 << 7 {
            let [low, ..] = value.to_le_bytes();
            self.write([low], 1);
        } else if value < 1 << 14 {
            let [a, b, ..] = (spread(value) | 0x80).to_le_bytes();
            self.write([a, b], 2);
        } else if value < 1 << 21 {
            let [a, b, c, d, ..] = (spread(value) | 0x8080).to_le_bytes();
            self.write([a, b, c, d], 3);
        } else if value < 1 << 28 {
            let [a, b, c, d, ..] = (spread(value) | 0x80_8080).to_le_bytes();
            self.write([a, b, c, d], 4);
        } else if value < 1 << 35 {
            let word = spread(value) | 0x8080_8080;
            self.write(word.to_le_bytes(), 5);
        } else {
            let (bytes, len) = long_varint(value);
            self.write(bytes, len);
        }
    }

    /// A text in UTF-8, for whose bytes and 9 more there is room.
    ///
    /// # Panics
    ///
    /// Where there is not.
    #[inline]
    pub fn str(&mut self, text: &str) {
        self.var_u64((text.len() as u64) << 2 | 2);
        self.bytes(text.as_bytes());
    }

    /// Bytes of any number.
    ///
    /// # Panics
    ///
    /// Where they do not fit.
    #[inline]
    pub fn bytes(&mut self, bytes: &[u8]) {
        let len = bytes.len();
        self.spend(len);
        // Short ones as two parts of words, which may overlap: a call of `memcpy` takes longer.
        if let (Some(first), Some(last)) = (bytes.first_chunk::<16>(), bytes.last_chunk::<16>())
            && len <= 32
        {
            self.ends(*first, *last, len);
        } else if let (Some(first), Some(last)) =
            (bytes.first_chunk::<8>(), bytes.last_chunk::<8>())
            && len <= 16
        {
            self.ends(*first, *last, len);
        } else if let (Some(first), Some(last)) =
            (bytes.first_chunk::<4>(), bytes.last_chunk::<4>())
            && len <= 8
        {
            self.ends(*first, *last, len);
        } else if len > 32 {
            // SAFETY: the budget had `len` bytes of the vector's capacity; what is copied is not a
            // part of the vector, which is borrowed mutably.
            unsafe { self.next.copy_from_nonoverlapping(bytes.as_ptr(), len) };
            // SAFETY: as above, so this is in the vector's memory or at its end.
            self.next = unsafe { self.next.add(len) };
        } else {
            bytes.iter().for_each(|byte| self.write([*byte], 1));
        }
    }

    /// `len` bytes, of which `first` and `last` are the ends; they are together as many or more.
    #[inline]
    fn ends<const N: usize>(&mut self, first: [u8; N], last: [u8; N], len: usize) {
        debug_assert!((N..=2 * N).contains(&len));
        self.write(first, len - N);
        self.write(last, N);
    }
}

impl Drop for Room<'_> {
    #[inline]
    fn drop(&mut self) {
        let len = self.next.addr() - self.bytes.as_ptr().addr();
        // SAFETY: `next` is in the vector's memory or at its end, and all bytes before it are
        // written: those that were there, and those that methods wrote before they went on.
        unsafe { self.bytes.set_len(len) };
    }
}

/// A number of six bytes or more, and how many they are.
#[inline(never)]
fn long_varint(value: u64) -> ([u8; VARINT], usize) {
    let mut bytes = [0; VARINT];
    let mut rest = value;
    for (at, byte) in bytes.iter_mut().enumerate() {
        let [low, ..] = rest.to_le_bytes();
        if rest < 0x80 || at == VARINT - 1 {
            *byte = low;
            return (bytes, at + 1);
        }
        *byte = low | 0x80;
        rest >>= 7;
    }
    (bytes, VARINT)
}

/// The number that begins `bytes`, of six bytes or more, and how many they are.
#[inline(never)]
fn read_long_varint(bytes: [u8; VARINT]) -> (u64, usize) {
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
fn spread(value: u64) -> u64 {
    (value & 0x7f)
        | (value & 0x3f80) << 1
        | (value & 0x1f_c000) << 2
        | (value & 0xfe0_0000) << 3
        | (value & 0x7_f000_0000) << 4
}

/// A part of a message whose length was looked at before: reading looks at no end.
#[derive(Debug)]
pub struct Window<'b> {
    bytes: &'b [u8],
    /// The next byte: `budget` bytes of `bytes` are behind it.
    next: *const u8,
    budget: usize,
}

impl<'b> Window<'b> {
    /// A window of the first `most` bytes.
    ///
    /// # Panics
    ///
    /// Where they are not there.
    #[inline]
    #[must_use]
    pub fn new(bytes: &'b [u8], most: usize) -> Self {
        assert!(bytes.len() >= most, "a window is of bytes that are there");
        Self { bytes, next: bytes.as_ptr(), budget: most }
    }

    /// How many bytes were read.
    #[inline]
    #[must_use]
    pub fn used(&self) -> usize {
        self.next.addr() - self.bytes.as_ptr().addr()
    }

    #[inline(always)]
    fn spend(&mut self, most: usize) {
        match self.budget.checked_sub(most) {
            Some(left) => self.budget = left,
            None => overdrawn(),
        }
    }

    /// The next `N` bytes. `spend(N)` was called, or of more.
    #[inline(always)]
    fn peek<const N: usize>(&self) -> [u8; N] {
        // SAFETY: the budget had these `N` bytes, which are those of the slice; bytes have no
        // alignment.
        unsafe { self.next.cast::<[u8; N]>().read_unaligned() }
    }

    /// Goes on by `len` bytes, which were spent.
    #[inline(always)]
    fn go_on(&mut self, len: usize) {
        // SAFETY: the budget had `len` bytes, so this is in the slice or at its end.
        self.next = unsafe { self.next.add(len) };
    }

    /// Bytes of a known number.
    #[inline(always)]
    pub fn fixed<const N: usize>(&mut self) -> [u8; N] {
        self.spend(N);
        let bytes = self.peek();
        self.go_on(N);
        bytes
    }

    /// An unsigned number of 1 to 9 bytes, for which 9 are there.
    // Measured, as that of `Room`.
    #[inline(always)]
    pub fn var_u64(&mut self) -> u64 {
        self.spend(VARINT);
        let word = u64::from_le_bytes(self.peek());
        let gather = |word: u64| {
            (word & 0x7f)
                | (word >> 1 & 0x3f80)
                | (word >> 2 & 0x1f_c000)
                | (word >> 3 & 0xfe0_0000)
                | (word >> 4 & 0x7_f000_0000)
        };
        if word & 0x80 == 0 {
            self.go_on(1);
            word & 0x7f
        } else if word & 0x8000 == 0 {
            self.go_on(2);
            gather(word & 0xffff)
        } else if word & 0x80_0000 == 0 {
            self.go_on(3);
            gather(word & 0xff_ffff)
        } else if word & 0x8000_0000 == 0 {
            self.go_on(4);
            gather(word & 0xffff_ffff)
        } else if word & 0x80_0000_0000 == 0 {
            self.go_on(5);
            gather(word & 0xff_ffff_ffff)
        } else {
            let (value, len) = read_long_varint(self.peek());
            self.go_on(len);
            value
        }
    }

    /// A number of 4 bytes, or of 8 behind one that says so; 9 are there.
    #[inline]
    pub(crate) fn tagged<T>(
        &mut self,
        small: impl FnOnce(u32) -> T,
        large: impl FnOnce(u64) -> T,
    ) -> T {
        self.spend(VARINT);
        let [first, word @ ..]: [u8; VARINT] = self.peek();
        if first & 1 == 1 {
            self.go_on(VARINT);
            return large(u64::from_le_bytes(word));
        }
        let [b, c, d, ..] = word;
        self.go_on(4);
        small(u32::from_le_bytes([first, b, c, d]))
    }

    /// An unsigned number of 1 to 5 bytes, for which 9 are there.
    ///
    /// # Errors
    ///
    /// Where it is longer.
    #[inline(always)]
    pub fn var_u32(&mut self) -> Result<u32> {
        let start = self.next;
        let value = self.var_u64();
        match u32::try_from(value) {
            Ok(value) if self.next.addr() - start.addr() <= 5 => Ok(value),
            _ => Err(Error::new(Problem::Varint)),
        }
    }
}

/// Memory for the end of a message with zeros behind it, for a window that is longer: who used more than
/// is there sees it afterwards.
#[derive(Debug)]
pub struct Padding {
    short: [MaybeUninit<u8>; SHORT],
    long: Vec<u8>,
}

/// What needs no memory of its own.
const SHORT: usize = 256;

impl Padding {
    /// Memory for one window.
    #[inline]
    #[must_use]
    pub const fn new() -> Self {
        Self { short: [const { MaybeUninit::uninit() }; SHORT], long: Vec::new() }
    }

    /// A window of `most` bytes: `rest`, and zeros behind it.
    ///
    /// # Panics
    ///
    /// Where `rest` is longer.
    #[inline]
    #[must_use]
    pub fn window(&mut self, rest: &[u8], most: usize) -> Window<'_> {
        let Some(short) = self.short.get_mut(..most) else {
            self.long.resize(most, 0);
            self.long[..rest.len()].copy_from_slice(rest);
            return Window::new(&self.long, most);
        };
        // All of them: their number is known where this is compiled, that of the rest is not.
        short.fill(MaybeUninit::new(0));
        short[..rest.len()].write_copy_of_slice(rest);
        // SAFETY: every byte was written.
        let bytes = unsafe { short.assume_init_ref() };
        Window::new(bytes, most)
    }
}

impl Default for Padding {
    fn default() -> Self {
        Self::new()
    }
}

/// UTF-8 as a string, quickly where it is ASCII and short.
#[inline]
pub(crate) fn utf8(bytes: &[u8]) -> Result<&str> {
    if bytes.len() <= 64 && is_ascii(bytes) {
        // SAFETY: ASCII is UTF-8.
        return Ok(unsafe { str::from_utf8_unchecked(bytes) });
    }
    simdutf8::basic::from_utf8(bytes).map_err(|_| Error::new(Problem::Utf8))
}

/// The text in memory of its own, copied by parts of words where it is short.
#[inline]
pub(crate) fn owned(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    Room::new(&mut bytes, text.len()).bytes(text.as_bytes());
    // SAFETY: the bytes are those of the text.
    unsafe { String::from_utf8_unchecked(bytes) }
}

/// Whether no byte has its highest bit set, a word at a time.
#[inline]
fn is_ascii(bytes: &[u8]) -> bool {
    const HIGH: u64 = 0x8080_8080_8080_8080;
    match bytes.last_chunk::<8>() {
        Some(last) => {
            let (words, _) = bytes.as_chunks::<8>();
            let words = words
                .iter()
                .fold(u64::from_le_bytes(*last), |all, word| all | u64::from_le_bytes(*word));
            words & HIGH == 0
        }
        None => bytes.iter().fold(0, |all, byte| all | byte) < 0x80,
    }
}

#[cfg(test)]
mod tests {
    use super::{Padding, Room, Window, is_ascii, utf8};

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
            Room::new(&mut bytes, 9).var_u64(number);
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

    #[test]
    fn bytes_of_every_length_are_copied_and_nothing_else() {
        let source: Vec<u8> = (0..100).collect();
        for len in 0..source.len() {
            let mut bytes = vec![1, 2, 3];
            let mut room = Room::new(&mut bytes, len + 2);
            room.fixed([7]);
            room.bytes(&source[..len]);
            room.fixed([9]);
            drop(room);
            assert_eq!(bytes, [&[1, 2, 3, 7][..], &source[..len], &[9]].concat(), "{len}");
        }
    }

    #[test]
    #[should_panic(expected = "than was asked for")]
    fn room_that_is_used_up_is_not_written_to() {
        let mut bytes = Vec::new();
        let mut room = Room::new(&mut bytes, 3);
        room.fixed([1, 2]);
        room.fixed([3, 4]);
    }

    #[test]
    #[should_panic(expected = "than was asked for")]
    fn windows_that_are_used_up_are_not_read() {
        let mut window = Window::new(&[0; 100], 3);
        let _ = (window.fixed::<2>(), window.fixed::<2>());
    }

    #[test]
    fn texts_are_what_the_standard_library_takes_for_them() {
        for len in 0..80 {
            let mut bytes = vec![b'a'; len];
            assert!(utf8(&bytes).is_ok());
            for at in 0..len {
                bytes[at] = 0xc3;
                assert!(!is_ascii(&bytes));
                assert_eq!(utf8(&bytes).is_ok(), str::from_utf8(&bytes).is_ok());
                if at + 1 < len {
                    let next = std::mem::replace(&mut bytes[at + 1], 0xa9);
                    assert_eq!(utf8(&bytes).unwrap(), str::from_utf8(&bytes).unwrap());
                    bytes[at + 1] = next;
                }
                bytes[at] = b'a';
            }
        }
    }
}
