//! State on the disk: a row file, whole or not there.

use std::collections::HashMap;
use std::path::Path;

use ferrow_convert::{BATCH_ROWS, RowFileOptions, RowFileReader};
use ferrow_row::RowMut;
use indexmap::IndexMap;

use super::{KeyedState, batch};
use crate::error::{Error, Problem};

/// The metadata that says what a state aggregates.
const DEFINITION: &str = "ferrow.state";

impl KeyedState {
    /// Writes the state into a row file at `path`, and returns the number of rows. The file has its name when
    /// all of it is on the disk: a program that is stopped before leaves the file that was there.
    ///
    /// `metadata` goes into the same file, and so is there when the rows are: put the place in the stream there
    /// up to which messages were added, and go on from there after [`restore`](Self::restore).
    ///
    /// ```
    /// # use arrow::datatypes::{DataType, Field, Schema};
    /// # use ferrow_row::{RowLayout, RowMut};
    /// use ferrow_stream::KeyedState;
    ///
    /// # let layout = RowLayout::try_new(Schema::new(vec![Field::new("id", DataType::Int64, false)]))?;
    /// # let message = RowMut::write(&layout, |row| row.set_at::<i64>(0, 7))?;
    /// # let path = std::env::temp_dir().join(format!("ferrow-state-{}.arrow", std::process::id()));
    /// let builder = KeyedState::builder(&layout).key("id").count("count");
    /// let mut state = builder.clone().build()?;
    /// state.update(layout.open(message.bytes())?)?;
    /// state.snapshot(&path, [("last", "1700000000000-0")])?;
    ///
    /// let mut restored = builder.build()?;
    /// let metadata = restored.restore(&path)?;
    /// assert_eq!(metadata["last"], "1700000000000-0");
    /// assert_eq!(restored.to_rows()?, state.to_rows()?);
    /// # std::fs::remove_file(path)?;
    /// # Ok::<(), ferrow_stream::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// As [`RowFileOptions::save`].
    pub fn snapshot<K: Into<String>, V: Into<String>>(
        &self,
        path: impl AsRef<Path>,
        metadata: impl IntoIterator<Item = (K, V)>,
    ) -> Result<u64, Error> {
        let metadata = metadata.into_iter().map(|(key, value)| (key.into(), value.into()));
        let definition = (DEFINITION.to_owned(), self.definition.clone());
        let options = RowFileOptions::new().with_metadata(metadata.chain([definition]));
        let mut rows = self.rows();
        let batches = std::iter::from_fn(|| {
            let next = batch(&self.layout, rows.by_ref().take(BATCH_ROWS));
            let next = next.map_err(std::io::Error::other);
            next.map(|rows| (!rows.is_empty()).then_some(rows)).transpose()
        });
        Ok(options.save(path, &self.layout, batches)?)
    }

    /// Puts the rows of a snapshot in the place of those that are there, and returns its metadata.
    ///
    /// # Errors
    ///
    /// As [`RowFileReader`], [`OtherState`](crate::ErrorKind::OtherState) where the file is no snapshot of a
    /// state with the same keys and aggregates, and [`TooManyKeys`](crate::ErrorKind::TooManyKeys). The state is
    /// as before then.
    pub fn restore(&mut self, path: impl AsRef<Path>) -> Result<HashMap<String, String>, Error> {
        let reader = RowFileReader::open(path)?;
        let mut metadata = reader.metadata().clone();
        let found = metadata.remove(DEFINITION).unwrap_or_default();
        if found != self.definition {
            let wanted = self.definition.clone();
            return Err(Error::new(Problem::OtherState { wanted, found }));
        }
        reader.layout().check_readable_as(&self.layout)?;
        let mut rows = IndexMap::new();
        for batch in reader {
            for row in batch?.rows().flatten() {
                let row = RowMut::try_new(&self.layout, row.bytes().to_vec())?;
                let key = self.key_of(&row)?;
                if rows.insert(key, row).is_some() {
                    return Err(Error::new(Problem::KeyTwice));
                }
                if rows.len() > self.most_keys {
                    return Err(Error::new(Problem::TooManyKeys { most: self.most_keys }));
                }
            }
        }
        self.rows = rows;
        Ok(metadata)
    }

    fn key_of(&self, row: &RowMut) -> Result<Box<[u8]>, Error> {
        let mut key = Vec::new();
        let lazy = self.layout.open(row.bytes())?;
        for field in &self.keys {
            field.put_of_row(lazy, &mut key)?;
        }
        if let Some(window) = &self.window {
            window.put_of_row(row.row(), &mut key);
        }
        Ok(key.into())
    }
}
