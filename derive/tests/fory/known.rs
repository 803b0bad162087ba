//! Where `fory` 1.7.7 does other than Ferrow.
//!
//! | what | `fory` | Ferrow goes with |
//! | --- | --- | --- |
//! | structs as values of maps, in the same schema | says what they are | Java and Python, which do not |
//! | `Rc` and `Arc` where nothing is tracked | tracks them | the setting: a struct has the same fields in both languages |
//! | unions, and times in them, where things are tracked | does not track them | Java and Python, which do |
//! | numbers and texts in boxes, and cells | are ordered and hashed as values of unknown type | what is inside |

/// What becomes of messages of a type.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Known {
    /// Each reads the other's, and the bytes are the same.
    Same,
    /// Each reads the other's.
    OtherBytes,
    /// They have different schemas, which both see.
    Apart,
}

pub(crate) fn known(name: &str, compatible: bool, tracked: bool) -> Known {
    match (name, compatible, tracked) {
        ("StructMap" | "Deep", false, _) => Known::OtherBytes,
        ("RcLists", false, _) | ("RcLists", _, false) => Known::OtherBytes,
        ("RcFields" | "ArcFields", false, false) => Known::Apart,
        ("RcFields" | "ArcFields", true, false) => Known::OtherBytes,
        ("BoxedScalars" | "Cells", false, _) => Known::Apart,
        ("BoxedScalars", true, _) | ("Cells", true, false) => Known::OtherBytes,
        _ => Known::Same,
    }
}
