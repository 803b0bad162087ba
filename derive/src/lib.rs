//! The derive macro of Ferrow's records. Use it through the `ferrow` crate, which exports it beside
//! the trait that it implements.

#![forbid(unsafe_code)]

mod object;
mod record;

use proc_macro::TokenStream;
use syn::{DeriveInput, parse_macro_input};

/// Makes a struct a record, whose fields are the fields of a row; or an enum or a struct of one
/// field a field of records.
///
/// ```
/// # extern crate ferrow_row as ferrow;
/// use std::collections::BTreeMap;
///
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
///     pub status: Status,
///     pub legs: Vec<Leg>,
///     pub bags: BTreeMap<String, u32>,
///     #[record(skip)]
///     pub seen: bool,
/// }
///
/// #[derive(Debug, PartialEq, Record)]
/// #[record(rename_all = "snake_case")]
/// pub enum Status {
///     OnTime,
///     Cancelled,
/// }
///
/// #[derive(Debug, PartialEq, Record)]
/// pub struct Leg {
///     pub tail: TailNumber,
///     pub miles: f32,
/// }
///
/// /// Stands in rows as its text.
/// #[derive(Debug, PartialEq, Record)]
/// pub struct TailNumber(pub String);
///
/// # fn main() -> Result<(), ferrow::Error> {
/// let flights = vec![Flight {
///     carrier: "UA".to_owned(),
///     dep_delay: Some(-3),
///     time_hour: 1_357_034_400_000_000,
///     destination: "IAH".to_owned(),
///     status: Status::OnTime,
///     legs: vec![Leg { tail: TailNumber("N14228".to_owned()), miles: 1400.0 }],
///     bags: BTreeMap::from([("checked".to_owned(), 80)]),
///     seen: false,
/// }];
/// let rows = Flight::rows(&flights)?;
///
/// // A typed view decodes the fields that are asked for, and no other.
/// for flight in rows.views::<Flight>()? {
///     assert_eq!(flight.carrier(), "UA");
///     assert_eq!(flight.destination(), Some("IAH"));
///     assert_eq!(flight.status()?, Status::OnTime);
///     assert_eq!(flight.legs().at(0).tail(), "N14228");
///     assert_eq!(flight.bags().get("checked"), Some(80));
/// }
/// assert_eq!(rows.records::<Flight>()?, flights);
///
/// // The same fields in the smaller format of Java and Ferrow.
/// let compact = Flight::rows_in(ferrow::RowFormat::Compact, &flights)?;
/// assert_eq!(compact.records::<Flight>()?, flights);
/// # Ok(())
/// # }
/// ```
///
/// # Structs
///
/// The row's fields stand in the order of the struct's, each under its Rust name. Beside the struct
/// comes its view, here `FlightView<'row>`, as visible as the struct: `Copy`, a method per field
/// with the field's visibility and documentation, nothing decoded until it is called. A method
/// comes before those of traits: in the view of a record with a field `row`, the row itself is
/// `RecordView::row(view)`.
///
/// | what is derived for | what it is in rows |
/// | --- | --- |
/// | a struct with named fields, or with none | a record |
/// | a struct of two fields or more without names | a record; fields are named `0`, `1`, the view's methods `_0`, `_1` |
/// | a struct of one field without a name | that field: no record, no view of its own |
/// | an enum of variants without fields | text, or an integer |
///
/// A record implements the traits `Record` and `FromRow`. All of them implement `Field`, so that
/// they are fields of other records, to any depth of 64 at most. A record that holds itself, by way
/// of others or not, has no finite schema: that is an error of the compiler.
///
/// Type and const parameters are those of the view too; each instance has its own layout. A record
/// with lifetimes borrows its fields from the rows that it is read from:
///
/// ```
/// # extern crate ferrow_row as ferrow;
/// use std::borrow::Cow;
///
/// use ferrow::Record;
/// # use ferrow_derive::Record;
///
/// #[derive(Debug, PartialEq, Record)]
/// struct Tagged<'r, T> {
///     tag: &'r str,
///     note: Option<Cow<'r, str>>,
///     value: T,
/// }
///
/// # fn main() -> Result<(), ferrow::Error> {
/// let rows = Tagged::rows(&[Tagged { tag: "a", note: None, value: [1_u32, 2] }])?;
/// let tagged = rows.records::<Tagged<'_, [u32; 2]>>()?;
/// assert_eq!(tagged[0].value, [1, 2]);
///
/// let view: TaggedView<'_, [u32; 2]> = rows.views::<Tagged<'_, _>>()?.next().expect("a row");
/// assert_eq!(view.value().at(1), 2);
/// # Ok(())
/// # }
/// ```
///
/// # Types of fields
///
/// | Rust | Arrow | the view returns |
/// | --- | --- | --- |
/// | `bool` | `Boolean` | `bool` |
/// | `i8`, `i16`, `i32`, `i64` | `Int8` to `Int64` | the number |
/// | `u8`, `u16`, `u32`, `u64` | `UInt8` to `UInt64` | the number |
/// | `f16` of `half`, `f32`, `f64` | `Float16` to `Float64` | the number |
/// | `i128`, `i256` of `arrow_buffer` | `Decimal128(38, 0)`, `Decimal256(76, 0)` | the number |
/// | `IntervalDayTime`, `IntervalMonthDayNano` of `arrow_buffer` | `Interval` of the name | the interval |
/// | `String`, `Box<str>`, `Arc<str>`, `&str`, `Cow<str>` | `Utf8` | `&'row str` |
/// | `Vec<u8>`, `Box<[u8]>`, `Arc<[u8]>`, `&[u8]`, `Cow<[u8]>` | `Binary` | `&'row [u8]` |
/// | `[u8; N]` | `FixedSizeBinary(N)` | `&'row [u8]` |
/// | `Vec<T>` | `List` | `ListView<'row, T>` |
/// | `[T; N]` | `FixedSizeList` of `N` | `ListView<'row, T>` |
/// | `HashMap<K, V, S>`, `BTreeMap<K, V>` | `Map` | `MapView<'row, K, V>` |
/// | `Vec<(K, V)>` with `#[record(map)]` | `Map` | `MapView<'row, K, V>` |
/// | a record | `Struct` | its view |
/// | a unit enum | `Utf8`, or an integer | `Result` of the enum |
/// | `Box<T>`, a struct of one field | as what is inside | as what is inside |
/// | `Option<T>` | the same, nullable | `Option` of the same |
///
/// A hash map is written in the order of its keys' bytes, so that equal maps are equal bytes; other
/// maps keep their order. Keys are never null, and none may be there twice: pairs with a key twice
/// are an error when they are written.
///
/// With the features of those names of `ferrow-row`:
///
/// | Rust | Arrow | the view returns |
/// | --- | --- | --- |
/// | `uuid::Uuid` | `FixedSizeBinary(16)` | the `Uuid` |
/// | `chrono::NaiveDate`, `jiff::civil::Date` | `Date32` | `Result` of the type |
/// | `chrono::NaiveTime`, `jiff::civil::Time` | `Time64(Microsecond)` | `Result` of the type |
/// | `chrono::NaiveDateTime`, `jiff::civil::DateTime` | `Timestamp(Microsecond, None)` | `Result` of the type |
/// | `chrono::DateTime<Utc>`, `jiff::Timestamp` | `Timestamp(Microsecond, "UTC")` | `Result` of the type |
/// | `chrono::TimeDelta`, `jiff::SignedDuration` | `Duration(Microsecond)` | `Result` of the type |
///
/// What is finer than the unit is cut off, towards the past; what is out of the reach of the row's
/// number or of the Rust type is an error with the field's path. The zone is `UTC`, and not
/// `+00:00`, because that is what Parquet's readers and other languages call it;
/// `timestamp(unit, zone = "..")` names another.
///
/// Other types join by implementing the trait `Field` of the module `record`, or through `with`.
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
/// | `map` | a `Vec` of pairs is a map; an Arrow type beside it is that of the values |
/// | `with = module` | the module converts the field |
/// | an Arrow type | see below |
///
/// The view of a field with a default returns an `Option`: what stands in the row.
///
/// A module of `with` has a type `Stored`, which is a field by itself, and two functions. Either
/// may return a `Result`, whose error is shown in that of the row. Of a field `Option<T>` it
/// converts the `T`. The view returns what `Stored` has in views.
///
/// ```
/// # extern crate ferrow_row as ferrow;
/// use ferrow::Record;
/// # use ferrow_derive::Record;
/// use std::net::Ipv4Addr;
///
/// mod address {
///     use std::net::{AddrParseError, Ipv4Addr};
///
///     pub type Stored = String;
///
///     pub fn to_stored(address: &Ipv4Addr) -> Stored {
///         address.to_string()
///     }
///
///     pub fn from_stored(stored: Stored) -> Result<Ipv4Addr, AddrParseError> {
///         stored.parse()
///     }
/// }
///
/// #[derive(Debug, PartialEq, Record)]
/// struct Visit {
///     #[record(with = address)]
///     from: Ipv4Addr,
///     #[record(with = address)]
///     by_way_of: Option<Ipv4Addr>,
/// }
///
/// # fn main() -> Result<(), ferrow::Error> {
/// let visits = [Visit { from: Ipv4Addr::LOCALHOST, by_way_of: None }];
/// let rows = Visit::rows(&visits)?;
/// assert_eq!(rows.views::<Visit>()?.next().map(|visit| visit.from()), Some("127.0.0.1"));
/// assert_eq!(rows.records::<Visit>()?, visits);
/// # Ok(())
/// # }
/// ```
///
/// # Arrow types
///
/// The Rust type is the storage; the attribute names what it means. It stands on the field, and
/// speaks of what is inside an `Option`, a `Box`, a `Vec` or an array, or of the values of a map.
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
/// | `decimal64(precision, scale)` | `i64` | `Decimal64`, precision 1 to 18 |
/// | `decimal128(precision, scale)` | `i128` | `Decimal128`, precision 1 to 38 |
/// | `decimal256(precision, scale)` | `i256` | `Decimal256`, precision 1 to 76 |
/// | `year_month` | `i32` | `Interval(YearMonth)`: months |
///
/// A unit is `second`, `millisecond`, `microsecond` or `nanosecond`. The types of `chrono` and
/// `jiff` take the attributes that mean what they mean: a date `date32` and `date64`, a time of day
/// `time32` and `time64`, a date and time `timestamp(unit)` and `date64`, a moment
/// `timestamp(unit)`, which is in `UTC` then, and `timestamp(unit, zone = "..")`.
///
/// Integers are not compared with their types: neither digits with a precision, nor times with a
/// day, nor are zones looked up.
///
/// # Attributes of structs and enums
///
/// | `#[record(...)]` | on | |
/// | --- | --- | --- |
/// | `crate = path` | all | where the `ferrow` crate is, if not at `::ferrow` |
/// | `rename_all = "case"` | structs with named fields, enums | how names are written that have no `rename` |
/// | `sort_by_name` | structs with named fields | the row's fields stand in the order of their names, by code points: that of Java's and Python's beans |
/// | `int` | enums | a variant is its number: of the integer of `repr`, else `Int32` |
///
/// A case is `lowercase`, `UPPERCASE`, `PascalCase`, `camelCase`, `snake_case`,
/// `SCREAMING_SNAKE_CASE`, `kebab-case` or `SCREAMING-KEBAB-CASE`.
///
/// # Enums
///
/// A variant is written as its name, as `rename` and `rename_all` have it, or with `int` as its
/// number. What is read and is none of them is an error of the kind `OutOfRange`, which has the
/// path and lists the variants: `records` returns it, and so does the method of the view, which
/// returns a `Result`. A map's key is given to the view as it stands in the row.
///
/// ```
/// # extern crate ferrow_row as ferrow;
/// use ferrow::Record;
/// # use ferrow_derive::Record;
///
/// #[derive(Debug, Clone, Copy, PartialEq, Record)]
/// #[repr(u8)]
/// #[record(int)]
/// enum Level {
///     Low = 1,
///     High = 9,
/// }
///
/// #[derive(Record)]
/// struct Alarm {
///     level: Level,
/// }
///
/// #[derive(Record)]
/// struct Number {
///     level: u8,
/// }
///
/// # fn main() -> Result<(), ferrow::Error> {
/// let rows = Number::rows(&[Number { level: 9 }, Number { level: 5 }])?;
/// let mut alarms = rows.views::<Alarm>()?.map(|alarm| alarm.level());
/// assert_eq!(alarms.next().transpose()?, Some(Level::High));
/// let error = alarms.next().expect("two rows").unwrap_err();
/// assert_eq!(error.path(), "level");
/// assert!(error.to_string().contains("`Level`, which has 1 (Low), 9 (High)"));
/// # Ok(())
/// # }
/// ```
#[proc_macro_derive(Record, attributes(record))]
pub fn derive_record(input: TokenStream) -> TokenStream {
    let input = parse_macro_input!(input as DeriveInput);
    record::expand(&input).unwrap_or_else(syn::Error::into_compile_error).into()
}

/// Makes a struct, an enum or a union a type of object-graph messages.
///
/// ```
/// # extern crate ferrow_graph as ferrow;
/// use ferrow::{Graph, Mode};
/// # use ferrow_derive::Object;
///
/// #[derive(Debug, PartialEq, Object)]
/// #[object(name = "shop.Order")]
/// struct Order {
///     #[object(tag = 1)]
///     id: i64,
///     customer: String,
///     note: Option<String>,
///     items: Vec<Item>,
///     status: Status,
///     payment: Payment,
///     #[object(array)]
///     scores: Vec<f64>,
///     #[object(skip)]
///     seen: bool,
/// }
///
/// #[derive(Debug, PartialEq, Object)]
/// #[object(name = "shop.Item")]
/// struct Item {
///     sku: String,
///     #[object(fixed)]
///     quantity: i32,
///     #[object(default = 1.0)]
///     price: f64,
/// }
///
/// #[derive(Debug, PartialEq, Object)]
/// #[object(name = "shop.Status")]
/// enum Status {
///     Open,
///     Shipped = 5,
/// }
///
/// // An enum whose variants hold values is a union.
/// #[derive(Debug, PartialEq, Object)]
/// #[object(name = "shop.Payment")]
/// enum Payment {
///     Cash,
///     Card(String),
/// }
///
/// # fn main() -> Result<(), ferrow::Error> {
/// let graph = Graph::builder().mode(Mode::Compatible).register::<Order>().build()?;
/// let order = Order {
///     id: 7,
///     customer: "Ada".to_owned(),
///     note: None,
///     items: vec![Item { sku: "tea".to_owned(), quantity: 2, price: 2.5 }],
///     status: Status::Shipped,
///     payment: Payment::Card("1234".to_owned()),
///     scores: vec![0.5, 1.5],
///     seen: false,
/// };
/// let message = graph.to_vec(&order)?;
/// assert_eq!(graph.from_slice::<Order>(&message)?, order);
/// # Ok(())
/// # }
/// ```
///
/// # Attributes of types
///
/// | `#[object(...)]` | on | |
/// | --- | --- | --- |
/// | `id = 102` | all | what the type is registered as: a number |
/// | `name = "shop.Item"` | all | or a name, the namespace before its last dot |
/// | `not_evolving` | structs | of one schema forever: its definition does not travel |
/// | `ext` | structs | values have code of their own: the trait `Ext` |
/// | `buffers` | structs | values are buffers, which may travel beside the message: the trait `BufferObject` |
/// | `crate = path` | all | where the `ferrow` crate is, if not at `::ferrow` |
///
/// A type without id and name is registered with `Builder::register_as`. A struct of one field
/// without a name is that field.
///
/// # Attributes of fields
///
/// | `#[object(...)]` | |
/// | --- | --- |
/// | `tag = 1` | matched by this number in other versions, whatever its name |
/// | `rename = "name"` | the field's name in messages |
/// | `fixed`, `tagged`, `varint` | how an integer of 32 or 64 bits stands in bytes; `varint` is the default |
/// | `array` | a `Vec` or array of bools or numbers is a dense array, not a list |
/// | `nullable` | a flag stands before the value; a null is read as what a missing field is |
/// | `ref` | a reference flag stands before the value, as before shared ones |
/// | `skip` | not in messages; read back as `Default::default()`, or as the `default` |
/// | `default`, `default = expression` | what is read where a message of another version lacks the field |
/// | `with = module` | the module has a type `Stored`, `to_stored(&T) -> Stored` and `from_stored(Stored) -> Result<T, E>` |
///
/// # Attributes of variants
///
/// | `#[object(...)]` | |
/// | --- | --- |
/// | `number = 5` | the number of the value or the case; otherwise that of the discriminant, or the place |
/// | `rename = "name"` | the name of an enum's value |
/// | `unknown` | takes cases that the union does not have, as a `UnionValue`, which is written back unchanged |
///
/// A variant holds one value or none: make a struct of several. An enum with a variant that is `unknown`
/// is a union, even if no other variant holds a value, and is not read from messages of a plain enum.
#[proc_macro_derive(Object, attributes(object))]
pub fn derive_object(input: TokenStream) -> TokenStream {
    let input = parse_macro_input!(input as DeriveInput);
    object::expand(&input).unwrap_or_else(|error| object::failed(&input, &error)).into()
}
