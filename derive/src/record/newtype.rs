//! A struct of one field without a name, which stands in rows as that field.

use proc_macro2::{Span, TokenStream};
use quote::quote_spanned;
use syn::spanned::Spanned;
use syn::{DeriveInput, Field, Fields, Ident, Lifetime, LitStr, Member, Path, Result, Visibility};

use super::attributes::{ContainerAttributes, FieldAttributes, Shape};
use super::errors::Errors;
use super::generics::Parameters;
use super::input::row_lifetime;
use super::meaning::Meaning;
use super::stored::StoredField;

pub(super) struct Newtype<'a> {
    ident: &'a Ident,
    vis: &'a Visibility,
    parameters: Parameters<'a>,
    pub(super) krate: Path,
    lifetime: Lifetime,
    inner: StoredField<'a>,
}

impl<'a> Newtype<'a> {
    pub(super) fn parse(
        input: &'a DeriveInput,
        fields: &'a Fields,
        field: &'a Field,
    ) -> Result<Self> {
        let mut errors = Errors::default();
        let attributes = errors.take(ContainerAttributes::parse(&input.attrs, Shape::Newtype));
        let krate = attributes.and_then(|attributes| attributes.krate);
        let mut attributes = errors.take(FieldAttributes::parse(&field.attrs)).unwrap_or_default();
        errors.take(attributes.refuse_in_newtype());
        if let Some(logical) = &attributes.logical {
            errors.take(logical.check_storage(&field.ty));
        }
        errors.finish()?;
        let meaning = Meaning::new(&mut attributes, &field.ty, 0);
        let (name, member) = (LitStr::new("0", field.span()), Member::from(0));
        Ok(Self {
            ident: &input.ident,
            vis: &input.vis,
            parameters: Parameters::new(&input.generics),
            krate: krate.unwrap_or_else(|| syn::parse_quote!(::ferrow)),
            lifetime: row_lifetime(input, fields),
            inner: StoredField::new(field, member, 0, name, meaning, None),
        })
    }

    pub(super) fn implementations(&self) -> TokenStream {
        let items = self.inner.meaning.items(self.vis, &self.parameters);
        let (field, read) = (self.field(), self.read());
        quote_spanned!(Span::mixed_site()=> #items #field #read)
    }

    fn field(&self) -> TokenStream {
        let Self { ident, parameters, lifetime, inner, .. } = self;
        let (declared, arguments) = (parameters.declared(&[]), parameters.arguments());
        let bounds: Vec<_> = inner.bound(parameters).into_iter().collect();
        let required: Vec<_> =
            bounds.iter().cloned().chain([inner.late_bound("RequiredField")]).collect();
        let (bounds, required) = (parameters.bounded(&bounds), parameters.bounded(&required));
        let [value, view, column, column_view, nullable, depth] =
            ["Value", "View", "Column", "ColumnView", "NULLABLE", "DEPTH"]
                .map(|item| inner.item(item));
        let data_type = inner.call("data_type", &TokenStream::new());
        let call = |function, arguments| inner.call(function, &arguments);
        let write = call("write", quote_spanned!(Span::mixed_site()=> &self.0, __slot));
        let measure = call("measure", quote_spanned!(Span::mixed_site()=> &self.0));
        let place = call("place", quote_spanned!(Span::mixed_site()=> &self.0, __cell, __region));
        let to_view = call("to_view", quote_spanned!(Span::mixed_site()=> __value, __layout));
        let fill = call(
            "fill",
            quote_spanned! {Span::mixed_site()=>
                __sink, __ferrow::each(__values, |__value: &Self| &__value.0)
            },
        );
        let column_of = call("column", quote_spanned!(Span::mixed_site()=> __source, __index));
        let to_column_view =
            call("column_view", quote_spanned!(Span::mixed_site()=> __column, __index));
        quote_spanned! {Span::mixed_site()=>
            #[automatically_derived]
            impl #declared __ferrow::Field for #ident #arguments #bounds {
                type Value = #value;
                type View<#lifetime> = #view<#lifetime>;
                type Sequence = __ferrow::Elements;
                type Column = #column;
                type ColumnView<#lifetime> = #column_view<#lifetime>;
                const NULLABLE: ::core::primitive::bool = #nullable;
                const DEPTH: ::core::primitive::usize = #depth;

                fn data_type() -> __ferrow::DataType {
                    #data_type
                }

                #[inline]
                fn write(
                    &self,
                    __slot: __ferrow::SlotWriter<'_>,
                ) -> ::core::result::Result<(), __ferrow::Error> {
                    #write
                }

                #[inline]
                fn measure(&self) -> ::core::option::Option<::core::primitive::usize> {
                    #measure
                }

                #[inline]
                fn place<'__region>(
                    &self,
                    __cell: __ferrow::Cell<'_>,
                    __region: &mut __ferrow::Region<'__region>,
                ) -> ::core::option::Option<__ferrow::Placed<'__region>> {
                    #place
                }

                #[inline]
                fn to_view<#lifetime>(
                    __value: ::core::option::Option<
                        <Self::Value as __ferrow::Value>::Ref<#lifetime>,
                    >,
                    __layout: &#lifetime __ferrow::ValueLayout,
                ) -> Self::View<#lifetime> {
                    #to_view
                }

                fn fill<#lifetime, __Sink: __ferrow::ColumnSink>(
                    __sink: &mut __Sink,
                    __values: impl ::core::iter::ExactSizeIterator<
                        Item = ::core::option::Option<&#lifetime Self>,
                    > + ::core::clone::Clone,
                ) -> ::core::result::Result<(), <__Sink as __ferrow::ColumnSink>::Error>
                where
                    Self: #lifetime,
                {
                    #fill
                }

                fn column<__Source: __ferrow::ColumnSource>(
                    __source: &__Source,
                    __index: ::core::primitive::usize,
                ) -> ::core::result::Result<
                    Self::Column,
                    <__Source as __ferrow::ColumnSource>::Error,
                > {
                    #column_of
                }

                #[inline]
                fn column_view<#lifetime>(
                    __column: &#lifetime Self::Column,
                    __index: ::core::primitive::usize,
                ) -> Self::ColumnView<#lifetime> {
                    #to_column_view
                }
            }

            #[automatically_derived]
            impl #declared __ferrow::RequiredField for #ident #arguments #required {}
        }
    }

    fn read(&self) -> TokenStream {
        let Self { ident, parameters, lifetime, inner, .. } = self;
        let (declared, arguments) = (parameters.declared(&[lifetime]), parameters.arguments());
        let mut bounds = vec![inner.read_bound(lifetime)];
        bounds.extend(parameters.outlived_by(lifetime));
        let bounds = parameters.bounded(&bounds);
        let (ty, meaning) = (&inner.field.ty, inner.meaning.ty());
        quote_spanned! {Span::mixed_site()=>
            #[automatically_derived]
            impl #declared __ferrow::FromField<#lifetime> for #ident #arguments #bounds {
                #[inline]
                fn from_value(
                    __value: ::core::option::Option<
                        <<Self as __ferrow::Field>::Value as __ferrow::Value>::Ref<#lifetime>,
                    >,
                ) -> ::core::result::Result<Self, __ferrow::Error> {
                    ::core::result::Result::Ok(Self(
                        <#ty as __ferrow::FromField<#lifetime, #meaning>>::from_value(__value)?,
                    ))
                }

                #[inline]
                fn from_column(
                    __column: &#lifetime <Self as __ferrow::Field>::Column,
                    __index: ::core::primitive::usize,
                ) -> ::core::result::Result<Self, __ferrow::Error> {
                    ::core::result::Result::Ok(Self(
                        <#ty as __ferrow::FromField<#lifetime, #meaning>>::from_column(
                            __column, __index,
                        )?,
                    ))
                }
            }
        }
    }
}
