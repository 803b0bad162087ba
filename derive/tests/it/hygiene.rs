//! Names of the user's that the macro's code must not trip over.

use std::marker::PhantomData;

use arrow_schema::DataType;
use ferrow_derive::Record;
use ferrow_row::record::{
    ColumnSink, ColumnSource, Elements, Field, FixedColumn, FromField, FromRow as _, RecordView,
};
use ferrow_row::{ColumnValue, Error, Record as _, SlotWriter, ValueLayout};

#[derive(Debug, Clone, PartialEq, Record)]
#[record(crate = ferrow_row)]
#[expect(non_camel_case_types, reason = "a raw name")]
struct r#match {
    r#type: i32,
    r#fn: Option<String>,
    #[record(rename = "loop")]
    r#loop: bool,
}

#[test]
fn raw_names_are_names_without_their_prefix() {
    let names: Vec<_> = r#match::layout().schema().fields().iter().map(|f| f.name()).collect();
    assert_eq!(names, ["type", "fn", "loop"]);

    let record = r#match { r#type: 1, r#fn: Some("f".to_owned()), r#loop: true };
    let rows = r#match::rows(std::slice::from_ref(&record)).unwrap();
    let view: matchView<'_> = rows.views::<r#match>().unwrap().next().unwrap();
    assert_eq!((view.r#type(), view.r#fn(), view.r#loop()), (1, Some("f"), true));
    assert_eq!(r#match::from_view(view).unwrap(), record);
}

#[derive(Debug, PartialEq, Record)]
#[record(crate = ferrow_row)]
struct Internals {
    row: i32,
    __row: i32,
    of_row: i32,
    clone: i32,
    fmt: i32,
    view: i32,
    write: i32,
    layout: i32,
    get: i32,
    __ferrow: i32,
    __value: i32,
    #[record(default = 7)]
    __column_0: i32,
    __index: i32,
    __len: i32,
    __record: i32,
    __records: i32,
    __sink: i32,
    __source: i32,
    __view: i32,
}

#[test]
fn fields_may_have_the_names_that_the_macro_uses() {
    let record = Internals {
        row: 1,
        __row: 2,
        of_row: 3,
        clone: 4,
        fmt: 5,
        view: 6,
        write: 7,
        layout: 8,
        get: 9,
        __ferrow: 10,
        __value: 11,
        __column_0: 12,
        __index: 13,
        __len: 14,
        __record: 15,
        __records: 16,
        __sink: 17,
        __source: 18,
        __view: 19,
    };
    let records = [record];
    let rows = Internals::rows(&records).unwrap();
    let view = rows.views::<Internals>().unwrap().next().unwrap();
    let shadowed = (view.row(), view.__row(), view.of_row(), view.clone(), view.fmt());
    assert_eq!(shadowed, (1, 2, 3, 4, 5));
    assert_eq!(RecordView::row(view).bytes(), rows.row_bytes(0).unwrap());
    assert_eq!(rows.records::<Internals>().unwrap(), records);
}

#[no_implicit_prelude]
mod without_prelude {
    use ::ferrow_derive::Record;

    type S = ::std::string::String;
    type Sink = ::core::primitive::bool;

    #[derive(Record)]
    #[record(crate = ::ferrow_row)]
    pub(super) struct Bare {
        pub(super) name: S,
        pub(super) flag: ::core::option::Option<Sink>,
        #[record(timestamp(second, zone = "UTC"), default)]
        pub(super) at: i64,
        #[record(skip)]
        pub(super) cache: S,
    }
}

#[test]
fn nothing_of_the_prelude_is_needed() {
    use without_prelude::{Bare, BareView};

    let bare = Bare { name: "a".to_owned(), flag: Some(true), at: 3, cache: String::new() };
    assert_eq!(bare.cache, "");
    let rows = Bare::rows(&[bare]).unwrap();
    let view: BareView<'_> = rows.views::<Bare>().unwrap().next().unwrap();
    assert_eq!((view.name(), view.flag(), view.at()), ("a", Some(true), Some(3)));
}

#[expect(
    non_camel_case_types,
    non_snake_case,
    non_upper_case_globals,
    dead_code,
    reason = "shadows what macros like to name"
)]
mod with_another_prelude {
    use ferrow_derive::Record;

    pub(super) struct usize;
    pub(super) struct Vec;
    pub(super) struct Arc;
    pub(super) struct Error;
    pub(super) struct Field;
    pub(super) enum Option {
        Some,
        None,
    }
    pub(super) enum Result {
        Ok,
        Err,
    }
    #[expect(unused_imports, reason = "the macro's code must not see them")]
    use {
        Option::{None, Some},
        Result::{Err, Ok},
    };

    const row: i32 = 40;
    const fn view() -> i32 {
        row + 2
    }

    #[derive(Record)]
    #[record(crate = ferrow_row)]
    pub(super) struct Shadowed {
        pub(super) __Sink: i32,
        #[record(default = view())]
        pub(super) id: i32,
        #[record(skip, default = for_any_row)]
        pub(super) callback: for<'row> fn(&'row str) -> &'row str,
    }

    pub(super) fn for_any_row(text: &str) -> &str {
        text
    }
}

#[test]
fn names_of_the_prelude_may_mean_something_else() {
    use with_another_prelude::{Shadowed, for_any_row};

    let shadowed = Shadowed { __Sink: 1, id: 2, callback: for_any_row };
    let records = Shadowed::rows(&[shadowed]).unwrap().records::<Shadowed>().unwrap();
    assert_eq!(((records[0].callback)("same"), records[0].id), ("same", 2));
}

/// An ordinal of things that a type names.
struct Ordinal<T>(i64, PhantomData<T>);

impl<T> Field for Ordinal<T> {
    type Value = i64;
    type View<'a> = i64;
    type Sequence = Elements;
    type Column = FixedColumn<i64>;
    type ColumnView<'a> = i64;
    const NULLABLE: bool = false;

    fn data_type() -> DataType {
        DataType::Int64
    }

    fn write(&self, slot: SlotWriter<'_>) -> Result<(), Error> {
        slot.set::<i64>(self.0)
    }

    fn to_view(value: Option<i64>, _: &ValueLayout) -> i64 {
        value.expect("not nullable")
    }

    fn fill<'a, S: ColumnSink>(
        sink: &mut S,
        values: impl ExactSizeIterator<Item = Option<&'a Self>> + Clone,
    ) -> Result<(), S::Error>
    where
        Self: 'a,
    {
        <i64 as ColumnValue>::fill(sink, values.map(|value| value.map(|value| value.0)))
    }

    fn column<S: ColumnSource>(source: &S, index: usize) -> Result<FixedColumn<i64>, S::Error> {
        <i64 as ColumnValue>::column(source, index)
    }

    fn column_view(column: &FixedColumn<i64>, index: usize) -> i64 {
        column.values[index]
    }
}

impl<T> FromField<'_> for Ordinal<T> {
    fn from_value(value: Option<i64>) -> Result<Self, Error> {
        Ok(Self(value.expect("not nullable"), PhantomData))
    }

    fn from_column(column: &FixedColumn<i64>, index: usize) -> Result<Self, Error> {
        Ok(Self(column.values[index], PhantomData))
    }
}

#[derive(Record)]
#[record(crate = ferrow_row)]
struct Lifetimes {
    ordinal: Ordinal<for<'row> fn(&'row str) -> &'row str>,
}

#[test]
fn the_type_of_a_field_may_name_the_lifetime_of_the_view() {
    let rows = Lifetimes::rows(&[Lifetimes { ordinal: Ordinal(3, PhantomData) }]).unwrap();
    assert_eq!(rows.views::<Lifetimes>().unwrap().next().unwrap().ordinal(), 3);
    assert_eq!(rows.records::<Lifetimes>().unwrap()[0].ordinal.0, 3);
}

mod elsewhere {
    pub(crate) mod renamed {
        pub(crate) use ferrow_row::__derive;
    }
}

macro_rules! record {
    ($name:ident, $($field:ident: $type:ty = $default:expr),*) => {
        #[derive(Debug, PartialEq, Record)]
        #[record(crate = elsewhere::renamed)]
        struct $name {
            $(#[record(default = $default)] $field: $type,)*
        }
    };
}

record!(Generated, id: Id = 3, name: String = "x".to_owned());

type Id = i64;

#[test]
fn a_macro_may_write_the_struct_and_the_crate_may_be_anywhere() {
    let records = [Generated { id: 1, name: "a".to_owned() }];
    let rows = Generated::rows(&records).unwrap();
    assert_eq!(rows.records::<Generated>().unwrap(), records);
}
