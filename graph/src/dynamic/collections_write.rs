//! Writes lists, sets and maps.

use super::write::{announce, body, check_kind, declared, key, nullable, tracked, typed};
use crate::context::{Key, WriteContext};
use crate::error::Result;
use crate::graph::References;
use crate::plan::{Element, Slot, Tracking, shares};
use crate::value::Value;
use crate::wire::{ElementsHeader, EntriesHeader};

/// Most entries of a chunk.
const CHUNK: u8 = 255;

/// Writes elements; what is declared of them, if anything, need not be said.
pub(super) fn elements(
    cx: &mut WriteContext<'_>,
    values: &[Value],
    element: Option<&Element>,
) -> Result<()> {
    cx.count(values.len())?;
    if values.is_empty() {
        return Ok(());
    }
    cx.enter()?;
    let slot = element.map_or(&Slot::Any, |element| &element.slot);
    let is_declared = element.is_some_and(|element| element.declared);
    let same = match is_declared {
        true => None,
        false => common_key(cx, values)?,
    };
    let tracks = match element.map(|element| element.tracking) {
        Some(Tracking::Always) => true,
        Some(Tracking::Never) => false,
        Some(Tracking::ByValue) | None => {
            cx.graph().references == References::Tracked
                && same.as_ref().is_none_or(|key| shares(key.kind()))
        }
    };
    let nulls = values.iter().any(Value::is_null);
    let mut header = ElementsHeader::default();
    for (is_set, flag) in [
        (tracks, ElementsHeader::TRACKED),
        (nulls, ElementsHeader::NULLS),
        (is_declared, ElementsHeader::DECLARED),
        (is_declared || same.is_some(), ElementsHeader::SAME_TYPE),
    ] {
        if is_set {
            header = header.with(flag);
        }
    }
    cx.writer().u8(header.byte());
    if let Some(key) = &same {
        announce(cx, key);
    }
    for (index, value) in values.iter().enumerate() {
        let write = |cx: &mut WriteContext<'_>, value: &Value| match &same {
            Some(key) => {
                check_kind(value, key, slot)?;
                body(cx, value, key, slot)
            }
            None if is_declared => declared(cx, value, slot),
            None => typed(cx, value, slot),
        };
        let written = match (tracks, nulls) {
            // Among values of several types, those that nothing can refer to have no id.
            (true, _) if same.is_none() && !is_declared && !is_object(value) => {
                nullable(cx, value, write)
            }
            (true, _) => tracked(cx, value, write),
            (false, true) => nullable(cx, value, write),
            (false, false) => write(cx, value),
        };
        written.map_err(|error| error.in_element(index))?;
    }
    cx.leave();
    Ok(())
}

fn is_object(value: &Value) -> bool {
    match value {
        // Decimals only here: beside values of other types.
        Value::Ref(_) | Value::Shared(_) | Value::Decimal(_) => true,
        value => value.type_id().is_some_and(shares),
    }
}

/// The type of all values that are not null, if it is one.
fn common_key(cx: &mut WriteContext<'_>, values: &[Value]) -> Result<Option<Key>> {
    let mut common = None;
    for (index, value) in values.iter().enumerate() {
        let found = match value {
            Value::Null => continue,
            // What is referred to was written before, or stands in this list before it.
            Value::Ref(label) if cx.labelled(*label).is_none() => {
                match values[..index].iter().find_map(|value| labelled(value, *label)) {
                    Some(value) => key(cx, value)?,
                    None => continue,
                }
            }
            value => key(cx, value).map_err(|error| error.in_element(index))?,
        };
        match &common {
            None => common = Some(found),
            Some(common) if common.is(&found) => {}
            Some(_) => return Ok(None),
        }
    }
    Ok(common)
}

/// The value with this label, in `value`.
fn labelled(value: &Value, label: u32) -> Option<&Value> {
    match value {
        Value::Shared(shared) if shared.0 == label => Some(&shared.1),
        Value::Shared(shared) => labelled(&shared.1, label),
        Value::List(values) | Value::Set(values) => {
            values.iter().find_map(|value| labelled(value, label))
        }
        Value::Map(pairs) => pairs
            .iter()
            .find_map(|(key, value)| labelled(key, label).or_else(|| labelled(value, label))),
        Value::Struct(found) => found.fields().iter().find_map(|value| labelled(value, label)),
        Value::Union(found) => labelled(&found.value, label),
        _ => None,
    }
}

/// Writes entries in chunks of those that are framed alike.
pub(super) fn entries(
    cx: &mut WriteContext<'_>,
    pairs: &[(Value, Value)],
    entry: Option<&(Element, Element)>,
) -> Result<()> {
    cx.count(pairs.len())?;
    if pairs.is_empty() {
        return Ok(());
    }
    cx.enter()?;
    let (key_side, value_side) = match entry {
        Some((key, value)) => (Side::of(key), Side::of(value)),
        None => (Side::UNDECLARED, Side::UNDECLARED),
    };
    let mut rest = pairs.iter().enumerate().peekable();
    while let Some((index, pair)) = rest.next() {
        let at = |error: crate::Error| error.in_element(index);
        if pair.0.is_null() || pair.1.is_null() {
            null_entry(cx, pair, &key_side, &value_side).map_err(at)?;
            continue;
        }
        let (keys, values) = (key_side.key(cx, &pair.0)?, value_side.key(cx, &pair.1)?);
        let mut header = EntriesHeader::default();
        let (track_keys, track_values) =
            (key_side.tracks(cx, keys.as_ref()), value_side.tracks(cx, values.as_ref()));
        for (is_set, flag) in [
            (track_keys, EntriesHeader::KEY_TRACKED),
            (key_side.declared, EntriesHeader::KEY_DECLARED),
            (track_values, EntriesHeader::VALUE_TRACKED),
            (value_side.declared, EntriesHeader::VALUE_DECLARED),
        ] {
            if is_set {
                header = header.with(flag);
            }
        }
        cx.writer().u8(header.byte());
        let count_at = cx.writer().len();
        cx.writer().u8(1);
        for key in [&keys, &values].into_iter().flatten() {
            announce(cx, key);
        }
        let write = |cx: &mut WriteContext<'_>, pair: &(Value, Value)| {
            key_side.write(cx, &pair.0, keys.as_ref(), track_keys)?;
            value_side.write(cx, &pair.1, values.as_ref(), track_values)
        };
        write(cx, pair).map_err(at)?;
        let mut count = 1;
        while count < CHUNK
            && let Some((index, pair)) = rest.peek().copied()
            && key_side.fits(cx, &pair.0, keys.as_ref())?
            && value_side.fits(cx, &pair.1, values.as_ref())?
        {
            write(cx, pair).map_err(|error| error.in_element(index))?;
            count += 1;
            rest.next();
        }
        cx.writer().set(count_at, count);
    }
    cx.leave();
    Ok(())
}

/// An entry with a null is a chunk by itself, without a count.
fn null_entry(
    cx: &mut WriteContext<'_>,
    (key, value): &(Value, Value),
    key_side: &Side<'_>,
    value_side: &Side<'_>,
) -> Result<()> {
    let (present, side, null, own_declared, own_tracked) = match (key, value) {
        (Value::Null, Value::Null) => {
            let header = EntriesHeader::KEY_NULL.with(EntriesHeader::VALUE_NULL);
            cx.writer().u8(header.byte());
            return Ok(());
        }
        (key, Value::Null) => (
            key,
            key_side,
            EntriesHeader::VALUE_NULL,
            EntriesHeader::KEY_DECLARED,
            EntriesHeader::KEY_TRACKED,
        ),
        (_, value) => (
            value,
            value_side,
            EntriesHeader::KEY_NULL,
            EntriesHeader::VALUE_DECLARED,
            EntriesHeader::VALUE_TRACKED,
        ),
    };
    if side.declared {
        let tracks = side.tracking == Tracking::Always;
        let header = null.with(own_declared);
        cx.writer().u8(if tracks { header.with(own_tracked) } else { header }.byte());
        return side.write(cx, present, None, tracks);
    }
    // What the declaration does not tell stands behind a flag, shared or not.
    cx.writer().u8(null.with(own_tracked).byte());
    let write = |cx: &mut WriteContext<'_>, value: &Value| typed(cx, value, side.slot);
    match cx.graph().references {
        References::Tracked => tracked(cx, present, write),
        References::Values => nullable(cx, present, write),
    }
}

/// The keys of a map, or its values.
struct Side<'a> {
    slot: &'a Slot,
    declared: bool,
    tracking: Tracking,
}

impl<'a> Side<'a> {
    const UNDECLARED: Side<'static> =
        Side { slot: &Slot::Any, declared: false, tracking: Tracking::ByValue };

    fn of(element: &'a Element) -> Self {
        Self { slot: &element.slot, declared: element.declared, tracking: element.tracking }
    }

    /// What the value is announced as, where that is not declared.
    fn key(&self, cx: &mut WriteContext<'_>, value: &Value) -> Result<Option<Key>> {
        match self.declared {
            true => Ok(None),
            false => key(cx, value).map(Some),
        }
    }

    fn tracks(&self, cx: &WriteContext<'_>, key: Option<&Key>) -> bool {
        match self.tracking {
            Tracking::Always => true,
            Tracking::Never => false,
            Tracking::ByValue => {
                cx.graph().references == References::Tracked
                    && key.is_none_or(|key| shares(key.kind()))
            }
        }
    }

    /// Whether the value can stand in a chunk of values that are announced as `key`.
    fn fits(
        &self,
        cx: &mut WriteContext<'_>,
        value: &Value,
        announced: Option<&Key>,
    ) -> Result<bool> {
        match (announced, value) {
            (_, Value::Null) => Ok(false),
            (None, _) => Ok(true),
            (Some(announced), value) => Ok(key(cx, value)?.is(announced)),
        }
    }

    fn write(
        &self,
        cx: &mut WriteContext<'_>,
        value: &Value,
        key: Option<&Key>,
        tracks: bool,
    ) -> Result<()> {
        let write = |cx: &mut WriteContext<'_>, value: &Value| match key {
            Some(key) => {
                check_kind(value, key, self.slot)?;
                body(cx, value, key, self.slot)
            }
            None => declared(cx, value, self.slot),
        };
        match tracks {
            true => tracked(cx, value, write),
            false => write(cx, value),
        }
    }
}
