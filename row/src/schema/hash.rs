//! Fory's schema hash: 8 bytes that the order of types decides.

use arrow_schema::Schema;

use super::order::Order;
use super::type_id;
use crate::error::{Problem, SchemaProblem};
use crate::layout::ValueLayout;
use crate::{Error, RowLayout};

/// Fory's hash of `schema` for rows of the standard layout; see [`RowLayout::schema_hash`].
///
/// ```
/// use arrow_schema::{DataType, Field, Schema};
/// use ferrow_row::schema::schema_hash;
///
/// let schema = Schema::new(vec![Field::new("a", DataType::Int32, true)]);
/// assert_eq!(schema_hash(&schema)?, 17 * 31 + 4);
/// # Ok::<(), ferrow_row::Error>(())
/// ```
///
/// # Errors
///
/// As [`RowLayout::try_new`] and [`RowLayout::schema_hash`].
pub fn schema_hash(schema: &Schema) -> Result<i64, Error> {
    RowLayout::try_new(schema.clone())?.schema_hash()
}

impl RowLayout {
    /// The hash that Java and Python compute of the same schema and put in front of an encoded row.
    ///
    /// It is made of the types alone, those of nested fields behind the one that holds them. In the
    /// compact layout their order is that of their slots; inside of lists and maps, that of the
    /// schema. **It ignores names and nullability**, precision and scale, zones,
    /// and the size of binary of fixed size: that hashes are equal does not say that schemas are.
    /// [`Fingerprint`](super::Fingerprint) tells such schemas apart.
    ///
    /// Types that are the same bytes have the same hash: a dictionary has that of its values,
    /// `LargeUtf8` that of `Utf8`. It is never negative.
    ///
    /// # Errors
    ///
    /// [`Unsupported`](crate::ErrorKind::Unsupported) with the field's path for a type that Fory
    /// does not have: unsigned integers, times, intervals, unions, nulls, small decimals, and
    /// timestamps and durations of other units than microseconds.
    pub fn schema_hash(&self) -> Result<i64, Error> {
        row(17, self, Order::Slots)
    }
}

fn row(hash: i64, layout: &RowLayout, order: Order) -> Result<i64, Error> {
    order.fields(layout).try_fold(hash, |hash, (_, field)| value(hash, field, order))
}

fn value(hash: i64, layout: &ValueLayout, order: Order) -> Result<i64, Error> {
    let Some(id) = type_id::of(layout.data_type()) else {
        let problem = SchemaProblem::NoHash { data_type: layout.data_type().clone() };
        return Err(Error::new(Problem::Schema(problem)).at(layout.path()));
    };
    let mut hash = step(hash, id);
    if let Some(list) = layout.list() {
        hash = value(hash, list.element(), Order::Schema)?;
    }
    if let Some(map) = layout.map() {
        hash = value(hash, map.keys().element(), Order::Schema)?;
        hash = value(hash, map.values().element(), Order::Schema)?;
    }
    match layout.row() {
        Some(nested) => row(hash, nested, order),
        None => Ok(hash),
    }
}

/// One more type; where that leaves 64 bits, the hash loses two of them first, as often as needed.
fn step(mut hash: i64, id: u8) -> i64 {
    loop {
        match hash.checked_mul(31).and_then(|hash| hash.checked_add(id.into())) {
            Some(next) => return next,
            None => hash >>= 2,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_step_is_the_hash_times_31_and_the_type() {
        assert_eq!(step(17, type_id::INT32), 531);
        let most = (i64::MAX - i64::from(type_id::BINARY)) / 31;
        assert_eq!(step(most, type_id::BINARY), most * 31 + 41);
    }

    #[test]
    fn a_step_that_leaves_64_bits_shortens_the_hash_first() {
        let over = i64::MAX / 31 + 1;
        assert_eq!(step(over, 2), (over >> 2) * 31 + 2);
        // Once is not enough here.
        assert_eq!(step(i64::MAX, 2), (i64::MAX >> 6) * 31 + 2);
        // Only adding the type leaves 64 bits: 31 times this is 2^63 - 8.
        let edge = i64::MAX / 31;
        assert_eq!(edge * 31, i64::MAX - 7);
        assert_eq!(step(edge, 7), i64::MAX);
        assert_eq!(step(edge, 8), (edge >> 2) * 31 + 8);
    }
}
