//! `#[derive(Record)]`: a struct or an enum is read whole, and code is written from what was read.

mod attributes;
mod case;
mod columns;
mod errors;
mod field;
mod generics;
mod input;
mod logical;
mod meaning;
mod nested;
mod newtype;
mod read;
mod rows;
mod stored;
mod unit_enum;
mod view;

use proc_macro2::{Span, TokenStream};
use quote::quote_spanned;
use syn::{Data, DeriveInput, Error, Fields, Path, Result};

use input::RecordInput;
use newtype::Newtype;
use unit_enum::UnitEnum;

pub(crate) fn expand(input: &DeriveInput) -> Result<TokenStream> {
    match &input.data {
        Data::Struct(data) => match &data.fields {
            Fields::Unnamed(fields) if fields.unnamed.len() == 1 => {
                let newtype = Newtype::parse(input, &data.fields, &fields.unnamed[0])?;
                Ok(in_scope(&newtype.krate, &newtype.implementations()))
            }
            fields => Ok(record(&RecordInput::parse(input, fields)?)),
        },
        Data::Enum(data) => {
            let unit_enum = UnitEnum::parse(input, data)?;
            Ok(in_scope(&unit_enum.krate, &unit_enum.implementations()))
        }
        Data::Union(data) => {
            let message = "`Record` is derived for structs and enums; this is a union; make it a \
                           struct with an `Option` field for each of its fields";
            Err(Error::new(data.union_token.span, message))
        }
    }
}

fn record(record: &RecordInput<'_>) -> TokenStream {
    let (view, column_view) = (view::item(record), view::column_item(record));
    let parts = [
        record.declared().map(|it| it.meaning.items(&it.field.vis, &record.parameters)).collect(),
        record.columns_item().into_iter().collect(),
        rows::checks(record),
        rows::record(record),
        nested::field(record),
        read::from_row(record),
        view::impls(record),
        view::column_impls(record),
    ];
    let implementations = in_scope(&record.krate, &parts.into_iter().collect());
    quote_spanned! {Span::mixed_site()=>
        #view

        #column_view

        #implementations
    }
}

/// The items with the module `__derive` in scope, and out of the reach of lints that are about code
/// which people write.
fn in_scope(krate: &Path, items: &TokenStream) -> TokenStream {
    quote_spanned! {Span::mixed_site()=>
        #[allow(
            clippy::all,
            clippy::pedantic,
            dead_code,
            deprecated,
            non_camel_case_types,
            non_snake_case,
            private_bounds,
            private_interfaces,
            unnameable_types,
            unreachable_pub,
            unused_qualifications
        )]
        const _: () = {
            use #krate::__derive as __ferrow;

            #items
        };
    }
}
