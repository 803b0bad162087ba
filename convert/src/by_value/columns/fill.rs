//! Values that stand in no row.

use arrow::array::builder::NullBufferBuilder;
use arrow::datatypes::DataType;

use crate::error::{Error, Problem};

/// Bytes that such values of one column may take in all, where each takes as many as its type says: an
/// array of few nulls could else be of any size.
const MOST_UNDER_NULLS: usize = 1 << 28;

/// What a column takes where no row has a value for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fill {
    Nulls,
    /// Values that nobody reads, none of them null: Arrow refuses some nulls even where they stand for
    /// nothing.
    Defaults,
}

impl Fill {
    /// Notes `count` of these values.
    pub(super) fn note(self, nulls: &mut NullBufferBuilder, count: usize) {
        match self {
            Self::Nulls => nulls.append_n_nulls(count),
            Self::Defaults => nulls.append_n_non_nulls(count),
        }
    }
}

/// Bytes that an array takes for a value of `data_type`, where those inside it are as many as the type
/// says; its nulls are not counted.
pub(super) fn width_of(data_type: &DataType) -> usize {
    match data_type {
        DataType::FixedSizeList(element, len) => {
            let len = usize::try_from(*len).unwrap_or(0);
            width_of(element.data_type()).max(1).saturating_mul(len)
        }
        DataType::Struct(fields) => (fields.iter())
            .fold(0, |width: usize, field| width.saturating_add(width_of(field.data_type()))),
        DataType::FixedSizeBinary(size) => usize::try_from(*size).unwrap_or(0),
        data_type => data_type.primitive_width().unwrap_or(size_of::<u64>()),
    }
}

/// The bytes under nulls after `count` nulls more, of `width` bytes each.
pub(super) fn under_nulls(
    so_far: usize,
    count: usize,
    width: usize,
    data_type: impl Fn() -> DataType,
) -> Result<usize, Error> {
    (count.checked_mul(width))
        .and_then(|slots| slots.checked_add(so_far))
        .filter(|&slots| slots <= MOST_UNDER_NULLS)
        .ok_or_else(|| Error::new(Problem::UnderNulls { data_type: data_type() }))
}
