//! Which Rust types are registered as what.

use std::any::{Any, TypeId as RustType};
use std::collections::HashMap;

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
