//! A graph in the making: what is registered.

use std::collections::HashMap;
use std::sync::Arc;

use crate::context::Pool;
use crate::error::{Error, Problem, Result};
use crate::graph::{Graph, Mode, References, Shared, Texts};
use crate::limits::Limits;
use crate::object::polymorphic::implement;
use crate::object::registry::{Make, graph_number};
use crate::object::{Object, OwnedObject, Registry, TypeNames};
use crate::plan::{Compiler, Known, TypePlan, UnionPlan};
use crate::schema::{EnumType, ExtType, StructType, UnionType};
use crate::wire::type_meta::FieldMeta;
use crate::wire::{TypeId, TypeName};

/// Collects what a [`Graph`] is made of.
#[derive(Default)]
pub struct Builder {
    mode: Mode,
    references: References,
    texts: Texts,
    limits: Limits,
    types: Vec<Registered>,
    registry: Registry,
}

enum Registered {
    Struct(StructType),
    Enum(EnumType),
    Union(UnionType),
    Ext(ExtType),
}

impl Registered {
    fn name(&self) -> &TypeName {
        match self {
            Self::Struct(it) => it.name(),
            Self::Enum(it) => it.name(),
            Self::Union(it) => it.name(),
            Self::Ext(it) => it.name(),
        }
    }

    fn known(&self, index: usize) -> Known {
        let (kind, evolving) = match self {
            Self::Struct(it) => (TypeId::Struct, it.is_evolving()),
            Self::Enum(_) => (TypeId::Enum, false),
            Self::Union(_) => (TypeId::Union, false),
            Self::Ext(_) => (TypeId::Ext, false),
        };
        Known { index, kind, evolving }
    }
}

impl Builder {
    /// Whether both sides have the same definitions.
    #[must_use]
    pub fn mode(mut self, mode: Mode) -> Self {
        self.mode = mode;
        self
    }

    /// Whether objects keep their identity.
    #[must_use]
    pub fn references(mut self, references: References) -> Self {
        self.references = references;
        self
    }

    /// How texts are encoded.
    #[must_use]
    pub fn texts(mut self, texts: Texts) -> Self {
        self.texts = texts;
        self
    }

    /// What readers accept.
    #[must_use]
    pub fn limits(mut self, limits: Limits) -> Self {
        self.limits = limits;
        self
    }

    /// Registers a Rust type, and those that its values are made of, by the ids and names that their
    /// attributes have.
    #[must_use]
    pub fn register<T: Object + ?Sized>(mut self) -> Self {
        T::register(&mut self.registry);
        self
    }

    /// Registers a Rust type as `name`, whatever its attributes say.
    #[must_use]
    pub fn register_as<T: Object + ?Sized>(mut self, name: impl Into<TypeName>) -> Self {
        self.registry.name::<T>(Some(name.into()));
        self.register::<T>()
    }

    /// Registers a Rust type as one whose values may stand where the trait `D` is wanted: `make` puts
    /// one into a box.
    #[must_use]
    pub fn implement<D: ?Sized + 'static, T: OwnedObject + 'static>(
        mut self,
        make: fn(T) -> Box<D>,
    ) -> Self {
        implement(&mut self.registry, make);
        self.register::<T>()
    }

    /// Registers a struct.
    #[must_use]
    pub fn structure(mut self, struct_type: StructType) -> Self {
        self.types.push(Registered::Struct(struct_type));
        self
    }

    /// Registers an enum.
    #[must_use]
    pub fn enumeration(mut self, enum_type: EnumType) -> Self {
        self.types.push(Registered::Enum(enum_type));
        self
    }

    /// Registers a union.
    #[must_use]
    pub fn union(mut self, union_type: UnionType) -> Self {
        self.types.push(Registered::Union(union_type));
        self
    }

    /// Registers a type with code of its own.
    #[must_use]
    pub fn ext(mut self, ext_type: ExtType) -> Self {
        self.types.push(Registered::Ext(ext_type));
        self
    }

    /// Works out what messages need.
    ///
    /// # Errors
    ///
    /// Where two types have one name, a type refers to one that is not registered, or a struct has
    /// two fields of one key.
    pub fn build(mut self) -> Result<Graph> {
        let mut readers = std::mem::take(&mut self.registry.readers);
        let any_writers = std::mem::take(&mut self.registry.writers);
        let rust_types = self.rust_types()?;
        let readers_of = readers.drain(..).filter_map(|(wanted, rust_type, reader)| {
            Some(((wanted, *rust_types.get(&rust_type)?), reader))
        });
        let readers_of = readers_of.collect();
        let mut names = HashMap::new();
        for (index, registered) in self.types.iter().enumerate() {
            let name = registered.name();
            if names.insert(name.clone(), registered.known(index)).is_some() {
                let message = format!("{name} is registered twice");
                return Err(Error::new(Problem::Registration { message }));
            }
        }
        let compiler = Compiler { mode: self.mode, references: self.references, known: &names };
        let mut plans = Vec::with_capacity(self.types.len());
        let mut announced = Vec::with_capacity(self.types.len());
        for (index, registered) in self.types.into_iter().enumerate() {
            let (name, known) = (registered.name().clone(), registered.known(index));
            let plan = match registered {
                Registered::Struct(it) => TypePlan::Struct(compiler.structure(it.into())?),
                Registered::Enum(it) => TypePlan::Enum(it.into()),
                Registered::Union(it) => TypePlan::Union(union_plan(&compiler, it)?),
                Registered::Ext(it) => TypePlan::Ext(it),
            };
            let metas: &[FieldMeta] = match &plan {
                TypePlan::Struct(plan) => &plan.metas,
                _ => &[],
            };
            announced.push(compiler.announce(&name, known.kind, known.evolving, metas)?);
            plans.push(plan);
        }
        Ok(Graph(Arc::new(Shared {
            number: graph_number(),
            mode: self.mode,
            references: self.references,
            texts: self.texts,
            limits: self.limits,
            plans,
            announced,
            names,
            rust_types: rust_types.into_iter().collect(),
            readers_of,
            any_writers,
            writers: Pool::default(),
            readers: Pool::default(),
        })))
    }
}

impl Builder {
    /// Makes the types of Rust types; returns their ordinals.
    fn rust_types(&mut self) -> Result<HashMap<std::any::TypeId, usize>> {
        let Registry { names, types, .. } = std::mem::take(&mut self.registry);
        let mut ordinals = HashMap::new();
        for (rust_type, make) in types {
            let Some(name) = names.get(&rust_type).cloned() else {
                let made = match make {
                    Make::Struct(make) => make(&TypeNames(Some(&names))).name().to_string(),
                    Make::Union(make) => make(&TypeNames(Some(&names))).name().to_string(),
                    _ => "an enum or a type with code of its own".to_owned(),
                };
                let message = format!("{made} has neither id nor name; see `register_as`");
                return Err(Error::new(Problem::Registration { message }));
            };
            ordinals.insert(rust_type, self.types.len());
            self.types.push(match make {
                Make::Struct(make) => Registered::Struct(make(&TypeNames(Some(&names)))),
                Make::Enum(make) => Registered::Enum(make(name)),
                Make::Union(make) => Registered::Union(make(&TypeNames(Some(&names)))),
                Make::Ext(make) => Registered::Ext(make(name)),
            });
        }
        Ok(ordinals)
    }
}

fn union_plan(compiler: &Compiler<'_>, union_type: UnionType) -> Result<UnionPlan> {
    let cases = union_type.cases().iter();
    let cases = cases.map(|(case, field_type)| Ok((*case, compiler.slot(field_type)?)));
    let cases = cases.collect::<Result<_>>();
    let cases = cases.map_err(|error: Error| error.in_field(&union_type.name().to_string()))?;
    Ok(UnionPlan { cases, union_type: union_type.into() })
}
