//! `#[derive(Object)]`: structs, enums and unions as types of messages.

mod attributes;
mod enums;
mod field;
mod newtype;
mod structs;
mod users;

use proc_macro2::{Span, TokenStream};
use quote::quote_spanned;
use syn::{Data, DeriveInput, Error, Fields, Ident, Path, Result};

use attributes::TypeAttributes;

pub(crate) fn expand(input: &DeriveInput) -> Result<TokenStream> {
    let attributes = TypeAttributes::parse(&input.attrs)?;
    let items = match &input.data {
        Data::Struct(_) if attributes.ext || attributes.buffers => users::ext(input, &attributes),
        Data::Struct(data) => match &data.fields {
            Fields::Unnamed(fields) if fields.unnamed.len() == 1 => {
                newtype::newtype(input, &fields.unnamed[0].ty)
            }
            fields => structs::structure(input, fields, &attributes)?,
        },
        Data::Enum(data) => enums::expand(input, data, &attributes)?,
        Data::Union(data) => {
            let message = "`Object` is derived for structs and enums; this is a union of Rust";
            return Err(Error::new(data.union_token.span, message));
        }
    };
    Ok(in_scope(&attributes.krate, &items))
}

/// The error, and beside it what makes the type one of objects: what is made of it has no errors of its own.
pub(crate) fn failed(input: &DeriveInput, error: &Error) -> TokenStream {
    let at = Span::mixed_site();
    let message = error.to_compile_error();
    let (own, arguments, clause) = input.generics.split_for_impl();
    let (ident, parameters) = (&input.ident, &input.generics.params);
    let (lifetime, is_new) =
        message_lifetime(input).unwrap_or_else(|_| (syn::Lifetime::new("'__message", at), true));
    let new = is_new.then(|| quote_spanned!(at=> #lifetime,));
    let stubs = quote_spanned! {at=>
        impl #own __ferrow::Object for #ident #arguments #clause {
            const TYPE: __ferrow::TypeId = __ferrow::TypeId::Struct;

            fn field_type(_: &__ferrow::TypeNames<'_>) -> __ferrow::FieldType {
                ::core::unreachable!()
            }

            fn write(
                &self,
                _: &mut __ferrow::WriteContext<'_>,
                _: __ferrow::Types,
            ) -> __ferrow::Result<()> {
                ::core::unreachable!()
            }
        }

        impl<#new #parameters> __ferrow::FromObject<#lifetime> for #ident #arguments #clause {
            fn read(_: &mut __ferrow::ReadContext<'_, #lifetime>) -> __ferrow::Result<Self> {
                ::core::unreachable!()
            }
        }
    };
    let stubs = in_scope(&attributes::krate(&input.attrs), &stubs);
    quote_spanned!(at=> #message #stubs)
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
            unused_mut,
            unused_qualifications,
            unused_variables
        )]
        const _: () = {
            use #krate::__graph as __ferrow;

            #items
        };
    }
}

/// What `Some` and `None` are, whatever is in scope.
fn option(value: Option<TokenStream>) -> TokenStream {
    match value {
        Some(value) => quote_spanned!(Span::mixed_site()=> ::core::option::Option::Some(#value)),
        None => quote_spanned!(Span::mixed_site()=> ::core::option::Option::None),
    }
}

/// A name in snake case, a run of capitals being one word.
fn snake_case(name: &str) -> String {
    let mut snake = String::new();
    let mut previous: Option<char> = None;
    let mut rest = name.chars().peekable();
    while let Some(c) = rest.next() {
        let starts = c.is_ascii_uppercase()
            && match previous {
                None | Some('_') => false,
                Some(before) if before.is_ascii_uppercase() => {
                    rest.peek().is_some_and(char::is_ascii_lowercase)
                }
                Some(_) => true,
            };
        if starts {
            snake.push('_');
        }
        snake.push(c.to_ascii_lowercase());
        previous = Some(c);
    }
    snake
}

/// The lifetime of the message: that of the type, or one that the type does not have.
fn message_lifetime(input: &DeriveInput) -> Result<(syn::Lifetime, bool)> {
    let mut lifetimes = input.generics.lifetimes();
    match (lifetimes.next(), lifetimes.next()) {
        (None, _) => Ok((syn::Lifetime::new("'__message", Span::mixed_site()), true)),
        (Some(own), None) => Ok((own.lifetime.clone(), false)),
        (_, Some(second)) => {
            let message = "an object borrows from one message; give it one lifetime";
            Err(Error::new_spanned(second, message))
        }
    }
}

/// Code per implementation: parameters in front, the type, and bounds for what types of fields need.
struct Impl<'a> {
    input: &'a DeriveInput,
    lifetime: syn::Lifetime,
    is_new: bool,
    /// Of fields whose types depend on parameters.
    types: Vec<TokenStream>,
}

impl<'a> Impl<'a> {
    fn new(input: &'a DeriveInput, types: Vec<TokenStream>) -> Result<Self> {
        let (lifetime, is_new) = message_lifetime(input)?;
        let types = match input.generics.type_params().next() {
            Some(_) => types,
            None => Vec::new(),
        };
        Ok(Self { input, lifetime, is_new, types })
    }

    fn ident(&self) -> &Ident {
        &self.input.ident
    }

    /// `impl<..> Trait for Type<..> where ..`, without a lifetime of the message.
    fn plain(&self, name: &TokenStream) -> TokenStream {
        let (own, arguments, clause) = self.input.generics.split_for_impl();
        let (ident, predicates) = (self.ident(), clause.map(|clause| &clause.predicates));
        let bounds = self.types.iter();
        quote_spanned! {Span::mixed_site()=>
            #[automatically_derived]
            impl #own #name for #ident #arguments
            where #(#bounds: __ferrow::Object,)* #predicates
        }
    }

    /// The same of a trait that has the lifetime of the message.
    fn reading(&self, name: &TokenStream) -> TokenStream {
        let (_, arguments, clause) = self.input.generics.split_for_impl();
        let (ident, predicates) = (self.ident(), clause.map(|clause| &clause.predicates));
        let own = &self.input.generics.params;
        let lifetime = &self.lifetime;
        let new = self.is_new.then(|| quote_spanned!(Span::mixed_site()=> #lifetime,));
        let bounds = self.types.iter();
        quote_spanned! {Span::mixed_site()=>
            #[automatically_derived]
            impl<#new #own> #name<#lifetime> for #ident #arguments
            where #(#bounds: __ferrow::FromObject<#lifetime>,)* #predicates
        }
    }
}
