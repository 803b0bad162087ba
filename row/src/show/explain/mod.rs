//! A dump of a row's bytes that says what each of them is.

mod elements;
mod fixed;
mod line;
mod list;
mod region;
mod row;
mod slot;
mod variable;
mod walk;
mod words;

use std::fmt;

use crate::{Error, ListLayout, ListRef, MapLayout, MapRef, RowLayout, RowRef};
use line::Line;
use region::Region;
use walk::Walk;

/// An annotated dump of the bytes of a row, list or map, good or broken.
///
/// Its `Display` is a line for each word, or part of a word: the offset, the bytes, what they are.
/// Words that keep a value from being read are marked with `!!` and the error that reading gives.
/// Long lists and values are cut; there are at most a thousand lines, and marks behind them.
///
/// ```
/// use arrow_schema::{DataType, Field, Schema};
/// use ferrow_row::{RowLayout, RowWriter};
///
/// let tags = DataType::List(Field::new_list_field(DataType::Int16, true).into());
/// let layout = RowLayout::try_new(Schema::new(vec![
///     Field::new("dep_delay", DataType::Int16, true),
///     Field::new("carrier", DataType::Utf8, false),
///     Field::new("tags", tags, false),
/// ]))?;
/// let mut message = Vec::new();
/// let mut row = RowWriter::new(&layout, &mut message);
/// row.set_at::<str>(1, "UA")?;
/// let mut tags = row.slot(2).list(2)?;
/// tags.push::<i16>(7)?;
/// tags.push_null()?;
/// tags.finish()?;
/// row.finish()?;
///
/// let wanted = r#"
///       0  01 00 00 00 00 00 00 00   null bitmap: dep_delay is null
///       8  00 00 00 00 00 00 00 00   dep_delay: null
///      16  02 00 00 00 20 00 00 00   carrier: 2 bytes at 32
///      24  18 00 00 00 28 00 00 00   tags: 24 bytes at 40
///      32  55 41 00 00 00 00 00 00   carrier: "UA", 6 bytes of padding
///      40  02 00 00 00 00 00 00 00   tags: 2 elements
///      48  02 00 00 00 00 00 00 00     null bitmap: [1] is null
///      56  07 00 00 00 00 00 00 00     [0]: 7, [1]: null, 4 bytes of padding
/// "#;
/// assert_eq!(layout.explain(&message).to_string(), wanted.trim_start_matches('\n'));
///
/// // A value that would leave the row.
/// message[20] = 99;
/// println!("{}", layout.explain(&message).colored());
/// let explanation = layout.explain(&message).to_string();
/// assert!(explanation.contains(
///     "
///      16  02 00 00 00 63 00 00 00   carrier: 2 bytes at 99
///          ^^^^^^^^^^^^^^^^^^^^^^^   !! carrier: the value at offset 99 has 2 bytes"
/// ));
/// # Ok::<(), ferrow_row::Error>(())
/// ```
#[derive(Debug)]
pub struct Explanation<'a> {
    lines: Vec<Line<'a>>,
    error: Option<Error>,
    is_colored: bool,
}

/// Says what each byte of a row is; also [`RowLayout::explain`].
#[must_use]
pub fn explain<'a>(bytes: &'a [u8], layout: &'a RowLayout) -> Explanation<'a> {
    layout.explain(bytes)
}

impl RowLayout {
    /// Says what each byte of a row is, whatever the bytes are.
    #[must_use]
    pub fn explain<'a>(&'a self, bytes: &'a [u8]) -> Explanation<'a> {
        let error = RowRef::try_new(self, bytes).err();
        Explanation::new(bytes, error, |walk, region| walk.row(region, self))
    }
}

impl ListLayout {
    /// Says what each byte of a bare list is, whatever the bytes are.
    #[must_use]
    pub fn explain<'a>(&'a self, bytes: &'a [u8]) -> Explanation<'a> {
        let error = ListRef::try_new(self, bytes).err();
        Explanation::new(bytes, error, |walk, region| walk.list(region, self))
    }
}

impl MapLayout {
    /// Says what each byte of a bare map is, whatever the bytes are.
    #[must_use]
    pub fn explain<'a>(&'a self, bytes: &'a [u8]) -> Explanation<'a> {
        let error = MapRef::try_new(self, bytes).err();
        Explanation::new(bytes, error, |walk, region| walk.map(region, self))
    }
}

impl<'a> Explanation<'a> {
    fn new(
        bytes: &'a [u8],
        error: Option<Error>,
        walk_all: impl FnOnce(&mut Walk<'a>, Region<'a>),
    ) -> Self {
        let mut walk = Walk::default();
        walk_all(&mut walk, Region { bytes, base: 0, is_valid: error.is_none() });
        Self { lines: walk.finish(), error, is_colored: false }
    }

    /// What is wrong with the bytes: the error of [`RowRef::try_new`], [`ListRef::try_new`] or
    /// [`MapRef::try_new`]. The dump has a mark for it, and for others if there are.
    #[must_use]
    pub fn error(&self) -> Option<&Error> {
        self.error.as_ref()
    }

    /// The same with the colours of a terminal: what is broken is red.
    #[must_use]
    pub fn colored(self) -> Self {
        Self { is_colored: true, ..self }
    }
}

impl fmt::Display for Explanation<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.lines.iter().try_for_each(|line| line.write(f, self.is_colored))
    }
}
