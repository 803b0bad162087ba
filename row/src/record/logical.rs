//! What a field means to Arrow beyond its Rust type: the attributes `timestamp`, `decimal64` and
//! their like, as types.

use arrow_schema::DataType;

/// What an attribute of a field says of its Arrow type. [`Natural`] where there is none; else a type
/// that `#[derive(Record)]` makes.
pub trait Logical: 'static {
    /// Which of the types in [`family`] it is: a Rust type that can be stored so has
    /// [`StoredAs`] of it.
    type Family;

    /// What one stands for, where the attribute says it.
    const UNIT: Option<Unit>;

    /// The Arrow type, where the attribute names it.
    fn data_type() -> Option<DataType>;
}

/// The Arrow type that the Rust type has by itself.
#[derive(Debug, Clone, Copy)]
pub enum Natural {}

impl Logical for Natural {
    type Family = family::Own;
    const UNIT: Option<Unit> = None;

    fn data_type() -> Option<DataType> {
        None
    }
}

/// What one stands for in a date, a time or a duration.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "each variant is the unit of the same name")]
pub enum Unit {
    Day,
    Second,
    Millisecond,
    Microsecond,
    Nanosecond,
}

/// The attributes' Arrow types, without units, zones and digits.
pub mod family {
    macro_rules! families {
        ($($(#[$doc:meta])* $name:ident)*) => {$(
            $(#[$doc])*
            #[derive(Debug, Clone, Copy)]
            pub enum $name {}
        )*};
    }

    families! {
        /// That of the Rust type itself.
        Own
        /// `date32`.
        Date32
        /// `date64`.
        Date64
        /// `time32`.
        Time32
        /// `time64`.
        Time64
        /// `timestamp` without a zone.
        Timestamp
        /// `timestamp` with a zone.
        ZonedTimestamp
        /// `duration`.
        Duration
        /// `decimal32`.
        Decimal32
        /// `decimal64`.
        Decimal64
        /// `decimal128`.
        Decimal128
        /// `decimal256`.
        Decimal256
        /// `year_month`.
        YearMonth
    }
}

/// A Rust type that a row can hold as an Arrow type of the family `F`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not stored as the Arrow type of this field, `{F}`",
    label = "of another Rust type than the attribute's",
    note = "`Date32`, `Time32`, `Decimal32` and `YearMonth` are stored as `i32`; `Date64`, `Time64`, \
            `Timestamp`, `Duration` and `Decimal64` as `i64`; `Decimal128` as `i128`, `Decimal256` as \
            `i256`; or as the type of `chrono` or `jiff` that means the same, with that feature"
)]
pub trait StoredAs<F> {
    /// What stands in the row.
    type Value: ?Sized;
}

macro_rules! stored_as {
    ($($field:ty, $value:ty: $($family:ident)*;)*) => {$($(
        #[diagnostic::do_not_recommend]
        impl $crate::record::StoredAs<$crate::record::family::$family> for $field {
            type Value = $value;
        }
    )*)*};
}

#[cfg(any(feature = "chrono", feature = "jiff"))]
pub(crate) use stored_as;

stored_as! {
    i32, i32: Date32 Time32 Decimal32 YearMonth;
    i64, i64: Date64 Time64 Timestamp ZonedTimestamp Duration Decimal64;
    i128, i128: Decimal128;
    arrow_buffer::i256, arrow_buffer::i256: Decimal256;
}
