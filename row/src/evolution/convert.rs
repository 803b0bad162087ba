//! The steps of a plan: each knows the types at both of its ends.

use std::marker::PhantomData;
use std::sync::Arc;

use crate::trusted::ValidSlot;
use crate::value::sealed::Sealed;
use crate::{
    Error, ListRef, MapRef, MapWriter, RowBatch, RowRef, RowWriter, SlotWriter, UnionRef, Value,
    ValueRef,
};

/// Writes a value that is not null to its place.
pub(super) trait Converter: Send + Sync {
    fn convert(&self, from: ValidSlot<'_>, to: SlotWriter<'_>) -> Result<(), Error>;
}

/// A value that stays as it is.
pub(super) struct Same<T: ?Sized>(PhantomData<fn() -> Box<T>>);

impl<T: ?Sized> Same<T> {
    pub(super) fn new() -> Self {
        Self(PhantomData)
    }
}

impl<T: Value + ?Sized> Converter for Same<T> {
    fn convert(&self, from: ValidSlot<'_>, to: SlotWriter<'_>) -> Result<(), Error> {
        to.set::<T>(T::read(from))
    }
}

/// A value of the null type, whatever its null bit says.
pub(super) struct AlwaysNull;

impl Converter for AlwaysNull {
    fn convert(&self, _: ValidSlot<'_>, to: SlotWriter<'_>) -> Result<(), Error> {
        to.set_null()
    }
}

/// Text that is wanted as bytes.
pub(super) struct TextAsBytes;

impl Converter for TextAsBytes {
    fn convert(&self, from: ValidSlot<'_>, to: SlotWriter<'_>) -> Result<(), Error> {
        to.set::<[u8]>(str::read(from).as_bytes())
    }
}

/// Where a wanted field comes from.
pub(super) enum Source {
    /// Field `index` of the written row.
    Field { index: usize, converter: Box<dyn Converter> },
    /// Nowhere: it is null.
    Null,
    /// The row of defaults, a batch of one, through the nested rows at these ordinals.
    Default { row: Arc<RowBatch>, path: Vec<usize> },
}

/// A row, field by field in the wanted order.
pub(super) struct RowConverter {
    pub(super) fields: Vec<Source>,
}

impl RowConverter {
    pub(super) fn convert(&self, from: RowRef<'_>, to: &mut RowWriter<'_>) -> Result<(), Error> {
        for &field in to.layout().storage_order() {
            match &self.fields[field] {
                Source::Field { index, converter } => match from.slot(*index) {
                    Some(slot) => converter.convert(slot, to.slot(field))?,
                    None => to.set_null(field)?,
                },
                Source::Null => to.set_null(field)?,
                Source::Default { row, path } => to.set_value(field, default(row, path))?,
            }
        }
        Ok(())
    }
}

pub(super) fn default<'a>(row: &'a RowBatch, path: &[usize]) -> ValueRef<'a> {
    let row = row.row(0).map_or(ValueRef::Null, ValueRef::Struct);
    path.iter().fold(row, |value, &index| match value {
        ValueRef::Struct(row) => row.value(index),
        _ => ValueRef::Null,
    })
}

impl Converter for RowConverter {
    fn convert(&self, from: ValidSlot<'_>, to: SlotWriter<'_>) -> Result<(), Error> {
        let mut row = to.row()?;
        self.convert(<RowRef<'static>>::read(from), &mut row)?;
        row.finish()
    }
}

/// A list, element by element.
pub(super) struct ListConverter {
    pub(super) element: Box<dyn Converter>,
}

impl Converter for ListConverter {
    fn convert(&self, from: ValidSlot<'_>, to: SlotWriter<'_>) -> Result<(), Error> {
        let list = <ListRef<'static>>::read(from);
        elements(&*self.element, list, to.list(list.len())?)
    }
}

fn elements(
    converter: &dyn Converter,
    from: ListRef<'_>,
    mut to: crate::ListWriter<'_>,
) -> Result<(), Error> {
    for index in 0..from.len() {
        match from.slot(index) {
            Some(slot) => converter.convert(slot, to.slot()?)?,
            None => to.push_null()?,
        }
    }
    to.finish()
}

/// A map, keys and values.
pub(super) struct MapConverter {
    pub(super) key: Box<dyn Converter>,
    pub(super) value: Box<dyn Converter>,
}

impl Converter for MapConverter {
    fn convert(&self, from: ValidSlot<'_>, to: SlotWriter<'_>) -> Result<(), Error> {
        let map = <MapRef<'static>>::read(from);
        let mut writer: MapWriter<'_> = to.map()?;
        elements(&*self.key, map.keys(), writer.keys(map.len())?)?;
        elements(&*self.value, map.values(), writer.values(map.len())?)?;
        writer.finish()
    }
}

/// A union, by the child that is active.
pub(super) struct UnionConverter {
    /// Of each written child: the type id that it is wanted with, and how.
    pub(super) children: Vec<(i8, Box<dyn Converter>)>,
}

impl Converter for UnionConverter {
    fn convert(&self, from: ValidSlot<'_>, to: SlotWriter<'_>) -> Result<(), Error> {
        let union = <UnionRef<'static>>::read(from);
        let (type_id, converter) = &self.children[union.index()];
        let mut writer = to.union(*type_id)?;
        match union.row().slot(union.index() + 1) {
            Some(slot) => converter.convert(slot, writer.value())?,
            None => writer.value().set_null()?,
        }
        writer.finish()
    }
}
