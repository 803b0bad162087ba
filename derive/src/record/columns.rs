//! The methods that meet Arrow a column at a time.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{format_ident, quote_spanned};

use super::input::RecordInput;
use super::stored::StoredField;

pub(super) fn to_columns(record: &RecordInput<'_>) -> TokenStream {
    let fills = record.stored().into_iter().map(|field| {
        let member = &field.member;
        let arguments = quote_spanned! {Span::mixed_site()=>
            __sink, __ferrow::each(__records, |__record| &__record.#member)
        };
        let fill = field.call("fill", &arguments);
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
    let lifetime = &record.lifetime;
    let columns = record.stored().into_iter().map(|field| {
        let (variable, index) = (variable(field), field.ordinal());
        let column = field.call("column", &quote_spanned!(Span::mixed_site()=> __source, #index));
        quote_spanned!(Span::mixed_site()=> let #variable = #column?;)
    });
    let reads = record.fields.iter().map(|field| {
        field.initialiser(|stored| {
            let (column, name) = (variable(stored), &stored.name);
            let arguments = quote_spanned!(Span::mixed_site()=> &#column, __index, #name);
            stored.read("read_column", &arguments)
        })
    });
    quote_spanned! {Span::mixed_site()=>
        fn from_columns<__Source: __ferrow::ColumnSource>(
            __source: &#lifetime __Source,
            __len: ::core::primitive::usize,
        ) -> ::core::result::Result<
            ::std::vec::Vec<Self>,
            <__Source as __ferrow::ColumnSource>::Error,
        > {
            #(#columns)*
            __ferrow::records(__len, |__index| ::core::result::Result::Ok(Self { #(#reads),* }))
        }
    }
}

/// The variable that holds the field's column.
fn variable(field: &StoredField<'_>) -> Ident {
    format_ident!("__column_{}", field.index, span = Span::mixed_site())
}
