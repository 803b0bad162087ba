//! The expressions that write and read one field of the rows.
//!
//! The trait `Field` is named only as `<Type as Field>::item`, never as a bound, and each expression
//! begins and ends where the field's type does. So where the type is no `Field`, the errors of all
//! these places are the same to the letter, and the compiler shows one, under the type. What reads
//! fields back stands in an implementation that is bounded by the fields' `FromField`, and is not
//! there where one of them has none.

use proc_macro2::{Ident, Literal, Span, TokenStream};
use quote::{ToTokens, format_ident, quote_spanned};
use syn::{Field, Index, LitStr, Member, Type};

use super::generics::{self, Parameters};
use super::meaning::Meaning;

/// A field that stands in the rows.
pub(super) struct StoredField<'a> {
    pub field: &'a Field,
    /// The field of the struct.
    pub member: Member,
    /// The place in the layout.
    pub index: usize,
    /// Whether its column has a name among the others, or a number.
    pub named_column: bool,
    /// The name in the rows.
    pub name: LitStr,
    pub meaning: Meaning,
    /// What a null is read as, of a field that is nullable in the rows alone.
    pub default: Option<TokenStream>,
    open: Span,
    close: Span,
}

impl<'a> StoredField<'a> {
    pub(super) fn new(
        field: &'a Field,
        member: Member,
        index: usize,
        name: LitStr,
        meaning: Meaning,
        default: Option<TokenStream>,
    ) -> Self {
        let (open, close) = edges(&field.ty);
        let named_column = false;
        Self { field, member, index, named_column, name, meaning, default, open, close }
    }

    /// `Field`, of the field's meaning.
    fn of_meaning(&self, name: &str) -> TokenStream {
        let name = Ident::new(name, self.close);
        match &self.meaning {
            Meaning::Natural => quote_spanned!(self.close=> __ferrow::#name),
            meaning => {
                let meaning = meaning.ty();
                quote_spanned!(self.close=> __ferrow::#name<#meaning>)
            }
        }
    }

    /// `<Type as Field>::item`.
    pub(super) fn item(&self, item: &str) -> TokenStream {
        let ty = &self.field.ty;
        let (open, item) = (quote_spanned!(self.open=> <), Ident::new(item, self.close));
        let field = self.of_meaning("Field");
        quote_spanned!(self.close=> #open #ty as #field>::#item)
    }

    /// `<Type as Field>::item(arguments)`.
    pub(super) fn call(&self, item: &str, arguments: &TokenStream) -> TokenStream {
        let item = self.item(item);
        quote_spanned!(self.close=> #item(#arguments))
    }

    /// Whether the schema says that the field may be null.
    pub(super) fn nullable(&self) -> TokenStream {
        match self.default {
            Some(_) => quote_spanned!(self.close=> true),
            None => self.item("NULLABLE"),
        }
    }

    /// An expression that is there only where a type with a default cannot be null by itself.
    pub(super) fn required_check(&self) -> Option<TokenStream> {
        self.default.as_ref()?;
        let nullable = self.item("NULLABLE");
        let check = quote_spanned!(self.open=> __ferrow::check_required);
        Some(quote_spanned!(self.close=> #check(#nullable)))
    }

    /// `Type: Field`, where the type depends on the struct's parameters.
    pub(super) fn bound(&self, parameters: &Parameters<'_>) -> Option<TokenStream> {
        let ty = &self.field.ty;
        parameters.are_named_in(&ty.to_token_stream()).then(|| {
            let field = self.of_meaning("Field");
            quote_spanned!(Span::mixed_site()=> #ty: #field)
        })
    }

    /// `Type: Bound`, which may not hold.
    pub(super) fn late_bound(&self, bound: &str) -> TokenStream {
        generics::late(&self.field.ty.to_token_stream(), &self.of_meaning(bound))
    }

    /// `Type: FromField<'row>`, which may not hold.
    pub(super) fn read_bound(&self, row: &syn::Lifetime) -> TokenStream {
        let meaning = self.meaning.ty();
        let bound = quote_spanned!(Span::mixed_site()=> __ferrow::FromField<#row, #meaning>);
        generics::late(&self.field.ty.to_token_stream(), &bound)
    }

    /// `function::<Type, Meaning>(arguments)` of the module `__derive`, with the default behind the
    /// arguments where there is one: then the function is another.
    pub(super) fn read(&self, function: &str, arguments: &TokenStream) -> TokenStream {
        let (ty, meaning) = (&self.field.ty, self.meaning.ty());
        let (function, default) = match &self.default {
            Some(default) => {
                (format!("{function}_or"), quote_spanned!(Span::mixed_site()=> , || #default))
            }
            None => (function.to_owned(), TokenStream::new()),
        };
        let function = Ident::new(&function, Span::mixed_site());
        quote_spanned! {Span::mixed_site()=>
            __ferrow::#function::<#ty, #meaning>(#arguments #default)?
        }
    }

    /// What the view returns, as a type; `lifetime` is the row's.
    pub(super) fn view_type(&self, lifetime: &syn::Lifetime) -> TokenStream {
        let view = self.item("View");
        let view = quote_spanned!(self.close=> #view<#lifetime>);
        match self.default {
            None => view,
            Some(_) => quote_spanned!(self.close=> ::core::option::Option<#view>),
        }
    }

    /// What the view returns, of the row `row`.
    ///
    /// A null of a field with a default stays a null: a view owns nothing, the default does.
    pub(super) fn to_view(&self, row: &TokenStream) -> TokenStream {
        let (to_view, value, index) = (self.item("to_view"), self.item("Value"), self.ordinal());
        let get = quote_spanned!(self.open=> __ferrow::get::<#value>);
        let value = quote_spanned!(self.close=> #get(#row, #index));
        let layout = quote_spanned!(Span::mixed_site()=> __ferrow::layout_at(#row, #index));
        match &self.default {
            None => quote_spanned!(self.close=> #to_view(#value, #layout)),
            Some(_) => {
                let or = quote_spanned!(self.open=> __ferrow::or_null);
                quote_spanned!(self.close=> #or(#value, #layout, #to_view))
            }
        }
    }

    /// What the view of columns returns, as a type.
    pub(super) fn column_view_type(&self, lifetime: &syn::Lifetime) -> TokenStream {
        let view = self.item("ColumnView");
        let view = quote_spanned!(self.close=> #view<#lifetime>);
        match self.default {
            None => view,
            Some(_) => quote_spanned!(self.close=> ::core::option::Option<#view>),
        }
    }

    /// What the view of columns, which is `self`, returns.
    pub(super) fn column_view(&self) -> TokenStream {
        let (view, column) = (self.item("column_view"), self.column());
        let columns = quote_spanned!(self.open=> &self.__columns);
        let column = quote_spanned!(self.close=> #columns.#column);
        let index = quote_spanned!(self.close=> self.__index);
        match &self.default {
            None => quote_spanned!(self.close=> #view(#column, #index)),
            Some(_) => {
                let or = quote_spanned!(self.open=> __ferrow::or_null_column);
                quote_spanned!(self.close=> #or(#column, #index, #view))
            }
        }
    }

    /// What `?` does: its own error would be another one where the field's type is none.
    pub(super) fn or_return(&self, result: &TokenStream) -> TokenStream {
        let keyword = quote_spanned!(self.open=> match);
        quote_spanned! {self.close=>
            #keyword #result {
                ::core::result::Result::Ok(__column) => __column,
                ::core::result::Result::Err(__error) => {
                    return ::core::result::Result::Err(__error);
                }
            }
        }
    }

    /// The place among the columns.
    pub(super) fn column(&self) -> Member {
        let at = self.close;
        match self.named_column {
            true => Member::Named(format_ident!("__{}", self.index, span = at)),
            false => Member::Unnamed(Index {
                index: u32::try_from(self.index).unwrap_or(u32::MAX),
                span: at,
            }),
        }
    }

    /// Hands the field to the variable `slots`, as an expression that says whether it is taken.
    pub(super) fn put(&self, slots: &Ident) -> TokenStream {
        let (value, member, index) = (self.item("Value"), &self.member, self.ordinal());
        let stored = self.call("stored", &quote_spanned!(Span::mixed_site()=> &self.#member));
        let put = quote_spanned!(self.open=> #slots.put::<#value>);
        quote_spanned!(self.close=> #put(#index, #stored))
    }

    /// The ordinal as code.
    pub(super) fn ordinal(&self) -> Literal {
        Literal::usize_unsuffixed(self.index)
    }
}

/// The spans of a type's first and last token.
pub(super) fn edges(ty: &Type) -> (Span, Span) {
    let mut spans = ty.to_token_stream().into_iter().map(|token| token.span());
    let first = spans.next().unwrap_or_else(Span::mixed_site);
    (first, spans.last().unwrap_or(first))
}
