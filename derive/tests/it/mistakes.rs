//! What a user who errs is told, and where.

#[test]
fn a_mistake_is_told_once_where_it_stands_and_with_what_to_do() {
    trybuild::TestCases::new().compile_fail("tests/ui/*.rs");
}
