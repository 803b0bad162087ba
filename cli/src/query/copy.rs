//! `COPY ... TO`: what it writes is whole, or not there.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use datafusion::logical_expr::LogicalPlan;
use datafusion::logical_expr::dml::CopyTo;
use datafusion::sql::parser::CopyToStatement;
use tempfile::TempDir;

use crate::failure::Failure;
use crate::format::Format;

/// What a statement writes is in a directory beside where it will be, until it is whole.
#[derive(Debug, Clone, Default)]
pub(super) struct Staging(Arc<Mutex<Option<TempDir>>>);

/// Where something will be.
pub(super) struct Target {
    staged: PathBuf,
    target: PathBuf,
    shown: String,
}

impl Staging {
    /// Removes what was not committed.
    pub(super) fn clear(&self) {
        drop(self.0.lock().unwrap_or_else(PoisonError::into_inner).take());
    }

    /// Has `copy` write to the directory. Elsewhere than in files of this machine it writes as it is.
    pub(super) fn divert(&self, copy: &mut CopyTo) -> Result<Option<Target>, Failure> {
        let path = copy.output_url.strip_prefix("file://").unwrap_or(&copy.output_url);
        if path.contains("://") {
            return Ok(None);
        }
        let shown = path.to_owned();
        let failure = |error: &io::Error| Failure::io(&shown, error);
        // The file behind a link is replaced, not the link.
        let target = fs::canonicalize(path).unwrap_or_else(|_| PathBuf::from(path));
        let Some(name) = target.file_name() else {
            return Err(Failure::usage(format!("{shown}: this is no name of a file")));
        };
        let ends = if path.ends_with('/') { "/" } else { "" };
        let is_one_file =
            ends.is_empty() && target.extension().is_some() && copy.partition_by.is_empty();
        if is_one_file && target.is_dir() {
            return Err(failure(&io::Error::from(io::ErrorKind::IsADirectory)));
        }
        let parent = target.parent().filter(|parent| !parent.as_os_str().is_empty());
        let parent = parent.unwrap_or(Path::new("."));
        fs::metadata(parent).map_err(|error| failure(&error))?;
        let directory = tempfile::Builder::new().prefix(".ferrow-").tempdir_in(parent);
        let directory = directory.map_err(|error| failure(&error.kind().into()))?;
        let staged = directory.path().join(name);
        let url = staged.to_str().map(|staged| format!("{staged}{ends}"));
        copy.output_url = url.ok_or_else(|| {
            Failure::usage(format!("{shown}: the path is not UTF-8, which DataFusion wants"))
        })?;
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(directory);
        Ok(Some(Target { staged, target, shown }))
    }

    /// Puts what was written to where it will be.
    pub(super) fn commit(&self, target: &Target) -> Result<(), Failure> {
        let moved = match fs::metadata(&target.staged) {
            // No row, no file.
            Err(_) => Ok(()),
            Ok(found) if found.is_dir() => merge(&target.staged, &target.target),
            Ok(_) => fs::rename(&target.staged, &target.target),
        };
        self.clear();
        moved.map_err(|error| Failure::io(&target.shown, &error))
    }
}

/// Moves the files of a directory into another, which may have some.
fn merge(from: &Path, to: &Path) -> io::Result<()> {
    if !to.exists() {
        return fs::rename(from, to);
    }
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let to = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            merge(&entry.path(), &to)?;
        } else {
            fs::rename(entry.path(), to)?;
        }
    }
    Ok(())
}

/// The `COPY` that `plan` is.
pub(super) fn copy_of(plan: &mut LogicalPlan) -> Option<&mut CopyTo> {
    match plan {
        LogicalPlan::Copy(copy) => Some(copy),
        _ => None,
    }
}

/// A file without `STORED AS` is of the format that its extension tells, as in other commands.
pub(super) fn choose_format(copy: &mut CopyToStatement) {
    if copy.stored_as.is_some() {
        return;
    }
    let format = match Format::of_path(Path::new(&copy.target)) {
        Some(Format::Parquet) => "PARQUET",
        Some(Format::Arrow) => "ARROW",
        Some(Format::Csv) => "CSV",
        Some(Format::Json) => "JSON",
        Some(Format::Rows) => "FERROW",
        Some(Format::Stream) | None => return,
    };
    copy.stored_as = Some(format.to_owned());
}
