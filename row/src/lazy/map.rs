//! A map of unknown bytes.

use crate::error::Problem;
use crate::lazy::LazyList;
use crate::standard::{self, WORD};
use crate::{Error, MapLayout};

/// A map whose bytes are not trusted: a list of keys and a list of as many values.
#[derive(Clone, Copy)]
pub struct LazyMap<'a> {
    bytes: &'a [u8],
    layout: &'a MapLayout,
    keys: LazyList<'a>,
    values: LazyList<'a>,
}

impl<'a> LazyMap<'a> {
    /// Opens a map, checking that both lists are there and of one length.
    ///
    /// # Errors
    ///
    /// [`Truncated`](crate::ErrorKind::Truncated) where they are not all there, and
    /// [`WrongSize`](crate::ErrorKind::WrongSize) where there are more keys or more values.
    #[inline]
    pub fn open(layout: &'a MapLayout, bytes: &'a [u8]) -> Result<Self, Error> {
        let too_short = || Error::new(Problem::ListCut { len: bytes.len() });
        let (size, lists) = bytes.split_at_checked(WORD).ok_or_else(too_short)?;
        let size = usize::try_from(standard::load(size, 0)).map_err(|_| too_short())?;
        let (keys, values) = lists.split_at_checked(size).ok_or_else(too_short)?;
        let keys = LazyList::open(layout.keys(), keys)
            .map_err(|error| error.inside(WORD).in_field("keys"))?;
        let values = LazyList::open(layout.values(), values)
            .map_err(|error| error.inside(WORD + size).in_field("values"))?;
        if keys.len() != values.len() {
            let (keys, values) = (keys.len(), values.len());
            return Err(Error::new(Problem::MapSides { keys, values }));
        }
        Ok(Self { bytes, layout, keys, values })
    }

    /// The map's bytes.
    #[must_use]
    pub fn bytes(self) -> &'a [u8] {
        self.bytes
    }

    /// The layout that the map is read with.
    #[must_use]
    pub fn layout(self) -> &'a MapLayout {
        self.layout
    }

    /// The number of entries.
    #[must_use]
    pub fn len(self) -> usize {
        self.keys.len()
    }

    /// Whether there are no entries.
    #[must_use]
    pub fn is_empty(self) -> bool {
        self.len() == 0
    }

    /// The keys.
    #[must_use]
    pub fn keys(self) -> LazyList<'a> {
        self.keys
    }

    /// The values, in the order of their keys.
    #[must_use]
    pub fn values(self) -> LazyList<'a> {
        self.values
    }

    /// Where the values start.
    pub(crate) fn values_offset(self) -> usize {
        WORD + self.keys.bytes().len()
    }
}
