//! Which rows of a batch are read.

use std::ops::Range;

use arrow::array::{Array, BooleanArray};
use arrow::buffer::BooleanBuffer;

use crate::error::{Error, Problem};

/// Which rows of a batch are read, and in which order: all, a range, those that a mask marks, or
/// those at given indices, which may repeat.
///
/// ```
/// use arrow::array::BooleanArray;
/// use ferrow_convert::Selection;
///
/// let mask = BooleanArray::from(vec![Some(true), Some(false), None, Some(true)]);
/// assert_eq!(Selection::from(&mask), Selection::indices([0, 3]));
/// assert_eq!(Selection::from(1..3), Selection::indices([1, 2]));
/// ```
#[derive(Debug, Clone, Default)]
pub struct Selection(Rows);

#[derive(Debug, Clone, Default)]
enum Rows {
    #[default]
    All,
    Range(Range<usize>),
    Indices {
        indices: Vec<u32>,
        /// The length of the batch that a mask was made for.
        of: Option<usize>,
    },
}

/// A selection of a batch whose length is known: every row is there.
#[derive(Debug, Clone)]
pub(crate) enum Selected<'a> {
    Range(Range<usize>),
    Indices(&'a [u32]),
}

impl Selection {
    /// Every row.
    #[must_use]
    pub fn all() -> Self {
        Self(Rows::All)
    }

    /// The rows at `indices`, in their order; an index may come more than once.
    #[must_use]
    pub fn indices(indices: impl Into<Vec<u32>>) -> Self {
        Self(Rows::Indices { indices: indices.into(), of: None })
    }

    /// The rows of a batch of `len` rows at `indices`, which are in order and not twice there.
    pub(crate) fn of_filter(indices: Vec<u32>, len: usize) -> Self {
        Self(match indices.len() == len {
            true => Rows::Range(0..len),
            false => Rows::Indices { indices, of: Some(len) },
        })
    }

    /// The selection of a batch of `len` rows.
    pub(crate) fn of(&self, len: usize) -> Result<Selected<'_>, Error> {
        let out_of_range = |row| Error::new(Problem::NoSuchRow { row, rows: len });
        match &self.0 {
            Rows::All => Ok(Selected::Range(0..len)),
            Rows::Range(range) if range.start > range.end => Err(out_of_range(range.start)),
            Rows::Range(range) if range.end > len => Err(out_of_range(range.end - 1)),
            Rows::Range(range) => Ok(Selected::Range(range.clone())),
            Rows::Indices { of: Some(of), .. } if *of != len => {
                Err(Error::new(Problem::MaskLen { mask: *of, rows: len }))
            }
            Rows::Indices { indices, .. } => {
                match indices.iter().find(|&&index| index as usize >= len) {
                    Some(&index) => Err(out_of_range(index as usize)),
                    None => Ok(Selected::Indices(indices)),
                }
            }
        }
    }
}

/// Selections are equal where they say the same: a mask marks its rows in their order, whatever its
/// length is, and a range has its rows one by one.
impl PartialEq for Selection {
    fn eq(&self, other: &Self) -> bool {
        match (&self.0, &other.0) {
            (Rows::All, Rows::All) => true,
            (Rows::All, _) | (_, Rows::All) => false,
            (Rows::Range(a), Rows::Range(b)) => a == b || (a.is_empty() && b.is_empty()),
            (Rows::Indices { indices: a, .. }, Rows::Indices { indices: b, .. }) => a == b,
            (Rows::Range(range), Rows::Indices { indices, .. })
            | (Rows::Indices { indices, .. }, Rows::Range(range)) => {
                range.clone().eq(indices.iter().map(|&index| index as usize))
            }
        }
    }
}

impl Eq for Selection {}

impl Selected<'_> {
    pub(crate) fn len(&self) -> usize {
        match self {
            Self::Range(range) => range.len(),
            Self::Indices(indices) => indices.len(),
        }
    }
}

impl From<Range<usize>> for Selection {
    fn from(range: Range<usize>) -> Self {
        Self(Rows::Range(range))
    }
}

/// The rows that are marked; a null marks none.
impl From<&BooleanArray> for Selection {
    fn from(mask: &BooleanArray) -> Self {
        match mask.nulls() {
            Some(nulls) => Self::from(&(mask.values() & nulls.inner())),
            None => Self::from(mask.values()),
        }
    }
}

/// The rows that are marked.
///
/// # Panics
///
/// When the mask has more than 2³² bits.
impl From<&BooleanBuffer> for Selection {
    fn from(mask: &BooleanBuffer) -> Self {
        assert!(u32::try_from(mask.len()).is_ok(), "a mask of {} rows", mask.len());
        let indices = mask.set_indices_u32().collect();
        Self(Rows::Indices { indices, of: Some(mask.len()) })
    }
}
