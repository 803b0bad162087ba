//! The methods of `Record` that meet Arrow a column at a time.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{format_ident, quote, quote_spanned};

use super::input::RecordInput;
use super::stored::StoredField;

pub(super) fn to_columns(record: &RecordInput<'_>) -> TokenStream {
    let fills = record.stored().map(|field| {
        let value = field.to_value(&quote_spanned!(Span::mixed_site()=> __record));
        let arguments = quote_spanned!(Span::mixed_site()=> __records, __sink, |__record| #value);
        let fill = field.call_generic("fill", &quote!(, _, _), &arguments);
        quote_spanned!(Span::mixed_site()=> #fill?;)
    });
    quote_spanned! {Span::mixed_site()=>
        fn to_columns<__Sink: __ferrow::ColumnSink>(
            __records: &[Self],
            __sink: &mut __Sink,
        ) -> ::core::result::Result<(), <__Sink as __ferrow::ColumnSink>::Error> {
            #(#fills)*
            ::core::result::Result::Ok(())
        }
    }
}

pub(super) fn from_columns(record: &RecordInput<'_>) -> TokenStream {
    let columns = record.stored().map(|field| {
        let (variable, index) = (variable(field), field.ordinal());
        let column = field.call_generic(
            "column",
            &quote!(, _),
            &quote_spanned!(Span::mixed_site()=> __source, #index),
        );
        quote_spanned!(Span::mixed_site()=> let #variable = #column?;)
    });
    let reads = record.fields.iter().map(|field| {
        field.initialiser(|stored| {
            let column = variable(stored);
            stored.call("value", &quote_spanned!(Span::mixed_site()=> &#column, __index))
        })
    });
    quote_spanned! {Span::mixed_site()=>
        fn from_columns<__Source: __ferrow::ColumnSource>(
            __source: &__Source,
            __len: ::core::primitive::usize,
        ) -> ::core::result::Result<
            ::std::vec::Vec<Self>,
            <__Source as __ferrow::ColumnSource>::Error,
        > {
            #(#columns)*
            ::core::result::Result::Ok(__ferrow::records(__len, |__index| Self { #(#reads),* }))
        }
    }
}

/// The variable that holds the field's column.
fn variable(field: &StoredField<'_>) -> Ident {
    format_ident!("__column_{}", field.index, span = Span::mixed_site())
}
