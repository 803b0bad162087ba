//! A feature of the web: 18,865 records with texts, lists, structs and a map of lists of structs.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::sync::Arc;

use arrow_array::builder::{ListBuilder, StringBuilder};
use arrow_array::{ArrayRef, ListArray, MapArray, RecordBatch, StructArray};
use arrow_buffer::OffsetBufferBuilder;
use arrow_schema::{DataType, FieldRef, Fields, SchemaRef};
use ferrow_derive::Record;
use flate2::read::GzDecoder;
use serde::{Deserialize, Serialize};

use crate::Failure;
use crate::cells::{Cell, builders};

#[derive(Debug, Clone, PartialEq, Record, Serialize, Deserialize)]
#[record(crate = ferrow_row)]
pub(crate) struct Feature {
    feature: String,
    depth: i32,
    description: Option<String>,
    mdn_url: Option<String>,
    spec_url: Option<Vec<String>>,
    tags: Option<Vec<String>>,
    status: Status,
    support: BTreeMap<String, Vec<Support>>,
}

#[derive(Debug, Clone, PartialEq, Record, Serialize, Deserialize)]
#[record(crate = ferrow_row)]
struct Status {
    experimental: bool,
    standard_track: bool,
    deprecated: bool,
}

#[derive(Debug, Clone, PartialEq, Record, Serialize, Deserialize)]
#[record(crate = ferrow_row)]
struct Support {
    version_added: String,
    version_removed: Option<String>,
    partial: bool,
    prefix: Option<String>,
    flags: Vec<String>,
    notes: Vec<String>,
}

type Texts = ListBuilder<StringBuilder>;

impl Cell for Vec<String> {
    type Builder = Texts;

    fn builder(rows: usize) -> Texts {
        ListBuilder::with_capacity(String::builder(rows), rows)
    }

    fn append(&self, builder: &mut Texts) {
        self.iter().for_each(|text| builder.values().append_value(text));
        builder.append(true);
    }
}

impl Cell for Option<Vec<String>> {
    type Builder = Texts;

    fn builder(rows: usize) -> Texts {
        Vec::<String>::builder(rows)
    }

    fn append(&self, builder: &mut Texts) {
        match self {
            Some(texts) => texts.append(builder),
            None => builder.append_null(),
        }
    }
}

builders! { Own of Feature {
    feature: String,
    depth: i32,
    description: Option<String>,
    mdn_url: Option<String>,
    spec_url: Option<Vec<String>>,
    tags: Option<Vec<String>>,
} }

builders! { OfStatus of Status {
    experimental: bool,
    standard_track: bool,
    deprecated: bool,
} }

builders! { OfSupport of Support {
    version_added: String,
    version_removed: Option<String>,
    partial: bool,
    prefix: Option<String>,
    flags: Vec<String>,
    notes: Vec<String>,
} }

/// All features of the file.
pub(crate) fn read(file: &Path) -> Result<Vec<Feature>, Failure> {
    let lines = BufReader::new(GzDecoder::new(File::open(file)?)).lines();
    lines.map(|line| Ok(serde_json::from_str(&line?)?)).collect()
}

/// Fills Arrow's builders record by record. What nests is built level by level, which is faster than
/// the builders of structs and maps, which look a child up by its type for every value.
pub(crate) fn build(records: &[Feature], schema: &SchemaRef) -> Result<RecordBatch, Failure> {
    let mut own = Own::new(records.len());
    let mut status = OfStatus::new(records.len());
    let mut maps = OffsetBufferBuilder::<i32>::new(records.len());
    let (mut keys, mut lists) = (String::builder(0), OffsetBufferBuilder::<i32>::new(0));
    let mut support = OfSupport::new(0);
    for record in records {
        own.push(record);
        status.push(&record.status);
        maps.push_length(record.support.len());
        for (key, list) in &record.support {
            keys.append_value(key);
            lists.push_length(list.len());
            list.iter().for_each(|of_key| support.push(of_key));
        }
    }

    let field = |index: usize| schema.field(index).data_type();
    let mut columns = own.finish();
    columns.push(structs(field(6), status.finish())?);
    let (entries, entry) = match field(7) {
        DataType::Map(entries, _) => (entries, fields_of(entries.data_type())?),
        other => return Err(format!("{other} is not a map").into()),
    };
    let item = item_of(entry[1].data_type())?;
    let support = structs(item.data_type(), support.finish())?;
    let lists = ListArray::try_new(item.clone(), lists.finish(), support, None)?;
    let pairs: Vec<ArrayRef> = vec![Arc::new(keys.finish()), Arc::new(lists)];
    let pairs = StructArray::try_new(entry.clone(), pairs, None)?;
    columns.push(Arc::new(MapArray::try_new(entries.clone(), maps.finish(), pairs, None, false)?));
    // A list's item is nullable in the builders, and in the schema it is what it is.
    let columns = columns.into_iter().zip(schema.fields());
    let columns = columns.map(|(column, field)| renamed(column, field.data_type()));
    Ok(RecordBatch::try_new(schema.clone(), columns.collect::<Result<_, Failure>>()?)?)
}

fn structs(data_type: &DataType, columns: Vec<ArrayRef>) -> Result<ArrayRef, Failure> {
    let fields = fields_of(data_type)?;
    let columns = columns.into_iter().zip(fields);
    let columns = columns.map(|(column, field)| renamed(column, field.data_type()));
    let columns = columns.collect::<Result<_, Failure>>()?;
    Ok(Arc::new(StructArray::try_new(fields.clone(), columns, None)?))
}

/// The same list with the item that the schema names.
fn renamed(column: ArrayRef, data_type: &DataType) -> Result<ArrayRef, Failure> {
    match (data_type, column.as_any().downcast_ref::<ListArray>()) {
        (DataType::List(item), Some(list)) => {
            let (_, offsets, values, nulls) = list.clone().into_parts();
            Ok(Arc::new(ListArray::try_new(item.clone(), offsets, values, nulls)?))
        }
        _ => Ok(column),
    }
}

fn fields_of(data_type: &DataType) -> Result<&Fields, Failure> {
    match data_type {
        DataType::Struct(fields) => Ok(fields),
        other => Err(format!("{other} is not a struct").into()),
    }
}

fn item_of(data_type: &DataType) -> Result<&FieldRef, Failure> {
    match data_type {
        DataType::List(item) => Ok(item),
        other => Err(format!("{other} is not a list").into()),
    }
}
