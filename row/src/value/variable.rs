//! Text and bytes.

use arrow_schema::DataType;

use super::sealed::{KindChecked, Sealed};
use super::{ColumnValue, Value};
use crate::error::Problem;
use crate::lazy::LazySlot;
use crate::record::{BinaryColumn, ColumnSink, ColumnSource, TextColumn};
use crate::trusted::ValidSlot;
use crate::writer::SlotWriter;
use crate::{Error, Kind};

impl Sealed for str {
    #[inline]
    fn read(slot: ValidSlot<'_>) -> &str {
        slot.text()
    }

    fn read_checked(slot: LazySlot<'_>) -> Result<&str, Error> {
        std::str::from_utf8(slot.bytes()?).map_err(|error| {
            Error::new(Problem::Utf8 { offset: slot.value_offset() + error.valid_up_to() })
        })
    }

    #[inline(always)]
    fn as_bytes<'v: 'v>(value: &'v str) -> Option<&'v [u8]> {
        Some(value.as_bytes())
    }

    #[inline(always)]
    fn with_bytes<R>(value: &str, take: impl FnOnce(&[u8]) -> R) -> Option<R> {
        Some(take(value.as_bytes()))
    }

    #[inline(always)]
    fn write(slot: SlotWriter<'_>, value: &str, _: KindChecked) -> Result<(), Error> {
        slot.put_text(value)
    }
}

impl Value for str {
    const KIND: Kind = Kind::Utf8;
    type Ref<'a> = &'a str;
}

impl ColumnValue for str {
    const DATA_TYPE: DataType = DataType::Utf8;
    type Column = TextColumn;

    #[inline]
    fn fill<'a, S: ColumnSink>(
        sink: &mut S,
        values: impl ExactSizeIterator<Item = Option<&'a str>> + Clone,
    ) -> Result<(), S::Error> {
        sink.text(values)
    }

    fn column<S: ColumnSource>(source: &S, index: usize) -> Result<TextColumn, S::Error> {
        source.text(index)
    }
}

impl Sealed for [u8] {
    #[inline]
    fn read(slot: ValidSlot<'_>) -> &[u8] {
        slot.bytes()
    }

    fn read_checked(slot: LazySlot<'_>) -> Result<&[u8], Error> {
        slot.bytes()
    }

    #[inline(always)]
    fn as_bytes<'v: 'v>(value: &'v [u8]) -> Option<&'v [u8]> {
        Some(value)
    }

    #[inline(always)]
    fn with_bytes<R>(value: &[u8], take: impl FnOnce(&[u8]) -> R) -> Option<R> {
        Some(take(value))
    }

    #[inline(always)]
    fn write(slot: SlotWriter<'_>, value: &[u8], _: KindChecked) -> Result<(), Error> {
        slot.put_bytes(value)
    }
}

impl Value for [u8] {
    const KIND: Kind = Kind::Binary;
    type Ref<'a> = &'a [u8];

    #[inline]
    fn is_of(kind: Kind) -> bool {
        matches!(kind, Kind::Binary | Kind::FixedBinary)
    }
}

impl ColumnValue for [u8] {
    const DATA_TYPE: DataType = DataType::Binary;
    type Column = BinaryColumn;

    #[inline]
    fn fill<'a, S: ColumnSink>(
        sink: &mut S,
        values: impl ExactSizeIterator<Item = Option<&'a [u8]>> + Clone,
    ) -> Result<(), S::Error> {
        sink.binary(values)
    }

    fn column<S: ColumnSource>(source: &S, index: usize) -> Result<BinaryColumn, S::Error> {
        source.binary(index)
    }
}
