//! The implementation of `Record`.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{quote, quote_spanned};

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
    let (measure, place) = (measure(record), place(record));
    let writes = record.stored().into_iter().map(write);
    let columns = columns::of_record(record);
    quote_spanned! {Span::mixed_site()=>
        #[automatically_derived]
        impl #declared __ferrow::Record for #ident #arguments #bounds {
            type View<#lifetime> = #view #view_arguments;

            #layout

            fn write(
                &self,
                __row: &mut __ferrow::RowWriter<'_>,
            ) -> ::core::result::Result<(), __ferrow::Error> {
                #(#writes?;)*
                ::core::result::Result::Ok(())
            }

            #[inline]
            fn measure_row(&self) -> ::core::option::Option<::core::primitive::usize> {
                #measure
            }

            #[inline]
            fn place_row<'__region>(
                &self,
                __layout: &__ferrow::RowLayout,
                __region: &mut __ferrow::Region<'__region>,
            ) -> ::core::option::Option<__ferrow::PlacedRow<'__region>> {
                #place
            }

            #columns
        }
    }
}

/// Writes a field by itself.
fn write(field: &StoredField<'_>) -> TokenStream {
    let (member, index) = (&field.member, field.ordinal());
    let arguments = quote_spanned!(Span::mixed_site()=> &self.#member, __row.slot(#index));
    field.call("write", &arguments)
}

/// The fields of the row and the words of its null bits and slots.
fn counts(record: &RecordInput<'_>) -> (usize, usize) {
    let fields = record.stored().len();
    (fields, fields + fields.div_ceil(64))
}

fn measure(record: &RecordInput<'_>) -> TokenStream {
    let (_, words) = counts(record);
    let fixed = 8 * words;
    let sizes = record.stored().into_iter().map(|field| {
        let member = &field.member;
        field.call("measure", &quote_spanned!(Span::mixed_site()=> &self.#member))
    });
    quote_spanned! {Span::mixed_site()=>
        let __size = ::core::option::Option::Some(#fixed);
        #(let __size = __ferrow::add(__size, #sizes);)*
        __size
    }
}

/// Writes the words among the fields to their slots, and each other field by itself.
fn place(record: &RecordInput<'_>) -> TokenStream {
    let (fields, words) = counts(record);
    let slots = Ident::new("__fields", Span::mixed_site());
    let places = record.stored().into_iter().map(|field| {
        let (put, member, index) = (field.put(&slots), &field.member, field.ordinal());
        let arguments = quote_spanned!(Span::mixed_site()=> &self.#member, __cell, #slots.region());
        let place = field.call("place", &arguments);
        quote_spanned! {Span::mixed_site()=>
            if !#put {
                let __cell = #slots.cell(#index);
                let __placed = #place;
                #slots.set(#index, __placed);
            }
        }
    });
    quote_spanned! {Span::mixed_site()=>
        let mut #slots = __ferrow::RowFields::<#fields, #words>::begin(__layout, __region)?;
        #(#places)*
        #slots.finish()
    }
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
