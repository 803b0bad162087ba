//! UUIDs, as 16 bytes.

use arrow_schema::DataType;
use uuid::Uuid;

use super::{Elements, Field, FromField, RequiredField, not_null, through_rows};
use crate::record::{Natural, NestedColumn};
use crate::{Error, SlotWriter, ValueLayout};

#[diagnostic::do_not_recommend]
impl Field for Uuid {
    type Value = [u8];
    type View<'a> = Self;
    type Sequence = Elements;
    type Column<'a> = NestedColumn<'a>;
    const NULLABLE: bool = false;

    fn data_type() -> DataType {
        DataType::FixedSizeBinary(16)
    }

    #[inline]
    fn write(&self, slot: SlotWriter<'_>) -> Result<(), Error> {
        slot.set::<[u8]>(self.as_bytes())
    }

    #[inline]
    fn to_view<'a>(value: Option<&'a [u8]>, _: &'a ValueLayout) -> Self {
        of_bytes(value)
    }

    through_rows!(Natural);
}

#[diagnostic::do_not_recommend]
impl RequiredField for Uuid {}

#[diagnostic::do_not_recommend]
impl FromField<'_> for Uuid {
    #[inline]
    fn from_value(value: Option<&[u8]>) -> Result<Self, Error> {
        Ok(of_bytes(value))
    }
}

fn of_bytes(value: Option<&[u8]>) -> Uuid {
    match Uuid::from_slice(not_null(value)) {
        Ok(uuid) => uuid,
        Err(_) => unreachable!("the layout was checked: the field has 16 bytes"),
    }
}
