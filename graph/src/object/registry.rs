//! Which Rust types are registered as what.

use std::any::{Any, TypeId as RustType};
use std::collections::HashMap;
use std::sync::atomic::{AtomicU32, AtomicU64, Ordering};

use crate::context::WriteContext;
use crate::error::Result;
use crate::schema::{EnumType, ExtType, StructType, UnionType};
use crate::wire::TypeName;

/// Rust types on their way into a graph.
#[derive(Default)]
pub struct Registry {
    pub(crate) names: HashMap<RustType, TypeName>,
    pub(crate) types: Vec<(RustType, Make)>,
    /// How values of a trait are read that are of a type: by the trait, and the type.
    pub(crate) readers: Vec<(RustType, RustType, Box<dyn Any + Send + Sync>)>,
    /// How values of types are written that are known as `dyn Any`.
    pub(crate) writers: HashMap<RustType, WriteAny>,
}

/// Writes a value that is known as `dyn Any`: its type, or its body.
#[derive(Clone, Copy)]
pub(crate) struct WriteAny {
    pub(crate) announce: fn(&mut WriteContext<'_>) -> Result<()>,
    pub(crate) write: fn(&dyn Any, &mut WriteContext<'_>) -> Result<()>,
}

/// Where a Rust type is in the graph that was asked last, by the graph's number: looking it up takes
/// as long as writing a few fields.
#[derive(Debug)]
pub struct Place(AtomicU64);

impl Place {
    /// A place that is not known.
    #[must_use]
    #[expect(clippy::new_without_default, reason = "it is for statics")]
    pub const fn new() -> Self {
        Self(AtomicU64::new(u64::MAX))
    }

    /// The ordinal in the graph with this number, where it was noted last.
    #[inline]
    pub(crate) fn of(&self, graph: u32) -> Option<usize> {
        let [a, b, c, d, number @ ..] = self.0.load(Ordering::Relaxed).to_le_bytes();
        let index = u32::from_le_bytes([a, b, c, d]);
        (u32::from_le_bytes(number) == graph).then_some(index as usize)
    }

    /// Notes the ordinal, which may be one too many for this.
    pub(crate) fn note(&self, graph: u32, index: usize) {
        if graph != NO_NUMBER
            && let Ok(index) = u32::try_from(index)
        {
            self.0.store(u64::from(graph) << 32 | u64::from(index), Ordering::Relaxed);
        }
    }
}

/// The number of a graph that is one too many: places are looked up in it each time.
const NO_NUMBER: u32 = 0;

/// The number of a new graph, which no other has.
pub(crate) fn graph_number() -> u32 {
    static NEXT: AtomicU32 = AtomicU32::new(NO_NUMBER + 1);
    // The largest is that of places that are not known.
    let more = |number: u32| (number < u32::MAX - 1).then_some(number + 1);
    NEXT.fetch_update(Ordering::Relaxed, Ordering::Relaxed, more).unwrap_or(NO_NUMBER)
}

/// How the type is made, once all names are known.
pub(crate) enum Make {
    Struct(fn(&TypeNames<'_>) -> StructType),
    Enum(fn(TypeName) -> EnumType),
    Union(fn(&TypeNames<'_>) -> UnionType),
    Ext(fn(TypeName) -> ExtType),
}

/// The names of Rust types in a graph.
#[derive(Debug, Clone, Copy)]
pub struct TypeNames<'a>(pub(crate) Option<&'a HashMap<RustType, TypeName>>);

impl TypeNames<'_> {
    /// No names.
    pub const NONE: Self = Self(None);

    /// What the type is registered as; of one that is not, its Rust name.
    #[must_use]
    pub fn name<T: ?Sized>(&self) -> TypeName {
        let found = self.0.and_then(|names| names.get(&typeid::of::<T>()).cloned());
        found.unwrap_or_else(|| TypeName::named("", std::any::type_name::<T>()))
    }
}

impl Registry {
    /// Gives the type a name, if it has none so far.
    pub(crate) fn name<T: ?Sized>(&mut self, name: Option<TypeName>) {
        if let Some(name) = name {
            self.names.entry(typeid::of::<T>()).or_insert(name);
        }
    }

    /// Adds a type; `false` where it is there already.
    fn add<T: ?Sized>(&mut self, name: Option<TypeName>, make: Make) -> bool {
        let rust_type = typeid::of::<T>();
        if self.types.iter().any(|(known, _)| *known == rust_type) {
            return false;
        }
        self.name::<T>(name);
        self.types.push((rust_type, make));
        true
    }

    /// Adds a struct; `false` where it is there already.
    pub fn structure<T: ?Sized>(
        &mut self,
        name: Option<TypeName>,
        make: fn(&TypeNames<'_>) -> StructType,
    ) -> bool {
        self.add::<T>(name, Make::Struct(make))
    }

    /// Adds an enum; `false` where it is there already.
    pub fn enumeration<T: ?Sized>(
        &mut self,
        name: Option<TypeName>,
        make: fn(TypeName) -> EnumType,
    ) -> bool {
        self.add::<T>(name, Make::Enum(make))
    }

    /// Adds a union; `false` where it is there already.
    pub fn union<T: ?Sized>(
        &mut self,
        name: Option<TypeName>,
        make: fn(&TypeNames<'_>) -> UnionType,
    ) -> bool {
        self.add::<T>(name, Make::Union(make))
    }

    /// Adds a type with code of its own; `false` where it is there already.
    pub fn ext<T: ?Sized>(
        &mut self,
        name: Option<TypeName>,
        make: fn(TypeName) -> ExtType,
    ) -> bool {
        self.add::<T>(name, Make::Ext(make))
    }
}

#[cfg(test)]
mod tests {
    use super::{NO_NUMBER, Place, graph_number};

    #[test]
    fn a_place_is_that_of_the_graph_it_was_noted_for() {
        let (place, one, other) = (Place::new(), graph_number(), graph_number());
        assert_ne!(one, other);
        assert_eq!([one, other, NO_NUMBER].map(|graph| place.of(graph)), [None; 3]);
        place.note(one, 7);
        assert_eq!([one, other].map(|graph| place.of(graph)), [Some(7), None]);
        place.note(other, 8);
        assert_eq!([one, other].map(|graph| place.of(graph)), [None, Some(8)]);
        place.note(NO_NUMBER, 9);
        assert_eq!([other, NO_NUMBER].map(|graph| place.of(graph)), [Some(8), None]);
        place.note(other, usize::MAX);
        assert_eq!(place.of(other), Some(8));
    }
}
