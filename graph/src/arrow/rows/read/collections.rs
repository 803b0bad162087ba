//! Lists, sets and maps.

use ferrow_row::SlotWriter;

use super::super::target::Target;
use super::{RowReader, not_put, put};
use crate::context::{Found, ReadContext};
use crate::error::{Problem, Result};
use crate::object::Told;
use crate::plan::{Element, Slot};
use crate::wire::{ElementsHeader, EntriesHeader};

/// Memory that is set aside for elements before they are read, in bytes.
const AHEAD: usize = 1 << 16;

impl<'a> RowReader<'a> {
    /// Reads elements; the header says how, whatever is declared.
    pub(super) fn elements(
        &mut self,
        cx: &mut ReadContext<'_, 'a>,
        element: Option<&Element>,
        target: &Target,
        to: SlotWriter<'_>,
    ) -> Result<()> {
        let (count, room) = cx.count()?;
        let width = to.layout().list().map_or(1, |list| list.element().width().max(1));
        let ahead = room.min(AHEAD / width);
        let mut list = to.list(ahead).map_err(|error| not_put(cx, &error))?;
        if count == 0 {
            return put(cx, list.finish());
        }
        cx.enter()?;
        let slot = element.map_or(&Slot::Any, |element| &element.slot);
        let header = ElementsHeader::read(cx.reader())?;
        let is_declared = header.has(ElementsHeader::DECLARED);
        let found = match header.has(ElementsHeader::SAME_TYPE) && !is_declared {
            true => Some(cx.type_info()?),
            false => None,
        };
        let told = told(cx, slot, is_declared, found.as_ref())?;
        let flag = header.has(ElementsHeader::TRACKED) || header.has(ElementsHeader::NULLS);
        for index in 0..count {
            let start = cx.reader().offset();
            let to = list.slot().map_err(|error| not_put(cx, &error))?;
            let read = self.framed(cx, slot, flag, told, target, to);
            read.map_err(|error| error.in_element(index))?;
            cx.element(start)?;
        }
        cx.leave();
        put(cx, list.finish())
    }

    /// Reads entries, chunk by chunk: keys to their place, and values to one apart, since the bytes of
    /// a map have all keys first.
    pub(super) fn entries(
        &mut self,
        cx: &mut ReadContext<'_, 'a>,
        entry: Option<&(Element, Element)>,
        (key_target, value_target): &(Target, Target),
        to: SlotWriter<'_>,
    ) -> Result<()> {
        let (count, room) = cx.count()?;
        let mut map = to.map().map_err(|error| not_put(cx, &error))?;
        if count == 0 {
            return put(cx, map.finish());
        }
        cx.enter()?;
        let layout = map.layout();
        let width = layout.keys().element().width().max(1);
        let mut keys = map.keys(room.min(AHEAD / width)).map_err(|error| not_put(cx, &error))?;
        let mut values = self.scratch.pop().unwrap_or_default();
        values.clear();
        let (key_slot, value_slot) = match entry {
            Some((key, value)) => (&key.slot, &value.slot),
            None => (&Slot::Any, &Slot::Any),
        };
        while values.len() < count {
            let header = EntriesHeader::read(cx.reader())?;
            let key_side = Side {
                slot: key_slot,
                null: header.has(EntriesHeader::KEY_NULL),
                declared: header.has(EntriesHeader::KEY_DECLARED),
                tracked: header.has(EntriesHeader::KEY_TRACKED),
            };
            let value_side = Side {
                slot: value_slot,
                null: header.has(EntriesHeader::VALUE_NULL),
                declared: header.has(EntriesHeader::VALUE_DECLARED),
                tracked: header.has(EntriesHeader::VALUE_TRACKED),
            };
            let is_alone = key_side.null || value_side.null;
            let left = count - values.len();
            let chunk = match is_alone {
                true => 1,
                false => match cx.reader().u8()? {
                    found if found == 0 || usize::from(found) > left => {
                        return Err(cx.error(Problem::ChunkSize { found, left }));
                    }
                    found => usize::from(found),
                },
            };
            // Of an entry that is alone, the type stands behind the flag.
            let (key_found, value_found) = match is_alone {
                true => (None, None),
                false => (key_side.found(cx)?, value_side.found(cx)?),
            };
            for _ in 0..chunk {
                let (index, start) = (values.len(), cx.reader().offset());
                let to = keys.slot().map_err(|error| not_put(cx, &error))?;
                let read = self.side(cx, &key_side, key_found.as_ref(), key_target, to);
                read.map_err(|error| error.in_element(index))?;
                let to = values.slot(layout.values().element());
                let read = self.side(cx, &value_side, value_found.as_ref(), value_target, to);
                read.map_err(|error| error.in_element(index))?;
                if !is_alone {
                    cx.element(start)?;
                }
            }
        }
        put(cx, keys.finish())?;
        let mut list = map.values(values.len()).map_err(|error| not_put(cx, &error))?;
        for index in 0..values.len() {
            let to = list.slot().map_err(|error| not_put(cx, &error))?;
            put(cx, values.put(index, to)).map_err(|error| error.in_element(index))?;
        }
        put(cx, list.finish())?;
        self.scratch.push(values);
        cx.leave();
        put(cx, map.finish())
    }

    fn side(
        &mut self,
        cx: &mut ReadContext<'_, 'a>,
        side: &Side<'_>,
        found: Option<&Found>,
        target: &Target,
        to: SlotWriter<'_>,
    ) -> Result<()> {
        if side.null {
            return put(cx, to.set_null());
        }
        let told = told(cx, side.slot, side.declared, found)?;
        self.framed(cx, side.slot, side.tracked, told, target, to)
    }
}

/// How the type of elements is told.
fn told<'f>(
    cx: &ReadContext<'_, '_>,
    slot: &Slot,
    is_declared: bool,
    found: Option<&'f Found>,
) -> Result<Told<'f>> {
    match (found, is_declared) {
        (Some(found), _) => Ok(Told::Before(found)),
        (None, true) if *slot == Slot::Any => Err(cx.error(Problem::DeclaredNothing)),
        (None, true) => Ok(Told::Declared),
        (None, false) => Ok(Told::Here),
    }
}

/// The keys of a chunk, or its values.
struct Side<'a> {
    slot: &'a Slot,
    null: bool,
    declared: bool,
    tracked: bool,
}

impl Side<'_> {
    /// What the values of a chunk are, where that is not declared.
    fn found(&self, cx: &mut ReadContext<'_, '_>) -> Result<Option<Found>> {
        match self.declared {
            true => told(cx, self.slot, true, None).map(|_| None),
            false => cx.type_info().map(Some),
        }
    }
}
