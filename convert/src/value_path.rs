//! Which value of a row: a field, an element of a list, what stands under a key of a map, at any depth.

use std::fmt;

use ferrow_row::{Kind, RowLayout, ValueLayout};

use crate::error::{Error, Problem};
use crate::path::{FieldPath, FieldPlace};

/// Names a value of a row, from the row on: a text is the field of a struct, or several between dots as
/// in [`FieldPath`], or a key of a map; a number is an element of a list, or a key of a map.
///
/// Elements count from 0, and from the last one, which is -1, backwards.
///
/// ```
/// use ferrow_convert::{PathStep, ValuePath};
///
/// let path = ValuePath::from_iter([PathStep::from("orders"), PathStep::from(-1), PathStep::from("item")]);
/// assert_eq!(path.to_string(), "orders[-1].item");
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct ValuePath(Vec<PathStep>);

/// One step of a [`ValuePath`].
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum PathStep {
    /// A field of a struct, or a key of a map.
    Name(String),
    /// An element of a list, or a key of a map.
    Number(i64),
}

/// A path that was followed through the layout of a row.
#[derive(Debug, Clone)]
pub(crate) struct ValuePlace {
    /// The field of the row that the path starts with.
    pub(crate) field: usize,
    /// Where it goes on from there.
    pub(crate) hops: Vec<Hop>,
}

/// A step, of which it is known what it goes into.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Hop {
    /// A field of a struct.
    Field(usize),
    /// An element of a list.
    Element(i64),
    /// The value under a key of a map.
    Key(Key),
}

/// A key that is looked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Key {
    Text(String),
    Number(i64),
}

impl ValuePath {
    /// The steps, of which there is at least one.
    #[must_use]
    pub fn steps(&self) -> &[PathStep] {
        &self.0
    }

    /// The last name on the path.
    pub(crate) fn name(&self) -> &str {
        let names = self.0.iter().rev().map(|step| match step {
            PathStep::Name(name) => Some(name.as_str()),
            PathStep::Number(_) => None,
        });
        names.flatten().next().unwrap_or_default()
    }

    /// Follows the path through the rows of `layout`.
    pub(crate) fn resolve(&self, layout: &RowLayout) -> Result<ValuePlace, Error> {
        let mut hops = Vec::new();
        let mut at = At::Row(layout);
        for step in &self.0 {
            at = at.follow(step, &mut hops)?;
        }
        // The first step is by name, so it leads to fields.
        match hops[..] {
            [Hop::Field(field), ..] => Ok(ValuePlace { field, hops: hops.split_off(1) }),
            _ => unreachable!("rows have fields alone"),
        }
    }
}

impl ValuePlace {
    /// The value, as it stands in rows of the layout that the path was followed through.
    ///
    /// # Panics
    ///
    /// When that is another layout.
    pub(crate) fn value<'l>(&self, layout: &'l RowLayout) -> &'l ValueLayout {
        let followed = "the path was followed before";
        self.hops.iter().fold(layout.value(self.field), |value, hop| match hop {
            Hop::Field(field) => value.row().expect(followed).value(*field),
            Hop::Element(_) => value.list().expect(followed).element(),
            Hop::Key(_) => value.map().expect(followed).values().element(),
        })
    }
}

/// How far a path has come.
enum At<'l> {
    Row(&'l RowLayout),
    Value(&'l ValueLayout),
}

impl<'l> At<'l> {
    fn follow(self, step: &PathStep, hops: &mut Vec<Hop>) -> Result<Self, Error> {
        let value = match self {
            Self::Row(layout) => return fields(layout, "", step, hops),
            Self::Value(value) => value,
        };
        if let Some(layout) = value.row() {
            return fields(layout, value.path(), step, hops);
        }
        let wrong = |problem| Err(Error::new(problem).in_column(value.path()));
        let data_type = || value.data_type().clone();
        if let Some(list) = value.list() {
            return match step {
                PathStep::Number(index) => {
                    hops.push(Hop::Element(*index));
                    Ok(Self::Value(list.element()))
                }
                PathStep::Name(name) => {
                    wrong(Problem::NotAnIndex { step: name.clone(), data_type: data_type() })
                }
            };
        }
        let Some(map) = value.map() else {
            return wrong(Problem::NothingInside {
                step: step.to_string(),
                data_type: data_type(),
            });
        };
        let kind = map.keys().element().kind();
        let key = match step {
            PathStep::Name(name) if kind == Kind::Utf8 => Key::Text(name.clone()),
            PathStep::Number(number) if is_integer(kind) => Key::Number(*number),
            step => {
                let key_type = map.keys().element().data_type().clone();
                return wrong(Problem::NotAKey { step: step.to_string(), key_type });
            }
        };
        hops.push(Hop::Key(key));
        Ok(Self::Value(map.values().element()))
    }
}

fn fields<'l>(
    layout: &'l RowLayout,
    within: &str,
    step: &PathStep,
    hops: &mut Vec<Hop>,
) -> Result<At<'l>, Error> {
    let PathStep::Name(name) = step else {
        let names = layout.schema().fields().iter().map(|field| field.name().clone());
        let problem = Problem::NotAName { step: step.to_string(), names: names.collect() };
        return Err(Error::new(problem).in_column(within));
    };
    let place = FieldPath::from(name.as_str()).resolve_within(layout, within)?;
    let FieldPlace { structs, index } = &place;
    hops.extend(structs.iter().chain([index]).map(|&index| Hop::Field(index)));
    Ok(At::Value(place.value(layout)))
}

fn is_integer(kind: Kind) -> bool {
    matches!(kind, Kind::Int8 | Kind::Int16 | Kind::Int32 | Kind::Int64)
        || matches!(kind, Kind::UInt8 | Kind::UInt16 | Kind::UInt32 | Kind::UInt64)
}

/// # Panics
///
/// When there is no step.
impl FromIterator<PathStep> for ValuePath {
    fn from_iter<I: IntoIterator<Item = PathStep>>(steps: I) -> Self {
        let steps = Vec::from_iter(steps);
        assert!(!steps.is_empty(), "a path has a step at least");
        Self(steps)
    }
}

impl From<&str> for ValuePath {
    fn from(path: &str) -> Self {
        Self::from_iter([path.into()])
    }
}

impl<const N: usize> From<[&str; N]> for ValuePath {
    fn from(names: [&str; N]) -> Self {
        names.into_iter().map(PathStep::from).collect()
    }
}

impl From<&str> for PathStep {
    fn from(name: &str) -> Self {
        Self::Name(name.to_owned())
    }
}

impl From<String> for PathStep {
    fn from(name: String) -> Self {
        Self::Name(name)
    }
}

impl From<i64> for PathStep {
    fn from(number: i64) -> Self {
        Self::Number(number)
    }
}

impl fmt::Display for PathStep {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Name(name) => f.write_str(name),
            Self::Number(number) => write!(f, "{number}"),
        }
    }
}

impl fmt::Display for ValuePath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, step) in self.0.iter().enumerate() {
            match step {
                PathStep::Name(name) if at == 0 => f.write_str(name)?,
                PathStep::Name(name) => write!(f, ".{name}")?,
                PathStep::Number(number) => write!(f, "[{number}]")?,
            }
        }
        Ok(())
    }
}
