//! What meets Arrow a column at a time.

use proc_macro2::{Span, TokenStream};
use quote::quote_spanned;

use super::input::RecordInput;

/// The items of `impl Record`.
pub(super) fn of_record(record: &RecordInput<'_>) -> TokenStream {
    let RecordInput { column_view, parameters, lifetime, .. } = record;
    let (stored, types) = (record.stored(), record.columns());
    let own = quote_spanned!(Span::mixed_site()=> <Self as __ferrow::Record>::Columns);
    let view_arguments = parameters.column_view_arguments(lifetime, &own);
    let fills = stored.iter().map(|field| {
        let member = &field.member;
        let arguments = quote_spanned! {Span::mixed_site()=>
            __sink,
            __ferrow::each(::core::clone::Clone::clone(&__records), |__record| &__record.#member)
        };
        let fill = field.call("fill", &arguments);
        quote_spanned!(Span::mixed_site()=> #fill?;)
    });
    let columns = stored.iter().map(|field| {
        let (index, place) = (field.ordinal(), field.column());
        let column = field.call("column", &quote_spanned!(Span::mixed_site()=> __source, #index));
        let column = field.or_return(&column);
        match record.parameters.are_none() {
            true => quote_spanned!(Span::mixed_site()=> #place: #column,),
            false => quote_spanned!(Span::mixed_site()=> #column,),
        }
    });
    let columns = match record.parameters.are_none() {
        true => quote_spanned!(Span::mixed_site()=> __Columns { #(#columns)* __end: () }),
        false => quote_spanned!(Span::mixed_site()=> (#(#columns)*)),
    };
    quote_spanned! {Span::mixed_site()=>
        type Columns = #types;
        type ColumnView<#lifetime> = #column_view #view_arguments;

        fn to_columns<#lifetime, __Sink: __ferrow::ColumnSink>(
            __records: impl ::core::iter::ExactSizeIterator<
                Item = ::core::option::Option<&#lifetime Self>,
            > + ::core::clone::Clone,
            __sink: &mut __Sink,
        ) -> ::core::result::Result<(), <__Sink as __ferrow::ColumnSink>::Error>
        where
            Self: #lifetime,
        {
            #(#fills)*
            ::core::result::Result::Ok(())
        }

        fn columns_of<__Source: __ferrow::ColumnSource>(
            __source: &__Source,
        ) -> ::core::result::Result<
            <Self as __ferrow::Record>::Columns,
            <__Source as __ferrow::ColumnSource>::Error,
        > {
            ::core::result::Result::Ok(#columns)
        }

        #[inline]
        fn column_view(
            __columns: &Self::Columns,
            __index: ::core::primitive::usize,
        ) -> Self::ColumnView<'_> {
            #column_view { __columns, __index, __record: ::core::marker::PhantomData }
        }
    }
}

/// The items of `impl FromRow`.
pub(super) fn of_from_row(record: &RecordInput<'_>) -> TokenStream {
    let lifetime = &record.lifetime;
    let reads = record.fields.iter().map(|field| {
        field.initialiser(|stored| {
            let (column, name) = (stored.column(), &stored.name);
            let arguments = quote_spanned!(Span::mixed_site()=> &__columns.#column, __index, #name);
            stored.read("read_column", &arguments)
        })
    });
    quote_spanned! {Span::mixed_site()=>
        #[inline]
        fn from_columns(
            __columns: &#lifetime <Self as __ferrow::Record>::Columns,
            __index: ::core::primitive::usize,
        ) -> ::core::result::Result<Self, __ferrow::Error> {
            ::core::result::Result::Ok(Self { #(#reads),* })
        }
    }
}
