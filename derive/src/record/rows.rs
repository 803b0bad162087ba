//! The implementation of `Record`.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{format_ident, quote, quote_spanned};

use super::columns;
use super::input::{RecordInput, at};
use super::stored::StoredField;

/// What must hold of the fields' types, where it does not depend on parameters.
pub(super) fn checks(record: &RecordInput<'_>) -> TokenStream {
    let RecordInput { ident, parameters, .. } = record;
    if parameters.are_of_types() {
        return TokenStream::new();
    }
    let arguments = parameters.static_arguments();
    let required = required_checks(record).into_iter().map(|it| parameters.without_lifetimes(it));
    let depth = quote_spanned! {at(ident)=>
        __ferrow::check_depth(<#ident #arguments as __ferrow::Field>::DEPTH)
    };
    quote_spanned! {Span::mixed_site()=>
        #(const _: () = #required;)*
        const _: () = #depth;
    }
}

fn required_checks(record: &RecordInput<'_>) -> Vec<TokenStream> {
    record.declared().filter_map(StoredField::required_check).collect()
}

/// `impl Record`.
pub(super) fn record(record: &RecordInput<'_>) -> TokenStream {
    let RecordInput { ident, view, parameters, lifetime, .. } = record;
    let (declared, arguments) = (parameters.declared(&[]), parameters.arguments());
    let (bounds, view_arguments) = (record.bounded(), parameters.view_arguments(lifetime));
    let layout = layout(record);
    let write = write(record);
    let columns = columns::of_record(record);
    quote_spanned! {Span::mixed_site()=>
        #[automatically_derived]
        impl #declared __ferrow::Record for #ident #arguments #bounds {
            type View<#lifetime> = #view #view_arguments;

            #layout

            #[inline]
            fn write(
                &self,
                __row: &mut __ferrow::RowWriter<'_>,
            ) -> ::core::result::Result<(), __ferrow::Error> {
                #write
                ::core::result::Result::Ok(())
            }

            #columns
        }
    }
}

/// Writes all numbers at once, then each other field by itself.
fn write(record: &RecordInput<'_>) -> TokenStream {
    let stored = record.stored();
    let (fields, words) = (stored.len(), stored.len() + stored.len().div_ceil(64));
    let puts = stored.iter().map(|field| {
        let (is_put, put) = (is_put(field), field.put(&slots()));
        quote_spanned!(Span::mixed_site()=> let #is_put = #put;)
    });
    let writes = stored.iter().map(|field| {
        let (is_put, member, index) = (is_put(field), &field.member, field.ordinal());
        let arguments = quote_spanned!(Span::mixed_site()=> &self.#member, __row.slot(#index));
        let write = field.call("write", &arguments);
        quote_spanned!(Span::mixed_site()=> if !(__is_stored && #is_put) { #write?; })
    });
    let slots = slots();
    quote_spanned! {Span::mixed_site()=>
        let mut #slots = __ferrow::Slots::<#fields, #words>::of(__row);
        #(#puts)*
        let __is_stored = #slots.store(__row);
        #(#writes)*
    }
}

fn slots() -> Ident {
    Ident::new("__slots", Span::mixed_site())
}

/// The variable that says whether a field is among the slots.
fn is_put(field: &StoredField<'_>) -> Ident {
    format_ident!("__is_put_{}", field.index, span = Span::mixed_site())
}

fn layout(record: &RecordInput<'_>) -> TokenStream {
    let fields = record.stored().into_iter().map(schema_field);
    let fields = quote_spanned!(Span::mixed_site()=> || ::std::vec![#(#fields),*]);
    let planned = if record.parameters.are_of_types() {
        let required = required_checks(record);
        quote_spanned! {Span::mixed_site()=>
            const {
                __ferrow::check_depth(<Self as __ferrow::Field>::DEPTH);
                #(#required;)*
            }
            __ferrow::layout_of::<Self>(__format, #fields)
        }
    } else {
        quote_spanned! {Span::mixed_site()=>
            static __LAYOUTS: __ferrow::Layouts = __ferrow::Layouts::new();
            __LAYOUTS.of(__format, #fields)
        }
    };
    quote_spanned! {Span::mixed_site()=>
        fn layout_in(
            __format: __ferrow::RowFormat,
        ) -> &'static __ferrow::Arc<__ferrow::RowLayout> {
            #planned
        }
    }
}

fn schema_field(field: &StoredField<'_>) -> TokenStream {
    let (name, nullable) = (&field.name, field.nullable());
    let data_type = field.call("data_type", &quote!());
    quote_spanned!(Span::mixed_site()=> __ferrow::field(#name, #data_type, #nullable))
}
