//! The macro's code gives no warning where the user's would give none.

#![deny(
    dead_code,
    deprecated,
    elided_lifetimes_in_paths,
    missing_copy_implementations,
    missing_debug_implementations,
    missing_docs,
    non_local_definitions,
    unreachable_pub,
    unused,
    unused_qualifications,
    clippy::all,
    clippy::nursery,
    clippy::pedantic
)]

use ferrow_derive::Record;
use ferrow_row::Record;
use ferrow_row::record::Field;

/// Public, so that all of it must be documented.
#[derive(Debug, Record)]
#[record(crate = ferrow_row)]
#[expect(non_snake_case, reason = "a field's name is carried to its method")]
pub struct Documented {
    /// Documented as this line says.
    #[deprecated = "use `from_city`"]
    pub old: i32,
    /// A method of this name would take no `self`.
    #[record(default = "JFK".to_owned())]
    pub from_city: String,
    /// A method of this name would return a `bool`.
    pub is_late: Option<Vec<u8>>,
    /// A method of this name would be an operator's.
    pub neg: f64,
    /// The view has no method for this one.
    #[record(skip)]
    pub skipped: bool,
    /// In another case.
    pub camelCase: u8,
    #[record(rename = "inner")]
    in_here: bool,
}

#[test]
#[expect(deprecated, reason = "the field and its method are")]
fn a_view_method_has_the_deprecation_of_its_field() {
    let record = Documented {
        old: 1,
        from_city: String::new(),
        is_late: None,
        neg: 0.0,
        skipped: true,
        camelCase: 2,
        in_here: true,
    };
    let rows = Documented::rows(&[record]).expect("a small row");
    assert_eq!(
        rows.views::<Documented>().expect("its rows").next().map(DocumentedView::old),
        Some(1)
    );
}

#[test]
fn a_record_may_stand_in_a_function() {
    #[derive(Record)]
    #[record(crate = ferrow_row)]
    struct Local {
        id: <Option<i32> as WithField>::Field,
    }

    trait WithField {
        type Field: Field;
    }

    impl WithField for Option<i32> {
        type Field = Self;
    }

    let rows = Local::rows(&[Local { id: None }]).expect("a small row");
    assert!(rows.records::<Local>().expect("its rows").iter().all(|local| local.id.is_none()));
}
