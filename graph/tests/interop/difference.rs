//! Where two values differ.

use serde_json::Value as Json;

/// The path of the first difference, with what is there; none where there is none.
pub(crate) fn first_difference(found: &Json, wanted: &Json) -> Option<String> {
    if found == wanted {
        return None;
    }
    let (found_parts, wanted_parts) = (parts(found), parts(wanted));
    let keys = |parts: &[(String, &Json)]| -> Vec<String> {
        parts.iter().map(|(key, _)| key.clone()).collect()
    };
    if keys(&found_parts) == keys(&wanted_parts) {
        let pairs = found_parts.iter().zip(&wanted_parts);
        let inner = pairs.filter_map(|((key, found), (_, wanted))| {
            first_difference(found, wanted).map(|inner| format!("{key}.{inner}"))
        });
        if let Some(inner) = inner.into_iter().next() {
            return Some(inner);
        }
    }
    Some(format!(" {found}, not {wanted}"))
}

fn parts(json: &Json) -> Vec<(String, &Json)> {
    match json {
        Json::Object(fields) => fields.iter().map(|(key, it)| (key.clone(), it)).collect(),
        Json::Array(items) => {
            items.iter().enumerate().map(|(index, it)| (index.to_string(), it)).collect()
        }
        _ => Vec::new(),
    }
}
