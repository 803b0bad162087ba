//! The words inside `#[record(...)]`.

use proc_macro2::Span;
use quote::ToTokens;
use syn::meta::ParseNestedMeta;
use syn::parse::{Parse, ParseStream};
use syn::spanned::Spanned;
use syn::{Attribute, Error, Expr, LitStr, Path, Result, Token};

use super::case::Case;
use super::logical::{self, Logical};

/// What is derived for, as far as its attributes go.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Shape {
    /// Fields with names.
    Record,
    /// Fields without names, or none.
    Tuple,
    /// One field without a name.
    Newtype,
    Enum,
}

impl Shape {
    /// What it is called, and its attributes.
    fn words(self) -> (&'static str, &'static str) {
        match self {
            Self::Record => (
                "a record's struct",
                "`crate = path`, `rename_all = \"camelCase\"`, `sort_by_name`",
            ),
            Self::Tuple => ("a struct whose fields have no names", "`crate = path`"),
            Self::Newtype => ("a struct of one field", "`crate = path`"),
            Self::Enum => {
                ("a record's enum", "`crate = path`, `rename_all = \"camelCase\"`, `int`")
            }
        }
    }
}

/// The attributes of the struct or enum.
#[derive(Default)]
pub(super) struct ContainerAttributes {
    pub krate: Option<Path>,
    pub rename_all: Option<Case>,
    pub sort_by_name: Option<Span>,
    pub int: Option<Span>,
}

impl ContainerAttributes {
    pub(super) fn parse(attributes: &[Attribute], shape: Shape) -> Result<Self> {
        let mut parsed = Self::default();
        for_each_word(attributes, |word, meta| {
            let repeated = match (word, shape) {
                ("crate", _) => {
                    let path = value(meta, "crate = path", Path::parse_mod_style)?;
                    parsed.krate.replace(path).is_some()
                }
                ("rename_all", Shape::Record | Shape::Enum) => {
                    let case = value(meta, "rename_all = \"camelCase\"", <LitStr as Parse>::parse)?;
                    parsed.rename_all.replace(Case::parse(&case)?).is_some()
                }
                ("sort_by_name", Shape::Record) => {
                    parsed.sort_by_name.replace(meta.path.span()).is_some()
                }
                ("int", Shape::Enum) => parsed.int.replace(meta.path.span()).is_some(),
                _ => {
                    let (what, words) = shape.words();
                    let message = format!("`{word}` is not an attribute of {what}; use {words}");
                    return Err(meta.error(message));
                }
            };
            refuse_repetition(repeated, word, meta)
        })?;
        Ok(parsed)
    }
}

/// The attributes of an enum's variant.
#[derive(Default)]
pub(super) struct VariantAttributes {
    pub rename: Option<LitStr>,
}

impl VariantAttributes {
    pub(super) fn parse(attributes: &[Attribute]) -> Result<Self> {
        let mut parsed = Self::default();
        for_each_word(attributes, |word, meta| {
            if word != "rename" {
                let message =
                    format!("`{word}` is not an attribute of a variant; use `rename = \"name\"`");
                return Err(meta.error(message));
            }
            let name = value(meta, "rename = \"name\"", <LitStr as Parse>::parse)?;
            refuse_repetition(parsed.rename.replace(name).is_some(), word, meta)
        })?;
        Ok(parsed)
    }
}

/// The attributes of a field.
#[derive(Default)]
pub(super) struct FieldAttributes {
    pub rename: Option<LitStr>,
    pub skip: Option<Span>,
    pub default: Option<DefaultValue>,
    pub logical: Option<Logical>,
    pub map: Option<Span>,
    pub with: Option<Path>,
}

/// What is read where the rows have nothing.
pub(super) struct DefaultValue {
    pub span: Span,
    /// Without one, `Default::default()`.
    pub expression: Option<Expr>,
}

impl FieldAttributes {
    pub(super) fn parse(attributes: &[Attribute]) -> Result<Self> {
        let mut parsed = Self::default();
        for_each_word(attributes, |word, meta| parsed.add(word, meta))?;
        parsed.refuse_contradiction()?;
        Ok(parsed)
    }

    fn add(&mut self, word: &str, meta: &ParseNestedMeta<'_>) -> Result<()> {
        let repeated = match word {
            "rename" => {
                let name = value(meta, "rename = \"name\"", <LitStr as Parse>::parse)?;
                self.rename.replace(name).is_some()
            }
            "skip" => self.skip.replace(meta.path.span()).is_some(),
            "map" => self.map.replace(meta.path.span()).is_some(),
            "with" => {
                let module = value(meta, "with = module", Path::parse_mod_style)?;
                self.with.replace(module).is_some()
            }
            "default" => {
                let expression = match meta.input.peek(Token![=]) {
                    true => Some(meta.value()?.parse()?),
                    false => None,
                };
                self.default.replace(DefaultValue { span: meta.path.span(), expression }).is_some()
            }
            name => {
                let Some(logical) = Logical::parse(name, meta)? else {
                    return Err(meta.error(format!(
                        "`{name}` is not an attribute of a record's field; use \
                         `rename = \"name\"`, `skip`, `default`, `default = expression`, `map`, \
                         `with = module`, or an Arrow type: {}",
                        logical::LIST
                    )));
                };
                if let Some(Logical { word: first, .. }) = &self.logical
                    && first != word
                {
                    return Err(meta.error(format!(
                        "a field has one Arrow type, and this one is `{first}` already; remove one"
                    )));
                }
                self.logical.replace(logical).is_some()
            }
        };
        refuse_repetition(repeated, word, meta)
    }

    fn refuse_contradiction(&self) -> Result<()> {
        let logical = self.logical.as_ref().map(|it| (it.span, it.word.as_str()));
        let map = self.map.map(|span| (span, "map"));
        let with = self.with.as_ref().map(|path| (path.span(), "with"));
        if self.skip.is_some() {
            let rename = self.rename.as_ref().map(|name| (name.span(), "rename"));
            if let Some((span, word)) = rename.or(logical).or(map).or(with) {
                let message =
                    format!("a skipped field is not in the rows; remove `{word}` or `skip`");
                return Err(Error::new(span, message));
            }
        }
        match (with, logical.or(map)) {
            (Some(_), Some((span, word))) => {
                let message = format!(
                    "the module of `with` says what stands in the rows; remove `{word}` or `with`"
                );
                Err(Error::new(span, message))
            }
            _ => Ok(()),
        }
    }

    /// Refuses what a field that is all of its struct has no use for.
    pub(super) fn refuse_in_newtype(&self) -> Result<()> {
        let rename = self.rename.as_ref().map(|name| (name.span(), "rename"));
        let skip = self.skip.map(|span| (span, "skip"));
        let default = self.default.as_ref().map(|default| (default.span, "default"));
        match rename.or(skip).or(default) {
            Some((span, word)) => {
                let message = format!(
                    "a struct of one field without a name stands in rows as that field; remove \
                     `{word}`, or put it where the struct is a field"
                );
                Err(Error::new(span, message))
            }
            None => Ok(()),
        }
    }
}

fn for_each_word(
    attributes: &[Attribute],
    mut take: impl FnMut(&str, &ParseNestedMeta<'_>) -> Result<()>,
) -> Result<()> {
    for attribute in attributes.iter().filter(|attribute| attribute.path().is_ident("record")) {
        attribute.parse_nested_meta(|meta| {
            let word = meta.path.to_token_stream().to_string().replace(' ', "");
            take(&word, &meta)?;
            match meta.input.is_empty() || meta.input.peek(Token![,]) {
                true => Ok(()),
                false => Err(meta.input.error(format!("`{word}` takes nothing more; remove this"))),
            }
        })?;
    }
    Ok(())
}

/// Reads what follows `=`; `form` is what should have stood here.
fn value<T>(
    meta: &ParseNestedMeta<'_>,
    form: &str,
    read: impl FnOnce(ParseStream<'_>) -> Result<T>,
) -> Result<T> {
    let message = format!("write it as `{form}`");
    if !meta.input.peek(Token![=]) {
        return Err(meta.error(message));
    }
    read(meta.value()?).map_err(|error| Error::new(error.span(), message))
}

fn refuse_repetition(repeated: bool, word: &str, meta: &ParseNestedMeta<'_>) -> Result<()> {
    match repeated {
        true => Err(meta.error(format!("`{word}` stands here twice; remove one"))),
        false => Ok(()),
    }
}
