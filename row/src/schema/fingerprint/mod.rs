//! A strict identity of schemas, of every Arrow type.

mod text;

use std::fmt;

use arrow_schema::Schema;
use twox_hash::XxHash3_128;

use text::Text;

use crate::{RowFormat, RowLayout};

/// Tells rows of one schema from those of another: 128 bits of the row format and of every field's
/// name, type and nullability, in order and at any depth.
///
/// Fingerprints are equal where formats and schemas are, and then only, as far as 128 bits go. So
/// one in front of each row of a stream says which schema the row was written with, and whoever
/// reads keeps a layout for each. They are the same in every release and on every platform.
///
/// Types that are the same bytes in a row are different here: `Utf8`, `LargeUtf8` and `Utf8View`,
/// the kinds of list, a dictionary or run-end encoded type and its values. Rows do not become the
/// same columns there, and columns are what a schema promises.
///
/// Left out is what means nothing to a row: metadata of schema and fields, and with it extension
/// types; whether a dictionary is ordered; the names that Arrow has for the elements of lists and
/// the entries of maps, which every library chooses for itself.
///
/// It is no defence against those who make a schema in order to have it taken for another: their
/// rows are an error or wrong values then, as rows from outside always may be.
///
/// ```
/// use arrow_schema::{DataType, Field, Schema};
/// use ferrow_row::RowFormat;
/// use ferrow_row::schema::Fingerprint;
///
/// let of = |name| {
///     let schema = Schema::new(vec![Field::new(name, DataType::Int32, true)]);
///     Fingerprint::of(&schema, RowFormat::Standard)
/// };
/// assert_eq!(of("a").to_string(), "8c24d567cdd49d738b005f8ecd212a2c");
/// assert_ne!(of("a"), of("b"));
/// ```
///
/// # Algorithm
///
/// XXH3, the hash of 128 bits with seed 0, of these bytes, in which an integer has the bytes that
/// its name says, little-endian, and a text is its number of UTF-8 bytes as `u64`, then those:
///
/// - the 13 bytes `ferrow.schema`, a `u8` that is 1, and one that is 0 for standard rows and 1 for
///   compact ones;
/// - *fields*: their number as `u64`, then each *field*;
/// - *field*: its name as text, then its *value*;
/// - *value*: a `u8` that is 1 where it may be null and else 0, then its *type*; values of type Null
///   always may;
/// - *type*: a `u8`, followed by what the table says.
///
/// | type | `u8` | followed by |
/// | --- | --- | --- |
/// | Null, Boolean | 0, 1 | |
/// | Int8, Int16, Int32, Int64 | 2 to 5 | |
/// | UInt8, UInt16, UInt32, UInt64 | 6 to 9 | |
/// | Float16, Float32, Float64 | 10 to 12 | |
/// | Timestamp | 13 | unit; `u8` 0 without a zone, or 1 and the zone as text |
/// | Date32, Date64 | 14, 15 | |
/// | Time32, Time64, Duration | 16 to 18 | unit |
/// | Interval | 19 | `u8`: 0 year-month, 1 day-time, 2 month-day-nano |
/// | Binary | 20 | |
/// | FixedSizeBinary | 21 | size as `i32` |
/// | LargeBinary, BinaryView, Utf8, LargeUtf8, Utf8View | 22 to 26 | |
/// | List, ListView, LargeList, LargeListView | 27 to 30 | value of an element |
/// | FixedSizeList | 31 | value of an element, number of elements as `i32` |
/// | Struct | 32 | fields |
/// | Union | 33 | `u8`: 0 sparse, 1 dense; number of children as `u64`; each an `i8` id and a field |
/// | Dictionary | 34 | type of its keys, type of its values |
/// | RunEndEncoded | 35 | type of its run ends, value |
/// | Map | 36 | type of its keys, value of a value; `u8`: 1 where keys are sorted, else 0 |
/// | Decimal32, Decimal64, Decimal128, Decimal256 | 37 to 40 | precision as `u8`, scale as `i8` |
///
/// A unit is a `u8`: 0 seconds, 1 milliseconds, 2 microseconds, 3 nanoseconds.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Fingerprint(u128);

impl Fingerprint {
    /// The fingerprint of rows of `schema` in the layout `format`.
    #[must_use]
    pub fn of(schema: &Schema, format: RowFormat) -> Self {
        Self(XxHash3_128::oneshot(Text::of(schema, format).as_bytes()))
    }

    /// The fingerprint with these bytes, as [`to_bytes`](Self::to_bytes) gives them.
    #[must_use]
    pub fn from_bytes(bytes: [u8; 16]) -> Self {
        Self(u128::from_le_bytes(bytes))
    }

    /// The 16 bytes to send, little-endian.
    #[must_use]
    pub fn to_bytes(self) -> [u8; 16] {
        self.0.to_le_bytes()
    }
}

impl RowLayout {
    /// Tells the rows of this layout from those of all others; see [`Fingerprint`].
    #[must_use]
    pub fn fingerprint(&self) -> Fingerprint {
        Fingerprint::of(self.schema(), self.format())
    }
}

/// The 32 hexadecimal digits of the number.
impl fmt::Display for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:032x}", self.0)
    }
}

impl fmt::Debug for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Fingerprint({self})")
    }
}
