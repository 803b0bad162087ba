//! The struct that is derived for: what shapes are taken, and what is known of them.

use std::collections::HashSet;

use proc_macro2::{Span, TokenStream};
use quote::{ToTokens, format_ident, quote_spanned};
use syn::ext::IdentExt;
use syn::{DeriveInput, Error, Fields, Ident, Lifetime, Path, Result, Visibility};

use super::attributes::{ContainerAttributes, Shape};
use super::errors::Errors;
use super::field::{FieldContext, RecordField};
use super::generics::{Parameters, unused_lifetime};
use super::stored::StoredField;

/// A struct that can be a record.
pub(super) struct RecordInput<'a> {
    pub ident: &'a Ident,
    pub vis: &'a Visibility,
    pub parameters: Parameters<'a>,
    /// The crate that has the module `__derive`.
    pub krate: Path,
    /// The name of the view.
    pub view: Ident,
    /// The name of the view of columns.
    pub column_view: Ident,
    /// The lifetime of the row, which neither a parameter nor a field's type names.
    pub lifetime: Lifetime,
    /// In the order of their declaration.
    pub fields: Vec<RecordField<'a>>,
}

impl<'a> RecordInput<'a> {
    /// Reads the struct; the error holds everything that is wrong with it.
    pub(super) fn parse(input: &'a DeriveInput, declared: &'a Fields) -> Result<Self> {
        let mut errors = Errors::default();
        let shape = match declared {
            Fields::Named(_) => Shape::Record,
            Fields::Unnamed(_) | Fields::Unit => Shape::Tuple,
        };
        let attributes = errors.take(ContainerAttributes::parse(&input.attrs, shape));
        let attributes = attributes.unwrap_or_default();
        let context = FieldContext { record: &input.ident, rename_all: attributes.rename_all };
        let fields = declared.iter().enumerate();
        let fields = fields.map(|(ordinal, field)| RecordField::parse(field, ordinal, &context));
        let mut fields: Vec<_> = fields.filter_map(|field| errors.take(field)).collect();
        let named = input.generics.params.is_empty();
        place(&mut fields, attributes.sort_by_name.is_some(), named);
        refuse_same_names(&fields, &mut errors);
        errors.finish()?;

        Ok(Self {
            ident: &input.ident,
            vis: &input.vis,
            parameters: Parameters::new(&input.generics),
            krate: attributes.krate.unwrap_or_else(|| syn::parse_quote!(::ferrow)),
            view: format_ident!("{}View", input.ident.unraw(), span = input.ident.span()),
            column_view: format_ident!(
                "{}ColumnView",
                input.ident.unraw(),
                span = input.ident.span()
            ),
            lifetime: row_lifetime(input, declared),
            fields,
        })
    }

    /// The fields that stand in the rows, in the order of their declaration.
    pub(super) fn declared(&self) -> impl Iterator<Item = &StoredField<'a>> {
        self.fields.iter().filter_map(RecordField::stored)
    }

    /// The fields that stand in the rows, in the layout's order.
    pub(super) fn stored(&self) -> Vec<&StoredField<'a>> {
        let mut stored: Vec<_> = self.declared().collect();
        stored.sort_by_key(|field| field.index);
        stored
    }

    /// `Type: Field` for the fields whose types depend on parameters.
    pub(super) fn bounds(&self) -> Vec<TokenStream> {
        self.declared().filter_map(|field| field.bound(&self.parameters)).collect()
    }

    /// The types of the columns, as one type.
    ///
    /// It has a name where the record has no parameters: then an error in a field's type is told there
    /// and not wherever the columns are named.
    pub(super) fn columns(&self) -> TokenStream {
        match self.parameters.are_none() {
            true => quote_spanned!(Span::mixed_site()=> __Columns),
            false => {
                let types = self.stored().into_iter().map(|field| field.item("Column"));
                quote_spanned!(Span::mixed_site()=> (#(#types,)*))
            }
        }
    }

    /// The declaration of what [`columns`](Self::columns) names.
    pub(super) fn columns_item(&self) -> Option<TokenStream> {
        let columns = self.stored().into_iter().map(|field| {
            let (name, column) = (field.column(), field.item("Column"));
            quote_spanned!(Span::mixed_site()=> #name: #column,)
        });
        // The last field alone says whether there is a size: this one does, whatever the others are.
        self.parameters.are_none().then(
            || quote_spanned!(Span::mixed_site()=> pub struct __Columns { #(#columns)* __end: () }),
        )
    }

    /// The type of the columns in the view of columns: a parameter where the record has parameters,
    /// which the view does not bound.
    pub(super) fn columns_in_view(&self) -> TokenStream {
        let Self { ident, krate, parameters, .. } = self;
        if parameters.are_of_types() {
            return quote_spanned!(Span::mixed_site()=> __Columns);
        }
        let arguments = parameters.static_arguments();
        quote_spanned! {Span::mixed_site()=>
            #krate::__derive::Columns<#ident #arguments>
        }
    }

    /// What is left of the implementations' `where` clauses.
    pub(super) fn bounded(&self) -> TokenStream {
        self.parameters.bounded(&self.bounds())
    }
}

/// The lifetime `'row`, or one like it that the struct does not name.
pub(super) fn row_lifetime(input: &DeriveInput, declared: &Fields) -> Lifetime {
    let mut tokens = input.generics.to_token_stream();
    tokens.extend(input.generics.where_clause.to_token_stream());
    tokens.extend(declared.iter().map(|field| field.ty.to_token_stream()));
    unused_lifetime("'row", &tokens)
}

/// Gives every stored field its place in the layout.
fn place(fields: &mut [RecordField<'_>], sort_by_name: bool, named_columns: bool) {
    let mut stored: Vec<_> = fields.iter_mut().filter_map(RecordField::stored_mut).collect();
    if sort_by_name {
        stored.sort_by_key(|field| field.name.value());
    }
    for (index, field) in stored.into_iter().enumerate() {
        field.index = index;
        field.named_column = named_columns;
    }
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

/// The span of the name, for what is said of the struct as a whole.
pub(super) fn at(ident: &Ident) -> Span {
    ident.span().resolved_at(Span::mixed_site())
}
