//! Filters select the rows for which Arrow's own kernels, on the decoded columns, say true.

use std::sync::Arc;

use arrow::array::{
    Array, ArrayRef, AsArray, BinaryArray, BooleanArray, Float64Array, Int16Array, RecordBatch,
    Scalar, StringArray, UInt32Array, new_null_array,
};
use arrow::compute::kernels::cmp;
use arrow::compute::{
    and_kleene, cast, contains, ends_with, is_null, not, or_kleene, starts_with, take,
};
use arrow::datatypes::{DataType, Field, Fields, Schema};
use ferrow_convert::filter::{Literal, PredicateColumn};
use ferrow_convert::prelude::*;
use ferrow_convert::{Predicate, RowFilter, Selection};
use ferrow_row::{RowArray, RowFormat, RowLayout};
use proptest::prelude::*;

use crate::conformance::FORMATS;
use crate::sampling::{Random, batch_of, flat_batch};
use crate::types::{encoded_types, flat_types, is_always_null, wide_types};

type Ask = fn(PredicateColumn, Literal) -> Predicate;
type Kernel = fn(&ArrayRef, &Scalar<ArrayRef>) -> BooleanArray;

/// Every comparison, and the kernel that says what it means.
const COMPARISONS: [(Ask, Kernel); 8] = [
    (|field, literal| field.eq(literal), |a, b| cmp::eq(a, b).expect("values of one type")),
    (|field, literal| field.not_eq(literal), |a, b| cmp::neq(a, b).expect("values of one type")),
    (|field, literal| field.lt(literal), |a, b| cmp::lt(a, b).expect("values of one type")),
    (|field, literal| field.lt_eq(literal), |a, b| cmp::lt_eq(a, b).expect("values of one type")),
    (|field, literal| field.gt(literal), |a, b| cmp::gt(a, b).expect("values of one type")),
    (|field, literal| field.gt_eq(literal), |a, b| cmp::gt_eq(a, b).expect("values of one type")),
    (
        |field, literal| field.is_distinct_from(literal),
        |a, b| cmp::distinct(a, b).expect("values of one type"),
    ),
    (
        |field, literal| field.is_not_distinct_from(literal),
        |a, b| cmp::not_distinct(a, b).expect("values of one type"),
    ),
];

pub(crate) fn rows_of(format: RowFormat, batch: &RecordBatch) -> RowBatch {
    RowBatch::try_from_record_batch_in(format, batch).expect("types that rows hold")
}

pub(crate) fn select(rows: &RowBatch, predicate: &Predicate) -> Selection {
    let filter = RowFilter::try_new(rows.layout(), predicate).expect("a predicate of these fields");
    let selection = filter.select(rows).expect("rows of the filter's layout");
    if rows.null_count() == 0 {
        assert_eq!(selection, select_one_by_one(rows, &filter), "rows as messages: {predicate:?}");
    }
    selection
}

/// The same, each row asked as a message of which nothing is known.
fn select_one_by_one(rows: &RowBatch, filter: &RowFilter) -> Selection {
    let passes = |row: &u32| {
        let bytes = rows.row_bytes(*row as usize).expect("no row is null");
        let row = rows.layout().open(bytes).expect("a whole row");
        filter.test(row).expect("a valid row")
    };
    let len = u32::try_from(rows.len()).expect("a small batch");
    Selection::indices((0..len).filter(passes).collect::<Vec<_>>())
}

pub(crate) fn scalar(array: &ArrayRef, row: usize) -> Scalar<ArrayRef> {
    Scalar::new(array.slice(row, 1))
}

/// Types whose values Arrow compares.
fn comparable_types() -> Vec<DataType> {
    let is_plain =
        |values: &DataType| !values.is_nested() && !matches!(values, DataType::Dictionary(..));
    let encoded = encoded_types().into_iter().filter(|data_type| match data_type {
        DataType::Dictionary(_, values) => is_plain(values),
        DataType::RunEndEncoded(_, values) => is_plain(values.data_type()),
        _ => false,
    });
    flat_types().into_iter().chain(wide_types()).chain(encoded).collect()
}

/// A column `f` of its own, and one in a struct `s` that is null now and then.
fn batch_with(
    random: &mut Random,
    data_type: &DataType,
    nullable: bool,
    len: usize,
) -> RecordBatch {
    let field = |name: &str| Field::new(name, data_type.clone(), nullable);
    let pad = Field::new("pad", DataType::Utf8, true);
    let inner: Fields = vec![pad.clone(), field("f")].into();
    let outer = Field::new("s", DataType::Struct(inner), true);
    batch_of(random, vec![pad, field("f"), outer], len)
}

/// The values of a column, however they are encoded: not every kernel knows runs of nulls.
fn plain(column: &ArrayRef) -> ArrayRef {
    match column.data_type() {
        DataType::Dictionary(_, values) => cast(column, values).expect("its values"),
        DataType::RunEndEncoded(_, values) => cast(column, values.data_type()).expect("its values"),
        _ => Arc::clone(column),
    }
}

/// The field `f` of the struct `s`, null where the struct is.
fn inner_column(batch: &RecordBatch) -> ArrayRef {
    let structs = batch.column(2).as_struct();
    let index = |row: usize| structs.is_valid(row).then(|| u32::try_from(row).expect("few rows"));
    let indices: UInt32Array = (0..structs.len()).map(index).collect();
    take(&plain(structs.column(1)), &indices, None).expect("rows of the column")
}

/// Literals of the values of a column, and a null.
fn literals(column: &ArrayRef) -> Vec<Scalar<ArrayRef>> {
    let rows = [0, 1, 2, column.len() / 2, column.len() - 1].into_iter();
    let mut literals: Vec<_> = rows.map(|row| scalar(column, row)).collect();
    literals.push(Scalar::new(new_null_array(column.data_type(), 1)));
    literals
}

fn check_comparisons(rows: &RowBatch, path: &str, column: &ArrayRef, what: &str) {
    let field = || Predicate::column(path);
    for literal in literals(column) {
        for (at, (ask, kernel)) in COMPARISONS.into_iter().enumerate() {
            let wanted = kernel(column, &literal);
            let what = format!("{what}, {path}, comparison {at} with {literal:?}");
            let asked = ask(field(), literal.clone().into());
            assert_eq!(select(rows, &asked), Selection::from(&wanted), "{what}");
            let wanted = not(&wanted).expect("booleans");
            assert_eq!(select(rows, &!asked), Selection::from(&wanted), "not, {what}");
        }
    }
    let nulls = is_null(column).expect("any column");
    assert_eq!(select(rows, &field().is_null()), Selection::from(&nulls), "{what}");
    let values = not(&nulls).expect("booleans");
    assert_eq!(select(rows, &field().is_not_null()), Selection::from(&values), "{what}");
}

/// What `IN` means: equal to one of them.
fn is_in(column: &ArrayRef, list: &[Scalar<ArrayRef>]) -> BooleanArray {
    let none = BooleanArray::from(vec![false; column.len()]);
    list.iter().fold(none, |found, literal| {
        or_kleene(&found, &cmp::eq(column, literal).expect("one type")).expect("booleans")
    })
}

fn check_lists(rows: &RowBatch, path: &str, column: &ArrayRef, what: &str) {
    let literals = literals(column);
    for list in [&literals[..], &literals[..3], &literals[5..], &[]] {
        let asked = Predicate::column(path).is_in(list.iter().cloned());
        let wanted = is_in(column, list);
        assert_eq!(select(rows, &asked), Selection::from(&wanted), "{what}, {path} in {list:?}");
        let wanted = not(&wanted).expect("booleans");
        assert_eq!(select(rows, &!asked), Selection::from(&wanted), "{what}, not in {list:?}");
    }
}

#[test]
fn every_type_compares_as_arrow_has_it_in_rows_and_structs_of_both_formats() {
    for (at, data_type) in comparable_types().iter().enumerate() {
        let seed = 0xf117 + u64::try_from(at).expect("a small number");
        for nullable in [true, false] {
            if !nullable && is_always_null(data_type) {
                continue;
            }
            let batch = batch_with(&mut Random::new(seed), data_type, nullable, 150);
            for format in FORMATS {
                let what = format!("{data_type}, nullable {nullable}, {format:?}");
                let rows = rows_of(format, &batch);
                for (path, column) in [("f", plain(batch.column(1))), ("s.f", inner_column(&batch))]
                {
                    check_comparisons(&rows, path, &column, &what);
                    check_lists(&rows, path, &column, &what);
                }
            }
        }
    }
}

#[test]
fn floats_compare_by_total_order() {
    let (nan, inf) = (f64::NAN, f64::INFINITY);
    let values = [0.0, -0.0, nan, -nan, inf, -inf, 1.5, -1.5, f64::MIN_POSITIVE, 5e-324, -5e-324];
    let column: ArrayRef = Arc::new(Float64Array::from(values.to_vec()));
    for data_type in [DataType::Float64, DataType::Float32, DataType::Float16] {
        let column = cast(&column, &data_type).unwrap();
        let batch = RecordBatch::try_from_iter([("f", column.clone())]).unwrap();
        for format in FORMATS {
            let rows = rows_of(format, &batch);
            for row in 0..column.len() {
                for (ask, kernel) in COMPARISONS {
                    let literal = scalar(&column, row);
                    let wanted = Selection::from(&kernel(&column, &literal));
                    assert_eq!(select(&rows, &ask(Predicate::column("f"), literal.into())), wanted);
                }
            }
        }
    }
    let batch = RecordBatch::try_from_iter([("f", column)]).unwrap();
    let zero = select(&rows_of(RowFormat::Standard, &batch), &Predicate::column("f").eq(0.0));
    assert_eq!(zero, Selection::indices([0]));
}

#[test]
fn parts_of_text_and_bytes_are_found_as_arrow_finds_them() {
    let kernels: [(Ask, Kernel); 3] = [
        (|field, part| field.starts_with(part), |a, b| starts_with(a, b).expect("text")),
        (|field, part| field.ends_with(part), |a, b| ends_with(a, b).expect("text")),
        (|field, part| field.contains(part), |a, b| contains(a, b).expect("text")),
    ];
    let texts = ["", "a", "ab", "abab", "ba", "é", "aé", "éa", "a long text that views point to"];
    let some = texts.map(Some).into_iter().chain([None]).collect::<Vec<_>>();
    let columns: [ArrayRef; 2] = [
        Arc::new(StringArray::from(some.clone())),
        Arc::new(BinaryArray::from_iter(some.iter().map(|text| text.map(str::as_bytes)))),
    ];
    for column in columns {
        let batch = RecordBatch::try_from_iter([("f", column.clone())]).unwrap();
        for (format, row) in FORMATS.into_iter().flat_map(|f| (0..some.len()).map(move |r| (f, r)))
        {
            let rows = rows_of(format, &batch);
            for (ask, kernel) in kernels {
                let part = scalar(&column, row);
                let wanted = kernel(&column, &part);
                let asked = ask(Predicate::column("f"), part.into());
                assert_eq!(select(&rows, &asked), Selection::from(&wanted));
                let wanted = Selection::from(&not(&wanted).unwrap());
                assert_eq!(select(&rows, &!asked), wanted);
            }
        }
    }
}

/// A random predicate over the columns of a batch, and what Arrow says of each row.
fn any_predicate(
    random: &mut Random,
    batch: &RecordBatch,
    depth: usize,
) -> (Predicate, BooleanArray) {
    let several = |random: &mut Random| -> Vec<_> {
        (0..random.below(4)).map(|_| any_predicate(random, batch, depth - 1)).collect()
    };
    let len = batch.num_rows();
    match random.below(if depth == 0 { 2 } else { 5 }) {
        2 => {
            let (predicates, truths): (Vec<_>, Vec<_>) = several(random).into_iter().unzip();
            let truth = truths.iter().fold(BooleanArray::from(vec![true; len]), |all, truth| {
                and_kleene(&all, truth).expect("booleans")
            });
            (Predicate::all(predicates), truth)
        }
        3 => {
            let (predicates, truths): (Vec<_>, Vec<_>) = several(random).into_iter().unzip();
            let truth = truths.iter().fold(BooleanArray::from(vec![false; len]), |any, truth| {
                or_kleene(&any, truth).expect("booleans")
            });
            (Predicate::any(predicates), truth)
        }
        4 => {
            let (predicate, truth) = any_predicate(random, batch, depth - 1);
            (!predicate, not(&truth).expect("booleans"))
        }
        leaf => {
            let index = random.below(batch.num_columns());
            let (column, field) = (batch.column(index), Predicate::column(index));
            if leaf == 0 {
                return (field.is_null(), is_null(column).expect("any column"));
            }
            let (ask, kernel) = COMPARISONS[random.below(COMPARISONS.len())];
            let literal = scalar(column, random.below(len));
            (ask(field, literal.clone().into()), kernel(column, &literal))
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn and_or_and_not_follow_three_valued_logic(batch in flat_batch(), seed in any::<u64>()) {
        prop_assume!(batch.num_rows() > 0 && batch.num_columns() > 0);
        let random = &mut Random::new(seed);
        let (predicate, truth) = any_predicate(random, &batch, 4);
        let wanted = Selection::from(&truth);
        for format in FORMATS {
            let rows = rows_of(format, &batch);
            prop_assert_eq!(select(&rows, &predicate), wanted.clone(), "{:?}", predicate);

            let filter = RowFilter::try_new(rows.layout(), &predicate).unwrap();
            let (from, to) = (batch.num_rows() / 3, batch.num_rows() - batch.num_rows() / 5);
            let is_true = |row: &u32| truth.is_valid(*row as usize) && truth.value(*row as usize);
            let within = filter.select_within(&rows, &Selection::from(from..to)).unwrap();
            let in_range = (0..u32::try_from(to).unwrap()).skip(from).filter(is_true);
            prop_assert_eq!(within, Selection::indices(in_range.collect::<Vec<_>>()));
            let len = batch.num_rows();
            let picked = (0..len).map(|_| u32::try_from(random.below(len)).unwrap());
            let picked: Vec<u32> = picked.collect();
            let within = filter.select_within(&rows, &Selection::indices(picked.clone())).unwrap();
            let still: Vec<u32> = picked.into_iter().filter(is_true).collect();
            prop_assert_eq!(within, Selection::indices(still));
        }
    }
}

/// Delays, of which row 2 is null, and carriers.
pub(crate) fn flights() -> RecordBatch {
    let delay: ArrayRef = Arc::new(Int16Array::from(vec![Some(45), Some(31), None, Some(-3)]));
    let carrier: ArrayRef = Arc::new(StringArray::from(vec!["UA", "AA", "UA", "UA"]));
    let fields = vec![
        Field::new("dep_delay", DataType::Int16, true),
        Field::new("carrier", DataType::Utf8, false),
    ];
    RecordBatch::try_new(Arc::new(Schema::new(fields)), vec![delay, carrier]).expect("two columns")
}

#[test]
fn rows_in_every_array_and_in_either_format_are_selected_alike() {
    let predicate = Predicate::column("dep_delay")
        .is_distinct_from(31_i16)
        .and(Predicate::column("carrier").eq("UA"));
    let batch = flights();
    for format in FORMATS {
        let rows = rows_of(format, &batch);
        let numbers = rows_of(format, &batch.project(&[0]).unwrap());
        assert!(matches!(numbers.array(), RowArray::Stride(_)));
        let late = select(&numbers, &Predicate::column("dep_delay").gt(0_i16));
        assert_eq!(late, Selection::indices([0, 1]));
        assert_eq!(
            select(&numbers.slice(1..4), &Predicate::column(0).lt(31_i16)),
            Selection::indices([2])
        );

        // The filter is of standard rows, whichever these are.
        let filter = RowFilter::try_new(&RowLayout::try_new(batch.schema()).unwrap(), &predicate);
        let filter = filter.unwrap();
        let arrays: [RowArray; 3] = [
            rows.to_binary().unwrap().into(),
            rows.to_large_binary().into(),
            rows.to_binary_view().unwrap().into(),
        ];
        for array in arrays {
            let rows = RowBatch::try_new(rows.layout().clone(), array).unwrap();
            assert_eq!(filter.select(&rows).unwrap(), Selection::indices([0, 2, 3]));
            assert_eq!(filter.select(&rows.slice(1..4)).unwrap(), Selection::indices([1, 2]));
            assert_eq!(filter.select(&rows.slice(1..1)).unwrap(), Selection::indices([]));
        }
    }
}

#[test]
fn a_null_row_is_asked_as_a_row_of_nulls() {
    for format in FORMATS {
        for columns in [&[0, 1][..], &[0], &[1]] {
            let rows = rows_of(format, &flights().project(columns).unwrap());
            let messages = [rows.row_bytes(0), None, rows.row_bytes(1)];
            let layout = rows.layout();
            let rows = RowBatch::try_new(layout.clone(), BinaryArray::from_iter(messages)).unwrap();
            let name = layout.schema().field(0).name().as_str();
            let field = || Predicate::column(name);
            assert_eq!(select(&rows, &field().is_null()), Selection::indices([1]));
            assert_eq!(select(&rows, &field().is_not_null()), Selection::indices([0, 2]));
            if name == "carrier" {
                assert_eq!(select(&rows, &field().not_eq("AA")), Selection::indices([0]));
                assert_eq!(select(&rows, &field().is_distinct_from("AA")), Selection::from(0..2));
            }
        }
    }
}

/// A message that has a null where its schema forbids it is wrong, whatever is asked of the field.
#[test]
fn a_null_that_the_schema_forbids_is_an_error_of_a_message() {
    let fields = ["id", "group"].map(|name| Field::new(name, DataType::UInt32, false));
    let layout = &RowLayout::try_new(Schema::new(fields.to_vec())).unwrap();
    let index = layout.index_of("id").unwrap();
    let bit = layout.null_bit_offset(index).unwrap();
    let mut message = vec![0; layout.fixed_width()];
    message[bit / 8] |= 1 << (bit % 8);
    let id = || Predicate::column("id");
    let elsewhere = || Predicate::column("group").gt(0_u32);
    let predicates = [
        id().gt(0_u32),
        !id().gt(0_u32),
        id().is_in([1_u32, 2]),
        id().is_null(),
        id().is_not_null(),
        elsewhere().or(id().lt(9_u32)),
        (!elsewhere()).and(id().lt(9_u32)),
    ];
    for predicate in predicates {
        let filter = RowFilter::try_new(layout, &predicate).unwrap();
        let error = filter.test(layout.open(&message).unwrap()).unwrap_err();
        assert_eq!(error.kind(), ferrow_row::ErrorKind::NotNull, "{predicate:?}");
        assert_eq!(error.path(), "id");
    }
    // What settles the matter before the field is asked.
    let filter = RowFilter::try_new(layout, &elsewhere().and(id().lt(9_u32))).unwrap();
    assert!(!filter.test(layout.open(&message).unwrap()).unwrap());
}

#[test]
fn a_message_without_a_byte_is_asked_as_any_other() {
    let nothing = Field::new("nothing", DataType::FixedSizeBinary(0), false);
    let schema = Schema::new(vec![nothing]);
    let layout = RowLayout::try_with_format(schema, RowFormat::Compact).unwrap();
    assert_eq!(layout.fixed_width(), 0);
    for (predicate, passes) in [
        (Predicate::column("nothing").is_not_null(), true),
        (Predicate::column("nothing").is_null(), false),
    ] {
        let filter = RowFilter::try_new(&layout, &predicate).unwrap();
        assert_eq!(filter.test(layout.open(&[]).unwrap()).unwrap(), passes, "{predicate:?}");
    }
}

/// What stands under a null is no value, in rows that somebody else wrote.
#[test]
fn nothing_under_a_null_is_compared() {
    let rows = rows_of(RowFormat::Standard, &flights());
    let mut bytes = rows.row_bytes(2).unwrap().to_vec();
    bytes[8..10].copy_from_slice(&45_i16.to_le_bytes());
    bytes[0] |= 0b10;
    bytes[16..24].copy_from_slice(&u64::MAX.to_le_bytes());
    let fields = flights()
        .schema()
        .fields()
        .iter()
        .map(|f| f.as_ref().clone().with_nullable(true))
        .collect::<Fields>();
    let layout = RowLayout::try_new(Schema::new(fields)).unwrap();
    let rows = RowBatch::try_new(layout, BinaryArray::from_iter_values([bytes])).unwrap();
    let selected = |predicate| select(&rows, &predicate);
    assert_eq!(selected(Predicate::column("dep_delay").gt(0_i16)), Selection::indices([]));
    assert_eq!(selected(!Predicate::column("dep_delay").gt(99_i16)), Selection::indices([]));
    assert_eq!(selected(Predicate::column("carrier").starts_with("")), Selection::indices([]));
    assert_eq!(selected(Predicate::column("carrier").is_in([""])), Selection::indices([]));
    assert_eq!(
        selected(Predicate::column("carrier").is_distinct_from("")),
        Selection::indices([0])
    );
}

#[test]
fn a_struct_can_be_null_and_so_can_its_fields() {
    let batch = batch_with(&mut Random::new(11), &DataType::Int32, false, 100);
    for format in FORMATS {
        let rows = rows_of(format, &batch);
        let nulls = Selection::from(&is_null(batch.column(2)).unwrap());
        assert_ne!(nulls, Selection::indices([]));
        assert_eq!(select(&rows, &Predicate::column("s").is_null()), nulls);
        assert_eq!(select(&rows, &Predicate::column("s.f").is_null()), nulls);
    }
}
