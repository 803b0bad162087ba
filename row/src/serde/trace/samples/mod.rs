//! Tracing values: what their `Serialize` says of them.

mod containers;

use serde::ser::{Serialize, Serializer};

use self::containers::{Entries, SampledFields, SampledPlaces};
use super::node::Node;
use super::number::Number;
use super::stop::{Failure, Stop};
use super::{MAX_DEPTH, TraceOptions};
use crate::serde::F16;

/// Notes what `sample` is, at the root.
pub(super) fn see<T: Serialize + ?Sized>(
    root: &mut Node,
    sample: &T,
    options: TraceOptions,
) -> Result<(), Failure> {
    sample.serialize(Sampler { node: root, options, depth: 0 })
}

/// Notes at one place what a value is.
pub(super) struct Sampler<'n> {
    node: &'n mut Node,
    options: TraceOptions,
    depth: usize,
}

/// How places inside a place are sampled.
#[derive(Clone, Copy)]
pub(super) struct Inside {
    options: TraceOptions,
    depth: usize,
}

impl Inside {
    fn see<T: Serialize + ?Sized>(self, node: &mut Node, value: &T) -> Result<(), Failure> {
        value.serialize(Sampler { node, options: self.options, depth: self.depth })
    }
}

impl Sampler<'_> {
    fn inside(&self) -> Result<Inside, Failure> {
        let depth = self.depth + 1;
        if depth > MAX_DEPTH {
            return Err(Stop::TooDeep { most: MAX_DEPTH }.into());
        }
        Ok(Inside { options: self.options, depth })
    }
}

macro_rules! numbers {
    ($($method:ident $value:ty: $seen:expr;)*) => {$(
        fn $method(self, _: $value) -> Result<(), Failure> {
            Ok(self.node.see_number($seen)?)
        }
    )*};
}

impl<'n> Serializer for Sampler<'n> {
    type Ok = ();
    type Error = Failure;
    type SerializeSeq = SampledPlaces<'n>;
    type SerializeTuple = SampledPlaces<'n>;
    type SerializeTupleStruct = SampledPlaces<'n>;
    type SerializeTupleVariant = SampledPlaces<'n>;
    type SerializeMap = Entries<'n>;
    type SerializeStruct = SampledFields<'n>;
    type SerializeStructVariant = SampledFields<'n>;

    numbers! {
        serialize_i8 i8: Number::signed(8);
        serialize_i16 i16: Number::signed(16);
        serialize_i32 i32: Number::signed(32);
        serialize_i64 i64: Number::signed(64);
        serialize_i128 i128: Number::signed(128);
        serialize_u8 u8: Number::unsigned(8);
        serialize_u16 u16: Number::unsigned(16);
        serialize_u32 u32: Number::unsigned(32);
        serialize_u128 u128: Number::unsigned(128);
        serialize_f32 f32: Number::float(32);
        serialize_f64 f64: Number::float(64);
    }

    fn serialize_u64(self, value: u64) -> Result<(), Failure> {
        Ok(self.node.see_number(Number::of_u64(value))?)
    }

    fn serialize_bool(self, _: bool) -> Result<(), Failure> {
        Ok(self.node.see_bool()?)
    }

    fn serialize_char(self, _: char) -> Result<(), Failure> {
        Ok(self.node.see_text()?)
    }

    fn serialize_str(self, _: &str) -> Result<(), Failure> {
        Ok(self.node.see_text()?)
    }

    fn serialize_bytes(self, _: &[u8]) -> Result<(), Failure> {
        Ok(self.node.see_bytes()?)
    }

    fn serialize_none(self) -> Result<(), Failure> {
        self.node.nullable = true;
        Ok(())
    }

    fn serialize_unit(self) -> Result<(), Failure> {
        self.serialize_none()
    }

    fn serialize_unit_struct(self, _: &'static str) -> Result<(), Failure> {
        self.serialize_none()
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<(), Failure> {
        // So that the schema is the same whether a sample of an option is null or not.
        self.node.nullable = true;
        value.serialize(self)
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(
        self,
        name: &'static str,
        value: &T,
    ) -> Result<(), Failure> {
        if name == F16 {
            return Ok(self.node.see_number(Number::float(16))?);
        }
        value.serialize(self)
    }

    fn serialize_unit_variant(
        self,
        _: &'static str,
        index: u32,
        variant: &'static str,
    ) -> Result<(), Failure> {
        Ok(self.node.see_unit_variant(index, variant)?)
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        index: u32,
        variant: &'static str,
        value: &T,
    ) -> Result<(), Failure> {
        let inside = self.inside()?;
        let node = self.node.see_data_variant(index, variant)?;
        inside.see(node, value).map_err(|failure| failure.in_field(variant))
    }

    fn serialize_seq(self, _: Option<usize>) -> Result<SampledPlaces<'n>, Failure> {
        Ok(SampledPlaces::list(self.inside()?, self.node.see_list()?))
    }

    fn serialize_tuple(self, len: usize) -> Result<SampledPlaces<'n>, Failure> {
        Ok(SampledPlaces::tuple(self.inside()?, self.node.see_tuple(len)?))
    }

    fn serialize_tuple_struct(
        self,
        _: &'static str,
        len: usize,
    ) -> Result<SampledPlaces<'n>, Failure> {
        self.serialize_tuple(len)
    }

    fn serialize_tuple_variant(
        self,
        _: &'static str,
        index: u32,
        variant: &'static str,
        len: usize,
    ) -> Result<SampledPlaces<'n>, Failure> {
        let inside = self.inside()?;
        let node = self.node.see_data_variant(index, variant)?;
        Ok(SampledPlaces::tuple(inside, node.see_tuple(len)?).of_variant(variant))
    }

    fn serialize_map(self, _: Option<usize>) -> Result<Entries<'n>, Failure> {
        let inside = self.inside()?;
        if self.options.maps_as_structs || self.depth == 0 {
            let fields = SampledFields::new(inside, self.node.see_struct()?);
            return Ok(Entries::Fields { fields, name: String::new() });
        }
        let (key, value) = self.node.see_map()?;
        Ok(Entries::Map { key, value, inside })
    }

    fn serialize_struct(self, _: &'static str, _: usize) -> Result<SampledFields<'n>, Failure> {
        Ok(SampledFields::new(self.inside()?, self.node.see_struct()?))
    }

    fn serialize_struct_variant(
        self,
        _: &'static str,
        index: u32,
        variant: &'static str,
        _: usize,
    ) -> Result<SampledFields<'n>, Failure> {
        let inside = self.inside()?;
        let node = self.node.see_data_variant(index, variant)?;
        Ok(SampledFields::new(inside, node.see_struct()?).of_variant(variant))
    }
}
