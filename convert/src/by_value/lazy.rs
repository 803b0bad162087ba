//! Values that are looked for in rows of which nothing is known.

use ferrow_row::{Kind, LazyList, LazyMap, LazyRow, Value};

use crate::value_path::{Hop, Key, ValuePlace};

/// What has slots: a row, or a list with its elements.
#[derive(Debug, Clone, Copy)]
pub(crate) enum LazySlots<'a> {
    Row(LazyRow<'a>),
    List(LazyList<'a>),
}

/// What is found may be nothing, or malformed.
type Found<T> = Result<Option<T>, ferrow_row::Error>;

impl<'a> LazySlots<'a> {
    /// The value in slot `index`, which is of type `T`.
    pub(crate) fn get<T: Value + ?Sized>(self, index: usize) -> Found<T::Ref<'a>> {
        match self {
            Self::Row(row) => row.get_at::<T>(index),
            Self::List(list) => list.get::<T>(index),
        }
    }

    fn row(self, index: usize) -> Found<LazyRow<'a>> {
        match self {
            Self::Row(row) => row.row(index),
            Self::List(list) => list.row(index),
        }
    }

    fn list(self, index: usize) -> Found<LazyList<'a>> {
        match self {
            Self::Row(row) => row.list(index),
            Self::List(list) => list.list(index),
        }
    }

    fn map(self, index: usize) -> Found<LazyMap<'a>> {
        match self {
            Self::Row(row) => row.map(index),
            Self::List(list) => list.map(index),
        }
    }

    /// Where `hop` leads in what is in slot `index`.
    fn follow(self, index: usize, hop: &Hop) -> Found<(Self, usize)> {
        match hop {
            Hop::Field(field) => Ok(self.row(index)?.map(|row| (Self::Row(row), *field))),
            Hop::Element(element) => Ok(self.list(index)?.and_then(|list| {
                let element = position(*element, list.len())?;
                Some((Self::List(list), element))
            })),
            Hop::Key(key) => {
                let Some(map) = self.map(index)? else { return Ok(None) };
                Ok(key.find(map.keys())?.map(|entry| (Self::List(map.values()), entry)))
            }
        }
    }
}

impl ValuePlace {
    /// Where the value is in `row`; `None` where a value on the way is null, or is not there.
    pub(crate) fn find<'a>(&self, row: LazyRow<'a>) -> Found<(LazySlots<'a>, usize)> {
        let start = (LazySlots::Row(row), self.field);
        self.hops.iter().try_fold(Some(start), |at, hop| match at {
            Some((slots, index)) => slots.follow(index, hop),
            None => Ok(None),
        })
    }
}

impl Key {
    /// The entry of this key.
    fn find(&self, keys: LazyList<'_>) -> Found<usize> {
        match self {
            Self::Text(text) => find::<str>(keys, |key| key == text.as_str()),
            Self::Number(number) => {
                macro_rules! find_number {
                    ($($kind:ident $T:ty),*) => {
                        match keys.layout().element().kind() {
                            $(Kind::$kind => match <$T>::try_from(*number) {
                                Ok(number) => find::<$T>(keys, |key| key == number),
                                Err(_) => Ok(None),
                            },)*
                            _ => Ok(None),
                        }
                    };
                }
                find_number!(
                    Int8 i8, Int16 i16, Int32 i32, Int64 i64, UInt8 u8, UInt16 u16, UInt32 u32, UInt64 u64
                )
            }
        }
    }
}

fn find<'a, T: Value + ?Sized>(
    keys: LazyList<'a>,
    is_wanted: impl Fn(T::Ref<'a>) -> bool,
) -> Found<usize> {
    for index in 0..keys.len() {
        if keys.get::<T>(index)?.is_some_and(&is_wanted) {
            return Ok(Some(index));
        }
    }
    Ok(None)
}

/// The element that a number names, from the end where it is negative.
fn position(element: i64, len: usize) -> Option<usize> {
    let position = match usize::try_from(element) {
        Ok(position) => position,
        Err(_) => len.checked_sub(usize::try_from(element.unsigned_abs()).ok()?)?,
    };
    (position < len).then_some(position)
}
