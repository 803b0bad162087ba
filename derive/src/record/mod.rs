//! `#[derive(Record)]`: a struct is read into a [`RecordInput`], and code is written from that alone.

mod attributes;
mod columns;
mod emit;
mod field;
mod input;
mod logical;
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
    let checks = emit::checks(&record);
    let record_impl = emit::record(&record);
    Ok(quote_spanned! {Span::mixed_site()=>
        #view

        #[allow(
            deprecated,
            non_snake_case,
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
