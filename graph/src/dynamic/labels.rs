//! Where objects that are shared are written.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};

use crate::context::has_stack;
use crate::graph::Shared;
use crate::plan::TypePlan;
use crate::value::{StructValue, Value};
use crate::wire::TypeId;

/// The value, with each labelled object where it is met first in the order of the message: fields
/// are not written in the order of their declaration, which is the one that users know.
///
/// Labels that name no object, or several, are left to the writer.
pub(super) fn labelled_first<'v>(graph: &Shared, value: &'v Value) -> Cow<'v, Value> {
    if is_labelled_first(graph, value, &mut HashSet::new()) {
        return Cow::Borrowed(value);
    }
    let mut value = value.clone();
    let mut objects = HashMap::new();
    take(&mut value, &mut objects);
    place(graph, &mut value, &mut objects, 0);
    Cow::Owned(value)
}

/// Whether no object is referred to before it was met.
fn is_labelled_first(graph: &Shared, value: &Value, met: &mut HashSet<u32>) -> bool {
    // How deep is too deep the writer says.
    if !has_stack() {
        return true;
    }
    match value {
        Value::Ref(label) => met.contains(label),
        Value::Shared(shared) => {
            met.insert(shared.0);
            is_labelled_first(graph, &shared.1, met)
        }
        Value::List(values) | Value::Set(values) => {
            values.iter().all(|value| is_labelled_first(graph, value, met))
        }
        Value::Map(pairs) => pairs.iter().all(|(key, value)| {
            is_labelled_first(graph, key, met) && is_labelled_first(graph, value, met)
        }),
        Value::Struct(found) => order(graph, found).into_iter().all(|index| {
            found.fields().get(index).is_none_or(|value| is_labelled_first(graph, value, met))
        }),
        Value::Union(found) => is_labelled_first(graph, &found.value, met),
        _ => true,
    }
}

/// Takes labelled objects out of the value, which refers to them wherever they stood.
fn take(value: &mut Value, objects: &mut HashMap<u32, Value>) {
    if let Value::Shared(shared) = value {
        let label = shared.0;
        if !objects.contains_key(&label) {
            objects.insert(label, Value::Null);
            let mut object = std::mem::replace(&mut shared.1, Value::Null);
            take(&mut object, objects);
            objects.insert(label, object);
            *value = Value::Ref(label);
        }
        return;
    }
    match value {
        Value::List(values) | Value::Set(values) => {
            values.iter_mut().for_each(|value| take(value, objects));
        }
        Value::Map(pairs) => pairs.iter_mut().for_each(|(key, value)| {
            take(key, objects);
            take(value, objects);
        }),
        Value::Struct(found) => {
            found.fields_mut().iter_mut().for_each(|value| take(value, objects));
        }
        Value::Union(found) => take(&mut found.value, objects),
        _ => {}
    }
}

/// Puts each object where it is referred to first, `depth` values deep. Objects refer to one another in a
/// chain of any length: what is too deep to be written stays a reference, which the writer refuses.
fn place(graph: &Shared, value: &mut Value, objects: &mut HashMap<u32, Value>, depth: usize) {
    if depth > graph.limits.depth || !has_stack() {
        return;
    }
    let depth = depth + 1;
    match value {
        Value::Ref(label) => {
            let label = *label;
            if let Some(mut object) = objects.remove(&label) {
                place(graph, &mut object, objects, depth);
                *value = Value::shared(label, object);
            }
        }
        Value::List(values) | Value::Set(values) => {
            values.iter_mut().for_each(|value| place(graph, value, objects, depth));
        }
        Value::Map(pairs) => pairs.iter_mut().for_each(|(key, value)| {
            place(graph, key, objects, depth);
            place(graph, value, objects, depth);
        }),
        Value::Struct(found) => {
            for index in order(graph, found) {
                if let Some(value) = found.fields_mut().get_mut(index) {
                    place(graph, value, objects, depth);
                }
            }
        }
        Value::Union(found) => place(graph, &mut found.value, objects, depth),
        _ => {}
    }
}

/// The ordinals of the fields in the order of their values in messages.
fn order(graph: &Shared, value: &StructValue) -> Vec<usize> {
    let struct_type = value.struct_type();
    let registered = match struct_type.origin() {
        Some(_) => None,
        None => graph.find(struct_type.name(), TypeId::Struct),
    };
    match registered.map(|index| graph.plan(index)) {
        Some(TypePlan::Struct(plan)) => plan.fields.iter().map(|field| field.index).collect(),
        // The fields of a definition that came with a message are in that order.
        _ => (0..value.fields().len()).collect(),
    }
}
