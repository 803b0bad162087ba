//! Which types are columns, and which are not.

use std::sync::Arc;

use arrow_schema::{DataType, Field, Schema, TimeUnit, UnionFields, UnionMode};
use ferrow_convert::RowBatchExt;
use ferrow_graph::arrow::MessageRows;
use ferrow_graph::schema::{EnumType, ExtType, FieldType, StructType, UnionType};
use ferrow_graph::value::{EnumValue, StructValue, Timestamp, UnionValue};
use ferrow_graph::wire::{Decimal, TypeId};
use ferrow_graph::{ErrorKind, Graph, Value};
use ferrow_row::{RowBatch, RowFormat, RowLayout};

fn graph_of(structure: StructType) -> Graph {
    let other = StructType::new("t.Other").field("x", FieldType::int16());
    let color = EnumType::new("t.Color").value("Red", 0).value("Green", 5);
    let shape = UnionType::new("t.Shape").case(1, FieldType::int32()).case(4, FieldType::string());
    let graph = Graph::builder().structure(structure).structure(other).enumeration(color);
    graph.union(shape).build().expect("the types refer to each other")
}

fn column(field_type: FieldType) -> Result<Field, ferrow_graph::Error> {
    let graph = graph_of(StructType::new("t.T").field("f", field_type));
    MessageRows::new(&graph, "t.T").map(|rows| rows.schema().field(0).clone())
}

#[test]
fn every_type_of_messages_is_a_column_or_an_error() {
    let item = |data_type, nullable| Arc::new(Field::new("item", data_type, nullable));
    let utc = || Some("UTC".into());
    let wanted = [
        (FieldType::bool(), DataType::Boolean),
        (FieldType::int32(), DataType::Int32),
        (FieldType::scalar(TypeId::TaggedInt64), DataType::Int64),
        (FieldType::scalar(TypeId::UInt32), DataType::UInt32),
        (FieldType::scalar(TypeId::Float16), DataType::Float16),
        (FieldType::scalar(TypeId::BFloat16), DataType::Float32),
        (FieldType::string(), DataType::Utf8),
        (FieldType::binary(), DataType::Binary),
        (FieldType::date(), DataType::Date32),
        (FieldType::timestamp(), DataType::Timestamp(TimeUnit::Nanosecond, utc())),
        (FieldType::duration(), DataType::Duration(TimeUnit::Nanosecond)),
        (FieldType::decimal(), DataType::Decimal128(38, 18)),
        (
            FieldType::list(FieldType::string().nullable()),
            DataType::List(item(DataType::Utf8, true)),
        ),
        (FieldType::set(FieldType::int8()), DataType::List(item(DataType::Int8, false))),
        (FieldType::scalar(TypeId::Int64Array), DataType::List(item(DataType::Int64, false))),
        (FieldType::of("t.Color"), DataType::Utf8),
        (
            FieldType::of("t.Other"),
            DataType::Struct(vec![Field::new("x", DataType::Int16, false)].into()),
        ),
        (
            FieldType::of("t.Shape"),
            DataType::Union(
                UnionFields::try_new(
                    [1, 4],
                    [Field::new("1", DataType::Int32, true), Field::new("4", DataType::Utf8, true)],
                )
                .unwrap(),
                UnionMode::Dense,
            ),
        ),
    ];
    for (field_type, data_type) in wanted {
        let found = column(field_type.clone()).unwrap();
        // A union is null where its case is.
        let nullable = matches!(data_type, DataType::Union(..));
        assert_eq!(found, Field::new("f", data_type.clone(), nullable), "{field_type}");
        let found = column(field_type.clone().nullable()).unwrap();
        assert_eq!(found, Field::new("f", data_type, true), "{field_type}?");
    }
    let map = column(FieldType::map(FieldType::string(), FieldType::int32().nullable())).unwrap();
    assert_eq!(
        map.data_type().to_string(),
        "Map(\"entries\": non-null Struct(\"key\": non-null Utf8, \"value\": Int32), unsorted)"
    );
    for field_type in [FieldType::any(), FieldType::list(FieldType::any()), FieldType::of("t.T")] {
        let error = column(field_type.clone()).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Unsupported, "{field_type}: {error}");
        assert!(error.path().starts_with('f'), "{error}");
    }
    let ext = ExtType::of_scalar("t.Celsius", TypeId::VarInt32);
    let structure = StructType::new("t.T").field("f", FieldType::of("t.Celsius"));
    let graph = Graph::builder().ext(ext).structure(structure).build().unwrap();
    assert_eq!(MessageRows::new(&graph, "t.T").unwrap_err().path(), "f");
    assert_eq!(MessageRows::new(&graph, "t.None").unwrap_err().kind(), ErrorKind::UnknownType);
    let wide = UnionType::new("t.U").case(128, FieldType::int8());
    let structure = StructType::new("t.T").field("f", FieldType::of("t.U"));
    let graph = Graph::builder().union(wide).structure(structure).build().unwrap();
    assert_eq!(MessageRows::new(&graph, "t.T").unwrap_err().path(), "f");
}

#[test]
fn columns_of_ones_own_choice_hold_the_same_values() {
    let structure = StructType::new("t.T")
        .field("t", FieldType::timestamp())
        .field("d", FieldType::decimal())
        .field("s", FieldType::string())
        .field("c", FieldType::of("t.Color"));
    let graph = graph_of(structure);
    let dictionary = DataType::Dictionary(Box::new(DataType::Int32), Box::new(DataType::Utf8));
    let schema = Arc::new(Schema::new(vec![
        Field::new("t", DataType::Timestamp(TimeUnit::Millisecond, None), false),
        Field::new("d", DataType::Decimal256(40, 2), false),
        Field::new("s", dictionary, false),
        Field::new("c", DataType::UInt32, false),
    ]));
    let root = graph.struct_type("t.T").unwrap().clone();
    let color = graph.enum_type("t.Color").unwrap().clone();
    let value = |nanos, decimal: &str| {
        let fields = [
            Value::Timestamp(Timestamp { seconds: -2, nanos }),
            decimal.parse::<Decimal>().unwrap().into(),
            Value::from("x"),
            Value::Enum(EnumValue { enum_type: Some(color.clone()), number: 5 }),
        ];
        graph.write_value(&Value::from(StructValue::new(root.clone(), fields))).unwrap()
    };
    for format in [RowFormat::Standard, RowFormat::Compact] {
        let layout = RowLayout::try_with_format(schema.clone(), format).unwrap();
        let of = MessageRows::with_layout(&graph, "t.T", layout).unwrap();
        let rows = of.read([value(7_000_000, "-1.5"), value(0, "100")]).unwrap();
        let row = rows.row(0).unwrap();
        assert_eq!(row.get_at::<i64>(0), Some(-1993));
        assert_eq!(row.get_at::<arrow_buffer::i256>(1), Some(arrow_buffer::i256::from_i128(-150)));
        assert_eq!(row.get_at::<u32>(3), Some(5));
        // Back: a decimal has as many digits after its point as the column.
        assert_eq!(of.to_vec(Some(row)).unwrap(), value(7_000_000, "-1.50"));
        // What the column does not hold is an error, and no other value.
        for (nanos, decimal) in [(7_000_001, "1"), (0, "1.555"), (0, &"9".repeat(40))] {
            let error = of.read([value(nanos, decimal)]).unwrap_err();
            assert_eq!(error.kind(), ErrorKind::OutOfRange, "{error}");
            assert!(["[0].t", "[0].d"].contains(&error.path()), "{error}");
        }
        let batch = rows.to_record_batch().unwrap();
        assert_eq!(batch.schema().field(2).data_type(), schema.field(2).data_type());
    }
    let other = Schema::new(vec![Field::new("t", DataType::Int64, false)]);
    let layout = RowLayout::try_new(other).unwrap();
    assert!(MessageRows::with_layout(&graph, "t.T", layout).is_err());
    let mut fields: Vec<Field> = schema.fields().iter().map(|it| it.as_ref().clone()).collect();
    fields[0] = Field::new("t", DataType::Utf8, false);
    let layout = RowLayout::try_new(Schema::new(fields)).unwrap();
    let error = MessageRows::with_layout(&graph, "t.T", layout).unwrap_err();
    assert_eq!((error.kind(), error.path()), (ErrorKind::Unsupported, "t"));
}

#[test]
fn messages_become_columns_and_columns_messages() {
    let structure = StructType::new("t.T")
        .field("id", FieldType::int64())
        .field("shapes", FieldType::list(FieldType::of("t.Shape")))
        .field("others", FieldType::map(FieldType::string(), FieldType::of("t.Other")));
    let graph = graph_of(structure);
    let (root, other) = (graph.struct_type("t.T").unwrap(), graph.struct_type("t.Other").unwrap());
    let shape = |case, value: Value| {
        let name = Some(graph.union_type("t.Shape").unwrap().name().clone());
        Value::Union(Box::new(UnionValue { name, case, value }))
    };
    let messages: Vec<Vec<u8>> = (0..20_i64)
        .map(|id| {
            let shapes = vec![shape(1, 7_i32.into()), shape(4, "x".into()), shape(1, Value::Null)];
            let other = Value::from(StructValue::new(other.clone(), [Value::Int16(3)]));
            let others = Value::Map(vec![("a".into(), other.clone()), ("b".into(), other)]);
            let fields = [Value::from(id), Value::List(shapes), others];
            let value = Value::from(StructValue::new(root.clone(), fields));
            graph.write_value(&value).unwrap()
        })
        .collect();
    let of = MessageRows::new(&graph, "t.T").unwrap();
    let batch = of.read(&messages).unwrap().to_record_batch().unwrap();
    assert_eq!((batch.num_rows(), batch.schema().as_ref()), (20, of.schema().as_ref()));
    let rows = RowBatch::try_from_record_batch(&batch).unwrap();
    let again: Vec<Vec<u8>> = of.messages(&rows).unwrap().collect::<Result<_, _>>().unwrap();
    assert_eq!(again, messages);
}

#[test]
fn rows_of_other_types_are_refused() {
    let graph = graph_of(StructType::new("t.T").field("f", FieldType::of("t.Color")));
    let of = MessageRows::new(&graph, "t.T").unwrap();
    let mut rows = of.writer();
    let mut row = rows.row();
    row.set_at::<str>(0, "Blue").unwrap();
    row.finish().unwrap();
    let rows = rows.finish();
    let error = of.messages(&rows).unwrap().next().unwrap().unwrap_err();
    assert_eq!((error.kind(), error.path()), (ErrorKind::OutOfRange, "[0].f"), "{error}");
    let mut stream = vec![1, 2, 3];
    assert!(of.append_to(rows.row(0), &mut stream).is_err());
    assert_eq!(stream, [1, 2, 3]);

    let other = MessageRows::new(&graph, "t.Other").unwrap();
    assert!(other.messages(&rows).is_err());
    assert!(other.to_vec(rows.row(0)).is_err());
    let message = graph.write_value(&Value::from(7_i32)).unwrap();
    let error = other.append(&message, &mut other.writer()).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::WrongType);
    assert!(other.append(&message, &mut of.writer()).is_err(), "a writer of other rows");
    let strange = graph_of(StructType::new("t.T"));
    assert!(strange.connection().row_to_vec(&other, None).is_err());
}
