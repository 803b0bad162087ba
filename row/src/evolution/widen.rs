//! Values that grow wider: the same value in a type that holds more.

use arrow_buffer::i256;
use arrow_schema::{DataType, TimeUnit};
use half::f16;

use super::convert::Converter;
use crate::error::Problem;
use crate::trusted::ValidSlot;
use crate::value::sealed::Sealed;
use crate::{Error, Kind, SlotWriter, Value, ValueLayout};

/// How a number of one type becomes one of another, where no value is lost.
pub(super) fn widening(written: &ValueLayout, wanted: &ValueLayout) -> Option<Box<dyn Converter>> {
    let (from, to) = (stored(written.data_type()), stored(wanted.data_type()));
    if let Some(factor) = time_factor(from, to) {
        return integers(written.kind(), wanted.kind(), i256::from_i128(factor.into()));
    }
    if let Some(factor) = decimal_factor(from, to) {
        return integers(written.kind(), wanted.kind(), factor);
    }
    // Dates, times and decimals are integers too, but no numbers of this kind.
    let is_number = |data_type: &DataType| data_type.is_integer() || data_type.is_floating();
    if !is_number(from) || !is_number(to) {
        return None;
    }
    match (integer(written.kind()), integer(wanted.kind())) {
        (Some((signed, bits)), Some((wanted_signed, wanted_bits))) => {
            // A sign takes a bit that an unsigned number does not have.
            let needed = bits + u32::from(wanted_signed && !signed);
            let holds = (wanted_signed || !signed) && wanted_bits >= needed;
            holds.then(|| integers(written.kind(), wanted.kind(), i256::ONE))?
        }
        (Some((signed, bits)), None) => {
            let holds = bits + u32::from(!signed) <= exact_bits(wanted.kind());
            holds.then(|| floats(written.kind(), wanted.kind()))?
        }
        (None, None) => {
            let holds = wanted.kind().width() >= written.kind().width();
            holds.then(|| floats(written.kind(), wanted.kind()))?
        }
        (None, Some(_)) => None,
    }
}

/// The type whose values a dictionary or a run-end array holds.
pub(super) fn stored(data_type: &DataType) -> &DataType {
    match data_type {
        DataType::Dictionary(_, values) => stored(values),
        DataType::RunEndEncoded(_, values) => stored(values.data_type()),
        _ => data_type,
    }
}

/// Whether an integer is signed, and its bits.
fn integer(kind: Kind) -> Option<(bool, u32)> {
    Some(match kind {
        Kind::Int8 => (true, 8),
        Kind::Int16 => (true, 16),
        Kind::Int32 => (true, 32),
        Kind::Int64 => (true, 64),
        Kind::UInt8 => (false, 8),
        Kind::UInt16 => (false, 16),
        Kind::UInt32 => (false, 32),
        Kind::UInt64 => (false, 64),
        _ => return None,
    })
}

/// Bits of the widest signed integer all of whose values a float holds.
fn exact_bits(kind: Kind) -> u32 {
    match kind {
        Kind::Float16 => 12,
        Kind::Float32 => 25,
        _ => 54,
    }
}

/// What a time is multiplied with to be the same time in another type.
fn time_factor(from: &DataType, to: &DataType) -> Option<i64> {
    use DataType::{Date32, Date64, Duration, Time32, Time64, Timestamp};
    const DAY: i64 = 86_400;
    match (from, to) {
        (Date32, Date64) => Some(DAY * 1_000),
        (Date32, Timestamp(unit, None)) => Some(DAY * per_second(*unit)),
        (Date64, Timestamp(unit, None)) => finer(TimeUnit::Millisecond, *unit),
        (Timestamp(from, a), Timestamp(to, b)) if a.is_some() == b.is_some() => finer(*from, *to),
        (Time32(from) | Time64(from), Time32(to) | Time64(to)) => finer(*from, *to),
        (Duration(from), Duration(to)) => finer(*from, *to),
        _ => None,
    }
}

fn finer(from: TimeUnit, to: TimeUnit) -> Option<i64> {
    let (from, to) = (per_second(from), per_second(to));
    (to >= from).then(|| to / from)
}

fn per_second(unit: TimeUnit) -> i64 {
    match unit {
        TimeUnit::Second => 1,
        TimeUnit::Millisecond => 1_000,
        TimeUnit::Microsecond => 1_000_000,
        TimeUnit::Nanosecond => 1_000_000_000,
    }
}

/// What a decimal is multiplied with to have the scale of another that has no fewer digits on either
/// side of the point.
fn decimal_factor(from: &DataType, to: &DataType) -> Option<i256> {
    let ((from_precision, from_scale), (precision, scale)) = (decimal(from)?, decimal(to)?);
    let more = scale - from_scale;
    let fits = more >= 0 && precision - scale >= from_precision - from_scale;
    fits.then(|| i256::from_i128(10).checked_pow(u32::try_from(more).ok()?))?
}

fn decimal(data_type: &DataType) -> Option<(i16, i16)> {
    match data_type {
        DataType::Decimal32(precision, scale)
        | DataType::Decimal64(precision, scale)
        | DataType::Decimal128(precision, scale)
        | DataType::Decimal256(precision, scale) => {
            Some((i16::from(*precision), i16::from(*scale)))
        }
        _ => None,
    }
}

/// An integer that is multiplied: of any kind that is stored as one.
struct Integer {
    read: fn(ValidSlot<'_>) -> i256,
    factor: i256,
    write: fn(i256, SlotWriter<'_>) -> Result<(), Error>,
}

impl Converter for Integer {
    fn convert(&self, from: ValidSlot<'_>, to: SlotWriter<'_>) -> Result<(), Error> {
        match (self.read)(from).checked_mul(self.factor) {
            Some(value) => (self.write)(value, to),
            None => Err(too_large(&to)),
        }
    }
}

fn integers(from: Kind, to: Kind, factor: i256) -> Option<Box<dyn Converter>> {
    macro_rules! by_integer {
        ($kind:expr, $T:ident => $then:expr) => {
            match $kind {
                Kind::Int8 => {
                    type $T = i8;
                    $then
                }
                Kind::Int16 => {
                    type $T = i16;
                    $then
                }
                Kind::Int32 => {
                    type $T = i32;
                    $then
                }
                Kind::Int64 => {
                    type $T = i64;
                    $then
                }
                Kind::UInt8 => {
                    type $T = u8;
                    $then
                }
                Kind::UInt16 => {
                    type $T = u16;
                    $then
                }
                Kind::UInt32 => {
                    type $T = u32;
                    $then
                }
                Kind::UInt64 => {
                    type $T = u64;
                    $then
                }
                Kind::Decimal128 => {
                    type $T = i128;
                    $then
                }
                _ => return None,
            }
        };
    }
    fn read<T: for<'a> Value<Ref<'a> = T> + Into<i128>>(slot: ValidSlot<'_>) -> i256 {
        i256::from_i128(T::read(slot).into())
    }
    fn write<T>(value: i256, to: SlotWriter<'_>) -> Result<(), Error>
    where
        T: for<'a> Value<Ref<'a> = T> + TryFrom<i128>,
    {
        match value.to_i128().and_then(|value| T::try_from(value).ok()) {
            Some(value) => to.set::<T>(value),
            None => Err(too_large(&to)),
        }
    }
    let read: fn(ValidSlot<'_>) -> i256 = match from {
        Kind::Decimal256 => i256::read,
        from => by_integer!(from, T => read::<T>),
    };
    let write: fn(i256, SlotWriter<'_>) -> Result<(), Error> = match to {
        Kind::Decimal256 => |value, to| to.set::<i256>(value),
        to => by_integer!(to, T => write::<T>),
    };
    Some(Box::new(Integer { read, factor, write }))
}

/// A number that a float holds exactly.
struct Float {
    read: fn(ValidSlot<'_>) -> f64,
    write: fn(f64, SlotWriter<'_>) -> Result<(), Error>,
}

impl Converter for Float {
    fn convert(&self, from: ValidSlot<'_>, to: SlotWriter<'_>) -> Result<(), Error> {
        (self.write)((self.read)(from), to)
    }
}

fn floats(from: Kind, to: Kind) -> Option<Box<dyn Converter>> {
    let read: fn(ValidSlot<'_>) -> f64 = match from {
        Kind::Int8 => |slot| i8::read(slot).into(),
        Kind::Int16 => |slot| i16::read(slot).into(),
        Kind::Int32 => |slot| i32::read(slot).into(),
        Kind::UInt8 => |slot| u8::read(slot).into(),
        Kind::UInt16 => |slot| u16::read(slot).into(),
        Kind::UInt32 => |slot| u32::read(slot).into(),
        Kind::Float16 => |slot| f16::read(slot).to_f64(),
        Kind::Float32 => |slot| f32::read(slot).into(),
        _ => return None,
    };
    let write: fn(f64, SlotWriter<'_>) -> Result<(), Error> = match to {
        Kind::Float16 => |value, to| to.set::<f16>(f16::from_f64(value)),
        Kind::Float32 => |value, to| {
            #[expect(
                clippy::cast_possible_truncation,
                reason = "a value that the float holds exactly"
            )]
            to.set::<f32>(value as f32)
        },
        Kind::Float64 => |value, to| to.set::<f64>(value),
        _ => return None,
    };
    Some(Box::new(Float { read, write }))
}

#[cold]
fn too_large(to: &SlotWriter<'_>) -> Error {
    let data_type = to.layout().data_type().clone();
    Error::new(Problem::NotHeld { data_type }).at(to.layout().path())
}
