//! What is known of one place of a schema while it is traced.

use std::mem::discriminant;

use super::members::{Fields, Variants};
use super::number::Number;
use super::stop::Stop;

/// What was seen at one place: whether it was ever null, and its shape.
#[derive(Debug, Default)]
pub(super) struct Node {
    pub(super) nullable: bool,
    pub(super) shape: Shape,
    /// How many placeholders the type at this place has refused.
    pub(super) refused: usize,
}

/// The shape of the values at one place.
#[derive(Debug, Default)]
pub(super) enum Shape {
    /// Nothing but nulls was seen.
    #[default]
    Unknown,
    Bool,
    Number(Number),
    Text,
    Bytes,
    List(Box<Node>),
    Tuple(Vec<Node>),
    Struct(Fields),
    Map(Box<(Node, Node)>),
    Enum(Variants),
}

impl Shape {
    /// What values of this shape are, in the words of an error.
    pub(super) fn name(&self) -> &'static str {
        match self {
            Self::Unknown => "null",
            Self::Bool => "a bool",
            Self::Number(_) => "a number",
            Self::Text => "text",
            Self::Bytes => "bytes",
            Self::List(_) => "a sequence",
            Self::Tuple(_) => "a tuple",
            Self::Struct(_) => "a struct",
            Self::Map(_) => "a map",
            Self::Enum(variants) if variants.has_data() => "an enum with data",
            Self::Enum(_) => "a unit variant",
        }
    }
}

impl Node {
    /// Takes `seen` where nothing was known, and fails where something else was.
    fn become_shape(&mut self, seen: Shape) -> Result<&mut Shape, Stop> {
        if matches!(self.shape, Shape::Unknown) {
            self.shape = seen;
        } else if discriminant(&self.shape) != discriminant(&seen) {
            return Err(Stop::Conflict { earlier: self.shape.name(), now: seen.name() });
        }
        Ok(&mut self.shape)
    }

    pub(super) fn see_bool(&mut self) -> Result<(), Stop> {
        self.become_shape(Shape::Bool).map(drop)
    }

    pub(super) fn see_bytes(&mut self) -> Result<(), Stop> {
        self.become_shape(Shape::Bytes).map(drop)
    }

    /// Text and unit variants are of one Arrow type.
    pub(super) fn see_text(&mut self) -> Result<(), Stop> {
        if matches!(&self.shape, Shape::Enum(variants) if !variants.has_data()) {
            self.shape = Shape::Text;
        }
        self.become_shape(Shape::Text).map(drop)
    }

    pub(super) fn see_number(&mut self, seen: Number) -> Result<(), Stop> {
        if let Shape::Number(number) = self.become_shape(Shape::Number(seen))? {
            *number = number.and(seen);
        }
        Ok(())
    }

    /// The elements of a sequence.
    pub(super) fn see_list(&mut self) -> Result<&mut Node, Stop> {
        match self.become_shape(Shape::List(Box::default()))? {
            Shape::List(element) => Ok(element),
            _ => unreachable!("the shape was just compared"),
        }
    }

    /// The elements of a tuple of `len`.
    pub(super) fn see_tuple(&mut self, len: usize) -> Result<&mut [Node], Stop> {
        let fresh = std::iter::repeat_with(Node::default).take(len).collect();
        match self.become_shape(Shape::Tuple(fresh))? {
            Shape::Tuple(elements) => match elements.len() {
                earlier if earlier != len => Err(Stop::TupleLen { earlier, now: len }),
                _ => Ok(elements),
            },
            _ => unreachable!("the shape was just compared"),
        }
    }

    /// The fields of a struct.
    pub(super) fn see_struct(&mut self) -> Result<&mut Fields, Stop> {
        match self.become_shape(Shape::Struct(Fields::default()))? {
            Shape::Struct(fields) => Ok(fields),
            _ => unreachable!("the shape was just compared"),
        }
    }

    /// The keys and values of a map.
    pub(super) fn see_map(&mut self) -> Result<&mut (Node, Node), Stop> {
        match self.become_shape(Shape::Map(Box::default()))? {
            Shape::Map(entry) => Ok(entry),
            _ => unreachable!("the shape was just compared"),
        }
    }

    /// All variants of an enum.
    pub(super) fn see_enum(&mut self, names: &[&str]) -> Result<&mut Variants, Stop> {
        match self.become_shape(Shape::Enum(Variants::default()))? {
            Shape::Enum(variants) => {
                for (index, name) in (0..).zip(names) {
                    variants.see(index, name);
                }
                Ok(variants)
            }
            _ => unreachable!("the shape was just compared"),
        }
    }

    /// A variant of an enum that has no data.
    pub(super) fn see_unit_variant(&mut self, index: u32, name: &str) -> Result<(), Stop> {
        match &mut self.shape {
            Shape::Text => Ok(()),
            Shape::Unknown => {
                self.shape = Shape::Enum(Variants::default());
                self.see_unit_variant(index, name)
            }
            Shape::Enum(variants) => {
                variants.see(index, name).node.nullable = true;
                Ok(())
            }
            other => Err(Stop::Conflict { earlier: other.name(), now: "a unit variant" }),
        }
    }

    /// What a variant of an enum holds.
    pub(super) fn see_data_variant(&mut self, index: u32, name: &str) -> Result<&mut Node, Stop> {
        if matches!(self.shape, Shape::Unknown) {
            self.shape = Shape::Enum(Variants::default());
        }
        match &mut self.shape {
            Shape::Enum(variants) => {
                let variant = variants.see(index, name);
                variant.has_data = true;
                Ok(&mut variant.node)
            }
            other => Err(Stop::Conflict { earlier: other.name(), now: "an enum with data" }),
        }
    }
}
