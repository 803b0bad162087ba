//! Bytes of any origin, read every way that there is: all ways agree.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::Arc;

use arrow_array::BinaryArray;
use arrow_schema::{DataType, Schema, SortOptions};
use ferrow_row::{
    Error, ErrorKind, LazyList, LazyMap, ListRef, MapRef, RowBatch, RowFormat, RowLayout, RowOrder,
    RowRef,
};

use crate::codec::{Plan, Reader};
use crate::decode;
use crate::model::{self, Model};

/// What bytes are of: a struct is a row, anything else a bare list or map.
#[derive(Debug, Clone)]
pub(crate) struct Subject {
    pub(crate) format: RowFormat,
    pub(crate) data_type: DataType,
    pub(crate) plan: Plan,
}

impl Subject {
    pub(crate) fn new(format: RowFormat, data_type: &DataType) -> Result<Self, Error> {
        let plan = match data_type {
            DataType::Struct(fields) => Plan::row(Schema::new(fields.clone()), format),
            other => Plan::bare(other, format),
        };
        Ok(Self { format, data_type: data_type.clone(), plan: plan? })
    }

    /// The bytes that FORMAT.md gives to a value.
    pub(crate) fn encode(&self, value: &Model) -> Vec<u8> {
        model::value(self.format, &self.data_type, value)
    }

    /// Reads `bytes` and asserts that every reader does what the rules say: all give the same value, or
    /// none but readers of single values give any. What is read is equal to its canonical form, which is what
    /// the model of the format writes.
    pub(crate) fn survey(&self, bytes: &[u8]) -> Result<Model, ErrorKind> {
        let read = self.plan.read(Reader::Values, bytes);
        assert_eq!(read.as_ref().ok(), decode::message(&self.plan, bytes).as_ref(), "{read:?}");
        let value = match read {
            Ok(value) => value,
            Err(error) => {
                self.assert_refused(bytes, &error);
                return Err(error.kind());
            }
        };
        for reader in [Reader::Typed, Reader::Lazy] {
            let found = self.plan.read(reader, bytes);
            assert_eq!(found.as_ref().ok(), Some(&value), "{reader:?}: {found:?}");
        }
        if let Plan::Row(layout) = &self.plan {
            assert_fields_read(layout, bytes);
        }
        match self.canonicalize(bytes) {
            Ok(canonical) => self.assert_same(bytes, &canonical, &value),
            Err(error) => {
                assert_eq!(error.kind(), ErrorKind::DuplicateKey, "{error}");
                assert!(has_key_twice(&value), "{error}: {value:?}");
            }
        }
        Ok(value)
    }

    fn canonicalize(&self, bytes: &[u8]) -> Result<Vec<u8>, Error> {
        match &self.plan {
            Plan::Row(layout) => RowRef::try_new(layout, bytes)?.canonicalize(),
            Plan::List(layout) => ListRef::try_new(layout, bytes)?.canonicalize(),
            Plan::Map(layout) => MapRef::try_new(layout, bytes)?.canonicalize(),
        }
    }

    fn assert_same(&self, bytes: &[u8], canonical: &[u8], value: &Model) {
        assert_eq!(canonical, self.encode(value), "canonical bytes of {value:?}");
        let again = self.canonicalize(canonical).expect("canonical bytes are valid");
        assert_eq!(again, canonical, "canonical form is its own canonical form");
        let is_canonical = bytes == canonical;
        match &self.plan {
            Plan::Row(layout) => {
                let [a, b] = both([bytes, canonical], |bytes| RowRef::try_new(layout, bytes));
                assert_eq!((a, hash(a), a.is_canonical()), (b, hash(b), is_canonical));
                let all: Vec<_> = (0..layout.len()).map(|i| (i, SortOptions::default())).collect();
                assert!(RowOrder::new(layout, &all).compare(a, b).is_eq());
            }
            Plan::List(layout) => {
                let [a, b] = both([bytes, canonical], |bytes| ListRef::try_new(layout, bytes));
                assert_eq!((a, hash(a), a.is_canonical()), (b, hash(b), is_canonical));
            }
            Plan::Map(layout) => {
                let [a, b] = both([bytes, canonical], |bytes| MapRef::try_new(layout, bytes));
                assert_eq!((a, hash(a), a.is_canonical()), (b, hash(b), is_canonical));
            }
        }
    }

    /// Some value of what is refused as a whole is refused alone too, unless values share bytes.
    fn assert_refused(&self, bytes: &[u8], error: &Error) {
        let opened = match &self.plan {
            Plan::Row(layout) => {
                assert_refused_in_a_batch(layout, bytes, error);
                layout.open(bytes).and_then(|row| {
                    (0..layout.len()).try_for_each(|index| row.value(index).map(drop))
                })
            }
            Plan::List(layout) => LazyList::open(layout, bytes).and_then(read_elements),
            Plan::Map(layout) => LazyMap::open(layout, bytes)
                .and_then(|map| read_elements(map.keys()).and(read_elements(map.values()))),
        };
        assert!(
            opened.is_err() || error.kind() == ErrorKind::Overlap,
            "no value alone gives the error of all: {error}"
        );
    }
}

fn read_elements(list: LazyList<'_>) -> Result<(), Error> {
    (0..list.len()).try_for_each(|index| list.value(index).map(drop))
}

fn assert_refused_in_a_batch(layout: &Arc<RowLayout>, bytes: &[u8], error: &Error) {
    let batch = RowBatch::try_new(Arc::clone(layout), BinaryArray::from_iter_values([bytes]));
    let of_batch = batch.expect_err("a bad row is bad in a batch");
    let what = |error: &Error| (error.kind(), error.offset());
    assert_eq!(what(&of_batch), what(error), "{of_batch} in a batch, {error} alone");
    assert_eq!(of_batch.row(), Some(0));
}

/// Single fields, lazily, and the fields of the row in a batch.
fn assert_fields_read(layout: &Arc<RowLayout>, bytes: &[u8]) {
    let row = RowRef::try_new(layout, bytes).expect("a valid row");
    let lazy = layout.open(bytes).expect("a valid row");
    for index in 0..layout.len() {
        let found = lazy.value(index).expect("a valid field");
        assert_eq!(found, row.value(index), "field {index}");
    }
    let batch = RowBatch::try_new(Arc::clone(layout), BinaryArray::from_iter_values([bytes]));
    let batch = batch.expect("a valid row is valid in a batch");
    assert_eq!(batch.row(0), Some(row));
}

fn both<'a, T>(bytes: [&'a [u8]; 2], open: impl Fn(&'a [u8]) -> Result<T, Error>) -> [T; 2] {
    bytes.map(|bytes| open(bytes).expect("valid bytes"))
}

pub(crate) fn hash(value: impl Hash) -> u64 {
    let mut hasher = DefaultHasher::new();
    value.hash(&mut hasher);
    hasher.finish()
}

/// Whether a map in the value has a key twice.
pub(crate) fn has_key_twice(value: &Model) -> bool {
    match value {
        Model::Map(pairs) => {
            let twice = (pairs.iter().enumerate())
                .any(|(index, (key, _))| pairs[..index].iter().any(|(other, _)| other == key));
            twice || pairs.iter().any(|(key, value)| has_key_twice(key) || has_key_twice(value))
        }
        Model::List(values) | Model::Struct(values) => values.iter().any(has_key_twice),
        Model::Union(_, value) => has_key_twice(value),
        _ => false,
    }
}
