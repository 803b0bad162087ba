//! What user types have in common, and types with code of their own.

use proc_macro2::{Span, TokenStream};
use quote::quote_spanned;
use syn::DeriveInput;

use super::Impl;
use super::attributes::TypeAttributes;

/// A type with code of its own, or of buffers.
pub(super) fn ext(input: &DeriveInput, attributes: &TypeAttributes) -> TokenStream {
    let at = Span::mixed_site();
    let parts = match Impl::new(input, Vec::new()) {
        Ok(parts) => parts,
        Err(error) => return error.into_compile_error(),
    };
    let object = parts.plain(&quote_spanned!(at=> __ferrow::Object));
    let reading = parts.reading(&quote_spanned!(at=> __ferrow::FromObject));
    let [make, write, read_body] = match attributes.buffers {
        false => [
            quote_spanned!(at=> |__name| __ferrow::ExtType::new(__name, __ferrow::TypedExt)),
            quote_spanned!(at=> __ferrow::Ext::write_body(self, __cx.writer())),
            quote_spanned!(at=> __ferrow::Ext::read_body(__cx.reader())),
        ],
        true => [
            quote_spanned!(at=> |__name| __ferrow::ExtType::of_buffers(__name)),
            quote_spanned!(at=> __ferrow::write_buffers(self, __cx)),
            quote_spanned!(at=> __ferrow::read_buffers(__cx)),
        ],
    };
    let user = user_items(attributes, &quote_spanned!(at=> ext), &make);
    let lifetime = &parts.lifetime;
    let read = user_reading(lifetime);
    quote_spanned! {at=>
        #object {
            const TYPE: __ferrow::TypeId = __ferrow::TypeId::Ext;
            const HOLDS: ::core::primitive::bool = true;

            #user

            fn write(
                &self,
                __cx: &mut __ferrow::WriteContext<'_>,
                _: __ferrow::Types,
            ) -> __ferrow::Result<()> {
                #write
            }
        }

        #reading {
            fn read(
                __cx: &mut __ferrow::ReadContext<'_, #lifetime>,
            ) -> __ferrow::Result<Self> {
                #read_body
            }

            #read
        }
    }
}

/// What a user type's place in a graph takes: its name, how it is registered and announced.
pub(super) fn user_items(
    attributes: &TypeAttributes,
    kind: &TokenStream,
    make: &TokenStream,
) -> TokenStream {
    let name = attributes.type_name();
    quote_spanned! {Span::mixed_site()=>
        fn field_type(__names: &__ferrow::TypeNames<'_>) -> __ferrow::FieldType {
            __ferrow::user_type::<Self>(__names)
        }

        fn register(__registry: &mut __ferrow::Registry) {
            __registry.#kind::<Self>(#name, #make);
        }

        #[inline]
        fn announce(__cx: &mut __ferrow::WriteContext<'_>) -> __ferrow::Result<()> {
            __ferrow::announce::<Self>(__cx)
        }
    }
}

/// How a user type that is no struct is read where its type is told.
pub(super) fn user_reading(lifetime: &syn::Lifetime) -> TokenStream {
    quote_spanned! {Span::mixed_site()=>
        fn read_found(
            __cx: &mut __ferrow::ReadContext<'_, #lifetime>,
            __found: &__ferrow::Found,
        ) -> __ferrow::Result<Self> {
            __ferrow::read_found_user(__cx, __found)
        }

        fn is_same(
            __cx: &__ferrow::ReadContext<'_, #lifetime>,
            __found: &__ferrow::Found,
        ) -> ::core::primitive::bool {
            __ferrow::is_this_user::<Self>(__cx, __found)
        }
    }
}
