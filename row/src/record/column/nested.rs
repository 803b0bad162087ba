//! Columns whose values are made of the values of others.

use std::ops::Range;

use arrow_buffer::{ArrowNativeType as _, NullBuffer, OffsetBuffer, ScalarBuffer};

use super::Column;
use super::flat::is_null;

/// A column of structs.
#[derive(Debug, Clone)]
pub struct StructColumn<C> {
    /// The columns of the fields.
    pub fields: Box<C>,
    /// Which rows are null, where any is.
    pub nulls: Option<NullBuffer>,
}

impl<C> Column for StructColumn<C> {
    #[inline]
    fn is_null(&self, index: usize) -> bool {
        is_null(self.nulls.as_ref(), index)
    }
}

/// A column of lists or of maps.
#[derive(Debug, Clone)]
pub struct ListColumn<C> {
    /// Which elements are those of a row.
    pub spans: Spans,
    /// The column of the elements; of a map, those of keys and values.
    pub elements: C,
    /// Which rows are null, where any is.
    pub nulls: Option<NullBuffer>,
}

impl<C> Column for ListColumn<C> {
    #[inline]
    fn is_null(&self, index: usize) -> bool {
        is_null(self.nulls.as_ref(), index)
    }
}

/// Where the elements of each list stand among those of all, in any of Arrow's forms.
#[derive(Debug, Clone)]
#[expect(missing_docs, reason = "each variant is the Arrow type of the same name")]
pub enum Spans {
    List(OffsetBuffer<i32>),
    LargeList(OffsetBuffer<i64>),
    /// Offsets and lengths.
    ListView(ScalarBuffer<i32>, ScalarBuffer<i32>),
    /// Offsets and lengths.
    LargeListView(ScalarBuffer<i64>, ScalarBuffer<i64>),
    /// The length of all.
    FixedSizeList(usize),
}

impl Spans {
    /// The ordinals of the elements of row `index`; any where it is null.
    ///
    /// # Panics
    ///
    /// When there is no such row.
    #[must_use]
    #[inline]
    pub fn at(&self, index: usize) -> Range<usize> {
        match self {
            Self::List(offsets) => offsets[index].as_usize()..offsets[index + 1].as_usize(),
            Self::LargeList(offsets) => offsets[index].as_usize()..offsets[index + 1].as_usize(),
            Self::ListView(offsets, lens) => {
                let start = offsets[index].as_usize();
                start..start + lens[index].as_usize()
            }
            Self::LargeListView(offsets, lens) => {
                let start = offsets[index].as_usize();
                start..start + lens[index].as_usize()
            }
            Self::FixedSizeList(len) => index * len..(index + 1) * len,
        }
    }
}
