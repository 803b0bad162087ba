//! The expressions that write and read one field of the rows.
//!
//! The trait `Field` is named only as `<Type as Field>::item`, never as a bound, and each expression
//! begins and ends where the field's type does. So where the type is no `Field`, the errors of all
//! these places are the same to the letter, and the compiler shows one, under the type.

use proc_macro2::{Literal, Span, TokenStream};
use quote::{ToTokens, quote_spanned};
use syn::ext::IdentExt;
use syn::{Field, Ident, Lifetime, LitStr, Type};

use super::logical::Logical;

/// A field that stands in the rows.
pub(super) struct StoredField<'a> {
    pub field: &'a Field,
    pub ident: &'a Ident,
    pub index: usize,
    /// The name in the rows.
    pub name: LitStr,
    pub logical: Option<Logical>,
    /// What a null is read as, of a field that is nullable in the rows alone.
    pub default: Option<TokenStream>,
    open: Span,
    close: Span,
}

impl<'a> StoredField<'a> {
    pub(super) fn new(
        field: &'a Field,
        ident: &'a Ident,
        index: usize,
        rename: Option<LitStr>,
        logical: Option<Logical>,
        default: Option<TokenStream>,
    ) -> Self {
        let name = rename.unwrap_or_else(|| LitStr::new(&ident.unraw().to_string(), ident.span()));
        let (open, close) = edges(&field.ty);
        Self { field, ident, index, name, logical, default, open, close }
    }

    /// `<Type as Field>::item`.
    pub(super) fn item(&self, item: &str) -> TokenStream {
        let ty = &self.field.ty;
        let (open, item) = (quote_spanned!(self.open=> <), Ident::new(item, self.close));
        quote_spanned!(self.close=> #open #ty as __ferrow::Field>::#item)
    }

    /// The type that the row holds.
    pub(super) fn value_type(&self) -> TokenStream {
        self.item("Value")
    }

    /// Whether the schema says that the field may be null.
    pub(super) fn nullable(&self) -> TokenStream {
        match self.default {
            Some(_) => quote_spanned!(self.close=> true),
            None => self.item("NULLABLE"),
        }
    }

    /// A constant that exists only where the row holds what the field's Arrow type is stored as.
    pub(super) fn storage_check(&self) -> Option<TokenStream> {
        let (storage, value) = (self.logical.as_ref()?.storage, self.value_type());
        let open = quote_spanned!(self.open=> <);
        let storage = Ident::new(storage, self.close);
        Some(quote_spanned!(self.close=> #open #value as __ferrow::#storage>::CHECK))
    }

    /// A constant that exists only where a type with a default cannot be null by itself.
    pub(super) fn required_check(&self) -> Option<TokenStream> {
        self.default.as_ref()?;
        let nullable = self.item("NULLABLE");
        let check = quote_spanned!(self.open=> __ferrow::check_required);
        Some(quote_spanned!(self.close=> #check(#nullable)))
    }

    /// `__ferrow::function::<Value>(arguments)`, where `function` stands in the module `__derive`.
    pub(super) fn call(&self, function: &str, arguments: &TokenStream) -> TokenStream {
        self.call_generic(function, &TokenStream::new(), arguments)
    }

    /// As [`call`](Self::call), with generic arguments after `Value`.
    pub(super) fn call_generic(
        &self,
        function: &str,
        generic: &TokenStream,
        arguments: &TokenStream,
    ) -> TokenStream {
        let (function, value) = (Ident::new(function, self.open), self.value_type());
        let path = quote_spanned!(self.open=> __ferrow::#function::<#value #generic>);
        quote_spanned!(self.close=> #path(#arguments))
    }

    /// The value to write, of the record `record`.
    pub(super) fn to_value(&self, record: &TokenStream) -> TokenStream {
        let (ident, to_value) = (self.ident, self.item("to_value"));
        let field = quote_spanned!(Span::mixed_site()=> &#record.#ident);
        quote_spanned!(self.close=> #to_value(#field))
    }

    /// The field, from the code `value` for what stands in the row.
    #[expect(clippy::wrong_self_convention, reason = "says what the code that is made does")]
    pub(super) fn from_row(&self, value: &TokenStream) -> TokenStream {
        let from_value = self.item("from_value");
        match &self.default {
            None => quote_spanned!(self.close=> #from_value(#value)),
            Some(default) => {
                let or = quote_spanned!(self.open=> __ferrow::or_default);
                quote_spanned!(self.close=> #or(#value, #from_value, || #default))
            }
        }
    }

    /// What the view returns, as a type; `lifetime` is the row's.
    pub(super) fn view_type(&self, lifetime: &Lifetime) -> TokenStream {
        let view = self.item("View");
        let view = quote_spanned!(self.close=> #view<#lifetime>);
        match self.default {
            None => view,
            Some(_) => quote_spanned!(self.close=> ::core::option::Option<#view>),
        }
    }

    /// What the view returns, from the code `value` for what stands in the row.
    ///
    /// A null of a field with a default stays a null: a view owns nothing, the default does.
    pub(super) fn to_view(&self, value: &TokenStream) -> TokenStream {
        let to_view = self.item("to_view");
        match &self.default {
            None => quote_spanned!(self.close=> #to_view(#value)),
            Some(_) => {
                let or = quote_spanned!(self.open=> __ferrow::or_null);
                quote_spanned!(self.close=> #or(#value, #to_view))
            }
        }
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
