//! The SQL functions, one file each, as values that any session can register.

mod json;
mod row_agg;
mod row_function;
mod row_get;
mod row_get_all;
mod row_get_as;
mod row_has;
mod row_hash;
mod row_is_valid;
mod row_keys;
mod row_len;
mod row_schema;
mod row_set;
mod row_sort_key;
mod row_to_struct;
mod row_typed;
mod rows;
mod to_row;

use datafusion::arrow::datatypes::DataType;
use datafusion::logical_expr::{AggregateUDF, ScalarUDF};

pub(crate) use row_get_all::value_name;

pub(crate) use row_function::external;
use row_function::udf;

macro_rules! functions {
    ($($(#[$doc:meta])* $name:ident $function:path;)*) => {
        $(
            $(#[$doc])*
            #[must_use]
            pub fn $name() -> ScalarUDF {
                udf::<$function>()
            }
        )*

        /// Every scalar function of this module.
        #[must_use]
        pub fn all() -> Vec<ScalarUDF> {
            vec![$($name()),*]
        }
    };
}

functions! {
    /// `row_get(row, step, ...)`: one value out of a column of rows, in its own type.
    ///
    /// The column is of a binary type and carries the extension type `ferrow.row`, as one made by
    /// [`row_column_table`](crate::row_column_table) does; its metadata says which fields there are. The
    /// steps are literals: names of fields, numbers of elements from 0 on, keys of maps. The result is null
    /// where the row or the value is null or is not there, and where the row's bytes are malformed there.
    /// Rows are not validated: only what is read is checked.
    ///
    /// Planning fails where the column carries no row schema, and where the path leads nowhere.
    row_get row_get::RowGet;
    /// `row_get_checked(row, step, ...)`: as [`row_get`], but malformed rows are errors.
    row_get_checked row_get::RowGetChecked;
    /// `row_get_all(row, step, ..., NULL, step, ...)`: several values in one pass, as a struct.
    row_get_all row_get_all::RowGetAll;
    /// `row_get_str(row, step, ...)`: a value as text, a nested one as JSON.
    row_get_str row_get_as::RowGetStr;
    /// `row_get_int(row, step, ...)`: a value cast to a 64-bit integer.
    row_get_int row_get_as::RowGetInt;
    /// `row_get_float(row, step, ...)`: a value cast to a 64-bit floating-point number.
    row_get_float row_get_as::RowGetFloat;
    /// `row_get_bool(row, step, ...)`: a value cast to a boolean.
    row_get_bool row_get_as::RowGetBool;
    /// `row_has(row, step, ...)`: whether there is a value.
    row_has row_has::RowHas;
    /// `row_is_valid(row)`: whether all of a row can be read.
    row_is_valid row_is_valid::RowIsValid;
    /// `row_schema(row)`: the fields of rows as text.
    row_schema row_schema::RowSchema;
    /// `row_keys(row, step, ...)`: the names of fields, or the keys of a map.
    row_keys row_keys::RowKeys;
    /// `row_len(row, step, ...)`: how many values a list, a map or a row has.
    row_len row_len::RowLen;
    /// `row_to_json(row, name, ...)`: rows as JSON.
    row_to_json row_to_struct::RowToJson;
    /// `row_to_struct(row, name, ...)`: rows as structs.
    row_to_struct row_to_struct::RowToStruct;
    /// `to_row(value, ...)`: values as rows.
    to_row to_row::ToRow;
    /// `to_row_named(name, value, ...)`: values as rows of these names.
    to_row_named to_row::ToRowNamed;
    /// `row_typed(column, schema)`: a binary column as one of rows.
    row_typed row_typed::RowTyped;
    /// `row_set(row, field, ..., value)`: rows with another value in a field of fixed width.
    row_set row_set::RowSet;
    /// `row_hash(row)`: a number that equal rows share.
    row_hash row_hash::RowHash;
    /// `row_sort_key(row, field, ...)`: bytes that sort as fields do.
    row_sort_key row_sort_key::RowSortKey;
}

/// `row_agg(value, ...)`: the values of a group as a list of rows.
#[must_use]
pub fn row_agg() -> AggregateUDF {
    row_agg::udaf()
}

/// The functions that read a value and cast it, and to which type.
pub(crate) fn casting() -> [(DataType, ScalarUDF); 4] {
    [
        (DataType::Utf8, row_get_str()),
        (DataType::Int64, row_get_int()),
        (DataType::Float64, row_get_float()),
        (DataType::Boolean, row_get_bool()),
    ]
}
