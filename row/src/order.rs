//! The order of rows, by a list of fields.

use std::cmp::Ordering;
use std::fmt;
use std::sync::Arc;

use arrow_schema::SortOptions;

use crate::value::{by_kind, by_kind_of};
use crate::{Error, ListRef, RowLayout, RowRef, ValueRef};

/// Compares rows of one layout by some of their fields, the first that differs deciding.
///
/// Numbers are ordered by value; floats by IEEE 754's total order, in which -0.0 is less than 0.0
/// and a NaN is beyond infinity on the side of its sign; text and bytes by bytes. Lists are ordered
/// by the first element that differs, then by length; structs by the first field; maps by keys, then
/// values; unions by type id, then value. The options hold at every depth: nulls inside nested
/// values are first or last too.
///
/// ```
/// use arrow_schema::{DataType, Field, Schema, SortOptions};
/// use ferrow_row::{RowBatchWriter, RowLayout, RowOrder};
///
/// let layout = RowLayout::try_new(Schema::new(vec![Field::new("id", DataType::Int64, true)]))?;
/// let id = layout.column::<i64>("id")?;
/// let mut writer = RowBatchWriter::new(layout.clone());
/// for value in [2, 3, 1] {
///     let mut row = writer.row();
///     row.set(id, value)?;
///     row.finish()?;
/// }
/// let batch = writer.finish();
///
/// let order = RowOrder::by_names(&layout, &[("id", SortOptions::default().desc())])?;
/// let mut rows: Vec<_> = batch.rows().flatten().collect();
/// rows.sort_by(|a, b| order.compare(*a, *b));
/// let ids: Vec<_> = rows.iter().filter_map(|row| row.get(id)).collect();
/// assert_eq!(ids, [3, 2, 1]);
/// # Ok::<(), ferrow_row::Error>(())
/// ```
#[derive(Clone)]
pub struct RowOrder {
    layout: Arc<RowLayout>,
    fields: Vec<SortField>,
}

/// Compares field `index` of two rows, whose kind it knows.
type Compare = fn(RowRef<'_>, RowRef<'_>, usize, SortOptions) -> Ordering;

#[derive(Clone)]
struct SortField {
    index: usize,
    options: SortOptions,
    compare: Compare,
}

impl RowOrder {
    /// The order by the fields at these ordinals.
    ///
    /// # Panics
    ///
    /// When there is no such field.
    #[must_use]
    pub fn new(layout: &Arc<RowLayout>, fields: &[(usize, SortOptions)]) -> Self {
        let fields = fields.iter().map(|&(index, options)| {
            let compare: Compare = by_kind!(
                layout.kind(index),
                null => |_, _, _, _| Ordering::Equal,
                T => |a, b, index, options| {
                    let (a, b) = (a.get_at::<T>(index), b.get_at::<T>(index));
                    optional(a.map(ValueRef::from), b.map(ValueRef::from), options)
                }
            );
            SortField { index, options, compare }
        });
        Self { layout: Arc::clone(layout), fields: fields.collect() }
    }

    /// The order by the fields of these names.
    ///
    /// # Errors
    ///
    /// [`NoSuchField`](crate::ErrorKind::NoSuchField) or [`Ambiguous`](crate::ErrorKind::Ambiguous).
    pub fn by_names(
        layout: &Arc<RowLayout>,
        fields: &[(&str, SortOptions)],
    ) -> Result<Self, Error> {
        let fields = fields.iter().map(|(name, options)| Ok((layout.index_of(name)?, *options)));
        Ok(Self::new(layout, &fields.collect::<Result<Vec<_>, Error>>()?))
    }

    /// Which of two rows comes first.
    ///
    /// # Panics
    ///
    /// When a row is of another layout, in which a field is missing or of another kind.
    #[must_use]
    pub fn compare(&self, a: RowRef<'_>, b: RowRef<'_>) -> Ordering {
        let fields = self.fields.iter();
        fields.fold(Ordering::Equal, |order, field| {
            order.then_with(|| (field.compare)(a, b, field.index, field.options))
        })
    }
}

impl fmt::Debug for RowOrder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name =
            |field: &SortField| (self.layout.schema().field(field.index).name(), field.options);
        f.debug_list().entries(self.fields.iter().map(name)).finish()
    }
}

fn optional(a: Option<ValueRef<'_>>, b: Option<ValueRef<'_>>, options: SortOptions) -> Ordering {
    let null_is = if options.nulls_first { Ordering::Less } else { Ordering::Greater };
    match (a, b) {
        (None | Some(ValueRef::Null), None | Some(ValueRef::Null)) => Ordering::Equal,
        (None | Some(ValueRef::Null), _) => null_is,
        (_, None | Some(ValueRef::Null)) => null_is.reverse(),
        (Some(a), Some(b)) => present(a, b, options),
    }
}

/// The order of two values of one kind that are not null.
fn present(a: ValueRef<'_>, b: ValueRef<'_>, options: SortOptions) -> Ordering {
    use ValueRef as V;
    let ascending = match (a, b) {
        (V::List(a), V::List(b)) => return lists(a, b, options),
        (V::Map(a), V::Map(b)) => {
            let keys = lists(a.keys(), b.keys(), options);
            return keys.then_with(|| lists(a.values(), b.values(), options));
        }
        (V::Struct(a), V::Struct(b)) => return values(a.values(), b.values(), options),
        (V::Union(a), V::Union(b)) if a.type_id() == b.type_id() => {
            return optional(Some(a.value()), Some(b.value()), options);
        }
        (V::Union(a), V::Union(b)) => a.type_id().cmp(&b.type_id()),
        (V::Bool(a), V::Bool(b)) => a.cmp(&b),
        (V::Int8(a), V::Int8(b)) => a.cmp(&b),
        (V::Int16(a), V::Int16(b)) => a.cmp(&b),
        (V::Int32(a), V::Int32(b)) => a.cmp(&b),
        (V::Int64(a), V::Int64(b)) => a.cmp(&b),
        (V::UInt8(a), V::UInt8(b)) => a.cmp(&b),
        (V::UInt16(a), V::UInt16(b)) => a.cmp(&b),
        (V::UInt32(a), V::UInt32(b)) => a.cmp(&b),
        (V::UInt64(a), V::UInt64(b)) => a.cmp(&b),
        (V::Float16(a), V::Float16(b)) => a.total_cmp(&b),
        (V::Float32(a), V::Float32(b)) => a.total_cmp(&b),
        (V::Float64(a), V::Float64(b)) => a.total_cmp(&b),
        (V::DayTime(a), V::DayTime(b)) => a.cmp(&b),
        (V::MonthDayNano(a), V::MonthDayNano(b)) => a.cmp(&b),
        (V::Decimal128(a), V::Decimal128(b)) => a.cmp(&b),
        (V::Decimal256(a), V::Decimal256(b)) => a.cmp(&b),
        (V::Utf8(a), V::Utf8(b)) => a.cmp(b),
        (V::Binary(a) | V::FixedBinary(a), V::Binary(b) | V::FixedBinary(b)) => a.cmp(b),
        (a, b) => unreachable!("{} is not compared with {}", a.kind(), b.kind()),
    };
    if options.descending { ascending.reverse() } else { ascending }
}

fn lists(a: ListRef<'_>, b: ListRef<'_>, options: SortOptions) -> Ordering {
    let by_len = a.len().cmp(&b.len());
    values(a.values(), b.values(), options).then(if options.descending {
        by_len.reverse()
    } else {
        by_len
    })
}

/// By the first pair that differs.
fn values<'a>(
    a: impl Iterator<Item = ValueRef<'a>>,
    b: impl Iterator<Item = ValueRef<'a>>,
    options: SortOptions,
) -> Ordering {
    let orders = a.zip(b).map(|(a, b)| optional(Some(a), Some(b), options));
    orders.fold(Ordering::Equal, Ordering::then)
}
