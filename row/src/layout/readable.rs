//! Whether rows of one layout can be read as those of another, field by field in the same order.

use arrow_schema::DataType;

use super::value::Nested;
use super::{ListLayout, RowLayout, ValueLayout};
use crate::Error;
use crate::error::Problem;

impl RowLayout {
    /// Checks that rows of this layout can be read as rows of `wanted`: the same bytes, the same
    /// fields in the same order, none nullable here that is not nullable there. Metadata of fields
    /// does not matter. Rows of other fields are read through an
    /// [`Evolution`](crate::evolution::Evolution).
    ///
    /// # Errors
    ///
    /// [`LayoutMismatch`](crate::ErrorKind::LayoutMismatch) that names the first field that differs.
    pub fn check_readable_as(&self, wanted: &Self) -> Result<(), Error> {
        if self.format != wanted.format {
            let (wanted, found) = (wanted.format, self.format);
            return Err(Error::new(Problem::Format { wanted, found }));
        }
        self.check_fields_readable_as(wanted)?;
        self.check_null_bits_as(wanted)
    }

    /// Checks that null bits stand in the same places: in the compact layout they are only where
    /// something may be null.
    fn check_null_bits_as(&self, wanted: &Self) -> Result<(), Error> {
        if self.has_bitmap() != wanted.has_bitmap() {
            return Err(Error::new(Problem::NullBits));
        }
        for (index, (found, wanted)) in self.values.iter().zip(&wanted.values).enumerate() {
            null_bits(found, wanted).map_err(|error| self.in_field(index, error))?;
        }
        Ok(())
    }

    /// As [`check_readable_as`](Self::check_readable_as), in whichever format the two are and wherever
    /// fields stand: for what reads rows through their own layout, by ordinal.
    ///
    /// ```
    /// use arrow_schema::{DataType, Field, Schema};
    /// use ferrow_row::{RowFormat, RowLayout};
    ///
    /// let schema = Schema::new(vec![Field::new("id", DataType::Int32, false)]);
    /// let compact = RowLayout::try_with_format(schema.clone(), RowFormat::Compact)?;
    /// let standard = RowLayout::try_new(schema)?;
    /// assert!(compact.check_fields_readable_as(&standard).is_ok());
    /// assert!(compact.check_readable_as(&standard).is_err());
    /// # Ok::<(), ferrow_row::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`LayoutMismatch`](crate::ErrorKind::LayoutMismatch) that names the first field that differs.
    pub fn check_fields_readable_as(&self, wanted: &Self) -> Result<(), Error> {
        if std::ptr::eq(self, wanted) {
            return Ok(());
        }
        if self.len() != wanted.len() {
            let (wanted, found) = (wanted.field_names(), self.field_names());
            return Err(Error::new(Problem::FieldCount { wanted, found }));
        }
        for (index, (found, wanted)) in self.values.iter().zip(&wanted.values).enumerate() {
            let (name, found_name) = (wanted.field.name(), found.field.name());
            if name != found_name {
                let found = found_name.clone();
                return Err(Error::new(Problem::FieldName { found }).in_field(name));
            }
            value(found, wanted).map_err(|error| self.in_field(index, error))?;
        }
        Ok(())
    }
}

fn value(found: &ValueLayout, wanted: &ValueLayout) -> Result<(), Error> {
    let nested = match (found.data_type(), wanted.data_type()) {
        (found, wanted) if found == wanted => true,
        (found, wanted) => found.is_nested() && is_same_variant(found, wanted),
    };
    if !nested || found.kind != wanted.kind {
        return Err(Error::new(Problem::FieldType {
            wanted: wanted.data_type().to_string(),
            found: found.data_type().to_string(),
        }));
    }
    if found.nullable && !wanted.nullable {
        return Err(Error::new(Problem::MayBeNull));
    }
    if let (Some(found), Some(wanted)) = (found.row(), wanted.row()) {
        return found.check_fields_readable_as(wanted);
    }
    if let (Some(found), Some(wanted)) = (found.list(), wanted.list()) {
        return value(&found.element, &wanted.element).map_err(Error::in_elements);
    }
    if let (Some(found), Some(wanted)) = (found.map(), wanted.map()) {
        value(&found.keys.element, &wanted.keys.element)
            .map_err(|error| error.in_elements().in_field("keys"))?;
        return value(&found.values.element, &wanted.values.element)
            .map_err(|error| error.in_elements().in_field("values"));
    }
    if let (Some(found), Some(wanted)) = (found.union(), wanted.union()) {
        let may_be_null = found.required.iter().zip(&wanted.required).any(|(f, w)| !f && *w);
        if may_be_null {
            return Err(Error::new(Problem::MayBeNull));
        }
        return found.row().check_fields_readable_as(wanted.row());
    }
    Ok(())
}

/// As [`RowLayout::check_null_bits_as`], of values of one kind.
fn null_bits(found: &ValueLayout, wanted: &ValueLayout) -> Result<(), Error> {
    let lists = |found: &ListLayout, wanted: &ListLayout| -> Result<(), Error> {
        if found.has_bitmap != wanted.has_bitmap {
            return Err(Error::new(Problem::NullBits));
        }
        null_bits(&found.element, &wanted.element).map_err(Error::in_elements)
    };
    match (&found.nested, &wanted.nested) {
        (Nested::Struct(found), Nested::Struct(wanted)) => found.check_null_bits_as(wanted),
        (Nested::Union(found), Nested::Union(wanted)) => {
            found.row().check_null_bits_as(wanted.row())
        }
        (Nested::List(found), Nested::List(wanted)) => lists(found, wanted),
        (Nested::Map(found), Nested::Map(wanted)) => {
            lists(&found.keys, &wanted.keys).map_err(|error| error.in_field("keys"))?;
            lists(&found.values, &wanted.values).map_err(|error| error.in_field("values"))
        }
        _ => Ok(()),
    }
}

/// Whether two nested types differ at most in what is inside.
fn is_same_variant(found: &DataType, wanted: &DataType) -> bool {
    match (found, wanted) {
        (DataType::Dictionary(_, found), DataType::Dictionary(_, wanted)) => {
            is_same_variant(found, wanted)
        }
        (DataType::RunEndEncoded(_, found), DataType::RunEndEncoded(_, wanted)) => {
            is_same_variant(found.data_type(), wanted.data_type())
        }
        (DataType::FixedSizeList(_, found), DataType::FixedSizeList(_, wanted)) => found == wanted,
        (DataType::Map(_, found), DataType::Map(_, wanted)) => found == wanted,
        (DataType::Union(found, found_mode), DataType::Union(wanted, wanted_mode)) => {
            found_mode == wanted_mode
                && found.iter().map(|(id, _)| id).eq(wanted.iter().map(|(id, _)| id))
        }
        _ => std::mem::discriminant(found) == std::mem::discriminant(wanted),
    }
}

/// Layouts are equal when each can be read as the other.
impl PartialEq for RowLayout {
    fn eq(&self, other: &Self) -> bool {
        self.check_readable_as(other).is_ok() && other.check_readable_as(self).is_ok()
    }
}

impl Eq for RowLayout {}
