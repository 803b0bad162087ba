//! The plan of a row: which field stands where, compiled once from an Arrow schema.

use std::sync::Arc;

use arrow_schema::{DataType, IntervalUnit, SchemaRef, TimeUnit};

use crate::error::Problem;
use crate::{Column, Error, Kind, LazyRow, Value, standard};

/// Where each field of a schema stands in a row, and how its null bits and slots are read.
///
/// Made once per schema and shared. What reads or writes rows asks it for kinds and places; a
/// `DataType` is looked at again only to choose an Arrow array, once per column.
///
/// ```
/// use arrow_schema::{DataType, Field, Schema};
/// use ferrow_row::{Kind, RowLayout};
///
/// let layout = RowLayout::try_new(Schema::new(vec![
///     Field::new("carrier", DataType::Utf8, false),
///     Field::new("dep_delay", DataType::Int16, true),
/// ]))?;
/// assert_eq!(layout.fixed_len(), 8 + 2 * 8);
/// assert_eq!(layout.kind(1), Kind::Int16);
/// assert_eq!(layout.slot_offset(1), 16);
/// # Ok::<(), ferrow_row::Error>(())
/// ```
#[derive(Debug)]
pub struct RowLayout {
    schema: SchemaRef,
    kinds: Box<[Kind]>,
    variable: Box<[usize]>,
    required: Box<[u64]>,
    empty_row: Box<[u8]>,
}

impl RowLayout {
    /// Plans rows of `schema` in the standard layout.
    ///
    /// # Errors
    ///
    /// [`Unsupported`](crate::ErrorKind::Unsupported) with the field's name where rows do not hold
    /// its type.
    pub fn try_new(schema: impl Into<SchemaRef>) -> Result<Arc<Self>, Error> {
        let schema = schema.into();
        let kinds = (schema.fields().iter())
            .map(|field| {
                kind_of(field.data_type()).ok_or_else(|| {
                    let data_type = field.data_type().clone();
                    Error::new(Problem::Unsupported { data_type }).in_field(field.name())
                })
            })
            .collect::<Result<Box<[Kind]>, Error>>()?;
        let variable = (0..kinds.len()).filter(|&index| kinds[index].is_variable()).collect();

        let bitmap_len = standard::bitmap_len(kinds.len());
        let mut required = vec![0; bitmap_len / standard::WORD].into_boxed_slice();
        let mut empty_row =
            vec![0; standard::slot_offset(kinds.len(), kinds.len())].into_boxed_slice();
        for (index, field) in schema.fields().iter().enumerate() {
            standard::set_null(&mut empty_row, index);
            if !field.is_nullable() && kinds[index] != Kind::Null {
                required[index / 64] |= 1 << (index % 64);
            }
        }
        Ok(Arc::new(Self { schema, kinds, variable, required, empty_row }))
    }

    /// The schema that was planned.
    #[must_use]
    pub fn schema(&self) -> &SchemaRef {
        &self.schema
    }

    /// The number of fields.
    #[must_use]
    #[expect(clippy::len_without_is_empty, reason = "a count of fields, not a collection")]
    pub fn len(&self) -> usize {
        self.kinds.len()
    }

    /// Bytes of a row's bitmap and slots: the least that a row can have.
    #[must_use]
    pub fn fixed_len(&self) -> usize {
        self.empty_row.len()
    }

    /// Whether no field is variable, so that every row has [`fixed_len`](Self::fixed_len) bytes.
    #[must_use]
    pub fn is_fixed(&self) -> bool {
        self.variable.is_empty()
    }

    /// The ordinals of the variable fields, ascending.
    #[must_use]
    pub fn variable_fields(&self) -> &[usize] {
        &self.variable
    }

    /// The kind of field `index`.
    ///
    /// # Panics
    ///
    /// When there is no such field.
    #[must_use]
    #[inline]
    pub fn kind(&self, index: usize) -> Kind {
        match self.kinds.get(index) {
            Some(kind) => *kind,
            None => self.no_such_field(index),
        }
    }

    /// Whether field `index` may be null.
    ///
    /// # Panics
    ///
    /// When there is no such field.
    #[must_use]
    pub fn is_nullable(&self, index: usize) -> bool {
        self.kind(index) == Kind::Null || self.schema.field(index).is_nullable()
    }

    /// Bytes from the start of the row to the slot of field `index`.
    ///
    /// # Panics
    ///
    /// When there is no such field.
    #[must_use]
    #[inline]
    pub fn slot_offset(&self, index: usize) -> usize {
        if index >= self.len() {
            self.no_such_field(index);
        }
        standard::slot_offset(self.len(), index)
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
        if found != T::KIND {
            return Err(self.error_at(index, Problem::WrongKind { asked: T::KIND, found }));
        }
        Ok(Column::new(index))
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
    pub fn open<'a>(&'a self, bytes: &'a [u8]) -> Result<LazyRow<'a>, Error> {
        LazyRow::open(self, bytes)
    }

    /// Checks that rows of this layout can be read as rows of `wanted`: the same fields in the same
    /// order, none nullable here that is not nullable there. Metadata of fields does not matter.
    ///
    /// # Errors
    ///
    /// [`LayoutMismatch`](crate::ErrorKind::LayoutMismatch) that names the first field that differs.
    pub fn check_readable_as(&self, wanted: &Self) -> Result<(), Error> {
        if std::ptr::eq(self, wanted) {
            return Ok(());
        }
        if self.len() != wanted.len() {
            let (wanted, found) = (wanted.field_names(), self.field_names());
            return Err(Error::new(Problem::FieldCount { wanted, found }));
        }
        for index in 0..self.len() {
            let (found, field) = (self.schema.field(index), wanted.schema.field(index));
            let problem = if found.name() != field.name() {
                Problem::FieldName { found: found.name().clone() }
            } else if found.data_type() != field.data_type() {
                Problem::FieldType {
                    wanted: field.data_type().to_string(),
                    found: found.data_type().to_string(),
                }
            } else if self.is_nullable(index) && !wanted.is_nullable(index) {
                Problem::MayBeNull
            } else {
                continue;
            };
            return Err(wanted.error_at(index, problem));
        }
        Ok(())
    }

    /// The bytes of a row in which every field is null: what a writer starts from, and what stands
    /// for a row that is itself null where columns are read.
    #[must_use]
    pub fn empty_row(&self) -> &[u8] {
        &self.empty_row
    }

    /// The first field that may not be null and has its null bit set in `row`, which has all words
    /// of the bitmap.
    #[inline]
    pub(crate) fn first_forbidden_null(&self, row: &[u8]) -> Option<usize> {
        self.required.iter().enumerate().find_map(|(word, &required)| {
            let forbidden = standard::load(row, word * standard::WORD) & required;
            (forbidden != 0).then(|| word * 64 + forbidden.trailing_zeros() as usize)
        })
    }

    /// Stops a program that reads or writes field `index` as another kind than it is of: it has a
    /// column of another layout, which is a mistake of the program and not of its data.
    #[inline]
    pub(crate) fn expect_kind(&self, index: usize, asked: Kind) {
        if self.kind(index) != asked {
            self.foreign_column(index, asked);
        }
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

    /// What is wrong with field `index`.
    #[cold]
    #[inline(never)]
    pub(crate) fn error_at(&self, index: usize, problem: Problem) -> Error {
        self.in_field(index, Error::new(problem))
    }

    /// The same error, said of field `index`.
    #[cold]
    #[inline(never)]
    pub(crate) fn in_field(&self, index: usize, error: Error) -> Error {
        error.in_field(self.schema.field(index).name())
    }
}

/// Layouts are equal when each can be read as the other.
impl PartialEq for RowLayout {
    fn eq(&self, other: &Self) -> bool {
        self.check_readable_as(other).is_ok() && other.check_readable_as(self).is_ok()
    }
}

impl Eq for RowLayout {}

/// The one place where a `DataType` becomes a [`Kind`].
fn kind_of(data_type: &DataType) -> Option<Kind> {
    Some(match data_type {
        // An Arrow file does not tell an empty zone from none.
        DataType::Timestamp(_, Some(zone)) if zone.is_empty() => return None,
        DataType::Timestamp(..) => Kind::Int64,
        DataType::Decimal32(precision, scale) => decimal(*precision, *scale, 9, Kind::Int32)?,
        DataType::Decimal64(precision, scale) => decimal(*precision, *scale, 18, Kind::Int64)?,
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
        DataType::Utf8 | DataType::LargeUtf8 | DataType::Utf8View => Kind::Utf8,
        DataType::Binary | DataType::LargeBinary | DataType::BinaryView => Kind::Binary,
        _ => return None,
    })
}

/// The kind of a decimal, where Arrow has one of this precision and scale.
fn decimal(precision: u8, scale: i8, most: u8, kind: Kind) -> Option<Kind> {
    let scale_fits = u8::try_from(scale).is_ok_and(|scale| scale <= precision) || scale < 0;
    ((1..=most).contains(&precision) && scale_fits).then_some(kind)
}
