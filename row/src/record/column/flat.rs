//! Columns whose values stand by themselves.

use arrow_array::{
    Array, BinaryArray, BinaryViewArray, FixedSizeBinaryArray, LargeBinaryArray, LargeStringArray,
    StringArray, StringViewArray,
};
use arrow_buffer::{ArrowNativeType, BooleanBuffer, NullBuffer, ScalarBuffer};

use super::Column;
use crate::Value;

/// A [`Column`] that gives values of type `T` whole.
pub trait ColumnValues<T: Value + ?Sized>: Column {
    /// What stands in row `index`; something arbitrary where it is null.
    ///
    /// # Panics
    ///
    /// When there is no such row.
    fn value(&self, index: usize) -> T::Ref<'_>;

    /// The value of row `index`; `None` where it is null.
    ///
    /// # Panics
    ///
    /// When there is no such row.
    #[inline]
    fn get(&self, index: usize) -> Option<T::Ref<'_>> {
        (!self.is_null(index)).then(|| self.value(index))
    }
}

/// A column of numbers, decimals or intervals.
#[derive(Debug, Clone)]
pub struct FixedColumn<T: ArrowNativeType> {
    /// A value per row; what stands under a null is arbitrary.
    pub values: ScalarBuffer<T>,
    /// Which rows are null, where any is.
    pub nulls: Option<NullBuffer>,
}

impl<T: ArrowNativeType> Column for FixedColumn<T> {
    #[inline]
    fn is_null(&self, index: usize) -> bool {
        is_null(self.nulls.as_ref(), index)
    }
}

impl<T: for<'a> Value<Ref<'a> = T> + ArrowNativeType> ColumnValues<T> for FixedColumn<T> {
    #[inline]
    fn value(&self, index: usize) -> T {
        self.values[index]
    }
}

/// A column of booleans.
#[derive(Debug, Clone)]
pub struct BoolColumn {
    /// A bit per row; what stands under a null is arbitrary.
    pub values: BooleanBuffer,
    /// Which rows are null, where any is.
    pub nulls: Option<NullBuffer>,
}

impl Column for BoolColumn {
    #[inline]
    fn is_null(&self, index: usize) -> bool {
        is_null(self.nulls.as_ref(), index)
    }
}

impl ColumnValues<bool> for BoolColumn {
    #[inline]
    fn value(&self, index: usize) -> bool {
        self.values.value(index)
    }
}

macro_rules! any_form {
    ($(#[$doc:meta])* $column:ident of $value:ty: $($form:ident($array:ty))*) => {
        $(#[$doc])*
        #[derive(Debug, Clone)]
        #[expect(missing_docs, reason = "each variant is the Arrow type of the same name")]
        pub enum $column {
            $($form($array),)*
        }

        impl Column for $column {
            #[inline]
            fn is_null(&self, index: usize) -> bool {
                match self {
                    $(Self::$form(array) => is_null(array.nulls(), index),)*
                }
            }
        }

        impl ColumnValues<$value> for $column {
            #[inline]
            fn value(&self, index: usize) -> &$value {
                match self {
                    $(Self::$form(array) => array.value(index),)*
                }
            }
        }
    };
}

any_form! {
    /// A column of text, in any of Arrow's three forms.
    TextColumn of str:
    Utf8(StringArray)
    LargeUtf8(LargeStringArray)
    Utf8View(StringViewArray)
}

any_form! {
    /// A column of bytes, in any of Arrow's four forms.
    BinaryColumn of [u8]:
    Binary(BinaryArray)
    LargeBinary(LargeBinaryArray)
    BinaryView(BinaryViewArray)
    FixedSizeBinary(FixedSizeBinaryArray)
}

#[inline]
pub(super) fn is_null(nulls: Option<&NullBuffer>, index: usize) -> bool {
    nulls.is_some_and(|nulls| nulls.is_null(index))
}
