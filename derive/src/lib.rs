//! The derive macro of Ferrow's records. Use it through the `ferrow` crate, which exports it beside
//! the trait that it implements.

#![forbid(unsafe_code)]

mod record;

use proc_macro::TokenStream;
use syn::{DeriveInput, parse_macro_input};

/// Makes a struct a record: its fields are the fields of a row.
///
/// ```
/// # extern crate ferrow_row as ferrow;
/// use ferrow::Record;
/// # use ferrow_derive::Record;
///
/// /// A departure from New York.
/// #[derive(Debug, PartialEq, Record)]
/// pub struct Flight {
///     /// Two-letter code of the airline.
///     pub carrier: String,
///     /// Minutes; negative is early.
///     pub dep_delay: Option<i16>,
///     #[record(timestamp(microsecond, zone = "UTC"))]
///     pub time_hour: i64,
///     #[record(rename = "dest", default = "JFK".to_owned())]
///     pub destination: String,
///     #[record(skip)]
///     pub seen: bool,
/// }
///
/// # fn main() -> Result<(), ferrow::Error> {
/// let flights = vec![Flight {
///     carrier: "UA".to_owned(),
///     dep_delay: Some(-3),
///     time_hour: 1_357_034_400_000_000,
///     destination: "IAH".to_owned(),
///     seen: false,
/// }];
/// let rows = Flight::rows(&flights)?;
///
/// // A typed view decodes the fields that are asked for, and no other.
/// for flight in rows.views::<Flight>()? {
///     assert_eq!(flight.carrier(), "UA");
///     assert_eq!(flight.dep_delay(), Some(-3));
///     assert_eq!(flight.destination(), Some("IAH"));
/// }
/// assert_eq!(rows.records::<Flight>()?, flights);
/// # Ok(())
/// # }
/// ```
///
/// The row's fields stand in the order of the struct's, each under its Rust name. Beside the struct
/// comes its view, here `FlightView<'row>`, as visible as the struct: `Copy`, a method per field with
/// the field's visibility and documentation, nothing decoded until it is called. A method comes
/// before those of traits: in the view of a record with a field `row`, the row itself is
/// `RecordView::row(view)`.
///
/// # Types of fields
///
/// | Rust | Arrow | the view returns |
/// | --- | --- | --- |
/// | `bool` | `Boolean` | `bool` |
/// | `i8`, `i16`, `i32`, `i64` | `Int8` to `Int64` | the number |
/// | `u8`, `u16`, `u32`, `u64` | `UInt8` to `UInt64` | the number |
/// | `f16` of `ferrow::types`, `f32`, `f64` | `Float16` to `Float64` | the number |
/// | `IntervalDayTime` of `ferrow::types` | `Interval(DayTime)` | the interval |
/// | `String`, `Box<str>` | `Utf8` | `&'row str` |
/// | `Vec<u8>` | `Binary` | `&'row [u8]` |
/// | `Option` of one of these | the same, nullable | `Option` of the same |
///
/// Other types join by implementing the trait `Field` of the module `record`.
///
/// # Attributes of fields
///
/// | `#[record(...)]` | |
/// | --- | --- |
/// | `rename = "name"` | the field's name in the rows |
/// | `skip` | not in the rows and not in the view; read back as `Default::default()` |
/// | `skip, default = expression` | not in the rows; read back as the expression |
/// | `default` | nullable in the rows, always written; a null is read as `Default::default()` |
/// | `default = expression` | as `default`, and a null is read as the expression |
/// | an Arrow type | see below |
///
/// The view of a field with a default returns an `Option`: what stands in the row.
///
/// # Arrow types
///
/// The Rust type is the storage, alone or in an `Option`; the attribute names what it means.
///
/// | `#[record(...)]` | Rust | Arrow |
/// | --- | --- | --- |
/// | `date32` | `i32` | `Date32`: days since 1970-01-01 |
/// | `date64` | `i64` | `Date64`: milliseconds since 1970-01-01 |
/// | `time32(second)`, `(millisecond)` | `i32` | `Time32`: since midnight |
/// | `time64(microsecond)`, `(nanosecond)` | `i64` | `Time64`: since midnight |
/// | `timestamp(unit)` | `i64` | `Timestamp` without a zone: since 1970-01-01, by the wall clock |
/// | `timestamp(unit, zone = "UTC")` | `i64` | `Timestamp`: since 1970-01-01 in UTC, shown in the zone |
/// | `duration(unit)` | `i64` | `Duration` |
/// | `decimal32(precision, scale)` | `i32` | `Decimal32`, precision 1 to 9, scale at most the precision |
/// | `decimal64(precision, scale)` | `i64` | `Decimal64`, precision 1 to 18, scale at most the precision |
/// | `year_month` | `i32` | `Interval(YearMonth)`: months |
///
/// Values are not compared with their types: neither digits with a precision, nor times with a day,
/// nor are zones looked up.
///
/// A unit is `second`, `millisecond`, `microsecond` or `nanosecond`.
///
/// # Attributes of the struct
///
/// | `#[record(...)]` | |
/// | --- | --- |
/// | `crate = path` | where the `ferrow` crate is, if not at `::ferrow` |
///
/// # Limits
///
/// Structs with named fields, or none, and without type, const or lifetime parameters.
#[proc_macro_derive(Record, attributes(record))]
pub fn derive_record(input: TokenStream) -> TokenStream {
    let input = parse_macro_input!(input as DeriveInput);
    record::expand(&input).unwrap_or_else(syn::Error::into_compile_error).into()
}
