//! The fields of the struct, whether they stand in the rows or not.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, quote_spanned};
use syn::ext::IdentExt;
use syn::{Error, Field, Index, LitStr, Member, Result, Type};

use super::attributes::{DefaultValue, FieldAttributes};
use super::case::Case;
use super::meaning::{Meaning, in_option};
use super::stored::{StoredField, edges};

/// A field of the struct.
pub(super) struct RecordField<'a> {
    member: Member,
    place: Place<'a>,
}

enum Place<'a> {
    Stored(Box<StoredField<'a>>),
    /// Not in the rows: an expression gives the value, of this type.
    Skipped {
        value: TokenStream,
        needs_default: Option<&'a Type>,
    },
}

/// What fields are read with.
pub(super) struct FieldContext<'a> {
    pub record: &'a Ident,
    pub rename_all: Option<Case>,
}

impl<'a> RecordField<'a> {
    /// Reads field `ordinal` of the struct.
    pub(super) fn parse(
        field: &'a Field,
        ordinal: usize,
        context: &FieldContext<'_>,
    ) -> Result<Self> {
        let member = match &field.ident {
            Some(ident) => Member::Named(ident.clone()),
            None => {
                Member::Unnamed(Index { index: ordinal_u32(ordinal), span: edges(&field.ty).0 })
            }
        };
        let mut attributes = FieldAttributes::parse(&field.attrs)?;
        let FieldAttributes { skip, default, .. } = &attributes;
        let value = default.as_ref().map(|default| expression(default, &field.ty));
        let place = match (skip, default) {
            (Some(_), default) => {
                let needs_default = match default {
                    Some(DefaultValue { expression: Some(_), .. }) => None,
                    _ => Some(&field.ty),
                };
                let value = value.unwrap_or_else(|| default_of(&field.ty));
                Place::Skipped { value, needs_default }
            }
            (None, Some(default)) if in_option(&field.ty).is_some() => {
                let message = "an `Option` reads a null as `None` already; remove `default`, or \
                               write the type without `Option`";
                return Err(Error::new(default.span, message));
            }
            (None, _) => {
                if let Some(logical) = &attributes.logical {
                    logical.check_storage(&field.ty)?;
                }
                let meaning = Meaning::new(&mut attributes, &field.ty, ordinal);
                if !matches!(meaning, Meaning::With { .. }) {
                    refuse_recursion(&field.ty, context.record)?;
                }
                let name =
                    attributes.rename.take().unwrap_or_else(|| name(field, ordinal, context));
                Place::Stored(Box::new(StoredField::new(
                    field,
                    member.clone(),
                    0,
                    name,
                    meaning,
                    value,
                )))
            }
        };
        Ok(Self { member, place })
    }

    /// The field, where it stands in the rows.
    pub(super) fn stored(&self) -> Option<&StoredField<'a>> {
        match &self.place {
            Place::Stored(stored) => Some(stored),
            Place::Skipped { .. } => None,
        }
    }

    /// The field, to give it its place.
    pub(super) fn stored_mut(&mut self) -> Option<&mut StoredField<'a>> {
        match &mut self.place {
            Place::Stored(stored) => Some(stored),
            Place::Skipped { .. } => None,
        }
    }

    /// The type of a field that is not in the rows and has no value of its own.
    pub(super) fn needs_default(&self) -> Option<&'a Type> {
        match &self.place {
            Place::Skipped { needs_default, .. } => *needs_default,
            Place::Stored(_) => None,
        }
    }

    /// `field: value`; `read` gives the code for a field of the rows.
    pub(super) fn initialiser(
        &self,
        read: impl FnOnce(&StoredField<'a>) -> TokenStream,
    ) -> TokenStream {
        let member = &self.member;
        let value = match &self.place {
            Place::Stored(stored) => read(stored),
            Place::Skipped { value, .. } => value.clone(),
        };
        quote_spanned!(Span::mixed_site()=> #member: #value)
    }
}

fn name(field: &Field, ordinal: usize, context: &FieldContext<'_>) -> LitStr {
    let Some(ident) = &field.ident else {
        return LitStr::new(&ordinal.to_string(), edges(&field.ty).0);
    };
    let name = ident.unraw().to_string();
    let name = context.rename_all.map_or_else(|| name.clone(), |case| case.apply(&name));
    LitStr::new(&name, ident.span())
}

fn ordinal_u32(ordinal: usize) -> u32 {
    u32::try_from(ordinal).unwrap_or(u32::MAX)
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

/// Refuses the struct inside itself; what comes back to it by way of other structs, the compiler
/// finds.
fn refuse_recursion(ty: &Type, record: &Ident) -> Result<()> {
    match self_in(ty.to_token_stream(), record) {
        Some(span) => {
            let message = format!(
                "a row of `{record}` would hold itself without end: an Arrow schema is finite; hold \
                 an ordinal of another row, `skip` the field, or store it through `with = module`"
            );
            Err(Error::new(span, message))
        }
        None => Ok(()),
    }
}

/// Where the struct is named by itself and not as a part of a path.
fn self_in(tokens: TokenStream, record: &Ident) -> Option<Span> {
    let mut in_path = false;
    let mut tokens = tokens.into_iter().peekable();
    while let Some(token) = tokens.next() {
        let is_colon = |token: &proc_macro2::TokenTree| match token {
            proc_macro2::TokenTree::Punct(punct) => punct.as_char() == ':',
            _ => false,
        };
        match &token {
            proc_macro2::TokenTree::Ident(ident)
                if !in_path
                    && (ident == record || ident == "Self")
                    && !tokens.peek().is_some_and(is_colon) =>
            {
                return Some(ident.span());
            }
            proc_macro2::TokenTree::Group(group) => {
                if let Some(span) = self_in(group.stream(), record) {
                    return Some(span);
                }
            }
            _ => {}
        }
        in_path = is_colon(&token);
    }
    None
}
