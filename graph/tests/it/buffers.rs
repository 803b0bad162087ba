//! Arrow's buffers and batches beside messages, and types of users that are buffers.

use std::sync::Arc;

use arrow::array::{
    Array, ArrayData, ArrayRef, AsArray, BooleanArray, Int32Array, Int64Array, NullArray,
    RecordBatch, RecordBatchOptions, StringArray, StringViewArray,
};
use arrow::buffer::Buffer;
use arrow::datatypes::{DataType, Field, Int32Type, Schema};
use bytes::Bytes;
use ferrow_convert::prelude::*;
use ferrow_derive::Object;
use ferrow_graph::object::{BufferObject, BufferParts};
use ferrow_graph::schema::ExtType;
use ferrow_graph::{Error, ErrorKind, Graph, Limits, Mode, OutOfBand, References, Value};
use ferrow_row::{RowArray, RowFormat, RowLayout};
use proptest::prelude::*;

use crate::sampling::{Random, any_batch, batch_of};
use crate::types::{data_types, is_known_to_ipc};

fn graph() -> Graph {
    let graph = Graph::builder().register::<RecordBatch>().register::<RowBatch>();
    graph.register::<Buffer>().build().expect("two types")
}

/// The message, and all buffers beside it.
fn apart<T: ferrow_graph::Object>(graph: &Graph, value: &T) -> (Vec<u8>, Vec<Bytes>) {
    let mut beside = OutOfBand::at_least(0);
    let message = graph.to_vec_with(value, &mut beside).expect("is written");
    (message, beside.into_buffers())
}

fn buffers_of(data: &ArrayData, found: &mut Vec<Buffer>) {
    found.extend(data.nulls().map(|nulls| nulls.buffer().clone()));
    found.extend(data.buffers().iter().cloned());
    data.child_data().iter().for_each(|child| buffers_of(child, found));
}

fn all_buffers(batch: &RecordBatch) -> Vec<Buffer> {
    let mut found = Vec::new();
    batch.columns().iter().for_each(|column| buffers_of(&column.to_data(), &mut found));
    found
}

/// Whether the bytes are some of the buffer's own.
fn is_part(bytes: &[u8], of: &Buffer) -> bool {
    let (start, end) = (of.as_ptr() as usize, of.as_ptr() as usize + of.len());
    bytes.as_ptr() as usize >= start && bytes.as_ptr() as usize + bytes.len() <= end
}

#[test]
fn views_of_the_same_bytes_are_no_more_than_a_message_may_have() {
    let text = "x".repeat(1000);
    let views = StringViewArray::from_iter_values(std::iter::repeat_n(&text, 2));
    let (view, buffers) = (views.views()[0], views.data_buffers().to_vec());
    let same = StringViewArray::try_new(vec![view; 1000].into(), buffers, None).unwrap();
    let column: ArrayRef = Arc::new(same);
    let batch = RecordBatch::try_from_iter([("text", column)]).unwrap();

    let (message, buffers) = apart(&graph(), &batch);
    let within = |bytes| {
        let limits = Limits { bytes, ..Limits::default() };
        Graph::builder().limits(limits).register::<RecordBatch>().build().unwrap()
    };
    let read = |graph: Graph| graph.from_slice_with::<RecordBatch>(&message, &buffers);
    assert_eq!(read(within(1_000_000)).unwrap(), batch);
    assert_eq!(read(within(999_999)).unwrap_err().kind(), ErrorKind::Limit);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn a_batch_of_any_type_is_read_as_it_was_written(batch in any_batch()) {
        prop_assume!(batch.schema().fields().iter().all(|field| has_one_index(field.data_type())));
        let graph = graph();
        let (message, buffers) = apart(&graph, &batch);
        let copy: RecordBatch = graph.from_slice_with(&message, &buffers).expect("is read");
        prop_assert_eq!(&copy, &batch);
        let message = Bytes::from(graph.to_vec(&batch).expect("is written"));
        let copy: RecordBatch = graph.from_bytes(&message).expect("is read");
        prop_assert_eq!(&copy, &batch);
        let copy: RecordBatch = graph.from_slice(&message).expect("is read");
        prop_assert_eq!(&copy, &batch);
    }

    #[test]
    fn memory_that_begins_anywhere_is_read_too(batch in any_batch(), shift in 1_usize..8) {
        prop_assume!(batch.schema().fields().iter().all(|field| has_one_index(field.data_type())));
        let graph = graph();
        let (message, buffers) = apart(&graph, &batch);
        let moved = buffers.iter().map(|buffer| {
            let mut bytes = vec![0; shift];
            bytes.extend_from_slice(buffer);
            Bytes::from(bytes).slice(shift..)
        });
        let moved: Vec<Bytes> = moved.collect();
        let copy: RecordBatch = graph.from_slice_with(&message, &moved).expect("is read");
        prop_assert_eq!(&copy, &batch);
    }
}

/// No dictionary of dictionaries at any depth, which schemas of messages do not say.
fn has_one_index(data_type: &DataType) -> bool {
    !format!("{data_type:?}").contains("Dictionary(") || {
        let nested = match data_type {
            DataType::Dictionary(_, values) => {
                return is_known_to_ipc(data_type) && has_one_index(values);
            }
            DataType::List(field)
            | DataType::LargeList(field)
            | DataType::ListView(field)
            | DataType::LargeListView(field)
            | DataType::FixedSizeList(field, _)
            | DataType::Map(field, _)
            | DataType::RunEndEncoded(_, field) => vec![field.data_type()],
            DataType::Struct(fields) => fields.iter().map(|field| field.data_type()).collect(),
            DataType::Union(fields, _) => {
                fields.iter().map(|(_, field)| field.data_type()).collect()
            }
            _ => vec![],
        };
        nested.into_iter().all(has_one_index)
    }
}

#[test]
fn no_buffer_of_a_batch_is_copied_on_either_side() {
    let graph = graph();
    let (mut written, mut random) = (0, Random::new(7));
    for data_type in data_types().into_iter().filter(has_one_index) {
        // Whole arrays, whose buffers begin at their first value.
        let batch = batch_of(&mut random, vec![Field::new("f", data_type.clone(), true)], 100);
        let whole = graph.from_slice::<RecordBatch>(&graph.to_vec(&batch).unwrap()).unwrap();
        let (message, beside) = apart(&graph, &whole);
        let own = all_buffers(&whole);
        for buffer in beside.iter().filter(|buffer| !buffer.is_empty()) {
            assert!(own.iter().any(|own| is_part(buffer, own)), "{data_type} on write");
            written += 1;
        }
        let copy: RecordBatch = graph.from_slice_with(&message, &beside).unwrap();
        let beside: Vec<Buffer> = beside.into_iter().map(Buffer::from).collect();
        for buffer in all_buffers(&copy).iter().filter(|buffer| !buffer.is_empty()) {
            assert!(beside.iter().any(|it| is_part(buffer, it)), "{data_type} on read");
        }
        assert_eq!(copy, whole, "{data_type}");
    }
    assert!(written > 100, "only {written} buffers were seen");
}

#[test]
fn of_a_slice_only_its_values_travel() {
    let numbers = Int64Array::from_iter((0..1000).map(|at| (at % 3 != 0).then_some(at)));
    let texts = StringArray::from_iter_values((0..1000).map(|at| format!("text {at}")));
    let bools = BooleanArray::from_iter((0..1000).map(|at| Some(at % 2 == 0)));
    let columns: Vec<(&str, ArrayRef)> =
        vec![("n", Arc::new(numbers)), ("t", Arc::new(texts)), ("b", Arc::new(bools))];
    let batch = RecordBatch::try_from_iter(columns).unwrap();
    let slice = batch.slice(501, 16);
    let graph = graph();
    let (message, beside) = apart(&graph, &slice);
    let lens: Vec<usize> = beside.iter().map(Bytes::len).collect();
    assert_eq!(lens, [2, 16 * 8, 17 * 4, 16 * 8, 2]);
    let own = all_buffers(&batch);
    // Bitmaps are moved to bit 0 and offsets to 0; values are where they were.
    for at in [1, 3] {
        assert!(own.iter().any(|own| is_part(&beside[at], own)), "buffer {at}");
    }
    assert_eq!(graph.from_slice_with::<RecordBatch>(&message, &beside).unwrap(), slice);
}

#[test]
fn a_message_that_others_own_too_is_what_the_columns_are_parts_of() {
    let views = StringViewArray::from_iter_values(["a text that is too long for a view", "x"]);
    let batch = RecordBatch::try_from_iter([("v", Arc::new(views) as ArrayRef)]).unwrap();
    let graph = graph();
    let message = Bytes::from(graph.to_vec(&batch).unwrap());
    let copy: RecordBatch = graph.from_bytes(&message).unwrap();
    let column = copy.column(0).as_string_view();
    assert!(is_part(column.data_buffers()[0].as_slice(), &Buffer::from(message.clone())));
    assert_eq!(copy, batch);
}

#[test]
fn rows_travel_in_each_of_their_arrays() {
    let schema = Schema::new(vec![
        Field::new("id", DataType::Int64, false),
        Field::new("name", DataType::Utf8, true),
    ]);
    let batch =
        batch_of(&mut Random::new(3), schema.fields().iter().map(|f| (**f).clone()).collect(), 50);
    let graph = graph();
    for format in [RowFormat::Standard, RowFormat::Compact] {
        let layout = RowLayout::try_with_format(batch.schema(), format).unwrap();
        let rows = ferrow_convert::RowEncoder::new(&layout).encode(&batch).unwrap();
        let arrays: [RowArray; 3] = [
            rows.to_binary().unwrap().into(),
            rows.to_large_binary().into(),
            rows.to_binary_view().unwrap().into(),
        ];
        for array in arrays {
            let rows = RowBatch::try_new(layout.clone(), array).unwrap();
            let rows = rows.slice(3..40);
            let (message, beside) = apart(&graph, &rows);
            let copy: RowBatch = graph.from_slice_with(&message, &beside).unwrap();
            assert_eq!(copy, rows);
            assert_eq!(copy.array().data_type(), rows.array().data_type());
            assert_eq!(graph.from_slice::<RowBatch>(&graph.to_vec(&rows).unwrap()).unwrap(), rows);
            let (wrote, read) = (rows.row_bytes(9).unwrap(), copy.row_bytes(9).unwrap());
            if wrote.len() > 12 {
                assert_eq!(wrote.as_ptr(), read.as_ptr());
            }
        }
    }
    let fixed =
        RowLayout::try_new(Schema::new(vec![Field::new("id", DataType::Int32, true)])).unwrap();
    let mut writer = ferrow_row::RowBatchWriter::new(fixed);
    for id in 0..9 {
        let mut row = writer.row();
        row.set_at::<i32>(0, id).unwrap();
        row.finish().unwrap();
    }
    writer.push_null();
    let rows = writer.finish();
    assert!(matches!(rows.array(), RowArray::Stride(_)));
    let (message, beside) = apart(&graph, &rows);
    let copy: RowBatch = graph.from_slice_with(&message, &beside).unwrap();
    assert_eq!(copy, rows);
    assert!(matches!(copy.array(), RowArray::Stride(_)));
}

#[test]
fn rows_that_are_none_are_refused() {
    let layout =
        RowLayout::try_new(Schema::new(vec![Field::new("t", DataType::Utf8, true)])).unwrap();
    let mut writer = ferrow_row::RowBatchWriter::new(layout);
    let mut row = writer.row();
    row.set_at::<str>(0, "a text").unwrap();
    row.finish().unwrap();
    let graph = graph();
    let (message, mut beside) = apart(&graph, &writer.finish());
    let at = beside.iter().position(|buffer| buffer.len() > 16).unwrap();
    let mut damaged = beside[at].to_vec();
    damaged[12] = 0xff;
    beside[at] = damaged.into();
    let error = graph.from_slice_with::<RowBatch>(&message, &beside).unwrap_err();
    assert!(error.to_string().contains("byte"), "{error}");
}

#[derive(Object, Debug, PartialEq)]
#[object(name = "t.Part")]
struct Part {
    name: String,
    batch: RecordBatch,
    rows: Option<RowBatch>,
    bytes: Buffer,
    more: Vec<Buffer>,
}

#[derive(Object, Debug, PartialEq)]
#[object(name = "t.Part")]
struct OldPart {
    name: String,
}

fn part() -> Part {
    let column: ArrayRef = Arc::new(Int32Array::from(vec![Some(1), None, Some(3)]));
    let batch = RecordBatch::try_from_iter_with_nullable([("n", column, true)]).expect("a column");
    let rows = RowBatch::try_from_record_batch(&batch).expect("a column");
    let bytes = Buffer::from(vec![7_u8; 100]);
    let more = vec![bytes.slice(3), Buffer::default()];
    Part { name: "a".to_owned(), batch, rows: Some(rows), bytes, more }
}

#[test]
fn batches_are_fields_in_every_kind_of_graph() {
    for mode in [Mode::SameSchema, Mode::Compatible] {
        for references in [References::Values, References::Tracked] {
            let graph = Graph::builder().mode(mode).references(references).register::<Part>();
            let graph = graph.build().unwrap();
            let (message, beside) = apart(&graph, &part());
            assert_eq!(graph.from_slice_with::<Part>(&message, &beside).unwrap(), part());
            assert_eq!(graph.deep_copy(&part()).unwrap(), part());
            // Who knows no Rust type forwards it.
            let value = graph.read_value_with(&message, &beside).unwrap();
            let mut forwarded = OutOfBand::at_least(0);
            let again = graph.write_value_with(&value, &mut forwarded).unwrap();
            let forwarded = forwarded.into_buffers();
            assert_eq!(forwarded, beside);
            assert_eq!(graph.from_slice_with::<Part>(&again, &forwarded).unwrap(), part());
        }
    }
}

#[test]
fn who_has_no_such_field_skips_it_and_takes_its_buffers() {
    let graph = Graph::builder().mode(Mode::Compatible).register::<Part>().build().unwrap();
    let old = Graph::builder().mode(Mode::Compatible).register::<OldPart>();
    let old = old.register::<RecordBatch>().register::<RowBatch>().build().unwrap();
    let (message, beside) = apart(&graph, &part());
    let found: OldPart = old.from_slice_with(&message, &beside).unwrap();
    assert_eq!(found.name, "a");
    let strangers = Graph::builder().mode(Mode::Compatible).register::<OldPart>();
    let strangers = strangers.ext(ExtType::of_buffers("arrow.RecordBatch"));
    let strangers = strangers.ext(ExtType::of_buffers("ferrow.RowBatch")).build().unwrap();
    assert_eq!(strangers.from_slice_with::<OldPart>(&message, &beside).unwrap().name, "a");
}

#[test]
fn a_type_has_the_name_that_it_is_registered_as() {
    let graph = Graph::builder().register_as::<RecordBatch>(9_u32).build().unwrap();
    let batch = part().batch;
    let message = graph.to_vec(&batch).unwrap();
    assert_eq!(message[..4], [0x01, 0xff, 31, 9]);
    assert_eq!(graph.from_slice::<RecordBatch>(&message).unwrap(), batch);
}

#[test]
fn values_without_bytes_have_a_limit() {
    let limits = Limits { elements: 1000, ..Limits::default() };
    let graph = Graph::builder().limits(limits).register::<RecordBatch>().build().unwrap();
    let nulls = |len| {
        let column: ArrayRef = Arc::new(NullArray::new(len));
        RecordBatch::try_from_iter([("n", column)]).unwrap()
    };
    let read = |batch: &RecordBatch| {
        graph.from_slice::<RecordBatch>(&graph.to_vec(batch).unwrap()).map_err(|error| error.kind())
    };
    assert_eq!(read(&nulls(1000)).map(|batch| batch.num_rows()), Ok(1000));
    assert_eq!(read(&nulls(1 << 40)).unwrap_err(), ErrorKind::Limit);
    let options = RecordBatchOptions::new().with_row_count(Some(1 << 40));
    let empty = RecordBatch::try_new_with_options(Arc::new(Schema::empty()), vec![], &options);
    assert_eq!(read(&empty.unwrap()).unwrap_err(), ErrorKind::Limit);
}

#[test]
fn damaged_batches_are_errors_or_batches() {
    let graph = graph();
    let (mut errors, mut random) = (0, Random::new(11));
    for (at, data_type) in data_types().into_iter().filter(has_one_index).enumerate() {
        let batch = batch_of(&mut random, vec![Field::new("f", data_type, at % 2 == 0)], 9);
        let (message, beside) = apart(&graph, &batch);
        let mut check = |message: &[u8], beside: &[Bytes]| {
            match graph.from_slice_with::<RecordBatch>(message, beside) {
                Ok(batch) => {
                    for column in batch.columns() {
                        column.to_data().validate_full().expect("what is read is valid");
                    }
                    // Looks at every value.
                    assert!(!format!("{batch:?}").is_empty());
                }
                Err(_) => errors += 1,
            }
        };
        for at in 0..message.len() {
            check(&message[..at], &beside);
            for byte in [0, 1, 0x7f, 0xff, message[at] ^ 1, message[at] ^ 0x10] {
                let mut damaged = message.clone();
                damaged[at] = byte;
                check(&damaged, &beside);
            }
        }
        for index in 0..beside.len() {
            let mut fewer = beside.clone();
            fewer.remove(index);
            check(&message, &fewer);
            for at in 0..beside[index].len() {
                let mut damaged = beside.clone();
                damaged[index] = beside[index].slice(..at);
                check(&message, &damaged);
                for byte in [0, 1, 0x7f, 0x80, 0xff] {
                    let mut bytes = beside[index].to_vec();
                    bytes[at] = byte;
                    damaged[index] = bytes.into();
                    check(&message, &damaged);
                }
            }
        }
    }
    assert!(errors > 10_000, "only {errors} damaged messages were refused");
}

#[test]
fn an_error_has_the_path_of_the_column() {
    let graph = Graph::builder().register::<Part>().build().unwrap();
    let (message, mut beside) = apart(&graph, &part());
    // The bitmap of the column, of three values.
    let at = beside.iter().position(|buffer| buffer.len() == 1).unwrap();
    beside[at] = Bytes::new();
    let error = graph.from_slice_with::<Part>(&message, &beside).unwrap_err();
    assert_eq!((error.kind(), error.path()), (ErrorKind::Malformed, "batch.n"), "{error}");
    assert!(error.offset().is_some());
}

/// A type of a user's own, of two buffers.
#[derive(Object, Debug, PartialEq)]
#[object(name = "t.Column", buffers)]
struct Column {
    values: Buffer,
    validity: Option<Buffer>,
}

impl BufferObject for Column {
    fn to_parts(&self) -> Result<BufferParts, Error> {
        let buffers = [Some(&self.values), self.validity.as_ref()].into_iter().flatten();
        let buffers = buffers.map(|buffer| {
            // `Buffer` is shared memory; `Bytes` of it are the same.
            let owner = buffer.clone();
            Bytes::from_owner(Owner(owner))
        });
        Ok(BufferParts { metadata: Bytes::new(), buffers: buffers.collect() })
    }

    fn from_parts(parts: BufferParts, _limits: &Limits) -> Result<Self, Error> {
        let mut buffers = parts.buffers.into_iter().map(Buffer::from);
        let values = buffers.next().ok_or_else(|| Error::custom("a column without values"))?;
        Ok(Self { values, validity: buffers.next() })
    }
}

struct Owner(Buffer);

impl AsRef<[u8]> for Owner {
    fn as_ref(&self) -> &[u8] {
        &self.0
    }
}

#[test]
fn a_type_of_ones_own_is_buffers() {
    let graph = Graph::builder().register::<Column>().build().unwrap();
    let column = Column { values: vec![1_i32, 2, 3].into(), validity: Some(vec![7_u8].into()) };
    let mut beside = OutOfBand::at_least(4);
    let message = graph.to_vec_with(&column, &mut beside).unwrap();
    let beside = beside.into_buffers();
    // The values beside the message, the validity in it.
    assert_eq!(message[message.len() - 6..], [0, 2, 0, 1, 1, 7]);
    let copy: Column = graph.from_slice_with(&message, &beside).unwrap();
    assert_eq!((copy.values.as_ptr(), &copy), (column.values.as_ptr(), &column));
    let empty = [0x01, 0xff].into_iter().chain(message[2..message.len() - 6].iter().copied());
    let empty: Vec<u8> = empty.chain([0, 0]).collect();
    let error = graph.from_slice::<Column>(&empty).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Custom);
    let value = Value::from(Bytes::new());
    assert!(matches!(graph.read_value(&graph.write_value(&value).unwrap()), Ok(Value::Binary(_))));
}

#[test]
fn dictionaries_of_dictionaries_are_no_batches_of_messages() {
    let inner = arrow::array::DictionaryArray::<Int32Type>::from_iter(["a", "b"]);
    let outer = arrow::array::DictionaryArray::<Int32Type>::try_new(
        Int32Array::from(vec![1, 0]),
        Arc::new(inner),
    );
    let batch = RecordBatch::try_from_iter([("d", Arc::new(outer.unwrap()) as ArrayRef)]).unwrap();
    let error = graph().to_vec(&batch).unwrap_err();
    assert_eq!((error.kind(), error.path()), (ErrorKind::Unsupported, "d"));
}
