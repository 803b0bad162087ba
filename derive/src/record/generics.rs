//! The parameters of the struct, as each implementation wants them.

use proc_macro2::{Group, Ident, Spacing, Span, TokenStream, TokenTree};
use quote::{ToTokens, quote, quote_spanned};
use syn::{GenericParam, Generics, Lifetime, TypeParamBound, WherePredicate};

/// The parameters of the struct, and the bounds that its fields need.
pub(super) struct Parameters<'a> {
    generics: &'a Generics,
}

impl<'a> Parameters<'a> {
    pub(super) fn new(generics: &'a Generics) -> Self {
        Self { generics }
    }

    /// Whether there are none.
    pub(super) fn are_none(&self) -> bool {
        self.generics.params.is_empty()
    }

    /// Whether instances differ in more than lifetimes, so that they share no layout.
    pub(super) fn are_of_types(&self) -> bool {
        self.generics.type_params().next().is_some()
            || self.generics.const_params().next().is_some()
    }

    /// `<'a, 'r, T: Bound, const N: usize>`, with lifetimes in front that are not the struct's.
    pub(super) fn declared(&self, lifetimes: &[&Lifetime]) -> TokenStream {
        let own = self.generics.params.iter().map(|parameter| match parameter {
            GenericParam::Type(parameter) => {
                let (ident, bounds) = (&parameter.ident, &parameter.bounds);
                quote!(#ident: #bounds)
            }
            GenericParam::Const(parameter) => {
                let (ident, ty) = (&parameter.ident, &parameter.ty);
                quote!(const #ident: #ty)
            }
            GenericParam::Lifetime(parameter) => quote!(#parameter),
        });
        quote!(<#(#lifetimes,)* #(#own),*>)
    }

    /// `<'r, T, N>`.
    pub(super) fn arguments(&self) -> TokenStream {
        let (_, arguments, _) = self.generics.split_for_impl();
        arguments.to_token_stream()
    }

    /// `<'static, T, N>`: the struct outside of an implementation, where it has no types.
    pub(super) fn static_arguments(&self) -> TokenStream {
        self.without_lifetimes(self.arguments())
    }

    /// The view's parameters: no lifetimes but the row's, and no bounds.
    pub(super) fn of_view(&self, lifetime: &Lifetime) -> TokenStream {
        let own = self.generics.params.iter().filter_map(|parameter| match parameter {
            GenericParam::Type(parameter) => {
                let ident = &parameter.ident;
                Some(quote!(#ident: ?::core::marker::Sized))
            }
            GenericParam::Const(parameter) => {
                let (ident, ty) = (&parameter.ident, &parameter.ty);
                Some(quote!(const #ident: #ty))
            }
            GenericParam::Lifetime(_) => None,
        });
        quote!(<#lifetime, #(#own),*>)
    }

    /// The view's parameters with the bounds that the struct's have.
    pub(super) fn of_view_bounded(&self, lifetime: &Lifetime) -> TokenStream {
        let own = self.generics.params.iter().filter_map(|parameter| match parameter {
            GenericParam::Type(parameter) => {
                let ident = &parameter.ident;
                let bounds = (parameter.bounds.iter())
                    .filter(|bound| !matches!(bound, TypeParamBound::Lifetime(_)));
                let bounds = self.without_lifetimes(quote!(#(#bounds)+*));
                Some(quote!(#ident: #bounds))
            }
            GenericParam::Const(parameter) => {
                let (ident, ty) = (&parameter.ident, &parameter.ty);
                Some(quote!(const #ident: #ty))
            }
            GenericParam::Lifetime(_) => None,
        });
        quote!(<#lifetime, #(#own),*>)
    }

    /// The view's arguments.
    pub(super) fn view_arguments(&self, lifetime: &Lifetime) -> TokenStream {
        let own = self.generics.params.iter().filter_map(|parameter| match parameter {
            GenericParam::Type(parameter) => Some(&parameter.ident),
            GenericParam::Const(parameter) => Some(&parameter.ident),
            GenericParam::Lifetime(_) => None,
        });
        quote!(<#lifetime, #(#own),*>)
    }

    /// The parameters of the view of columns: those of the view, and the columns where they depend on
    /// types.
    pub(super) fn of_column_view(&self, lifetime: &Lifetime) -> TokenStream {
        let columns = self.are_of_types().then(|| quote_spanned!(Span::mixed_site()=> __Columns));
        self.with_last(self.of_view(lifetime), columns)
    }

    /// The arguments of the view of columns, which are of the type `columns`.
    pub(super) fn column_view_arguments(
        &self,
        lifetime: &Lifetime,
        columns: &TokenStream,
    ) -> TokenStream {
        let columns = self.are_of_types().then(|| columns.clone());
        self.with_last(self.view_arguments(lifetime), columns)
    }

    /// The list in angle brackets, with `last` behind its own.
    fn with_last(&self, list: TokenStream, last: Option<TokenStream>) -> TokenStream {
        let Some(last) = last else { return list };
        let mut tokens: Vec<_> = list.into_iter().collect();
        let close = tokens.pop();
        quote!(#(#tokens)* , #last #close)
    }

    /// A type that names every type parameter and is there without them.
    pub(super) fn phantom(&self) -> TokenStream {
        let types = self.generics.type_params().map(|parameter| &parameter.ident);
        quote! {
            ::core::marker::PhantomData<fn() -> (#(::core::marker::PhantomData<#types>,)*)>
        }
    }

    /// `where` with the struct's own predicates and `more`.
    pub(super) fn bounded(&self, more: &[TokenStream]) -> TokenStream {
        let own = self.predicates().map(ToTokens::to_token_stream);
        let all = own.chain(more.iter().cloned());
        quote!(where #(#all,)*)
    }

    /// As [`bounded`](Self::bounded), for the view, which has no lifetimes of the struct.
    pub(super) fn bounded_view(&self, more: &[TokenStream]) -> TokenStream {
        let own = self.predicates().filter_map(|predicate| match predicate {
            WherePredicate::Lifetime(_) => None,
            WherePredicate::Type(predicate) => {
                let ty = &predicate.bounded_ty;
                let bounds = (predicate.bounds.iter())
                    .filter(|bound| !matches!(bound, TypeParamBound::Lifetime(_)));
                let lifetimes = &predicate.lifetimes;
                Some(quote!(#lifetimes #ty: #(#bounds)+*))
            }
            other => Some(other.to_token_stream()),
        });
        let all = own.chain(more.iter().cloned()).map(|it| self.without_lifetimes(it));
        quote!(where #(#all,)*)
    }

    /// `'row: 'r` for each lifetime of the struct, which borrows from the row.
    pub(super) fn outlived_by(&self, row: &Lifetime) -> Vec<TokenStream> {
        let lifetimes = self.generics.lifetimes().map(|parameter| &parameter.lifetime);
        lifetimes.map(|lifetime| quote!(#row: #lifetime)).collect()
    }

    /// The parameters that `ty` names, declared and bounded for an implementation of their own.
    pub(super) fn only_of(&self, ty: &TokenStream) -> (TokenStream, TokenStream) {
        let unnamed: Vec<_> = (self.generics.params.iter())
            .filter(|parameter| !names(ty, &name(parameter)))
            .map(name)
            .collect();
        let is_named = |tokens: &TokenStream| unnamed.iter().all(|unnamed| !names(tokens, unnamed));
        let parameters =
            self.generics.params.iter().filter(|parameter| names(ty, &name(parameter)));
        let parameters = parameters.map(|parameter| match parameter {
            GenericParam::Type(parameter) => {
                let ident = &parameter.ident;
                let bounds = parameter.bounds.iter().map(ToTokens::to_token_stream);
                let bounds = bounds.filter(|bound| is_named(bound));
                quote!(#ident: #(#bounds)+*)
            }
            GenericParam::Const(parameter) => {
                let (ident, ty) = (&parameter.ident, &parameter.ty);
                quote!(const #ident: #ty)
            }
            GenericParam::Lifetime(parameter) => {
                let lifetime = &parameter.lifetime;
                quote!(#lifetime)
            }
        });
        let predicates = self.predicates().map(ToTokens::to_token_stream);
        let predicates = predicates.filter(|predicate| is_named(predicate));
        (quote!(<#(#parameters),*>), quote!(where #(#predicates,)*))
    }

    /// Whether the tokens name a type or const parameter.
    pub(super) fn are_named_in(&self, tokens: &TokenStream) -> bool {
        let types = self.generics.params.iter();
        let mut types = types.filter(|parameter| !matches!(parameter, GenericParam::Lifetime(_)));
        types.any(|parameter| names(tokens, &name(parameter)))
    }

    /// The tokens with `'static` for the struct's lifetimes: what a view returns does not depend on
    /// them.
    pub(super) fn without_lifetimes(&self, tokens: TokenStream) -> TokenStream {
        let own: Vec<_> = self.generics.lifetimes().map(|it| it.lifetime.ident.clone()).collect();
        if own.is_empty() { tokens } else { make_static(tokens, &own) }
    }

    fn predicates(&self) -> impl Iterator<Item = &'a WherePredicate> {
        self.generics.where_clause.iter().flat_map(|clause| &clause.predicates)
    }
}

fn name(parameter: &GenericParam) -> Ident {
    match parameter {
        GenericParam::Type(parameter) => parameter.ident.clone(),
        GenericParam::Const(parameter) => parameter.ident.clone(),
        GenericParam::Lifetime(parameter) => parameter.lifetime.ident.clone(),
    }
}

/// Whether the tokens have this identifier.
fn names(tokens: &TokenStream, ident: &Ident) -> bool {
    tokens.clone().into_iter().any(|token| match token {
        TokenTree::Ident(found) => found == *ident,
        TokenTree::Group(group) => names(&group.stream(), ident),
        TokenTree::Punct(_) | TokenTree::Literal(_) => false,
    })
}

fn make_static(tokens: TokenStream, lifetimes: &[Ident]) -> TokenStream {
    let mut after_tick = false;
    let tokens = tokens.into_iter().map(|token| {
        let is_lifetime = std::mem::take(&mut after_tick);
        match token {
            TokenTree::Punct(punct) => {
                after_tick = punct.as_char() == '\'' && punct.spacing() == Spacing::Joint;
                TokenTree::Punct(punct)
            }
            TokenTree::Ident(ident) if is_lifetime && lifetimes.contains(&ident) => {
                TokenTree::Ident(Ident::new("static", ident.span()))
            }
            TokenTree::Group(group) => {
                let mut inner =
                    Group::new(group.delimiter(), make_static(group.stream(), lifetimes));
                inner.set_span(group.span());
                TokenTree::Group(inner)
            }
            token => token,
        }
    });
    tokens.collect()
}

/// A lifetime that the tokens do not name, as `for<'row> fn(&'row str)` would.
pub(super) fn unused_lifetime(wanted: &str, tokens: &TokenStream) -> Lifetime {
    let tokens = tokens.to_string();
    let mut name = wanted.to_owned();
    while tokens.contains(&name) {
        name.push('_');
    }
    Lifetime::new(&name, Span::mixed_site())
}

/// A bound that holds or not as the compiler finds out where it is used, not where it is written.
pub(super) fn late(ty: &TokenStream, bound: &TokenStream) -> TokenStream {
    quote_spanned!(Span::mixed_site()=> for<'__late> #ty: #bound)
}
