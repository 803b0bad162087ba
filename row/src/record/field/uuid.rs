//! UUIDs, as 16 bytes.

use arrow_schema::DataType;
use uuid::Uuid;

use super::{Elements, Field, FromField, RequiredField, not_null};
use crate::record::{BinaryColumn, ColumnSink, ColumnSource, ColumnValues as _};
use crate::{Error, SlotWriter, ValueLayout};

#[diagnostic::do_not_recommend]
impl Field for Uuid {
    type Value = [u8];
    type View<'a> = Self;
    type Sequence = Elements;
    type Column = BinaryColumn;
    type ColumnView<'a> = Self;
    const NULLABLE: bool = false;

    fn data_type() -> DataType {
        DataType::FixedSizeBinary(16)
    }

    #[inline]
    fn write(&self, slot: SlotWriter<'_>) -> Result<(), Error> {
        slot.set::<[u8]>(self.as_bytes())
    }

    #[inline]
    fn stored(&self) -> Option<Option<&[u8]>> {
        Some(Some(self.as_bytes()))
    }

    #[inline]
    fn to_view<'a>(value: Option<&'a [u8]>, _: &'a ValueLayout) -> Self {
        of_bytes(not_null(value))
    }

    fn fill<'a, S: ColumnSink>(
        sink: &mut S,
        values: impl ExactSizeIterator<Item = Option<&'a Self>> + Clone,
    ) -> Result<(), S::Error> {
        sink.fixed_binary(16, values.map(|value| value.map(|uuid| uuid.as_bytes().as_slice())))
    }

    fn column<S: ColumnSource>(source: &S, index: usize) -> Result<BinaryColumn, S::Error> {
        source.binary(index)
    }

    #[inline]
    fn column_view(column: &BinaryColumn, index: usize) -> Self {
        of_bytes(column.value(index))
    }
}

#[diagnostic::do_not_recommend]
impl RequiredField for Uuid {}

#[diagnostic::do_not_recommend]
impl FromField<'_> for Uuid {
    #[inline]
    fn from_value(value: Option<&[u8]>) -> Result<Self, Error> {
        Ok(of_bytes(not_null(value)))
    }

    #[inline]
    fn from_column(column: &BinaryColumn, index: usize) -> Result<Self, Error> {
        Ok(of_bytes(column.value(index)))
    }
}

fn of_bytes(value: &[u8]) -> Uuid {
    match Uuid::from_slice(value) {
        Ok(uuid) => uuid,
        Err(_) => unreachable!("the layout was checked: the field has 16 bytes"),
    }
}
