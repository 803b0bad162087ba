//! Arrow types that are stored as integers, as attributes name them.

use proc_macro2::{Span, TokenStream};
use quote::quote_spanned;
use syn::meta::ParseNestedMeta;
use syn::parse::{Parse, ParseStream};
use syn::spanned::Spanned;
use syn::{Error, Ident, LitInt, LitStr, Result, Token, parenthesized};

/// The types, as messages list them.
pub(super) const LIST: &str = "`date32`, `date64`, `time32(unit)`, `time64(unit)`, \
    `timestamp(unit)`, `timestamp(unit, zone = \"UTC\")`, `duration(unit)`, \
    `decimal32(precision, scale)`, `decimal64(precision, scale)`, `year_month`";

/// As attributes and as Arrow's `TimeUnit` name them, from the coarsest to the finest.
const UNITS: [(&str, &str); 4] = [
    ("second", "Second"),
    ("millisecond", "Millisecond"),
    ("microsecond", "Microsecond"),
    ("nanosecond", "Nanosecond"),
];

/// An Arrow type and the integer that it is stored as.
pub(super) struct Logical {
    /// How the attribute names it, and where.
    pub word: String,
    pub span: Span,
    /// The `DataType`, as an expression.
    pub data_type: TokenStream,
    /// The trait of the module `__derive` that this integer alone implements.
    pub storage: &'static str,
}

const I32: &str = "StoredAsI32";
const I64: &str = "StoredAsI64";

impl Logical {
    /// Reads what follows `word`; `None` where no type has this name.
    pub(super) fn parse(word: &str, meta: &ParseNestedMeta<'_>) -> Result<Option<Self>> {
        let (storage, variant, arguments) = match word {
            "date32" => (I32, "Date32", None),
            "date64" => (I64, "Date64", None),
            "time32" => (I32, "Time32", Some(one_unit(word, meta, &UNITS[..2])?)),
            "time64" => (I64, "Time64", Some(one_unit(word, meta, &UNITS[2..])?)),
            "timestamp" => (I64, "Timestamp", Some(timestamp(meta)?)),
            "duration" => (I64, "Duration", Some(one_unit(word, meta, &UNITS)?)),
            "decimal32" => (I32, "Decimal32", Some(decimal(word, meta, 9)?)),
            "decimal64" => (I64, "Decimal64", Some(decimal(word, meta, 18)?)),
            "year_month" => {
                let unit = quote_spanned!(Span::mixed_site()=> __ferrow::IntervalUnit::YearMonth);
                (I32, "Interval", Some(unit))
            }
            _ => return Ok(None),
        };
        let variant = Ident::new(variant, Span::mixed_site());
        let arguments =
            arguments.map(|arguments| quote_spanned!(Span::mixed_site()=> (#arguments)));
        let data_type =
            quote_spanned!(Span::mixed_site()=> __ferrow::DataType::#variant #arguments);
        let span = meta.path.span();
        Ok(Some(Self { word: word.to_owned(), span, data_type, storage }))
    }
}

/// Reads `(...)` to its end; `form` is what should have stood here.
fn in_parentheses<T>(
    meta: &ParseNestedMeta<'_>,
    form: &str,
    read: impl FnOnce(ParseStream<'_>) -> Result<T>,
) -> Result<T> {
    if !meta.input.peek(syn::token::Paren) {
        return Err(meta.error(format!("write it as `{form}`")));
    }
    let content;
    parenthesized!(content in meta.input);
    if content.is_empty() {
        return Err(meta.error(format!("write it as `{form}`")));
    }
    let read = read(&content)?;
    match content.is_empty() {
        true => Ok(read),
        false => Err(content.error(format!("nothing more stands here; write it as `{form}`"))),
    }
}

/// Reads a token; `form` is what should have stood here.
fn token<T: Parse>(input: ParseStream<'_>, form: &str) -> Result<T> {
    input.parse().map_err(|error| Error::new(error.span(), format!("write it as `{form}`")))
}

fn one_unit(
    word: &str,
    meta: &ParseNestedMeta<'_>,
    allowed: &[(&str, &str)],
) -> Result<TokenStream> {
    let form = format!("{word}({})", allowed[0].0);
    in_parentheses(meta, &form, |input| unit(input, word, allowed))
}

fn unit(input: ParseStream<'_>, word: &str, allowed: &[(&str, &str)]) -> Result<TokenStream> {
    let names: Vec<_> = allowed.iter().map(|(name, _)| format!("`{name}`")).collect();
    let names = names.join(", ");
    let unit: Ident = (input.parse())
        .map_err(|error| Error::new(error.span(), format!("expected a unit: {names}")))?;
    let Some((_, variant)) = allowed.iter().find(|(name, _)| unit == name) else {
        let message = format!("`{unit}` is not a unit of `{word}`; use one of {names}");
        return Err(Error::new(unit.span(), message));
    };
    let variant = Ident::new(variant, Span::mixed_site());
    Ok(quote_spanned!(Span::mixed_site()=> __ferrow::TimeUnit::#variant))
}

fn timestamp(meta: &ParseNestedMeta<'_>) -> Result<TokenStream> {
    let form = "timestamp(microsecond)` or `timestamp(microsecond, zone = \"UTC\")";
    in_parentheses(meta, form, |input| {
        let unit = unit(input, "timestamp", &UNITS)?;
        let comma: Option<Token![,]> = input.parse()?;
        let zone = match comma.is_some() && !input.is_empty() {
            true => {
                let zone = zone(input)?;
                quote_spanned! {Span::mixed_site()=>
                    ::core::option::Option::Some(__ferrow::zone(#zone))
                }
            }
            false => quote_spanned!(Span::mixed_site()=> ::core::option::Option::None),
        };
        Ok(quote_spanned!(Span::mixed_site()=> #unit, #zone))
    })
}

fn zone(input: ParseStream<'_>) -> Result<LitStr> {
    let form = "zone = \"UTC\"";
    let word: Ident = token(input, form)?;
    if word != "zone" {
        let message = format!("`{word}` is not known here; write `{form}`");
        return Err(Error::new(word.span(), message));
    }
    token::<Token![=]>(input, form)?;
    let zone: LitStr = token(input, form)?;
    if zone.value().is_empty() {
        let message = "an empty zone; name one, as `UTC`, or leave `zone` out";
        return Err(Error::new(zone.span(), message));
    }
    input.parse::<Option<Token![,]>>()?;
    Ok(zone)
}

/// Reads a precision of at most `digits` and a scale, by Arrow's rule for them.
fn decimal(word: &str, meta: &ParseNestedMeta<'_>, digits: u8) -> Result<TokenStream> {
    let form = format!("{word}({digits}, 2)");
    in_parentheses(meta, &form, |input| {
        let precision: LitInt = token(input, &form)?;
        let digits_wanted = precision.base10_parse::<u8>().ok();
        let Some(width) = digits_wanted.filter(|width| (1..=digits).contains(width)) else {
            let message = format!("the precision of `{word}` is 1 to {digits}");
            return Err(Error::new(precision.span(), message));
        };
        token::<Token![,]>(input, &form)?;
        // A minus sign is part of the literal, where one comes.
        let scale: LitInt = token(input, &form)?;
        let scale_wanted = scale.base10_parse::<i8>().ok();
        let Some(scale_value) = scale_wanted.filter(|&scale| i16::from(scale) <= width.into())
        else {
            let message = format!("the scale is -128 to the precision, here {width}");
            return Err(Error::new(scale.span(), message));
        };
        input.parse::<Option<Token![,]>>()?;
        Ok(quote_spanned!(Span::mixed_site()=> #width, #scale_value))
    })
}
