//! Structs of one field without a name.

use proc_macro2::{Span, TokenStream};
use quote::quote_spanned;
use syn::{DeriveInput, Type};

use super::Impl;

/// A struct of one field without a name: that field.
pub(super) fn newtype(input: &DeriveInput, ty: &Type) -> TokenStream {
    let at = Span::mixed_site();
    let parts = match Impl::new(input, vec![quote_spanned!(at=> #ty)]) {
        Ok(parts) => parts,
        Err(error) => return error.into_compile_error(),
    };
    let object = parts.plain(&quote_spanned!(at=> __ferrow::Object));
    let reading = parts.reading(&quote_spanned!(at=> __ferrow::FromObject));
    let lifetime = &parts.lifetime;
    let inner = quote_spanned!(at=> <#ty as __ferrow::Object>);
    let read = quote_spanned!(at=> <#ty as __ferrow::FromObject<#lifetime>>);
    let (write_cx, read_cx) = (
        quote_spanned!(at=> __cx: &mut __ferrow::WriteContext<'_>),
        quote_spanned!(at=> __cx: &mut __ferrow::ReadContext<'_, #lifetime>),
    );
    quote_spanned! {at=>
        #object {
            const TYPE: __ferrow::TypeId = #inner::TYPE;
            const NULLABLE: ::core::primitive::bool = #inner::NULLABLE;
            const TRACKED: ::core::primitive::bool = #inner::TRACKED;
            const HOLDS: ::core::primitive::bool = #inner::HOLDS;
            const MOST: ::core::primitive::usize = #inner::MOST;
            const ROOM: ::core::primitive::usize = #inner::ROOM;
            const EMPTY: ::core::primitive::bool = #inner::EMPTY;
            const SHARES: ::core::primitive::bool = #inner::SHARES;
            const PLAIN: ::core::primitive::bool = #inner::PLAIN;
            const FALLIBLE: ::core::primitive::bool = #inner::FALLIBLE;

            fn field_type(__names: &__ferrow::TypeNames<'_>) -> __ferrow::FieldType {
                #inner::field_type(__names)
            }

            fn register(__registry: &mut __ferrow::Registry) {
                #inner::register(__registry);
            }

            #[inline]
            fn is_null(&self) -> ::core::primitive::bool {
                #inner::is_null(&self.0)
            }

            #[inline]
            fn write(&self, #write_cx, __types: __ferrow::Types) -> __ferrow::Result<()> {
                #inner::write(&self.0, __cx, __types)
            }

            #[inline]
            fn announce(#write_cx) -> __ferrow::Result<()> {
                #inner::announce(__cx)
            }

            #[inline]
            fn write_announced(&self, #write_cx, __types: __ferrow::Types) -> __ferrow::Result<()> {
                #inner::write_announced(&self.0, __cx, __types)
            }

            #[inline]
            fn write_flagged(
                &self,
                #write_cx,
                __announced: __ferrow::Announced,
                __types: __ferrow::Types,
            ) -> __ferrow::Result<()> {
                #inner::write_flagged(&self.0, __cx, __announced, __types)
            }

            #[inline]
            fn announce_value(&self, #write_cx) -> __ferrow::Result<()> {
                #inner::announce_value(&self.0, __cx)
            }

            #[inline]
            fn write_on<'__p, '__g>(
                &self,
                __pen: __ferrow::Pen<'__p, '__g>,
                __types: __ferrow::Types,
            ) -> __ferrow::Pen<'__p, '__g> {
                #inner::write_on(&self.0, __pen, __types)
            }

            #[inline]
            fn announce_on<'__p, '__g>(
                __pen: __ferrow::Pen<'__p, '__g>,
            ) -> __ferrow::Pen<'__p, '__g> {
                #inner::announce_on(__pen)
            }

            #[inline]
            fn write_announced_on<'__p, '__g>(
                &self,
                __pen: __ferrow::Pen<'__p, '__g>,
                __types: __ferrow::Types,
            ) -> __ferrow::Pen<'__p, '__g> {
                #inner::write_announced_on(&self.0, __pen, __types)
            }

            #[inline]
            fn write_flagged_on<'__p, '__g>(
                &self,
                __pen: __ferrow::Pen<'__p, '__g>,
                __announced: __ferrow::Announced,
                __types: __ferrow::Types,
            ) -> __ferrow::Pen<'__p, '__g> {
                #inner::write_flagged_on(&self.0, __pen, __announced, __types)
            }

            #[inline]
            fn put(&self, __room: &mut __ferrow::Room<'_>) {
                #inner::put(&self.0, __room);
            }
        }

        #reading {
            #[inline]
            fn read(#read_cx) -> __ferrow::Result<Self> {
                #read::read(__cx).map(Self)
            }

            #[inline]
            fn take(__numbers: &mut impl __ferrow::Numbers) -> __ferrow::Result<Self> {
                #read::take(__numbers).map(Self)
            }

            #[inline]
            fn read_found(#read_cx, __found: &__ferrow::Found) -> __ferrow::Result<Self> {
                #read::read_found(__cx, __found).map(Self)
            }

            #[inline]
            fn read_flagged(
                #read_cx,
                __flag: __ferrow::RefFlag,
                __told: __ferrow::Told<'_>,
            ) -> __ferrow::Result<Self> {
                #read::read_flagged(__cx, __flag, __told).map(Self)
            }

            #[inline]
            fn is_same(
                __cx: &__ferrow::ReadContext<'_, #lifetime>,
                __found: &__ferrow::Found,
            ) -> ::core::primitive::bool {
                #read::is_same(__cx, __found)
            }

            fn missing() -> ::core::option::Option<Self> {
                #read::missing().map(Self)
            }

            fn from_value(__value: __ferrow::Value) -> __ferrow::Result<Self> {
                #read::from_value(__value).map(Self)
            }
        }
    }
}
