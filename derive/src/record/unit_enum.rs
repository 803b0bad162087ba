//! Enums of variants without fields, which stand in rows as names or numbers.

use std::collections::HashSet;

use proc_macro2::{Span, TokenStream};
use quote::{ToTokens, quote_spanned};
use syn::ext::IdentExt;
use syn::{Attribute, DataEnum, DeriveInput, Error, Fields, Ident, LitStr, Path, Result, Variant};

use super::attributes::{ContainerAttributes, Shape, VariantAttributes};
use super::case::Case;
use super::errors::Errors;

pub(super) struct UnitEnum<'a> {
    ident: &'a Ident,
    pub(super) krate: Path,
    /// The integer that stands in the rows, if it is not the name.
    int: Option<Ident>,
    variants: Vec<NamedVariant<'a>>,
}

struct NamedVariant<'a> {
    ident: &'a Ident,
    name: LitStr,
}

impl<'a> UnitEnum<'a> {
    pub(super) fn parse(input: &'a DeriveInput, data: &'a DataEnum) -> Result<Self> {
        let mut errors = Errors::default();
        let attributes = errors.take(ContainerAttributes::parse(&input.attrs, Shape::Enum));
        let attributes = attributes.unwrap_or_default();
        if let Some(parameter) = input.generics.params.first() {
            let message = "an enum of a record has no parameters; remove this";
            errors.push(Error::new_spanned(parameter, message));
        }
        if data.variants.is_empty() {
            let message = "an enum without variants has no values; give it one";
            errors.push(Error::new(input.ident.span(), message));
        }
        let int = attributes.int.and_then(|at| errors.take(repr(&input.attrs, at)));
        let variants = data.variants.iter();
        let variants = variants.map(|it| NamedVariant::parse(it, attributes.rename_all));
        let variants: Vec<_> = variants.filter_map(|variant| errors.take(variant)).collect();
        let mut names = HashSet::new();
        for variant in &variants {
            let name = variant.name.value();
            if !names.insert(name.clone()) {
                let message =
                    format!("a variant before this one has the name `{name}` in the rows");
                errors.push(Error::new(variant.name.span(), message));
            }
        }
        errors.finish()?;
        let krate = attributes.krate.unwrap_or_else(|| syn::parse_quote!(::ferrow));
        Ok(Self { ident: &input.ident, krate, int, variants })
    }

    pub(super) fn implementations(&self) -> TokenStream {
        let (variants, field) = (self.variants(), self.field());
        quote_spanned!(Span::mixed_site()=> #variants #field)
    }

    /// `impl UnitEnum`.
    fn variants(&self) -> TokenStream {
        let ident = self.ident;
        let name = ident.unraw().to_string();
        let (stored, checks, [texts, writes, reads]) = match &self.int {
            None => {
                let stored = quote_spanned!(Span::mixed_site()=> ::core::primitive::str);
                (stored, vec![], self.as_names())
            }
            Some(int) => {
                let int = quote_spanned!(Span::mixed_site()=> ::core::primitive::#int);
                let checks = self.variants.iter().map(|variant| fits(ident, variant, &int));
                (int.clone(), checks.collect(), self.as_numbers(&int))
            }
        };
        quote_spanned! {Span::mixed_site()=>
            #(#checks)*

            #[automatically_derived]
            impl __ferrow::UnitEnum for #ident {
                type Stored = #stored;
                const NAME: &'static ::core::primitive::str = #name;

                fn variants() -> ::std::vec::Vec<::std::string::String> {
                    ::std::vec![#texts]
                }

                #[inline]
                fn stored(&self) -> <#stored as __ferrow::Value>::Ref<'static> {
                    match self {
                        #writes
                    }
                }

                #[inline]
                fn of_stored(
                    __stored: <#stored as __ferrow::Value>::Ref<'_>,
                ) -> ::core::option::Option<Self> {
                    match __stored {
                        #reads
                        _ => ::core::option::Option::None,
                    }
                }
            }
        }
    }

    /// The variants as text for people, as what is written, and as what is read.
    fn as_names(&self) -> [TokenStream; 3] {
        self.each(|NamedVariant { ident, name }| {
            [
                quote_spanned!(Span::mixed_site()=> __ferrow::name(#name),),
                quote_spanned!(Span::mixed_site()=> Self::#ident => #name,),
                quote_spanned! {Span::mixed_site()=>
                    #name => ::core::option::Option::Some(Self::#ident),
                },
            ]
        })
    }

    fn as_numbers(&self, int: &TokenStream) -> [TokenStream; 3] {
        self.each(|NamedVariant { ident, name }| {
            let number = quote_spanned!(Span::mixed_site()=> Self::#ident as #int);
            [
                quote_spanned!(Span::mixed_site()=> __ferrow::number(#number, #name),),
                quote_spanned!(Span::mixed_site()=> Self::#ident => #number,),
                quote_spanned! {Span::mixed_site()=>
                    __number if __number == #number => ::core::option::Option::Some(Self::#ident),
                },
            ]
        })
    }

    fn each(&self, code: impl Fn(&NamedVariant<'_>) -> [TokenStream; 3]) -> [TokenStream; 3] {
        let mut all = [TokenStream::new(), TokenStream::new(), TokenStream::new()];
        for variant in &self.variants {
            for (all, code) in all.iter_mut().zip(code(variant)) {
                all.extend(code);
            }
        }
        all
    }

    /// `impl Field`, and what goes with it.
    fn field(&self) -> TokenStream {
        let ident = self.ident;
        let stored = quote_spanned! {Span::mixed_site()=>
            <#ident as __ferrow::UnitEnum>::Stored
        };
        quote_spanned! {Span::mixed_site()=>
            #[automatically_derived]
            impl __ferrow::Field for #ident {
                type Value = #stored;
                type View<'row> = ::core::result::Result<Self, __ferrow::Error>;
                type Sequence = __ferrow::Elements;
                type Column = <#stored as __ferrow::ColumnValue>::Column;
                type ColumnView<'row> = ::core::result::Result<Self, __ferrow::Error>;
                const NULLABLE: ::core::primitive::bool = false;

                fn data_type() -> __ferrow::DataType {
                    __ferrow::enum_type::<Self>()
                }

                #[inline]
                fn write(
                    &self,
                    __slot: __ferrow::SlotWriter<'_>,
                ) -> ::core::result::Result<(), __ferrow::Error> {
                    __ferrow::write_enum(self, __slot)
                }

                #[inline]
                fn stored(
                    &self,
                ) -> ::core::option::Option<
                    ::core::option::Option<<#stored as __ferrow::Value>::Ref<'_>>,
                > {
                    let __stored = <Self as __ferrow::UnitEnum>::stored(self);
                    ::core::option::Option::Some(::core::option::Option::Some(__stored))
                }

                #[inline]
                fn to_view<'row>(
                    __value: ::core::option::Option<<#stored as __ferrow::Value>::Ref<'row>>,
                    __layout: &'row __ferrow::ValueLayout,
                ) -> Self::View<'row> {
                    __ferrow::view_enum(__value, __layout)
                }

                fn fill<'row, __Sink: __ferrow::ColumnSink>(
                    __sink: &mut __Sink,
                    __values: impl ::core::iter::ExactSizeIterator<
                        Item = ::core::option::Option<&'row Self>,
                    > + ::core::clone::Clone,
                ) -> ::core::result::Result<(), <__Sink as __ferrow::ColumnSink>::Error> {
                    __ferrow::fill_enum(__sink, __values)
                }

                fn column<__Source: __ferrow::ColumnSource>(
                    __source: &__Source,
                    __index: ::core::primitive::usize,
                ) -> ::core::result::Result<
                    Self::Column,
                    <__Source as __ferrow::ColumnSource>::Error,
                > {
                    __ferrow::column_enum::<Self, __Source>(__source, __index)
                }

                #[inline]
                fn column_view<'row>(
                    __column: &'row Self::Column,
                    __index: ::core::primitive::usize,
                ) -> Self::ColumnView<'row> {
                    __ferrow::read_enum_column(__column, __index)
                }
            }

            #[automatically_derived]
            impl __ferrow::RequiredField for #ident {}

            #[automatically_derived]
            impl<'row> __ferrow::FromField<'row> for #ident {
                #[inline]
                fn from_value(
                    __value: ::core::option::Option<<#stored as __ferrow::Value>::Ref<'row>>,
                ) -> ::core::result::Result<Self, __ferrow::Error> {
                    __ferrow::read_enum(__value)
                }

                #[inline]
                fn from_column(
                    __column: &'row <Self as __ferrow::Field>::Column,
                    __index: ::core::primitive::usize,
                ) -> ::core::result::Result<Self, __ferrow::Error> {
                    __ferrow::read_enum_column(__column, __index)
                }
            }
        }
    }
}

impl<'a> NamedVariant<'a> {
    fn parse(variant: &'a Variant, rename_all: Option<Case>) -> Result<Self> {
        if !matches!(variant.fields, Fields::Unit) {
            let message = "a variant of a record's enum has no fields; make it a struct with an \
                           enum for the variant and an `Option` for each field";
            return Err(Error::new_spanned(&variant.fields, message));
        }
        let attributes = VariantAttributes::parse(&variant.attrs)?;
        let name = attributes.rename.unwrap_or_else(|| {
            let name = variant.ident.unraw().to_string();
            let name = rename_all.map_or_else(|| name.clone(), |case| case.apply(&name));
            LitStr::new(&name, variant.ident.span())
        });
        Ok(Self { ident: &variant.ident, name })
    }
}

/// A constant that exists only where the variant's number fits the integer.
fn fits(ident: &Ident, variant: &NamedVariant<'_>, int: &TokenStream) -> TokenStream {
    let (at, variant) = (variant.ident.span(), variant.ident);
    let number = quote_spanned!(at=> #ident::#variant as ::core::primitive::i128);
    quote_spanned! {at=>
        const _: () = __ferrow::check_number(#number, #ident::#variant as #int as ::core::primitive::i128);
    }
}

/// The integer of `repr`, `i32` where there is none.
fn repr(attributes: &[Attribute], at: Span) -> Result<Ident> {
    let mut int = None;
    for attribute in attributes.iter().filter(|attribute| attribute.path().is_ident("repr")) {
        attribute.parse_nested_meta(|meta| {
            int = int.take().or(meta.path.get_ident().cloned());
            // What `align` has in parentheses.
            if meta.input.peek(syn::token::Paren) {
                meta.input.parse::<proc_macro2::Group>()?;
            }
            Ok(())
        })?;
    }
    let Some(int) = int.filter(|int| int != "C") else { return Ok(Ident::new("i32", at)) };
    match int.to_token_stream().to_string().as_str() {
        "i8" | "i16" | "i32" | "i64" | "u8" | "u16" | "u32" | "u64" => {
            Ok(Ident::new(&int.to_string(), Span::mixed_site()))
        }
        _ => {
            let message = format!("rows hold no `{int}`; make it `repr(i64)` or narrower");
            Err(Error::new(int.span(), message))
        }
    }
}
