//! The Arrow type of numbers of several Rust types.

use arrow_schema::DataType;

/// The widest numbers seen at one place, in bits; 0 where there were none of the sort.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Number {
    signed: u8,
    unsigned: u8,
    float: u8,
    /// Whether an unsigned value was seen that no `i64` holds.
    beyond_i64: bool,
}

impl Number {
    pub(super) fn signed(bits: u8) -> Self {
        Self { signed: bits, ..Self::default() }
    }

    pub(super) fn unsigned(bits: u8) -> Self {
        Self { unsigned: bits, ..Self::default() }
    }

    pub(super) fn float(bits: u8) -> Self {
        Self { float: bits, ..Self::default() }
    }

    /// An unsigned number of 64 bits, of which the value is known.
    pub(super) fn of_u64(value: u64) -> Self {
        Self { beyond_i64: i64::try_from(value).is_err(), ..Self::unsigned(64) }
    }

    /// The numbers that are one of either.
    pub(super) fn and(self, other: Self) -> Self {
        Self {
            signed: self.signed.max(other.signed),
            unsigned: self.unsigned.max(other.unsigned),
            float: self.float.max(other.float),
            beyond_i64: self.beyond_i64 || other.beyond_i64,
        }
    }

    /// The narrowest type that holds them all: whole numbers beside floating ones are float64, of
    /// more than 64 bits decimal128. Signed numbers beside `u64` are int64 as long as the values
    /// allow it, for JSON says of every positive number that it is one.
    pub(super) fn data_type(self) -> DataType {
        let whole = self.signed.max(self.unsigned);
        // An unsigned number needs a signed one of twice its width.
        let both = self.signed.max(self.unsigned.saturating_mul(2));
        match (self.float, self.signed, self.unsigned) {
            (16, 0, 0) => DataType::Float16,
            (32, 0, 0) => DataType::Float32,
            (1.., ..) => DataType::Float64,
            _ if whole > 64 => DataType::Decimal128(38, 0),
            (_, 0, 8) => DataType::UInt8,
            (_, 0, 16) => DataType::UInt16,
            (_, 0, 32) => DataType::UInt32,
            (_, 0, _) => DataType::UInt64,
            _ if both <= 8 => DataType::Int8,
            _ if both <= 16 => DataType::Int16,
            _ if both <= 32 => DataType::Int32,
            _ if self.beyond_i64 => DataType::Decimal128(38, 0),
            _ => DataType::Int64,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_type_of_numbers_holds_each_of_them() {
        let (signed, unsigned, float) = (Number::signed, Number::unsigned, Number::float);
        for (numbers, wanted) in [
            (vec![signed(8), signed(32), signed(16)], DataType::Int32),
            (vec![unsigned(8), unsigned(64)], DataType::UInt64),
            (vec![unsigned(8), signed(8)], DataType::Int16),
            (vec![unsigned(32), signed(8)], DataType::Int64),
            (vec![unsigned(8), signed(64)], DataType::Int64),
            (vec![Number::of_u64(u64::MAX)], DataType::UInt64),
            (vec![Number::of_u64(7), signed(64)], DataType::Int64),
            (vec![signed(64), Number::of_u64(u64::MAX)], DataType::Decimal128(38, 0)),
            (vec![signed(128)], DataType::Decimal128(38, 0)),
            (vec![unsigned(128), signed(8)], DataType::Decimal128(38, 0)),
            (vec![float(16)], DataType::Float16),
            (vec![float(32), float(16)], DataType::Float32),
            (vec![float(32), signed(8)], DataType::Float64),
            (vec![unsigned(64), float(64)], DataType::Float64),
        ] {
            let all = numbers.iter().fold(Number::default(), |all, number| all.and(*number));
            assert_eq!(all.data_type(), wanted, "{numbers:?}");
        }
    }
}
