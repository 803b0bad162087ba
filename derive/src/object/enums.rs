//! Enums of plain variants, and unions.

use proc_macro2::{Span, TokenStream};
use quote::{ToTokens, quote_spanned};
use syn::ext::IdentExt;
use syn::spanned::Spanned;
use syn::{DataEnum, DeriveInput, Error, Fields, Ident, LitStr, Result, Type, Variant};

use super::Impl;
use super::attributes::{TypeAttributes, VariantAttributes};
use super::users::{user_items, user_reading};

struct Case<'a> {
    ident: &'a Ident,
    name: String,
    number: TokenStream,
    value: Option<&'a Type>,
    unknown: bool,
}

pub(super) fn expand(
    input: &DeriveInput,
    data: &DataEnum,
    attributes: &TypeAttributes,
) -> Result<TokenStream> {
    if data.variants.is_empty() {
        let message = "an enum without variants has no values; give it one";
        return Err(Error::new(input.ident.span(), message));
    }
    let mut next = quote_spanned!(Span::mixed_site()=> 0_u32);
    let cases = data.variants.iter().map(|variant| case(variant, &mut next));
    let cases: Vec<Case<'_>> = cases.collect::<Result<_>>()?;
    match cases.iter().any(|case| case.value.is_some()) {
        true => union(input, attributes, &cases),
        false => enumeration(input, attributes, &cases),
    }
}

fn case<'a>(variant: &'a Variant, next: &mut TokenStream) -> Result<Case<'a>> {
    let at = Span::mixed_site();
    let attributes = VariantAttributes::parse(&variant.attrs)?;
    let value = match &variant.fields {
        Fields::Unit => None,
        Fields::Unnamed(fields) if fields.unnamed.len() == 1 => Some(&fields.unnamed[0].ty),
        fields => {
            let message = "a case holds one value or none; make a struct of several";
            return Err(Error::new_spanned(fields, message));
        }
    };
    if attributes.unknown && value.is_none() {
        let message = "`unknown` is for a variant that holds cases of other versions; give it a \
                       `UnionValue`";
        return Err(Error::new(variant.ident.span(), message));
    }
    let number = match (&attributes.number, &variant.discriminant) {
        (Some(number), _) => number.to_token_stream(),
        (None, Some((_, expression))) => quote_spanned!(at=> (#expression) as u32),
        (None, None) => next.clone(),
    };
    if !attributes.unknown {
        *next = quote_spanned!(at=> (#number + 1));
    }
    let name = variant.ident.unraw().to_string();
    let name = attributes.rename.as_ref().map_or(name, LitStr::value);
    Ok(Case { ident: &variant.ident, name, number, value, unknown: attributes.unknown })
}

fn enumeration(
    input: &DeriveInput,
    attributes: &TypeAttributes,
    cases: &[Case<'_>],
) -> Result<TokenStream> {
    let at = Span::mixed_site();
    let parts = Impl::new(input, Vec::new())?;
    let values =
        cases.iter().map(|Case { name, number, .. }| quote_spanned!(at=> .value(#name, #number)));
    let user = user_items(
        attributes,
        &quote_spanned!(at=> enumeration),
        &quote_spanned! {at=>
            |__name| __ferrow::EnumType::new(__name) #(#values)*
        },
    );
    let object = parts.plain(&quote_spanned!(at=> __ferrow::Object));
    let reading = parts.reading(&quote_spanned!(at=> __ferrow::FromObject));
    let lifetime = &parts.lifetime;
    let user_reading = user_reading(lifetime);
    let writes = cases
        .iter()
        .map(|Case { ident, number, .. }| quote_spanned!(at=> Self::#ident => #number,));
    let number = quote_spanned!(at=> match self { #(#writes)* });
    let reads = cases.iter().map(|Case { ident, number, .. }| {
        quote_spanned!(at=> __number if __number == #number => ::core::result::Result::Ok(Self::#ident),)
    });
    let name = input.ident.unraw().to_string();
    Ok(quote_spanned! {at=>
        #object {
            const TYPE: __ferrow::TypeId = __ferrow::TypeId::Enum;

            #user

            #[inline]
            fn write(
                &self,
                __cx: &mut __ferrow::WriteContext<'_>,
                _: __ferrow::Types,
            ) -> __ferrow::Result<()> {
                let __number: ::core::primitive::u32 = #number;
                __cx.writer().var_u32(__number);
                ::core::result::Result::Ok(())
            }

            const PLAIN: ::core::primitive::bool = true;
            const FALLIBLE: ::core::primitive::bool = false;
            const ROOM: ::core::primitive::usize = 9;

            #[inline]
            fn put(&self, __room: &mut __ferrow::Room<'_>) {
                let __number: ::core::primitive::u32 = #number;
                __room.var_u32(__number);
            }

            #[inline]
            fn write_on<'__p, '__g>(
                &self,
                mut __pen: __ferrow::Pen<'__p, '__g>,
                _: __ferrow::Types,
            ) -> __ferrow::Pen<'__p, '__g> {
                let __number: ::core::primitive::u32 = #number;
                __pen.room(9).var_u32(__number);
                __pen
            }
        }

        #reading {
            #[inline]
            fn read(
                __cx: &mut __ferrow::ReadContext<'_, #lifetime>,
            ) -> __ferrow::Result<Self> {
                match __cx.reader().var_u32()? {
                    #(#reads)*
                    __other => ::core::result::Result::Err(
                        __ferrow::no_enum_value(__cx, #name, __other),
                    ),
                }
            }

            #user_reading
        }
    })
}

fn union(
    input: &DeriveInput,
    attributes: &TypeAttributes,
    cases: &[Case<'_>],
) -> Result<TokenStream> {
    let at = Span::mixed_site();
    let unit: Type = syn::parse_quote!(());
    let known: Vec<&Case<'_>> = cases.iter().filter(|case| !case.unknown).collect();
    let types: Vec<_> = known.iter().map(|case| case.value.unwrap_or(&unit)).collect();
    let parts = Impl::new(input, types.iter().map(|ty| quote_spanned!(at=> #ty)).collect())?;
    let object = parts.plain(&quote_spanned!(at=> __ferrow::Object));
    let reading = parts.reading(&quote_spanned!(at=> __ferrow::FromObject));
    let lifetime = &parts.lifetime;
    let user_reading = user_reading(lifetime);
    let type_name = attributes.type_name();
    let made = known.iter().zip(&types).map(|(case, ty)| {
        let number = &case.number;
        quote_spanned! {at=>
            .case(#number, <#ty as __ferrow::Object>::field_type(__names))
        }
    });
    let writes = cases.iter().map(|case| {
        let Case { ident, number, .. } = case;
        match (case.unknown, case.value) {
            (true, value) => {
                // A value that is no `UnionValue` is an error at its type.
                let at = value.map_or(at, |ty| at.located_at(ty.span()));
                quote_spanned! {at=>
                    Self::#ident(__value) => __ferrow::write_unknown_case(__value, __cx),
                }
            }
            (false, Some(_)) => quote_spanned! {at=>
                Self::#ident(__value) => __ferrow::write_case(__value, #number, __cx),
            },
            (false, None) => quote_spanned! {at=>
                Self::#ident => __ferrow::write_case(&(), #number, __cx),
            },
        }
    });
    let reads = known.iter().zip(&types).map(|(case, ty)| {
        let Case { ident, number, .. } = case;
        let value = match case.value {
            Some(_) => quote_spanned!(at=> .map(Self::#ident)),
            None => quote_spanned!(at=> .map(|()| Self::#ident)),
        };
        quote_spanned! {at=>
            __number if __number == #number => __ferrow::read_case::<#ty>(__cx)#value,
        }
    });
    let name = input.ident.unraw().to_string();
    let otherwise = match cases.iter().find(|case| case.unknown) {
        Some(Case { ident, .. }) => quote_spanned! {at=>
            __ferrow::read_unknown_case(__cx, __other).map(Self::#ident)
        },
        None => quote_spanned! {at=>
            ::core::result::Result::Err(__ferrow::no_case(__cx, #name, __other))
        },
    };
    Ok(quote_spanned! {at=>
        #object {
            const TYPE: __ferrow::TypeId = __ferrow::TypeId::Union;
            const HOLDS: ::core::primitive::bool = true;

            fn field_type(__names: &__ferrow::TypeNames<'_>) -> __ferrow::FieldType {
                __ferrow::user_type::<Self>(__names)
            }

            fn register(__registry: &mut __ferrow::Registry) {
                let __added = __registry.union::<Self>(#type_name, |__names| {
                    __ferrow::UnionType::new(__names.name::<Self>()) #(#made)*
                });
                if __added {
                    #(<#types as __ferrow::Object>::register(__registry);)*
                }
            }

            #[inline]
            fn announce(__cx: &mut __ferrow::WriteContext<'_>) -> __ferrow::Result<()> {
                __ferrow::announce::<Self>(__cx)
            }

            fn write(
                &self,
                __cx: &mut __ferrow::WriteContext<'_>,
                _: __ferrow::Types,
            ) -> __ferrow::Result<()> {
                match self { #(#writes)* }
            }
        }

        #reading {
            fn read(
                __cx: &mut __ferrow::ReadContext<'_, #lifetime>,
            ) -> __ferrow::Result<Self> {
                match __cx.reader().var_u32()? {
                    #(#reads)*
                    __other => #otherwise,
                }
            }

            #user_reading
        }
    })
}
