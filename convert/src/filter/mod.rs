//! Which rows are wanted, found out from their bytes: no row is decoded for it.
//!
//! A [`Predicate`] says what is asked of rows, a [`RowFilter`] is its plan for the rows of one layout,
//! made once: it looks up fields and types, so that nothing but loads and comparisons is left for each
//! row. It goes over 64 rows at a time, a bit for each; `and` and `or` ask only the rows that still
//! matter, and stop where there are none. The result is a [`Selection`], which
//! [`RowDecoder`](crate::RowDecoder) takes.
//!
//! ```
//! use ferrow_convert::prelude::*;
//! use ferrow_convert::{Predicate, RowDecoder, RowFilter, Selection};
//! use ferrow_derive::Record;
//!
//! #[derive(Record)]
//! #[record(crate = ferrow_row)]
//! struct Flight {
//!     carrier: String,
//!     dep_delay: Option<i16>,
//! }
//!
//! let flight = |carrier: &str, dep_delay| Flight { carrier: carrier.into(), dep_delay };
//! let rows = Flight::rows(&[
//!     flight("UA", Some(45)),
//!     flight("AA", Some(31)),
//!     flight("UA", None),
//!     flight("UA", Some(-3)),
//! ])?;
//!
//! let late = Predicate::column("dep_delay").gt(30_i16);
//! let filter = RowFilter::try_new(rows.layout(), &late.clone().and(
//!     Predicate::column("carrier").starts_with("U"),
//! ))?;
//! assert_eq!(filter.select(&rows)?, Selection::indices([0]));
//!
//! // A comparison with a null is neither true nor false.
//! let in_time = RowFilter::try_new(rows.layout(), &!late)?;
//! assert_eq!(in_time.select(&rows)?, Selection::indices([3]));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod bind;
mod block;
mod literal;
mod operand;
mod place;
mod plan;
mod predicate;
mod test;

use std::sync::Arc;

use ferrow_row::{LazyRow, RowBatch, RowLayout};

pub use literal::Literal;
pub use predicate::{Predicate, PredicateColumn};

use crate::Selection;
use crate::error::{Error, Problem};
use crate::kernel::{BLOCK, blocks, first_bits};
use crate::selection::Selected;
use block::{Block, for_each_bit};
use plan::Plan;

/// Selects the rows that a predicate is true for.
///
/// The rows may be of either format, whichever the filter's own layout is. A row that is itself null
/// is asked as a row of nulls. See the [module](self) for an example.
#[derive(Debug)]
pub struct RowFilter {
    layout: Arc<RowLayout>,
    predicate: Predicate,
    plan: Plan,
}

impl RowFilter {
    /// Plans `predicate` for rows of `layout`.
    ///
    /// # Errors
    ///
    /// [`Row`](crate::ErrorKind::Row) where a field does not exist, and
    /// [`WrongType`](crate::ErrorKind::WrongType) where a literal is no value of its field's type or the
    /// field's type is not compared; both name the field.
    ///
    /// # Panics
    ///
    /// When an ordinal of the predicate is out of range.
    pub fn try_new(layout: &Arc<RowLayout>, predicate: &Predicate) -> Result<Self, Error> {
        let plan = Plan::try_new(layout, predicate)?;
        Ok(Self { layout: Arc::clone(layout), predicate: predicate.clone(), plan })
    }

    /// The rows that the predicate is true for, in their order.
    ///
    /// # Errors
    ///
    /// [`Row`](crate::ErrorKind::Row) where the rows are not of this filter's layout, and
    /// [`TooLarge`](crate::ErrorKind::TooLarge) for more than 2³² rows.
    pub fn select(&self, rows: &RowBatch) -> Result<Selection, Error> {
        self.select_within(rows, &Selection::all())
    }

    /// Of the rows of a selection, those that the predicate is true for, in the selection's order.
    ///
    /// # Errors
    ///
    /// As [`select`](Self::select), and [`OutOfRange`](crate::ErrorKind::OutOfRange) where the batch
    /// does not have the rows of the selection.
    pub fn select_within(&self, rows: &RowBatch, within: &Selection) -> Result<Selection, Error> {
        let len = rows.len();
        if u32::try_from(len).is_err() {
            return Err(Error::new(Problem::RowsTooLarge { rows: len }));
        }
        let within = within.of(len)?;
        let own;
        let plan = match self.is_of(rows.layout())? {
            true => &self.plan,
            false => {
                own = Plan::try_new(rows.layout(), &self.predicate)?;
                &own
            }
        };
        Ok(match within {
            Selected::Range(range) => {
                let mut found = Vec::new();
                for block in blocks(range.len()) {
                    let block = range.start + block.start..range.start + block.end;
                    let start = u32::try_from(block.start).expect("as many rows as 32 bits count");
                    let block = Block::of_range(rows.layout(), rows.array(), block);
                    let mut bits = plan.select(&block, first_bits(block.len()));
                    while bits != 0 {
                        found.push(start + bits.trailing_zeros());
                        bits &= bits - 1;
                    }
                }
                Selection::of_filter(found, len)
            }
            Selected::Indices(indices) => {
                let mut found = Vec::new();
                for indices in indices.chunks(BLOCK) {
                    let block = Block::at(rows.layout(), rows.array(), indices);
                    let bits = plan.select(&block, first_bits(block.len()));
                    for_each_bit(bits, |at| found.push(indices[at]));
                }
                Selection::indices(found)
            }
        })
    }

    /// Whether the predicate is true for one row of which nothing is known: a message. Only the fields
    /// that it hangs on are read, and checked as [`LazyRow`] does; where `and` and `or` are settled, the
    /// rest is not looked at.
    ///
    /// ```
    /// use arrow::datatypes::{DataType, Field, Schema};
    /// use ferrow_convert::{Predicate, RowFilter};
    /// use ferrow_row::{ErrorKind, RowLayout};
    ///
    /// let layout = RowLayout::try_new(Schema::new(vec![
    ///     Field::new("id", DataType::Int32, false),
    ///     Field::new("name", DataType::Utf8, false),
    /// ]))?;
    /// let known = Predicate::column("id").gt(7).and(Predicate::column("name").starts_with("A"));
    /// let filter = RowFilter::try_new(&layout, &known)?;
    ///
    /// // The name claims to stand behind the end, which matters where the number passes.
    /// let mut message = [0; 24];
    /// message[16..].copy_from_slice(&[1, 0, 0, 0, 24, 0, 0, 0]);
    /// assert!(!filter.test(layout.open(&message)?)?);
    /// message[8] = 8;
    /// assert_eq!(filter.test(layout.open(&message)?).unwrap_err().kind(), ErrorKind::Truncated);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    ///
    /// As [`LazyRow::get`] for a field that is asked, and
    /// [`LayoutMismatch`](ferrow_row::ErrorKind::LayoutMismatch) where the row is not of this filter's
    /// layout.
    #[inline]
    pub fn test(&self, row: LazyRow<'_>) -> Result<bool, ferrow_row::Error> {
        if std::ptr::eq(row.layout(), &*self.layout)
            && let Some(passes) = self.plan.test_slots(row.bytes())
        {
            return Ok(passes);
        }
        self.test_values(row.layout(), row.bytes())
    }

    /// As [`test`](Self::test), where slots do not tell. It takes what a row is made of, so that the row itself
    /// need not be in memory for it.
    #[inline(never)]
    fn test_values(&self, layout: &RowLayout, row: &[u8]) -> Result<bool, ferrow_row::Error> {
        if !std::ptr::eq(layout, &*self.layout) {
            layout.check_fields_readable_as(&self.layout)?;
        }
        self.plan.test(layout.open(row)?)
    }

    /// The layout that the filter was planned for.
    #[must_use]
    pub fn layout(&self) -> &Arc<RowLayout> {
        &self.layout
    }

    /// Whether the plan is right for rows of `found`, which must have the same fields.
    fn is_of(&self, found: &Arc<RowLayout>) -> Result<bool, Error> {
        if Arc::ptr_eq(found, &self.layout) {
            return Ok(true);
        }
        found.check_fields_readable_as(&self.layout)?;
        Ok(found.check_readable_as(&self.layout).is_ok())
    }
}
