//! Fields of any kind: owned, compared bit by bit, written through typed columns, read every way
//! that there is.

use arrow_buffer::{IntervalDayTime, IntervalMonthDayNano, i256};
use ferrow_row::{
    Error, Kind, LazyRow, ListRef, MapRef, RowLayout, RowRef, RowWriter, UnionRef, ValueRef,
};
use half::f16;

/// A value that owns what a [`ValueRef`] borrows.
#[derive(Debug, Clone)]
pub(crate) enum Scalar {
    /// Null, or a value that stands in its slot.
    Plain(ValueRef<'static>),
    Text(String),
    Bytes(Vec<u8>),
}

impl Scalar {
    pub(crate) const NULL: Self = Self::Plain(ValueRef::Null);

    pub(crate) fn value(&self) -> ValueRef<'_> {
        match self {
            Self::Plain(value) => *value,
            Self::Text(text) => ValueRef::Utf8(text),
            Self::Bytes(bytes) => ValueRef::Binary(bytes),
        }
    }
}

/// Equality of values as a row holds them: floats are the same where their bits are.
pub(crate) fn same(left: ValueRef<'_>, right: ValueRef<'_>) -> bool {
    match (left, right) {
        (ValueRef::Float16(left), ValueRef::Float16(right)) => left.to_bits() == right.to_bits(),
        (ValueRef::Float32(left), ValueRef::Float32(right)) => left.to_bits() == right.to_bits(),
        (ValueRef::Float64(left), ValueRef::Float64(right)) => left.to_bits() == right.to_bits(),
        _ => left == right,
    }
}

/// Evaluates `$read` with `$value` as the Rust type of `$kind` and `$wrap` as its [`ValueRef`].
macro_rules! by_kind {
    ($kind:expr, null => $null:expr, $value:ident, $wrap:ident => $read:expr) => {
        by_kind! { $kind, $null, $value, $wrap, $read;
            Bool bool, Int8 i8, Int16 i16, Int32 i32, Int64 i64, UInt8 u8, UInt16 u16, UInt32 u32,
            UInt64 u64, Float16 f16, Float32 f32, Float64 f64, DayTime IntervalDayTime,
            MonthDayNano IntervalMonthDayNano, Decimal128 i128, Decimal256 i256, Utf8 str,
            Binary [u8], FixedBinary [u8], List ListRef<'static>, Map MapRef<'static>,
            Struct RowRef<'static>, Union UnionRef<'static>
        }
    };
    ($kind:expr, $null:expr, $value:ident, $wrap:ident, $read:expr; $($name:ident $type:ty),*) => {
        match $kind {
            Kind::Null => $null,
            $(Kind::$name => {
                type $value = $type;
                let $wrap = ValueRef::$name;
                $read
            })*
            kind => panic!("these tests do not know {kind}"),
        }
    };
}

/// Reads every field of `row` every way that there is and compares with `wanted`; `what` names the
/// row.
pub(crate) fn assert_reads(what: &str, row: RowRef<'_>, wanted: &[ValueRef<'_>]) {
    let layout = row.layout();
    let lazy = layout.open(row.bytes()).unwrap_or_else(|error| panic!("{what}: {error}"));
    assert_eq!((layout.len(), row.values().len()), (wanted.len(), wanted.len()), "{what}");
    for ((index, &wanted), value) in wanted.iter().enumerate().zip(row.values()) {
        let lazily =
            read_lazy(lazy, index).unwrap_or_else(|error| panic!("{what}: field {index}: {error}"));
        for found in [value, row.value(index), read_typed(row, index), lazily] {
            assert!(same(found, wanted), "{what}: field {index} is {found:?}, not {wanted:?}");
            assert_text(found);
        }
        let is_null = wanted == ValueRef::Null;
        let found = (row.is_null(index), lazy.is_null(index));
        assert_eq!(found, (is_null, is_null), "{what}: field {index}");
    }
}

/// Field `index` of a validated row, through a typed column.
fn read_typed(row: RowRef<'_>, index: usize) -> ValueRef<'_> {
    let layout = row.layout();
    by_kind!(layout.kind(index), null => ValueRef::Null, T, wrap => {
        let column = layout.column_at::<T>(index).expect("the field is of its own kind");
        row.get(column).map_or(ValueRef::Null, wrap)
    })
}

/// Field `index` of a row of unknown bytes, by ordinal and through a typed column: both give the same
/// value or the same error. A field of kind null has no column and reads as null.
pub(crate) fn read_lazy(row: LazyRow<'_>, index: usize) -> Result<ValueRef<'_>, Error> {
    let layout = row.layout();
    let typed = by_kind!(layout.kind(index), null => Ok(ValueRef::Null), T, wrap => {
        let column = layout.column_at::<T>(index).expect("the field is of its own kind");
        row.get(column).map(|value| value.map_or(ValueRef::Null, wrap))
    });
    match (&typed, row.value(index)) {
        (Ok(typed), Ok(value)) => assert!(same(*typed, value), "{typed:?} and {value:?}"),
        (Err(typed), Err(error)) => assert_eq!(format!("{typed:?}"), format!("{error:?}")),
        (typed, value) => panic!("{typed:?} and {value:?}"),
    }
    typed
}

/// Text from a row is UTF-8, whatever was in the row: else the program is unsound.
fn assert_text(value: ValueRef<'_>) {
    if let ValueRef::Utf8(text) = value {
        assert!(std::str::from_utf8(text.as_bytes()).is_ok(), "text that is not UTF-8");
    }
}

/// Writes field `index` through a typed column.
pub(crate) fn write_typed(
    row: &mut RowWriter<'_>,
    index: usize,
    value: ValueRef<'_>,
) -> Result<(), Error> {
    /// Sets the field as the Rust type of each kind.
    macro_rules! set {
        ($($name:ident $type:ty),* $(,)?) => {
            match value {
                ValueRef::Null => row.set_null(index),
                $(ValueRef::$name(value) => {
                    row.set(row.layout().column_at::<$type>(index)?, value)
                })*
                value => panic!("these tests do not know {value:?}"),
            }
        };
    }
    set! {
        Bool bool, Int8 i8, Int16 i16, Int32 i32, Int64 i64, UInt8 u8, UInt16 u16, UInt32 u32,
        UInt64 u64, Float16 f16, Float32 f32, Float64 f64, DayTime IntervalDayTime,
        MonthDayNano IntervalMonthDayNano, Decimal128 i128, Decimal256 i256, Utf8 str,
        Binary [u8], FixedBinary [u8], List ListRef<'static>, Map MapRef<'static>,
        Struct RowRef<'static>, Union UnionRef<'static>,
    }
}

/// What [`assert_reads`] compares with.
pub(crate) fn values(scalars: &[Scalar]) -> Vec<ValueRef<'_>> {
    scalars.iter().map(Scalar::value).collect()
}

/// A row of `values`, written in the order of the fields.
pub(crate) fn write_row(layout: &RowLayout, values: &[Scalar]) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut row = RowWriter::new(layout, &mut bytes);
    for (index, value) in values.iter().enumerate() {
        row.set_value(index, value.value()).expect("a value of the field's kind");
    }
    row.finish().expect("every field was set");
    bytes
}
