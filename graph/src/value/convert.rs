//! Scalars of one type as scalars of another, where nothing of the value is lost.

use half::{bf16, f16};

use super::{Array, IntEncoding, Value};
use crate::error::{Error, Problem, Result};
use crate::wire::{Decimal, TypeId};

/// The longest text that is read as a number, and the most digits of one that was converted.
const LONGEST: usize = 320;
const MOST_DIGITS: usize = 256;

/// A finite number, exactly: digits without zeros in front, and how many of them are a fraction.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Exact {
    negative: bool,
    digits: String,
    scale: usize,
}

/// The scalar as one of type `wanted`: the same truth, number or text.
pub(crate) fn convert_scalar(value: &Value, wanted: TypeId) -> Result<Value> {
    if value.type_id() == Some(wanted) {
        return Ok(value.clone());
    }
    to(value, wanted).ok_or_else(|| not_converted(value, wanted))
}

#[cold]
fn not_converted(value: &Value, wanted: TypeId) -> Error {
    let number = integer(value).filter(|_| !matches!(value, Value::Bool(_)));
    if let (Some(number), Some(wanted)) = (number, integer_name(wanted)) {
        return Error::new(Problem::NotInRange { number: number.to_string(), wanted });
    }
    let written = match value {
        Value::String(text) => format!("the string {:?}", cut(text.as_str())),
        Value::Decimal(_) => "a decimal".to_owned(),
        Value::Bool(value) => value.to_string(),
        value => match (number, float(value)) {
            (Some(number), _) => number.to_string(),
            (None, Some(wide)) => format!("{wide:?}"),
            (None, None) => format!("a value of the kind {}", value.kind_name()),
        },
    };
    Error::new(Problem::NotConverted { written, wanted: rust_name(wanted).to_owned() })
}

/// What a type of integers is called in Rust.
fn integer_name(type_id: TypeId) -> Option<&'static str> {
    Some(match type_id {
        TypeId::Int8 => "an i8",
        TypeId::Int16 => "an i16",
        TypeId::Int32 | TypeId::VarInt32 => "an i32",
        TypeId::Int64 | TypeId::VarInt64 | TypeId::TaggedInt64 => "an i64",
        TypeId::UInt8 => "a u8",
        TypeId::UInt16 => "a u16",
        TypeId::UInt32 | TypeId::VarUInt32 => "a u32",
        TypeId::UInt64 | TypeId::VarUInt64 | TypeId::TaggedUInt64 => "a u64",
        _ => return None,
    })
}

/// What a type is called in Rust, where that is one of numbers.
fn rust_name(type_id: TypeId) -> &'static str {
    match type_id {
        TypeId::Float16 => "f16",
        TypeId::BFloat16 => "bf16",
        TypeId::Float32 => "f32",
        TypeId::Float64 => "f64",
        type_id => match integer_name(type_id).and_then(|name| name.rsplit(' ').next()) {
            Some(name) => name,
            None => type_id.name(),
        },
    }
}

fn cut(text: &str) -> &str {
    text.char_indices().nth(40).map_or(text, |(at, _)| &text[..at])
}

fn to(value: &Value, wanted: TypeId) -> Option<Value> {
    match wanted {
        TypeId::Bool => to_bool(value).map(Value::Bool),
        TypeId::String => to_text(value).map(Value::from),
        TypeId::Decimal => exact(value)?.decimal().map(Value::from),
        TypeId::Float16 | TypeId::BFloat16 | TypeId::Float32 | TypeId::Float64 => {
            to_float(value, wanted)
        }
        _ => from_integer(integer(value)?, wanted),
    }
}

fn to_bool(value: &Value) -> Option<bool> {
    match value {
        Value::Bool(value) => Some(*value),
        Value::String(text) => match text.as_str() {
            "0" | "false" => Some(false),
            "1" | "true" => Some(true),
            _ => None,
        },
        value => match integer(value)? {
            0 => Some(false),
            1 => Some(true),
            _ => None,
        },
    }
}

fn to_text(value: &Value) -> Option<String> {
    match value {
        Value::Bool(value) => Some(value.to_string()),
        value => {
            let exact = exact(value)?;
            let mut text = exact.text();
            if float(value).is_some() {
                if exact.scale == 0 {
                    text.push_str(".0");
                }
                if exact.digits == "0" && float(value).is_some_and(f64::is_sign_negative) {
                    text.insert(0, '-');
                }
            }
            Some(text)
        }
    }
}

/// The number as an integer, where it is one.
fn integer(value: &Value) -> Option<i128> {
    Some(match value {
        Value::Bool(value) => i128::from(*value),
        Value::Int8(value) => i128::from(*value),
        Value::Int16(value) => i128::from(*value),
        Value::Int32(value, _) => i128::from(*value),
        Value::Int64(value, _) => i128::from(*value),
        Value::UInt8(value) => i128::from(*value),
        Value::UInt16(value) => i128::from(*value),
        Value::UInt32(value, _) => i128::from(*value),
        Value::UInt64(value, _) => i128::from(*value),
        value => {
            let exact = exact(value)?;
            let magnitude: i128 = match exact.scale {
                0 => exact.digits.parse().ok()?,
                _ => return None,
            };
            if exact.negative { -magnitude } else { magnitude }
        }
    })
}

fn from_integer(value: i128, wanted: TypeId) -> Option<Value> {
    use IntEncoding::{Fixed, Tagged, Varint};
    Some(match wanted {
        TypeId::Int8 => Value::Int8(value.try_into().ok()?),
        TypeId::Int16 => Value::Int16(value.try_into().ok()?),
        TypeId::Int32 => Value::Int32(value.try_into().ok()?, Fixed),
        TypeId::VarInt32 => Value::Int32(value.try_into().ok()?, Varint),
        TypeId::Int64 => Value::Int64(value.try_into().ok()?, Fixed),
        TypeId::VarInt64 => Value::Int64(value.try_into().ok()?, Varint),
        TypeId::TaggedInt64 => Value::Int64(value.try_into().ok()?, Tagged),
        TypeId::UInt8 => Value::UInt8(value.try_into().ok()?),
        TypeId::UInt16 => Value::UInt16(value.try_into().ok()?),
        TypeId::UInt32 => Value::UInt32(value.try_into().ok()?, Fixed),
        TypeId::VarUInt32 => Value::UInt32(value.try_into().ok()?, Varint),
        TypeId::UInt64 => Value::UInt64(value.try_into().ok()?, Fixed),
        TypeId::VarUInt64 => Value::UInt64(value.try_into().ok()?, Varint),
        TypeId::TaggedUInt64 => Value::UInt64(value.try_into().ok()?, Tagged),
        _ => return None,
    })
}

fn float(value: &Value) -> Option<f64> {
    match value {
        Value::Float16(value) => Some(value.to_f64()),
        Value::BFloat16(value) => Some(value.to_f64()),
        Value::Float32(value) => Some((*value).into()),
        Value::Float64(value) => Some(*value),
        _ => None,
    }
}

fn to_float(value: &Value, wanted: TypeId) -> Option<Value> {
    let wide = match (value, float(value)) {
        (_, Some(wide)) if wide.is_nan() => return None,
        (_, Some(wide)) => wide,
        (Value::Bool(value), None) => f64::from(u8::from(*value)),
        (value, None) => {
            let exact = exact(value)?;
            let wide: f64 = exact.text().parse().ok()?;
            (Exact::of_float(wide)? == exact).then_some(())?;
            match value {
                Value::String(text) if wide == 0.0 && text.as_str().starts_with('-') => -0.0,
                _ => wide,
            }
        }
    };
    let same = |narrow: f64| narrow.to_bits() == wide.to_bits();
    match wanted {
        TypeId::Float64 => Some(Value::Float64(wide)),
        TypeId::Float32 => {
            #[expect(clippy::cast_possible_truncation, reason = "what is lost is seen next")]
            let narrow = wide as f32;
            same(narrow.into()).then_some(Value::Float32(narrow))
        }
        TypeId::Float16 => {
            let narrow = f16::from_f64(wide);
            same(narrow.to_f64()).then_some(Value::Float16(narrow))
        }
        TypeId::BFloat16 => {
            let narrow = bf16::from_f64(wide);
            same(narrow.to_f64()).then_some(Value::BFloat16(narrow))
        }
        _ => None,
    }
}

fn exact(value: &Value) -> Option<Exact> {
    match value {
        Value::String(text) => Exact::of_text(text.as_str()),
        Value::Decimal(decimal) => {
            let scale = i64::from(decimal.scale());
            Exact::new(decimal.is_negative(), &decimal.digits(), scale)
        }
        value => match float(value) {
            Some(wide) => Exact::of_float(wide),
            None => {
                let integer = integer(value)?;
                Exact::new(integer < 0, &integer.unsigned_abs().to_string(), 0)
            }
        },
    }
}

impl Exact {
    /// The number `digits * 10^-scale`, where it has no more digits than are converted.
    fn new(negative: bool, digits: &str, mut scale: i64) -> Option<Self> {
        let digits = digits.trim_start_matches('0');
        if digits.is_empty() {
            return Some(Self { negative: false, digits: "0".to_owned(), scale: 0 });
        }
        let mut digits = digits.to_owned();
        while scale > 0 && digits.ends_with('0') {
            digits.pop();
            scale -= 1;
        }
        if scale < 0 {
            let zeros = usize::try_from(-scale).ok().filter(|zeros| *zeros <= MOST_DIGITS)?;
            digits.push_str(&"0".repeat(zeros));
            scale = 0;
        }
        let scale = usize::try_from(scale).ok()?;
        (digits.len() <= MOST_DIGITS && scale <= MOST_DIGITS).then_some(Self {
            negative,
            digits,
            scale,
        })
    }

    fn of_float(value: f64) -> Option<Self> {
        if !value.is_finite() {
            return None;
        }
        // No float has more digits after its point than this.
        let text = format!("{:.1074}", value.abs());
        let (whole, fraction) = text.split_once('.')?;
        let fraction = fraction.trim_end_matches('0');
        let scale = i64::try_from(fraction.len()).ok()?;
        Self::new(value < 0.0, &format!("{whole}{fraction}"), scale)
    }

    /// A literal: digits with an optional sign, point and exponent, and nothing else.
    fn of_text(text: &str) -> Option<Self> {
        if text.len() > LONGEST {
            return None;
        }
        let (negative, rest) = sign(text);
        let (number, exponent) = match rest.split_once(['e', 'E']) {
            Some((number, exponent)) => {
                let (negative, digits) = sign(exponent);
                let exponent: i64 = natural(digits)?.parse().ok()?;
                (number, if negative { -exponent } else { exponent })
            }
            None => (rest, 0),
        };
        let (whole, fraction) = match number.split_once('.') {
            Some((_, "")) => return None,
            Some(parts) => parts,
            None => (number, ""),
        };
        let whole = natural(whole)?;
        if !fraction.bytes().all(|byte| byte.is_ascii_digit()) {
            return None;
        }
        let scale = i64::try_from(fraction.len()).ok()?.checked_sub(exponent)?;
        Self::new(negative, &format!("{whole}{fraction}"), scale)
    }

    fn text(&self) -> String {
        let mut text = self.digits.clone();
        if self.scale > 0 {
            if text.len() <= self.scale {
                text.insert_str(0, &"0".repeat(self.scale + 1 - text.len()));
            }
            text.insert(text.len() - self.scale, '.');
        }
        if self.negative {
            text.insert(0, '-');
        }
        text
    }

    fn decimal(&self) -> Option<Decimal> {
        let scale = i32::try_from(self.scale).ok()?;
        Decimal::from_digits(self.negative, &self.digits, scale).ok()
    }
}

fn sign(text: &str) -> (bool, &str) {
    text.strip_prefix('-').map_or((false, text), |rest| (true, rest))
}

/// Digits without zeros in front.
fn natural(digits: &str) -> Option<&str> {
    let canonical = digits == "0" || !digits.starts_with('0');
    let digit = |byte: u8| byte.is_ascii_digit();
    (canonical && !digits.is_empty() && digits.bytes().all(digit)).then_some(digits)
}

/// A list of numbers as an array, an array as a list, bytes as an array of bytes and back.
///
/// `element` is the type that the elements of a list are to have.
pub(crate) fn convert_array(value: Value, wanted: TypeId, element: TypeId) -> Result<Value> {
    match (value, wanted) {
        (Value::List(values), TypeId::List) => {
            let values = values.iter().map(|value| same_domain(value, element));
            values.collect::<Result<_>>().map(Value::List)
        }
        (Value::Array(array), TypeId::List) => {
            let values = array.values().into_iter();
            let values = values.map(|value| convert_scalar(&value, element));
            values.collect::<Result<_>>().map(Value::List)
        }
        (Value::List(values), wanted) if wanted.is_array() => {
            let array = Array::of_values(wanted, &values)?;
            Ok(Value::from(array))
        }
        (Value::Binary(bytes), TypeId::UInt8Array) => Ok(Value::from(Array::UInt8(bytes.into()))),
        (Value::Array(array), TypeId::Binary) => match *array {
            Array::UInt8(bytes) => Ok(Value::Binary(bytes.into())),
            array => Ok(Value::from(array)),
        },
        (value, _) => Ok(value),
    }
}

/// Null stays, and numbers take another encoding of the same type.
fn same_domain(value: &Value, element: TypeId) -> Result<Value> {
    match value {
        Value::Null => Ok(Value::Null),
        value => convert_scalar(value, element),
    }
}

impl Array {
    /// The elements as values.
    fn values(&self) -> Vec<Value> {
        macro_rules! each {
            ($($variant:ident)*) => {
                match self {
                    $(Self::$variant(values) => {
                        values.iter().map(|value| Value::from(*value)).collect()
                    })*
                }
            };
        }
        each! {
            Bool Int8 Int16 Int32 Int64 UInt8 UInt16 UInt32 UInt64 Float16 BFloat16 Float32 Float64
        }
    }

    /// An array of elements of which none may be null.
    fn of_values(type_id: TypeId, values: &[Value]) -> Result<Self> {
        macro_rules! by_type {
            ($($array:ident $variant:ident $pattern:pat => $found:expr;)*) => {
                match type_id {
                    $(TypeId::$array => {
                        let values = values.iter().enumerate().map(|(index, value)| match value {
                            $pattern => Ok($found),
                            Value::Null => Err(Error::new(Problem::NullHere).in_element(index)),
                            other => {
                                let wanted = type_id.to_string();
                                let found = other.kind_name();
                                Err(Error::new(Problem::NotThisField { wanted, found }))
                            }
                        });
                        values.collect::<Result<_>>().map(Self::$variant)
                    })*
                    type_id => Err(Error::new(Problem::NotAValue { type_id })),
                }
            };
        }
        by_type! {
            BoolArray Bool Value::Bool(value) => *value;
            Int8Array Int8 Value::Int8(value) => *value;
            Int16Array Int16 Value::Int16(value) => *value;
            Int32Array Int32 Value::Int32(value, _) => *value;
            Int64Array Int64 Value::Int64(value, _) => *value;
            UInt8Array UInt8 Value::UInt8(value) => *value;
            UInt16Array UInt16 Value::UInt16(value) => *value;
            UInt32Array UInt32 Value::UInt32(value, _) => *value;
            UInt64Array UInt64 Value::UInt64(value, _) => *value;
            Float16Array Float16 Value::Float16(value) => *value;
            BFloat16Array BFloat16 Value::BFloat16(value) => *value;
            Float32Array Float32 Value::Float32(value) => *value;
            Float64Array Float64 Value::Float64(value) => *value;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{IntEncoding, TypeId, Value, convert_scalar};
    use crate::wire::Decimal;

    fn text(value: impl Into<Value>) -> Option<String> {
        match convert_scalar(&value.into(), TypeId::String) {
            Ok(Value::String(text)) => Some(text.into_string()),
            _ => None,
        }
    }

    #[test]
    fn numbers_become_plain_text_that_is_exactly_them() {
        assert_eq!(text(-5_i32).as_deref(), Some("-5"));
        assert_eq!(text(0.5_f64).as_deref(), Some("0.5"));
        assert_eq!(text(3.0_f32).as_deref(), Some("3.0"));
        assert_eq!(text(-0.0_f64).as_deref(), Some("-0.0"));
        assert_eq!(text(Decimal::new(1500, 3)).as_deref(), Some("1.5"));
        assert_eq!(text(Decimal::new(5, -2)).as_deref(), Some("500"));
        assert_eq!(text(f64::NAN), None);
        assert_eq!(text(1e300), None, "more digits than are converted");
    }

    #[test]
    fn texts_become_numbers_only_as_strict_literals() {
        let int = |text: &str| convert_scalar(&text.into(), TypeId::VarInt32).ok();
        assert_eq!(int("-12"), Some(Value::Int32(-12, IntEncoding::Varint)));
        assert_eq!(int("1.20e1"), Some(Value::Int32(12, IntEncoding::Varint)));
        for bad in ["", "+1", "01", " 1", "1 ", "1.", ".5", "1e", "NaN", "٣", "2147483648", "0.5"]
        {
            assert_eq!(int(bad), None, "{bad:?}");
        }
        let float = |text: &str| convert_scalar(&text.into(), TypeId::Float32).ok();
        assert_eq!(float("0.5"), Some(Value::Float32(0.5)));
        assert_eq!(float("0.1"), None, "no float is exactly this");
    }

    #[test]
    fn floats_and_integers_convert_where_nothing_is_lost() {
        assert!(convert_scalar(&Value::from(1_i64 << 53), TypeId::Float64).is_ok());
        assert!(convert_scalar(&Value::from((1_i64 << 53) + 1), TypeId::Float64).is_err());
        assert!(convert_scalar(&Value::from(2.5_f64), TypeId::VarInt64).is_err());
        assert!(convert_scalar(&Value::from(f64::INFINITY), TypeId::Float16).is_ok());
        assert!(convert_scalar(&Value::from(f64::NAN), TypeId::Float32).is_err());
        assert!(convert_scalar(&Value::from(300_i32), TypeId::Int8).is_err());
    }

    #[test]
    fn errors_say_what_does_not_fit() {
        let error = |value: Value, wanted| convert_scalar(&value, wanted).unwrap_err().to_string();
        let large = error((1_i64 << 40).into(), TypeId::VarInt32);
        assert_eq!(large, "1099511627776 is too large for an i32");
        assert_eq!(error((-1_i8).into(), TypeId::UInt32), "-1 is too small for a u32");
        assert_eq!(error(2.5_f64.into(), TypeId::VarInt64), "2.5 is no i64");
        assert_eq!(error(1e300_f64.into(), TypeId::VarInt64), "1e300 is no i64");
        assert_eq!(error((i64::MAX).into(), TypeId::Float32), "9223372036854775807 is no f32");
        assert_eq!(error("tea".into(), TypeId::Int8), "the string \"tea\" is no i8");
        assert_eq!(error(2_i32.into(), TypeId::Bool), "2 is no bool");
    }

    #[test]
    fn truth_is_zero_or_one() {
        let bool = |value: Value| convert_scalar(&value, TypeId::Bool).ok();
        assert_eq!(bool("true".into()), Some(Value::Bool(true)));
        assert_eq!(bool("True".into()), None);
        assert_eq!(bool(Decimal::new(100, 2).into()), Some(Value::Bool(true)));
        assert_eq!(bool((-0.0_f64).into()), Some(Value::Bool(false)));
        assert_eq!(bool(2_i32.into()), None);
    }
}
