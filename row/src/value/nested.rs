//! Lists, maps, structs and unions as values.

use super::Value;
use super::sealed::{KindChecked, Sealed};
use crate::lazy::LazySlot;
use crate::trusted::{ListRef, MapRef, RowRef, UnionRef, ValidSlot};
use crate::writer::SlotWriter;
use crate::{Error, Kind, ValueRef};

macro_rules! nested {
    ($($value:ident, $kind:ident, $read:ident;)*) => {$(
        impl Sealed for $value<'static> {
            #[inline]
            fn read(slot: ValidSlot<'_>) -> $value<'_> {
                slot.$read()
            }

            fn read_checked(slot: LazySlot<'_>) -> Result<$value<'_>, Error> {
                slot.$read()
            }

            fn write(slot: SlotWriter<'_>, value: $value<'_>, _: KindChecked) -> Result<(), Error> {
                slot.set_value(ValueRef::$kind(value))
            }
        }

        impl Value for $value<'static> {
            const KIND: Kind = Kind::$kind;
            type Ref<'a> = $value<'a>;
        }
    )*};
}

nested! {
    ListRef, List, list;
    MapRef, Map, map;
    RowRef, Struct, row;
    UnionRef, Union, union;
}
