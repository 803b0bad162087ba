//! Objects that stand in several places.

use std::collections::BTreeSet;

use serde_json::Value as Json;

/// Takes the labels off objects that nothing refers to.
pub(super) fn keep_referred(value: &mut Json) {
    let mut referred = BTreeSet::new();
    collect(value, &mut referred);
    strip(value, &referred);
}

fn collect(value: &Json, referred: &mut BTreeSet<u64>) {
    match value {
        Json::Array(values) => values.iter().for_each(|value| collect(value, referred)),
        Json::Object(fields) => {
            referred.extend(fields.get("$ref").and_then(Json::as_u64));
            fields.values().for_each(|value| collect(value, referred));
        }
        _ => {}
    }
}

fn strip(value: &mut Json, referred: &BTreeSet<u64>) {
    match value {
        Json::Array(values) => values.iter_mut().for_each(|value| strip(value, referred)),
        Json::Object(fields) => {
            let label = fields.get("$id").and_then(Json::as_u64);
            if label.is_some_and(|label| !referred.contains(&label)) {
                fields.remove("$id");
                if !fields.contains_key("t") {
                    *value = fields.remove("v").unwrap_or_default();
                    return strip(value, referred);
                }
            }
            fields.values_mut().for_each(|value| strip(value, referred));
        }
        _ => {}
    }
}
