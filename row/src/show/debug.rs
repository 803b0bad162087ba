//! `Debug`: every value with the offset of its slot and, where it stands elsewhere, of its bytes.
//! Offsets count from the start of what is shown, also those of values inside of values.

use std::fmt;
use std::ops::Range;

use super::values::{Name, Shown};
use crate::standard::{self, Span, WORD};
use crate::{
    Error, LazyList, LazyMap, LazyRow, ListRef, MapRef, RowLayout, RowRef, Storage, UnionRef,
    ValueLayout, ValueRef,
};

impl fmt::Debug for RowRef<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("RowRef ")?;
        row(f, *self, 0)
    }
}

impl fmt::Debug for ListRef<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ListRef ")?;
        list(f, *self, 0)
    }
}

impl fmt::Debug for MapRef<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("MapRef ")?;
        map(f, *self, 0)
    }
}

impl fmt::Debug for UnionRef<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("UnionRef ")?;
        row(f, self.row(), 0)
    }
}

/// The fields, each checked: `!!` and what is wrong stands for one that cannot be read.
impl fmt::Debug for LazyRow<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("LazyRow ")?;
        fields(f, self.layout(), self.bytes(), 0, |index| self.value(index))
    }
}

/// The elements, or `!!` and what is wrong with the first bad one.
impl fmt::Debug for LazyList<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("LazyList ")?;
        let value = ListRef::try_new(self.layout(), self.bytes()).map(ValueRef::List);
        checked(f, &value, None, 0)
    }
}

/// The keys and values, or `!!` and what is wrong with the first bad one.
impl fmt::Debug for LazyMap<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("LazyMap ")?;
        let value = MapRef::try_new(self.layout(), self.bytes()).map(ValueRef::Map);
        checked(f, &value, None, 0)
    }
}

/// Where a value stands, as in `carrier@8 -> 32..34`.
struct Place<'a> {
    name: Option<&'a str>,
    slot: usize,
    span: Option<Range<usize>>,
}

impl<'a> Place<'a> {
    /// The place of the value whose slot is at `offset` of `container`, which starts at `base`.
    fn of_slot(container: &[u8], base: usize, offset: usize, layout: &'a ValueLayout) -> Self {
        let span = (layout.storage() == Storage::Span).then(|| {
            let span = Span::from_slot(standard::load(container, offset));
            let start = base.saturating_add(span.offset as usize);
            start..start.saturating_add(span.size as usize)
        });
        Self { name: None, slot: base + offset, span }
    }

    /// Where what is inside the value counts its offsets from.
    fn inside(&self) -> usize {
        self.span.as_ref().map_or(self.slot, |span| span.start)
    }
}

impl fmt::Debug for Place<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(name) = self.name {
            write!(f, "{:?}", Name(name))?;
        }
        write!(f, "@{}", self.slot)?;
        self.span.as_ref().map_or(Ok(()), |span| write!(f, " -> {span:?}"))
    }
}

/// A value, or what is wrong with it, that starts at `base`.
struct Placed<'a> {
    value: Result<ValueRef<'a>, Error>,
    layout: &'a ValueLayout,
    base: usize,
}

impl fmt::Debug for Placed<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        checked(f, &self.value, Some(self.layout), self.base)
    }
}

struct Element<'a>(Place<'a>, Placed<'a>);

impl fmt::Debug for Element<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}: ", self.0)?;
        fmt::Debug::fmt(&self.1, f)
    }
}

fn checked(
    f: &mut fmt::Formatter<'_>,
    value: &Result<ValueRef<'_>, Error>,
    layout: Option<&ValueLayout>,
    base: usize,
) -> fmt::Result {
    match value {
        Ok(ValueRef::Struct(value)) => row(f, *value, base),
        Ok(ValueRef::Union(value)) => row(f, value.row(), base),
        Ok(ValueRef::List(value)) => list(f, *value, base),
        Ok(ValueRef::Map(value)) => map(f, *value, base),
        Ok(value) => {
            let data_type = layout.map(ValueLayout::data_type);
            fmt::Debug::fmt(&Shown { value: *value, data_type }, f)
        }
        Err(error) => write!(f, "!! {error}"),
    }
}

fn row(f: &mut fmt::Formatter<'_>, row: RowRef<'_>, base: usize) -> fmt::Result {
    fields(f, row.layout(), row.bytes(), base, |index| Ok(row.value(index)))
}

fn fields<'a>(
    f: &mut fmt::Formatter<'_>,
    layout: &'a RowLayout,
    bytes: &'a [u8],
    base: usize,
    value: impl Fn(usize) -> Result<ValueRef<'a>, Error>,
) -> fmt::Result {
    let mut out = f.debug_map();
    for index in 0..layout.len() {
        let (field, value) = (layout.value(index), value(index));
        let mut place = Place::of_slot(bytes, base, layout.slot_offset(index), field);
        place.name = Some(field.field().name());
        if let Ok(ValueRef::Null) = value {
            place.span = None;
        }
        let base = place.inside();
        out.entry(&place, &Placed { value, layout: field, base });
    }
    out.finish()
}

fn list(f: &mut fmt::Formatter<'_>, list: ListRef<'_>, base: usize) -> fmt::Result {
    let element = list.layout().element();
    let first = list.layout().parts(list.len()).map_or(0, |parts| parts.elements);
    f.debug_list()
        .entries(list.values().enumerate().map(|(index, value)| {
            let offset = first + index * element.width();
            let mut place = Place::of_slot(list.bytes(), base, offset, element);
            if let ValueRef::Null = value {
                place.span = None;
            }
            let base = place.inside();
            Element(place, Placed { value: Ok(value), layout: element, base })
        }))
        .finish()
}

fn map(f: &mut fmt::Formatter<'_>, map: MapRef<'_>, base: usize) -> fmt::Result {
    let (keys, values) = (base + WORD, base + WORD + map.keys().bytes().len());
    let side = |name: &'static str, slot| Place { name: Some(name), slot, span: None };
    f.debug_map()
        .entry(&side("keys", keys), &Side(map.keys(), keys))
        .entry(&side("values", values), &Side(map.values(), values))
        .finish()
}

/// The keys or the values of a map.
struct Side<'a>(ListRef<'a>, usize);

impl fmt::Debug for Side<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        list(f, self.0, self.1)
    }
}
