//! One row of unknown bytes, of which a few fields are wanted.

use crate::error::Problem;
use crate::value::sealed::Sealed;
use crate::{Column, Error, Kind, RowLayout, Value, standard};

/// One row whose bytes are not trusted: opened in constant time, checked where it is read.
///
/// Use it to pick a few fields out of a message; to read all of them, or many rows, validate once
/// with [`RowRef::try_new`](crate::RowRef::try_new) or a [`RowBatch`](crate::RowBatch).
#[derive(Debug, Clone, Copy)]
pub struct LazyRow<'a> {
    bytes: &'a [u8],
    layout: &'a RowLayout,
}

impl<'a> LazyRow<'a> {
    pub(crate) fn open(layout: &'a RowLayout, bytes: &'a [u8]) -> Result<Self, Error> {
        if bytes.len() < layout.fixed_len() {
            let needed = layout.fixed_len();
            return Err(Error::new(Problem::RowCut { needed, len: bytes.len() }));
        }
        Ok(Self { bytes, layout })
    }

    /// The row's bytes.
    #[must_use]
    pub fn bytes(self) -> &'a [u8] {
        self.bytes
    }

    /// The layout that the row is read with.
    #[must_use]
    pub fn layout(self) -> &'a RowLayout {
        self.layout
    }

    /// Reads a field, checking what stands in its slot; `None` where it is null.
    ///
    /// # Errors
    ///
    /// [`NotNull`](crate::ErrorKind::NotNull) for a null that the schema forbids,
    /// [`Truncated`](crate::ErrorKind::Truncated), [`Overlap`](crate::ErrorKind::Overlap) and
    /// [`Utf8`](crate::ErrorKind::Utf8) for a variable value.
    ///
    /// # Panics
    ///
    /// When `column` belongs to another layout, in which this field is missing or of another kind.
    #[inline]
    pub fn get<T: Value + ?Sized>(self, column: Column<T>) -> Result<Option<T::Ref<'a>>, Error> {
        self.get_at::<T>(column.index())
    }

    /// Reads field `index`, which holds values of type `T`, as [`get`](Self::get) does.
    ///
    /// # Errors
    ///
    /// As [`get`](Self::get).
    ///
    /// # Panics
    ///
    /// When there is no such field, or it is of another kind.
    #[inline]
    pub fn get_at<T: Value + ?Sized>(self, index: usize) -> Result<Option<T::Ref<'a>>, Error> {
        self.layout.expect_kind(index, T::KIND);
        if standard::is_null(self.bytes, index) {
            if self.layout.is_nullable(index) {
                return Ok(None);
            }
            return Err(self.layout.error_at(index, Problem::NullValue));
        }
        let slot = standard::load(self.bytes, self.layout.slot_offset(index));
        match <T as Sealed>::read_checked(self.bytes, self.layout.fixed_len(), slot) {
            Ok(value) => Ok(Some(value)),
            Err(error) => Err(self.layout.in_field(index, error)),
        }
    }

    /// Whether field `index` is null, allowed or not: [`get`](Self::get) gives an error for a null
    /// that the schema forbids.
    ///
    /// # Panics
    ///
    /// When there is no such field.
    #[must_use]
    #[inline]
    pub fn is_null(self, index: usize) -> bool {
        self.layout.kind(index) == Kind::Null || standard::is_null(self.bytes, index)
    }
}
