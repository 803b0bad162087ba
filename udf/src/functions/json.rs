//! Values as JSON.

use std::sync::Arc;

use arrow_json::writer::{EncoderOptions, make_encoder};
use datafusion::arrow::array::{Array, ArrayRef, StringBuilder};
use datafusion::arrow::datatypes::{DataType, FieldRef};
use datafusion::common::{Result, internal_datafusion_err};

/// Whether values of a type have JSON: the keys of its maps must be texts.
pub(super) fn has_json(data_type: &DataType) -> bool {
    use DataType as T;
    match data_type {
        T::Map(entries, _) => match entries.data_type() {
            T::Struct(fields) => {
                let keys = fields[0].data_type();
                matches!(keys, T::Utf8 | T::LargeUtf8 | T::Utf8View)
                    && has_json(fields[1].data_type())
            }
            _ => false,
        },
        T::Struct(fields) => fields.iter().all(|field| has_json(field.data_type())),
        T::List(element) | T::LargeList(element) | T::FixedSizeList(element, _) => {
            has_json(element.data_type())
        }
        T::ListView(element) | T::LargeListView(element) => has_json(element.data_type()),
        T::Dictionary(_, values) => has_json(values),
        T::Union(..) => false,
        _ => true,
    }
}

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
