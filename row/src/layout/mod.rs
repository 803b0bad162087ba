//! The plan of a row: which field stands where, compiled once from an Arrow schema.

mod compile;
mod list;
mod map;
mod place;
mod readable;
mod value;

use std::ops::Range;
use std::sync::Arc;

use arrow_schema::SchemaRef;

pub use list::ListLayout;
pub use map::{MapLayout, UnionLayout};
pub use value::{Storage, ValueLayout};

pub(crate) use list::ListParts;
pub(crate) use place::{LayoutId, NullBit, Place};
pub(crate) use value::Holder;

use crate::error::Problem;
use crate::{Column, Error, Kind, LazyRow, Value, compact, standard};

/// Which of the two layouts of bytes rows have.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum RowFormat {
    /// Words for slots and null bits: what every implementation of the format reads.
    #[default]
    Standard,
    /// Slots of natural width, sorted, and nested values of fixed width inside: smaller, and of Java
    /// and Ferrow alone.
    Compact,
}

/// Where each field of a schema stands in a row, and how its null bits and slots are read.
///
/// Made once per schema and shared. What reads or writes rows asks it for kinds and places; a
/// `DataType` is looked at again only to choose an Arrow array, once per column.
///
/// ```
/// use arrow_schema::{DataType, Field, Schema};
/// use ferrow_row::{Kind, RowFormat, RowLayout};
///
/// let schema = Schema::new(vec![
///     Field::new("carrier", DataType::Utf8, false),
///     Field::new("dep_delay", DataType::Int16, true),
/// ]);
/// let layout = RowLayout::try_new(schema.clone())?;
/// assert_eq!(layout.fixed_width(), 8 + 2 * 8);
/// assert_eq!(layout.kind(1), Kind::Int16);
/// assert_eq!(layout.slot_offset(1), 16);
/// assert_eq!(layout.null_bit_offset(1), Some(1));
///
/// let compact = RowLayout::try_with_format(schema, RowFormat::Compact)?;
/// assert_eq!(compact.fixed_width(), 16);
/// assert_eq!(compact.slot_offset(1), 8);
/// assert_eq!(compact.null_bit_offset(1), Some(10 * 8 + 1));
/// # Ok::<(), ferrow_row::Error>(())
/// ```
#[derive(Debug)]
pub struct RowLayout {
    id: LayoutId,
    schema: SchemaRef,
    format: RowFormat,
    values: Box<[ValueLayout]>,
    places: Box<[Place]>,
    storage_order: Box<[usize]>,
    variable: Box<[usize]>,
    checked: Box<[usize]>,
    bitmap: Range<usize>,
    /// A bit per slot that may not be null, as in the bitmap, whether there is one or not.
    required: Box<[u64]>,
    /// The kind of each field, a byte of these words.
    kinds: Box<[u64]>,
    empty_row: Box<[u8]>,
}

impl RowLayout {
    /// Plans rows of `schema` in the standard layout.
    ///
    /// # Errors
    ///
    /// [`Unsupported`](crate::ErrorKind::Unsupported) with the field's path where rows do not hold
    /// its type, and [`Limit`](crate::ErrorKind::Limit) where types are nested more than 64 deep or
    /// the fixed part of a row passes 2 GiB.
    pub fn try_new(schema: impl Into<SchemaRef>) -> Result<Arc<Self>, Error> {
        Self::try_with_format(schema, RowFormat::Standard)
    }

    /// Plans rows of `schema` in the layout `format`.
    ///
    /// # Errors
    ///
    /// As [`try_new`](Self::try_new).
    pub fn try_with_format(
        schema: impl Into<SchemaRef>,
        format: RowFormat,
    ) -> Result<Arc<Self>, Error> {
        compile::Compiler::new(format).row(schema.into()).map(Arc::new)
    }

    /// `None` where rows would pass what Arrow holds of fixed-size binary.
    fn of_values(schema: SchemaRef, format: RowFormat, values: Box<[ValueLayout]>) -> Option<Self> {
        let mut storage_order: Box<[usize]> = (0..values.len()).collect();
        if format == RowFormat::Compact {
            storage_order.sort_by_key(|&index| compact::sort_key(values[index].width));
        }
        let variable: Box<[usize]> = (storage_order.iter().copied())
            .filter(|&index| values[index].storage == Storage::Span)
            .collect();
        let checked = (storage_order.iter().copied())
            .filter(|&index| {
                values[index].storage == Storage::Span || values[index].kind.is_nested()
            })
            .collect();

        let (bitmap, slots) = match format {
            RowFormat::Standard => (
                0..standard::bitmap_width(values.len()),
                (0..values.len())
                    .map(|index| standard::slot_offset(values.len(), index))
                    .collect::<Vec<_>>(),
            ),
            RowFormat::Compact => compact_places(&values, &storage_order)?,
        };
        let end = match format {
            RowFormat::Standard => standard::slot_offset(values.len(), values.len()),
            RowFormat::Compact if variable.is_empty() => bitmap.end,
            RowFormat::Compact => standard::padded(bitmap.end),
        };
        i32::try_from(end).ok()?;

        let mut places = vec![None; values.len()];
        let mut required = vec![0; values.len().div_ceil(64)].into_boxed_slice();
        let mut kinds = vec![0; values.len().div_ceil(standard::WORD)].into_boxed_slice();
        let mut empty_row = vec![0; end].into_boxed_slice();
        for (rank, &index) in storage_order.iter().enumerate() {
            let null = match bitmap.is_empty() {
                true => NullBit::NONE,
                false => NullBit::at(bitmap.start, rank),
            };
            null.set(&mut empty_row);
            if !values[index].nullable {
                required[rank / 64] |= 1 << (rank % 64);
            }
            let (kind, is_nullable) = (values[index].kind, values[index].nullable);
            let slot_offset = slots[index];
            kinds[index / standard::WORD] |= kind.code() << (8 * (index % standard::WORD));
            places[index] = Some(Place { kind, is_nullable, rank, slot_offset, null });
        }
        let places = places.into_iter().flatten().collect();
        Some(Self {
            id: LayoutId::next(),
            schema,
            format,
            values,
            places,
            storage_order,
            variable,
            checked,
            bitmap,
            required,
            kinds,
            empty_row,
        })
    }

    /// The schema that was planned.
    #[must_use]
    pub fn schema(&self) -> &SchemaRef {
        &self.schema
    }

    /// Which layout of bytes the rows have.
    #[must_use]
    #[inline]
    pub fn format(&self) -> RowFormat {
        self.format
    }

    /// The number of fields.
    #[must_use]
    #[inline]
    #[expect(clippy::len_without_is_empty, reason = "a count of fields, not a collection")]
    pub fn len(&self) -> usize {
        self.values.len()
    }

    /// Bytes of a row's bitmap and slots: the least that a row can have.
    #[must_use]
    #[inline]
    pub fn fixed_width(&self) -> usize {
        self.empty_row.len()
    }

    /// Whether no field is variable, so that every row has [`fixed_width`](Self::fixed_width) bytes.
    #[must_use]
    pub fn is_fixed(&self) -> bool {
        self.variable.is_empty()
    }

    /// The ordinals of the fields in the order of their slots.
    #[must_use]
    pub fn storage_order(&self) -> &[usize] {
        &self.storage_order
    }

    /// The ordinals of the variable fields, in the order of their slots and of their bytes.
    #[must_use]
    pub fn variable_fields(&self) -> &[usize] {
        &self.variable
    }

    /// How field `index` stands in the row.
    ///
    /// # Panics
    ///
    /// When there is no such field.
    #[must_use]
    #[inline]
    pub fn value(&self, index: usize) -> &ValueLayout {
        match self.values.get(index) {
            Some(value) => value,
            None => self.no_such_field(index),
        }
    }

    /// How each field stands in the row, in the schema's order.
    #[must_use]
    pub fn values(&self) -> &[ValueLayout] {
        &self.values
    }

    /// The kind of field `index`.
    ///
    /// # Panics
    ///
    /// When there is no such field.
    #[must_use]
    #[inline]
    pub fn kind(&self, index: usize) -> Kind {
        self.place(index).kind
    }

    /// Whether field `index` may be null.
    ///
    /// # Panics
    ///
    /// When there is no such field.
    #[must_use]
    #[inline]
    pub fn is_nullable(&self, index: usize) -> bool {
        self.place(index).is_nullable
    }

    /// Bytes from the start of the row to the slot of field `index`.
    ///
    /// # Panics
    ///
    /// When there is no such field.
    #[must_use]
    #[inline]
    pub fn slot_offset(&self, index: usize) -> usize {
        self.place(index).slot_offset
    }

    /// Bits from the start of the row to the null bit of field `index`, least significant bit first
    /// in each byte; `None` where rows have no null bits, as compact ones of fields that are never
    /// null.
    ///
    /// # Panics
    ///
    /// When there is no such field.
    #[must_use]
    #[inline]
    pub fn null_bit_offset(&self, index: usize) -> Option<usize> {
        self.place(index).null.offset()
    }

    /// Resolves the field `name`, to be read or written as `T`.
    ///
    /// # Errors
    ///
    /// [`NoSuchField`](crate::ErrorKind::NoSuchField) with the names that exist,
    /// [`Ambiguous`](crate::ErrorKind::Ambiguous) where several fields have the name, and
    /// [`WrongKind`](crate::ErrorKind::WrongKind) where `T` is not the field's type.
    pub fn column<T: Value + ?Sized>(&self, name: &str) -> Result<Column<T>, Error> {
        self.column_at(self.index_of(name)?)
    }

    /// Resolves field `index`, to be read or written as `T`.
    ///
    /// # Errors
    ///
    /// [`WrongKind`](crate::ErrorKind::WrongKind) where `T` is not the field's type.
    ///
    /// # Panics
    ///
    /// When there is no such field.
    pub fn column_at<T: Value + ?Sized>(&self, index: usize) -> Result<Column<T>, Error> {
        let found = self.kind(index);
        if !T::is_of(found) {
            return Err(self.error_at(index, Problem::WrongKind { asked: T::KIND, found }));
        }
        Ok(Column::new(self.id, index, *self.place(index)))
    }

    /// The ordinal of the field `name`.
    ///
    /// # Errors
    ///
    /// [`NoSuchField`](crate::ErrorKind::NoSuchField) or [`Ambiguous`](crate::ErrorKind::Ambiguous).
    pub fn index_of(&self, name: &str) -> Result<usize, Error> {
        let fields = self.schema.fields();
        let mut found = (0..fields.len()).filter(|&index| fields[index].name() == name);
        match (found.next(), found.count()) {
            (Some(index), 0) => Ok(index),
            (Some(_), more) => {
                Err(Error::new(Problem::Ambiguous { count: more + 1 }).in_field(name))
            }
            (None, _) => {
                let names = self.field_names();
                Err(Error::new(Problem::NoSuchField { names }).in_field(name))
            }
        }
    }

    /// Opens one row whose bytes are not trusted, in constant time: what is read later is checked
    /// then.
    ///
    /// A row does not carry its schema: one of another schema may read as other values. Send what
    /// tells the schema with the message, or ship rows as a column of the type `ferrow.row`.
    ///
    /// # Errors
    ///
    /// [`Truncated`](crate::ErrorKind::Truncated) where the bitmap and slots are not all there.
    #[inline]
    pub fn open<'a>(&'a self, bytes: &'a [u8]) -> Result<LazyRow<'a>, Error> {
        LazyRow::open(self, bytes)
    }

    /// The bytes of a row in which every field is null: what a writer starts from, and what stands
    /// for a row that is itself null where columns are read.
    #[must_use]
    #[inline]
    pub fn empty_row(&self) -> &[u8] {
        &self.empty_row
    }

    /// The ordinals of the fields whose values can be wrong, in the order of their slots.
    pub(crate) fn checked_fields(&self) -> &[usize] {
        &self.checked
    }

    /// The kinds of 8 fields, a byte for each.
    #[inline]
    pub(crate) fn kinds(&self, word: usize) -> u64 {
        self.kinds.get(word).copied().unwrap_or(0)
    }

    /// The slots that may not be null, a bit for each of 64.
    #[inline]
    pub(crate) fn required_fields(&self, word: usize) -> u64 {
        self.required.get(word).copied().unwrap_or(0)
    }

    /// Where the null bits are.
    pub(crate) fn bitmap_range(&self) -> Range<usize> {
        self.bitmap.clone()
    }

    /// Whether the rows have null bits.
    #[inline]
    pub(crate) fn has_bitmap(&self) -> bool {
        !self.bitmap.is_empty()
    }

    /// Whether a field of `row`, which has all of the bitmap, is null and may not be.
    #[inline]
    pub(crate) fn has_forbidden_null(&self, row: &[u8]) -> bool {
        // Most rows have one word of null bits.
        match self.bitmap.len() == standard::WORD {
            true => standard::load(row, self.bitmap.start) & self.required_fields(0) != 0,
            false => self.first_forbidden_null(row).is_some(),
        }
    }

    /// The first field, in the order of slots, that may not be null and has its null bit set in
    /// `row`, which has all of the bitmap.
    #[inline]
    pub(crate) fn first_forbidden_null(&self, row: &[u8]) -> Option<usize> {
        let nulls = &row[self.bitmap.clone()];
        let forbidden = |word: usize, nulls: u64| {
            let forbidden = nulls & self.required[word];
            (forbidden != 0)
                .then(|| self.storage_order[word * 64 + forbidden.trailing_zeros() as usize])
        };
        let words = nulls.chunks_exact(standard::WORD);
        let rest = words.remainder();
        words
            .enumerate()
            .find_map(|(word, nulls)| forbidden(word, standard::load(nulls, 0)))
            .or_else(|| match rest {
                [] => None,
                rest => forbidden(nulls.len() / standard::WORD, standard::load_short(rest)),
            })
    }

    /// Which layout this is.
    #[inline]
    pub(crate) fn id(&self) -> LayoutId {
        self.id
    }

    #[inline]
    pub(crate) fn place(&self, index: usize) -> &Place {
        match self.places.get(index) {
            Some(place) => place,
            None => self.no_such_field(index),
        }
    }

    /// The place of field `index`, for reading or writing it as `T`.
    ///
    /// Stops a program that has a column of another layout, which is a mistake of the program and
    /// not of its data.
    #[inline(always)]
    pub(crate) fn place_of<T: Value + ?Sized>(&self, index: usize) -> &Place {
        let place = self.place(index);
        if !T::is_of(place.kind) {
            self.foreign_column(index, T::KIND);
        }
        place
    }

    #[cold]
    #[inline(never)]
    fn foreign_column(&self, index: usize, asked: Kind) -> ! {
        let (found, name) = (self.kind(index), self.schema.field(index).name());
        panic!("field {index}, `{name}`, is {found}, not {asked}: is the column of another layout?")
    }

    #[cold]
    #[inline(never)]
    fn no_such_field(&self, index: usize) -> ! {
        panic!("field {index} of a row of {} fields", self.len())
    }

    fn field_names(&self) -> Vec<String> {
        self.schema.fields().iter().map(|field| field.name().clone()).collect()
    }

    /// What is wrong with field `index`, said with the path to it in the layout.
    #[cold]
    #[inline(never)]
    pub(crate) fn error_at(&self, index: usize, problem: Problem) -> Error {
        Error::new(problem).at(&self.values[index].path)
    }

    /// The same error, said of field `index` of this row.
    #[cold]
    #[inline(never)]
    pub(crate) fn in_field(&self, index: usize, error: Error) -> Error {
        error.in_field(self.schema.field(index).name())
    }
}

/// The bitmap behind the slots, if any field is nullable, and the slot of every field.
fn compact_places(
    values: &[ValueLayout],
    storage_order: &[usize],
) -> Option<(Range<usize>, Vec<usize>)> {
    let mut slots = vec![0; values.len()];
    let mut end = 0_usize;
    for &index in storage_order {
        slots[index] = end;
        end = end.checked_add(values[index].width)?;
    }
    let nullable = values.iter().any(|value| value.nullable);
    let bitmap = if nullable { compact::bitmap_width(values.len()) } else { 0 };
    Some((end..end.checked_add(bitmap)?, slots))
}
