//! The implementation of `Record`, row by row.

use proc_macro2::{Span, TokenStream};
use quote::{quote, quote_spanned};

use super::columns;
use super::input::RecordInput;
use super::stored::StoredField;

/// What must hold of the fields' types.
pub(super) fn checks(record: &RecordInput<'_>) -> TokenStream {
    let stored = record.stored().filter_map(StoredField::storage_check);
    let required = record.stored().filter_map(StoredField::required_check);
    let checks = stored.chain(required);
    quote_spanned!(Span::mixed_site()=> #(const _: () = #checks;)*)
}

/// `impl Record`.
pub(super) fn record(record: &RecordInput<'_>) -> TokenStream {
    let RecordInput { ident, view, where_clause, .. } = record;
    let schema = record.stored().map(schema_field);
    let writes = record.stored().map(|field| {
        let (index, me) = (field.ordinal(), quote_spanned!(Span::mixed_site()=> self));
        let value = field.to_value(&me);
        let write =
            field.call("write", &quote_spanned!(Span::mixed_site()=> __row, #index, #value));
        quote_spanned!(Span::mixed_site()=> #write?;)
    });
    let reads = record.fields.iter().map(|field| {
        field.initialiser(|stored| {
            let index = stored.ordinal();
            stored.call("get", &quote_spanned!(Span::mixed_site()=> __row, #index))
        })
    });
    let to_columns = columns::to_columns(record);
    let from_columns = columns::from_columns(record);
    quote_spanned! {Span::mixed_site()=>
        #[automatically_derived]
        impl __ferrow::Record for #ident #where_clause {
            type View<'row> = #view<'row>;

            fn layout() -> &'static __ferrow::Arc<__ferrow::RowLayout> {
                static __LAYOUT: __ferrow::OnceLock<__ferrow::Arc<__ferrow::RowLayout>> =
                    __ferrow::OnceLock::new();
                __LAYOUT.get_or_init(|| __ferrow::layout(::std::vec![#(#schema),*]))
            }

            #[inline]
            fn write(
                &self,
                __row: &mut __ferrow::RowWriter<'_>,
            ) -> ::core::result::Result<(), __ferrow::Error> {
                #(#writes)*
                ::core::result::Result::Ok(())
            }

            #[inline]
            fn from_view(__view: #view<'_>) -> Self {
                let __row = __ferrow::RecordView::row(__view);
                Self { #(#reads),* }
            }

            #to_columns

            #from_columns
        }
    }
}

fn schema_field(field: &StoredField<'_>) -> TokenStream {
    let (name, nullable) = (&field.name, field.nullable());
    let data_type = match &field.logical {
        Some(logical) => logical.data_type.clone(),
        None => field.call("data_type", &quote!()),
    };
    quote_spanned!(Span::mixed_site()=> __ferrow::field(#name, #data_type, #nullable))
}
