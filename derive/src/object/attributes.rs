//! The words inside `#[object(...)]`.

use proc_macro2::{Span, TokenStream};
use quote::{ToTokens, quote_spanned};
use syn::meta::ParseNestedMeta;
use syn::parse::Parse;
use syn::{Attribute, Error, Expr, LitInt, LitStr, Path, Result, Token};

/// The attributes of a struct or an enum.
pub(super) struct TypeAttributes {
    pub krate: Path,
    pub not_evolving: bool,
    pub ext: bool,
    pub buffers: bool,
    id: Option<LitInt>,
    name: Option<LitStr>,
}

impl TypeAttributes {
    pub(super) fn parse(attributes: &[Attribute]) -> Result<Self> {
        let mut parsed = Self {
            krate: syn::parse_quote!(::ferrow),
            not_evolving: false,
            ext: false,
            buffers: false,
            id: None,
            name: None,
        };
        for_each_word(attributes, |word, meta| {
            match word {
                "crate" => parsed.krate = meta.value()?.call(Path::parse_mod_style)?,
                "id" => parsed.id = Some(value(meta)?),
                "name" => parsed.name = Some(value(meta)?),
                "not_evolving" => parsed.not_evolving = true,
                "ext" => parsed.ext = true,
                "buffers" => parsed.buffers = true,
                _ => {
                    let message = format!(
                        "`{word}` is not an attribute of an object; use `id = 1`, `name = \
                         \"space.Name\"`, `not_evolving`, `ext`, `buffers`, `crate = path`"
                    );
                    return Err(meta.error(message));
                }
            }
            Ok(())
        })?;
        if let (Some(_), Some(name)) = (&parsed.id, &parsed.name) {
            let message = "a type is registered by its id or by its name; remove one";
            return Err(Error::new(name.span(), message));
        }
        Ok(parsed)
    }

    /// What the type is registered as, if it says so: an `Option<TypeName>`.
    pub(super) fn type_name(&self) -> TokenStream {
        let at = Span::mixed_site();
        let name = match (&self.id, &self.name) {
            (Some(id), _) => Some(quote_spanned!(at=> __ferrow::TypeName::Id(#id))),
            (_, Some(name)) => Some(quote_spanned!(at=> __ferrow::TypeName::from(#name))),
            _ => None,
        };
        super::option(name)
    }
}

/// Where the crate is, whatever else the attributes say.
pub(super) fn krate(attributes: &[Attribute]) -> Path {
    let mut krate = syn::parse_quote!(::ferrow);
    // What else is wrong in them is an error of its own.
    let _ = for_each_word(attributes, |word, meta| {
        match (word, meta.input.peek(Token![=])) {
            ("crate", _) => krate = meta.value()?.call(Path::parse_mod_style)?,
            (_, true) => drop(value::<Expr>(meta)?),
            (_, false) => {}
        }
        Ok(())
    });
    krate
}

/// How an integer stands in bytes.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Codec {
    Fixed,
    Tagged,
    Array,
    Nullable,
    Ref,
}

/// The attributes of a field.
#[derive(Default)]
pub(super) struct FieldAttributes {
    pub tag: Option<LitInt>,
    pub rename: Option<LitStr>,
    pub codec: Option<(Codec, Span)>,
    pub skip: bool,
    pub default: Option<Option<Expr>>,
    pub with: Option<Path>,
}

impl FieldAttributes {
    pub(super) fn parse(attributes: &[Attribute]) -> Result<Self> {
        let mut parsed = Self::default();
        for_each_word(attributes, |word, meta| {
            let codec = match word {
                "tag" => return value(meta).map(|tag| parsed.tag = Some(tag)),
                "rename" => return value(meta).map(|name| parsed.rename = Some(name)),
                "with" => {
                    let module = meta.value()?.call(Path::parse_mod_style)?;
                    parsed.with = Some(module);
                    return Ok(());
                }
                "skip" => {
                    parsed.skip = true;
                    return Ok(());
                }
                "default" => {
                    let expression = match meta.input.peek(Token![=]) {
                        true => Some(meta.value()?.parse()?),
                        false => None,
                    };
                    parsed.default = Some(expression);
                    return Ok(());
                }
                // What they are without an attribute.
                "varint" => return Ok(()),
                "fixed" => Codec::Fixed,
                "tagged" => Codec::Tagged,
                "array" => Codec::Array,
                "nullable" => Codec::Nullable,
                "ref" => Codec::Ref,
                _ => {
                    let message = format!(
                        "`{word}` is not an attribute of an object's field; use `tag = 1`, \
                         `rename = \"name\"`, `fixed`, `tagged`, `varint`, `array`, `nullable`, \
                         `ref`, `skip`, `default`, `default = expression`, `with = module`"
                    );
                    return Err(meta.error(message));
                }
            };
            match parsed.codec.replace((
                codec,
                meta.path.get_ident().map_or_else(Span::call_site, proc_macro2::Ident::span),
            )) {
                None => Ok(()),
                Some(_) => Err(meta.error("a field stands in bytes in one way; remove one")),
            }
        })?;
        if let (Some((_, span)), Some(_)) = (&parsed.codec, &parsed.with) {
            let message = "the module of `with` says how the field stands in bytes; remove one";
            return Err(Error::new(*span, message));
        }
        Ok(parsed)
    }
}

/// The attributes of a variant.
#[derive(Default)]
pub(super) struct VariantAttributes {
    pub number: Option<LitInt>,
    pub rename: Option<LitStr>,
    pub unknown: bool,
}

impl VariantAttributes {
    pub(super) fn parse(attributes: &[Attribute]) -> Result<Self> {
        let mut parsed = Self::default();
        for_each_word(attributes, |word, meta| {
            match word {
                "number" => parsed.number = Some(value(meta)?),
                "rename" => parsed.rename = Some(value(meta)?),
                "unknown" => parsed.unknown = true,
                _ => {
                    let message = format!(
                        "`{word}` is not an attribute of a variant; use `number = 1`, `rename = \
                         \"name\"`, `unknown`"
                    );
                    return Err(meta.error(message));
                }
            }
            Ok(())
        })?;
        Ok(parsed)
    }
}

fn value<T: Parse>(meta: &ParseNestedMeta<'_>) -> Result<T> {
    meta.value()?.parse()
}

fn for_each_word(
    attributes: &[Attribute],
    mut take: impl FnMut(&str, &ParseNestedMeta<'_>) -> Result<()>,
) -> Result<()> {
    for attribute in attributes.iter().filter(|attribute| attribute.path().is_ident("object")) {
        attribute.parse_nested_meta(|meta| {
            let word = meta.path.to_token_stream().to_string().replace(' ', "");
            take(&word, &meta)
        })?;
    }
    Ok(())
}
