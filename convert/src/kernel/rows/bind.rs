//! The one match on a column's type: from here on it is known.

use arrow::array::{
    Array, ArrayRef, AsArray, RunArray, StructArray, downcast_primitive, downcast_run_end_index,
};
use arrow::datatypes::{
    ArrowNativeType, ArrowPrimitiveType, BinaryType, BinaryViewType, ByteViewType, DataType,
    Decimal128Type, LargeBinaryType, LargeUtf8Type, RunEndIndexType, StringViewType, Utf8Type,
};
use ferrow_row::{RowLayout, ValueLayout};

use super::bits::Bits;
use super::measure::RowOffsets;
use super::slots::Slots;
use super::values::Values;
use super::words::RowWords;
use super::{Field, Fields, Nulls, Spent, write_bytes};
use crate::column_check::check_nulls;
use crate::error::Error;
use crate::kernel::InstructionSet;

/// What an array has.
enum Content<'a> {
    Slots(Slots<'a>),
    Values(Values<'a>),
}

impl<'a> Fields<'a> {
    /// The fields of `layout` out of arrays of `rows` values each; `None` where the kernel does not know
    /// one of them.
    ///
    /// # Panics
    ///
    /// When an array has more or fewer values.
    ///
    /// # Errors
    ///
    /// [`NotNull`](crate::ErrorKind::NotNull) for nulls in a field that has none.
    pub(super) fn try_new(
        set: InstructionSet,
        layout: &RowLayout,
        arrays: &'a [ArrayRef],
        rows: usize,
    ) -> Result<Option<Self>, Error> {
        let bitmaps = layout.len().div_ceil(64);
        let mut fields = Self {
            len: layout.len(),
            words: RowWords::new(bitmaps + layout.len()),
            nullable: Vec::new(),
            filled: Vec::new(),
            variable: Vec::new(),
        };
        for (index, (value, array)) in layout.values().iter().zip(arrays).enumerate() {
            let array = array.as_ref();
            let data_type = array.data_type();
            let is_encoded =
                matches!(data_type, DataType::Dictionary(..) | DataType::RunEndEncoded(..));
            let nullable = match Nulls::of(array, data_type) {
                None => None,
                Some(nulls) => {
                    if !value.is_nullable() {
                        check_nulls(layout, index, array)?;
                    }
                    fields.nullable.push((index, nulls));
                    Some(fields.nullable.len() - 1)
                }
            };
            if let Some(words) = words(array, data_type) {
                // What is most frequent comes first. No one looks at its length again.
                assert_eq!(words.len(), rows, "as many values as rows");
                fields.words.set_direct(bitmaps + index, words);
                continue;
            }
            let (array, picks) = match is_encoded {
                true => match picked(array) {
                    Some((Some(picks), values)) => (values, Some(picks.into())),
                    _ => return Ok(None),
                },
                false => (array, None),
            };
            match Content::try_new(set, value, array) {
                // A dictionary or runs of nothing have no value to pick: all is null.
                Some(Content::Slots(_)) if picks.is_some() && array.is_empty() => {}
                Some(Content::Values(_)) if picks.is_some() && array.is_empty() => {
                    let content = Values::OfWidth(0, &[]);
                    fields.variable.push(Field { index, nullable, content, picks: None });
                }
                Some(Content::Slots(content)) => {
                    fields.filled.push(Field { index, nullable, content, picks });
                }
                Some(Content::Values(content)) => {
                    fields.variable.push(Field { index, nullable, content, picks });
                }
                None => return Ok(None),
            }
        }
        Ok(Some(fields))
    }
}

impl<'a> Nulls<'a> {
    /// The nulls of an array, if there are any.
    #[inline]
    fn of(array: &'a dyn Array, data_type: &DataType) -> Option<Self> {
        match data_type {
            DataType::Null => Some(Self::All),
            DataType::Dictionary(..) | DataType::RunEndEncoded(..) => {
                let nulls = array.logical_nulls().filter(|nulls| nulls.null_count() > 0)?;
                Some(Self::Made(nulls.into_inner()))
            }
            _ => {
                let nulls = array.nulls().filter(|nulls| nulls.null_count() > 0)?;
                Some(Self::Where(Bits::new(nulls.inner())))
            }
        }
    }
}

/// The numbers of an array, where each is a word.
#[inline]
fn words<'a>(array: &'a dyn Array, data_type: &DataType) -> Option<&'a [[u8; 8]]> {
    macro_rules! words {
        ($T:ty) => {
            match size_of::<<$T as ArrowPrimitiveType>::Native>() {
                8 => Some(array.as_primitive::<$T>().values().inner().as_chunks().0),
                _ => None,
            }
        };
    }
    downcast_primitive! {
        data_type => (words),
        _ => None
    }
}

impl<'a> Content<'a> {
    /// What stands in an array that is not encoded; `None` where the kernel does not know it.
    fn try_new(set: InstructionSet, value: &ValueLayout, array: &'a dyn Array) -> Option<Self> {
        macro_rules! numbers {
            ($T:ty) => {{
                let bytes = array.as_primitive::<$T>().values().inner().as_slice();
                let width = size_of::<<$T as ArrowPrimitiveType>::Native>();
                let slots = Slots::of_width(width, bytes).map(Self::Slots);
                slots.unwrap_or(Self::Values(Values::OfWidth(width, bytes)))
            }};
        }
        macro_rules! between {
            ($variant:ident, $T:ty) => {{
                let array = array.as_bytes::<$T>();
                Self::Values(Values::$variant(array.offsets(), array.values()))
            }};
        }
        fn views<T: ByteViewType>(array: &dyn Array) -> Content<'_> {
            let array = array.as_byte_view::<T>();
            Content::Values(Values::Views(array.views(), array.data_buffers()))
        }
        Some(match array.data_type() {
            DataType::Null => Self::Slots(Slots::Zeros),
            DataType::Boolean => Self::Slots(Slots::Bools(Bits::new(array.as_boolean().values()))),
            DataType::Utf8 => between!(Between32, Utf8Type),
            DataType::Binary => between!(Between32, BinaryType),
            DataType::LargeUtf8 => between!(Between64, LargeUtf8Type),
            DataType::LargeBinary => between!(Between64, LargeBinaryType),
            DataType::Utf8View => views::<StringViewType>(array),
            DataType::BinaryView => views::<BinaryViewType>(array),
            DataType::FixedSizeBinary(_) => {
                let array = array.as_fixed_size_binary();
                let width = usize::try_from(array.value_length()).ok()?;
                Self::Values(Values::OfWidth(width, array.values()))
            }
            DataType::Decimal128(..) => {
                let numbers = array.as_primitive::<Decimal128Type>().values().inner();
                Self::Values(Values::Decimals(numbers.as_chunks().0))
            }
            DataType::Struct(_) => {
                Self::Values(Values::Rows(Box::new(structs(set, value.row()?, array.as_struct())?)))
            }
            data_type => downcast_primitive! {
                data_type => (numbers),
                _ => return None
            },
        })
    }
}

/// The values that an array names, and which of them each row has; none where it has them in order.
fn picked(array: &dyn Array) -> Option<(Option<Vec<usize>>, &dyn Array)> {
    macro_rules! runs {
        ($R:ty) => {
            runs(array.as_run::<$R>())
        };
    }
    let (picks, values) = match array.data_type() {
        DataType::Dictionary(..) => {
            let array = array.as_any_dictionary();
            let is_empty = array.values().is_empty();
            let picks = if is_empty { vec![0; array.len()] } else { array.normalized_keys() };
            (picks, array.values())
        }
        DataType::RunEndEncoded(ends, _) => downcast_run_end_index! {
            ends.data_type() => (runs),
            _ => return None
        },
        _ => return Some((None, array)),
    };
    let (inner, values) = picked(values.as_ref())?;
    let picks = match inner {
        Some(inner) if !inner.is_empty() => picks.into_iter().map(|pick| inner[pick]).collect(),
        _ => picks,
    };
    Some((Some(picks), values))
}

fn runs<R: RunEndIndexType>(array: &RunArray<R>) -> (Vec<usize>, &ArrayRef) {
    let ends = array.run_ends();
    let (first, offset) = (ends.get_start_physical_index(), ends.offset());
    let mut picks = Vec::with_capacity(array.len());
    for (run, end) in ends.values().iter().enumerate().skip(first) {
        picks.resize(end.as_usize().saturating_sub(offset).min(array.len()), run);
        if picks.len() == array.len() {
            break;
        }
    }
    (picks, array.values())
}

/// Structs as rows, also those under nulls; `None` where a field has a null that it may not have,
/// unless that is under a null of the struct: who writes by value looks at each.
fn structs(
    set: InstructionSet,
    layout: &RowLayout,
    array: &StructArray,
) -> Option<(RowOffsets, Vec<u8>)> {
    let (bytes, offsets) =
        write_bytes(set, layout, array.columns(), array.len(), Spent::default()).ok()??;
    Some((offsets, bytes))
}
