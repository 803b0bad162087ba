//! A field: what stands for it in messages, and how it gets there and back.

use proc_macro2::{Span, TokenStream};
use quote::{quote, quote_spanned};
use syn::ext::IdentExt;
use syn::{Error, Field, GenericArgument, Index, LitStr, Member, PathArguments, Result, Type};

use super::attributes::{Codec, FieldAttributes};

pub(super) struct ObjectField<'a> {
    pub member: Member,
    /// The name in messages, and the same in snake case.
    pub name: String,
    pub key: String,
    pub attributes: FieldAttributes,
    ty: &'a Type,
}

impl<'a> ObjectField<'a> {
    pub(super) fn parse(field: &'a Field, ordinal: usize) -> Result<Self> {
        let member = match &field.ident {
            Some(ident) => Member::Named(ident.clone()),
            None => Member::Unnamed(Index::from(ordinal)),
        };
        let attributes = FieldAttributes::parse(&field.attrs)?;
        let declared = match &field.ident {
            Some(ident) => ident.unraw().to_string(),
            None => ordinal.to_string(),
        };
        let name = attributes.rename.as_ref().map_or(declared, LitStr::value);
        let field = Self { member, key: super::snake_case(&name), name, attributes, ty: &field.ty };
        field.check()?;
        Ok(field)
    }

    fn check(&self) -> Result<()> {
        let Some((Codec::Array, span)) = self.attributes.codec else { return Ok(()) };
        match element(inner(self.ty).unwrap_or(self.ty)) {
            Some(_) => Ok(()),
            None => {
                let message = "`array` is for a `Vec` or an array of bools or numbers";
                Err(Error::new(span, message))
            }
        }
    }

    /// The type that stands for it in messages.
    pub(super) fn wire(&self) -> TokenStream {
        let at = Span::mixed_site();
        let (ty, optional) = match inner(self.ty) {
            Some(inner) => (inner, true),
            None => (self.ty, false),
        };
        let wrap = |wire: TokenStream| match optional {
            true => quote_spanned!(at=> ::core::option::Option<#wire>),
            false => wire,
        };
        if let Some(module) = &self.attributes.with {
            return wrap(quote_spanned!(at=> #module::Stored));
        }
        let whole = self.ty;
        match self.attributes.codec.map(|(codec, _)| codec) {
            None => quote!(#whole),
            Some(Codec::Fixed) => wrap(quote_spanned!(at=> __ferrow::Fixed<#ty>)),
            Some(Codec::Tagged) => wrap(quote_spanned!(at=> __ferrow::Tagged<#ty>)),
            Some(Codec::Array) => {
                let element = element(ty);
                wrap(quote_spanned!(at=> __ferrow::Dense<::std::vec::Vec<#element>>))
            }
            Some(Codec::Nullable) => quote_spanned!(at=> ::core::option::Option<#whole>),
            Some(Codec::Ref) => quote_spanned!(at=> __ferrow::Unshared<#whole>),
        }
    }

    /// A reference to what is written, of `self`.
    pub(super) fn written(&self) -> TokenStream {
        let at = Span::mixed_site();
        let (member, optional) = (&self.member, inner(self.ty).is_some());
        if let Some(module) = &self.attributes.with {
            return match optional {
                true => quote_spanned! {at=>
                    __ferrow::stored::<::core::option::Option<#module::Stored>>(
                        &self.#member.as_ref().map(|it| #module::to_stored(it)),
                    )
                },
                false => quote_spanned! {at=>
                    __ferrow::stored::<#module::Stored>(&#module::to_stored(&self.#member))
                },
            };
        }
        match (self.attributes.codec.map(|(codec, _)| codec), optional) {
            (None, _) => quote_spanned!(at=> &self.#member),
            (Some(Codec::Fixed), true) => quote_spanned!(at=> &self.#member.map(__ferrow::Fixed)),
            (Some(Codec::Fixed), false) => quote_spanned!(at=> &__ferrow::Fixed(self.#member)),
            (Some(Codec::Tagged), true) => quote_spanned!(at=> &self.#member.map(__ferrow::Tagged)),
            (Some(Codec::Tagged), false) => quote_spanned!(at=> &__ferrow::Tagged(self.#member)),
            (Some(Codec::Array), true) => {
                quote_spanned!(at=> &self.#member.as_ref().map(|it| __ferrow::Dense(&it[..])))
            }
            (Some(Codec::Array), false) => quote_spanned!(at=> &__ferrow::Dense(&self.#member[..])),
            (Some(Codec::Nullable), _) => {
                quote_spanned!(at=> &::core::option::Option::Some(&self.#member))
            }
            (Some(Codec::Ref), _) => quote_spanned!(at=> &__ferrow::Unshared(&self.#member)),
        }
    }

    /// The field's value of what was read: of `read`, an expression.
    pub(super) fn value(&self, read: &TokenStream) -> TokenStream {
        let at = Span::mixed_site();
        let optional = inner(self.ty).is_some();
        let name = &self.name;
        if let Some(module) = &self.attributes.with {
            let convert = quote_spanned! {at=>
                |it| __ferrow::Converted::converted(#module::from_stored(it))
                    .map_err(|error| error.in_field(#name))
            };
            return match optional {
                true => quote_spanned!(at=> #read.map(#convert).transpose()?),
                false => quote_spanned!(at=> (#convert)(#read)?),
            };
        }
        match (self.attributes.codec.map(|(codec, _)| codec), optional) {
            (None, _) => read.clone(),
            (Some(Codec::Nullable), _) => {
                let missing = self.missing();
                quote_spanned! {at=>
                    match #read {
                        ::core::option::Option::Some(it) => it,
                        ::core::option::Option::None => #missing,
                    }
                }
            }
            (Some(Codec::Array), optional) if is_array(inner(self.ty).unwrap_or(self.ty)) => {
                let convert = quote_spanned! {at=>
                    |it: __ferrow::Dense<_>| __ferrow::sized(it.0)
                        .map_err(|error| error.in_field(#name))
                };
                match optional {
                    true => quote_spanned!(at=> #read.map(#convert).transpose()?),
                    false => quote_spanned!(at=> (#convert)(#read)?),
                }
            }
            (Some(Codec::Ref), _) | (Some(_), false) => quote_spanned!(at=> #read.0),
            (Some(_), true) => quote_spanned!(at=> #read.map(|it| it.0)),
        }
    }

    /// The value where a message has none.
    pub(super) fn missing(&self) -> TokenStream {
        let at = Span::mixed_site();
        let (ty, name) = (self.ty, &self.name);
        match &self.attributes.default {
            Some(Some(expression)) => quote!(#expression),
            Some(None) => quote_spanned!(at=> <#ty as ::core::default::Default>::default()),
            None if self.attributes.skip => {
                quote_spanned!(at=> <#ty as ::core::default::Default>::default())
            }
            None => {
                let wire = match self.attributes.codec {
                    Some((Codec::Nullable, _)) => quote!(#ty),
                    _ => self.wire(),
                };
                let found = match self.attributes.codec {
                    Some((Codec::Nullable, _)) => quote_spanned!(at=> __found),
                    _ => self.value(&quote_spanned!(at=> __found)),
                };
                quote_spanned! {at=>
                    match <#wire as __ferrow::FromObject<'_>>::missing() {
                        ::core::option::Option::Some(__found) => #found,
                        ::core::option::Option::None => {
                            return ::core::result::Result::Err(__ferrow::missing_field(__cx, #name));
                        }
                    }
                }
            }
        }
    }
}

/// What is in an `Option`, as far as the name tells.
pub(super) fn inner(ty: &Type) -> Option<&Type> {
    argument(ty, "Option")
}

fn argument<'t>(ty: &'t Type, name: &str) -> Option<&'t Type> {
    let Type::Path(path) = bare(ty) else { return None };
    let last = path.path.segments.last().filter(|last| last.ident == name)?;
    let PathArguments::AngleBracketed(arguments) = &last.arguments else { return None };
    match arguments.args.first() {
        Some(GenericArgument::Type(ty)) => Some(ty),
        _ => None,
    }
}

fn element(ty: &Type) -> Option<&Type> {
    match bare(ty) {
        Type::Array(array) => Some(&array.elem),
        ty => argument(ty, "Vec"),
    }
}

fn is_array(ty: &Type) -> bool {
    matches!(bare(ty), Type::Array(_))
}

/// The type without what a macro or parentheses put around it.
fn bare(ty: &Type) -> &Type {
    match ty {
        Type::Group(group) => bare(&group.elem),
        Type::Paren(paren) => bare(&paren.elem),
        ty => ty,
    }
}
