//! Sequences of numbers that are one value: bytes, and intervals.

use arrow_buffer::{IntervalDayTime, IntervalMonthDayNano};
use half::f16;
use serde::Serialize;

use crate::serde::error::not_for;
use crate::serde::plain::NumberSerializer;
use crate::{Error, Kind, SlotWriter};

/// Bytes that come one by one.
pub(super) struct Bytes<'w> {
    slot: SlotWriter<'w>,
    bytes: Vec<u8>,
}

impl<'w> Bytes<'w> {
    pub(super) fn start(slot: SlotWriter<'w>, len: usize) -> Self {
        Self { slot, bytes: Vec::with_capacity(len.min(1 << 16)) }
    }

    pub(super) fn put<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Error> {
        let number = value.serialize(NumberSerializer).ok();
        let byte = number.and_then(|number| u8::try_from(number).ok());
        let wrong = "a sequence of anything but bytes";
        self.bytes.push(byte.ok_or_else(|| not_for(self.slot.layout(), wrong))?);
        Ok(())
    }

    pub(super) fn finish(self) -> Result<(), Error> {
        self.slot.set::<[u8]>(&self.bytes)
    }
}

/// The parts of an interval: days and milliseconds, or months, days and nanoseconds.
pub(super) struct Interval<'w> {
    slot: SlotWriter<'w>,
    parts: Vec<i64>,
}

impl<'w> Interval<'w> {
    pub(super) fn start(slot: SlotWriter<'w>) -> Self {
        Self { slot, parts: Vec::with_capacity(3) }
    }

    pub(super) fn put<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Error> {
        let part = value.serialize(NumberSerializer);
        self.parts.push(part.map_err(|_| self.wrong())?);
        Ok(())
    }

    pub(super) fn finish(self) -> Result<(), Error> {
        let part = |index: usize| {
            let part = self.parts.get(index).copied();
            part.and_then(|part| i32::try_from(part).ok()).ok_or_else(|| self.wrong())
        };
        match (self.slot.layout().kind(), self.parts.len()) {
            (Kind::DayTime, 2) => {
                let value = IntervalDayTime::new(part(0)?, part(1)?);
                self.slot.set::<IntervalDayTime>(value)
            }
            (Kind::MonthDayNano, 3) => {
                let value = IntervalMonthDayNano::new(part(0)?, part(1)?, self.parts[2]);
                self.slot.set::<IntervalMonthDayNano>(value)
            }
            _ => Err(self.wrong()),
        }
    }

    #[cold]
    fn wrong(&self) -> Error {
        not_for(self.slot.layout(), "a sequence of anything but the interval's parts")
    }
}

/// Writes what `half` serializes its number as: the bits of it.
pub(super) fn half<T: Serialize + ?Sized>(slot: SlotWriter<'_>, value: &T) -> Result<(), Error> {
    let number = value.serialize(NumberSerializer).ok();
    match number.and_then(|number| u16::try_from(number).ok()) {
        Some(bits) => slot.set::<f16>(f16::from_bits(bits)),
        None => Err(not_for(slot.layout(), "a newtype `f16` that is no 16 bits")),
    }
}
