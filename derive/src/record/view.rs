//! The typed views: structs around a row and around a row of columns, with a method per field.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{format_ident, quote, quote_spanned};
use syn::ext::IdentExt;
use syn::spanned::Spanned as _;
use syn::{Attribute, Member, Meta};

use super::input::RecordInput;
use super::stored::StoredField;

/// The struct, which stands beside the record so that users can name it.
pub(super) fn item(record: &RecordInput<'_>) -> TokenStream {
    let RecordInput { vis, krate, view, lifetime, parameters, .. } = record;
    let name = record.ident.unraw();
    let doc = format!(
        "A row of [`{name}`](struct@{name}): each method decodes its field and no other.\n\n\
         Made by `#[derive(Record)]`."
    );
    let (declared, phantom) = (parameters.of_view(lifetime), parameters.phantom());
    quote_spanned! {Span::mixed_site()=>
        #[doc = #doc]
        #[allow(non_camel_case_types, unreachable_pub)]
        #vis struct #view #declared {
            __row: #krate::__derive::RowRef<#lifetime>,
            __record: #phantom,
        }
    }
}

/// The view's methods and the traits that it implements.
pub(super) fn impls(record: &RecordInput<'_>) -> TokenStream {
    let RecordInput { view, lifetime, parameters, .. } = record;
    let methods = record.declared().map(|field| method(field, record));
    let name = view.to_string();
    let (declared, arguments) = (parameters.of_view(lifetime), parameters.view_arguments(lifetime));
    let bounded = parameters.of_view_bounded(lifetime);
    let bounds = parameters.bounded_view(&record.bounds());
    quote_spanned! {Span::mixed_site()=>
        #[automatically_derived]
        impl #bounded #view #arguments #bounds {
            #(#methods)*
        }

        #[automatically_derived]
        impl #declared __ferrow::RecordView<#lifetime> for #view #arguments {
            #[inline]
            fn of_row(__row: __ferrow::RowRef<#lifetime>) -> Self {
                Self { __row, __record: ::core::marker::PhantomData }
            }

            #[inline]
            fn row(self) -> __ferrow::RowRef<#lifetime> {
                self.__row
            }
        }

        #[automatically_derived]
        impl #declared ::core::marker::Copy for #view #arguments {}

        #[automatically_derived]
        impl #declared ::core::clone::Clone for #view #arguments {
            #[inline]
            fn clone(&self) -> Self {
                *self
            }
        }

        #[automatically_derived]
        impl #declared ::core::fmt::Debug for #view #arguments {
            fn fmt(&self, __f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                __ferrow::debug(#name, self.__row, __f)
            }
        }
    }
}

/// The view of columns, which stands beside the record too.
pub(super) fn column_item(record: &RecordInput<'_>) -> TokenStream {
    let RecordInput { vis, column_view, lifetime, parameters, .. } = record;
    let name = record.ident.unraw();
    let doc = format!(
        "A row of the columns of [`{name}`](struct@{name}): each method reads its field and no \
         other.\n\nMade by `#[derive(Record)]`."
    );
    let (phantom, columns) = (parameters.phantom(), record.columns_in_view());
    let declared = parameters.of_column_view(lifetime);
    quote_spanned! {Span::mixed_site()=>
        #[doc = #doc]
        #[allow(non_camel_case_types, unreachable_pub)]
        #vis struct #column_view #declared {
            __columns: &#lifetime #columns,
            __index: ::core::primitive::usize,
            __record: #phantom,
        }
    }
}

/// The methods of the view of columns and the traits that it implements.
pub(super) fn column_impls(record: &RecordInput<'_>) -> TokenStream {
    let RecordInput { column_view, lifetime, parameters, .. } = record;
    let methods = record.declared().map(|field| column_method(field, record));
    let name = column_view.to_string();
    let bounded = parameters.of_view_bounded(lifetime);
    let bounds = parameters.bounded_view(&record.bounds());
    let of_fields = parameters.column_view_arguments(lifetime, &record.columns());
    let of_fields = parameters.without_lifetimes(of_fields);
    let declared = parameters.of_column_view(lifetime);
    let any = quote_spanned!(Span::mixed_site()=> __Columns);
    let arguments = parameters.column_view_arguments(lifetime, &any);
    quote_spanned! {Span::mixed_site()=>
        #[automatically_derived]
        impl #bounded #column_view #of_fields #bounds {
            #(#methods)*
        }

        #[automatically_derived]
        impl #declared ::core::marker::Copy for #column_view #arguments {}

        #[automatically_derived]
        impl #declared ::core::clone::Clone for #column_view #arguments {
            #[inline]
            fn clone(&self) -> Self {
                *self
            }
        }

        #[automatically_derived]
        impl #declared ::core::fmt::Debug for #column_view #arguments {
            fn fmt(&self, __f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                __ferrow::debug_index(#name, self.__index, __f)
            }
        }
    }
}

fn column_method(field: &StoredField<'_>, record: &RecordInput<'_>) -> TokenStream {
    let parameters = &record.parameters;
    let returned = parameters.without_lifetimes(field.column_view_type(&record.lifetime));
    let value = parameters.without_lifetimes(field.column_view());
    // As the value has it, whose expression stands where the type does.
    let receiver = quote_spanned!(field.field.ty.span()=> self);
    reader(field, &receiver, &returned, &value)
}

fn method(field: &StoredField<'_>, record: &RecordInput<'_>) -> TokenStream {
    let parameters = &record.parameters;
    let returned = parameters.without_lifetimes(field.view_type(&record.lifetime));
    let row = quote_spanned!(Span::mixed_site()=> self.__row);
    let value = parameters.without_lifetimes(field.to_view(&row));
    let receiver = quote_spanned!(Span::mixed_site()=> self);
    reader(field, &receiver, &returned, &value)
}

fn reader(
    field: &StoredField<'_>,
    receiver: &TokenStream,
    returned: &TokenStream,
    value: &TokenStream,
) -> TokenStream {
    let (name, vis) = (method_name(&field.member), &field.field.vis);
    let attributes = attributes(field);
    quote_spanned! {Span::mixed_site()=>
        #(#attributes)*
        #[inline]
        #[must_use]
        #vis fn #name(#receiver) -> #returned {
            #value
        }
    }
}

/// The field's name; `_0` for the first field of a struct without names.
fn method_name(member: &Member) -> Ident {
    match member {
        Member::Named(ident) => ident.clone(),
        Member::Unnamed(index) => format_ident!("_{}", index.index, span = index.span),
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
