//! Decimals of any precision.

use std::fmt;

use super::{Reader, Writer};
use crate::error::{Error, Problem, Result};

/// The largest scale either way, and the longest magnitude in bytes, that decimals have.
const MOST: usize = 10_000;

/// A decimal: `unscaled * 10^-scale`, of any precision.
///
/// ```
/// use ferrow_graph::wire::Decimal;
///
/// let price = Decimal::new(-125, 2);
/// assert_eq!(price.to_string(), "-1.25");
/// assert_eq!(price.unscaled(), Some(-125));
/// assert_eq!("-1.25".parse::<Decimal>()?, price);
/// # Ok::<(), ferrow_graph::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub struct Decimal {
    negative: bool,
    /// Little-endian, without zeros at its end; empty for zero.
    magnitude: Vec<u8>,
    scale: i32,
}

impl Decimal {
    /// The decimal `unscaled * 10^-scale`.
    #[must_use]
    pub fn new(unscaled: i128, scale: i32) -> Self {
        let magnitude = unscaled.unsigned_abs().to_le_bytes();
        Self::from_parts(unscaled < 0, &magnitude, scale)
    }

    /// A decimal of its sign, the little-endian bytes of its magnitude, and its scale.
    #[must_use]
    pub fn from_parts(negative: bool, magnitude: &[u8], scale: i32) -> Self {
        let len = magnitude.iter().rposition(|byte| *byte != 0).map_or(0, |last| last + 1);
        Self { negative: negative && len > 0, magnitude: magnitude[..len].to_vec(), scale }
    }

    /// Whether it is below zero.
    #[must_use]
    pub fn is_negative(&self) -> bool {
        self.negative
    }

    /// The magnitude of the unscaled number, little-endian; empty for zero.
    #[must_use]
    pub fn magnitude(&self) -> &[u8] {
        &self.magnitude
    }

    /// By which power of ten the unscaled number is divided.
    #[must_use]
    pub fn scale(&self) -> i32 {
        self.scale
    }

    /// The unscaled number, where it has 128 bits.
    #[must_use]
    pub fn unscaled(&self) -> Option<i128> {
        let mut bytes = [0; 16];
        bytes.get_mut(..self.magnitude.len())?.copy_from_slice(&self.magnitude);
        let magnitude = u128::from_le_bytes(bytes);
        match self.negative {
            true if magnitude == 1 << 127 => Some(i128::MIN),
            true => i128::try_from(magnitude).ok().map(|magnitude| -magnitude),
            false => i128::try_from(magnitude).ok(),
        }
    }

    /// The digits of the magnitude, in tens.
    #[must_use]
    pub fn digits(&self) -> String {
        // Limbs of nine digits, least first; the bytes come in from the most significant one.
        let mut limbs: Vec<u64> = Vec::new();
        for byte in self.magnitude.iter().rev() {
            let mut carry = u64::from(*byte);
            for limb in &mut limbs {
                let value = *limb * 256 + carry;
                *limb = value % 1_000_000_000;
                carry = value / 1_000_000_000;
            }
            if carry > 0 {
                limbs.push(carry);
            }
        }
        let mut limbs = limbs.iter().rev();
        let mut digits = limbs.next().map_or_else(|| "0".to_owned(), u64::to_string);
        for limb in limbs {
            digits.push_str(&format!("{limb:09}"));
        }
        digits
    }

    /// A decimal of digits in tens.
    ///
    /// # Errors
    ///
    /// Where there are others, none, or too many.
    pub fn from_digits(negative: bool, digits: &str, scale: i32) -> Result<Self> {
        let bad = |what| Error::new(Problem::DecimalForm { what });
        if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(bad("other characters than digits"));
        }
        if digits.len() > MOST * 5 / 2 {
            return Err(bad("too many digits"));
        }
        let mut limbs: Vec<u32> = Vec::new();
        for digit in digits.bytes() {
            let mut carry = u64::from(digit - b'0');
            for limb in &mut limbs {
                let value = u64::from(*limb) * 10 + carry;
                let [a, b, c, d, high @ ..] = value.to_le_bytes();
                *limb = u32::from_le_bytes([a, b, c, d]);
                carry = u32::from_le_bytes(high).into();
            }
            if let Ok(carry @ 1..) = u32::try_from(carry) {
                limbs.push(carry);
            }
        }
        let magnitude: Vec<u8> = limbs.iter().flat_map(|limb| limb.to_le_bytes()).collect();
        Ok(Self::from_parts(negative, &magnitude, scale))
    }

    /// Reads the body of a decimal.
    ///
    /// # Errors
    ///
    /// Where the bytes end, are not in the shortest form, or exceed what decimals may be.
    pub fn read(reader: &mut Reader<'_>) -> Result<Self> {
        let start = reader.offset();
        let bad = |what| Error::new(Problem::DecimalForm { what }).at(start);
        let scale = reader.var_i32()?;
        if scale.unsigned_abs() > 10_000 {
            return Err(bad("a scale beyond 10000"));
        }
        let header = reader.var_u64()?;
        if header & 1 == 0 {
            let zigzag = header >> 1;
            let unscaled = (zigzag >> 1).cast_signed() ^ -(zigzag & 1).cast_signed();
            return Ok(Self::new(unscaled.into(), scale));
        }
        let len = usize::try_from(header >> 2).unwrap_or(usize::MAX);
        if len > MOST {
            return Err(bad("more bytes than 10000"));
        }
        match reader.bytes(len)? {
            [.., 0] | [] => Err(bad("zeros at the end of its bytes")),
            magnitude => {
                Ok(Self { negative: header & 2 != 0, magnitude: magnitude.to_vec(), scale })
            }
        }
    }

    /// Writes the body of a decimal.
    ///
    /// # Errors
    ///
    /// Where the scale or the magnitude exceeds what decimals may be.
    pub fn write(&self, writer: &mut Writer) -> Result<()> {
        let bad = |what| Err(Error::new(Problem::DecimalForm { what }));
        if self.scale.unsigned_abs() > 10_000 {
            return bad("a scale beyond 10000");
        }
        if self.magnitude.len() > MOST {
            return bad("more bytes than 10000");
        }
        writer.var_i32(self.scale);
        let small = self.unscaled().and_then(|unscaled| i64::try_from(unscaled).ok());
        match small.filter(|small| (-(1 << 62)..1 << 62).contains(small)) {
            Some(small) => writer.var_u64(super::writer::zigzag64(small) << 1),
            None => {
                let meta = (self.magnitude.len() as u64) << 1 | u64::from(self.negative);
                writer.var_u64(meta << 1 | 1);
                writer.bytes(&self.magnitude);
            }
        }
        Ok(())
    }
}

impl fmt::Display for Decimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut digits = self.digits();
        match usize::try_from(self.scale) {
            Ok(scale) if scale > 0 => {
                if digits.len() <= scale {
                    digits.insert_str(0, &"0".repeat(scale + 1 - digits.len()));
                }
                digits.insert(digits.len() - scale, '.');
            }
            Ok(_) => {}
            Err(_) if digits != "0" => {
                digits.push_str(&"0".repeat(self.scale.unsigned_abs() as usize));
            }
            Err(_) => {}
        }
        if self.negative {
            digits.insert(0, '-');
        }
        f.write_str(&digits)
    }
}

impl std::str::FromStr for Decimal {
    type Err = Error;

    /// Reads digits with an optional sign and point, the scale being the digits after the point.
    fn from_str(text: &str) -> Result<Self> {
        let (negative, digits) = match text.strip_prefix('-') {
            Some(digits) => (true, digits),
            None => (false, text),
        };
        let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
        let scale = i32::try_from(fraction.len());
        let scale =
            scale.map_err(|_| Error::new(Problem::DecimalForm { what: "too many digits" }))?;
        Self::from_digits(negative, &format!("{whole}{fraction}"), scale)
    }
}
