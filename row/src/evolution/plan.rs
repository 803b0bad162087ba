//! Making a plan: which written value is read for a wanted one, and how.

use std::sync::Arc;

use arrow_schema::DataType;

use super::convert::{
    Converter, ListConverter, MapConverter, RowConverter, Same, Source, UnionConverter, default,
};
use super::widen::{stored, widening};
use crate::error::Problem;
use crate::value::{by_kind, by_kind_of};
use crate::{
    Error, Kind, RowBatch, RowBatchWriter, RowLayout, RowRef, UnionLayout, ValueLayout, ValueRef,
};

/// The default row, a batch of one, and the ordinals of the nested rows that lead to a place in it.
#[derive(Clone)]
struct Defaults {
    row: Arc<RowBatch>,
    path: Vec<usize>,
}

impl Defaults {
    fn of_field(&self, index: usize) -> Self {
        let mut path = self.path.clone();
        path.push(index);
        Self { row: Arc::clone(&self.row), path }
    }
}

/// Plans rows of `written` as rows of `wanted`.
pub(super) fn rows(
    written: &RowLayout,
    wanted: &Arc<RowLayout>,
    defaults: Option<RowRef<'_>>,
) -> Result<RowConverter, Error> {
    let defaults = match defaults {
        None => None,
        Some(row) => {
            let mut writer = RowBatchWriter::new(Arc::clone(wanted));
            let mut copy = writer.row();
            copy.set_row(row)?;
            copy.finish()?;
            Some(Defaults { row: Arc::new(writer.finish()), path: Vec::new() })
        }
    };
    row(written, wanted, defaults.as_ref())
}

fn row(
    written: &RowLayout,
    wanted: &RowLayout,
    defaults: Option<&Defaults>,
) -> Result<RowConverter, Error> {
    let fields = wanted.schema().fields().iter().zip(wanted.values()).enumerate();
    let fields = fields.map(|(index, (field, value_layout))| {
        let defaults = defaults.map(|defaults| defaults.of_field(index));
        let of_name = |name: &&usize| written.schema().field(**name).name() == field.name();
        let ordinals: Vec<usize> = (0..written.len()).collect();
        let found: Vec<usize> = ordinals.iter().filter(of_name).copied().collect();
        let source = match (found[..].first(), found.len(), defaults) {
            (Some(&index), 1, defaults) => {
                let from = written.value(index);
                value(from, value_layout, defaults.as_ref())
                    .map(|converter| Source::Field { index, converter })
            }
            (Some(_), count, _) => Err(Error::new(Problem::Ambiguous { count })),
            (None, _, Some(Defaults { row, path }))
                if value_layout.is_nullable() || default(&row, &path) != ValueRef::Null =>
            {
                Ok(Source::Default { row, path })
            }
            (None, ..) if value_layout.is_nullable() => Ok(Source::Null),
            (None, ..) => Err(Error::new(Problem::NotInRows)),
        };
        source.map_err(|error| error.in_field(field.name()))
    });
    Ok(RowConverter { fields: fields.collect::<Result<_, Error>>()? })
}

fn value(
    written: &ValueLayout,
    wanted: &ValueLayout,
    defaults: Option<&Defaults>,
) -> Result<Box<dyn Converter>, Error> {
    if written.is_nullable() && !wanted.is_nullable() {
        return Err(Error::new(Problem::MayBeNull));
    }
    if let (Some(written), Some(wanted)) = (written.row(), wanted.row()) {
        return Ok(Box::new(row(written, wanted, defaults)?));
    }
    if let (Some(from), Some(to)) = (written.list(), wanted.list()) {
        let any_len = to.fixed_len().is_none();
        if any_len || from.fixed_len() == to.fixed_len() {
            let element = value(from.element(), to.element(), None);
            let element = element.map_err(Error::in_elements)?;
            return Ok(Box::new(ListConverter { element }));
        }
    }
    if let (Some(from), Some(to)) = (written.map(), wanted.map()) {
        let inside = |part: &'static str| move |error: Error| error.in_elements().in_field(part);
        let key =
            value(from.keys().element(), to.keys().element(), None).map_err(inside("keys"))?;
        let value = value(from.values().element(), to.values().element(), None);
        return Ok(Box::new(MapConverter { key, value: value.map_err(inside("values"))? }));
    }
    if let (Some(written), Some(wanted)) = (written.union(), wanted.union()) {
        return union(written, wanted);
    }
    scalar(written, wanted).ok_or_else(|| {
        Error::new(Problem::NotWidened {
            written: written.data_type().to_string(),
            wanted: wanted.data_type().to_string(),
        })
    })
}

fn scalar(written: &ValueLayout, wanted: &ValueLayout) -> Option<Box<dyn Converter>> {
    let (from, to) = (written.kind(), wanted.kind());
    let is_same = match (from, to) {
        (Kind::Null, _) => return Some(Box::new(super::convert::AlwaysNull)),
        (Kind::FixedBinary, Kind::FixedBinary) => written.size() == wanted.size(),
        (Kind::Utf8, Kind::Utf8) | (Kind::Binary | Kind::FixedBinary, Kind::Binary) => true,
        (Kind::Utf8, Kind::Binary) => return Some(Box::new(super::convert::TextAsBytes)),
        _ => from == to && !from.is_nested() && is_same_type(written, wanted),
    };
    if is_same {
        return by_kind!(from, null => None, T => Some(Box::new(Same::<T>::new())));
    }
    widening(written, wanted)
}

/// Whether two types are one but for dictionaries, run-ends and the zone in which instants are shown.
fn is_same_type(written: &ValueLayout, wanted: &ValueLayout) -> bool {
    match (stored(written.data_type()), stored(wanted.data_type())) {
        (DataType::Timestamp(from, a), DataType::Timestamp(to, b)) => {
            from == to && a.is_some() == b.is_some()
        }
        (from, to) => from == to,
    }
}

fn union(written: &UnionLayout, wanted: &UnionLayout) -> Result<Box<dyn Converter>, Error> {
    let children = (0..written.type_ids().len()).map(|index| {
        let (type_id, from) = (written.type_ids()[index], written.child(index));
        let child = (0..wanted.type_ids().len())
            .find(|&child| wanted.child(child).field().name() == from.field().name());
        let child = child.ok_or_else(|| Error::new(Problem::NoChild { type_id }));
        let in_child = |error: Error| error.in_field(from.field().name());
        let child = child.map_err(in_child)?;
        if wanted.is_required(child) && !written.is_required(index) {
            return Err(in_child(Error::new(Problem::MayBeNull)));
        }
        let converter = value(from, wanted.child(child), None).map_err(in_child)?;
        Ok((wanted.type_ids()[child], converter))
    });
    Ok(Box::new(UnionConverter { children: children.collect::<Result<_, Error>>()? }))
}
