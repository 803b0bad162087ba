//! Arrow types that Rust types stand for, as attributes name them.

use proc_macro2::{Span, TokenStream};
use quote::quote_spanned;
use syn::meta::ParseNestedMeta;
use syn::parenthesized;
use syn::parse::{Parse, ParseStream};
use syn::spanned::Spanned;
use syn::{Error, GenericArgument, Ident, LitInt, LitStr, PathArguments, Result, Token, Type};

/// The types, as messages list them.
pub(super) const LIST: &str = "`date32`, `date64`, `time32(unit)`, `time64(unit)`, \
    `timestamp(unit)`, `timestamp(unit, zone = \"UTC\")`, `duration(unit)`, \
    `decimal32(precision, scale)`, `decimal64(precision, scale)`, `decimal128(precision, scale)`, \
    `decimal256(precision, scale)`, `year_month`";

/// As attributes and as Arrow's `TimeUnit` name them, from the coarsest to the finest.
const UNITS: [(&str, &str); 4] = [
    ("second", "Second"),
    ("millisecond", "Millisecond"),
    ("microsecond", "Microsecond"),
    ("nanosecond", "Nanosecond"),
];

/// An Arrow type.
pub(super) struct Logical {
    /// How the attribute names it, and where.
    pub word: String,
    pub span: Span,
    /// The type of the module `family`.
    family: &'static str,
    /// The `Unit`, where there is one.
    unit: Option<&'static str>,
    /// The `DataType`, as an expression.
    data_type: TokenStream,
}

/// The family, the unit where there is one, and what the `DataType` has in parentheses.
type Parts = (&'static str, Option<&'static str>, Option<TokenStream>);

impl Logical {
    /// Reads what follows `word`; `None` where no type has this name.
    pub(super) fn parse(word: &str, meta: &ParseNestedMeta<'_>) -> Result<Option<Self>> {
        let (variant, (family, unit, arguments)) = match word {
            "date32" => ("Date32", ("Date32", Some("Day"), None)),
            "date64" => ("Date64", ("Date64", Some("Millisecond"), None)),
            "time32" => ("Time32", one_unit("Time32", word, meta, &UNITS[..2])?),
            "time64" => ("Time64", one_unit("Time64", word, meta, &UNITS[2..])?),
            "timestamp" => ("Timestamp", timestamp(meta)?),
            "duration" => ("Duration", one_unit("Duration", word, meta, &UNITS)?),
            "decimal32" => ("Decimal32", decimal("Decimal32", word, meta, 9)?),
            "decimal64" => ("Decimal64", decimal("Decimal64", word, meta, 18)?),
            "decimal128" => ("Decimal128", decimal("Decimal128", word, meta, 38)?),
            "decimal256" => ("Decimal256", decimal("Decimal256", word, meta, 76)?),
            "year_month" => {
                let unit = quote_spanned!(Span::mixed_site()=> __ferrow::IntervalUnit::YearMonth);
                ("Interval", ("YearMonth", None, Some(unit)))
            }
            _ => return Ok(None),
        };
        let variant = Ident::new(variant, Span::mixed_site());
        let arguments =
            arguments.map(|arguments| quote_spanned!(Span::mixed_site()=> (#arguments)));
        let data_type =
            quote_spanned!(Span::mixed_site()=> __ferrow::DataType::#variant #arguments);
        let span = meta.path.span();
        Ok(Some(Self { word: word.to_owned(), span, family, unit, data_type }))
    }

    /// Refuses numbers and text that are not what the Arrow type is stored as. Of other types the
    /// compiler knows more.
    pub(super) fn check_storage(&self, ty: &Type) -> Result<()> {
        let stored_as = match self.family {
            "Date32" | "Time32" | "Decimal32" | "YearMonth" => "i32",
            "Decimal128" => "i128",
            "Decimal256" => "i256",
            _ => "i64",
        };
        let Some(found) = scalar(ty).filter(|found| *found != stored_as) else { return Ok(()) };
        if !SCALARS.iter().any(|scalar| found == scalar) {
            return Ok(());
        }
        let word = &self.word;
        let message =
            format!("`{word}` is stored as `{stored_as}`, not as `{found}`; make it that");
        Err(Error::new(found.span(), message))
    }

    /// The type that says all this to the traits of fields.
    pub(super) fn marker(&self, name: &Ident) -> TokenStream {
        let Self { family, unit, data_type, .. } = self;
        let family = Ident::new(family, Span::mixed_site());
        let unit = match unit {
            Some(unit) => {
                let unit = Ident::new(unit, Span::mixed_site());
                quote_spanned! {Span::mixed_site()=>
                    ::core::option::Option::Some(__ferrow::Unit::#unit)
                }
            }
            None => quote_spanned!(Span::mixed_site()=> ::core::option::Option::None),
        };
        quote_spanned! {Span::mixed_site()=>
            pub enum #name {}

            impl __ferrow::Logical for #name {
                type Family = __ferrow::family::#family;
                const UNIT: ::core::option::Option<__ferrow::Unit> = #unit;

                fn data_type() -> ::core::option::Option<__ferrow::DataType> {
                    ::core::option::Option::Some(#data_type)
                }
            }
        }
    }
}

/// Types that every program knows.
const SCALARS: [&str; 19] = [
    "bool", "char", "f32", "f64", "i8", "i16", "i32", "i64", "i128", "i256", "isize", "str",
    "String", "u8", "u16", "u32", "u64", "u128", "usize",
];

/// The type that an attribute speaks of, where it is one name: in options, lists and boxes that
/// inside.
fn scalar(ty: &Type) -> Option<&Ident> {
    match ty {
        Type::Path(path) => {
            let last = path.path.segments.last()?;
            match &last.arguments {
                PathArguments::None => path.path.get_ident(),
                PathArguments::AngleBracketed(arguments) => match arguments.args.last()? {
                    GenericArgument::Type(inside) => scalar(inside),
                    _ => None,
                },
                PathArguments::Parenthesized(_) => None,
            }
        }
        Type::Array(array) => scalar(&array.elem),
        Type::Group(group) => scalar(&group.elem),
        Type::Paren(paren) => scalar(&paren.elem),
        _ => None,
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
    family: &'static str,
    word: &str,
    meta: &ParseNestedMeta<'_>,
    allowed: &[(&str, &'static str)],
) -> Result<Parts> {
    let form = format!("{word}({})", allowed[0].0);
    let unit = in_parentheses(meta, &form, |input| unit(input, word, allowed))?;
    Ok((family, Some(unit), Some(time_unit(unit))))
}

/// The `TimeUnit` as an expression.
fn time_unit(unit: &str) -> TokenStream {
    let unit = Ident::new(unit, Span::mixed_site());
    quote_spanned!(Span::mixed_site()=> __ferrow::TimeUnit::#unit)
}

fn unit(
    input: ParseStream<'_>,
    word: &str,
    allowed: &[(&str, &'static str)],
) -> Result<&'static str> {
    let names: Vec<_> = allowed.iter().map(|(name, _)| format!("`{name}`")).collect();
    let names = names.join(", ");
    let unit: Ident = (input.parse())
        .map_err(|error| Error::new(error.span(), format!("expected a unit: {names}")))?;
    let Some((_, variant)) = allowed.iter().find(|(name, _)| unit == name) else {
        let message = format!("`{unit}` is not a unit of `{word}`; use one of {names}");
        return Err(Error::new(unit.span(), message));
    };
    Ok(variant)
}

fn timestamp(meta: &ParseNestedMeta<'_>) -> Result<Parts> {
    let form = "timestamp(microsecond)` or `timestamp(microsecond, zone = \"UTC\")";
    in_parentheses(meta, form, |input| {
        let unit = unit(input, "timestamp", &UNITS)?;
        let comma: Option<Token![,]> = input.parse()?;
        let (family, zone) = match comma.is_some() && !input.is_empty() {
            true => {
                let zone = zone(input)?;
                let zone = quote_spanned! {Span::mixed_site()=>
                    ::core::option::Option::Some(__ferrow::zone(#zone))
                };
                ("ZonedTimestamp", zone)
            }
            false => {
                ("Timestamp", quote_spanned!(Span::mixed_site()=> ::core::option::Option::None))
            }
        };
        let time_unit = time_unit(unit);
        let arguments = quote_spanned!(Span::mixed_site()=> #time_unit, #zone);
        Ok((family, Some(unit), Some(arguments)))
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
fn decimal(
    family: &'static str,
    word: &str,
    meta: &ParseNestedMeta<'_>,
    digits: u8,
) -> Result<Parts> {
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
        let arguments = quote_spanned!(Span::mixed_site()=> #width, #scale_value);
        Ok((family, None, Some(arguments)))
    })
}
