//! The plan of a list: where its null bits and elements stand, whatever their number is.

use std::sync::Arc;

use arrow_schema::{DataType, Field};

use super::compile::{Compiler, list_element};
use super::{Storage, ValueLayout};
use crate::error::Problem;
use crate::{Error, RowFormat, compact, standard};

/// How a list stands in bytes: its count, null bits and elements.
///
/// A list in a row has the one of its field, [`ValueLayout::list`]. A bare list, as Fory writes
/// them, has one of its own:
///
/// ```
/// use arrow_schema::{DataType, Field};
/// use ferrow_row::{ListLayout, ListRef, ListWriter, RowFormat};
///
/// let element = Field::new_list_field(DataType::Int16, true);
/// let layout = ListLayout::try_new(&DataType::List(element.into()), RowFormat::Standard)?;
///
/// let mut message = Vec::new();
/// let mut list = ListWriter::new(&layout, &mut message, 2)?;
/// list.push::<i16>(7)?;
/// list.push_null()?;
/// list.finish()?;
///
/// let list = ListRef::try_new(&layout, &message)?;
/// assert_eq!(list.iter::<i16>().collect::<Vec<_>>(), [Some(7), None]);
/// # Ok::<(), ferrow_row::Error>(())
/// ```
#[derive(Debug)]
pub struct ListLayout {
    pub(super) element: ValueLayout,
    pub(super) format: RowFormat,
    pub(super) fixed_len: Option<usize>,
    /// Whether null bits are there; in the compact layout that depends on the schema.
    pub(super) has_bitmap: bool,
    /// Zeros after the elements, for each of them: Java has room for the elements of a primitive
    /// array once more.
    pub(super) trailing_width: usize,
}

/// Where the parts of a list of some length stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct ListParts {
    /// Where the null bitmap starts.
    pub(crate) bitmap: usize,
    /// Bytes of the null bitmap; 0 where there is none.
    pub(crate) bitmap_width: usize,
    /// Where the first element starts.
    pub(crate) elements: usize,
    /// Where the last element ends.
    pub(crate) elements_end: usize,
    /// Where what follows the elements starts: variable values, or the end of the list.
    pub(crate) end: usize,
}

impl ListLayout {
    /// Plans bare lists of an Arrow list type.
    ///
    /// # Errors
    ///
    /// [`Unsupported`](crate::ErrorKind::Unsupported) where the type is not a list, or rows do not
    /// hold its elements.
    pub fn try_new(data_type: &DataType, format: RowFormat) -> Result<Arc<Self>, Error> {
        let field = Arc::new(Field::new("", data_type.clone(), false));
        let Some((element, fixed_len)) = list_element(data_type) else {
            return Err(Error::new(Problem::NotNested { data_type: data_type.clone() }));
        };
        Compiler::new(format).list(&field, element, fixed_len).map(Arc::new)
    }

    /// How each element stands in the list.
    #[must_use]
    #[inline]
    pub fn element(&self) -> &ValueLayout {
        &self.element
    }

    /// The number of elements, where the schema has it.
    #[must_use]
    #[inline]
    pub fn fixed_len(&self) -> Option<usize> {
        self.fixed_len
    }

    /// The layout that the list is part of.
    #[must_use]
    #[inline]
    pub fn format(&self) -> RowFormat {
        self.format
    }

    /// Bytes of the count.
    #[inline]
    pub(crate) fn count_width(&self) -> usize {
        match self.format {
            RowFormat::Standard => standard::WORD,
            RowFormat::Compact => compact::COUNT,
        }
    }

    /// The count at the start of a list; `None` where the bytes are too short or it is no count.
    #[inline]
    pub(crate) fn count(&self, bytes: &[u8]) -> Option<u64> {
        match self.format {
            RowFormat::Standard => bytes.first_chunk().map(|count| u64::from_le_bytes(*count)),
            // Java's count is a signed integer.
            RowFormat::Compact => {
                let count = i32::from_le_bytes(*bytes.first_chunk::<{ compact::COUNT }>()?);
                u64::try_from(count).ok()
            }
        }
    }

    /// Where the parts of a list of `len` elements stand; `None` where no memory holds it.
    #[inline(always)]
    pub(crate) fn parts(&self, len: usize) -> Option<ListParts> {
        let width = self.element.width;
        let (bitmap, bitmap_width, elements) = match self.format {
            RowFormat::Standard => {
                let header = standard::list_header_width(len)?;
                (standard::WORD, header - standard::WORD, header)
            }
            RowFormat::Compact => {
                let bitmap = if self.has_bitmap { compact::bitmap_width(len) } else { 0 };
                let variable = self.element.storage == Storage::Span;
                (compact::COUNT, bitmap, compact::list_header_width(bitmap, width, variable))
            }
        };
        let elements_width = len.checked_mul(width)?;
        let elements_end = elements.checked_add(elements_width)?;
        let padded = elements_width.checked_next_multiple_of(standard::WORD)?;
        Some(ListParts {
            bitmap,
            bitmap_width,
            elements,
            elements_end,
            end: elements.checked_add(padded)?,
        })
    }

    /// [`parts`](Self::parts) of a list that was found in bytes.
    #[inline]
    pub(crate) fn parts_of_valid(&self, len: usize) -> ListParts {
        if self.format == RowFormat::Standard {
            let elements = standard::WORD + len.div_ceil(64) * standard::WORD;
            let elements_end = elements + len * self.element.width;
            return ListParts {
                bitmap: standard::WORD,
                bitmap_width: elements - standard::WORD,
                elements,
                elements_end,
                end: standard::padded(elements_end),
            };
        }
        match self.parts(len) {
            Some(parts) => parts,
            None => unreachable!("the elements of a list fit memory"),
        }
    }

    /// Zeros after the elements of a list of so many.
    #[inline]
    pub(crate) fn trailing(&self, len: usize) -> usize {
        len * self.trailing_width
    }
}
