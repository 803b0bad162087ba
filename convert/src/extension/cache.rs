//! Layouts that were made lately: SQL functions ask for the same one batch after batch.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};

use ferrow_row::RowLayout;

use super::parse;
use crate::error::Error;

/// How many layouts are kept: as many columns of rows as a query may well read.
const KEPT: usize = 16;

/// Metadata of a field and what it says, the last asked for in front.
static LAYOUTS: Mutex<VecDeque<(Box<str>, Arc<RowLayout>)>> = Mutex::new(VecDeque::new());

/// The layout that the metadata of a field says.
pub(super) fn layout(metadata: Option<&str>) -> Result<Arc<RowLayout>, Error> {
    let Some(text) = metadata else { return parse(metadata) };
    if let Some(layout) = kept(text) {
        return Ok(layout);
    }
    let layout = parse(metadata)?;
    let mut layouts = LAYOUTS.lock().unwrap_or_else(PoisonError::into_inner);
    layouts.truncate(KEPT - 1);
    layouts.push_front((text.into(), Arc::clone(&layout)));
    Ok(layout)
}

fn kept(text: &str) -> Option<Arc<RowLayout>> {
    let mut layouts = LAYOUTS.lock().unwrap_or_else(PoisonError::into_inner);
    let at = layouts.iter().position(|(of, _)| **of == *text)?;
    let found = layouts.remove(at)?;
    let layout = Arc::clone(&found.1);
    layouts.push_front(found);
    Some(layout)
}

#[cfg(test)]
mod tests {
    use arrow::datatypes::{DataType, Field, Schema};

    use super::*;
    use crate::RowType;

    fn field(name: &str) -> Field {
        let schema = Schema::new(vec![Field::new(name, DataType::Int8, true)]);
        let layout = RowLayout::try_new(schema).expect("a number");
        RowType::new(layout).field("payload", DataType::Binary, true)
    }

    #[test]
    fn a_layout_is_made_once_while_it_is_asked_for_and_forgotten_after_others() {
        let layout_of =
            |name: &str| Arc::clone(RowType::try_from_field(&field(name)).unwrap().layout());
        let first = layout_of("first");
        for other in 0..KEPT - 1 {
            let other = other.to_string();
            assert_eq!(layout_of(&other).schema().field(0).name(), &other);
            assert!(Arc::ptr_eq(&layout_of("first"), &first));
        }
        (0..KEPT).for_each(|other| drop(layout_of(&format!("another {other}"))));
        assert!(!Arc::ptr_eq(&layout_of("first"), &first));
        assert_eq!(layout_of("first"), first);
    }
}
