//! How a message holds its row, and says of which schema it is.

use std::sync::Arc;

use ferrow_row::evolution::Versions;
use ferrow_row::schema::{Fingerprint, Frame};
use ferrow_row::{LazyRow, RowLayout, RowRef, RowWriter};

use crate::error::{Error, Problem};

/// What the bytes of a message are: a row, or what tells its schema and a row.
///
/// A reference to a layout is the form of rows alone, and [`Versions`] that of messages that tell their
/// fingerprint.
#[derive(Debug)]
pub struct RowForm(Form);

#[derive(Debug)]
enum Form {
    Row(Arc<RowLayout>),
    Hashed(Arc<RowLayout>, i64),
    Versions(Versions),
}

/// Bytes of a fingerprint.
pub(crate) const FINGERPRINT: usize = 16;

impl RowForm {
    /// Messages of a schema hash and a row of `layout`, as `encode` of Java and Python gives them. One of
    /// another hash is a bad message.
    ///
    /// # Errors
    ///
    /// As [`RowLayout::schema_hash`].
    pub fn hashed(layout: &Arc<RowLayout>) -> Result<Self, Error> {
        Ok(Self(Form::Hashed(Arc::clone(layout), layout.schema_hash()?)))
    }

    /// The layout that rows are read as.
    #[must_use]
    pub fn layout(&self) -> &Arc<RowLayout> {
        match &self.0 {
            Form::Row(layout) | Form::Hashed(layout, _) => layout,
            Form::Versions(versions) => versions.wanted(),
        }
    }

    /// What `read` reads of the row of a message; `scratch` holds the row where it has to be written again.
    ///
    /// The row is handed on, and not given back: one that comes out of either of two ways is put together in
    /// memory, and reading it there at once takes longer than all else that is done with a message.
    #[inline(always)]
    pub(crate) fn read<R>(
        &self,
        message: &[u8],
        scratch: &mut Vec<u8>,
        read: impl FnOnce(LazyRow<'_>) -> Result<R, Error>,
    ) -> Result<R, Error> {
        match &self.0 {
            Form::Row(layout) => match layout.open(message) {
                Ok(row) => read(row),
                Err(error) => Err(bad_message(error)),
            },
            form => form.read_behind_front(message, scratch, read),
        }
    }
}

impl Form {
    /// What `read` reads of the row of a message that tells its schema.
    #[inline(never)]
    fn read_behind_front<R>(
        &self,
        message: &[u8],
        scratch: &mut Vec<u8>,
        read: impl FnOnce(LazyRow<'_>) -> Result<R, Error>,
    ) -> Result<R, Error> {
        read(self.open(message, scratch).map_err(bad_message)?)
    }

    fn open<'a>(
        &'a self,
        message: &'a [u8],
        scratch: &'a mut Vec<u8>,
    ) -> Result<LazyRow<'a>, ferrow_row::Error> {
        match self {
            Self::Row(layout) => layout.open(message),
            Self::Hashed(layout, hash) => layout.open(Frame::try_new(message)?.row_of(*hash)?),
            Self::Versions(versions) => evolve(versions, message, scratch),
        }
    }
}

/// Another hash or version than the wanted ones is what this message says, and not a mistake of the program.
#[cold]
fn bad_message(error: ferrow_row::Error) -> Error {
    Error::new(Problem::Row(error))
}

fn evolve<'a>(
    versions: &'a Versions,
    message: &'a [u8],
    scratch: &'a mut Vec<u8>,
) -> Result<LazyRow<'a>, ferrow_row::Error> {
    // A message that is too short for a fingerprint is none of those that were planned for.
    let (fingerprint, row) = message.split_at(message.len().min(FINGERPRINT));
    let mut bytes = [0; FINGERPRINT];
    bytes[..fingerprint.len()].copy_from_slice(fingerprint);
    let plan = versions.planned(Fingerprint::from_bytes(bytes))?;
    if plan.is_identity() {
        return versions.wanted().open(row);
    }
    scratch.clear();
    let to = RowWriter::new(versions.wanted(), scratch);
    plan.read_row(RowRef::try_new(plan.written(), row)?, to)?;
    versions.wanted().open(scratch)
}

/// Messages that are rows of the layout.
impl From<&Arc<RowLayout>> for RowForm {
    fn from(layout: &Arc<RowLayout>) -> Self {
        Self(Form::Row(Arc::clone(layout)))
    }
}

/// Messages of the 16 bytes of a [`Fingerprint`] and a row of the layout that it says, which are read as
/// the wanted one. Rows that stand as the wanted ones do are read as they are; each other one is checked
/// whole and written again before it is read. One of a layout that was not planned for is a bad message.
///
/// ```
/// use std::sync::Arc;
/// use arrow::datatypes::{DataType, Field, Schema};
/// use ferrow_row::evolution::Versions;
/// use ferrow_row::{RowLayout, RowMut};
/// use ferrow_stream::{Error, MessageStreamExt};
/// use futures::{TryStreamExt, executor::block_on, stream};
///
/// let id = Field::new("id", DataType::Int64, false);
/// let first = RowLayout::try_new(Schema::new(vec![id.clone()]))?;
/// let second =
///     RowLayout::try_new(Schema::new(vec![Field::new("name", DataType::Utf8, true), id]))?;
///
/// let message = |layout: &Arc<RowLayout>, index, id| {
///     let row = RowMut::write(layout, |row| row.set_at::<i64>(index, id))?;
///     Ok::<_, Error>([&layout.fingerprint().to_bytes()[..], row.bytes()].concat())
/// };
/// let messages = stream::iter([message(&first, 0, 7), message(&second, 1, 8)]);
///
/// let id = second.column::<i64>("id")?;
/// let ids = messages.rows(Versions::try_new(&second, [&first, &second])?).read(|row| row.get(id));
/// let ids: Vec<_> = block_on(ids.map_ok(|(id, _)| id).try_collect())?;
/// assert_eq!(ids, [Some(7), Some(8)]);
/// # Ok::<(), Error>(())
/// ```
impl From<Versions> for RowForm {
    fn from(versions: Versions) -> Self {
        Self(Form::Versions(versions))
    }
}
