//! The implementation of `FromRow`.

use proc_macro2::{Span, TokenStream};
use quote::quote_spanned;

use super::columns;
use super::field::RecordField;
use super::input::RecordInput;

/// `impl FromRow`, which is there where every field is read back.
pub(super) fn from_row(record: &RecordInput<'_>) -> TokenStream {
    let RecordInput { ident, view, parameters, lifetime, .. } = record;
    let (declared, arguments) = (parameters.declared(&[lifetime]), parameters.arguments());
    let view_arguments = parameters.view_arguments(lifetime);
    let bounds = record.declared().map(|field| field.read_bound(lifetime));
    let defaults = record.fields.iter().filter_map(RecordField::needs_default);
    let defaults = defaults.filter_map(|ty| {
        let bound = quote_spanned!(Span::mixed_site()=> #ty: ::core::default::Default);
        parameters.are_named_in(&bound).then_some(bound)
    });
    let bounds = bounds.chain(defaults).chain(parameters.outlived_by(lifetime));
    let bounds = parameters.bounded(&bounds.collect::<Vec<_>>());
    let reads = record.fields.iter().map(|field| {
        field.initialiser(|stored| {
            let index = stored.ordinal();
            stored.read("read", &quote_spanned!(Span::mixed_site()=> __row, #index))
        })
    });
    let from_columns = columns::of_from_row(record);
    quote_spanned! {Span::mixed_site()=>
        #[automatically_derived]
        impl #declared __ferrow::FromRow<#lifetime> for #ident #arguments #bounds {
            #[inline]
            fn from_view(
                __view: #view #view_arguments,
            ) -> ::core::result::Result<Self, __ferrow::Error> {
                let __row = __ferrow::RecordView::row(__view);
                ::core::result::Result::Ok(Self { #(#reads),* })
            }

            #from_columns
        }
    }
}
