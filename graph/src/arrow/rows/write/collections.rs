//! Lists, sets and maps.

use ferrow_row::{ListRef, MapRef, ValueRef};

use super::super::target::Target;
use super::{announce, body, flag, is_null};
use crate::context::WriteContext;
use crate::error::Result;
use crate::graph::References;
use crate::plan::{Element, Tracking};
use crate::wire::{ElementsHeader, EntriesHeader, RefFlag};

/// Most entries of a chunk.
const CHUNK: usize = 255;

/// Writes elements.
pub(super) fn elements(
    cx: &mut WriteContext<'_>,
    list: ListRef<'_>,
    element: &Element,
    target: &Target,
) -> Result<()> {
    cx.count(list.len())?;
    if list.is_empty() {
        return Ok(());
    }
    cx.enter()?;
    let nulls = match target.is_null() {
        true => 0,
        false => list.null_count(),
    };
    let tracks = element.tracking == Tracking::Always;
    // Of nulls alone there is no type to tell.
    let announces = !element.declared && nulls < list.len();
    let mut header = ElementsHeader::default();
    for (is_set, flag) in [
        (tracks, ElementsHeader::TRACKED),
        (nulls > 0, ElementsHeader::NULLS),
        (element.declared, ElementsHeader::DECLARED),
        (element.declared || announces, ElementsHeader::SAME_TYPE),
    ] {
        if is_set {
            header = header.with(flag);
        }
    }
    cx.writer().u8(header.byte());
    if announces {
        announce(cx, &element.slot);
    }
    for (index, value) in list.values().enumerate() {
        if is_null(value, target) {
            RefFlag::Null.write(cx.writer());
            continue;
        }
        if tracks || nulls > 0 {
            flag(cx, tracks);
        }
        let written = body(cx, value, &element.slot, target);
        written.map_err(|error| error.in_element(index))?;
    }
    cx.leave();
    Ok(())
}

/// Writes entries in chunks of those that are framed alike.
pub(super) fn entries(
    cx: &mut WriteContext<'_>,
    map: MapRef<'_>,
    (key, value): &(Element, Element),
    (key_target, value_target): &(Target, Target),
) -> Result<()> {
    cx.count(map.len())?;
    if map.is_empty() {
        return Ok(());
    }
    cx.enter()?;
    let side = |element: &Element| (element.tracking == Tracking::Always, element.declared);
    let ((track_keys, keys_declared), (track_values, values_declared)) = (side(key), side(value));
    let mut header = EntriesHeader::default();
    for (is_set, flag) in [
        (track_keys, EntriesHeader::KEY_TRACKED),
        (keys_declared, EntriesHeader::KEY_DECLARED),
        (track_values, EntriesHeader::VALUE_TRACKED),
        (values_declared, EntriesHeader::VALUE_DECLARED),
    ] {
        if is_set {
            header = header.with(flag);
        }
    }
    let is_there = |index: usize| value_target.is_null() || !map.values().is_null(index);
    let mut index = 0;
    while index < map.len() {
        if !is_there(index) {
            let key_value = map.keys().value(index);
            null_value(cx, key_value, key, key_target).map_err(|error| error.in_element(index))?;
            index += 1;
            continue;
        }
        let end = map.len().min(index + CHUNK);
        let chunk = (index..end).take_while(|index| is_there(*index)).count();
        cx.writer().u8(header.byte());
        cx.writer().u8(u8::try_from(chunk).unwrap_or(u8::MAX));
        for element in [key, value] {
            if !element.declared {
                announce(cx, &element.slot);
            }
        }
        for index in index..index + chunk {
            let sides = [
                (map.keys().value(index), key, key_target, track_keys),
                (map.values().value(index), value, value_target, track_values),
            ];
            for (found, element, target, tracks) in sides {
                if tracks {
                    flag(cx, true);
                }
                let written = body(cx, found, &element.slot, target);
                written.map_err(|error| error.in_element(index))?;
            }
        }
        index += chunk;
    }
    cx.leave();
    Ok(())
}

/// An entry with a null is a chunk by itself, without a count.
fn null_value(
    cx: &mut WriteContext<'_>,
    key: ValueRef<'_>,
    element: &Element,
    target: &Target,
) -> Result<()> {
    let header = EntriesHeader::VALUE_NULL;
    if element.declared {
        let tracks = element.tracking == Tracking::Always;
        let header = header.with(EntriesHeader::KEY_DECLARED);
        let header = if tracks { header.with(EntriesHeader::KEY_TRACKED) } else { header };
        cx.writer().u8(header.byte());
        if tracks {
            flag(cx, true);
        }
    } else {
        // What the declaration does not tell stands behind a flag, shared or not.
        cx.writer().u8(header.with(EntriesHeader::KEY_TRACKED).byte());
        flag(cx, cx.graph().references == References::Tracked);
        announce(cx, &element.slot);
    }
    body(cx, key, &element.slot, target)
}
