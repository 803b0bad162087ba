//! The macro's code gives no warning where the user's would give none.

#![deny(
    dead_code,
    deprecated,
    elided_lifetimes_in_paths,
    missing_copy_implementations,
    missing_debug_implementations,
    missing_docs,
    nonstandard_style,
    non_local_definitions,
    unfulfilled_lint_expectations,
    unreachable_pub,
    unused,
    unused_qualifications,
    clippy::all,
    clippy::nursery,
    clippy::pedantic
)]

use ferrow_derive::Record;
use ferrow_row::Record;
use ferrow_row::record::{Field, FromField};

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

#[expect(deprecated, reason = "the field is")]
const fn documented() -> Documented {
    Documented {
        old: 1,
        from_city: String::new(),
        is_late: None,
        neg: 0.0,
        skipped: true,
        camelCase: 2,
        in_here: true,
    }
}

#[test]
fn a_method_has_the_deprecation_of_its_field() {
    let rows = Documented::rows(&[documented()]).expect("a small row");
    for view in rows.views::<Documented>().expect("its rows") {
        #[expect(deprecated, reason = "the field is, and so its method")]
        let old = view.old();
        assert_eq!(old, 1);
    }
}

#[test]
fn a_record_may_stand_in_a_function() {
    #[derive(Record)]
    #[record(crate = ferrow_row)]
    struct Local {
        id: <Option<i32> as WithField>::Field,
    }

    trait WithField {
        type Field: Field + for<'a> FromField<'a>;
    }

    impl WithField for Option<i32> {
        type Field = Self;
    }

    let rows = Local::rows(&[Local { id: None }]).expect("a small row");
    assert!(rows.records::<Local>().expect("its rows").iter().all(|local| local.id.is_none()));
}

mod private {
    use ferrow_derive::Record;

    /// Public for this crate alone, and its methods are not called.
    #[derive(Record)]
    #[record(crate = ferrow_row)]
    #[expect(non_camel_case_types, unreachable_pub, reason = "said of the struct, not of its view")]
    pub struct unseen {
        /// As public as the struct.
        pub id: i32,
    }
}

#[test]
fn what_is_expected_of_the_struct_is_not_said_again_of_its_view() {
    assert_eq!(
        private::unseen::rows(&[private::unseen { id: 1 }]).map(|rows| rows.len()).ok(),
        Some(1)
    );
}
