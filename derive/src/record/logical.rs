//! Arrow types that are stored as integers, as attributes name them.

use proc_macro2::{Span, TokenStream};
use quote::quote_spanned;
use syn::meta::ParseNestedMeta;
use syn::parse::ParseStream;
use syn::{Error, Ident, LitInt, LitStr, Result, Token, parenthesized};

/// The types, as messages list them.
pub(super) const LIST: &str = "`date32`, `date64`, `time32(unit)`, `time64(unit)`, \
    `timestamp(unit)`, `timestamp(unit, zone = \"UTC\")`, `duration(unit)`, \
    `decimal32(precision, scale)`, `decimal64(precision, scale)`, `year_month`";

const UNITS: [(&str, &str); 4] = [
    ("second", "Second"),
    ("millisecond", "Millisecond"),
    ("microsecond", "Microsecond"),
    ("nanosecond", "Nanosecond"),
];

/// An Arrow type and the integer that it is stored as.
pub(super) struct Logical {
    /// The `DataType`, as an expression.
    pub data_type: TokenStream,
    /// The trait of the module `__derive` that this integer alone implements.
    pub storage: &'static str,
}

impl Logical {
    /// Reads what follows `name`; `None` where no type has this name.
    pub(super) fn parse(name: &str, meta: &ParseNestedMeta<'_>) -> Result<Option<Self>> {
        let logical = match name {
            "date32" => Self::i32(data_type("Date32", None)),
            "date64" => Self::i64(data_type("Date64", None)),
            "year_month" => {
                let unit = quote_spanned!(Span::mixed_site()=> __ferrow::IntervalUnit::YearMonth);
                Self::i32(data_type("Interval", Some(unit)))
            }
            "time32" => {
                let unit = one_unit(name, meta, &UNITS[..2])?;
                Self::i32(data_type("Time32", Some(unit)))
            }
            "time64" => {
                let unit = one_unit(name, meta, &UNITS[2..])?;
                Self::i64(data_type("Time64", Some(unit)))
            }
            "duration" => {
                let unit = one_unit(name, meta, &UNITS)?;
                Self::i64(data_type("Duration", Some(unit)))
            }
            "timestamp" => {
                let form = "timestamp(microsecond)` or `timestamp(microsecond, zone = \"UTC\")";
                let arguments = in_parentheses(meta, form, timestamp)?;
                Self::i64(data_type("Timestamp", Some(arguments)))
            }
            "decimal32" => {
                let arguments = decimal(name, meta, 9)?;
                Self::i32(data_type("Decimal32", Some(arguments)))
            }
            "decimal64" => {
                let arguments = decimal(name, meta, 18)?;
                Self::i64(data_type("Decimal64", Some(arguments)))
            }
            _ => return Ok(None),
        };
        Ok(Some(logical))
    }

    fn i32(data_type: TokenStream) -> Self {
        Self { data_type, storage: "StoredAsI32" }
    }

    fn i64(data_type: TokenStream) -> Self {
        Self { data_type, storage: "StoredAsI64" }
    }
}

fn data_type(variant: &str, arguments: Option<TokenStream>) -> TokenStream {
    let variant = Ident::new(variant, Span::mixed_site());
    let arguments = arguments.map(|arguments| quote_spanned!(Span::mixed_site()=> (#arguments)));
    quote_spanned!(Span::mixed_site()=> __ferrow::DataType::#variant #arguments)
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

fn one_unit(
    name: &str,
    meta: &ParseNestedMeta<'_>,
    allowed: &[(&str, &str)],
) -> Result<TokenStream> {
    let form = format!("{name}({})", allowed[0].0);
    in_parentheses(meta, &form, |input| unit(input, name, allowed))
}

fn unit(input: ParseStream<'_>, name: &str, allowed: &[(&str, &str)]) -> Result<TokenStream> {
    let list = || {
        let names: Vec<_> = allowed.iter().map(|(name, _)| format!("`{name}`")).collect();
        names.join(", ")
    };
    let word: Ident = (input.parse())
        .map_err(|error| Error::new(error.span(), format!("expected a unit: {}", list())))?;
    let Some((_, variant)) = allowed.iter().find(|(unit, _)| word == unit) else {
        let message = format!("`{word}` is not a unit of `{name}`; use one of {}", list());
        return Err(Error::new(word.span(), message));
    };
    let variant = Ident::new(variant, Span::mixed_site());
    Ok(quote_spanned!(Span::mixed_site()=> __ferrow::TimeUnit::#variant))
}

fn timestamp(input: ParseStream<'_>) -> Result<TokenStream> {
    let unit = unit(input, "timestamp", &UNITS)?;
    let zone = match input.parse::<Option<Token![,]>>()? {
        Some(_) if !input.is_empty() => Some(zone(input)?),
        _ => None,
    };
    let zone = match zone {
        Some(zone) => quote_spanned! {Span::mixed_site()=>
            ::core::option::Option::Some(__ferrow::zone(#zone))
        },
        None => quote_spanned!(Span::mixed_site()=> ::core::option::Option::None),
    };
    Ok(quote_spanned!(Span::mixed_site()=> #unit, #zone))
}

fn zone(input: ParseStream<'_>) -> Result<LitStr> {
    let word: Ident = input.parse()?;
    if word != "zone" {
        let message = format!("`{word}` is not known here; write `zone = \"UTC\"`");
        return Err(Error::new(word.span(), message));
    }
    input.parse::<Token![=]>()?;
    let zone: LitStr = input.parse()?;
    if zone.value().is_empty() {
        let message = "an empty zone; name one, as `UTC`, or leave `zone` out";
        return Err(Error::new(zone.span(), message));
    }
    input.parse::<Option<Token![,]>>()?;
    Ok(zone)
}

fn decimal(name: &str, meta: &ParseNestedMeta<'_>, digits: u8) -> Result<TokenStream> {
    in_parentheses(meta, &format!("{name}({digits}, 2)"), |input| {
        let precision: LitInt = input.parse()?;
        let digits_of = precision.base10_parse::<u8>().ok();
        let Some(width) = digits_of.filter(|width| (1..=digits).contains(width)) else {
            let message = format!("the precision of `{name}` is 1 to {digits}");
            return Err(Error::new(precision.span(), message));
        };
        input.parse::<Token![,]>()?;
        let minus: Option<Token![-]> = input.parse()?;
        let scale: LitInt = input.parse()?;
        let sign = if minus.is_some() { "-" } else { "" };
        let value = format!("{sign}{}", scale.base10_digits()).parse::<i8>().ok();
        let Some(value) = value.filter(|&value| i16::from(value) <= i16::from(width)) else {
            let message = format!("the scale is -128 to the precision, here {width}");
            return Err(Error::new(scale.span(), message));
        };
        input.parse::<Option<Token![,]>>()?;
        Ok(quote_spanned!(Span::mixed_site()=> #width, #value))
    })
}
