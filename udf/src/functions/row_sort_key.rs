//! `row_sort_key(row, field, ...)`: bytes that sort as fields of rows do.

use std::sync::Arc;

use datafusion::arrow::array::{ArrayRef, BinaryArray};
use datafusion::arrow::compute::SortOptions;
use datafusion::arrow::datatypes::{DataType, FieldRef};
use datafusion::common::Result;
use datafusion::logical_expr::DocumentationBuilder;
use ferrow_convert::{FieldPath, SortKeys};
use ferrow_row::RowLayout;

use super::row_function::{Call, RowFunction, RowPlan, external, result};
use super::rows::valid_rows;

pub(super) struct RowSortKey;

pub(super) struct Keys {
    layout: Arc<RowLayout>,
    keys: SortKeys,
}

impl RowPlan for Keys {
    fn field(&self) -> FieldRef {
        result(RowSortKey::NAME, DataType::Binary)
    }

    fn run(&self, arguments: &[ArrayRef]) -> Result<ArrayRef> {
        let rows = valid_rows(&self.layout, &arguments[0])?;
        let keys = self.keys.keys(&rows).map_err(external)?.try_into_binary()?;
        let (offsets, values, _) = keys.into_parts();
        let nulls = rows.array().array().nulls().cloned();
        Ok(Arc::new(BinaryArray::try_new(offsets, values, nulls)?))
    }
}

impl RowFunction for RowSortKey {
    const NAME: &'static str = "row_sort_key";
    const SUMMARY: (&'static str, &'static str) = (
        "Bytes whose order is that of the named fields: those of ORDER BY as one column. NULL where the row is \
         NULL or malformed.",
        "row_sort_key(row, field, ...)",
    );

    type Plan = Keys;

    fn plan(call: &Call<'_>) -> Result<Keys> {
        let layout = call.rows()?;
        let mut keys = Vec::new();
        for at in 1..call.fields.len() {
            let path = call.path(at, at + 1)?.map(|path| path.to_string()).unwrap_or_default();
            keys.push(sort_key(&path));
        }
        if keys.is_empty() {
            return Err(
                call.wrong("which fields are missing, as in row_sort_key(row, 'name DESC')")
            );
        }
        let keys = SortKeys::try_new(&layout, keys).map_err(|error| call.wrong(error))?;
        Ok(Keys { layout, keys })
    }

    fn document(builder: DocumentationBuilder) -> DocumentationBuilder {
        builder
            .with_argument("row", "A binary column of the Arrow extension type `ferrow.row`.")
            .with_argument(
                "field",
                "A literal: the name of a field, or names between dots, and behind it ASC or DESC and NULLS \
                 FIRST or NULLS LAST as in ORDER BY.",
            )
            .with_sql_example("SELECT payload FROM messages ORDER BY row_sort_key(payload, 'carrier', 'dep_delay DESC');")
    }
}

/// A field as ORDER BY names it: nulls come last where it ascends and first where it descends, unless
/// that is said.
fn sort_key(text: &str) -> (FieldPath, SortOptions) {
    let ends_with = |text: &str, words: &str| -> Option<String> {
        let at = text.len().checked_sub(words.len())?;
        let is_there = text.is_char_boundary(at) && text[at..].eq_ignore_ascii_case(words);
        is_there.then(|| text[..at].trim_end().to_owned())
    };
    let (mut field, mut nulls_first) = (text.trim().to_owned(), None);
    for (words, first) in [(" nulls first", true), (" nulls last", false)] {
        if let Some(rest) = ends_with(&field, words) {
            (field, nulls_first) = (rest, Some(first));
        }
    }
    let mut descending = false;
    for (words, descends) in [(" asc", false), (" desc", true)] {
        if let Some(rest) = ends_with(&field, words) {
            (field, descending) = (rest, descends);
        }
    }
    let nulls_first = nulls_first.unwrap_or(descending);
    (FieldPath::from(field), SortOptions { descending, nulls_first })
}
