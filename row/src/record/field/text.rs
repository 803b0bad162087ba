//! Fields of text and bytes, owned and borrowed.

use std::borrow::Cow;
use std::sync::Arc;

use super::Elements;
use super::scalar::{column_field, read_field};

column_field! {
    [] String, str, Elements, &'a str, |field| field.as_str();
    [] Box<str>, str, Elements, &'a str, |field| &**field;
    [] Arc<str>, str, Elements, &'a str, |field| &**field;
    ['r] &'r str, str, Elements, &'a str, |field| *field;
    ['r] Cow<'r, str>, str, Elements, &'a str, |field| &**field;
    [] Box<[u8]>, [u8], Elements, &'a [u8], |field| &**field;
    [] Arc<[u8]>, [u8], Elements, &'a [u8], |field| &**field;
    ['r] &'r [u8], [u8], Elements, &'a [u8], |field| *field;
    ['r] Cow<'r, [u8]>, [u8], Elements, &'a [u8], |field| &**field;
}

read_field! {
    ['a] String, str, |value| value.to_owned();
    ['a] Box<str>, str, |value| value.into();
    ['a] Arc<str>, str, |value| value.into();
    ['a: 'r] &'r str, str, |value| value;
    ['a: 'r] Cow<'r, str>, str, |value| Cow::Borrowed(value);
    ['a] Box<[u8]>, [u8], |value| value.into();
    ['a] Arc<[u8]>, [u8], |value| value.into();
    ['a: 'r] &'r [u8], [u8], |value| value;
    ['a: 'r] Cow<'r, [u8]>, [u8], |value| Cow::Borrowed(value);
}
