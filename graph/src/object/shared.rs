//! Shared pointers, and weak ones beside them.

use std::cell::OnceCell;
use std::fmt;
use std::rc::{self, Rc};
use std::sync::{self, Arc, OnceLock};

use super::{Announced, FromBoxed, FromObject, Object, Registry, Told, TypeNames, Types};
use crate::context::{Found, ReadContext, WriteContext};
use crate::error::{Error, Problem, Result};
use crate::schema::FieldType;
use crate::value::Value;
use crate::wire::{RefFlag, TypeId};

/// Shared pointers, and weak ones beside them.
macro_rules! shared {
    ($shared:ident, $weak_module:ident, $weak:ident, $cell:ident, $name:literal) => {
        impl<T: Object + ?Sized> Object for $shared<T> {
            const TYPE: TypeId = T::TYPE;
            const NULLABLE: bool = T::NULLABLE;
            const TRACKED: bool = T::SHARES;
            const HOLDS: bool = T::HOLDS;
            const EMPTY: bool = T::EMPTY;

            fn field_type(names: &TypeNames<'_>) -> FieldType {
                let inside = T::field_type(names);
                if T::SHARES { inside.tracked() } else { inside }
            }

            fn register(registry: &mut Registry) {
                T::register(registry);
            }

            fn is_null(&self) -> bool {
                T::is_null(self)
            }

            #[inline]
            fn announce(cx: &mut WriteContext<'_>) -> Result<()> {
                T::announce(cx)
            }

            fn announce_value(&self, cx: &mut WriteContext<'_>) -> Result<()> {
                T::announce_value(self, cx)
            }

            fn write(&self, cx: &mut WriteContext<'_>, types: Types) -> Result<()> {
                T::write(self, cx, types)
            }

            fn write_announced(&self, cx: &mut WriteContext<'_>, types: Types) -> Result<()> {
                T::write_announced(self, cx, types)
            }

            fn write_flagged(
                &self,
                cx: &mut WriteContext<'_>,
                announced: Announced,
                types: Types,
            ) -> Result<()> {
                if !T::SHARES || !cx.tracks() || self.is_null() {
                    return T::write_flagged(self, cx, announced, types);
                }
                let address = $shared::as_ptr(self).cast::<()>().addr();
                match (cx.object(address), announced) {
                    (false, _) => Ok(()),
                    (true, Announced::Yes) => T::write_announced(self, cx, types),
                    (true, Announced::No) => T::write(self, cx, types),
                }
            }
        }

        impl<'a, T: FromBoxed<'a> + ?Sized + 'static> FromObject<'a> for $shared<T> {
            fn read(cx: &mut ReadContext<'_, 'a>) -> Result<Self> {
                T::read_boxed(cx).map(Self::from)
            }

            fn read_found(cx: &mut ReadContext<'_, 'a>, found: &Found) -> Result<Self> {
                T::read_found_boxed(cx, found).map(Self::from)
            }

            fn read_flagged(
                cx: &mut ReadContext<'_, 'a>,
                flag: RefFlag,
                told: Told<'_>,
            ) -> Result<Self> {
                match flag {
                    RefFlag::Ref => {
                        let start = cx.reader().offset();
                        let id = cx.refer()?;
                        let found = cx.object::<Self>(id).cloned();
                        found.ok_or_else(|| cx.no_object::<T>(id).at(start))
                    }
                    RefFlag::Tracked => {
                        let id = cx.track()?;
                        // Weak pointers in it may point to it.
                        let weak = $weak::<T>::default();
                        cx.keep(id, Box::new(weak.clone()));
                        let shared = T::read_told_boxed(cx, told).map(Self::from)?;
                        weak.point_to(&shared);
                        cx.keep(id, Box::new(shared.clone()));
                        Ok(shared)
                    }
                    flag => T::read_flagged_boxed(cx, flag, told).map(Self::from),
                }
            }

            fn is_same(cx: &ReadContext<'_, 'a>, found: &Found) -> bool {
                T::is_same_boxed(cx, found)
            }

            fn missing() -> Option<Self> {
                T::missing_boxed().map(Self::from)
            }

            fn from_value(value: Value) -> Result<Self> {
                T::from_value_boxed(value).map(Self::from)
            }
        }

        #[doc = concat!("A weak pointer beside [`", $name, "`]: an edge back to what holds it.")]
        ///
        /// Where an object is written that nothing else holds, it is null; so is a pointer to an
        /// object that is not there.
        pub struct $weak<T: ?Sized>($shared<$cell<$weak_module::Weak<T>>>);

        impl<T: ?Sized> $weak<T> {
            #[doc = concat!("A pointer to what the `", $name, "` points to.")]
            #[must_use]
            pub fn new(shared: &$shared<T>) -> Self {
                let weak = Self::default();
                weak.point_to(shared);
                weak
            }

            /// Points to the object, where it points to none so far.
            pub fn point_to(&self, shared: &$shared<T>) {
                // A pointer that points already stays as it is.
                let _ = self.0.set($shared::downgrade(shared));
            }

            /// The object, while something else holds it.
            #[must_use]
            pub fn upgrade(&self) -> Option<$shared<T>> {
                self.0.get()?.upgrade()
            }
        }

        impl<T: ?Sized> Default for $weak<T> {
            fn default() -> Self {
                Self($shared::new($cell::new()))
            }
        }

        impl<T: ?Sized> Clone for $weak<T> {
            fn clone(&self) -> Self {
                Self($shared::clone(&self.0))
            }
        }

        impl<T: ?Sized> fmt::Debug for $weak<T> {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("(weak)")
            }
        }

        impl<T: Object + ?Sized> Object for $weak<T> {
            const TYPE: TypeId = T::TYPE;
            const NULLABLE: bool = true;
            const TRACKED: bool = true;
            const HOLDS: bool = T::HOLDS;

            fn field_type(names: &TypeNames<'_>) -> FieldType {
                T::field_type(names).nullable().tracked()
            }

            fn register(registry: &mut Registry) {
                T::register(registry);
            }

            fn is_null(&self) -> bool {
                self.upgrade().is_none()
            }

            fn announce(cx: &mut WriteContext<'_>) -> Result<()> {
                T::announce(cx)
            }

            fn announce_value(&self, cx: &mut WriteContext<'_>) -> Result<()> {
                match self.upgrade() {
                    Some(shared) => shared.announce_value(cx),
                    None => Err(Error::new(Problem::NullHere)),
                }
            }

            fn write(&self, cx: &mut WriteContext<'_>, types: Types) -> Result<()> {
                match self.upgrade() {
                    Some(shared) => shared.write(cx, types),
                    None => Err(Error::new(Problem::NullHere)),
                }
            }

            fn write_flagged(
                &self,
                cx: &mut WriteContext<'_>,
                announced: Announced,
                types: Types,
            ) -> Result<()> {
                match self.upgrade() {
                    Some(shared) => shared.write_flagged(cx, announced, types),
                    None => {
                        RefFlag::Null.write(cx.writer());
                        Ok(())
                    }
                }
            }
        }

        impl<'a, T: FromBoxed<'a> + ?Sized + 'static> FromObject<'a> for $weak<T> {
            fn read(cx: &mut ReadContext<'_, 'a>) -> Result<Self> {
                // Nothing else will hold it.
                T::read_boxed(cx).map(|_| Self::default())
            }

            fn read_flagged(
                cx: &mut ReadContext<'_, 'a>,
                flag: RefFlag,
                told: Told<'_>,
            ) -> Result<Self> {
                match flag {
                    RefFlag::Null => Ok(Self::default()),
                    RefFlag::Ref => {
                        let start = cx.reader().offset();
                        let id = cx.refer()?;
                        if let Some(unfinished) = cx.object::<Self>(id) {
                            return Ok(unfinished.clone());
                        }
                        let shared = cx.object::<$shared<T>>(id).map(Self::new);
                        shared.ok_or_else(|| cx.no_object::<T>(id).at(start))
                    }
                    // The first that points to it: others that hold it come after it.
                    flag => {
                        let shared = $shared::<T>::read_flagged(cx, flag, told)?;
                        Ok(Self::new(&shared))
                    }
                }
            }

            fn is_same(cx: &ReadContext<'_, 'a>, found: &Found) -> bool {
                T::is_same_boxed(cx, found)
            }

            fn missing() -> Option<Self> {
                Some(Self::default())
            }
        }
    };
}

shared!(Rc, rc, RcWeak, OnceCell, "Rc");
shared!(Arc, sync, ArcWeak, OnceLock, "Arc");
