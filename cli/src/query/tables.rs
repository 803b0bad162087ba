//! Which table a file becomes.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use arrow::datatypes::{DataType, Field, Schema, SchemaRef};
use datafusion::catalog::TableProvider;
use datafusion::datasource::file_format::FileFormat;
use datafusion::datasource::file_format::parquet::ParquetFormat;
use datafusion::datasource::listing::{
    ListingOptions, ListingTable, ListingTableConfig, ListingTableUrl,
};
use datafusion::execution::SessionState;
#[cfg(feature = "distributed")]
use ferrow_udf::distributed::Workers;
use ferrow_udf::{RowFormat, RowTable};

use super::input_table::InputTable;
use super::names::named;
use crate::args::{InputArgs, ReadingArgs};
use crate::failure::Failure;
use crate::format::Format;
use crate::input::{ColumnInput, Contents, Input, is_std, name_of};

/// A table to be: its name, and the files it is of, which are of one format.
#[derive(Debug)]
pub(super) struct FileTable {
    pub(super) name: String,
    files: Vec<InputArgs>,
}

/// Who reads a table.
#[derive(Debug)]
pub(super) enum Readers {
    /// This process.
    Here,
    /// Workers as well, which open the files themselves.
    #[cfg(feature = "distributed")]
    Workers(Workers),
}

/// What one of its files is.
struct Found {
    format: Format,
    contents: Contents,
    schema: SchemaRef,
}

/// What [`FileTable::open`] found.
pub(super) struct OpenedTable {
    pub(super) table: Arc<dyn TableProvider>,
    /// The files by their places in the store of a listing.
    pub(super) places: Vec<(String, InputArgs)>,
}

impl FileTable {
    /// The tables that `arguments` stand for: `FILE` or `name=FILE`.
    pub(super) fn of_all(
        arguments: &[PathBuf],
        reading: &ReadingArgs,
    ) -> Result<Vec<Self>, Failure> {
        let mut tables: Vec<Self> = Vec::new();
        for argument in arguments {
            let (name, path) = named(argument)?;
            let files = files_at(path)?.into_iter().map(|file| {
                let mut reading = reading.clone();
                // Beside others, a file is what its extension says.
                if arguments.len() > 1 && Format::of_path(&file).is_some() {
                    reading.from = None;
                }
                InputArgs { file, reading }
            });
            let table = Self { name, files: files.collect() };
            if tables.iter().any(|other| other.name == table.name) {
                return Err(Failure::usage(format!(
                    "two files are called `{0}` as tables; name one of them, as in {0}_2={1}",
                    table.name,
                    path.display()
                )));
            }
            tables.push(table);
        }
        Ok(tables)
    }

    /// Opens the files, so that what is wrong with them is told as other commands do.
    pub(super) async fn open(
        &self,
        state: &SessionState,
        readers: &Readers,
    ) -> Result<OpenedTable, Failure> {
        if let [file] = &self.files[..]
            && !is_regular(&file.file)
        {
            if !matches!(readers, Readers::Here) {
                return Err(unreadable_elsewhere(&name_of(&file.file)));
            }
            return Ok(OpenedTable { table: Arc::new(read_whole(file)?), places: Vec::new() });
        }
        let mut found = Vec::with_capacity(self.files.len());
        for file in &self.files {
            let ColumnInput { format, contents, schema, .. } = ColumnInput::open(file, None)?;
            found.push(Found { format, contents, schema });
        }
        let (format, contents) = (found[0].format, found[0].contents);
        let is_alike = |file: &Found| (file.format, file.contents) == (format, contents);
        if let Some(other) = found.iter().position(|file| !is_alike(file)) {
            let (one, other) = (self.files[0].file.display(), self.files[other].file.display());
            return Err(Failure::usage(format!("{one} and {other} are not of one format")));
        }
        // This is the one place that says who reads what. DataFusion's own reader of Arrow IPC takes what
        // a damaged length claims for memory, and those of text know neither files nor lines.
        let has_column = self.files[0].reading.column.is_some();
        let listed: Option<Arc<dyn FileFormat>> = match (format, contents) {
            _ if has_column => None,
            (Format::Parquet, Contents::Columns) => {
                let options = state.table_options().parquet.clone();
                Some(Arc::new(ParquetFormat::default().with_options(options)))
            }
            (Format::Rows | Format::Arrow | Format::Parquet, Contents::Rows) => {
                Some(Arc::new(RowFormat))
            }
            _ => None,
        };
        match listed {
            Some(format) => self.listing(state, format).await,
            None if !matches!(readers, Readers::Here) => {
                Err(unreadable_elsewhere(&name_of(&self.files[0].file)))
            }
            None => {
                let schema = self.schema(&found)?;
                let table = Arc::new(InputTable::new(self.files.clone(), schema));
                Ok(OpenedTable { table, places: Vec::new() })
            }
        }
    }

    /// A table that DataFusion reads itself.
    async fn listing(
        &self,
        state: &SessionState,
        format: Arc<dyn FileFormat>,
    ) -> Result<OpenedTable, Failure> {
        let (mut urls, mut places) = (Vec::new(), Vec::new());
        for file in &self.files {
            let url = url_of(&file.file)?;
            places.push((url.prefix().to_string(), file.clone()));
            urls.push(url);
        }
        let options = ListingOptions::new(format).with_file_extension("");
        let mut schemas = Vec::with_capacity(urls.len());
        for (url, file) in urls.iter().zip(&self.files) {
            let schema = options.infer_schema(state, url).await;
            let schema = schema.map_err(|error| Failure::data(file.file.display(), error))?;
            schemas.push(schema.as_ref().clone());
        }
        let place = self.files[0].file.display();
        let schema = Schema::try_merge(schemas).map_err(|error| Failure::data(&place, error))?;
        let config = ListingTableConfig::new_with_multi_paths(urls)
            .with_listing_options(options)
            .with_schema(Arc::new(schema));
        let table = ListingTable::try_new(config).map_err(|error| Failure::data(&place, error))?;
        let cache = state.runtime_env().cache_manager.get_file_statistic_cache();
        Ok(OpenedTable { table: Arc::new(table.with_cache(cache)), places })
    }

    /// The columns of all files.
    fn schema(&self, found: &[Found]) -> Result<SchemaRef, Failure> {
        let mut schema = Arc::clone(&found[0].schema);
        for (found, file) in found.iter().zip(&self.files).skip(1) {
            let merged = match found.format {
                Format::Csv => widened(&schema, &found.schema),
                Format::Json => {
                    let schemas = [schema.as_ref().clone(), found.schema.as_ref().clone()];
                    Schema::try_merge(schemas).ok()
                }
                _ => (schema.fields() == found.schema.fields()).then(|| schema.as_ref().clone()),
            };
            let Some(merged) = merged else {
                let problem =
                    format!("its columns are not those of {}", self.files[0].file.display());
                return Err(Failure::data(file.file.display(), problem));
            };
            schema = Arc::new(merged);
        }
        Ok(schema)
    }
}

/// The columns of two CSV files, where they are called the same: numbers become floats where one file has
/// floats, and what differs else becomes text.
fn widened(one: &Schema, other: &Schema) -> Option<Schema> {
    let are_called_same = one
        .fields()
        .iter()
        .map(|field| field.name())
        .eq(other.fields().iter().map(|field| field.name()));
    let columns = one.fields().iter().zip(other.fields()).map(|(one, other)| {
        let data_type = match (one.data_type(), other.data_type()) {
            (one, other) if one == other => one.clone(),
            (DataType::Null, other) | (other, DataType::Null) => other.clone(),
            (one, other) if one.is_numeric() && other.is_numeric() => DataType::Float64,
            _ => DataType::Utf8,
        };
        Field::new(one.name(), data_type, true)
    });
    are_called_same.then(|| Schema::new(columns.collect::<Vec<_>>()))
}

/// A table that this process alone can read.
fn unreadable_elsewhere(file: &str) -> Failure {
    Failure::usage(format!(
        "{file}: workers read row files and Parquet from paths that all machines have, and not this; make a row \
         file of it with `ferrow convert`"
    ))
}

/// Standard input or a pipe, which is read once, so that all of it has to be kept.
fn read_whole(file: &InputArgs) -> Result<RowTable, Failure> {
    let input = Input::open(file, None)?;
    let layout = Arc::clone(&input.layout);
    let name = input.name.clone();
    let rows = input.collect::<Result<Vec<_>, _>>()?;
    RowTable::try_new(layout, vec![rows]).map_err(|error| Failure::data(name, error))
}

/// The file at `path`, or those in it that are not hidden.
fn files_at(path: &Path) -> Result<Vec<PathBuf>, Failure> {
    if is_std(path) || !path.is_dir() {
        return Ok(vec![path.to_owned()]);
    }
    let shown = path.display().to_string();
    let entries = fs::read_dir(path).and_then(Iterator::collect::<std::io::Result<Vec<_>>>);
    let entries = entries.map_err(|error| Failure::io(&shown, &error))?;
    let is_hidden = |path: &Path| {
        path.file_name().is_some_and(|name| name.to_string_lossy().starts_with(['.', '_']))
    };
    let mut files: Vec<PathBuf> = entries.iter().map(fs::DirEntry::path).collect();
    files.retain(|file| !is_hidden(file) && is_regular(file));
    files.sort();
    if files.is_empty() {
        return Err(Failure::usage(format!("{shown}: there are no files in this directory")));
    }
    Ok(files)
}

fn is_regular(path: &Path) -> bool {
    // What is not there is said so when it is opened.
    !is_std(path) && fs::metadata(path).map_or(true, |metadata| metadata.is_file())
}

/// Where the file is, as a URL: signs of patterns are part of its name.
fn url_of(file: &Path) -> Result<ListingTableUrl, Failure> {
    let shown = file.display().to_string();
    let whole = fs::canonicalize(file).map_err(|error| Failure::io(&shown, &error))?;
    let whole = whole.to_str().ok_or_else(|| {
        Failure::usage(format!("{shown}: the path is not UTF-8, which DataFusion wants"))
    })?;
    let mut url = "file://".to_owned();
    for byte in whole.bytes() {
        match byte {
            b'/' | b'-' | b'_' | b'.' | b'~' => url.push(char::from(byte)),
            _ if byte.is_ascii_alphanumeric() => url.push(char::from(byte)),
            _ => url.push_str(&format!("%{byte:02X}")),
        }
    }
    ListingTableUrl::parse(&url).map_err(|error| Failure::usage(format!("{shown}: {error}")))
}
