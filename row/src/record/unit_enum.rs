//! Enums whose variants have no fields.

use crate::{ColumnValue, Error, Value};

/// An enum of variants without fields, which is one value of a row: the name of its variant, or its
/// number. Implemented by `#[derive(Record)]`, which makes it a [`Field`](crate::record::Field) too.
pub trait UnitEnum: Sized {
    /// What stands in the row: `str`, or an integer.
    type Stored: ColumnValue + ?Sized;

    /// The name of the enum.
    const NAME: &'static str;

    /// What stands in the rows for each variant, as text for people.
    fn variants() -> Vec<String>;

    /// What is to be written.
    fn stored(&self) -> <Self::Stored as Value>::Ref<'static>;

    /// The variant that was written; `None` where no variant is written so.
    fn of_stored(stored: <Self::Stored as Value>::Ref<'_>) -> Option<Self>;
}

/// The variant that was written.
pub(crate) fn read<E: UnitEnum>(stored: <E::Stored as Value>::Ref<'_>) -> Result<E, Error> {
    E::of_stored(stored).ok_or_else(|| unknown::<E>(stored))
}

#[cold]
fn unknown<E: UnitEnum>(stored: <E::Stored as Value>::Ref<'_>) -> Error {
    let (name, variants) = (E::NAME, E::variants().join(", "));
    Error::out_of_range(format!(
        "{stored:?} is no variant of `{name}`, which has {variants}; add the variant, or declare the \
         field as what the row holds"
    ))
}
