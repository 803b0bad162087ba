//! Which field of a row: one of its own, or one of a struct in it.

use std::fmt;
use std::sync::Arc;

use ferrow_row::{RowLayout, ValueLayout};

use crate::error::{Error, Problem};

/// Names a field of a row, or of a struct in it.
///
/// Text is a name, or names between dots: `"status.deprecated"` is the field `deprecated` of the struct
/// `status`. Where a field has dots in its name itself, the longest name that there is wins; an array
/// of names says exactly what is meant. A number is the ordinal of a field, an array of them that of
/// each struct on the way and of the field.
///
/// ```
/// use ferrow_convert::FieldPath;
///
/// let path = FieldPath::from("status.deprecated");
/// assert_eq!(path.to_string(), FieldPath::from(["status", "deprecated"]).to_string());
/// assert_eq!(FieldPath::from([3, 0]).to_string(), "#3.#0");
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct FieldPath(Steps);

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
enum Steps {
    /// Names between dots, which names may have too.
    Text(String),
    Names(Vec<String>),
    Indices(Vec<usize>),
}

/// Where a field is in the rows of a layout.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct FieldPlace {
    /// The ordinals of the structs that it is in, from the row on.
    pub(crate) structs: Vec<usize>,
    pub(crate) index: usize,
}

impl FieldPath {
    /// Finds the field in the rows of `layout`.
    ///
    /// # Panics
    ///
    /// When the path has no steps, or an ordinal is out of range.
    pub(crate) fn resolve(&self, layout: &RowLayout) -> Result<FieldPlace, Error> {
        self.resolve_within(layout, "")
    }

    /// As [`resolve`](Self::resolve), of a struct that stands at the path `within`.
    pub(crate) fn resolve_within(
        &self,
        layout: &RowLayout,
        within: &str,
    ) -> Result<FieldPlace, Error> {
        let mut walk = Walk { layout, within, structs: Vec::new() };
        let index = match &self.0 {
            Steps::Text(text) => walk.by_text(text)?,
            Steps::Names(names) => {
                let (name, structs) = names.split_last().expect("a path has a name");
                structs.iter().try_for_each(|name| walk.enter(walk.index_of(name)?))?;
                walk.index_of(name)?
            }
            Steps::Indices(indices) => {
                let (&index, structs) = indices.split_last().expect("a path has an ordinal");
                structs.iter().try_for_each(|&index| walk.enter(index))?;
                let len = walk.layout.len();
                assert!(index < len, "field {index} of a row of {len} fields");
                index
            }
        };
        Ok(FieldPlace { structs: walk.structs, index })
    }
}

/// How far a path has been followed.
struct Walk<'a> {
    layout: &'a RowLayout,
    /// The path of the struct that it has come to.
    within: &'a str,
    structs: Vec<usize>,
}

impl Walk<'_> {
    fn index_of(&self, name: &str) -> Result<usize, Error> {
        self.layout.index_of(name).map_err(|error| match self.within {
            "" => error.into(),
            within => error.in_field(within).into(),
        })
    }

    fn enter(&mut self, index: usize) -> Result<(), Error> {
        let value = self.layout.value(index);
        let Some(layout) = value.row() else {
            let data_type = value.data_type().clone();
            return Err(Error::new(Problem::NotAStruct { data_type }).in_column(value.path()));
        };
        (self.layout, self.within) = (layout, value.path());
        self.structs.push(index);
        Ok(())
    }

    /// Follows names between dots, the longest first, to the ordinal of the field.
    fn by_text(&mut self, text: &str) -> Result<usize, Error> {
        let mut rest = text;
        loop {
            let fields = self.layout.schema().fields();
            let is_there = |name: &str| fields.iter().any(|field| field.name() == name);
            if is_there(rest) {
                return self.index_of(rest);
            }
            let mut dots = rest.rmatch_indices('.').map(|(dot, _)| dot);
            match dots.find(|&dot| is_there(&rest[..dot])) {
                Some(dot) => {
                    self.enter(self.index_of(&rest[..dot])?)?;
                    rest = &rest[dot + 1..];
                }
                None => return self.index_of(rest.split('.').next().unwrap_or(rest)),
            }
        }
    }
}

impl FieldPlace {
    /// Field `index` of the row itself.
    pub(crate) fn of_row(index: usize) -> Self {
        Self { structs: Vec::new(), index }
    }

    /// The layout of the struct that the field is in, or of the row.
    pub(crate) fn parent<'a>(&self, layout: &'a RowLayout) -> &'a RowLayout {
        self.structs.iter().fold(layout, |layout, &index| struct_layout(layout, index))
    }

    /// How the field stands in its struct, and the path to it.
    pub(crate) fn value<'a>(&self, layout: &'a RowLayout) -> &'a ValueLayout {
        self.parent(layout).value(self.index)
    }

    /// Whether a struct on the way may be null.
    pub(crate) fn is_in_nullable(&self, layout: &RowLayout) -> bool {
        let mut layout = layout;
        self.structs.iter().any(|&index| {
            let nullable = layout.is_nullable(index);
            layout = struct_layout(layout, index);
            nullable
        })
    }
}

/// The layout of the struct that field `index` is.
///
/// # Panics
///
/// When the field is no struct; the paths that were resolved lead through structs alone.
pub(crate) fn struct_layout(layout: &RowLayout, index: usize) -> &Arc<RowLayout> {
    layout.value(index).row().expect("a path leads through structs")
}

impl fmt::Display for FieldPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Steps::Text(text) => f.write_str(text),
            Steps::Names(names) => f.write_str(&names.join(".")),
            Steps::Indices(indices) => {
                let steps: Vec<String> = indices.iter().map(|index| format!("#{index}")).collect();
                f.write_str(&steps.join("."))
            }
        }
    }
}

impl From<&str> for FieldPath {
    fn from(path: &str) -> Self {
        Self(Steps::Text(path.to_owned()))
    }
}

impl From<String> for FieldPath {
    fn from(path: String) -> Self {
        Self(Steps::Text(path))
    }
}

impl From<&[&str]> for FieldPath {
    fn from(names: &[&str]) -> Self {
        Self(Steps::Names(names.iter().map(|&name| name.to_owned()).collect()))
    }
}

impl<const N: usize> From<[&str; N]> for FieldPath {
    fn from(names: [&str; N]) -> Self {
        Self::from(&names[..])
    }
}

impl From<usize> for FieldPath {
    fn from(index: usize) -> Self {
        Self(Steps::Indices(vec![index]))
    }
}

impl From<&[usize]> for FieldPath {
    fn from(indices: &[usize]) -> Self {
        Self(Steps::Indices(indices.to_vec()))
    }
}

impl<const N: usize> From<[usize; N]> for FieldPath {
    fn from(indices: [usize; N]) -> Self {
        Self::from(&indices[..])
    }
}
