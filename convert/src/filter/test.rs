//! What one field is asked, its type known.

use std::cmp::Ordering;
use std::fmt::Debug;

use ferrow_row::{Error, LazyRow};
use memchr::memmem::Finder;

use super::block::Block;
use super::operand::{Bytes, Operand};
use super::place::SlotPlace;
use super::predicate::Part;

/// A test of one field, false for nulls.
pub(super) trait FieldTest: Debug + Send + Sync {
    /// The `wanted` rows that pass.
    fn select(&self, block: &Block<'_>, wanted: u64) -> u64;

    /// Whether the field of one unknown row passes, where its slot tells; `None` where [`test`](Self::test) is
    /// to be asked: the value stands elsewhere, or something is wrong. The row has all its slots.
    fn test_slot(&self, row: &[u8]) -> Option<bool>;

    /// Whether field `index` of one unknown row passes; it is checked, and nothing else is.
    fn test(&self, row: LazyRow<'_>, index: usize) -> Result<bool, Error>;
}

/// What passes: what a comparison holds for, or what it does not hold for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sense {
    Holds,
    Fails,
}

impl Sense {
    pub(super) fn opposite(self) -> Self {
        match self {
            Self::Holds => Self::Fails,
            Self::Fails => Self::Holds,
        }
    }

    /// Whether a row passes for which a comparison holds or does not; `None` where the field is null.
    #[inline]
    fn passes(self, holds: Option<bool>) -> bool {
        holds.is_some_and(|holds| holds == (self == Self::Holds))
    }

    /// The `wanted` rows that pass, of which a comparison holds for `found`. Null bits are read last,
    /// of what is left: they may stand in another cache line than the values.
    #[inline]
    fn pass(self, found: u64, place: SlotPlace, block: &Block<'_>, wanted: u64) -> u64 {
        match self {
            Self::Holds => place.present(block, found),
            Self::Fails => place.present(block, wanted & !found),
        }
    }
}

/// The key of a field of an unknown row that has all its slots, `None` in it for a null; `None` where the slot
/// does not tell.
#[inline]
fn read_slot<O: Operand>(place: SlotPlace, row: &[u8]) -> Option<Option<O::Key<'_>>> {
    if !O::IS_SLOT {
        return None;
    }
    let is_null = place.is_null_in(row)?;
    Some((!is_null).then_some(O::load(place, row)))
}

#[derive(Debug)]
pub(super) struct IsPresent {
    pub(super) place: SlotPlace,
}

impl FieldTest for IsPresent {
    fn select(&self, block: &Block<'_>, wanted: u64) -> u64 {
        self.place.present(block, wanted)
    }

    fn test_slot(&self, row: &[u8]) -> Option<bool> {
        self.place.is_null_in(row).map(|is_null| !is_null)
    }

    fn test(&self, row: LazyRow<'_>, index: usize) -> Result<bool, Error> {
        let is_null = row.is_null(index);
        if is_null && !row.layout().is_nullable(index) {
            // Says that it may not be null.
            row.value(index)?;
        }
        Ok(!is_null)
    }
}

/// How a field compares with a literal.
#[derive(Debug)]
pub(super) struct Compare<O: Operand> {
    pub(super) place: SlotPlace,
    pub(super) ordering: Ordering,
    pub(super) sense: Sense,
    pub(super) literal: O::Literal,
}

impl<O: Operand> FieldTest for Compare<O> {
    fn select(&self, block: &Block<'_>, wanted: u64) -> u64 {
        let (place, literal) = (self.place, O::key(&self.literal));
        let found = match self.ordering {
            Ordering::Less => block.rows_where(wanted, |row| O::load(place, row) < literal),
            Ordering::Equal => block.rows_where(wanted, |row| O::load(place, row) == literal),
            Ordering::Greater => block.rows_where(wanted, |row| O::load(place, row) > literal),
        };
        self.sense.pass(found, place, block, wanted)
    }

    fn test_slot(&self, row: &[u8]) -> Option<bool> {
        let key = read_slot::<O>(self.place, row)?;
        let holds = key.map(|key| key.cmp(&O::key(&self.literal)) == self.ordering);
        Some(self.sense.passes(holds))
    }

    fn test(&self, row: LazyRow<'_>, index: usize) -> Result<bool, Error> {
        let key = O::read(row, index)?;
        let holds = key.map(|key| key.cmp(&O::key(&self.literal)) == self.ordering);
        Ok(self.sense.passes(holds))
    }
}

/// Whether a field is one of several literals, which are sorted.
#[derive(Debug)]
pub(super) struct IsIn<O: Operand> {
    pub(super) place: SlotPlace,
    pub(super) sense: Sense,
    pub(super) list: Vec<O::Literal>,
}

impl<O: Operand> IsIn<O> {
    #[inline]
    fn has<'a>(&'a self, key: O::Key<'a>) -> bool {
        self.list.binary_search_by(|literal| O::key(literal).cmp(&key)).is_ok()
    }
}

impl<O: Operand> FieldTest for IsIn<O> {
    fn select(&self, block: &Block<'_>, wanted: u64) -> u64 {
        let found = block.rows_where(wanted, |row| {
            let key = O::load(self.place, row);
            self.has(key)
        });
        self.sense.pass(found, self.place, block, wanted)
    }

    fn test_slot(&self, row: &[u8]) -> Option<bool> {
        let key = read_slot::<O>(self.place, row)?;
        Some(self.sense.passes(key.map(|key| self.has(key))))
    }

    fn test(&self, row: LazyRow<'_>, index: usize) -> Result<bool, Error> {
        Ok(self.sense.passes(O::read(row, index)?.map(|key| self.has(key))))
    }
}

/// Whether text or bytes have a pattern.
#[derive(Debug)]
pub(super) struct Matches {
    place: SlotPlace,
    part: Part,
    sense: Sense,
    pattern: Finder<'static>,
}

impl Matches {
    pub(super) fn new(place: SlotPlace, part: Part, sense: Sense, pattern: &[u8]) -> Self {
        Self { place, part, sense, pattern: Finder::new(pattern).into_owned() }
    }
}

impl FieldTest for Matches {
    fn select(&self, block: &Block<'_>, wanted: u64) -> u64 {
        let (place, pattern) = (self.place, self.pattern.needle());
        let found = match self.part {
            Part::Start => block.rows_where(wanted, |row| place.bytes(row).starts_with(pattern)),
            Part::End => block.rows_where(wanted, |row| place.bytes(row).ends_with(pattern)),
            Part::Anywhere => {
                block.rows_where(wanted, |row| self.pattern.find(place.bytes(row)).is_some())
            }
        };
        self.sense.pass(found, place, block, wanted)
    }

    fn test_slot(&self, _: &[u8]) -> Option<bool> {
        None
    }

    fn test(&self, row: LazyRow<'_>, index: usize) -> Result<bool, Error> {
        let pattern = self.pattern.needle();
        let holds = Bytes::read(row, index)?.map(|bytes| match self.part {
            Part::Start => bytes.starts_with(pattern),
            Part::End => bytes.ends_with(pattern),
            Part::Anywhere => self.pattern.find(bytes).is_some(),
        });
        Ok(self.sense.passes(holds))
    }
}
