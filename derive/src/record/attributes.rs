//! The words inside `#[record(...)]`.

use proc_macro2::Span;
use quote::ToTokens;
use syn::meta::ParseNestedMeta;
use syn::parse::{Parse, ParseStream};
use syn::spanned::Spanned;
use syn::{Attribute, Error, Expr, LitStr, Path, Result, Token};

use super::logical::{self, Logical};

/// The attributes of the struct.
#[derive(Default)]
pub(super) struct StructAttributes {
    pub krate: Option<Path>,
}

impl StructAttributes {
    pub(super) fn parse(attributes: &[Attribute]) -> Result<Self> {
        let mut parsed = Self::default();
        for_each_word(attributes, |word, meta| {
            if word != "crate" {
                let message = format!(
                    "`{word}` is not an attribute of a record's struct; use `crate = path`"
                );
                return Err(meta.error(message));
            }
            let path = value(meta, "crate = path", Path::parse_mod_style)?;
            refuse_repetition(parsed.krate.replace(path).is_some(), word, meta)
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
                         `rename = \"name\"`, `skip`, `default`, `default = expression`, \
                         or an Arrow type: {}",
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
        if self.skip.is_none() {
            return Ok(());
        }
        let (span, word) = match (&self.rename, &self.logical) {
            (Some(name), _) => (name.span(), "rename"),
            (None, Some(logical)) => (logical.span, logical.word.as_str()),
            (None, None) => return Ok(()),
        };
        let message = format!("a skipped field is not in the rows; remove `{word}` or `skip`");
        Err(Error::new(span, message))
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
