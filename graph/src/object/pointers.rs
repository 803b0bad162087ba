//! Pointers that are alone; cells and locks.

use std::cell::{Cell, RefCell};
use std::sync::{Mutex, RwLock};

use super::{Announced, FromBoxed, FromObject, Object, Registry, Told, TypeNames, Types};
use crate::context::{Found, ReadContext, WriteContext};
use crate::error::{Error, Result};
use crate::schema::FieldType;
use crate::value::Value;
use crate::wire::{Pen, RefFlag, TypeId};

/// Everything of `T`.
macro_rules! as_inside {
    () => {
        const TYPE: TypeId = T::TYPE;
        const NULLABLE: bool = T::NULLABLE;
        const TRACKED: bool = T::TRACKED;
        const SHARES: bool = T::SHARES;
        const HOLDS: bool = T::HOLDS;
        const EMPTY: bool = T::EMPTY;

        fn field_type(names: &TypeNames<'_>) -> FieldType {
            T::field_type(names)
        }

        fn register(registry: &mut Registry) {
            T::register(registry);
        }

        #[inline]
        fn announce(cx: &mut WriteContext<'_>) -> Result<()> {
            T::announce(cx)
        }

        #[inline]
        fn announce_on<'p, 'g>(pen: Pen<'p, 'g>) -> Pen<'p, 'g> {
            T::announce_on(pen)
        }
    };
}

/// What is written through what is inside.
macro_rules! write_inside {
    (|$this:ident| $inside:expr) => {
        fn is_null(&self) -> bool {
            let $this = self;
            $inside.is_ok_and(|inside| inside.is_null())
        }

        #[inline]
        fn write(&self, cx: &mut WriteContext<'_>, types: Types) -> Result<()> {
            let $this = self;
            $inside?.write(cx, types)
        }

        #[inline]
        fn announce_value(&self, cx: &mut WriteContext<'_>) -> Result<()> {
            let $this = self;
            $inside?.announce_value(cx)
        }

        #[inline]
        fn write_announced(&self, cx: &mut WriteContext<'_>, types: Types) -> Result<()> {
            let $this = self;
            $inside?.write_announced(cx, types)
        }

        #[inline]
        fn write_flagged(
            &self,
            cx: &mut WriteContext<'_>,
            announced: Announced,
            types: Types,
        ) -> Result<()> {
            let $this = self;
            $inside?.write_flagged(cx, announced, types)
        }

        #[inline]
        fn write_on<'p, 'g>(&self, pen: Pen<'p, 'g>, types: Types) -> Pen<'p, 'g> {
            let $this = self;
            match $inside {
                Ok(inside) => inside.write_on(pen, types),
                Err(error) => pen.pause(|_| Err(error)),
            }
        }

        #[inline]
        fn write_announced_on<'p, 'g>(&self, pen: Pen<'p, 'g>, types: Types) -> Pen<'p, 'g> {
            let $this = self;
            match $inside {
                Ok(inside) => inside.write_announced_on(pen, types),
                Err(error) => pen.pause(|_| Err(error)),
            }
        }

        #[inline]
        fn write_flagged_on<'p, 'g>(
            &self,
            pen: Pen<'p, 'g>,
            announced: Announced,
            types: Types,
        ) -> Pen<'p, 'g> {
            let $this = self;
            match $inside {
                Ok(inside) => inside.write_flagged_on(pen, announced, types),
                Err(error) => pen.pause(|_| Err(error)),
            }
        }
    };
}

/// What is read inside, and put into the pointer.
macro_rules! read_inside {
    ($type:ty, $make:path $(, $bound:path)?) => {
        impl<'a, T: FromObject<'a> $(+ $bound)?> FromObject<'a> for $type {
            #[inline]
            fn read(cx: &mut ReadContext<'_, 'a>) -> Result<Self> {
                T::read(cx).map($make)
            }

            #[inline]
            fn read_found(cx: &mut ReadContext<'_, 'a>, found: &Found) -> Result<Self> {
                T::read_found(cx, found).map($make)
            }

            #[inline]
            fn read_flagged(
                cx: &mut ReadContext<'_, 'a>,
                flag: RefFlag,
                told: Told<'_>,
            ) -> Result<Self> {
                T::read_flagged(cx, flag, told).map($make)
            }

            #[inline]
            fn is_same(cx: &ReadContext<'_, 'a>, found: &Found) -> bool {
                T::is_same(cx, found)
            }

            fn missing() -> Option<Self> {
                T::missing().map($make)
            }

            fn from_value(value: Value) -> Result<Self> {
                T::from_value(value).map($make)
            }
        }
    };
}

impl<T: Object + ?Sized> Object for Box<T> {
    as_inside!();
    write_inside!(|this| Ok::<_, Error>(&**this));
}

impl<'a, T: FromBoxed<'a> + ?Sized> FromObject<'a> for Box<T> {
    #[inline]
    fn read(cx: &mut ReadContext<'_, 'a>) -> Result<Self> {
        T::read_boxed(cx)
    }

    #[inline]
    fn read_found(cx: &mut ReadContext<'_, 'a>, found: &Found) -> Result<Self> {
        T::read_found_boxed(cx, found)
    }

    #[inline]
    fn read_flagged(cx: &mut ReadContext<'_, 'a>, flag: RefFlag, told: Told<'_>) -> Result<Self> {
        T::read_flagged_boxed(cx, flag, told)
    }

    #[inline]
    fn is_same(cx: &ReadContext<'_, 'a>, found: &Found) -> bool {
        T::is_same_boxed(cx, found)
    }

    fn missing() -> Option<Self> {
        T::missing_boxed()
    }

    fn from_value(value: Value) -> Result<Self> {
        T::from_value_boxed(value)
    }
}

impl<T: Object> Object for RefCell<T> {
    as_inside!();
    write_inside!(|this| this.try_borrow().map_err(|_| in_use()));
}
read_inside!(RefCell<T>, RefCell::new);

impl<T: Object> Object for Mutex<T> {
    as_inside!();
    write_inside!(|this| this.lock().map_err(|_| in_use()));
}
read_inside!(Mutex<T>, Mutex::new);

impl<T: Object> Object for RwLock<T> {
    as_inside!();
    write_inside!(|this| this.read().map_err(|_| in_use()));
}
read_inside!(RwLock<T>, RwLock::new);

impl<T: Object + Copy> Object for Cell<T> {
    as_inside!();
    write_inside!(|this| Ok::<_, Error>(this.get()));
}
read_inside!(Cell<T>, Cell::new, Copy);

impl<T: Object + ?Sized> Object for &T {
    as_inside!();
    write_inside!(|this| Ok::<_, Error>(&**this));
}

impl<T: Object + ToOwned + ?Sized> Object for std::borrow::Cow<'_, T> {
    as_inside!();
    write_inside!(|this| Ok::<_, Error>(&**this));
}

/// A value that stands where others share objects, and is an object of its own each time: the codec
/// of `#[object(ref)]`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unshared<T>(pub T);

impl<T: Object> Object for Unshared<T> {
    const TYPE: TypeId = T::TYPE;
    const NULLABLE: bool = T::NULLABLE;
    const TRACKED: bool = true;
    const HOLDS: bool = T::HOLDS;
    const EMPTY: bool = T::EMPTY;

    fn field_type(names: &TypeNames<'_>) -> FieldType {
        T::field_type(names).tracked()
    }

    fn register(registry: &mut Registry) {
        T::register(registry);
    }

    fn is_null(&self) -> bool {
        self.0.is_null()
    }

    fn announce(cx: &mut WriteContext<'_>) -> Result<()> {
        T::announce(cx)
    }

    fn announce_value(&self, cx: &mut WriteContext<'_>) -> Result<()> {
        self.0.announce_value(cx)
    }

    fn write(&self, cx: &mut WriteContext<'_>, types: Types) -> Result<()> {
        self.0.write(cx, types)
    }

    fn write_flagged(
        &self,
        cx: &mut WriteContext<'_>,
        announced: Announced,
        types: Types,
    ) -> Result<()> {
        if self.is_null() || !cx.tracks() {
            return self.0.write_flagged(cx, announced, types);
        }
        cx.track();
        match announced {
            Announced::Yes => self.0.write_announced(cx, types),
            Announced::No => self.0.write(cx, types),
        }
    }
}
read_inside!(Unshared<T>, Unshared);

/// A cell that is borrowed for writing while it is written, or a lock whose holder panicked.
#[cold]
fn in_use() -> Error {
    Error::custom("a cell is in use, or a lock is poisoned, while it is to be written")
}
