//! From what was seen to an Arrow schema.

use std::sync::Arc;

use arrow_schema::{
    DataType, Field, FieldRef, Fields as ArrowFields, Schema, UnionFields, UnionMode,
};

use super::members::{Fields, Variants};
use super::node::{Node, Shape};
use super::stop::{Failure, Stop};

/// The schema of rows that are what `root` has seen.
pub(super) fn schema(root: &Node) -> Result<Schema, Failure> {
    match &root.shape {
        _ if root.nullable => Err(Stop::Root { found: "null or an option" }.into()),
        Shape::Struct(fields) => Ok(Schema::new(struct_fields(fields)?)),
        Shape::Tuple(elements) => Ok(Schema::new(tuple_fields(elements)?)),
        other => Err(Stop::Root { found: other.name() }.into()),
    }
}

fn field(name: &str, node: &Node) -> Result<FieldRef, Failure> {
    let data_type = data_type(&node.shape).map_err(|failure| failure.in_field(name))?;
    let nullable = node.nullable || data_type == DataType::Null;
    Ok(Arc::new(Field::new(name, data_type, nullable)))
}

fn element(node: &Node) -> Result<FieldRef, Failure> {
    let data_type = data_type(&node.shape).map_err(Failure::in_element)?;
    // Rows do not hold any number of elements without a bit for each.
    let nullable = node.nullable || data_type == DataType::Null || has_no_bytes(&data_type);
    Ok(Arc::new(Field::new_list_field(data_type, nullable)))
}

/// Whether it is a struct of nothing.
fn has_no_bytes(data_type: &DataType) -> bool {
    let is_nothing = |field: &FieldRef| !field.is_nullable() && has_no_bytes(field.data_type());
    matches!(data_type, DataType::Struct(fields) if fields.iter().all(is_nothing))
}

fn data_type(shape: &Shape) -> Result<DataType, Failure> {
    Ok(match shape {
        Shape::Unknown => DataType::Null,
        Shape::Bool => DataType::Boolean,
        Shape::Number(number) => number.data_type(),
        Shape::Text => DataType::Utf8,
        Shape::Bytes => DataType::Binary,
        Shape::List(node) => DataType::List(element(node)?),
        Shape::Tuple(elements) => tuple(elements)?,
        Shape::Struct(fields) => DataType::Struct(struct_fields(fields)?),
        Shape::Map(entry) => map(&entry.0, &entry.1)?,
        Shape::Enum(variants) if variants.has_data() => union(variants)?,
        Shape::Enum(_) => DataType::Utf8,
    })
}

fn struct_fields(fields: &Fields) -> Result<ArrowFields, Failure> {
    (fields.fields.iter())
        .map(|seen| {
            let found = field(&seen.name, &seen.node)?;
            let nullable = found.is_nullable() || seen.seen < fields.samples;
            Ok(Arc::new(found.as_ref().clone().with_nullable(nullable)))
        })
        .collect()
}

fn tuple_fields(elements: &[Node]) -> Result<ArrowFields, Failure> {
    (elements.iter().enumerate()).map(|(index, node)| field(&index.to_string(), node)).collect()
}

/// Elements of one type are a list of fixed size, others a struct of `0`, `1`, and so on.
fn tuple(elements: &[Node]) -> Result<DataType, Failure> {
    let fields = tuple_fields(elements)?;
    let known = fields.iter().map(|field| field.data_type());
    let mut known = known.filter(|data_type| **data_type != DataType::Null);
    let first = known.next().cloned();
    let len = i32::try_from(elements.len());
    match (first, len) {
        (Some(first), Ok(len)) if known.all(|data_type| *data_type == first) => {
            let nullable = fields.iter().any(|field| field.is_nullable());
            Ok(DataType::FixedSizeList(Arc::new(Field::new_list_field(first, nullable)), len))
        }
        _ => Ok(DataType::Struct(fields)),
    }
}

fn map(key: &Node, value: &Node) -> Result<DataType, Failure> {
    let key = match field("key", key)?.as_ref().clone().with_nullable(false) {
        // A map that was always empty: text is what most keys are.
        key if *key.data_type() == DataType::Null => key.with_data_type(DataType::Utf8),
        key => key,
    };
    let entries = DataType::Struct(ArrowFields::from(vec![Arc::new(key), field("value", value)?]));
    Ok(DataType::Map(Arc::new(Field::new("entries", entries, false)), false))
}

/// A child per variant.
fn union(variants: &Variants) -> Result<DataType, Failure> {
    let count = variants.0.len();
    let children = variants.with_type_ids().ok_or(Stop::Variants { count })?;
    let children = (children.into_iter())
        .map(|(type_id, variant)| Ok((type_id, field(&variant.name, &variant.node)?)))
        .collect::<Result<UnionFields, Failure>>()?;
    Ok(DataType::Union(children, UnionMode::Dense))
}
