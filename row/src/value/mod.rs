//! The Rust types that values are read and written as: one per [`Kind`].

mod by_kind;
mod fixed;
mod nested;
mod variable;
mod wide;

use arrow_buffer::ArrowNativeType;
use arrow_schema::DataType;

use crate::record::{ColumnSink, ColumnSource};
use crate::{Error, Kind};

/// A type that one value in a row is read and written as.
///
/// Sealed: the numbers, `bool`, `i128` and [`i256`](arrow_buffer::i256) for decimals, intervals,
/// `str`, `[u8]`, and for nested values [`ListRef`](crate::ListRef), [`MapRef`](crate::MapRef),
/// [`RowRef`](crate::RowRef) and [`UnionRef`](crate::UnionRef).
#[diagnostic::on_unimplemented(
    message = "no field of a row is read as `{Self}`",
    note = "ask for `str`, `[u8]`, `bool`, a number, `ListRef`, `MapRef` or `RowRef`; of a nullable \
            field for the type without `Option`"
)]
pub trait Value: sealed::Sealed + 'static {
    /// The kind of the values that have this type.
    const KIND: Kind;

    /// The value as it is read: a number itself, or a slice of the row.
    type Ref<'a>: Copy + PartialEq + std::fmt::Debug;

    /// Whether values of `kind` are read and written as this type: `[u8]` stands for two kinds, every
    /// other type for one.
    #[must_use]
    #[inline]
    fn is_of(kind: Kind) -> bool {
        kind == Self::KIND
    }
}

/// A value that has an Arrow array of its own, which records give and take whole.
pub trait ColumnValue: Value {
    /// The Arrow type that a record's field of this type has, unless the record names another.
    const DATA_TYPE: DataType;

    /// An Arrow column of this type, read by row index.
    type Column: crate::record::ColumnValues<Self> + 'static;

    /// Hands a column of this type to the method of `sink` that takes it.
    ///
    /// # Errors
    ///
    /// What the sink refuses.
    fn fill<'a, S: ColumnSink>(
        sink: &mut S,
        values: impl ExactSizeIterator<Item = Option<Self::Ref<'a>>> + Clone,
    ) -> Result<(), S::Error>;

    /// Asks `source` for column `index` as this type.
    ///
    /// # Errors
    ///
    /// What the source refuses.
    fn column<S: ColumnSource>(source: &S, index: usize) -> Result<Self::Column, S::Error>;
}

/// A value that stands in its slot, zero-extended: the numbers up to 8 bytes, and day-time intervals.
pub trait FixedValue: for<'a> ColumnValue<Ref<'a> = Self> + ArrowNativeType {
    /// The slot that holds the value.
    fn to_slot(self) -> u64;

    /// The value in a slot; bytes of the slot beyond the value's width are ignored.
    fn from_slot(slot: u64) -> Self;
}

pub(crate) use by_kind::{by_kind, by_kind_of, with_kinds};
pub(crate) use sealed::KindChecked;

pub(crate) mod sealed {
    use super::{Error, Value};
    use crate::lazy::LazySlot;
    use crate::trusted::ValidSlot;
    use crate::writer::SlotWriter;

    /// Says that the kind of a field was compared with that of the value to be written.
    ///
    /// Other crates can call the methods of a trait that they cannot name, but they cannot make this:
    /// so bytes that are not text never enter a text field.
    ///
    /// ```compile_fail,E0061
    /// use ferrow_row::{Error, SlotWriter, Value};
    ///
    /// fn smuggle<T: Value + ?Sized>(slot: SlotWriter<'_>, value: T::Ref<'_>) -> Result<(), Error> {
    ///     T::write(slot, value)
    /// }
    /// ```
    #[derive(Debug, Clone, Copy)]
    pub struct KindChecked(pub(crate) ());

    /// How a value leaves and enters its slot, which is of a kind that the type stands for.
    pub trait Sealed {
        /// Whether the value is at most a word, which then stands in its slot zero-extended.
        const IS_WORD: bool = false;

        /// The slot that holds a value; zero for one that [is no word](Self::IS_WORD).
        #[inline]
        fn to_word(_value: <Self as Value>::Ref<'_>) -> u64
        where
            Self: Value,
        {
            0
        }

        /// Reads a value that was validated and is not null.
        fn read(slot: ValidSlot<'_>) -> <Self as Value>::Ref<'_>
        where
            Self: Value;

        /// Reads a value of which nothing is known but that its slot is there and it is not null.
        fn read_checked(slot: LazySlot<'_>) -> Result<<Self as Value>::Ref<'_>, Error>
        where
            Self: Value;

        /// Whether two values are the same, floats by their bits.
        fn is_same<'a>(a: <Self as Value>::Ref<'a>, b: <Self as Value>::Ref<'a>) -> bool
        where
            Self: Value,
        {
            a == b
        }

        /// The bytes that a value is, where they are what is stored: of text and bytes.
        #[inline(always)]
        fn as_bytes<'v: 'v>(_value: <Self as Value>::Ref<'v>) -> Option<&'v [u8]>
        where
            Self: Value,
        {
            None
        }

        /// Hands the bytes that a variable value is stored as to `take`; `None` for every other value.
        fn with_bytes<R>(
            _value: <Self as Value>::Ref<'_>,
            _take: impl FnOnce(&[u8]) -> R,
        ) -> Option<R>
        where
            Self: Value,
        {
            None
        }

        /// Writes a value.
        fn write(
            slot: SlotWriter<'_>,
            value: <Self as Value>::Ref<'_>,
            checked: KindChecked,
        ) -> Result<(), Error>
        where
            Self: Value;
    }
}
