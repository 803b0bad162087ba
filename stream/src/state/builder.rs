//! What is aggregated, by which keys.

use std::cmp::Ordering;
use std::collections::HashSet;
use std::fmt::Write;
use std::sync::Arc;

use arrow::datatypes::{DataType, Field, Schema};
use ferrow_row::{RowLayout, Storage};
use indexmap::IndexMap;

use super::aggregate::{Aggregate, Count};
use super::window::{Unit, Window};
use super::{KeyedState, bind};
use crate::error::{Error, Problem};

/// The limit of keys where no other is set.
const MOST_KEYS: usize = 1 << 20;

/// The column of the start of windows.
const WINDOW_START: &str = "window_start";

/// Says what a [`KeyedState`] aggregates, by which keys: fields by their names, which are looked up by
/// [`build`](Self::build).
#[derive(Debug, Clone)]
#[must_use = "a state is there when it is built"]
pub struct StateBuilder {
    messages: Arc<RowLayout>,
    keys: Vec<String>,
    window: Option<(String, i64)>,
    columns: Vec<(String, Wanted)>,
    most_keys: usize,
}

/// An aggregate of a field.
#[derive(Debug, Clone)]
enum Wanted {
    Count,
    Sum(String),
    Extreme(String, Ordering),
    Last(String),
}

impl StateBuilder {
    pub(super) fn new(messages: &Arc<RowLayout>) -> Self {
        Self {
            messages: Arc::clone(messages),
            keys: Vec::new(),
            window: None,
            columns: Vec::new(),
            most_keys: MOST_KEYS,
        }
    }

    /// Keeps a row for each value of `field`; of several keys, for each combination. Without a key there is
    /// one row, or one for each window.
    pub fn key(mut self, field: impl Into<String>) -> Self {
        self.keys.push(field.into());
        self
    }

    /// Keeps a row for each window of `width`, which follow one another from time 0 in both directions, and
    /// puts its start into the column `window_start`. The width counts in units of `field`, which is a
    /// timestamp, a date or an integer: milliseconds of a timestamp in milliseconds.
    ///
    /// # Panics
    ///
    /// When the width is not more than 0.
    #[track_caller]
    pub fn tumbling(self, field: impl Into<String>, width: i64) -> Self {
        assert!(width > 0, "a window of width {width}");
        Self { window: Some((field.into(), width)), ..self }
    }

    /// A column of the number of messages.
    pub fn count(self, column: impl Into<String>) -> Self {
        self.column(column, Wanted::Count)
    }

    /// A column of the sum of a field.
    pub fn sum(self, column: impl Into<String>, field: impl Into<String>) -> Self {
        self.column(column, Wanted::Sum(field.into()))
    }

    /// A column of the least value of a field.
    pub fn min(self, column: impl Into<String>, field: impl Into<String>) -> Self {
        self.column(column, Wanted::Extreme(field.into(), Ordering::Less))
    }

    /// A column of the greatest value of a field.
    pub fn max(self, column: impl Into<String>, field: impl Into<String>) -> Self {
        self.column(column, Wanted::Extreme(field.into(), Ordering::Greater))
    }

    /// A column of the last value of a field.
    pub fn last(self, column: impl Into<String>, field: impl Into<String>) -> Self {
        self.column(column, Wanted::Last(field.into()))
    }

    fn column(mut self, column: impl Into<String>, wanted: Wanted) -> Self {
        self.columns.push((column.into(), wanted));
        self
    }

    /// Refuses more keys, each window's counted: 1,048,576 where nothing is said. A key takes the bytes of its
    /// row and of its key fields, and about 100 more. Texts among these are as long as messages say, so a bound of
    /// bytes is one of the length of messages, as [`RowFrames::with_most_bytes`](crate::RowFrames::with_most_bytes)
    /// is.
    pub fn with_most_keys(self, most_keys: usize) -> Self {
        Self { most_keys, ..self }
    }

    /// An empty state.
    ///
    /// # Errors
    ///
    /// As [`RowLayout::index_of`] for each field, [`Unsupported`](crate::ErrorKind::Unsupported) for a field
    /// that cannot be what it is asked for, and [`Ambiguous`](crate::ErrorKind::Ambiguous) for two columns of
    /// one name.
    pub fn build(self) -> Result<KeyedState, Error> {
        let mut plan = Plan::new(&self.messages);
        let keys = self.keys.iter().map(|name| {
            let (of_message, field) = plan.field(name)?;
            let of_row = plan.push(field.clone());
            let key = bind::key(self.messages.kind(of_message), of_message, of_row);
            plan.say(format_args!("key {name}"));
            key.ok_or_else(|| unsupported(&field, "a key"))
        });
        let keys = keys.collect::<Result<Vec<_>, Error>>()?;
        let window = self.window.as_ref().map(|(name, width)| plan.window(name, *width));
        let window = window.transpose()?;
        let columns = self.columns.iter().map(|(column, wanted)| plan.aggregate(column, wanted));
        let aggregates = columns.collect::<Result<Vec<_>, Error>>()?;

        let first = plan.fields.len() - aggregates.len();
        let mut names = HashSet::new();
        if let Some(twice) = plan.fields.iter().find(|field| !names.insert(field.name().clone())) {
            return Err(Error::new(Problem::ColumnTwice).in_field(twice.name()));
        }
        let layout = RowLayout::try_new(Schema::new(plan.fields))?;
        let is_variable = |value: &ferrow_row::ValueLayout| {
            value.storage() == Storage::Span && value.size().is_none()
        };
        Ok(KeyedState {
            may_fail_halfway: layout.values()[first..].iter().any(is_variable),
            layout,
            keys,
            window,
            aggregates,
            most_keys: self.most_keys,
            definition: plan.definition,
            rows: IndexMap::new(),
            key: Vec::new(),
            messages: self.messages,
        })
    }
}

/// The columns of a state, as far as they are known.
struct Plan {
    messages: Arc<RowLayout>,
    fields: Vec<Field>,
    definition: String,
}

impl Plan {
    fn new(messages: &Arc<RowLayout>) -> Self {
        Self { messages: Arc::clone(messages), fields: Vec::new(), definition: String::new() }
    }

    fn field(&self, name: &str) -> Result<(usize, Field), Error> {
        let index = self.messages.index_of(name)?;
        Ok((index, self.messages.schema().field(index).clone()))
    }

    /// Adds a column, and gives its ordinal.
    fn push(&mut self, field: Field) -> usize {
        self.fields.push(field);
        self.fields.len() - 1
    }

    fn say(&mut self, words: std::fmt::Arguments<'_>) {
        if !self.definition.is_empty() {
            self.definition += "; ";
        }
        // Writing to a `String` does not fail.
        let _ = self.definition.write_fmt(words);
    }

    fn window(&mut self, name: &str, width: i64) -> Result<Window, Error> {
        let (of_message, field) = self.field(name)?;
        let unit = Unit::of(field.data_type()).ok_or_else(|| unsupported(&field, "the time"))?;
        let start = Field::new(WINDOW_START, field.data_type().clone(), false);
        let of_row = self.push(start.with_metadata(field.metadata().clone()));
        self.say(format_args!("windows of {width} of {name}"));
        Ok(Window { of_message, of_row, width, unit, field: name.to_owned() })
    }

    fn aggregate(&mut self, column: &str, wanted: &Wanted) -> Result<Box<dyn Aggregate>, Error> {
        let (name, what) = match wanted {
            Wanted::Count => {
                let of_row = self.push(Field::new(column, DataType::Int64, false));
                self.say(format_args!("{column}: count"));
                return Ok(Box::new(Count { of_row }));
            }
            Wanted::Sum(name) => (name, "sum"),
            Wanted::Extreme(name, Ordering::Less) => (name, "min"),
            Wanted::Extreme(name, _) => (name, "max"),
            Wanted::Last(name) => (name, "last"),
        };
        self.say(format_args!("{column}: {what} of {name}"));
        let (of_message, field) = self.field(name)?;
        let unsupported = || unsupported(&field, what);
        let kept = match wanted {
            Wanted::Sum(_) => bind::sum_type(field.data_type()).ok_or_else(unsupported)?,
            _ => field.data_type().clone(),
        };
        let mut kept = Field::new(column, kept, true);
        // It may say what values of the field's own type are, as an extension type does.
        if kept.data_type() == field.data_type() {
            kept.set_metadata(field.metadata().clone());
        }
        let of_row = self.push(kept);
        let (kind, places) = (self.messages.kind(of_message), (of_message, of_row));
        let aggregate = match wanted {
            Wanted::Sum(_) => bind::sum(field.data_type(), places),
            Wanted::Extreme(_, wins) => bind::extreme(kind, *wins, places),
            _ => bind::last(kind, places),
        };
        aggregate.ok_or_else(unsupported)
    }
}

fn unsupported(field: &Field, what: &'static str) -> Error {
    let data_type = field.data_type().clone();
    Error::new(Problem::NotAggregated { data_type, what }).in_field(field.name())
}
