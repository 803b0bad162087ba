//! Reads lists, sets and maps.

use super::read::{body, check_kind, declared, flagged, typed};
use crate::context::{Found, ReadContext};
use crate::error::{Problem, Result};
use crate::plan::{Element, Slot};
use crate::value::Value;
use crate::wire::{ElementsHeader, EntriesHeader};

/// Reads elements; the header says how, whatever is declared.
pub(super) fn elements(
    cx: &mut ReadContext<'_, '_>,
    element: Option<&Element>,
) -> Result<Vec<Value>> {
    let (count, room) = cx.count()?;
    if count == 0 {
        return Ok(Vec::new());
    }
    cx.enter()?;
    let slot = element.map_or(&Slot::Any, |element| &element.slot);
    let header = ElementsHeader::read(cx.reader())?;
    let is_declared = header.has(ElementsHeader::DECLARED);
    let found = match header.has(ElementsHeader::SAME_TYPE) && !is_declared {
        true => Some(announced(cx, slot)?),
        false => None,
    };
    if is_declared && *slot == Slot::Any {
        return Err(cx.error(Problem::DeclaredNothing));
    }
    let flags = header.has(ElementsHeader::TRACKED) || header.has(ElementsHeader::NULLS);
    let mut values = Vec::with_capacity(room.min(4096));
    for index in 0..count {
        let start = cx.reader().offset();
        let read = |cx: &mut ReadContext<'_, '_>| match &found {
            Some(found) => body(cx, found, slot),
            None if is_declared => declared(cx, slot),
            None => typed(cx, slot),
        };
        let value = match flags {
            true => flagged(cx, read),
            false => read(cx),
        };
        values.push(value.map_err(|error| error.in_element(index))?);
        cx.element(start)?;
    }
    cx.leave();
    Ok(values)
}

/// What values of a place are that says so once for all of them.
fn announced(cx: &mut ReadContext<'_, '_>, slot: &Slot) -> Result<Found> {
    let start = cx.reader().offset();
    let found = cx.type_info()?;
    check_kind(&found, slot).map_err(|error| error.at(start))?;
    Ok(found)
}

/// Reads entries, chunk by chunk.
pub(super) fn entries(
    cx: &mut ReadContext<'_, '_>,
    entry: Option<&(Element, Element)>,
) -> Result<Vec<(Value, Value)>> {
    let (count, room) = cx.count()?;
    if count == 0 {
        return Ok(Vec::new());
    }
    cx.enter()?;
    let (key_slot, value_slot) = match entry {
        Some((key, value)) => (&key.slot, &value.slot),
        None => (&Slot::Any, &Slot::Any),
    };
    let mut pairs = Vec::with_capacity(room.min(4096));
    while pairs.len() < count {
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
        if key_side.null || value_side.null {
            let index = pairs.len();
            let key = key_side.alone(cx).map_err(|error| error.in_element(index))?;
            let value = value_side.alone(cx).map_err(|error| error.in_element(index))?;
            pairs.push((key, value));
            continue;
        }
        let found = cx.reader().u8()?;
        let left = count - pairs.len();
        if found == 0 || usize::from(found) > left {
            return Err(cx.error(Problem::ChunkSize { found, left }));
        }
        let (keys, values) = (key_side.found(cx)?, value_side.found(cx)?);
        for _ in 0..found {
            let (index, start) = (pairs.len(), cx.reader().offset());
            let key = key_side.read(cx, keys.as_ref());
            let key = key.map_err(|error| error.in_element(index))?;
            let value = value_side.read(cx, values.as_ref());
            let value = value.map_err(|error| error.in_element(index))?;
            pairs.push((key, value));
            cx.element(start)?;
        }
    }
    cx.leave();
    Ok(pairs)
}

/// The keys of a chunk, or its values.
struct Side<'a> {
    slot: &'a Slot,
    null: bool,
    declared: bool,
    tracked: bool,
}

impl Side<'_> {
    fn check(&self, cx: &ReadContext<'_, '_>) -> Result<()> {
        match self.declared && *self.slot == Slot::Any {
            true => Err(cx.error(Problem::DeclaredNothing)),
            false => Ok(()),
        }
    }

    /// What the values of a chunk are, where that is not declared.
    fn found(&self, cx: &mut ReadContext<'_, '_>) -> Result<Option<Found>> {
        self.check(cx)?;
        match self.declared {
            true => Ok(None),
            false => announced(cx, self.slot).map(Some),
        }
    }

    fn read(&self, cx: &mut ReadContext<'_, '_>, found: Option<&Found>) -> Result<Value> {
        let read = |cx: &mut ReadContext<'_, '_>| match found {
            Some(found) => body(cx, found, self.slot),
            None => declared(cx, self.slot),
        };
        match self.tracked {
            true => flagged(cx, read),
            false => read(cx),
        }
    }

    /// The value of an entry whose other side is null.
    fn alone(&self, cx: &mut ReadContext<'_, '_>) -> Result<Value> {
        if self.null {
            return Ok(Value::Null);
        }
        self.check(cx)?;
        let read = |cx: &mut ReadContext<'_, '_>| match self.declared {
            true => declared(cx, self.slot),
            false => typed(cx, self.slot),
        };
        match self.tracked {
            true => flagged(cx, read),
            false => read(cx),
        }
    }
}
