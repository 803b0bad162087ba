//! The struct that is derived for: what shapes are taken, and what is known of them.

use std::collections::HashSet;

use proc_macro2::Span;
use quote::{ToTokens, format_ident};
use syn::ext::IdentExt;
use syn::spanned::Spanned;
use syn::{Data, DeriveInput, Error, Fields, GenericParam, Ident, Lifetime, Path, Result};
use syn::{Visibility, WhereClause};

use super::attributes::StructAttributes;
use super::field::RecordField;
use super::stored::StoredField;

/// A struct that can be a record.
pub(super) struct RecordInput<'a> {
    pub ident: &'a Ident,
    pub vis: &'a Visibility,
    pub where_clause: Option<&'a WhereClause>,
    /// The crate that has the module `__derive`.
    pub krate: Path,
    /// The name of the view.
    pub view: Ident,
    /// The lifetime of the view, which no field's type names.
    pub lifetime: Lifetime,
    /// In the order of their declaration.
    pub fields: Vec<RecordField<'a>>,
}

impl<'a> RecordInput<'a> {
    /// Reads the struct; the error holds everything that is wrong with it.
    pub(super) fn parse(input: &'a DeriveInput) -> Result<Self> {
        let declared = fields_of(input)?;
        let mut errors = Errors::default();
        errors.take(refuse_parameters(input));
        let krate = errors.take(StructAttributes::parse(&input.attrs)).and_then(|it| it.krate);
        let mut fields = Vec::with_capacity(declared.len());
        let mut stored = 0;
        for field in declared {
            let Some(field) = errors.take(RecordField::parse(field, stored)) else { continue };
            stored += usize::from(field.stored().is_some());
            fields.push(field);
        }
        refuse_same_names(&fields, &mut errors);
        errors.finish()?;

        Ok(Self {
            ident: &input.ident,
            vis: &input.vis,
            where_clause: input.generics.where_clause.as_ref(),
            krate: krate.unwrap_or_else(|| syn::parse_quote!(::ferrow)),
            view: format_ident!("{}View", input.ident.unraw(), span = input.ident.span()),
            lifetime: unused_lifetime(declared),
            fields,
        })
    }

    /// The fields that stand in the rows, in the layout's order.
    pub(super) fn stored(&self) -> impl Iterator<Item = &StoredField<'a>> {
        self.fields.iter().filter_map(RecordField::stored)
    }
}

/// Everything that is wrong, so that one build shows it all.
#[derive(Default)]
struct Errors(Option<Error>);

impl Errors {
    fn take<T>(&mut self, result: Result<T>) -> Option<T> {
        result.map_err(|error| self.push(error)).ok()
    }

    fn push(&mut self, error: Error) {
        match &mut self.0 {
            Some(first) => first.combine(error),
            None => self.0 = Some(error),
        }
    }

    fn finish(self) -> Result<()> {
        self.0.map_or(Ok(()), Err)
    }
}

const SHAPE: &str = "`Record` is derived for structs with named fields";

fn fields_of(input: &DeriveInput) -> Result<&Fields> {
    let (token, advice) = match &input.data {
        Data::Struct(data) => match &data.fields {
            Fields::Unnamed(fields) => (
                fields.span(),
                "the fields of this struct have no names; write them as `{ name: Type, .. }`",
            ),
            named_or_none => return Ok(named_or_none),
        },
        Data::Enum(data) => (
            data.enum_token.span,
            "this is an enum; make it a struct with an integer or `String` field for the variant",
        ),
        Data::Union(data) => (
            data.union_token.span,
            "this is a union; make it a struct with an `Option` field for each of its fields",
        ),
    };
    Err(Error::new(token, format!("{SHAPE}; {advice}")))
}

fn refuse_parameters(input: &DeriveInput) -> Result<()> {
    let Some(parameter) = input.generics.params.first() else { return Ok(()) };
    let advice = match parameter {
        GenericParam::Lifetime(_) => {
            "lifetime parameters; make the fields owned, as `String` or `Vec<u8>`, \
             and read rows through the view to borrow from them"
        }
        GenericParam::Type(_) => {
            "type parameters; write the types out, in a struct for each of them"
        }
        GenericParam::Const(_) => {
            "const parameters; write the constants out, in a struct for each of them"
        }
    };
    Err(Error::new_spanned(parameter, format!("`Record` is derived for structs without {advice}")))
}

fn refuse_same_names(fields: &[RecordField<'_>], errors: &mut Errors) {
    let mut names = HashSet::new();
    for field in fields.iter().filter_map(RecordField::stored) {
        if !names.insert(field.name.value()) {
            let name = field.name.value();
            let message = format!("a field before this one has the name `{name}` in the rows");
            errors.push(Error::new(field.name.span(), message));
        }
    }
}

/// A lifetime that the types of the fields do not name, as `for<'row> fn(&'row str)` would.
fn unused_lifetime(fields: &Fields) -> Lifetime {
    let tokens = fields.iter().map(|field| field.ty.to_token_stream().to_string());
    let tokens = tokens.collect::<String>();
    let mut name = "'row".to_owned();
    while tokens.contains(&name) {
        name.push('_');
    }
    Lifetime::new(&name, Span::mixed_site())
}
