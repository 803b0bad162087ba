//! Reads values of messages into places of rows.

mod collections;
mod scalar;
mod structs;
mod values;

use ferrow_row::{DetachedValues, SlotWriter};

use super::super::of_rows;
use super::target::{StructRows, Target};
use crate::context::{Found, Mark, ReadContext};
use crate::error::{Error, Problem, Result};
use crate::object::Told;
use crate::plan::Slot;
use crate::wire::{RefFlag, TypeId};

/// Reads one message into a row. What is shared is read again wherever it is referred to.
#[derive(Default)]
pub(super) struct RowReader<'a> {
    /// The objects so far, by their ids; none of those that were dropped.
    objects: Vec<Option<Object<'a>>>,
    /// Bytes that were read again.
    again: usize,
    /// Memory of the values of maps.
    scratch: Vec<DetachedValues>,
}

/// An object that is tracked, as it has to be read again.
struct Object<'a> {
    mark: Mark<'a>,
    slot: Slot,
    told: OwnTold,
    is_whole: bool,
}

/// How the type of an object was told.
#[derive(Clone)]
enum OwnTold {
    Here,
    Declared,
    Before(Found),
}

impl OwnTold {
    fn of(told: Told<'_>) -> Self {
        match told {
            Told::Here => Self::Here,
            Told::Declared => Self::Declared,
            Told::Before(found) => Self::Before(found.clone()),
        }
    }

    fn told(&self) -> Told<'_> {
        match self {
            Self::Here => Told::Here,
            Self::Declared => Told::Declared,
            Self::Before(found) => Told::Before(found),
        }
    }
}

/// What rows say of a value that was read just now.
#[inline]
fn put(cx: &ReadContext<'_, '_>, written: Result<(), ferrow_row::Error>) -> Result<()> {
    written.map_err(|error| not_put(cx, &error))
}

#[cold]
fn not_put(cx: &ReadContext<'_, '_>, error: &ferrow_row::Error) -> Error {
    of_rows(error).at(cx.offset())
}

/// A value that is no such column.
#[cold]
fn wrong(cx: &ReadContext<'_, '_>, found: &str, target: &Target) -> Error {
    let (found, wanted) = (found.to_owned(), target.name().to_owned());
    cx.error(Problem::NotThisType { wanted, found })
}

impl<'a> RowReader<'a> {
    /// The value of a message: `false` where it is null.
    pub(super) fn root(
        &mut self,
        cx: &mut ReadContext<'_, 'a>,
        rows: &StructRows,
        row: &mut ferrow_row::RowWriter<'_>,
    ) -> Result<bool> {
        let flag = RefFlag::read(cx.reader())?;
        match flag {
            RefFlag::Null => return Ok(false),
            RefFlag::Ref => return Err(cx.error(Problem::RefHere)),
            RefFlag::Value => {}
            // Nothing refers to what it is in.
            RefFlag::Tracked => {
                cx.track()?;
                self.objects.push(None);
            }
        }
        let found = cx.type_info()?;
        self.found_struct(cx, &found, rows, row)?;
        Ok(true)
    }

    /// Reads a value behind a flag, where there is one.
    fn framed(
        &mut self,
        cx: &mut ReadContext<'_, 'a>,
        slot: &Slot,
        flag: bool,
        told: Told<'_>,
        target: &Target,
        to: SlotWriter<'_>,
    ) -> Result<()> {
        if !flag {
            return self.told(cx, slot, told, target, to);
        }
        match RefFlag::read(cx.reader())? {
            RefFlag::Null => put(cx, to.set_null()),
            RefFlag::Value => self.told(cx, slot, told, target, to),
            RefFlag::Tracked => {
                let id = cx.track()?;
                // Objects of what was read and dropped have no place here.
                if self.objects.len() <= id {
                    self.objects.resize_with(id + 1, || None);
                }
                let (mark, slot_again, told_again) = (cx.mark(), slot.clone(), OwnTold::of(told));
                let object = Object { mark, slot: slot_again, told: told_again, is_whole: false };
                self.objects[id] = Some(object);
                self.told(cx, slot, told, target, to)?;
                if let Some(Some(object)) = self.objects.get_mut(id) {
                    object.is_whole = true;
                }
                Ok(())
            }
            RefFlag::Ref => {
                let id = cx.refer()?;
                self.again(cx, id, target, to)
            }
        }
    }

    /// Reads an object once more.
    fn again(
        &mut self,
        cx: &mut ReadContext<'_, 'a>,
        id: usize,
        target: &Target,
        to: SlotWriter<'_>,
    ) -> Result<()> {
        let object = match self.objects.get(id) {
            Some(Some(object)) if object.is_whole => object,
            _ => {
                let id = u32::try_from(id).unwrap_or(u32::MAX);
                return Err(cx.error(Problem::RefUnfinished { id }));
            }
        };
        let (mark, slot, told) = (object.mark.clone(), object.slot.clone(), object.told.clone());
        // What is inside gets the numbers that it had.
        let behind = cx.rewind(&mark);
        let read = self.told(cx, &slot, told.told(), target, to);
        let work = cx.read_since(&mark).saturating_add(behind.work());
        self.again = self.again.saturating_add(work);
        cx.resume(&mark, behind);
        read?;
        // With what is shared in the place of all references, a message is no longer than others.
        let most = cx.graph().limits.bytes;
        match self.again > most {
            true => {
                let most = most as u64;
                Err(cx.error(Problem::Limit { what: "bytes of shared objects", most }))
            }
            false => Ok(()),
        }
    }

    fn told(
        &mut self,
        cx: &mut ReadContext<'_, 'a>,
        slot: &Slot,
        told: Told<'_>,
        target: &Target,
        to: SlotWriter<'_>,
    ) -> Result<()> {
        match told {
            Told::Here => {
                let found = cx.type_info()?;
                self.found(cx, &found, slot, target, to)
            }
            Told::Declared => self.declared(cx, slot, target, to),
            Told::Before(found) => self.found(cx, found, slot, target, to),
        }
    }

    /// Reads a value in a place that tells its type.
    #[inline]
    fn declared(
        &mut self,
        cx: &mut ReadContext<'_, 'a>,
        slot: &Slot,
        target: &Target,
        to: SlotWriter<'_>,
    ) -> Result<()> {
        match (slot, target) {
            (Slot::Scalar(type_id), _) => self.plain(cx, *type_id, target, to),
            (Slot::List(element) | Slot::Set(element), Target::List(inner)) => {
                self.elements(cx, Some(element), inner, to)
            }
            (Slot::Map(entry), Target::Map(inner)) => self.entries(cx, Some(entry), inner, to),
            (Slot::Any | Slot::Kind(TypeId::Struct | TypeId::Ext), _) => {
                self.told(cx, slot, Told::Here, target, to)
            }
            (Slot::User(index, TypeId::Struct), _) if crate::dynamic::announces(cx, *index) => {
                self.told(cx, slot, Told::Here, target, to)
            }
            (Slot::User(index, _), _) => self.known(cx, *index, target, to),
            (Slot::Kind(TypeId::Enum), Target::Enum(rows)) => self.enumeration(cx, rows, to),
            (Slot::Kind(TypeId::Union), Target::Union(rows)) => self.union(cx, rows, to),
            (slot, _) => Err(wrong(cx, slot.kind().name(), target)),
        }
    }

    /// Reads a value whose type was told.
    fn found(
        &mut self,
        cx: &mut ReadContext<'_, 'a>,
        found: &Found,
        slot: &Slot,
        target: &Target,
        to: SlotWriter<'_>,
    ) -> Result<()> {
        match (found, target) {
            (Found::Scalar(TypeId::None), target) if !target.is_null() => put(cx, to.set_null()),
            (Found::Scalar(found @ (TypeId::List | TypeId::Set)), Target::List(inner)) => {
                let element = match (found, slot) {
                    (TypeId::List, Slot::List(element)) | (TypeId::Set, Slot::Set(element)) => {
                        Some(&**element)
                    }
                    _ => None,
                };
                self.elements(cx, element, inner, to)
            }
            (Found::Scalar(TypeId::Map), Target::Map(inner)) => {
                let entry = match slot {
                    Slot::Map(entry) => Some(&**entry),
                    _ => None,
                };
                self.entries(cx, entry, inner, to)
            }
            (Found::Scalar(TypeId::Union), Target::Union(rows)) => self.union(cx, rows, to),
            (Found::Scalar(type_id), _) => self.plain(cx, *type_id, target, to),
            (found, Target::Struct(rows)) => {
                let mut row = to.row().map_err(|error| not_put(cx, &error))?;
                self.found_struct(cx, found, rows, &mut row)?;
                put(cx, row.finish())
            }
            (Found::Known(index, _), _) => self.known(cx, *index, target, to),
            (Found::Remote(remote), _) => match remote.index {
                Some(index) if remote.fields.is_none() => self.known(cx, index, target, to),
                _ => Err(wrong(cx, &remote.meta.name.to_string(), target)),
            },
            (Found::Missing(what), _) => {
                Err(cx.error(Problem::NotRegistered { what: what.as_ref().to_owned() }))
            }
        }
    }

    /// Reads a value of a registered type, of which nothing stands before it.
    fn known(
        &mut self,
        cx: &mut ReadContext<'_, 'a>,
        index: usize,
        target: &Target,
        to: SlotWriter<'_>,
    ) -> Result<()> {
        match target {
            Target::Struct(rows) if rows.index == index => {
                let mut row = to.row().map_err(|error| not_put(cx, &error))?;
                self.known_struct(cx, rows, &mut row)?;
                put(cx, row.finish())
            }
            Target::Enum(rows) if rows.index == index => self.enumeration(cx, rows, to),
            Target::Union(rows) if rows.index == index => self.union(cx, rows, to),
            target => {
                let found = cx.graph().announced(index).name.to_string();
                Err(wrong(cx, &found, target))
            }
        }
    }
}
