//! `#[derive(Record)]`: a struct is read into a [`RecordInput`], and code is written from that alone.

mod attributes;
mod columns;
mod field;
mod input;
mod logical;
mod rows;
mod stored;
mod view;

use proc_macro2::{Span, TokenStream};
use quote::quote_spanned;
use syn::{DeriveInput, Result};

use input::RecordInput;

pub(crate) fn expand(input: &DeriveInput) -> Result<TokenStream> {
    let record = RecordInput::parse(input)?;
    let krate = &record.krate;
    let view = view::item(&record);
    let view_impls = view::impls(&record);
    let checks = rows::checks(&record);
    let record_impl = rows::record(&record);
    Ok(quote_spanned! {Span::mixed_site()=>
        #view

        #[allow(
            clippy::all,
            clippy::pedantic,
            dead_code,
            deprecated,
            non_snake_case,
            unreachable_pub,
            unused_qualifications
        )]
        const _: () = {
            use #krate::__derive as __ferrow;

            #checks
            #record_impl
            #view_impls
        };
    })
}
