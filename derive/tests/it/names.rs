//! How fields are named, and in what order they stand.

use ferrow_derive::Record;
use ferrow_row::{Record, RowFormat};

fn names<R: Record>() -> Vec<String> {
    R::layout().schema().fields().iter().map(|field| field.name().clone()).collect()
}

#[test]
fn all_fields_are_renamed_but_those_with_names_of_their_own() {
    #[derive(Record)]
    #[record(crate = ferrow_row, rename_all = "camelCase")]
    struct Flight {
        dep_delay: i16,
        r#type: u8,
        #[record(rename = "tail_number")]
        tail_number: String,
    }
    assert_eq!(names::<Flight>(), ["depDelay", "type", "tail_number"]);

    #[derive(Record)]
    #[record(crate = ferrow_row, rename_all = "SCREAMING-KEBAB-CASE")]
    struct Loud {
        dep_delay: i16,
    }
    assert_eq!(names::<Loud>(), ["DEP-DELAY"]);
}

#[derive(Debug, Clone, PartialEq, Record)]
#[record(crate = ferrow_row, sort_by_name)]
struct Sorted {
    zeta: i64,
    #[record(skip)]
    skipped: bool,
    #[record(rename = "Upper")]
    upper: String,
    alpha: Option<Vec<i32>>,
    #[record(default = 3)]
    beta: u8,
}

#[test]
fn fields_sorted_by_name_are_written_and_read_by_their_new_places() {
    assert_eq!(names::<Sorted>(), ["Upper", "alpha", "beta", "zeta"]);
    let sorted =
        Sorted { zeta: -1, skipped: false, upper: "U".to_owned(), alpha: Some(vec![1]), beta: 2 };
    for format in [RowFormat::Standard, RowFormat::Compact] {
        let rows = Sorted::rows_in(format, std::slice::from_ref(&sorted)).unwrap();
        assert_eq!(rows.records::<Sorted>().unwrap(), std::slice::from_ref(&sorted));
        let view = rows.views::<Sorted>().unwrap().next().unwrap();
        assert_eq!((view.zeta(), view.upper(), view.beta()), (-1, "U", Some(2)));
        assert_eq!(rows.row(0).unwrap().get_at::<str>(0), Some("U"));
    }
}

/// The goldens of Java's beans, whose declarations are here in another order: the layout sorts them
/// as Java does, or the bytes differ.
mod beans {
    use ferrow_derive::Record;

    #[derive(Record)]
    #[record(crate = ferrow_row, sort_by_name)]
    pub(super) struct OuterNull {
        pub(super) s: Option<String>,
        pub(super) p: i8,
        pub(super) in2: Option<In2>,
        pub(super) r#in: Option<In>,
        pub(super) ib: Option<Ib>,
    }

    #[derive(Record)]
    #[record(crate = ferrow_row, sort_by_name)]
    pub(super) struct In {
        pub(super) z: i32,
        pub(super) x: i32,
        pub(super) y: i32,
    }

    #[derive(Record)]
    #[record(crate = ferrow_row, sort_by_name)]
    pub(super) struct In2 {
        pub(super) y: i16,
        pub(super) x: i32,
    }

    #[derive(Record)]
    #[record(crate = ferrow_row, sort_by_name)]
    pub(super) struct Ib {
        pub(super) y: Option<i8>,
        pub(super) x: Option<i32>,
    }

    #[derive(Record)]
    #[record(crate = ferrow_row, sort_by_name)]
    pub(super) struct CompactType {
        pub(super) f7: Option<String>,
        pub(super) f6: i64,
        pub(super) f5: i32,
        pub(super) f4: i16,
        pub(super) f3: i8,
        pub(super) f2: f64,
        pub(super) f1: f32,
    }
}

/// The schema's names, the names in the order of the slots, and the bytes of a bean's golden.
fn golden(name: &str) -> (Vec<String>, Vec<String>, Vec<u8>) {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../tests/golden/compact/beans.json");
    let text = std::fs::read_to_string(path).expect("the goldens are in the repository");
    let all: Vec<serde_json::Value> = serde_json::from_str(&text).expect("a list of vectors");
    let bean = all.iter().find(|it| it["name"] == name).expect("a golden of this name");
    let texts = |value: &serde_json::Value| value.as_str().expect("text").to_owned();
    let fields = bean["schema"]["fields"].as_array().expect("a list");
    let order = bean["field_order"].as_array().expect("a list");
    let hex = texts(&bean["hex"]);
    let bytes = (0..hex.len()).step_by(2).map(|at| u8::from_str_radix(&hex[at..at + 2], 16));
    (
        fields.iter().map(|field| texts(&field["name"])).collect(),
        order.iter().map(texts).collect(),
        bytes.collect::<Result<_, _>>().expect("hexadecimal digits"),
    )
}

fn assert_is_golden<R: Record>(bean: &R, name: &str) {
    let (schema, order, bytes) = golden(name);
    assert_eq!(names::<R>(), schema, "{name}");
    let layout = R::layout_in(RowFormat::Compact);
    let slots = layout.storage_order().iter().map(|&index| layout.schema().field(index).name());
    assert!(slots.eq(&order), "{name}");
    let rows = R::rows_in(RowFormat::Compact, [bean]).expect("a small row");
    assert_eq!(rows.row_bytes(0), Some(bytes.as_slice()), "{name}");
}

#[test]
fn fields_sorted_by_name_are_in_the_order_of_java_beans() {
    let in2 = Some(beans::In2 { y: 6, x: 5 });
    let outer = beans::OuterNull { s: Some("s".to_owned()), p: 4, in2, r#in: None, ib: None };
    assert_is_golden(&outer, "bean_outernull");
    let f7 = Some("7".to_owned());
    let compact = beans::CompactType { f7, f6: 6, f5: 5, f4: 4, f3: 3, f2: 2.0, f1: 1.0 };
    assert_is_golden(&compact, "bean_compacttype");
    // Read, so that no field of the structs above is dead.
    assert_eq!((outer.in2.map(|it| it.x), compact.f3), (Some(5), 3));
    let (inner, boxed) = (beans::In { z: 1, x: 2, y: 3 }, beans::Ib { y: None, x: Some(1) });
    assert_eq!((inner.x + inner.y + inner.z, boxed.x, boxed.y), (6, Some(1), None));
}
