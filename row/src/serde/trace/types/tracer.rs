//! The deserializer of placeholders.

use serde::de::{DeserializeSeed, Deserializer, IntoDeserializer, Visitor};

use super::access::{FieldAccess, MapEntry, Places, VariantAccess};
use super::complete::next_variant;
use super::{Context, placeholder};
use crate::serde::F16;
use crate::serde::trace::node::Node;
use crate::serde::trace::number::Number;
use crate::serde::trace::stop::{Failure, Stop};

/// Where a place is, for what visits the places inside it.
#[derive(Clone, Copy)]
pub(super) struct Here<'c> {
    context: &'c Context,
    depth: usize,
}

/// Notes at one place what is asked for, and gives a placeholder.
pub(super) struct Tracer<'n, 'c> {
    pub(super) node: &'n mut Node,
    pub(super) context: &'c Context,
    pub(super) depth: usize,
}

impl<'c> Tracer<'_, 'c> {
    fn here(&self) -> Here<'c> {
        Here { context: self.context, depth: self.depth }
    }
}

impl Here<'_> {
    /// Visits a place inside this one.
    pub(super) fn visit<S: DeserializeSeed<'static>>(
        self,
        seed: S,
        node: &mut Node,
    ) -> Result<S::Value, Failure> {
        self.context.visit(seed, node, self.depth + 1)
    }
}

macro_rules! numbers {
    ($($method:ident $visit:ident $seen:expr;)*) => {$(
        fn $method<V: Visitor<'static>>(self, visitor: V) -> Result<V::Value, Failure> {
            self.node.see_number($seen)?;
            visitor.$visit(placeholder::number(self.node).into())
        }
    )*};
}

impl<'n, 'c> Deserializer<'static> for Tracer<'n, 'c> {
    type Error = Failure;

    numbers! {
        deserialize_i8 visit_i64 Number::signed(8);
        deserialize_i16 visit_i64 Number::signed(16);
        deserialize_i32 visit_i64 Number::signed(32);
        deserialize_i64 visit_i64 Number::signed(64);
        deserialize_i128 visit_i128 Number::signed(128);
        deserialize_u8 visit_u64 Number::unsigned(8);
        deserialize_u16 visit_u64 Number::unsigned(16);
        deserialize_u32 visit_u64 Number::unsigned(32);
        deserialize_u64 visit_u64 Number::unsigned(64);
        deserialize_u128 visit_u128 Number::unsigned(128);
        deserialize_f32 visit_f32 Number::float(32);
        deserialize_f64 visit_f64 Number::float(64);
    }

    fn deserialize_any<V: Visitor<'static>>(self, _: V) -> Result<V::Value, Failure> {
        Err(Stop::Any.into())
    }

    /// The key of a struct that has flattened fields, of which only its data knows the rest.
    fn deserialize_identifier<V: Visitor<'static>>(self, _: V) -> Result<V::Value, Failure> {
        Err(Stop::Any.into())
    }

    fn deserialize_ignored_any<V: Visitor<'static>>(self, visitor: V) -> Result<V::Value, Failure> {
        self.deserialize_unit(visitor)
    }

    fn deserialize_bool<V: Visitor<'static>>(self, visitor: V) -> Result<V::Value, Failure> {
        self.node.see_bool()?;
        visitor.visit_bool(true)
    }

    fn deserialize_char<V: Visitor<'static>>(self, visitor: V) -> Result<V::Value, Failure> {
        self.node.see_text()?;
        visitor.visit_char('a')
    }

    fn deserialize_str<V: Visitor<'static>>(self, visitor: V) -> Result<V::Value, Failure> {
        self.node.see_text()?;
        visitor.visit_borrowed_str(placeholder::text(self.node))
    }

    fn deserialize_string<V: Visitor<'static>>(self, visitor: V) -> Result<V::Value, Failure> {
        self.deserialize_str(visitor)
    }

    fn deserialize_bytes<V: Visitor<'static>>(self, visitor: V) -> Result<V::Value, Failure> {
        self.node.see_bytes()?;
        visitor.visit_borrowed_bytes(&[])
    }

    fn deserialize_byte_buf<V: Visitor<'static>>(self, visitor: V) -> Result<V::Value, Failure> {
        self.deserialize_bytes(visitor)
    }

    fn deserialize_option<V: Visitor<'static>>(self, visitor: V) -> Result<V::Value, Failure> {
        self.node.nullable = true;
        visitor.visit_some(self.deeper()?)
    }

    fn deserialize_unit<V: Visitor<'static>>(self, visitor: V) -> Result<V::Value, Failure> {
        self.node.nullable = true;
        visitor.visit_unit()
    }

    fn deserialize_unit_struct<V: Visitor<'static>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, Failure> {
        self.deserialize_unit(visitor)
    }

    fn deserialize_newtype_struct<V: Visitor<'static>>(
        self,
        name: &'static str,
        visitor: V,
    ) -> Result<V::Value, Failure> {
        if name == F16 {
            self.node.see_number(Number::float(16))?;
            return visitor.visit_newtype_struct(0_u16.into_deserializer());
        }
        visitor.visit_newtype_struct(self.deeper()?)
    }

    fn deserialize_seq<V: Visitor<'static>>(self, visitor: V) -> Result<V::Value, Failure> {
        let here = self.here();
        let element = self.node.see_list()?;
        visitor.visit_seq(Places::new(std::slice::from_mut(element), here))
    }

    fn deserialize_tuple<V: Visitor<'static>>(
        self,
        len: usize,
        visitor: V,
    ) -> Result<V::Value, Failure> {
        let here = self.here();
        visitor.visit_seq(Places::new(self.node.see_tuple(len)?, here))
    }

    fn deserialize_tuple_struct<V: Visitor<'static>>(
        self,
        _: &'static str,
        len: usize,
        visitor: V,
    ) -> Result<V::Value, Failure> {
        self.deserialize_tuple(len, visitor)
    }

    fn deserialize_map<V: Visitor<'static>>(self, visitor: V) -> Result<V::Value, Failure> {
        // Which fields a map has as a struct only its data knows.
        if self.context.options.maps_as_structs {
            return Err(Stop::Any.into());
        }
        let here = self.here();
        visitor.visit_map(MapEntry::new(self.node.see_map()?, here))
    }

    fn deserialize_struct<V: Visitor<'static>>(
        self,
        _: &'static str,
        names: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Failure> {
        let here = self.here();
        FieldAccess::drive(self.node.see_struct()?, names, here, visitor)
    }

    fn deserialize_enum<V: Visitor<'static>>(
        self,
        _: &'static str,
        names: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Failure> {
        let here = self.here();
        let variants = self.node.see_enum(names)?;
        let index = next_variant(variants).unwrap_or(0);
        let (Some(variant), Some(&name)) = (variants.0.get_mut(index), names.get(index)) else {
            let message = "an enum without variants has no values".to_owned();
            return Err(Stop::Refused { message }.into());
        };
        let access = VariantAccess { variant: &mut *variant, name, here };
        let visited = visitor.visit_enum(access).map_err(|failure| failure.in_field(name))?;
        if !variant.visited {
            variant.visited = true;
            here.context.progress();
        }
        Ok(visited)
    }
}

impl<'n, 'c> Tracer<'n, 'c> {
    /// The same place inside an option or a newtype.
    fn deeper(self) -> Result<Self, Failure> {
        let depth = self.depth + 1;
        if depth > super::MAX_DEPTH {
            return Err(Stop::TooDeep { most: super::MAX_DEPTH }.into());
        }
        Ok(Self { depth, ..self })
    }
}
