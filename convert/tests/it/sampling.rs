//! Random arrays and record batches of every type that a row holds: with offsets that do not start at
//! zero, views in any order, and anything at all under nulls.

use std::sync::Arc;

use arrow::array::{
    Array, ArrayData, ArrayRef, BinaryArray, BooleanArray, FixedSizeListArray, GenericListArray,
    GenericListViewArray, MapArray, NullArray, OffsetSizeTrait, RecordBatch, RecordBatchOptions,
    StringArray, StructArray, UnionArray, make_array, new_empty_array,
};
use arrow::buffer::{Buffer, NullBuffer, OffsetBuffer, ScalarBuffer};
use arrow::compute::cast;
use arrow::datatypes::{DataType, Field, FieldRef, Fields, Schema, UnionFields, UnionMode};
use proptest::prelude::*;

use crate::types::{data_types, flat_types, is_always_null, list, map};

/// Pseudo-random numbers, the same for the same seed.
pub(crate) struct Random(u64);

impl Random {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed | 1)
    }

    pub(crate) fn bits(&mut self) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_f491_4f6c_dd1d)
    }

    /// A number below `end`, which is small.
    pub(crate) fn below(&mut self, end: usize) -> usize {
        let end = u64::try_from(end.max(1)).expect("a small number");
        usize::try_from((self.bits() >> 33) % end).expect("below a small number")
    }

    fn byte(&mut self) -> u8 {
        self.bits().to_le_bytes()[7]
    }

    /// One value in five is null.
    fn nulls(&mut self, len: usize, nullable: bool) -> Option<NullBuffer> {
        nullable.then(|| (0..len).map(|_| self.below(5) != 0).collect())
    }

    /// Up to 20 characters of one to four bytes.
    fn text(&mut self) -> String {
        let letters = ['a', 'Z', '7', ' ', '\0', 'é', '✈', '𝄞'];
        (0..self.below(21)).map(|_| letters[self.below(8)]).collect()
    }
}

/// `len` random values of the type of `field`, null now and then where it may be.
pub(crate) fn array(random: &mut Random, field: &Field, len: usize) -> ArrayRef {
    let nulls = random.nulls(len, field.is_nullable());
    match field.data_type() {
        DataType::Null => Arc::new(NullArray::new(len)),
        DataType::Boolean => {
            Arc::new(BooleanArray::new((0..len).map(|_| random.below(2) == 0).collect(), nulls))
        }
        DataType::Utf8 | DataType::LargeUtf8 | DataType::Utf8View => {
            let array: StringArray =
                (0..len).map(|row| is_valid(nulls.as_ref(), row).then(|| random.text())).collect();
            cast(&array, field.data_type()).expect("text in another form")
        }
        DataType::Binary | DataType::LargeBinary | DataType::BinaryView => {
            let value = |row| is_valid(nulls.as_ref(), row).then(|| random.text().into_bytes());
            let array: BinaryArray = (0..len).map(value).collect();
            cast(&array, field.data_type()).expect("bytes in another form")
        }
        DataType::List(element) => Arc::new(lists::<i32>(random, element, len, nulls)),
        DataType::LargeList(element) => Arc::new(lists::<i64>(random, element, len, nulls)),
        DataType::ListView(element) => Arc::new(list_views::<i32>(random, element, len, nulls)),
        DataType::LargeListView(element) => {
            Arc::new(list_views::<i64>(random, element, len, nulls))
        }
        DataType::FixedSizeList(element, size) => {
            let elements = len * usize::try_from(*size).expect("no negative length");
            let elements = array(random, element, elements);
            let element = Arc::clone(element);
            let lists =
                FixedSizeListArray::try_new_with_length(element, *size, elements, nulls, len);
            Arc::new(lists.expect("as many elements as fit"))
        }
        DataType::Map(entries, ordered) => Arc::new(maps(random, entries, *ordered, len, nulls)),
        DataType::Struct(fields) => Arc::new(structs(random, fields, len, nulls)),
        DataType::Union(fields, mode) => {
            Arc::new(unions(random, fields, *mode, len, field.is_nullable()))
        }
        DataType::Dictionary(keys, values) => dictionary(random, (keys, values), field, len, nulls),
        DataType::RunEndEncoded(ends, values) => runs(random, (ends, values), field, len),
        data_type => {
            let width = match data_type {
                DataType::FixedSizeBinary(size) => usize::try_from(*size).expect("a size"),
                data_type => data_type.primitive_width().expect("the other types are numbers"),
            };
            let bytes: Vec<u8> = (0..len * width).map(|_| random.byte()).collect();
            make_array(
                ArrayData::builder(data_type.clone())
                    .len(len)
                    .add_buffer(Buffer::from_vec(bytes))
                    .nulls(nulls)
                    .align_buffers(true)
                    .build()
                    .expect("random numbers are numbers"),
            )
        }
    }
}

fn is_valid(nulls: Option<&NullBuffer>, row: usize) -> bool {
    nulls.is_none_or(|nulls| nulls.is_valid(row))
}

/// Ends of `len` ranges of up to `most` elements, of which the first starts behind a few.
fn offsets<O: OffsetSizeTrait>(random: &mut Random, len: usize, most: usize) -> Vec<O> {
    let mut end = random.below(3);
    let mut offsets = vec![O::usize_as(end)];
    for _ in 0..len {
        end += random.below(most + 1);
        offsets.push(O::usize_as(end));
    }
    offsets
}

fn lists<O: OffsetSizeTrait>(
    random: &mut Random,
    element: &FieldRef,
    len: usize,
    nulls: Option<NullBuffer>,
) -> GenericListArray<O> {
    let offsets: Vec<O> = offsets(random, len, 4);
    let elements = array(random, element, offsets[len].as_usize() + 2);
    GenericListArray::new(Arc::clone(element), OffsetBuffer::new(offsets.into()), elements, nulls)
}

fn list_views<O: OffsetSizeTrait>(
    random: &mut Random,
    element: &FieldRef,
    len: usize,
    nulls: Option<NullBuffer>,
) -> GenericListViewArray<O> {
    let elements = array(random, element, 20);
    let starts: Vec<usize> = (0..len).map(|_| random.below(21)).collect();
    let sizes = starts.iter().map(|start| O::usize_as(random.below((21 - start).min(5))));
    let sizes = sizes.collect::<ScalarBuffer<O>>();
    let starts = starts.iter().map(|start| O::usize_as(*start)).collect();
    GenericListViewArray::new(Arc::clone(element), starts, sizes, elements, nulls)
}

/// Maps of one entry, or of several where keys are numbers: no key is twice in a map.
fn maps(
    random: &mut Random,
    entries: &FieldRef,
    ordered: bool,
    len: usize,
    nulls: Option<NullBuffer>,
) -> MapArray {
    let DataType::Struct(fields) = entries.data_type() else {
        panic!("the entries of a map are structs")
    };
    let counts = matches!(fields[0].data_type(), DataType::Int32);
    let offsets: Vec<i32> = offsets(random, len, if counts { 4 } else { 1 });
    let entry_count = usize::try_from(offsets[len]).expect("no negative offset") + 2;
    let keys = match counts {
        true => Arc::new((0..).take(entry_count).map(Some).collect::<arrow::array::Int32Array>()),
        false => array(random, &fields[0], entry_count),
    };
    let values = array(random, &fields[1], entry_count);
    let structs = StructArray::new(fields.clone(), vec![keys, values], None);
    MapArray::new(Arc::clone(entries), OffsetBuffer::new(offsets.into()), structs, nulls, ordered)
}

fn structs(
    random: &mut Random,
    fields: &Fields,
    len: usize,
    nulls: Option<NullBuffer>,
) -> StructArray {
    // Children that are slices themselves.
    let columns = fields.iter().map(|field| array(random, field, len + 3).slice(2, len)).collect();
    StructArray::try_new_with_length(fields.clone(), columns, nulls, len)
        .expect("columns of fields")
}

/// Only unions that may be null have null values.
fn unions(
    random: &mut Random,
    fields: &UnionFields,
    mode: UnionMode,
    len: usize,
    nullable: bool,
) -> UnionArray {
    let child_len = match mode {
        UnionMode::Dense => 10,
        UnionMode::Sparse => len,
    };
    let children = (fields.iter())
        .map(|(_, field)| {
            let nullable = nullable && field.is_nullable();
            array(random, &field.as_ref().clone().with_nullable(nullable), child_len)
        })
        .collect();
    let ids: Vec<i8> = fields.iter().map(|(id, _)| id).collect();
    let type_ids = (0..len).map(|_| ids[random.below(ids.len())]).collect();
    let offset = |_| i32::try_from(random.below(child_len)).expect("a small offset");
    let offsets = (mode == UnionMode::Dense).then(|| (0..len).map(offset).collect());
    UnionArray::try_new(fields.clone(), type_ids, offsets, children).expect("children of fields")
}

/// Values that are there twice, or not used, or null.
fn dictionary(
    random: &mut Random,
    (key_type, value_type): (&DataType, &DataType),
    field: &Field,
    len: usize,
    nulls: Option<NullBuffer>,
) -> ArrayRef {
    let values = Field::new("values", value_type.clone(), field.is_nullable());
    let values = array(random, &values, 12);
    let width = key_type.primitive_width().expect("keys are integers");
    let key = |_: usize| u64::try_from(random.below(12)).expect("a small key").to_le_bytes();
    let keys = (0..len).map(key).flat_map(|key| key.into_iter().take(width)).collect::<Vec<u8>>();
    let data = ArrayData::builder(field.data_type().clone())
        .len(len)
        .add_buffer(Buffer::from_vec(keys))
        .add_child_data(values.to_data())
        .nulls(nulls)
        .align_buffers(true);
    make_array(data.build().expect("keys of values"))
}

/// Runs of which the first and the last are cut off.
fn runs(
    random: &mut Random,
    (ends, values): (&Field, &Field),
    field: &Field,
    len: usize,
) -> ArrayRef {
    if len == 0 {
        return new_empty_array(field.data_type());
    }
    let values = values.clone().with_nullable(values.is_nullable() && field.is_nullable());
    let (mut run_ends, mut end) = (Vec::new(), 0);
    while end < len + 2 {
        end += 1 + random.below(4);
        run_ends.push(i64::try_from(end).expect("a small end"));
    }
    let run_ends = arrow::array::Int64Array::from(run_ends);
    let run_ends = cast(&run_ends, ends.data_type()).expect("small ends");
    let values = array(random, &values, run_ends.len());
    let data = ArrayData::builder(field.data_type().clone())
        .len(end)
        .add_child_data(run_ends.to_data())
        .add_child_data(values.to_data());
    make_array(data.build().expect("ends of values")).slice(1, len)
}

/// A type nested up to so many levels deep.
fn data_type(random: &mut Random, depth: usize) -> DataType {
    if depth == 0 {
        let types = data_types();
        return types[random.below(types.len())].clone();
    }
    let field = |random: &mut Random, name: &str| {
        let data_type = data_type(random, depth - 1);
        // Elements that have no bytes could be there in any number.
        let is_empty = [DataType::Struct(Fields::empty()), DataType::FixedSizeBinary(0)];
        let must = is_always_null(&data_type) || is_empty.contains(&data_type);
        Field::new(name, data_type, must || random.below(2) == 0)
    };
    match random.below(5) {
        0 => data_type(random, 0),
        1 => list(data_type(random, depth - 1)),
        2 => map(DataType::Utf8, data_type(random, depth - 1)),
        3 => DataType::List(Arc::new(field(random, "item"))),
        _ => DataType::Struct(vec![field(random, "x"), field(random, "y")].into()),
    }
}

pub(crate) fn batch_of(random: &mut Random, fields: Vec<Field>, rows: usize) -> RecordBatch {
    let arrays = fields.iter().map(|field| array(random, field, rows)).collect();
    let options = RecordBatchOptions::new().with_row_count(Some(rows));
    RecordBatch::try_new_with_options(Arc::new(Schema::new(fields)), arrays, &options)
        .expect("columns of their own types")
}

/// A batch of up to 12 columns of types that the kernels know and 200 rows.
pub(crate) fn flat_batch() -> impl Strategy<Value = RecordBatch> {
    batches(|random| {
        let types = flat_types();
        types[random.below(types.len())].clone()
    })
}

/// A batch of up to 12 columns, nested up to four levels deep, and 200 rows.
pub(crate) fn any_batch() -> impl Strategy<Value = RecordBatch> {
    batches(|random| {
        let depth = random.below(4);
        data_type(random, depth)
    })
}

fn batches(
    data_type: impl Fn(&mut Random) -> DataType + Clone,
) -> impl Strategy<Value = RecordBatch> {
    (any::<u64>(), 0..12_usize, 0..200_usize).prop_map(move |(seed, columns, rows)| {
        let random = &mut Random::new(seed);
        let field = |at: usize| {
            let data_type = data_type(random);
            let nullable = is_always_null(&data_type) || random.below(2) == 0;
            Field::new(format!("c{at}"), data_type, nullable)
        };
        let fields = (0..columns).map(field).collect();
        batch_of(random, fields, rows)
    })
}
