//! The record as a field of another.

use proc_macro2::{Span, TokenStream};
use quote::quote_spanned;

use super::input::{RecordInput, at};

/// `impl Field`, and what goes with it.
pub(super) fn field(record: &RecordInput<'_>) -> TokenStream {
    let RecordInput { ident, view, column_view, parameters, lifetime, .. } = record;
    let (declared, arguments) = (parameters.declared(&[]), parameters.arguments());
    let declared_with_row = parameters.declared(&[lifetime]);
    let (bounds, view_arguments) = (record.bounded(), parameters.view_arguments(lifetime));
    let own = quote_spanned!(Span::mixed_site()=> <Self as __ferrow::Record>::Columns);
    let column_view_arguments = parameters.column_view_arguments(lifetime, &own);
    let mut read_bounds = record.bounds();
    read_bounds.push(quote_spanned!(Span::mixed_site()=> Self: __ferrow::FromRow<#lifetime>));
    let read_bounds = parameters.bounded(&read_bounds);
    let depths = record.declared().map(|field| field.item("DEPTH"));
    let depth = depths.fold(
        quote_spanned!(Span::mixed_site()=> 0),
        |deepest, depth| quote_spanned!(at(ident)=> __ferrow::deeper(#deepest, #depth)),
    );
    quote_spanned! {Span::mixed_site()=>
        #[automatically_derived]
        impl #declared __ferrow::Field for #ident #arguments #bounds {
            type Value = __ferrow::RowRef<'static>;
            type View<#lifetime> = #view #view_arguments;
            type Sequence = __ferrow::Elements;
            type Column = __ferrow::StructColumn<<Self as __ferrow::Record>::Columns>;
            type ColumnView<#lifetime> = #column_view #column_view_arguments;
            const NULLABLE: ::core::primitive::bool = false;
            const DEPTH: ::core::primitive::usize = 1 + #depth;

            fn data_type() -> __ferrow::DataType {
                __ferrow::struct_type::<Self>()
            }

            #[inline]
            fn write(
                &self,
                __slot: __ferrow::SlotWriter<'_>,
            ) -> ::core::result::Result<(), __ferrow::Error> {
                __ferrow::write_struct(self, __slot)
            }

            #[inline]
            fn measure(&self) -> ::core::option::Option<::core::primitive::usize> {
                <Self as __ferrow::Record>::measure_row(self)
            }

            #[inline]
            fn place<'__region>(
                &self,
                __cell: __ferrow::Cell<'_>,
                __region: &mut __ferrow::Region<'__region>,
            ) -> ::core::option::Option<__ferrow::Placed<'__region>> {
                __ferrow::place_struct(self, __cell, __region)
            }

            #[inline]
            fn to_view<#lifetime>(
                __value: ::core::option::Option<__ferrow::RowRef<#lifetime>>,
                _: &#lifetime __ferrow::ValueLayout,
            ) -> Self::View<#lifetime> {
                __ferrow::view_struct(__value)
            }

            fn fill<#lifetime, __Sink: __ferrow::ColumnSink>(
                __sink: &mut __Sink,
                __values: impl ::core::iter::ExactSizeIterator<
                    Item = ::core::option::Option<&#lifetime Self>,
                > + ::core::clone::Clone,
            ) -> ::core::result::Result<(), <__Sink as __ferrow::ColumnSink>::Error>
            where
                Self: #lifetime,
            {
                __ferrow::fill_struct(__sink, __values)
            }

            fn column<__Source: __ferrow::ColumnSource>(
                __source: &__Source,
                __index: ::core::primitive::usize,
            ) -> ::core::result::Result<
                <Self as __ferrow::Field>::Column,
                <__Source as __ferrow::ColumnSource>::Error,
            > {
                __ferrow::column_struct::<Self, __Source>(__source, __index)
            }

            #[inline]
            fn column_view<#lifetime>(
                __column: &#lifetime Self::Column,
                __index: ::core::primitive::usize,
            ) -> Self::ColumnView<#lifetime> {
                <Self as __ferrow::Record>::column_view(&__column.fields, __index)
            }
        }

        #[automatically_derived]
        impl #declared __ferrow::RequiredField for #ident #arguments #bounds {}

        #[automatically_derived]
        impl #declared_with_row __ferrow::FromField<#lifetime> for #ident #arguments #read_bounds {
            #[inline]
            fn from_value(
                __value: ::core::option::Option<__ferrow::RowRef<#lifetime>>,
            ) -> ::core::result::Result<Self, __ferrow::Error> {
                __ferrow::read_struct(__value)
            }

            #[inline]
            fn from_column(
                __column: &#lifetime <Self as __ferrow::Field>::Column,
                __index: ::core::primitive::usize,
            ) -> ::core::result::Result<Self, __ferrow::Error> {
                <Self as __ferrow::FromRow<#lifetime>>::from_columns(&__column.fields, __index)
            }
        }
    }
}
