//! Bytes to schemas. Nothing is taken on trust: counts are bounded by the bytes that are left.

use std::sync::Arc;

use arrow_schema::{DataType, Field, FieldRef, Schema, TimeUnit};

use super::names::{self, Damage, Encoding};
use super::{LONG_NAME, MAX_DEPTH, NULLABLE, VERSION};
use crate::Error;
use crate::error::{Problem, SchemaProblem};
use crate::schema::type_id;

/// The fewest bytes that a field has: its header, one of a name, and its type.
const LEAST_FIELD: usize = 3;

pub(super) fn schema(bytes: &[u8]) -> Result<Schema, Error> {
    let mut reader = Reader { bytes, offset: 0 };
    let version = reader.byte()?;
    if version != VERSION {
        return Err(fail(SchemaProblem::Version { found: version }));
    }
    let fields = reader.fields(1)?;
    if reader.offset != bytes.len() {
        let (offset, len) = (reader.offset, bytes.len());
        return Err(fail(SchemaProblem::Trailing { offset, len }));
    }
    Ok(Schema::new(fields))
}

struct Reader<'a> {
    bytes: &'a [u8],
    offset: usize,
}

impl<'a> Reader<'a> {
    fn take(&mut self, len: usize) -> Result<&'a [u8], Error> {
        let taken = self.bytes[self.offset..]
            .get(..len)
            .ok_or_else(|| fail(SchemaProblem::Cut { offset: self.bytes.len() }))?;
        self.offset += len;
        Ok(taken)
    }

    fn byte(&mut self) -> Result<u8, Error> {
        self.take(1).map(|byte| byte[0])
    }

    fn varint(&mut self) -> Result<usize, Error> {
        let offset = self.offset;
        let mut value = 0_u64;
        for shift in (0..35).step_by(7) {
            let byte = self.byte()?;
            value |= u64::from(byte & 0x7f) << shift;
            if byte & 0x80 == 0 {
                let value = u32::try_from(value).ok().and_then(|value| value.try_into().ok());
                return value.ok_or_else(|| fail(SchemaProblem::Varint { offset }));
            }
        }
        Err(fail(SchemaProblem::Varint { offset }))
    }

    fn fields(&mut self, depth: usize) -> Result<Vec<FieldRef>, Error> {
        let offset = self.offset;
        let count = self.varint()?;
        let left = self.bytes.len() - self.offset;
        if count > left / LEAST_FIELD {
            return Err(fail(SchemaProblem::CutCount { offset, count, left }));
        }
        (0..count).map(|_| self.field(depth)).collect()
    }

    fn field(&mut self, depth: usize) -> Result<FieldRef, Error> {
        if depth > MAX_DEPTH {
            let (offset, most) = (self.offset, MAX_DEPTH);
            return Err(fail(SchemaProblem::TooDeep { offset, most }));
        }
        let offset = self.offset;
        let header = self.byte()?;
        let encoding = Encoding::of_number(header & 3)
            .filter(|_| header & 0x80 == 0)
            .ok_or_else(|| fail(SchemaProblem::Header { offset, found: header }))?;
        let name = self.name(encoding, header >> 2 & 0xf)?;
        let data_type = self.data_type(depth)?;
        Ok(Arc::new(Field::new(name, data_type, header & NULLABLE != 0)))
    }

    fn name(&mut self, encoding: Encoding, len: u8) -> Result<String, Error> {
        let len = match len {
            LONG_NAME => self.varint()?.saturating_add(usize::from(LONG_NAME)),
            len => usize::from(len) + 1,
        };
        let offset = self.offset;
        names::decode(encoding, self.take(len)?).map_err(|damage| {
            fail(match damage {
                Damage::Utf8(at) => SchemaProblem::Utf8 { offset: offset + at },
                Damage::Packed => SchemaProblem::Name { offset },
            })
        })
    }

    fn data_type(&mut self, depth: usize) -> Result<DataType, Error> {
        let offset = self.offset;
        Ok(match self.byte()? {
            type_id::BOOL => DataType::Boolean,
            type_id::INT8 => DataType::Int8,
            type_id::INT16 => DataType::Int16,
            type_id::INT32 => DataType::Int32,
            type_id::INT64 => DataType::Int64,
            type_id::FLOAT16 => DataType::Float16,
            type_id::FLOAT32 => DataType::Float32,
            type_id::FLOAT64 => DataType::Float64,
            type_id::STRING => DataType::Utf8,
            type_id::BINARY => DataType::Binary,
            type_id::DATE => DataType::Date32,
            type_id::TIMESTAMP => DataType::Timestamp(TimeUnit::Microsecond, None),
            type_id::DURATION => DataType::Duration(TimeUnit::Microsecond),
            type_id::DECIMAL => self.decimal(offset)?,
            type_id::LIST => DataType::List(self.field(depth + 1)?),
            type_id::MAP => self.map(depth + 1)?,
            type_id::STRUCT => DataType::Struct(self.fields(depth + 1)?.into()),
            found => return Err(fail(SchemaProblem::TypeId { offset, found })),
        })
    }

    fn decimal(&mut self, offset: usize) -> Result<DataType, Error> {
        let (precision, scale) = (self.byte()?, self.byte()?);
        let scale_in = i8::try_from(scale).ok().filter(|_| scale <= precision);
        match scale_in {
            Some(scale) if (1..=38).contains(&precision) => {
                Ok(DataType::Decimal128(precision, scale))
            }
            _ => Err(fail(SchemaProblem::Decimal { offset, precision, scale })),
        }
    }

    /// Keys are never null in Arrow, and neither are they in Fory, whatever the bytes say.
    fn map(&mut self, depth: usize) -> Result<DataType, Error> {
        let key = Arc::unwrap_or_clone(self.field(depth)?).with_nullable(false);
        let entries = DataType::Struct(vec![Arc::new(key), self.field(depth)?].into());
        Ok(DataType::Map(Arc::new(Field::new("entries", entries, false)), false))
    }
}

#[cold]
fn fail(problem: SchemaProblem) -> Error {
    Error::new(Problem::Schema(problem))
}
