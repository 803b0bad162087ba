//! What the consumer keeps on the disk.
//!
//! ```text
//!  00000001.parquet       hours that were over when step 1 was taken
//!  00000001.dead.txt      what could not be read until then, where there was something
//!  00000002.parquet       ...
//!  state.arrow            hours that are not over, and the step: what files of later steps hold, does not count
//! ```
//!
//! A step is taken when `state.arrow` is replaced, which is done at once or not at all. Files of the step are
//! whole before, and their names on the disk; those of a step that was not taken, and files that are not whole,
//! are removed at the start.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use ferrow::convert::{AtomicFile, ParquetRowWriter};
use ferrow::prelude::*;
use ferrow::stream::{DeadLetter, KeyedState, StateBuilder};

use crate::Failure;
use crate::broker::{Entry, EntryId};

const STATE: &str = "state.arrow";

pub(super) struct Store {
    directory: PathBuf,
    pub(super) state: KeyedState,
    step: u64,
    /// The last entry that is in the state, or in the files.
    pub(super) last: EntryId,
    /// The latest time of a departure.
    pub(super) latest: i64,
}

impl Store {
    /// What is there, as of the last step that was taken.
    pub(super) fn open(directory: impl AsRef<Path>, state: StateBuilder) -> Result<Self, Failure> {
        let directory = directory.as_ref().to_owned();
        fs::create_dir_all(&directory)?;
        let mut store = Self {
            directory,
            state: state.build()?,
            step: 0,
            last: EntryId::default(),
            latest: i64::MIN,
        };
        let path = store.directory.join(STATE);
        if path.try_exists()? {
            let metadata = store.state.restore(&path)?;
            let find =
                |name: &str| metadata.get(name).ok_or_else(|| format!("{STATE} has no {name}"));
            store.step = find("step")?.parse()?;
            store.last = EntryId::parse(find("last")?)?;
            store.latest = find("latest")?.parse()?;
        }
        store.remove_unfinished()?;
        Ok(store)
    }

    /// Removes files of steps that were not taken, and what a killed run was writing. Nobody else writes here.
    fn remove_unfinished(&self) -> Result<(), Failure> {
        for file in fs::read_dir(&self.directory)? {
            let path = file?.path();
            let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
            let step = name.strip_suffix(".parquet").or_else(|| name.strip_suffix(".dead.txt"));
            let step = step.filter(|step| step.len() >= 8).and_then(|step| step.parse().ok());
            let is_later = step.is_some_and(|step: u64| step > self.step);
            // `AtomicFile` writes under such a name.
            if is_later || (name.starts_with('.') && name.ends_with(".tmp")) {
                fs::remove_file(path)?;
            }
        }
        Ok(())
    }

    /// Writes the rows of hours that are over, and then the state.
    pub(super) fn take_step(
        &mut self,
        over: &RowBatch,
        dead: &[DeadLetter<Entry>],
    ) -> Result<(), Failure> {
        let step = self.step + 1;
        let file = |kind| self.directory.join(format!("{step:08}.{kind}"));
        if !over.is_empty() {
            let out = AtomicFile::create(file("parquet"))?;
            let mut hours = ParquetRowWriter::try_new(out, self.state.layout(), None)?;
            hours.write(over)?;
            hours.finish()?.commit()?;
        }
        if !dead.is_empty() {
            let mut out = AtomicFile::create(file("dead.txt"))?;
            for DeadLetter { message: (id, row), error, .. } in dead {
                writeln!(out, "{id}\t{error}\t{}", row.escape_ascii())?;
            }
            out.commit()?;
        }
        let (last, latest) = (self.last.to_string(), self.latest.to_string());
        let metadata = [("step", step.to_string()), ("last", last), ("latest", latest)];
        self.state.snapshot(self.directory.join(STATE), metadata)?;
        self.step = step;
        Ok(())
    }
}
