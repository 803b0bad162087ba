//! Maps.

use std::collections::{BTreeMap, HashMap};
use std::hash::{BuildHasher, Hash};

use super::collections::counted;
use super::framing::is_announced;
use super::{Announced, FromObject, Object, Registry, Told, TypeNames, Types, read_typed};
use crate::context::{Found, ReadContext, WriteContext};
use crate::error::{Problem, Result};
use crate::schema::FieldType;
use crate::wire::{EntriesHeader, Pen, RefFlag, TypeId};

/// Most entries of a chunk.
const CHUNK: usize = 255;

fn write_entries<'p, 'g, 'v, K: Object + 'v, V: Object + 'v>(
    count: usize,
    entries: impl Iterator<Item = (&'v K, &'v V)>,
    mut pen: Pen<'p, 'g>,
    types: Types,
) -> Pen<'p, 'g> {
    let Some(counted) = counted(&mut pen, count) else { return pen };
    pen.room(9).var_u32(counted);
    if count == 0 {
        return pen;
    }
    let holds = K::HOLDS || V::HOLDS;
    if holds && !pen.enters() {
        return pen;
    }
    let keys = Side::of::<K>(pen.cx(), types, KEY);
    let values = Side::of::<V>(pen.cx(), types, VALUE);
    let header = keys.header.with(values.header);
    let bounded = K::ROOM > 0 && V::ROOM > 0 && !K::NULLABLE && !V::NULLABLE;
    if bounded && keys.declared && values.declared && pen.is_utf8() {
        let mut pen = write_bounded(count, entries, pen, header);
        if holds {
            pen.leave();
        }
        return pen;
    }
    let (mut in_chunk, mut count_at) = (0, 0);
    for (index, (key, value)) in entries.enumerate() {
        let (no_key, no_value) = (K::NULLABLE && key.is_null(), V::NULLABLE && value.is_null());
        pen = if no_key || no_value {
            end_chunk(&mut pen, count_at, in_chunk);
            in_chunk = 0;
            match (no_key, no_value) {
                (true, true) => {
                    pen.room(1).fixed([KEY.null.with(VALUE.null).byte()]);
                    pen
                }
                (true, false) => {
                    pen.pause(|cx| values.write_alone(value, cx, types, KEY.null, VALUE))
                }
                _ => pen.pause(|cx| keys.write_alone(key, cx, types, VALUE.null, KEY)),
            }
        } else {
            // What may be of any type announces each of its values in a chunk of its own.
            if in_chunk == 0 || in_chunk == CHUNK || keys.various || values.various {
                end_chunk(&mut pen, count_at, in_chunk);
                count_at = pen.len() + 1;
                pen.room(2).fixed([header.byte(), 0]);
                in_chunk = 0;
                if !keys.declared || !values.declared {
                    pen = pen.pause(|cx| {
                        if !keys.declared {
                            key.announce_value(cx)?;
                        }
                        if !values.declared {
                            value.announce_value(cx)?;
                        }
                        Ok(())
                    });
                }
            }
            in_chunk += 1;
            values.write(value, keys.write(key, pen, types), types)
        };
        // What may be of any type is announced by a registered type.
        let fallible = K::FALLIBLE || V::FALLIBLE || !keys.declared || !values.declared;
        if fallible && pen.has_failed() {
            return pen.failed_in_element(index);
        }
    }
    end_chunk(&mut pen, count_at, in_chunk);
    if holds {
        pen.leave();
    }
    pen
}

/// Writes entries of numbers and texts, of which nothing but the bodies stands in a chunk.
#[inline]
fn write_bounded<'p, 'g, 'v, K: Object + 'v, V: Object + 'v>(
    count: usize,
    entries: impl Iterator<Item = (&'v K, &'v V)>,
    mut pen: Pen<'p, 'g>,
    header: EntriesHeader,
) -> Pen<'p, 'g> {
    let mut in_chunk = 0_u8;
    for (index, (key, value)) in entries.enumerate() {
        let mut room = pen.room(2 + K::ROOM + V::ROOM);
        if in_chunk == 0 {
            in_chunk = u8::try_from(count.saturating_sub(index)).unwrap_or(u8::MAX).max(1);
            room.fixed([header.byte(), in_chunk]);
        }
        key.put(&mut room);
        value.put(&mut room);
        in_chunk -= 1;
    }
    pen
}

/// Writes how many entries the chunk has, where its count stands; of none, there is no chunk.
#[inline]
fn end_chunk(pen: &mut Pen<'_, '_>, count_at: usize, count: usize) {
    if count > 0 {
        pen.set(count_at, u8::try_from(count).unwrap_or(u8::MAX));
    }
}

/// The flags of one side of a map.
#[derive(Clone, Copy)]
struct Flags {
    tracked: EntriesHeader,
    null: EntriesHeader,
    declared: EntriesHeader,
}

const KEY: Flags = Flags {
    tracked: EntriesHeader::KEY_TRACKED,
    null: EntriesHeader::KEY_NULL,
    declared: EntriesHeader::KEY_DECLARED,
};

const VALUE: Flags = Flags {
    tracked: EntriesHeader::VALUE_TRACKED,
    null: EntriesHeader::VALUE_NULL,
    declared: EntriesHeader::VALUE_DECLARED,
};

/// The keys of a map, or its values.
struct Side {
    declared: bool,
    tracked: bool,
    various: bool,
    header: EntriesHeader,
}

impl Side {
    #[inline]
    fn of<T: Object>(cx: &WriteContext<'_>, types: Types, flags: Flags) -> Self {
        let announced = match T::TYPE {
            TypeId::Ext => false,
            type_id => is_announced(type_id, cx.graph().is_compatible()),
        };
        let declared = types == Types::Declared && !announced;
        let tracked = T::TRACKED && cx.tracks();
        let mut header = EntriesHeader::default();
        if declared {
            header = header.with(flags.declared);
        }
        if tracked {
            header = header.with(flags.tracked);
        }
        Self { declared, tracked, various: T::TYPE == TypeId::Unknown, header }
    }

    #[inline]
    fn write<'p, 'g, T: Object>(&self, value: &T, pen: Pen<'p, 'g>, types: Types) -> Pen<'p, 'g> {
        match T::TRACKED && self.tracked {
            true => value.write_flagged_on(pen, Announced::No, types),
            false => value.write_on(pen, types),
        }
    }

    /// Writes the value of an entry whose other side is null.
    fn write_alone<T: Object>(
        &self,
        value: &T,
        cx: &mut WriteContext<'_>,
        types: Types,
        null: EntriesHeader,
        flags: Flags,
    ) -> Result<()> {
        if self.declared {
            cx.writer().u8(null.with(self.header).byte());
            return match T::TRACKED && self.tracked {
                true => value.write_flagged(cx, Announced::No, types),
                false => value.write(cx, types),
            };
        }
        // What the declaration does not tell stands behind a flag, shared or not.
        cx.writer().u8(null.with(flags.tracked).byte());
        if cx.tracks() && !self.tracked {
            cx.track();
            return value.write_announced(cx, types);
        }
        value.write_flagged(cx, Announced::Yes, types)
    }
}

/// Reads entries, chunk by chunk.
fn read_entries<'a, K: FromObject<'a>, V: FromObject<'a>>(
    cx: &mut ReadContext<'_, 'a>,
    mut add: impl FnMut(K, V),
    count: usize,
) -> Result<()> {
    let holds = K::HOLDS || V::HOLDS;
    if holds {
        cx.enter()?;
    }
    let mut read = 0;
    while read < count {
        let header = EntriesHeader::read(cx.reader())?;
        let (no_key, no_value) = (header.has(KEY.null), header.has(VALUE.null));
        if no_key || no_value {
            let key = read_alone(cx, header, no_key, KEY);
            let key = key.map_err(|error| error.in_element(read))?;
            let value = read_alone(cx, header, no_value, VALUE);
            add(key, value.map_err(|error| error.in_element(read))?);
            read += 1;
            continue;
        }
        let found = cx.reader().u8()?;
        let left = count - read;
        if found == 0 || usize::from(found) > left {
            return Err(cx.error(Problem::ChunkSize { found, left }));
        }
        let keys = told::<K>(cx, header, KEY)?;
        let values = told::<V>(cx, header, VALUE)?;
        for _ in 0..found {
            let start = cx.reader().offset();
            let key = read_one(cx, header.has(KEY.tracked), keys.as_ref());
            let key = key.map_err(|error| error.in_element(read))?;
            let value = read_one(cx, header.has(VALUE.tracked), values.as_ref());
            add(key, value.map_err(|error| error.in_element(read))?);
            cx.element(start)?;
            read += 1;
        }
    }
    if holds {
        cx.leave();
    }
    Ok(())
}

/// The type of a chunk's keys or values, where it is another than the declared one.
fn told<'a, T: FromObject<'a>>(
    cx: &mut ReadContext<'_, 'a>,
    header: EntriesHeader,
    flags: Flags,
) -> Result<Option<Found>> {
    if header.has(flags.declared) {
        return Ok(None);
    }
    let found = cx.type_info()?;
    Ok((!T::is_same(cx, &found)).then_some(found))
}

#[inline]
fn read_one<'a, T: FromObject<'a>>(
    cx: &mut ReadContext<'_, 'a>,
    tracked: bool,
    found: Option<&Found>,
) -> Result<T> {
    let told = found.map_or(Told::Declared, Told::Before);
    match tracked {
        true => {
            let flag = RefFlag::read(cx.reader())?;
            T::read_flagged(cx, flag, told)
        }
        false => T::read_told(cx, told),
    }
}

fn read_alone<'a, T: FromObject<'a>>(
    cx: &mut ReadContext<'_, 'a>,
    header: EntriesHeader,
    null: bool,
    flags: Flags,
) -> Result<T> {
    if null {
        return T::read_flagged(cx, RefFlag::Null, Told::Declared);
    }
    match (header.has(flags.tracked), header.has(flags.declared)) {
        (true, declared) => {
            let flag = RefFlag::read(cx.reader())?;
            T::read_flagged(cx, flag, if declared { Told::Declared } else { Told::Here })
        }
        (false, true) => T::read(cx),
        (false, false) => read_typed(cx),
    }
}

macro_rules! maps {
    ($($type:ty, [$($bound:tt)*], [$($more:tt)*], [$($made:tt)*], |$room:ident| $make:expr;)*) => {
        $(
            impl<K: Object, V: Object, $($more)*> Object for $type {
                const TYPE: TypeId = TypeId::Map;
                const HOLDS: bool = K::HOLDS || V::HOLDS;

                fn field_type(names: &TypeNames<'_>) -> FieldType {
                    FieldType::map(K::field_type(names), V::field_type(names))
                }

                fn register(registry: &mut Registry) {
                    K::register(registry);
                    V::register(registry);
                }

                const PLAIN: bool = true;

                fn write(&self, cx: &mut WriteContext<'_>, types: Types) -> Result<()> {
                    super::write_through(self, cx, types)
                }

                fn write_on<'p, 'g>(&self, pen: Pen<'p, 'g>, types: Types) -> Pen<'p, 'g> {
                    write_entries(self.len(), self.iter(), pen, types)
                }
            }

            impl<'a, K, V, $($made)*> FromObject<'a> for $type
            where
                K: FromObject<'a> + $($bound)*,
                V: FromObject<'a>,
            {
                fn read(cx: &mut ReadContext<'_, 'a>) -> Result<Self> {
                    let (count, $room) = cx.count()?;
                    let mut map = $make;
                    read_entries(cx, |key, value| drop(map.insert(key, value)), count)?;
                    Ok(map)
                }

                fn missing() -> Option<Self> {
                    let $room = 0;
                    Some($make)
                }
            }
        )*
    };
}

maps! {
    BTreeMap<K, V>, [Ord], [], [], |_room| Self::new();
    HashMap<K, V, S>, [Eq + Hash], [S: BuildHasher], [S: BuildHasher + Default], |room| {
        Self::with_capacity_and_hasher(room.min(4096), S::default())
    };
}
