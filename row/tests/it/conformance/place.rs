//! Where a value can stand.

use std::sync::Arc;

use arrow_schema::{DataType, Field, Fields, UnionFields, UnionMode};

use crate::model::Model;

/// Where a value stands in a row: the harness puts every type in every place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Place {
    Field,
    ListElement,
    MapKey,
    MapValue,
    StructField,
    UnionChild,
}

impl Place {
    pub(crate) const ALL: [Self; 6] = [
        Self::Field,
        Self::ListElement,
        Self::MapKey,
        Self::MapValue,
        Self::StructField,
        Self::UnionChild,
    ];

    /// A schema with a value of this type in this place, in the middle of others.
    pub(crate) fn schema(self, data_type: &DataType, nullable: bool) -> Fields {
        let value = |name| Arc::new(Field::new(name, data_type.clone(), nullable));
        let map = |key: Arc<Field>, value: Arc<Field>| {
            let entries = DataType::Struct(vec![key, value].into());
            DataType::Map(Arc::new(Field::new("entries", entries, false)), false)
        };
        let count = || Arc::new(Field::new("count", DataType::Int16, true));
        let held = match self {
            Self::Field => value("value"),
            Self::ListElement => field("value", DataType::List(value("item"))),
            Self::MapKey => field("value", map(value("key"), count())),
            Self::MapValue => field(
                "value",
                map(Arc::new(Field::new("key", DataType::Utf8, false)), value("value")),
            ),
            Self::StructField => {
                field("value", DataType::Struct(vec![count(), value("inner")].into()))
            }
            Self::UnionChild => {
                let children: UnionFields =
                    [(4, count()), (9, value("child"))].into_iter().collect();
                field("value", DataType::Union(children, UnionMode::Dense))
            }
        };
        vec![field("id", DataType::Int32), held, field("end", DataType::Utf8)].into()
    }

    /// Rows of that schema: each of `values`, which may be null, is in one of them.
    pub(crate) fn rows(self, values: &[Model]) -> Vec<Vec<Model>> {
        let held = match self {
            Self::Field => values.to_vec(),
            Self::ListElement => {
                let many = values.iter().cycle().take(9).cloned().collect();
                let many = if values.is_empty() { Model::List(vec![]) } else { Model::List(many) };
                vec![many, Model::List(values.to_vec()), Model::List(vec![])]
            }
            Self::MapKey => {
                let pair = |(index, key): (i128, &Model)| (key.clone(), Model::Int(index));
                vec![Model::Map((0..).zip(values).map(pair).collect()), Model::Map(vec![])]
            }
            Self::MapValue => {
                let pair = |(index, value): (i128, &Model)| {
                    (Model::Text(format!("key {index}")), value.clone())
                };
                vec![Model::Map((0..).zip(values).map(pair).collect()), Model::Map(vec![])]
            }
            Self::StructField => {
                let of = |value: &Model| Model::Struct(vec![Model::Null, value.clone()]);
                values.iter().map(of).collect()
            }
            Self::UnionChild => {
                let of = |value: &Model| Model::Union(9, Box::new(value.clone()));
                let other = Model::Union(4, Box::new(Model::Int(-1)));
                values.iter().map(of).chain([other]).collect()
            }
        };
        let row = |held| vec![Model::Int(7), held, Model::Text("end".to_owned())];
        held.into_iter().map(row).collect()
    }
}

fn field(name: &str, data_type: DataType) -> Arc<Field> {
    Arc::new(Field::new(name, data_type, false))
}
