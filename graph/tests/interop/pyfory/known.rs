//! Where pyfory 1.7.7 does other than the other implementations, which Ferrow goes with.
//!
//! Bytes of these are not compared; values are:
//!
//! | what | pyfory |
//! | --- | --- |
//! | sets of several elements | are in the order that Python has them in |
//! | namespaces of types that are announced by name | are packed as other names: one more encoding |
//! | lists of nothing but nulls, whose elements are of any type or structs | say a type nevertheless |
//!
//! These are not among the random types and values ([`Dialect::Python`](crate::generate::Dialect)):
//!
//! | what | pyfory |
//! | --- | --- |
//! | timestamps that a float of seconds does not have to the microsecond | are written as others |
//! | nanoseconds | it has microseconds |
//! | names of fields with letters that ASCII has not | cannot be written into definitions |
//! | names of types longer than 16 bytes, where no definition has them | are hashed in another way |
//! | namespaces with capitals in definitions | cannot be written |
//! | unions and types with code, by name, in compatible mode | are written without their value |
//! | structs that do not evolve as fields, in compatible mode | cannot be read again |
//! | structs by name as fields, in the same schema | say what they are: the field is `dynamic`, or not, on both sides |
//! | NaN of 16 bits | has other bits |
//! | bytes and strings of one byte or none, values of enums | are one object wherever they stand, and so are shared |

use ferrow_graph::Value;
use serde_json::Value as Json;

use crate::generate::Schema;

/// Whether pyfory writes the value as Ferrow does.
pub(super) fn has_same_bytes(schema: &Schema, value: &Value) -> bool {
    is_written_again(schema, value)
        && !any(value, &|value| match value {
            Value::Set(elements) => elements.len() > 1,
            _ => false,
        })
}

/// Whether Ferrow writes what it read from pyfory as pyfory wrote it.
pub(super) fn is_written_again(schema: &Schema, value: &Value) -> bool {
    let in_namespace = |declared: &Json| {
        let name = declared["reg_name"].as_str();
        name.is_some_and(|name| name.contains('.'))
    };
    let packs = !schema.compatible && schema.types.iter().any(in_namespace);
    !packs
        && !any(value, &|value| match value {
            Value::List(elements) => !elements.is_empty() && elements.iter().all(Value::is_null),
            _ => false,
        })
}

/// Whether the value, or one in it, is such a one.
fn any(value: &Value, is: &dyn Fn(&Value) -> bool) -> bool {
    is(value)
        || match value {
            Value::List(elements) | Value::Set(elements) => elements.iter().any(|it| any(it, is)),
            Value::Map(entries) => {
                entries.iter().any(|(key, value)| any(key, is) || any(value, is))
            }
            Value::Struct(found) => found.fields().iter().any(|it| any(it, is)),
            Value::Union(found) => any(&found.value, is),
            Value::Shared(shared) => any(&shared.1, is),
            _ => false,
        }
}
