//! Decimals as text.

use std::fmt::Write;

use arrow_buffer::i256;
use arrow_schema::DataType;

/// The precision and scale of a decimal type.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct DecimalShape {
    precision: u8,
    scale: i8,
}

impl DecimalShape {
    /// The shape of `data_type`, if it is a decimal or encodes one.
    pub(super) fn of(data_type: &DataType) -> Option<Self> {
        match *data_type {
            DataType::Decimal32(precision, scale)
            | DataType::Decimal64(precision, scale)
            | DataType::Decimal128(precision, scale)
            | DataType::Decimal256(precision, scale) => Some(Self { precision, scale }),
            DataType::Dictionary(_, ref values) => Self::of(values),
            DataType::RunEndEncoded(_, ref values) => Self::of(values.data_type()),
            _ => None,
        }
    }

    /// Whether its values are whole numbers as they are stored.
    pub(super) fn is_whole(self) -> bool {
        self.scale == 0
    }

    /// The number that `text` says, in units of the last digit: sign, digits, a point, digits. `None`
    /// where it is no such number, or the type does not hold just this one.
    pub(super) fn parse(self, text: &str) -> Option<i256> {
        let (sign, number) = match text.strip_prefix('-') {
            Some(number) => ("-", number),
            None => ("", text.strip_prefix('+').unwrap_or(text)),
        };
        let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
        let mut digits = format!("{whole}{fraction}");
        if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
            return None;
        }
        let missing = i64::from(self.scale) - i64::try_from(fraction.len()).ok()?;
        for _ in missing..0 {
            // A digit that the type has no place for is lost unless it is 0.
            if digits.pop() != Some('0') {
                return None;
            }
        }
        digits.extend((0..missing).map(|_| '0'));
        let digits = digits.trim_start_matches('0');
        if digits.len() > usize::from(self.precision) {
            return None;
        }
        i256::from_string(&format!("{sign}{}", if digits.is_empty() { "0" } else { digits }))
    }

    /// The number that is `unscaled` units of the last digit.
    pub(super) fn format(self, unscaled: i256) -> String {
        let unscaled = unscaled.to_string();
        let (sign, digits) = match unscaled.strip_prefix('-') {
            Some(digits) => ("-", digits),
            None => ("", unscaled.as_str()),
        };
        let scale = usize::from(self.scale.unsigned_abs());
        let mut text = String::with_capacity(unscaled.len() + scale + 2);
        text.push_str(sign);
        if self.scale <= 0 {
            text.push_str(digits);
            text.extend(std::iter::repeat_n('0', if digits == "0" { 0 } else { scale }));
            return text;
        }
        let padded = format!("{digits:0>width$}", width = scale + 1);
        let (whole, fraction) = padded.split_at(padded.len() - scale);
        // Writing to a string does not fail.
        let _ = write!(text, "{whole}.{fraction}");
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_read_as_the_number_that_it_was_written_from() {
        for (scale, text, unscaled) in [
            (2, "12.34", 1234),
            (2, "-0.05", -5),
            (2, "0.00", 0),
            (0, "-7", -7),
            (-2, "1200", 12),
            (5, "0.00001", 1),
        ] {
            let shape = DecimalShape { precision: 5, scale };
            assert_eq!(shape.parse(text), Some(i256::from(unscaled)), "{text}");
            assert_eq!(shape.format(i256::from(unscaled)), text);
        }
        let shape = DecimalShape { precision: 76, scale: 76 };
        let text = format!("-0.{}", "9".repeat(76));
        assert_eq!(shape.parse(&text).map(|unscaled| shape.format(unscaled)), Some(text));
    }

    #[test]
    fn a_number_is_read_only_where_the_type_holds_just_this_number() {
        let shape = DecimalShape { precision: 4, scale: 2 };
        assert_eq!(shape.parse("+1.5"), Some(i256::from(150)));
        assert_eq!(shape.parse("1.500"), Some(i256::from(150)));
        assert_eq!(shape.parse(".5"), Some(i256::from(50)));
        assert_eq!(shape.parse("0099.99"), Some(i256::from(9999)));
        for text in ["100", "1.555", "", ".", "-", "1e3", " 1", "1_0", "--1", "+-1", "1.2.3", "٣"]
        {
            assert_eq!(shape.parse(text), None, "{text}");
        }
    }
}
