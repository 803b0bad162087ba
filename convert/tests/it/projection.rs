//! Some columns of some rows: what Arrow's kernels make of the whole batch, decoders make of the rows.

use std::sync::Arc;

use arrow::array::{
    Array, ArrayRef, AsArray, BinaryArray, BooleanArray, Int16Array, RecordBatch, UInt32Array,
};
use arrow::compute::{cast, filter_record_batch, take};
use arrow::datatypes::{DataType, Field, Fields, Int16Type, Schema, SchemaRef};
use ferrow_convert::prelude::*;
use ferrow_convert::{ErrorKind, Predicate, RowDecoder, RowFilter, Selection};
use ferrow_row::{RowFormat, RowLayout};
use proptest::prelude::*;

use crate::cells::cells;
use crate::conformance::{FORMATS, assert_same};
use crate::sampling::{Random, any_batch, batch_of};
use crate::types::{data_types, list, map};

fn rows_of(format: RowFormat, batch: &RecordBatch) -> RowBatch {
    RowBatch::try_from_record_batch_in(format, batch).expect("types that rows hold")
}

fn schema(fields: impl Into<Fields>) -> SchemaRef {
    Arc::new(Schema::new(fields))
}

fn structs(fields: &[Field]) -> DataType {
    DataType::Struct(fields.to_vec().into())
}

/// A field that may be null, and one that may not.
fn nullable(name: &str, data_type: DataType) -> Field {
    Field::new(name, data_type, true)
}

fn required(name: &str, data_type: DataType) -> Field {
    Field::new(name, data_type, false)
}

/// The child `index` of a struct, null where the struct is.
fn child(column: &ArrayRef, index: usize) -> ArrayRef {
    let structs = column.as_struct();
    let row = |row: usize| structs.is_valid(row).then(|| u32::try_from(row).expect("few rows"));
    let rows: UInt32Array = (0..structs.len()).map(row).collect();
    take(structs.column(index), &rows, None).expect("rows of the column")
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn selected_rows_are_those_that_arrow_takes(batch in any_batch(), seed in any::<u64>()) {
        let random = &mut Random::new(seed);
        let len = batch.num_rows();
        let from = random.below(len + 1);
        let to = from + random.below(len - from + 1);
        let picks = if len == 0 { 0 } else { random.below(150) };
        let picks: Vec<u32> = (0..picks)
            .map(|_| u32::try_from(random.below(len)).expect("few rows"))
            .collect();
        let mask: BooleanArray = (0..len).map(|_| Some(random.below(3) == 0)).collect();
        for format in FORMATS {
            let Ok(rows) = RowBatch::try_from_record_batch_in(format, &batch) else {
                // Elements that have no bytes could be there in any number.
                prop_assert_eq!(format, RowFormat::Compact);
                continue;
            };
            let decoder = RowDecoder::new(rows.layout());
            let decode = |selection: Selection| decoder.decode_selected(&rows, &selection).unwrap();
            assert_same(&decode(Selection::from(from..to)), &batch.slice(from, to - from), "range");
            assert_rows(&decode(Selection::indices(picks.clone())), &batch, &picks);
            let marked = (0..len).filter(|&row| mask.value(row));
            let marked: Vec<u32> = marked.map(|row| u32::try_from(row).unwrap()).collect();
            assert_rows(&decode(Selection::from(&mask)), &batch, &marked);
        }
    }
}

/// `found` has these rows of `batch`.
fn assert_rows(found: &RecordBatch, batch: &RecordBatch, rows: &[u32]) {
    assert_eq!((found.schema(), found.num_rows()), (batch.schema(), rows.len()));
    for (found, all) in found.columns().iter().zip(batch.columns()) {
        let all = cells(all);
        let wanted: Vec<_> = rows.iter().map(|&row| all[row as usize].clone()).collect();
        assert_eq!(cells(found), wanted);
        found.to_data().validate_full().expect("a valid array");
    }
}

/// Numbers, a struct with a struct and a list of structs, any of them null now and then.
fn nested_batch() -> RecordBatch {
    let inner = structs(&[nullable("x", DataType::Int32), required("y", DataType::Utf8)]);
    let status = structs(&[
        required("deprecated", DataType::Boolean),
        nullable("inner", inner.clone()),
        nullable("note", DataType::Utf8),
    ]);
    let fields = vec![
        required("id", DataType::Int64),
        nullable("status", status),
        nullable("all", list(inner.clone())),
        nullable("by_name", map(DataType::Utf8, inner)),
    ];
    batch_of(&mut Random::new(0xdec), fields, 150)
}

#[test]
fn a_field_of_a_struct_becomes_a_column_named_by_its_path() {
    let batch = nested_batch();
    let status = batch.column(1);
    let (deprecated, x) = (child(status, 0), child(&child(status, 1), 0));
    for format in FORMATS {
        let rows = rows_of(format, &batch);
        let decoder = RowDecoder::new(rows.layout());
        let decoder = decoder.project_paths(["status.inner.x", "id", "status.deprecated"]).unwrap();
        let found = decoder.decode(&rows).unwrap();
        let fields = vec![
            nullable("status.inner.x", DataType::Int32),
            required("id", DataType::Int64),
            nullable("status.deprecated", DataType::Boolean),
        ];
        assert_eq!(found.schema(), schema(fields));
        assert_eq!(found.columns(), [x.clone(), batch.column(0).clone(), deprecated.clone()]);
        let of_names = rows.to_record_batch_of(&["status.inner.x", "id", "status.deprecated"]);
        assert_eq!(of_names.unwrap(), found);
        assert_eq!(decoder.project(&[1]).decode(&rows).unwrap(), batch.project(&[0]).unwrap());
    }
}

#[test]
fn a_path_that_leads_nowhere_says_where_it_ends() {
    let layout = RowLayout::try_new(nested_batch().schema()).unwrap();
    let error = |path: &str| {
        let error = RowDecoder::new(&layout).project_paths([path]).unwrap_err();
        (error.kind(), error.to_string())
    };
    let no_field = ErrorKind::Row(ferrow_row::ErrorKind::NoSuchField);
    let message = "status.inner.z: no such field; the fields are x, y";
    assert_eq!(error("status.inner.z"), (no_field, message.to_owned()));
    let (kind, message) = error("all.x");
    assert_eq!(kind, ErrorKind::WrongType);
    assert!(message.starts_with("all: the field is List"), "{message}");
}

/// Every form that values of a type may be asked for in.
fn forms(data_type: &DataType) -> Vec<DataType> {
    use DataType as T;
    let mut forms = match data_type {
        T::Utf8 | T::LargeUtf8 | T::Utf8View => vec![T::Utf8, T::LargeUtf8, T::Utf8View],
        T::Binary | T::LargeBinary | T::BinaryView => {
            vec![T::Binary, T::LargeBinary, T::BinaryView]
        }
        T::FixedSizeBinary(_) => vec![data_type.clone(), T::Binary, T::LargeBinary, T::BinaryView],
        T::List(item)
        | T::LargeList(item)
        | T::ListView(item)
        | T::LargeListView(item)
        | T::FixedSizeList(item, _) => (forms(item.data_type()).into_iter())
            .flat_map(|form| {
                let item = Arc::new(item.as_ref().clone().with_data_type(form));
                let views = [T::ListView(item.clone()), T::LargeListView(item.clone())];
                [T::List(item.clone()), T::LargeList(item)].into_iter().chain(views)
            })
            .collect(),
        _ => vec![data_type.clone()],
    };
    if !data_type.is_nested() && *data_type != T::Null {
        let ends = Arc::new(required("run_ends", T::Int32));
        let values = Arc::new(nullable("values", data_type.clone()));
        forms.push(T::Dictionary(Box::new(T::UInt16), Box::new(data_type.clone())));
        forms.push(T::RunEndEncoded(ends, values));
    }
    forms
}

/// The type without what encodes it.
fn decoded(data_type: &DataType) -> DataType {
    match data_type {
        DataType::Dictionary(_, values) => decoded(values),
        DataType::RunEndEncoded(_, values) => decoded(values.data_type()),
        data_type => data_type.clone(),
    }
}

#[test]
fn every_type_is_decoded_to_each_of_its_forms() {
    let mut cases = 0;
    for (at, data_type) in data_types().iter().enumerate() {
        let mut random = Random::new(0xf0f0 + u64::try_from(at).expect("a small number"));
        let batch = batch_of(&mut random, vec![nullable("f", data_type.clone())], 70);
        let wanted = cells(batch.column(0));
        for format in FORMATS {
            let rows = rows_of(format, &batch);
            for form in forms(&decoded(data_type)) {
                let what = format!("{data_type} as {form}, {format:?}");
                let schema = Schema::new(vec![nullable("f", form.clone())]);
                let schema = Arc::new(schema.with_metadata([("of".into(), "all".into())].into()));
                let decoder = RowDecoder::new(rows.layout()).project_schema(&schema).expect(&what);
                let found = decoder.decode(&rows).expect(&what);
                assert_eq!(found.schema(), schema, "{what}");
                assert_eq!(cells(found.column(0)), wanted, "{what}");
                found.column(0).to_data().validate_full().expect(&what);
                cases += 1;
            }
        }
    }
    assert!(cases > 300, "only {cases} cases");
}

#[test]
fn structs_at_any_depth_are_asked_for_with_some_of_their_fields() {
    let batch = nested_batch();
    let ys = || structs(&[required("y", DataType::LargeUtf8)]);
    let wanted = schema(vec![
        nullable("all", DataType::LargeList(Arc::new(nullable("item", ys())))),
        nullable("by_name", map(DataType::Utf8View, ys())),
        nullable(
            "status",
            structs(&[nullable("note", DataType::Utf8View), nullable("inner", ys())]),
        ),
        nullable("status.deprecated", DataType::Boolean),
    ]);
    for format in FORMATS {
        let rows = rows_of(format, &batch);
        let decoder = RowDecoder::new(rows.layout()).project_schema(&wanted).unwrap();
        let found = decoder.decode(&rows).unwrap();
        assert_eq!(found.schema(), wanted);
        let text = |column: &ArrayRef| cast(column, &DataType::Utf8).unwrap();
        let (status, found_status) = (batch.column(1), found.column(2));
        assert_eq!(&text(&child(found_status, 0)), &child(status, 2));
        let y = text(&child(&child(found_status, 1), 0));
        assert_eq!(&y, &child(&child(status, 1), 1));
        assert_eq!(found.column(3), &child(status, 0));
        for column in found.columns() {
            column.to_data().validate_full().unwrap();
        }
        let all = |batch: &RecordBatch, at: usize| {
            let lists = batch.column(at);
            let counts = arrow::compute::kernels::length::length(lists).unwrap();
            cells(&cast(&counts, &DataType::Int64).unwrap())
        };
        assert_eq!(all(&found, 0), all(&batch, 2));
    }
}

#[test]
fn what_is_no_form_of_a_field_is_refused_by_name() {
    let batch = nested_batch();
    let layout = RowLayout::try_new(batch.schema()).unwrap();
    let error = |field: Field| {
        let decoder = RowDecoder::new(&layout).project_schema(&schema(vec![field]));
        let error = decoder.unwrap_err();
        (error.kind(), error.path())
    };
    let x = |data_type| structs(&[nullable("x", data_type)]);
    let status = |inner| nullable("status", structs(&[nullable("inner", inner)]));
    let fixed = DataType::FixedSizeList(Arc::new(nullable("item", x(DataType::Int32))), 2);
    let no_field = ErrorKind::Row(ferrow_row::ErrorKind::NoSuchField);
    let cases = [
        (required("id", DataType::Int32), ErrorKind::WrongType, "id"),
        (required("no", DataType::Int32), no_field, "no"),
        (required("status.deprecated", DataType::Boolean), ErrorKind::NotNull, "status.deprecated"),
        (status(x(DataType::Int64)), ErrorKind::WrongType, "status.inner.x"),
        (status(structs(&[required("x", DataType::Int32)])), ErrorKind::NotNull, "status.inner.x"),
        (status(structs(&[nullable("z", DataType::Int32)])), no_field, "status.inner.z"),
        (nullable("all", fixed), ErrorKind::WrongType, "all"),
        (nullable("all", list(x(DataType::Utf8))), ErrorKind::WrongType, "all[].x"),
    ];
    for (field, kind, path) in cases {
        assert_eq!(error(field), (kind, path.to_owned()));
    }
    let keys = DataType::Dictionary(Box::new(DataType::Float32), Box::new(DataType::Int64));
    assert_eq!(error(required("id", keys)), (ErrorKind::Arrow, "id".to_owned()));
}

/// Delays, of which every tenth is null, and what else is known of the flights.
fn flights() -> RecordBatch {
    let delay = |row: i16| (row % 10 != 0).then_some(row * 7 % 60);
    let delay: ArrayRef = Arc::new((0..500).map(delay).collect::<Int16Array>());
    let carrier = Field::new("carrier", DataType::Utf8, false);
    let rest =
        batch_of(&mut Random::new(5), vec![carrier, nullable("all", list(DataType::Utf8))], 500);
    let fields = [nullable("dep_delay", DataType::Int16)].into_iter();
    let fields: Fields =
        fields.chain(rest.schema().fields().iter().map(|field| field.as_ref().clone())).collect();
    let columns = [vec![delay], rest.columns().to_vec()].concat();
    RecordBatch::try_new(schema(fields), columns).expect("columns of the fields")
}

#[test]
fn filtering_and_decoding_is_decoding_and_filtering() {
    let batch = flights();
    let late = batch.column(0).as_primitive::<Int16Type>().iter();
    let late: BooleanArray = late.map(|delay| Some(delay? > 30)).collect();
    let wanted = filter_record_batch(&batch, &late).unwrap();
    assert!(wanted.num_rows() > 100);
    for format in FORMATS {
        let rows = rows_of(format, &batch);
        let filter = |limit: i16| {
            RowFilter::try_new(rows.layout(), &Predicate::column("dep_delay").gt(limit)).unwrap()
        };
        let decoder = RowDecoder::new(rows.layout());
        assert_same(&decoder.decode_filtered(&rows, &filter(30)).unwrap(), &wanted, "all columns");
        // The field that is asked need not be decoded.
        let decoder = decoder.project_paths(["all"]).unwrap();
        let found = decoder.decode_filtered(&rows, &filter(30)).unwrap();
        assert_same(&found, &wanted.project(&[2]).unwrap(), "one column");
        let none = decoder.decode_filtered(&rows, &filter(60)).unwrap();
        assert_eq!(none, RecordBatch::new_empty(decoder.schema().clone()));
        let nothing = decoder.project(&[]).decode_filtered(&rows, &filter(30)).unwrap();
        assert_eq!((nothing.num_columns(), nothing.num_rows()), (0, wanted.num_rows()));
    }
}

#[test]
fn a_null_row_matters_only_where_it_is_selected() {
    let rows = rows_of(RowFormat::Standard, &flights().project(&[1]).unwrap());
    let messages = [rows.row_bytes(0), None, rows.row_bytes(1)];
    let rows = RowBatch::try_new(rows.layout().clone(), BinaryArray::from_iter(messages)).unwrap();
    let decoder = RowDecoder::new(rows.layout());
    let some = decoder.decode_selected(&rows, &Selection::indices([2, 0])).unwrap();
    assert_eq!(some.num_rows(), 2);
    assert_eq!(decoder.decode_selected(&rows, &Selection::from(2..3)).unwrap().num_rows(), 1);
    for selection in [Selection::all(), Selection::indices([0, 1]), Selection::from(1..2)] {
        let error = decoder.decode_selected(&rows, &selection).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::NotNull);
    }
    let nulls = RowDecoder::new(rows.layout()).nullable();
    let nulls = nulls.decode_selected(&rows, &Selection::indices([1, 1, 0])).unwrap();
    assert_eq!(nulls.column(0).null_count(), 2);
}

#[test]
fn rows_that_are_not_there_are_refused() {
    let rows = rows_of(RowFormat::Standard, &flights());
    let decoder = RowDecoder::new(rows.layout());
    let other = BooleanArray::from(vec![true; 499]);
    for selection in [Selection::indices([500]), Selection::from(0..501), Selection::from(&other)] {
        let error = decoder.decode_selected(&rows, &selection).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::OutOfRange);
    }
}
