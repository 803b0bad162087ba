//! Names of fields as bytes: UTF-8, or letters of 5 or 6 bits where a name has no others.
//!
//! Packed letters stand from the high bits to the low ones, behind one bit that is set where the
//! bits left at the end would hold one letter more.

/// The forms of a name, by the number that a field's header has for each.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Encoding {
    /// The text as it is.
    Utf8 = 0,
    /// 5 bits: small letters, `.`, `_`, `$`, and `|` in front of a letter that is a capital.
    AllToLowerSpecial = 1,
    /// 6 bits: small letters, capitals, digits, `$`, `_`.
    LowerUpperDigitSpecial = 2,
}

use Encoding::{AllToLowerSpecial, LowerUpperDigitSpecial, Utf8};

const LOWER: &[u8] = b"abcdefghijklmnopqrstuvwxyz._$|";
const MIXED: &[u8] = b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789$_";

/// What marks the next letter as a capital among small ones.
const CAPITAL: u8 = b'|';

impl Encoding {
    pub(super) fn of_number(number: u8) -> Option<Self> {
        [Utf8, AllToLowerSpecial, LowerUpperDigitSpecial].get(usize::from(number)).copied()
    }

    /// The one that every implementation chooses for `name`.
    fn of(name: &str) -> Self {
        let letters = name.as_bytes();
        let count = |is: fn(&u8) -> bool| letters.iter().filter(|letter| is(letter)).count();
        if !letters.iter().all(|letter| MIXED.contains(letter)) {
            Utf8
        } else if count(u8::is_ascii_digit) == 0
            && count(u8::is_ascii_uppercase) * 5 < letters.len()
        {
            AllToLowerSpecial
        } else {
            LowerUpperDigitSpecial
        }
    }
}

/// The bytes of `name`, which is not empty.
pub(super) fn encode(name: &str) -> (Encoding, Vec<u8>) {
    let encoding = Encoding::of(name);
    let bytes = match encoding {
        Utf8 => name.as_bytes().to_vec(),
        AllToLowerSpecial => {
            let mut letters = Vec::with_capacity(name.len());
            for letter in name.bytes() {
                if letter.is_ascii_uppercase() {
                    letters.push(CAPITAL);
                }
                letters.push(letter.to_ascii_lowercase());
            }
            pack(&letters, LOWER, 5)
        }
        LowerUpperDigitSpecial => pack(name.as_bytes(), MIXED, 6),
    };
    (encoding, bytes)
}

/// The name that `bytes` are, where they are one.
pub(super) fn decode(encoding: Encoding, bytes: &[u8]) -> Result<String, Damage> {
    let name = match encoding {
        Utf8 => {
            let name = str::from_utf8(bytes).map_err(|error| Damage::Utf8(error.valid_up_to()))?;
            name.to_owned()
        }
        AllToLowerSpecial => {
            let mut name = String::with_capacity(bytes.len() * 2);
            let mut letters = unpack(bytes, LOWER, 5)?.into_iter();
            while let Some(letter) = letters.next() {
                name.push(match letter {
                    CAPITAL => letters
                        .next()
                        .filter(u8::is_ascii_lowercase)
                        .ok_or(Damage::Packed)?
                        .to_ascii_uppercase(),
                    letter => letter,
                } as char);
            }
            name
        }
        LowerUpperDigitSpecial => unpack(bytes, MIXED, 6)?.into_iter().map(char::from).collect(),
    };
    if name.is_empty() { Err(Damage::Packed) } else { Ok(name) }
}

/// What is wrong with the bytes of a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Damage {
    /// Not UTF-8 from this byte on.
    Utf8(usize),
    /// No letters, or one that there is not.
    Packed,
}

/// `letters` of `alphabet`, `width` bits each.
fn pack(letters: &[u8], alphabet: &[u8], width: usize) -> Vec<u8> {
    let used = 1 + letters.len() * width;
    let mut bytes = vec![0; used.div_ceil(8)];
    for (index, letter) in letters.iter().enumerate() {
        let code = alphabet.iter().position(|known| known == letter).unwrap_or_default();
        for bit in (0..width).filter(|bit| code >> (width - 1 - bit) & 1 != 0) {
            let at = 1 + index * width + bit;
            bytes[at / 8] |= 0x80 >> (at % 8);
        }
    }
    if bytes.len() * 8 - used >= width {
        bytes[0] |= 0x80;
    }
    bytes
}

/// The letters of `alphabet` that `bytes` are; `None` for one that it does not have.
fn unpack(bytes: &[u8], alphabet: &[u8], width: usize) -> Result<Vec<u8>, Damage> {
    let is_set = |at: usize| bytes[at / 8] & (0x80 >> (at % 8)) != 0;
    let unused = usize::from(bytes.first().is_some_and(|_| is_set(0)));
    let room = (bytes.len() * 8).saturating_sub(1) / width;
    (0..room.saturating_sub(unused))
        .map(|index| {
            let first = 1 + index * width;
            let code =
                (first..first + width).fold(0, |code, at| code << 1 | usize::from(is_set(at)));
            alphabet.get(code).copied().ok_or(Damage::Packed)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_form_of_a_name_follows_from_its_letters() {
        let cases = [
            ("a", AllToLowerSpecial),
            ("snake_case$", AllToLowerSpecial),
            // One capital of six letters is packed in 5 bits, one of five is not.
            ("camelC", AllToLowerSpecial),
            ("cameC", LowerUpperDigitSpecial),
            ("A", LowerUpperDigitSpecial),
            ("a1", LowerUpperDigitSpecial),
            ("a.b", Utf8),
            ("a|b", Utf8),
            ("a b", Utf8),
            ("gr\u{f6}\u{df}e", Utf8),
        ];
        for (name, encoding) in cases {
            assert_eq!(Encoding::of(name), encoding, "{name}");
        }
    }

    #[test]
    fn letters_are_packed_from_the_high_bits() {
        // 0 00001 00, 010 00000: one bit, b, c; five bits are left, as many as a letter has.
        assert_eq!(encode("bc"), (AllToLowerSpecial, vec![0x84, 0x40]));
        // 0 000001 1, 10101 000: one bit, b, 1; three bits are left.
        assert_eq!(encode("b1"), (LowerUpperDigitSpecial, vec![0x03, 0xa8]));
        assert_eq!(encode("a.b"), (Utf8, b"a.b".to_vec()));
    }

    #[test]
    fn every_name_of_every_length_comes_back() {
        for letters in ["abcdefgh_$", "abcdefXghi", "ABC$_xyz09", "e.|\u{e9} \u{1f980}"] {
            let long = letters.repeat(4);
            for (end, _) in long.char_indices().skip(1) {
                let (encoding, bytes) = encode(&long[..end]);
                assert_eq!(decode(encoding, &bytes).as_deref(), Ok(&long[..end]));
            }
        }
    }

    #[test]
    fn what_is_no_name_is_refused() {
        // Codes 30 and 31 are no letters; then `|` at the end, `|` and `|`, and no letter at all.
        let packed = [vec![30 << 2], vec![31 << 2], pack(b"a|", LOWER, 5), pack(b"||", LOWER, 5)];
        for bytes in packed.iter().chain([&vec![0x80], &vec![]]) {
            assert_eq!(decode(AllToLowerSpecial, bytes), Err(Damage::Packed), "{bytes:x?}");
        }
        assert_eq!(decode(LowerUpperDigitSpecial, &[0x80]), Err(Damage::Packed));
        assert_eq!(decode(Utf8, b"ab\xff"), Err(Damage::Utf8(2)));
        assert_eq!(decode(Utf8, b""), Err(Damage::Packed));
    }
}
