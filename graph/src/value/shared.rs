//! Which objects keep their labels after a message was read.

use super::Value;

/// Takes the labels off objects that nothing refers to, and numbers the others in their order.
///
/// `referred` says of each label whether it is referred to.
pub(crate) fn keep_shared(value: &mut Value, referred: &[bool]) {
    let mut kept = 0;
    let labels: Vec<u32> = referred
        .iter()
        .map(|referred| {
            let label = kept;
            kept += u32::from(*referred);
            label
        })
        .collect();
    relabel(value, referred, &labels);
}

fn relabel(value: &mut Value, referred: &[bool], labels: &[u32]) {
    while let Value::Shared(shared) = value {
        let label = shared.0 as usize;
        if referred.get(label).copied().unwrap_or_default() {
            shared.0 = labels.get(label).copied().unwrap_or_default();
            return relabel(&mut shared.1, referred, labels);
        }
        let inner = std::mem::replace(&mut shared.1, Value::Null);
        *value = inner;
    }
    let each = |value: &mut Value| relabel(value, referred, labels);
    match value {
        Value::Ref(label) => {
            *label = labels.get(*label as usize).copied().unwrap_or(*label);
        }
        Value::List(values) | Value::Set(values) => values.iter_mut().for_each(each),
        Value::Map(entries) => entries.iter_mut().for_each(|(key, value)| {
            each(key);
            each(value);
        }),
        Value::Struct(found) => found.fields_mut().iter_mut().for_each(each),
        Value::Union(found) => each(&mut found.value),
        _ => {}
    }
}
