//! The one match on a column's type: from here on it is known.

use arrow::array::{
    Array, ArrayRef, AsArray, RunArray, StructArray, downcast_primitive, downcast_run_end_index,
};
use arrow::buffer::NullBuffer;
use arrow::datatypes::{
    ArrowNativeType, ArrowPrimitiveType, BinaryType, BinaryViewType, ByteViewType, DataType,
    LargeBinaryType, LargeUtf8Type, RunEndIndexType, StringViewType, Utf8Type,
};
use ferrow_row::{Kind, RowLayout, ValueLayout};

use super::bits::Bits;
use super::measure::RowOffsets;
use super::slots::Slots;
use super::values::Values;
use super::{Content, Field, Nulls, Spent, write_bytes};
use crate::kernel::InstructionSet;

impl<'a> Field<'a> {
    /// A field out of an array of its values; `None` where the kernel does not know them. `span` is how
    /// many variable fields are in front of it.
    pub(super) fn try_new(
        set: InstructionSet,
        value: &ValueLayout,
        array: &'a ArrayRef,
        span: usize,
    ) -> Option<Self> {
        let kind = value.kind();
        let (picks, values) = picked(array)?;
        let nulls = match (kind, &picks) {
            (Kind::Null, _) => Nulls::All,
            (_, None) => Nulls::of(array.nulls().cloned()),
            (_, Some(_)) => Nulls::of(array.logical_nulls()),
        };
        let content = match kind {
            Kind::Null => {
                return Some(Self { nulls, content: Content::Slots(Slots::Zeros), picks: None });
            }
            Kind::Bool => Content::Slots(Slots::Bools(Bits::new(values.as_boolean().values()))),
            Kind::Utf8 | Kind::Binary => Content::Values { values: bytes(values)?, span },
            Kind::FixedBinary => {
                let array = values.as_fixed_size_binary();
                let width = usize::try_from(array.value_length()).ok()?;
                Content::Values { values: Values::OfWidth(width, array.values()), span }
            }
            Kind::Decimal128 => {
                let (numbers, _) = numbers(values)?.1.as_chunks();
                Content::Values { values: Values::Decimals(numbers), span }
            }
            Kind::Decimal256 | Kind::MonthDayNano => {
                let (width, numbers) = numbers(values)?;
                Content::Values { values: Values::OfWidth(width, numbers), span }
            }
            Kind::Struct => {
                let (offsets, bytes) = structs(set, value.row()?, values.as_struct())?;
                Content::Values { values: Values::Rows(offsets, bytes), span }
            }
            kind if kind.is_nested() => return None,
            _ => {
                let (width, numbers) = numbers(values)?;
                Content::Slots(Slots::of_width(width, numbers)?)
            }
        };
        // A dictionary or runs of nothing have no value to pick: all is null.
        let (content, picks) = match content {
            content if !values.is_empty() || picks.is_none() => (content, picks),
            Content::Slots(_) => (Content::Slots(Slots::Zeros), None),
            Content::Values { .. } => {
                (Content::Values { values: Values::OfWidth(0, &[]), span }, None)
            }
        };
        Some(Self { nulls, content, picks })
    }
}

impl Nulls {
    fn of(nulls: Option<NullBuffer>) -> Self {
        let nulls = nulls.filter(|nulls| nulls.null_count() > 0);
        nulls.map_or(Self::None, |nulls| Self::Where(Bits::new(nulls.inner())))
    }
}

/// The values that an array names, and which of them each row has; none where it has them in order.
fn picked(array: &ArrayRef) -> Option<(Option<Vec<usize>>, &ArrayRef)> {
    macro_rules! runs {
        ($R:ty) => {
            runs(array.as_run::<$R>())
        };
    }
    let (picks, values) = match array.data_type() {
        DataType::Dictionary(..) => {
            let array = array.as_any_dictionary();
            let is_empty = array.values().is_empty();
            (if is_empty { vec![0; array.len()] } else { array.normalized_keys() }, array.values())
        }
        DataType::RunEndEncoded(ends, _) => downcast_run_end_index! {
            ends.data_type() => (runs),
            _ => return None
        },
        _ => return Some((None, array)),
    };
    let (inner, values) = picked(values)?;
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
    let mut columns = array.columns().iter().enumerate();
    if columns.any(|(at, column)| !layout.is_nullable(at) && column.logical_null_count() > 0) {
        return None;
    }
    let (bytes, offsets) =
        write_bytes(set, layout, array.columns(), array.len(), Spent::default()).ok()??;
    Some((offsets, bytes))
}

/// The width of an array's numbers, and their bytes.
fn numbers(array: &ArrayRef) -> Option<(usize, &[u8])> {
    macro_rules! numbers {
        ($T:ty) => {
            Some((
                size_of::<<$T as ArrowPrimitiveType>::Native>(),
                array.as_primitive::<$T>().values().inner().as_slice(),
            ))
        };
    }
    downcast_primitive! {
        array.data_type() => (numbers),
        _ => None
    }
}

/// Text and bytes.
fn bytes(array: &ArrayRef) -> Option<Values<'_>> {
    macro_rules! between {
        ($variant:ident, $T:ty) => {{
            let array = array.as_bytes::<$T>();
            Values::$variant(array.offsets(), array.values())
        }};
    }
    fn views<T: ByteViewType>(array: &ArrayRef) -> Values<'_> {
        let array = array.as_byte_view::<T>();
        Values::Views(array.views(), array.data_buffers())
    }
    Some(match array.data_type() {
        DataType::Utf8 => between!(Between32, Utf8Type),
        DataType::Binary => between!(Between32, BinaryType),
        DataType::LargeUtf8 => between!(Between64, LargeUtf8Type),
        DataType::LargeBinary => between!(Between64, LargeBinaryType),
        DataType::Utf8View => views::<StringViewType>(array),
        DataType::BinaryView => views::<BinaryViewType>(array),
        _ => return None,
    })
}
