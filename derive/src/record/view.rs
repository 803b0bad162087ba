//! The typed view: a struct around a row, with a method per field.

use proc_macro2::{Span, TokenStream};
use quote::{quote, quote_spanned};
use syn::ext::IdentExt;
use syn::{Attribute, Meta};

use super::input::RecordInput;
use super::stored::StoredField;

/// The struct, which stands beside the record so that users can name it.
pub(super) fn item(record: &RecordInput<'_>) -> TokenStream {
    let RecordInput { vis, krate, view, lifetime, .. } = record;
    let name = record.ident.unraw();
    let doc = format!(
        "A row of [`{name}`](struct@{name}): each method decodes its field and no other.\n\n\
         Made by `#[derive(Record)]`."
    );
    quote_spanned! {Span::mixed_site()=>
        #[doc = #doc]
        #[allow(non_camel_case_types, unreachable_pub)]
        #vis struct #view<#lifetime> {
            __row: #krate::__derive::RowRef<#lifetime>,
        }
    }
}

/// The view's methods and the traits that it implements.
pub(super) fn impls(record: &RecordInput<'_>) -> TokenStream {
    let RecordInput { view, lifetime, .. } = record;
    let methods = record.stored().map(|field| method(field, record));
    let name = view.to_string();
    quote_spanned! {Span::mixed_site()=>
        #[automatically_derived]
        impl<#lifetime> #view<#lifetime> {
            #(#methods)*
        }

        #[automatically_derived]
        impl<#lifetime> __ferrow::RecordView<#lifetime> for #view<#lifetime> {
            #[inline]
            fn of_row(__row: __ferrow::RowRef<#lifetime>) -> Self {
                Self { __row }
            }

            #[inline]
            fn row(self) -> __ferrow::RowRef<#lifetime> {
                self.__row
            }
        }

        #[automatically_derived]
        impl ::core::marker::Copy for #view<'_> {}

        #[automatically_derived]
        impl ::core::clone::Clone for #view<'_> {
            #[inline]
            fn clone(&self) -> Self {
                *self
            }
        }

        #[automatically_derived]
        impl ::core::fmt::Debug for #view<'_> {
            fn fmt(&self, __f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                __ferrow::debug(#name, self.__row, __f)
            }
        }
    }
}

fn method(field: &StoredField<'_>, record: &RecordInput<'_>) -> TokenStream {
    let (ident, vis, index) = (field.ident, &field.field.vis, field.ordinal());
    let attributes = attributes(field);
    let returned = field.view_type(&record.lifetime);
    let value = field.call("get", &quote_spanned!(Span::mixed_site()=> self.__row, #index));
    let value = field.to_view(&value);
    quote_spanned! {Span::mixed_site()=>
        #(#attributes)*
        #[inline]
        #[must_use]
        #vis fn #ident(self) -> #returned {
            #value
        }
    }
}

/// The field's documentation and deprecation, or a line where it has no documentation.
fn attributes(field: &StoredField<'_>) -> Vec<TokenStream> {
    let carried = |attribute: &&Attribute| {
        attribute.path().is_ident("doc") || attribute.path().is_ident("deprecated")
    };
    let mut attributes: Vec<_> =
        field.field.attrs.iter().filter(carried).map(|attribute| quote!(#attribute)).collect();
    if !field.field.attrs.iter().any(is_text) {
        let doc = format!("The field `{}` of the row.", field.name.value());
        attributes.push(quote_spanned!(Span::mixed_site()=> #[doc = #doc]));
    }
    attributes
}

fn is_text(attribute: &Attribute) -> bool {
    matches!(&attribute.meta, Meta::NameValue(value) if value.path.is_ident("doc"))
}
