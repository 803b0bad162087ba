//! Every Arrow type: what it is in a row, and values of it.

use std::sync::Arc;

use arrow_buffer::i256;
use arrow_schema::DataType::{self, *};
use arrow_schema::{Field, FieldRef, Fields, IntervalUnit, TimeUnit, UnionFields, UnionMode};
use ferrow_row::Kind;

use crate::model::Model::{self, Bool, Bytes, DayTime, Float, Int, MonthDayNano, Text, Wide};

/// One Arrow type.
#[derive(Debug, Clone)]
pub(crate) struct Type {
    pub(crate) data_type: DataType,
    pub(crate) kind: Kind,
    /// Two values or more, no two the same, none null; of the null type none.
    pub(crate) values: Vec<Model>,
    /// A type that holds all values of this one, where another one does.
    pub(crate) wider: Option<DataType>,
}

/// Every type that rows hold.
pub(crate) fn all() -> Vec<Type> {
    [numbers(), times(), decimals(), bytes(), encoded(), nested()].concat()
}

/// The types without parts, those that stand in a slot first.
pub(crate) fn scalars() -> Vec<DataType> {
    let all = [numbers(), times(), decimals(), bytes(), encoded()].concat();
    all.into_iter().map(|of| of.data_type).collect()
}

fn of<const N: usize>(data_type: DataType, kind: Kind, values: [Model; N]) -> Type {
    Type { data_type, kind, values: values.to_vec(), wider: None }
}

impl Type {
    fn wider(self, data_type: DataType) -> Self {
        Self { wider: Some(data_type), ..self }
    }
}

fn numbers() -> Vec<Type> {
    let float = |bits: u64| Float(bits);
    vec![
        of(Int64, Kind::Int64, [Int(i64::MIN.into()), Int(-3), Int(i64::MAX.into())]),
        of(Null, Kind::Null, []).wider(Utf8),
        of(Boolean, Kind::Bool, [Bool(true), Bool(false)]),
        of(Int8, Kind::Int8, [Int(-128), Int(127), Int(0)]).wider(Int64),
        of(Int16, Kind::Int16, [Int(-32_768), Int(32_767)]).wider(Int32),
        of(Int32, Kind::Int32, [Int(i32::MIN.into()), Int(i32::MAX.into())]).wider(Float64),
        of(UInt8, Kind::UInt8, [Int(255), Int(0)]).wider(Int16),
        of(UInt16, Kind::UInt16, [Int(65_535), Int(1)]).wider(UInt64),
        of(UInt32, Kind::UInt32, [Int(u32::MAX.into()), Int(1)]).wider(Int64),
        of(UInt64, Kind::UInt64, [Int(u64::MAX.into()), Int(1)]),
        // One and a half; zeros, of which one is negative; a NaN with a payload.
        of(Float16, Kind::Float16, [float(0x3e00), float(0x8000), float(0x7e01)]).wider(Float32),
        of(Float32, Kind::Float32, [float(0x3fc0_0000), float(1 << 31), float(0)]).wider(Float64),
        of(Float64, Kind::Float64, [float(1.5_f64.to_bits()), float(1 << 63), float(!0)]),
    ]
}

fn times() -> Vec<Type> {
    use TimeUnit::{Microsecond as Us, Millisecond as Ms, Nanosecond as Ns, Second};
    let [year_month, day_time, month_day_nano] =
        [IntervalUnit::YearMonth, IntervalUnit::DayTime, IntervalUnit::MonthDayNano].map(Interval);
    let months = [MonthDayNano(14, -1, 5), MonthDayNano(i32::MIN, i32::MAX, i64::MIN)];
    let mut types = vec![
        of(Date32, Kind::Int32, [Int(-1), Int(19_723)]).wider(Timestamp(Second, None)),
        of(Date64, Kind::Int64, [Int(-86_400_000), Int(0)]).wider(Timestamp(Us, None)),
        of(Time32(Second), Kind::Int32, [Int(3_723), Int(0)]).wider(Time32(Ms)),
        of(Time32(Ms), Kind::Int32, [Int(3_723_000), Int(1)]).wider(Time64(Ns)),
        of(Time64(Us), Kind::Int64, [Int(1), Int(86_399_999_999)]).wider(Time64(Ns)),
        of(Time64(Ns), Kind::Int64, [Int(1), Int(0)]),
        of(year_month, Kind::Int32, [Int(14), Int(-1)]),
        of(day_time, Kind::DayTime, [DayTime(2, -1), DayTime(-1, 2)]),
        of(month_day_nano, Kind::MonthDayNano, months),
    ];
    let (vienna, other) = (Some("Europe/Vienna".into()), Some("+00:00".into()));
    for (unit, finer) in [(Second, Ms), (Ms, Us), (Us, Ns), (Ns, Ns)] {
        let (local, finer_local) = (Timestamp(unit, None), Timestamp(finer, None));
        let (zoned, finer_zoned) =
            (Timestamp(unit, vienna.clone()), Timestamp(finer, other.clone()));
        types.extend([
            of(local, Kind::Int64, [Int(-1), Int(1_704_067_200)]).wider(finer_local),
            of(zoned, Kind::Int64, [Int(1), Int(0)]).wider(finer_zoned),
            of(Duration(unit), Kind::Int64, [Int(-1), Int(1)]).wider(Duration(finer)),
        ]);
    }
    types
}

fn decimals() -> Vec<Type> {
    let ten_to_70 = i256::from_string(&format!("1{}", "0".repeat(70))).expect("a number");
    vec![
        of(Decimal32(9, 2), Kind::Int32, [Int(12_345), Int(-1)]).wider(Decimal64(12, 4)),
        of(Decimal64(18, -3), Kind::Int64, [Int(-12_345), Int(0)]).wider(Decimal128(22, -1)),
        of(Decimal128(38, 2), Kind::Decimal128, [Int(-125), Int(i128::MAX)])
            .wider(Decimal256(40, 3)),
        of(Decimal256(76, 0), Kind::Decimal256, [Wide(ten_to_70), Int(-1)]),
    ]
}

fn bytes() -> Vec<Type> {
    let texts = || ["hé", "", "eight by", "more than eight"].map(text);
    let binaries = || [Bytes(vec![1, 0xff, 0]), Bytes(vec![]), Bytes(vec![7; 17])];
    let fixed = |len: u8| [Bytes((0..len).collect()), Bytes((0..len).map(|byte| !byte).collect())];
    vec![
        of(Utf8, Kind::Utf8, texts()).wider(LargeUtf8),
        of(LargeUtf8, Kind::Utf8, texts()).wider(Utf8View),
        of(Utf8View, Kind::Utf8, texts()).wider(Binary),
        of(Binary, Kind::Binary, binaries()).wider(LargeBinary),
        of(LargeBinary, Kind::Binary, binaries()).wider(BinaryView),
        of(BinaryView, Kind::Binary, binaries()).wider(Binary),
        of(FixedSizeBinary(3), Kind::FixedBinary, fixed(3)).wider(Binary),
        of(FixedSizeBinary(8), Kind::FixedBinary, fixed(8)).wider(LargeBinary),
        of(FixedSizeBinary(16), Kind::FixedBinary, fixed(16)).wider(BinaryView),
        of(FixedSizeBinary(0), Kind::FixedBinary, [Bytes(vec![])]).wider(Binary),
    ]
}

/// Types that rows hold as the type of their values.
fn encoded() -> Vec<Type> {
    let dictionary = |values| Dictionary(Box::new(Int32), Box::new(values));
    let runs = |values, nullable| {
        let ends = Field::new("run_ends", Int32, false);
        RunEndEncoded(Arc::new(ends), Arc::new(Field::new("values", values, nullable)))
    };
    let texts = || ["a", "bc"].map(text);
    vec![
        of(dictionary(Utf8), Kind::Utf8, texts()).wider(Utf8),
        of(dictionary(Int16), Kind::Int16, [Int(1), Int(-1)]).wider(Int32),
        of(runs(Int64, false), Kind::Int64, [Int(1), Int(-1)]),
        of(runs(Utf8, true), Kind::Utf8, texts()).wider(dictionary(Utf8)),
    ]
}

fn nested() -> Vec<Type> {
    [lists(), maps(), structs_and_unions()].concat()
}

fn lists() -> Vec<Type> {
    let item = |data_type, nullable| Arc::new(Field::new("item", data_type, nullable)) as FieldRef;
    let numbers = || [list([Int(1), Model::Null, Int(-3)]), list([]), list((0..70).map(Int))];
    let deep = [list(numbers()), list([Model::Null])];
    let nulls = [list([const { Model::Null }; 9]), list([])];
    let pairs = [list([Int(1), Model::Null]), list([Int(3), Int(4)])];
    let triples = [list([Float(1), Float(2), Float(3)]), list([Float(0), Float(0), Float(0)])];
    let (list_16, list_32) = (List(item(Int16, true)), LargeList(item(Int32, true)));
    let (two, three) =
        (FixedSizeList(item(Int32, true), 2), FixedSizeList(item(Float32, false), 3));
    vec![
        of(list_16.clone(), Kind::List, numbers()).wider(list_32.clone()),
        // A primitive array of Java's, of which the compact layout has its own form.
        of(List(item(Int64, false)), Kind::List, [list([Int(1), Int(2)]), list([])])
            .wider(LargeList(item(Int64, true))),
        of(
            LargeList(item(Utf8, false)),
            Kind::List,
            [list(["one", "", "two"].map(text)), list([])],
        )
        .wider(List(item(LargeUtf8, true))),
        of(ListView(item(Boolean, false)), Kind::List, [list([Bool(true), Bool(false)]), list([])])
            .wider(List(item(Boolean, true))),
        of(LargeListView(item(list_16, true)), Kind::List, deep).wider(List(item(list_32, true))),
        of(List(item(Null, true)), Kind::List, nulls).wider(List(item(Int8, true))),
        of(two, Kind::List, pairs).wider(List(item(Int64, true))),
        of(three, Kind::List, triples).wider(FixedSizeList(item(Float64, false), 3)),
    ]
}

fn maps() -> Vec<Type> {
    let numbers = Model::Map(vec![(Int(2), Int(1)), (Int(1), Int(-1))]);
    let inner = Model::Map(vec![(text("in"), Int(1))]);
    let texts = Model::Map(vec![(text("b"), inner), (text("a"), Model::Map(vec![]))]);
    let (narrow, wide) = (map(Utf8, Int8, false), map(Utf8, Int8, true));
    vec![
        of(map(Int32, Int16, true), Kind::Map, [numbers, Model::Map(vec![])])
            .wider(map(Int64, Int64, true)),
        of(map(Utf8, narrow, false), Kind::Map, [texts, Model::Map(vec![])])
            .wider(map(Utf8View, wide, true)),
    ]
}

fn structs_and_unions() -> Vec<Type> {
    // Of fixed width, so that the compact layout has it in its slot; and not.
    let point = fields(&[("x", Int32, true), ("y", Int8, true)]);
    let new_point = fields(&[("y", Int16, true), ("new", Utf8, true), ("x", Int64, true)]);
    let name = fields(&[("s", Utf8, false), ("n", UInt8, false)]);
    let new_name = fields(&[("n", UInt8, false), ("s", Utf8, true)]);
    let points = [1, -1].map(|x| Model::Struct(vec![Int(x), Model::Null]));
    let names = ["a", "bc"].map(|s| Model::Struct(vec![text(s), Int(1)]));
    let child = |id, value| Model::Union(id, Box::new(value));
    let children = |id| [child(id, Int(-1)), child(7, text("child")), child(id, Model::Null)];
    let (dense, sparse) = (UnionMode::Dense, UnionMode::Sparse);
    vec![
        of(Struct(point), Kind::Struct, points).wider(Struct(new_point)),
        of(Struct(name), Kind::Struct, names).wider(Struct(new_name)),
        of(Struct(Fields::empty()), Kind::Struct, [Model::Struct(vec![])])
            .wider(Struct(fields(&[("new", Int8, true)]))),
        of(union([3, 7], dense, Int32), Kind::Union, children(3)).wider(union(
            [3, 7],
            dense,
            Int64,
        )),
        of(union([127, 7], sparse, Int8), Kind::Union, children(127)).wider(union(
            [0, 7],
            dense,
            Int16,
        )),
    ]
}

fn text(text: &str) -> Model {
    Text(text.to_owned())
}

fn list(values: impl IntoIterator<Item = Model>) -> Model {
    Model::List(values.into_iter().collect())
}

fn fields(fields: &[(&str, DataType, bool)]) -> Fields {
    fields.iter().map(|(name, of, nullable)| Field::new(*name, of.clone(), *nullable)).collect()
}

fn map(key: DataType, value: DataType, nullable: bool) -> DataType {
    let entries = fields(&[("key", key, false), ("value", value, nullable)]);
    Map(Arc::new(Field::new("entries", Struct(entries), false)), false)
}

fn union(ids: [i8; 2], mode: UnionMode, number: DataType) -> DataType {
    let children = fields(&[("n", number, true), ("s", Utf8, false)]);
    Union(ids.into_iter().zip(children.iter().cloned()).collect::<UnionFields>(), mode)
}
