//! Lists, sets and arrays.

mod read;
mod write;

use std::collections::{BTreeSet, HashSet, VecDeque};
use std::hash::{BuildHasher, Hash};

pub(super) use read::{Collection, read_elements, read_numbers};
pub(super) use write::{counted, write_elements, write_plain};

use super::{FromBoxed, FromObject, Object, Registry, TypeNames, Types};
use crate::context::{Found, ReadContext, WriteContext};
use crate::error::{Error, Problem, Result};
use crate::schema::FieldType;
use crate::value::{Array, Value};
use crate::wire::{Pen, TypeId};

/// Vectors, whose elements decide what they are.
macro_rules! vectors {
    ($($type:ty),*) => {
        $(
            impl<T: Object> Object for $type {
                const TYPE: TypeId = T::IN_VEC;
                const HOLDS: bool = T::HOLDS;

                fn field_type(names: &TypeNames<'_>) -> FieldType {
                    match T::IN_VEC {
                        TypeId::List => FieldType::list(T::field_type(names)),
                        type_id => FieldType::scalar(type_id),
                    }
                }

                fn register(registry: &mut Registry) {
                    T::register(registry);
                }

                const PLAIN: bool = true;

                #[inline]
                fn write(&self, cx: &mut WriteContext<'_>, types: Types) -> Result<()> {
                    super::write_through(self, cx, types)
                }

                #[inline]
                fn write_on<'p, 'g>(&self, pen: Pen<'p, 'g>, types: Types) -> Pen<'p, 'g> {
                    T::write_slice(self, pen, types)
                }
            }
        )*
    };
}

vectors!(Vec<T>, [T]);

impl<'a, T: FromObject<'a>> FromObject<'a> for Vec<T> {
    #[inline]
    fn read(cx: &mut ReadContext<'_, 'a>) -> Result<Self> {
        T::read_vec(cx)
    }

    fn read_found(cx: &mut ReadContext<'_, 'a>, found: &Found) -> Result<Self> {
        match found {
            Found::Scalar(type_id) if type_id.is_array() && T::TYPE.array() == Some(*type_id) => {
                let array = Value::from(Array::read(*type_id, cx.reader())?);
                let list = crate::value::convert_array(array, TypeId::List, T::TYPE)?;
                Self::from_value(list)
            }
            found => T::read_vec_found(cx, found),
        }
    }

    fn missing() -> Option<Self> {
        Some(Self::new())
    }

    fn from_value(value: Value) -> Result<Self> {
        match value {
            Value::List(values) => values.into_iter().map(T::from_value).collect(),
            Value::Binary(bytes) if T::IN_VEC == TypeId::Binary => {
                bytes.iter().map(|byte| T::from_value(Value::UInt8(*byte))).collect()
            }
            other => {
                let (wanted, found) = (TypeId::List.to_string(), other.kind_name());
                Err(Error::new(Problem::NotThisField { wanted, found }))
            }
        }
    }
}

impl<'a, T: FromObject<'a>> FromBoxed<'a> for [T] {
    fn read_boxed(cx: &mut ReadContext<'_, 'a>) -> Result<Box<Self>> {
        Vec::read(cx).map(Vec::into_boxed_slice)
    }

    fn read_found_boxed(cx: &mut ReadContext<'_, 'a>, found: &Found) -> Result<Box<Self>> {
        Vec::read_found(cx, found).map(Vec::into_boxed_slice)
    }

    fn is_same_boxed(cx: &ReadContext<'_, 'a>, found: &Found) -> bool {
        Vec::<T>::is_same(cx, found)
    }

    fn missing_boxed() -> Option<Box<Self>> {
        Some(Box::default())
    }

    fn from_value_boxed(value: Value) -> Result<Box<Self>> {
        Vec::from_value(value).map(Vec::into_boxed_slice)
    }
}

macro_rules! collections {
    ($($type:ty, $type_id:ident, $make:ident, [$($bound:tt)*], [$($more:tt)*];)*) => {
        $(
            impl<T: Object, $($more)*> Object for $type {
                const TYPE: TypeId = TypeId::$type_id;
                const HOLDS: bool = T::HOLDS;

                fn field_type(names: &TypeNames<'_>) -> FieldType {
                    FieldType::$make(T::field_type(names))
                }

                fn register(registry: &mut Registry) {
                    T::register(registry);
                }

                const PLAIN: bool = true;

                fn write(&self, cx: &mut WriteContext<'_>, types: Types) -> Result<()> {
                    super::write_through(self, cx, types)
                }

                fn write_on<'p, 'g>(&self, pen: Pen<'p, 'g>, types: Types) -> Pen<'p, 'g> {
                    write_elements(self.iter(), pen, types)
                }
            }

            impl<'a, T: FromObject<'a> + $($bound)*, $($more)*> FromObject<'a> for $type
            where
                Self: Collection<T>,
            {
                fn read(cx: &mut ReadContext<'_, 'a>) -> Result<Self> {
                    read_elements(cx)
                }

                fn missing() -> Option<Self> {
                    Some(Self::with_room(0))
                }
            }
        )*
    };
}

collections! {
    VecDeque<T>, List, list, [Sized], [];
    BTreeSet<T>, Set, set, [Ord], [];
    HashSet<T, S>, Set, set, [Eq + Hash], [S: BuildHasher];
}

impl<T: Object, const N: usize> Object for [T; N] {
    const TYPE: TypeId = T::IN_VEC;
    const HOLDS: bool = T::HOLDS;

    fn field_type(names: &TypeNames<'_>) -> FieldType {
        <[T]>::field_type(names)
    }

    fn register(registry: &mut Registry) {
        T::register(registry);
    }

    const PLAIN: bool = true;

    fn write(&self, cx: &mut WriteContext<'_>, types: Types) -> Result<()> {
        super::write_through(self, cx, types)
    }

    fn write_on<'p, 'g>(&self, pen: Pen<'p, 'g>, types: Types) -> Pen<'p, 'g> {
        T::write_slice(self, pen, types)
    }
}

impl<'a, T: FromObject<'a>, const N: usize> FromObject<'a> for [T; N] {
    fn read(cx: &mut ReadContext<'_, 'a>) -> Result<Self> {
        let start = cx.reader().offset();
        sized(Vec::read(cx)?).map_err(|error| error.at(start))
    }

    fn read_found(cx: &mut ReadContext<'_, 'a>, found: &Found) -> Result<Self> {
        let start = cx.reader().offset();
        sized(Vec::read_found(cx, found)?).map_err(|error| error.at(start))
    }

    fn from_value(value: Value) -> Result<Self> {
        sized(Vec::from_value(value)?)
    }
}

fn sized<T, const N: usize>(values: Vec<T>) -> Result<[T; N]> {
    values.try_into().map_err(|values: Vec<T>| {
        let (written, wanted) =
            (format!("a list of {}", values.len()), format!("array of {N} elements"));
        Error::new(Problem::NotConverted { written, wanted })
    })
}
