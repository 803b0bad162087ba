//! From Arrow types to plans: the one place where a `DataType` becomes a [`Kind`].

use std::cell::Cell;
use std::rc::Rc;
use std::sync::Arc;

use arrow_schema::{DataType, Field, FieldRef, IntervalUnit, Schema, SchemaRef, TimeUnit};

use super::value::Nested;
use super::{LayoutId, ListLayout, MapLayout, RowLayout, Storage, UnionLayout, ValueLayout};
use crate::error::Problem;
use crate::{Error, Kind, RowFormat};

/// Schemas may come from outside, and what reads rows recurses as deep as they do.
const MAX_DEPTH: usize = 64;

/// Each value has its path, which has the names of all that it is in.
const MAX_PATH_BYTES: usize = 1 << 26;

/// Compiles what stands at one place of a schema.
#[derive(Clone)]
pub(super) struct Compiler {
    format: RowFormat,
    path: String,
    depth: usize,
    /// Bytes of paths that are left, of all places of the schema together.
    path_bytes: Rc<Cell<usize>>,
}

impl Compiler {
    pub(super) fn new(format: RowFormat) -> Self {
        let path_bytes = Rc::new(Cell::new(MAX_PATH_BYTES));
        Self { format, path: String::new(), depth: 0, path_bytes }
    }

    /// The compiler of what is inside: `name` goes on the path as it is.
    fn inside(&self, name: &str) -> Self {
        let (depth, path_bytes) = (self.depth + 1, Rc::clone(&self.path_bytes));
        Self { format: self.format, path: format!("{}{name}", self.path), depth, path_bytes }
    }

    pub(super) fn row(&self, schema: SchemaRef) -> Result<RowLayout, Error> {
        let dot = if self.path.is_empty() { "" } else { "." };
        let values = (schema.fields().iter())
            .map(|field| self.inside(&format!("{dot}{}", field.name())).value(field))
            .collect::<Result<Box<[_]>, Error>>()?;
        RowLayout::of_values(schema, self.format, values)
            .ok_or_else(|| Error::new(Problem::TooWide).at(&self.path))
    }

    pub(super) fn list(
        &self,
        list: &Field,
        element: &FieldRef,
        fixed_len: Option<usize>,
    ) -> Result<ListLayout, Error> {
        let element = self.inside("[]").value(element)?;
        let has_bitmap = self.format == RowFormat::Standard || element.nullable;
        let (stored, _) = stored_type(element.data_type(), element.nullable);
        let is_primitive = !has_bitmap && is_java_primitive(stored);
        let trailing_width = if is_primitive { element.width } else { 0 };
        let format = self.format;
        let layout = ListLayout { element, format, fixed_len, has_bitmap, trailing_width };
        self.check_bounded(list, &layout)?;
        Ok(layout)
    }

    pub(super) fn map(
        &self,
        map: &Field,
        key: &FieldRef,
        value: &FieldRef,
    ) -> Result<MapLayout, Error> {
        let mut key = self.inside(".keys[]").value(key)?;
        if key.kind == Kind::Null {
            return Err(self.unsupported(map.data_type()));
        }
        // The compact layout has null bits of values whatever the schema says, and none of keys.
        let format = self.format;
        let has_bitmap = format == RowFormat::Standard;
        key.nullable &= has_bitmap;
        let list = |element, has_bitmap| ListLayout {
            element,
            format,
            fixed_len: None,
            has_bitmap,
            trailing_width: 0,
        };
        let keys = list(key, has_bitmap);
        self.check_bounded(map, &keys)?;
        let values = list(self.inside(".values[]").value(value)?, true);
        Ok(MapLayout { keys, values, path: self.path.as_str().into() })
    }

    /// Elements without any bytes could be there in any number.
    fn check_bounded(&self, field: &Field, list: &ListLayout) -> Result<(), Error> {
        if list.element.width == 0 && !list.has_bitmap {
            return Err(self.unsupported(field.data_type()));
        }
        Ok(())
    }

    fn value(&self, field: &FieldRef) -> Result<ValueLayout, Error> {
        if self.depth > MAX_DEPTH {
            return Err(Error::new(Problem::TooDeep { most: MAX_DEPTH }).at(&self.path));
        }
        match self.path_bytes.get().checked_sub(self.path.len()) {
            Some(left) => self.path_bytes.set(left),
            None => return Err(Error::new(Problem::LongPaths { most: MAX_PATH_BYTES })),
        }
        let (data_type, nullable) = stored_type(field.data_type(), field.is_nullable());
        let kind = kind_of(data_type).ok_or_else(|| self.unsupported(field.data_type()))?;
        let nested = self.nested(field, data_type)?;
        let (size, storage, width) = self.place(kind, data_type, &nested);
        Ok(ValueLayout {
            id: LayoutId::next(),
            field: Arc::clone(field),
            kind,
            nullable: nullable || kind == Kind::Null,
            storage,
            width,
            size,
            nested,
            path: self.path.as_str().into(),
        })
    }

    fn nested(&self, field: &FieldRef, data_type: &DataType) -> Result<Nested, Error> {
        if let Some((element, len)) = list_element(data_type) {
            return self.list(field, element, len).map(|list| Nested::List(Arc::new(list)));
        }
        if let Some((key, value)) = map_entries(data_type) {
            return self.map(field, key, value).map(|map| Nested::Map(Arc::new(map)));
        }
        Ok(match data_type {
            DataType::Struct(fields) => {
                let schema = Schema::new(fields.clone());
                Nested::Struct(Arc::new(self.row(Arc::new(schema))?))
            }
            DataType::Union(children, _) => {
                let type_ids = children.iter().map(|(id, _)| id).collect();
                let is_required = |child: &Field| {
                    let (stored, nullable) = stored_type(child.data_type(), child.is_nullable());
                    !nullable && !stored.is_null()
                };
                let required = children.iter().map(|(_, child)| is_required(child)).collect();
                let type_id = Arc::new(Field::new("type_id", DataType::Int8, false));
                let children = (children.iter())
                    .map(|(_, child)| Arc::new(child.as_ref().clone().with_nullable(true)));
                let fields: Vec<_> = std::iter::once(type_id).chain(children).collect();
                let row = Arc::new(self.row(Arc::new(Schema::new(fields)))?);
                Nested::Union(Arc::new(UnionLayout { row, type_ids, required }))
            }
            _ => Nested::None,
        })
    }

    /// The size of the value, where the schema has it; where it is; and the width of its slot.
    fn place(
        &self,
        kind: Kind,
        data_type: &DataType,
        nested: &Nested,
    ) -> (Option<usize>, Storage, usize) {
        let size = match (kind, data_type, nested) {
            (Kind::Decimal128 | Kind::Decimal256, ..) => Some(32),
            (Kind::MonthDayNano, ..) => Some(16),
            (_, DataType::FixedSizeBinary(size), _) => usize::try_from(*size).ok(),
            (.., Nested::Struct(row)) => row.is_fixed().then(|| row.fixed_width()),
            (.., Nested::Union(union)) => union.row.is_fixed().then(|| union.row.fixed_width()),
            _ => None,
        };
        match (self.format, size) {
            (RowFormat::Compact, Some(size)) if !is_decimal(kind) => {
                (Some(size), Storage::Inline, size)
            }
            _ if kind.is_variable() => {
                // A nested row may have bytes behind its end.
                let size = size.filter(|_| !kind.is_nested());
                (size, Storage::Span, kind.width())
            }
            _ => (None, Storage::Slot, kind.width()),
        }
    }

    fn unsupported(&self, data_type: &DataType) -> Error {
        Error::new(Problem::Unsupported { data_type: data_type.clone() }).at(&self.path)
    }
}

fn is_decimal(kind: Kind) -> bool {
    matches!(kind, Kind::Decimal128 | Kind::Decimal256)
}

/// Dates, times and decimals are integers of the same kinds, but no primitives of Java.
fn is_java_primitive(data_type: &DataType) -> bool {
    matches!(data_type, DataType::Boolean | DataType::Float32 | DataType::Float64)
        || data_type.is_signed_integer()
}

/// The type that rows hold for an Arrow type that encodes another, and whether it may be null.
fn stored_type(data_type: &DataType, nullable: bool) -> (&DataType, bool) {
    match data_type {
        DataType::Dictionary(_, values) => stored_type(values, nullable),
        DataType::RunEndEncoded(_, values) => {
            stored_type(values.data_type(), nullable || values.is_nullable())
        }
        _ => (data_type, nullable),
    }
}

/// The element of an Arrow list type, and the number of them where the type has it.
pub(super) fn list_element(data_type: &DataType) -> Option<(&FieldRef, Option<usize>)> {
    match data_type {
        DataType::List(element)
        | DataType::LargeList(element)
        | DataType::ListView(element)
        | DataType::LargeListView(element) => Some((element, None)),
        DataType::FixedSizeList(element, len) => Some((element, Some(usize::try_from(*len).ok()?))),
        _ => None,
    }
}

/// The key and the value of an Arrow map type.
pub(super) fn map_entries(data_type: &DataType) -> Option<(&FieldRef, &FieldRef)> {
    match data_type {
        DataType::Map(entries, _) => match entries.data_type() {
            DataType::Struct(fields) => match &fields[..] {
                [key, value] => Some((key, value)),
                _ => None,
            },
            _ => None,
        },
        _ => None,
    }
}

fn kind_of(data_type: &DataType) -> Option<Kind> {
    Some(match data_type {
        // An Arrow file does not tell an empty zone from none.
        DataType::Timestamp(_, Some(zone)) if zone.is_empty() => return None,
        DataType::Timestamp(..) => Kind::Int64,
        DataType::Decimal32(precision, scale) => decimal(*precision, *scale, 9, Kind::Int32)?,
        DataType::Decimal64(precision, scale) => decimal(*precision, *scale, 18, Kind::Int64)?,
        DataType::Decimal128(precision, scale) => {
            decimal(*precision, *scale, 38, Kind::Decimal128)?
        }
        DataType::Decimal256(precision, scale) => {
            decimal(*precision, *scale, 76, Kind::Decimal256)?
        }
        DataType::Null => Kind::Null,
        DataType::Boolean => Kind::Bool,
        DataType::Int8 => Kind::Int8,
        DataType::Int16 => Kind::Int16,
        DataType::Int32
        | DataType::Date32
        | DataType::Time32(TimeUnit::Second | TimeUnit::Millisecond)
        | DataType::Interval(IntervalUnit::YearMonth) => Kind::Int32,
        DataType::Int64
        | DataType::Date64
        | DataType::Time64(TimeUnit::Microsecond | TimeUnit::Nanosecond)
        | DataType::Duration(_) => Kind::Int64,
        DataType::UInt8 => Kind::UInt8,
        DataType::UInt16 => Kind::UInt16,
        DataType::UInt32 => Kind::UInt32,
        DataType::UInt64 => Kind::UInt64,
        DataType::Float16 => Kind::Float16,
        DataType::Float32 => Kind::Float32,
        DataType::Float64 => Kind::Float64,
        DataType::Interval(IntervalUnit::DayTime) => Kind::DayTime,
        DataType::Interval(IntervalUnit::MonthDayNano) => Kind::MonthDayNano,
        DataType::Utf8 | DataType::LargeUtf8 | DataType::Utf8View => Kind::Utf8,
        DataType::Binary | DataType::LargeBinary | DataType::BinaryView => Kind::Binary,
        DataType::FixedSizeBinary(size) if *size >= 0 => Kind::FixedBinary,
        DataType::Struct(_) => Kind::Struct,
        DataType::Union(..) => Kind::Union,
        DataType::Map(..) => map_entries(data_type).map(|_| Kind::Map)?,
        _ => list_element(data_type).map(|_| Kind::List)?,
    })
}

/// The kind of a decimal, where Arrow has one of this precision and scale.
fn decimal(precision: u8, scale: i8, most: u8, kind: Kind) -> Option<Kind> {
    let scale_fits = u8::try_from(scale).is_ok_and(|scale| scale <= precision) || scale < 0;
    ((1..=most).contains(&precision) && scale_fits).then_some(kind)
}
