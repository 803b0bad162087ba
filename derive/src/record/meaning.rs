//! What the attributes say of a field's type, as a type: the parameter of the trait `Field`.

use proc_macro2::{Span, TokenStream};
use quote::{ToTokens, format_ident, quote_spanned};
use syn::spanned::Spanned;
use syn::{GenericArgument, Ident, Path, PathArguments, Type, Visibility};

use super::attributes::FieldAttributes;
use super::generics::Parameters;
use super::logical::Logical;

/// What is said of the type.
pub(super) enum Meaning {
    /// Nothing.
    Natural,
    /// Its Arrow type, or that of what is inside.
    Logical(Ident, Box<Logical>),
    /// That it is pairs of a map, and of what type the values are.
    Pairs(Option<(Ident, Box<Logical>)>),
    /// That a module converts it, or what is inside its `Option`.
    With { marker: Ident, module: Path, ty: Box<Type>, optional: bool },
}

impl Meaning {
    /// What the attributes of field `index` say, of which there is one at most.
    pub(super) fn new(attributes: &mut FieldAttributes, ty: &Type, index: usize) -> Self {
        let logical = attributes.logical.take();
        let logical = logical.map(|logical| (marker("Type", index), Box::new(logical)));
        if attributes.map.is_some() {
            return Self::Pairs(logical);
        }
        match (logical, attributes.with.take()) {
            (Some((marker, logical)), _) => Self::Logical(marker, logical),
            (None, Some(module)) => {
                let inside = in_option(ty);
                let optional = inside.is_some();
                let ty = Box::new(inside.unwrap_or(ty).clone());
                Self::With { marker: marker("Codec", index), module, ty, optional }
            }
            (None, None) => Self::Natural,
        }
    }

    /// The type.
    pub(super) fn ty(&self) -> TokenStream {
        match self {
            Self::Natural => quote_spanned!(Span::mixed_site()=> __ferrow::Natural),
            Self::Pairs(None) => {
                quote_spanned!(Span::mixed_site()=> __ferrow::Pairs<__ferrow::Natural>)
            }
            Self::Logical(marker, _) => marker.to_token_stream(),
            Self::Pairs(Some((marker, _))) => {
                quote_spanned!(Span::mixed_site()=> __ferrow::Pairs<#marker>)
            }
            Self::With { marker, optional: false, .. } => {
                quote_spanned!(Span::mixed_site()=> __ferrow::With<#marker>)
            }
            Self::With { marker, optional: true, .. } => {
                quote_spanned!(Span::mixed_site()=> __ferrow::WithOption<#marker>)
            }
        }
    }

    /// The items that the type is made of, as visible as what names the type: a codec shows the type
    /// that it stores.
    pub(super) fn items(&self, vis: &Visibility, parameters: &Parameters<'_>) -> TokenStream {
        match self {
            Self::Natural | Self::Pairs(None) => TokenStream::new(),
            Self::Logical(marker, logical) | Self::Pairs(Some((marker, logical))) => {
                logical.marker(marker)
            }
            Self::With { marker, module, ty, .. } => codec(vis, marker, module, ty, parameters),
        }
    }
}

fn marker(what: &str, index: usize) -> Ident {
    format_ident!("__{}{}", what, index, span = Span::mixed_site())
}

/// The codec that calls the functions of the module, in whose name all that does not fit is said.
fn codec(
    vis: &Visibility,
    marker: &Ident,
    module: &Path,
    ty: &Type,
    parameters: &Parameters<'_>,
) -> TokenStream {
    let (declared, predicates) = parameters.only_of(&ty.to_token_stream());
    let at = module.span().resolved_at(Span::mixed_site());
    let stored = quote_spanned!(at=> #module::Stored);
    let convert = |call: TokenStream| quote_spanned!(at=> __ferrow::Converted::converted(#call));
    let to_stored = convert(quote_spanned!(at=> #module::to_stored(__value)));
    let from_stored = convert(quote_spanned!(at=> #module::from_stored(__stored)));
    quote_spanned! {at=>
        #vis enum #marker {}

        impl #declared __ferrow::Codec<#ty> for #marker #predicates {
            type Stored = #stored;

            fn to_stored(
                __value: &#ty,
            ) -> ::core::result::Result<Self::Stored, __ferrow::Error> {
                #to_stored
            }

            fn from_stored(
                __stored: Self::Stored,
            ) -> ::core::result::Result<#ty, __ferrow::Error> {
                #from_stored
            }
        }
    }
}

/// What is inside an `Option`, under whatever path it is written.
pub(super) fn in_option(ty: &Type) -> Option<&Type> {
    match ty {
        Type::Path(path) => {
            let last = path.path.segments.last().filter(|last| last.ident == "Option")?;
            match &last.arguments {
                PathArguments::AngleBracketed(arguments) => match arguments.args.first()? {
                    GenericArgument::Type(inside) if arguments.args.len() == 1 => Some(inside),
                    _ => None,
                },
                _ => None,
            }
        }
        Type::Group(group) => in_option(&group.elem),
        Type::Paren(paren) => in_option(&paren.elem),
        _ => None,
    }
}
