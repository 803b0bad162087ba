//! The fields of the struct, whether they stand in the rows or not.

use proc_macro2::{Span, TokenStream};
use quote::{ToTokens, quote_spanned};
use syn::{Error, Field, Ident, Result, Type};

use super::attributes::{DefaultValue, FieldAttributes};
use super::stored::{StoredField, edges};

/// A field of the struct.
pub(super) struct RecordField<'a> {
    ident: &'a Ident,
    place: Place<'a>,
}

enum Place<'a> {
    Stored(Box<StoredField<'a>>),
    /// Not in the rows: an expression gives the value.
    Skipped(TokenStream),
}

impl<'a> RecordField<'a> {
    /// Reads a field, which is field `index` of the rows if it stands there.
    pub(super) fn parse(field: &'a Field, index: usize) -> Result<Self> {
        let Some(ident) = &field.ident else {
            return Err(Error::new_spanned(field, "a record's fields have names"));
        };
        let FieldAttributes { rename, skip, default, logical } =
            FieldAttributes::parse(&field.attrs)?;
        let value = default.as_ref().map(|default| expression(default, &field.ty));
        let place = match (skip, default) {
            (Some(_), _) => Place::Skipped(value.unwrap_or_else(|| default_of(&field.ty))),
            (None, Some(default)) if is_option(&field.ty) => {
                let message = "an `Option` reads a null as `None` already; remove `default`, or \
                               write the type without `Option`";
                return Err(Error::new(default.span, message));
            }
            (None, _) => Place::Stored(Box::new(StoredField::new(
                field, ident, index, rename, logical, value,
            ))),
        };
        Ok(Self { ident, place })
    }

    /// The field, where it stands in the rows.
    pub(super) fn stored(&self) -> Option<&StoredField<'a>> {
        match &self.place {
            Place::Stored(stored) => Some(stored),
            Place::Skipped(_) => None,
        }
    }

    /// `field: value`; `read` gives the code for what stands in the row, an `Option`.
    pub(super) fn initialiser(
        &self,
        read: impl FnOnce(&StoredField<'a>) -> TokenStream,
    ) -> TokenStream {
        let ident = self.ident;
        let value = match &self.place {
            Place::Stored(stored) => stored.from_row(&read(stored)),
            Place::Skipped(value) => value.clone(),
        };
        quote_spanned!(Span::mixed_site()=> #ident: #value)
    }
}

fn expression(default: &DefaultValue, ty: &Type) -> TokenStream {
    match &default.expression {
        Some(expression) => expression.to_token_stream(),
        None => default_of(ty),
    }
}

fn default_of(ty: &Type) -> TokenStream {
    let (open, close) = edges(ty);
    let open = quote_spanned!(open=> <);
    quote_spanned!(close=> #open #ty as ::core::default::Default>::default())
}

/// Whether the type is written as an `Option`, under whatever path.
fn is_option(ty: &Type) -> bool {
    match ty {
        Type::Path(path) => path.path.segments.last().is_some_and(|last| last.ident == "Option"),
        Type::Group(group) => is_option(&group.elem),
        Type::Paren(paren) => is_option(&paren.elem),
        _ => false,
    }
}
