//! The plans of maps and unions.

use std::sync::Arc;

use arrow_schema::{DataType, Field};

use super::compile::{Compiler, map_entries};
use super::{ListLayout, RowLayout, ValueLayout};
use crate::error::Problem;
use crate::{Error, RowFormat};

/// How a map stands in bytes: the size of its key list, the key list, the value list.
///
/// A map in a row has the one of its field, [`ValueLayout::map`]; a bare map, as Fory writes them,
/// one of its own.
#[derive(Debug)]
pub struct MapLayout {
    pub(super) keys: ListLayout,
    pub(super) values: ListLayout,
    pub(super) path: Box<str>,
}

impl MapLayout {
    /// Plans bare maps of an Arrow map type.
    ///
    /// # Errors
    ///
    /// [`Unsupported`](crate::ErrorKind::Unsupported) where the type is not a map, or rows do not
    /// hold its keys or values.
    pub fn try_new(data_type: &DataType, format: RowFormat) -> Result<Arc<Self>, Error> {
        let field = Arc::new(Field::new("", data_type.clone(), false));
        let Some((key, value)) = map_entries(data_type) else {
            return Err(Error::new(Problem::NotNested { data_type: data_type.clone() }));
        };
        Compiler::new(format).map(&field, key, value).map(Arc::new)
    }

    /// How the list of keys stands in the map.
    #[must_use]
    #[inline]
    pub fn keys(&self) -> &ListLayout {
        &self.keys
    }

    /// How the list of values stands in the map.
    #[must_use]
    #[inline]
    pub fn values(&self) -> &ListLayout {
        &self.values
    }

    /// The layout that the map is part of.
    #[must_use]
    pub fn format(&self) -> RowFormat {
        self.keys.format
    }

    pub(crate) fn path(&self) -> &str {
        &self.path
    }
}

/// How a union stands in bytes: a row of a type id and one field per child, of which only the active
/// one is set.
#[derive(Debug)]
pub struct UnionLayout {
    pub(super) row: Arc<RowLayout>,
    pub(super) type_ids: Box<[i8]>,
    /// The children that Arrow says are never null, which their fields in the row are.
    pub(super) required: Box<[bool]>,
}

impl UnionLayout {
    /// The row that a union is: field 0 is the type id, field `i + 1` is child `i`.
    #[must_use]
    pub fn row(&self) -> &Arc<RowLayout> {
        &self.row
    }

    /// The type id of each child.
    #[must_use]
    pub fn type_ids(&self) -> &[i8] {
        &self.type_ids
    }

    /// The child that has `type_id`.
    #[must_use]
    pub fn child_of(&self, type_id: i8) -> Option<usize> {
        self.type_ids.iter().position(|&id| id == type_id)
    }

    /// How child `index` stands in the union's row.
    ///
    /// # Panics
    ///
    /// When there is no such child.
    #[must_use]
    pub fn child(&self, index: usize) -> &ValueLayout {
        self.row.value(index + 1)
    }

    /// Whether child `index` may be null where it is the active one.
    pub(crate) fn is_required(&self, index: usize) -> bool {
        self.required[index]
    }
}
