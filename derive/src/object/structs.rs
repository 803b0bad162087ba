//! Structs.

use proc_macro2::{Span, TokenStream};
use quote::{format_ident, quote_spanned};
use syn::{DeriveInput, Fields, Result};

use super::attributes::TypeAttributes;
use super::field::ObjectField;
use super::{Impl, option};

/// A struct with fields.
pub(super) fn structure(
    input: &DeriveInput,
    declared: &Fields,
    attributes: &TypeAttributes,
) -> Result<TokenStream> {
    let at = Span::mixed_site();
    let fields = declared.iter().enumerate();
    let fields = fields.map(|(ordinal, field)| ObjectField::parse(field, ordinal));
    let fields: Vec<ObjectField<'_>> = fields.collect::<Result<_>>()?;
    let (skipped, stored): (Vec<_>, Vec<_>) =
        fields.iter().partition(|field| field.attributes.skip);
    let wires: Vec<_> = stored.iter().map(|field| field.wire()).collect();
    let parts = Impl::new(input, wires.clone())?;
    let generics = &input.generics;
    let generic =
        generics.type_params().next().is_some() || generics.const_params().next().is_some();
    let items = [
        keys(&parts, &stored, &wires),
        object(&parts, attributes, &stored, &wires),
        info(&parts, attributes, &stored, &wires, generic),
        reading(&parts, &stored, &skipped, &wires),
    ];
    Ok(quote_spanned!(at=> #(#items)*))
}

/// The order of the fields, worked out by the compiler.
fn keys(parts: &Impl<'_>, stored: &[&ObjectField<'_>], wires: &[TokenStream]) -> TokenStream {
    let at = Span::mixed_site();
    let (own, arguments, clause) = parts.input.generics.split_for_impl();
    let (ident, predicates) = (parts.ident(), clause.map(|clause| &clause.predicates));
    let bounds = parts.types.iter();
    let count = stored.len();
    let keys = stored.iter().zip(wires).map(|(field, wire)| {
        let name = &field.key;
        let tag = option(field.attributes.tag.as_ref().map(|tag| quote_spanned!(at=> #tag)));
        quote_spanned! {at=>
            __ferrow::FieldKey {
                type_id: <#wire as __ferrow::Object>::TYPE,
                nullable: <#wire as __ferrow::Object>::NULLABLE,
                most: <#wire as __ferrow::Object>::MOST,
                room: <#wire as __ferrow::Object>::ROOM,
                tag: #tag,
                name: #name,
            }
        }
    });
    quote_spanned! {at=>
        impl #own #ident #arguments
        where #(#bounds: __ferrow::Object,)* #predicates
        {
            const __KEYS: [__ferrow::FieldKey; #count] = [#(#keys),*];
            const __ORDER: [::core::primitive::usize; #count] =
                __ferrow::struct_order(&Self::__KEYS);
            const __PRIMITIVES: ::core::primitive::usize =
                __ferrow::count_primitives(&Self::__KEYS, &Self::__ORDER);
            /// Those, and what is put into the same room behind them: as many at least.
            const __BOUNDED: ::core::primitive::usize =
                __ferrow::count_bounded(&Self::__KEYS, &Self::__ORDER);
            const __MOST: ::core::primitive::usize =
                0 #(+ <#wires as __ferrow::Object>::MOST)*;
            const __ROOM: ::core::primitive::usize =
                4 #(+ <#wires as __ferrow::Object>::ROOM)*;
            const __NESTS: ::core::primitive::bool =
                false #(|| <#wires as __ferrow::Object>::HOLDS)*;
        }
    }
}

fn object(
    parts: &Impl<'_>,
    attributes: &TypeAttributes,
    stored: &[&ObjectField<'_>],
    wires: &[TokenStream],
) -> TokenStream {
    let at = Span::mixed_site();
    let object = parts.plain(&quote_spanned!(at=> __ferrow::Object));
    let name = attributes.type_name();
    // A static is one for all arguments.
    let parameters = &parts.input.generics;
    let one =
        parameters.type_params().next().is_none() && parameters.const_params().next().is_none();
    let place = one.then(|| {
        quote_spanned! {at=>
            #[inline]
            fn place() -> ::core::option::Option<&'static __ferrow::Place> {
                static __PLACE: __ferrow::Place = __ferrow::Place::new();
                ::core::option::Option::Some(&__PLACE)
            }
        }
    });
    let count = stored.len();
    let places: Vec<usize> = (0..count).collect();
    let written: Vec<_> = stored.iter().map(|field| field.written()).collect();
    let names: Vec<_> = stored.iter().map(|field| &field.name).collect();
    // Each place is one field, which the compiler knows: of these arms it keeps one.
    let puts = places.iter().map(|place| {
        let arms = places.iter().zip(&written).map(|(index, written)| {
            quote_spanned!(at=> #index => __ferrow::Object::put(#written, &mut __room),)
        });
        quote_spanned! {at=>
            if #place < Self::__PRIMITIVES {
                match Self::__ORDER[#place] { #(#arms)* _ => {} }
            }
        }
    });
    let more_puts = places.iter().map(|place| {
        let arms = places.iter().zip(&written).map(|(index, written)| {
            quote_spanned!(at=> #index => __ferrow::Object::put(#written, &mut __room),)
        });
        quote_spanned! {at=>
            if #place >= Self::__PRIMITIVES && #place < Self::__BOUNDED {
                match Self::__ORDER[#place] { #(#arms)* _ => {} }
            }
        }
    });
    let writes = places.iter().map(|place| {
        let arms = places.iter().zip(&written).zip(&names).zip(wires);
        let arms = arms.map(|(((index, written), name), wire)| {
            quote_spanned! {at=>
                #index => {
                    __pen = __ferrow::write_field(#written, __pen);
                    if <#wire as __ferrow::Object>::FALLIBLE && __pen.has_failed() {
                        return __pen.failed_in_field(#name);
                    }
                }
            }
        });
        quote_spanned! {at=>
            if #place >= __put {
                match Self::__ORDER[#place] { #(#arms)* _ => {} }
            }
        }
    });
    let (own, arguments, clause) = parts.input.generics.split_for_impl();
    let (ident, predicates) = (parts.ident(), clause.map(|clause| &clause.predicates));
    let bounds = parts.types.iter();
    quote_spanned! {at=>
        impl #own #ident #arguments
        where #(#bounds: __ferrow::Object,)* #predicates
        {
            /// Puts the fields that come first into room for them.
            #[inline(always)]
            fn __put(
                &self,
                __start: __ferrow::StructStart,
                __together: ::core::primitive::bool,
                mut __room: __ferrow::Room<'_>,
            ) {
                __start.put(&mut __room);
                #(#puts)*
                if __together {
                    #(#more_puts)*
                }
            }
        }

        #object {
            const TYPE: __ferrow::TypeId = __ferrow::TypeId::Struct;
            const HOLDS: ::core::primitive::bool = true;
            const EMPTY: ::core::primitive::bool =
                true #(&& <#wires as __ferrow::Object>::EMPTY)*;

            fn field_type(__names: &__ferrow::TypeNames<'_>) -> __ferrow::FieldType {
                __ferrow::user_type::<Self>(__names)
            }

            fn register(__registry: &mut __ferrow::Registry) {
                let __schema = <Self as __ferrow::StructInfo>::schema;
                if __registry.structure::<Self>(#name, __schema) {
                    #(<#wires as __ferrow::Object>::register(__registry);)*
                }
            }

            #[inline]
            fn announce(__cx: &mut __ferrow::WriteContext<'_>) -> __ferrow::Result<()> {
                __ferrow::announce::<Self>(__cx)
            }

            const PLAIN: ::core::primitive::bool = true;
            const FLAT: ::core::primitive::usize =
                if Self::__BOUNDED == #count { Self::__ROOM } else { 0 };

            #[inline]
            fn flat_start(__pen: &__ferrow::Pen<'_, '_>) -> __ferrow::StructStart {
                __ferrow::StructStart::new(__pen, <Self as __ferrow::StructInfo>::schema_hash())
            }

            #[inline(always)]
            fn put_flat(
                &self,
                __start: __ferrow::StructStart,
                __room: &mut __ferrow::Room<'_>,
            ) {
                self.__put(__start, true, __room.part(Self::__ROOM));
            }

            #place

            #[inline]
            fn announce_on<'__p, '__g>(
                __pen: __ferrow::Pen<'__p, '__g>,
            ) -> __ferrow::Pen<'__p, '__g> {
                __ferrow::announce_on::<Self>(__pen)
            }

            fn write(
                &self,
                __cx: &mut __ferrow::WriteContext<'_>,
                __types: __ferrow::Types,
            ) -> __ferrow::Result<()> {
                __ferrow::write_through(self, __cx, __types)
            }

            fn write_on<'__p, '__g>(
                &self,
                mut __pen: __ferrow::Pen<'__p, '__g>,
                _: __ferrow::Types,
            ) -> __ferrow::Pen<'__p, '__g> {
                if Self::__NESTS && !__ferrow::enter_writing(&mut __pen) {
                    return __pen;
                }
                let __start = <Self as __ferrow::Object>::flat_start(&__pen);
                let __together = Self::__BOUNDED > Self::__PRIMITIVES && __pen.is_utf8();
                let __put = if __together { Self::__BOUNDED } else { Self::__PRIMITIVES };
                self.__put(__start, __together, __pen.room(Self::__ROOM));
                #(#writes)*
                if Self::__NESTS {
                    __ferrow::leave_writing(&mut __pen);
                }
                __pen
            }
        }
    }
}

fn info(
    parts: &Impl<'_>,
    attributes: &TypeAttributes,
    stored: &[&ObjectField<'_>],
    wires: &[TokenStream],
    generic: bool,
) -> TokenStream {
    let at = Span::mixed_site();
    let info = parts.plain(&quote_spanned!(at=> __ferrow::StructInfo));
    let evolving = !attributes.not_evolving;
    let fixed = attributes.not_evolving.then(|| quote_spanned!(at=> .not_evolving()));
    let fields = stored.iter().zip(wires).map(|(field, wire)| {
        let name = &field.name;
        let tag = field.attributes.tag.as_ref().map(|tag| quote_spanned!(at=> .tag(#tag)));
        quote_spanned! {at=>
            .with(
                __ferrow::Field::new(#name, <#wire as __ferrow::Object>::field_type(__names)) #tag
            )
        }
    });
    let compute = quote_spanned! {at=>
        __ferrow::hash_of(&<Self as __ferrow::StructInfo>::schema(&__ferrow::TypeNames::NONE))
    };
    let hash = match generic {
        true => compute,
        false => quote_spanned! {at=>
            static __HASH: __ferrow::AtomicU64 = __ferrow::AtomicU64::new(0);
            __ferrow::known_hash(&__HASH, || #compute)
        },
    };
    quote_spanned! {at=>
        #info {
            const EVOLVING: ::core::primitive::bool = #evolving;

            fn schema(__names: &__ferrow::TypeNames<'_>) -> __ferrow::StructType {
                __ferrow::StructType::new(__names.name::<Self>()) #(#fields)* #fixed
            }

            #[inline]
            fn schema_hash() -> ::core::primitive::u32 {
                #hash
            }
        }
    }
}

fn reading(
    parts: &Impl<'_>,
    stored: &[&ObjectField<'_>],
    skipped: &[&ObjectField<'_>],
    wires: &[TokenStream],
) -> TokenStream {
    let at = Span::mixed_site();
    let from = parts.reading(&quote_spanned!(at=> __ferrow::FromObject));
    let schema = parts.reading(&quote_spanned!(at=> __ferrow::StructSchema));
    let lifetime = &parts.lifetime;
    let cx = quote_spanned!(at=> __cx: &mut __ferrow::ReadContext<'_, #lifetime>);
    let places: Vec<usize> = (0..stored.len()).collect();
    let slots: Vec<_> =
        places.iter().map(|index| format_ident!("__field_{index}", span = at)).collect();
    let names: Vec<_> = stored.iter().map(|field| &field.name).collect();
    let arms = |function: TokenStream, more: TokenStream| {
        let arms = places.iter().zip(&slots).zip(wires).zip(&names);
        let arms = arms.map(|(((index, slot), wire), name)| {
            quote_spanned! {at=>
                #index => {
                    #slot = ::core::option::Option::Some(
                        #function::<#wire>(__cx #more)
                            .map_err(|__error| __error.in_field(#name))?,
                    );
                }
            }
        });
        quote_spanned!(at=> #(#arms)* _ => {})
    };
    let read_arms = arms(quote_spanned!(at=> __ferrow::read_field), TokenStream::new());
    let reads = places.iter().map(|place| {
        quote_spanned! {at=>
            if #place >= Self::__PRIMITIVES {
                match Self::__ORDER[#place] { #read_arms }
            }
        }
    });
    let take_arms = places.iter().zip(&slots).zip(wires).zip(&names);
    let take_arms = take_arms.map(|(((index, slot), wire), name)| {
        quote_spanned! {at=>
            #index => {
                #slot = ::core::option::Option::Some(
                    <#wire as __ferrow::FromObject<#lifetime>>::take(&mut __numbers)
                        .map_err(|__error| {
                            let __used = __ferrow::Numbers::used(&__numbers);
                            __error.at(__cx.reader().offset() + __used).in_field(#name)
                        })?,
                );
            }
        }
    });
    let take_arms = quote_spanned!(at=> #(#take_arms)* _ => {});
    let takes = places.iter().map(|place| {
        quote_spanned! {at=>
            if #place < Self::__PRIMITIVES {
                match Self::__ORDER[#place] { #take_arms }
            }
        }
    });
    let evolved_arms =
        arms(quote_spanned!(at=> __ferrow::read_evolved_field), quote_spanned!(at=> , __field));
    let initialise = |strict: bool| {
        let values = stored.iter().zip(&slots).map(|(field, slot)| {
            let (member, name) = (&field.member, &field.name);
            let value = field.value(&quote_spanned!(at=> __value));
            let otherwise = match strict {
                true => quote_spanned! {at=>
                    return ::core::result::Result::Err(__ferrow::missing_field(__cx, #name))
                },
                false => field.missing(),
            };
            quote_spanned! {at=>
                #member: match #slot {
                    ::core::option::Option::Some(__value) => #value,
                    ::core::option::Option::None => #otherwise,
                },
            }
        });
        let skipped = skipped.iter().map(|field| {
            let (member, value) = (&field.member, field.missing());
            quote_spanned!(at=> #member: #value,)
        });
        quote_spanned!(at=> Self { #(#values)* #(#skipped)* })
    };
    let (read, evolved) = (initialise(true), initialise(false));
    quote_spanned! {at=>
        #from {
            #[inline(never)]
            fn read(#cx) -> __ferrow::Result<Self> {
                __ferrow::read_struct::<Self, __ferrow::Return, true>(__cx, __ferrow::Return)
            }

            #[inline(always)]
            fn read_to<__K: __ferrow::Keep<Self>>(
                #cx,
                __keep: __K,
            ) -> __ferrow::Result<__K::Kept> {
                __ferrow::read_struct::<Self, __K, false>(__cx, __keep)
            }

            #[inline]
            fn read_found(#cx, __found: &__ferrow::Found) -> __ferrow::Result<Self> {
                __ferrow::read_found_struct(__cx, __found)
            }

            #[inline]
            fn is_same(
                __cx: &__ferrow::ReadContext<'_, #lifetime>,
                __found: &__ferrow::Found,
            ) -> ::core::primitive::bool {
                __ferrow::is_this_struct::<Self>(__cx, __found)
            }
        }

        #schema {
            const NUMBERS: ::core::primitive::usize =
                if Self::__PRIMITIVES > 0 { Self::__MOST } else { 0 };

            #[inline(always)]
            fn read_fields<__K: __ferrow::Keep<Self>>(
                #cx,
                mut __numbers: impl __ferrow::Numbers,
                __keep: __K,
            ) -> __ferrow::Result<__K::Kept> {
                if Self::__NESTS {
                    __ferrow::enter_reading(__cx)?;
                }
                #(let mut #slots: ::core::option::Option<#wires> = ::core::option::Option::None;)*
                if Self::__PRIMITIVES > 0 {
                    #(#takes)*
                    __cx.reader().skip(__ferrow::Numbers::used(&__numbers))?;
                }
                #(#reads)*
                if Self::__NESTS {
                    __ferrow::leave_reading(__cx);
                }
                ::core::result::Result::Ok(__ferrow::Keep::keep(__keep, #read))
            }

            fn read_evolved(#cx, __remote: &__ferrow::Remote) -> __ferrow::Result<Self> {
                __ferrow::enter_reading(__cx)?;
                #(let mut #slots: ::core::option::Option<#wires> = ::core::option::Option::None;)*
                for (__place, __field) in __ferrow::evolved_fields(__remote) {
                    match __place {
                        ::core::option::Option::None => __ferrow::skip_field(__cx, __field)?,
                        ::core::option::Option::Some(__place) => {
                            match Self::__ORDER[__place] { #evolved_arms }
                        }
                    }
                }
                __ferrow::leave_reading(__cx);
                ::core::result::Result::Ok(#evolved)
            }
        }
    }
}
