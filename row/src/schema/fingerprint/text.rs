//! The bytes of which a fingerprint is the hash.

use arrow_schema::{DataType, Field, Fields, IntervalUnit, Schema, TimeUnit, UnionMode};

use crate::RowFormat;

/// What is hashed. Every part says itself where it ends, so that no two schemas are the same bytes.
pub(super) struct Text(Vec<u8>);

impl Text {
    pub(super) fn of(schema: &Schema, format: RowFormat) -> Self {
        let mut text = Self(b"ferrow.schema\x01".to_vec());
        text.0.push(match format {
            RowFormat::Standard => 0,
            RowFormat::Compact => 1,
        });
        text.fields(schema.fields());
        text
    }

    pub(super) fn as_bytes(&self) -> &[u8] {
        &self.0
    }

    fn len(&mut self, len: usize) {
        self.0.extend((len as u64).to_le_bytes());
    }

    fn text(&mut self, text: &str) {
        self.len(text.len());
        self.0.extend(text.as_bytes());
    }

    fn fields(&mut self, fields: &Fields) {
        self.len(fields.len());
        fields.iter().for_each(|field| self.field(field));
    }

    fn field(&mut self, field: &Field) {
        self.text(field.name());
        self.value(field);
    }

    fn value(&mut self, field: &Field) {
        let is_null = *field.data_type() == DataType::Null;
        self.0.push((field.is_nullable() || is_null).into());
        self.data_type(field.data_type());
    }

    fn data_type(&mut self, data_type: &DataType) {
        self.0.push(code(data_type));
        match data_type {
            DataType::Timestamp(unit, zone) => {
                self.0.extend([unit_code(*unit), zone.is_some().into()]);
                zone.iter().for_each(|zone| self.text(zone));
            }
            DataType::Time32(unit) | DataType::Time64(unit) | DataType::Duration(unit) => {
                self.0.push(unit_code(*unit));
            }
            DataType::Interval(unit) => self.0.push(match unit {
                IntervalUnit::YearMonth => 0,
                IntervalUnit::DayTime => 1,
                IntervalUnit::MonthDayNano => 2,
            }),
            DataType::FixedSizeBinary(size) => self.0.extend(size.to_le_bytes()),
            DataType::List(element)
            | DataType::ListView(element)
            | DataType::LargeList(element)
            | DataType::LargeListView(element) => self.value(element),
            DataType::FixedSizeList(element, len) => {
                self.value(element);
                self.0.extend(len.to_le_bytes());
            }
            DataType::Struct(fields) => self.fields(fields),
            DataType::Union(children, mode) => {
                self.0.push(match mode {
                    UnionMode::Sparse => 0,
                    UnionMode::Dense => 1,
                });
                self.len(children.len());
                for (id, child) in children.iter() {
                    self.0.extend(id.to_le_bytes());
                    self.field(child);
                }
            }
            DataType::Dictionary(keys, values) => {
                self.data_type(keys);
                self.data_type(values);
            }
            DataType::Decimal32(precision, scale)
            | DataType::Decimal64(precision, scale)
            | DataType::Decimal128(precision, scale)
            | DataType::Decimal256(precision, scale) => {
                self.0.push(*precision);
                self.0.extend(scale.to_le_bytes());
            }
            DataType::Map(entries, sorted) => {
                self.entries(entries);
                self.0.push((*sorted).into());
            }
            DataType::RunEndEncoded(run_ends, values) => {
                self.data_type(run_ends.data_type());
                self.value(values);
            }
            _ => {}
        }
    }

    /// Keys are never null. What is no map, though Arrow's types let it be said, is itself.
    fn entries(&mut self, entries: &Field) {
        match entries.data_type() {
            DataType::Struct(fields) if fields.len() == 2 => {
                self.data_type(fields[0].data_type());
                self.value(&fields[1]);
            }
            other => self.data_type(other),
        }
    }
}

/// The first byte of a type.
fn code(data_type: &DataType) -> u8 {
    match data_type {
        DataType::Null => 0,
        DataType::Boolean => 1,
        DataType::Int8 => 2,
        DataType::Int16 => 3,
        DataType::Int32 => 4,
        DataType::Int64 => 5,
        DataType::UInt8 => 6,
        DataType::UInt16 => 7,
        DataType::UInt32 => 8,
        DataType::UInt64 => 9,
        DataType::Float16 => 10,
        DataType::Float32 => 11,
        DataType::Float64 => 12,
        DataType::Timestamp(..) => 13,
        DataType::Date32 => 14,
        DataType::Date64 => 15,
        DataType::Time32(_) => 16,
        DataType::Time64(_) => 17,
        DataType::Duration(_) => 18,
        DataType::Interval(_) => 19,
        DataType::Binary => 20,
        DataType::FixedSizeBinary(_) => 21,
        DataType::LargeBinary => 22,
        DataType::BinaryView => 23,
        DataType::Utf8 => 24,
        DataType::LargeUtf8 => 25,
        DataType::Utf8View => 26,
        DataType::List(_) => 27,
        DataType::ListView(_) => 28,
        DataType::LargeList(_) => 29,
        DataType::LargeListView(_) => 30,
        DataType::FixedSizeList(..) => 31,
        DataType::Struct(_) => 32,
        DataType::Union(..) => 33,
        DataType::Dictionary(..) => 34,
        DataType::RunEndEncoded(..) => 35,
        DataType::Map(..) => 36,
        DataType::Decimal32(..) => 37,
        DataType::Decimal64(..) => 38,
        DataType::Decimal128(..) => 39,
        DataType::Decimal256(..) => 40,
    }
}

fn unit_code(unit: TimeUnit) -> u8 {
    match unit {
        TimeUnit::Second => 0,
        TimeUnit::Millisecond => 1,
        TimeUnit::Microsecond => 2,
        TimeUnit::Nanosecond => 3,
    }
}
