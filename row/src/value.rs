//! The Rust types that fields are read and written as: one per [`Kind`].

use arrow_buffer::{ArrowNativeType, IntervalDayTime};
use arrow_schema::{DataType, IntervalUnit};
use half::f16;

use crate::error::Problem;
use crate::record::{BinaryColumn, BoolColumn, ColumnSink, ColumnSource, FixedColumn, TextColumn};
use crate::standard::{self, Span, WORD};
use crate::trusted::ValidSlot;
use crate::{Error, Kind, RowWriter};

/// A type that one field of a row is read and written as.
///
/// Sealed: the numbers, `bool`, [`IntervalDayTime`], `str` and `[u8]`, one type per [`Kind`].
#[diagnostic::on_unimplemented(
    message = "no field of a row is read as `{Self}`",
    note = "ask for `str`, `[u8]`, `bool` or a number; of a nullable field for the type without `Option`"
)]
pub trait Value: sealed::Sealed + 'static {
    /// The kind of the fields that hold this type.
    const KIND: Kind;

    /// The Arrow type that a record's field of this type has, unless the record names another.
    const DATA_TYPE: DataType;

    /// The value as it is read: a number itself, or a slice of the row.
    type Ref<'a>: Copy + PartialEq + std::fmt::Debug;

    /// An Arrow column of this type, read by row index.
    type Column<'a>: crate::record::ColumnValues<'a, Self>;

    /// Hands a column of this type to the method of `sink` that takes it.
    ///
    /// # Errors
    ///
    /// What the sink refuses.
    fn fill<'a, S: ColumnSink>(
        sink: &mut S,
        values: impl ExactSizeIterator<Item = Option<Self::Ref<'a>>>,
    ) -> Result<(), S::Error>;

    /// Asks `source` for column `index` as this type.
    ///
    /// # Errors
    ///
    /// What the source refuses.
    fn column<S: ColumnSource>(source: &S, index: usize) -> Result<Self::Column<'_>, S::Error>;
}

/// A value that stands in its slot, zero-extended: every [`Value`] but `bool`, `str` and `[u8]`.
pub trait FixedValue: for<'a> Value<Ref<'a> = Self> + ArrowNativeType {
    /// The slot that holds the value.
    fn to_slot(self) -> u64;

    /// The value in a slot; bytes of the slot beyond the value's width are ignored.
    fn from_slot(slot: u64) -> Self;
}

use sealed::KindChecked;

pub(crate) mod sealed {
    use super::{Error, RowWriter, ValidSlot, Value};

    /// Says that the kind of a field was compared with that of the value to be written.
    ///
    /// Other crates can call the methods of a trait that they cannot name, but they cannot make this:
    /// so bytes that are not text never enter a text field.
    ///
    /// ```compile_fail,E0061
    /// use ferrow_row::{Error, RowWriter, Value};
    ///
    /// fn smuggle<T: Value + ?Sized>(row: &mut RowWriter<'_>, value: T::Ref<'_>) -> Result<(), Error> {
    ///     T::write(row, 0, value)
    /// }
    /// ```
    pub struct KindChecked(pub(crate) ());

    /// How a value leaves and enters a row.
    pub trait Sealed {
        /// Reads from a field of a validated row.
        fn read(slot: ValidSlot<'_>) -> <Self as Value>::Ref<'_>
        where
            Self: Value;

        /// Reads from a slot of a row of which nothing is known but its length.
        fn read_checked(
            row: &[u8],
            fixed_len: usize,
            slot: u64,
        ) -> Result<<Self as Value>::Ref<'_>, Error>
        where
            Self: Value;

        /// Writes to the field `index`, which is of this kind.
        fn write(
            row: &mut RowWriter<'_>,
            index: usize,
            value: <Self as Value>::Ref<'_>,
            checked: KindChecked,
        ) -> Result<(), Error>
        where
            Self: Value;
    }
}

macro_rules! fixed {
    ($($value:ty, $kind:ident, $data_type:expr, |$v:ident| $to:expr, |$s:ident| $from:expr;)*) => {$(
        impl sealed::Sealed for $value {
            #[inline]
            fn read(slot: ValidSlot<'_>) -> Self {
                Self::from_slot(slot.bits())
            }

            #[inline]
            fn read_checked(_: &[u8], _: usize, slot: u64) -> Result<Self, Error> {
                Ok(Self::from_slot(slot))
            }

            #[inline]
            fn write(row: &mut RowWriter<'_>, index: usize, value: Self, _: KindChecked) -> Result<(), Error> {
                row.put_slot(index, value.to_slot());
                Ok(())
            }
        }

        impl Value for $value {
            const KIND: Kind = Kind::$kind;
            const DATA_TYPE: DataType = $data_type;
            type Ref<'a> = Self;
            type Column<'a> = FixedColumn<'a, Self>;

            #[inline]
            fn fill<'a, S: ColumnSink>(
                sink: &mut S,
                values: impl ExactSizeIterator<Item = Option<<Self as Value>::Ref<'a>>>,
            ) -> Result<(), S::Error> {
                sink.fixed::<Self>(values)
            }

            fn column<S: ColumnSource>(source: &S, index: usize) -> Result<FixedColumn<'_, Self>, S::Error> {
                source.fixed::<Self>(index)
            }
        }

        impl FixedValue for $value {
            #[inline]
            fn to_slot(self) -> u64 {
                let $v = self;
                $to
            }

            #[inline]
            fn from_slot($s: u64) -> Self {
                $from
            }
        }
    )*};
}

macro_rules! number {
    ($($value:ty, $kind:ident;)*) => {
        fixed! {$(
            $value, $kind, DataType::$kind,
                |value| word(value.to_le_bytes()), |slot| Self::from_le_bytes(low_bytes(slot));
        )*}
    };
}

number! {
    i8, Int8;
    i16, Int16;
    i32, Int32;
    i64, Int64;
    u8, UInt8;
    u16, UInt16;
    u32, UInt32;
    u64, UInt64;
    f16, Float16;
    f32, Float32;
    f64, Float64;
}

fixed! {
    IntervalDayTime, DayTime, DataType::Interval(IntervalUnit::DayTime),
        |value| value.days.to_slot() | value.milliseconds.to_slot() << 32,
        |slot| IntervalDayTime::new(i32::from_slot(slot), i32::from_slot(slot >> 32));
}

/// The word that begins with `bytes` and goes on with zeros.
#[inline]
fn word<const N: usize>(bytes: [u8; N]) -> u64 {
    let mut word = [0; WORD];
    word[..N].copy_from_slice(&bytes);
    u64::from_le_bytes(word)
}

/// The first `N` bytes of a slot.
#[inline]
fn low_bytes<const N: usize>(slot: u64) -> [u8; N] {
    let mut bytes = [0; N];
    bytes.copy_from_slice(&slot.to_le_bytes()[..N]);
    bytes
}

impl sealed::Sealed for bool {
    #[inline]
    fn read(slot: ValidSlot<'_>) -> Self {
        standard::bool_from_slot(slot.bits())
    }

    #[inline]
    fn read_checked(_: &[u8], _: usize, slot: u64) -> Result<Self, Error> {
        Ok(standard::bool_from_slot(slot))
    }

    #[inline]
    fn write(
        row: &mut RowWriter<'_>,
        index: usize,
        value: Self,
        _: KindChecked,
    ) -> Result<(), Error> {
        row.put_slot(index, u64::from(value));
        Ok(())
    }
}

impl Value for bool {
    const KIND: Kind = Kind::Bool;
    const DATA_TYPE: DataType = DataType::Boolean;
    type Ref<'a> = Self;
    type Column<'a> = BoolColumn<'a>;

    #[inline]
    fn fill<'a, S: ColumnSink>(
        sink: &mut S,
        values: impl ExactSizeIterator<Item = Option<<Self as Value>::Ref<'a>>>,
    ) -> Result<(), S::Error> {
        sink.bool(values)
    }

    fn column<S: ColumnSource>(source: &S, index: usize) -> Result<BoolColumn<'_>, S::Error> {
        source.bool(index)
    }
}

impl sealed::Sealed for str {
    #[inline]
    fn read(slot: ValidSlot<'_>) -> &str {
        slot.text()
    }

    fn read_checked(row: &[u8], fixed_len: usize, slot: u64) -> Result<&str, Error> {
        let bytes = checked_span(row, fixed_len, slot)?;
        std::str::from_utf8(bytes).map_err(|error| {
            let offset = Span::from_slot(slot).offset as usize + error.valid_up_to();
            Error::new(Problem::Utf8 { offset })
        })
    }

    #[inline]
    fn write(
        row: &mut RowWriter<'_>,
        index: usize,
        value: &str,
        _: KindChecked,
    ) -> Result<(), Error> {
        row.put_variable(index, value.as_bytes())
    }
}

impl Value for str {
    const KIND: Kind = Kind::Utf8;
    const DATA_TYPE: DataType = DataType::Utf8;
    type Ref<'a> = &'a str;
    type Column<'a> = TextColumn<'a>;

    #[inline]
    fn fill<'a, S: ColumnSink>(
        sink: &mut S,
        values: impl ExactSizeIterator<Item = Option<&'a str>>,
    ) -> Result<(), S::Error> {
        sink.text(values)
    }

    fn column<S: ColumnSource>(source: &S, index: usize) -> Result<TextColumn<'_>, S::Error> {
        source.text(index)
    }
}

impl sealed::Sealed for [u8] {
    #[inline]
    fn read(slot: ValidSlot<'_>) -> &[u8] {
        slot.bytes()
    }

    fn read_checked(row: &[u8], fixed_len: usize, slot: u64) -> Result<&[u8], Error> {
        checked_span(row, fixed_len, slot)
    }

    #[inline]
    fn write(
        row: &mut RowWriter<'_>,
        index: usize,
        value: &[u8],
        _: KindChecked,
    ) -> Result<(), Error> {
        row.put_variable(index, value)
    }
}

impl Value for [u8] {
    const KIND: Kind = Kind::Binary;
    const DATA_TYPE: DataType = DataType::Binary;
    type Ref<'a> = &'a [u8];
    type Column<'a> = BinaryColumn<'a>;

    #[inline]
    fn fill<'a, S: ColumnSink>(
        sink: &mut S,
        values: impl ExactSizeIterator<Item = Option<&'a [u8]>>,
    ) -> Result<(), S::Error> {
        sink.binary(values)
    }

    fn column<S: ColumnSource>(source: &S, index: usize) -> Result<BinaryColumn<'_>, S::Error> {
        source.binary(index)
    }
}

/// The bytes that a slot of an unknown row points to, where they lie in its variable region.
pub(crate) fn checked_span(row: &[u8], fixed_len: usize, slot: u64) -> Result<&[u8], Error> {
    let span = Span::from_slot(slot);
    let (offset, size) = (span.offset as usize, span.size as usize);
    let Some(bytes) = span.of(row) else {
        return Err(Error::new(Problem::SpanCut { offset, size, len: row.len() }));
    };
    if size > 0 && offset < fixed_len {
        return Err(Error::new(Problem::SpanOverlap { offset, fixed: fixed_len }));
    }
    Ok(bytes)
}
