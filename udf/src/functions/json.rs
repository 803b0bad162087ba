//! Values as JSON.

use std::sync::Arc;

use arrow_json::writer::{EncoderOptions, make_encoder};
use datafusion::arrow::array::{Array, ArrayRef, StringBuilder};
use datafusion::arrow::datatypes::FieldRef;
use datafusion::common::{Result, internal_datafusion_err};

/// A JSON text for each value, NULL where the value is.
pub(super) fn json_texts(field: &FieldRef, values: &ArrayRef) -> Result<ArrayRef> {
    let options = EncoderOptions::default().with_explicit_nulls(true);
    let mut encoder = make_encoder(field, values, &options)?;
    let mut texts = StringBuilder::with_capacity(values.len(), 16 * values.len());
    let mut json = Vec::new();
    for row in 0..values.len() {
        if values.is_null(row) {
            texts.append_null();
            continue;
        }
        json.clear();
        encoder.encode(row, &mut json);
        let text = str::from_utf8(&json)
            .map_err(|error| internal_datafusion_err!("JSON that is no text: {error}"))?;
        texts.append_value(text);
    }
    Ok(Arc::new(texts.finish()))
}
