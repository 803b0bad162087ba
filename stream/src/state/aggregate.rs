//! What becomes of the values of a key's messages.

use std::cmp::Ordering;
use std::fmt::Debug;
use std::marker::PhantomData;

use arrow::datatypes::i256;
use ferrow_row::{LazyRow, RowMut, RowRef, RowWriter, Value};
use half::f16;

use crate::error::{Error, Problem};

/// One column of the state.
pub(super) trait Aggregate: Debug + Send + Sync {
    /// Whether [`add`](Self::add) will succeed.
    fn check(&self, message: LazyRow<'_>, row: RowRef<'_>) -> Result<(), Error>;

    /// Adds a message to the row of its key.
    fn add(&self, message: LazyRow<'_>, row: &mut RowMut) -> Result<(), Error>;

    /// Writes what it is of no messages, where that is not null.
    fn start(&self, _: &mut RowWriter<'_>) -> Result<(), ferrow_row::Error> {
        Ok(())
    }
}

/// The number of messages.
#[derive(Debug)]
pub(super) struct Count {
    pub(super) of_row: usize,
}

impl Count {
    fn next(&self, row: RowRef<'_>) -> Result<i64, Error> {
        let next = row.get_at::<i64>(self.of_row).unwrap_or(0).checked_add(1);
        next.ok_or_else(|| overflow(row, self.of_row))
    }
}

impl Aggregate for Count {
    fn check(&self, _: LazyRow<'_>, row: RowRef<'_>) -> Result<(), Error> {
        self.next(row).map(drop)
    }

    fn add(&self, _: LazyRow<'_>, row: &mut RowMut) -> Result<(), Error> {
        let next = self.next(row.row())?;
        Ok(row.set_at::<i64>(self.of_row, next)?)
    }

    fn start(&self, row: &mut RowWriter<'_>) -> Result<(), ferrow_row::Error> {
        row.set_at::<i64>(self.of_row, 0)
    }
}

/// Where a value comes from, and where its aggregate is.
#[derive(Debug)]
pub(super) struct Places<T: ?Sized> {
    pub(super) of_message: usize,
    pub(super) of_row: usize,
    pub(super) value: PhantomData<fn() -> Box<T>>,
}

/// A sum of `T`s that is kept as a `Total`.
#[derive(Debug)]
pub(super) struct Sum<T, Total>(pub(super) Places<T>, pub(super) PhantomData<fn() -> Total>);

/// A total that `T`s are added to.
pub(super) trait Total<T>: Sized {
    /// The total with `value`, where it fits.
    fn with(self, value: T) -> Option<Self>;

    /// What is added to first.
    const NOTHING: Self;
}

/// Ten to the power of as many digits as the sum of decimals has.
const DECIMALS: u128 = 10_u128.pow(38);

macro_rules! totals {
    ($($total:ty, $nothing:expr, |$sum:ident, $value:ident| $add:expr;)*) => {$(
        impl<T: Into<$total>> Total<T> for $total {
            const NOTHING: Self = $nothing;

            #[inline]
            fn with(self, value: T) -> Option<Self> {
                let ($sum, $value): (Self, Self) = (self, value.into());
                $add
            }
        }
    )*};
}

totals! {
    i64, 0, |sum, value| sum.checked_add(value);
    u64, 0, |sum, value| sum.checked_add(value);
    // What is added to -0.0 stays what it is, -0.0 too.
    f64, -0.0, |sum, value| Some(sum + value);
    i128, 0, |sum, value| sum.checked_add(value).filter(|sum| sum.unsigned_abs() < DECIMALS);
}

impl<T, S> Sum<T, S>
where
    T: for<'a> Value<Ref<'a> = T>,
    S: for<'a> Value<Ref<'a> = S> + Total<T>,
{
    /// The sum with a message, where that has a value.
    fn next(&self, message: LazyRow<'_>, row: RowRef<'_>) -> Result<Option<S>, Error> {
        let Places { of_message, of_row, .. } = self.0;
        let Some(value) = message.get_at::<T>(of_message)? else { return Ok(None) };
        let next = row.get_at::<S>(of_row).unwrap_or(S::NOTHING).with(value);
        next.map(Some).ok_or_else(|| overflow(row, of_row))
    }
}

impl<T, S> Aggregate for Sum<T, S>
where
    T: for<'a> Value<Ref<'a> = T> + Debug,
    S: for<'a> Value<Ref<'a> = S> + Total<T> + Debug,
{
    fn check(&self, message: LazyRow<'_>, row: RowRef<'_>) -> Result<(), Error> {
        self.next(message, row).map(drop)
    }

    fn add(&self, message: LazyRow<'_>, row: &mut RowMut) -> Result<(), Error> {
        match self.next(message, row.row())? {
            Some(sum) => Ok(row.set_at::<S>(self.0.of_row, sum)?),
            None => Ok(()),
        }
    }
}

#[cold]
fn overflow(row: RowRef<'_>, index: usize) -> Error {
    let field = row.layout().schema().field(index);
    let data_type = field.data_type().clone();
    Error::new(Problem::Overflow { data_type }).in_field(field.name())
}

/// The least value, or the greatest one.
#[derive(Debug)]
pub(super) struct Extreme<T: ?Sized> {
    pub(super) places: Places<T>,
    /// How a value compares with the one that it takes the place of.
    pub(super) wins: Ordering,
}

/// A value that has an order.
pub(super) trait Ranked: Value {
    fn compare(a: Self::Ref<'_>, b: Self::Ref<'_>) -> Ordering;
}

macro_rules! ranked {
    ($compare:ident; $($type:ty),*) => {$(
        impl Ranked for $type {
            #[inline]
            fn compare(a: Self::Ref<'_>, b: Self::Ref<'_>) -> Ordering {
                a.$compare(&b)
            }
        }
    )*};
}

ranked! { cmp; bool, i8, i16, i32, i64, u8, u16, u32, u64, i128, i256 }
ranked! { total_cmp; f16, f32, f64 }

impl Ranked for str {
    fn compare(a: &str, b: &str) -> Ordering {
        a.cmp(b)
    }
}

impl Ranked for [u8] {
    fn compare(a: &[u8], b: &[u8]) -> Ordering {
        a.cmp(b)
    }
}

impl<T: Ranked + Debug + ?Sized> Aggregate for Extreme<T> {
    fn check(&self, message: LazyRow<'_>, _: RowRef<'_>) -> Result<(), Error> {
        message.get_at::<T>(self.places.of_message)?;
        Ok(())
    }

    fn add(&self, message: LazyRow<'_>, row: &mut RowMut) -> Result<(), Error> {
        let Places { of_message, of_row, .. } = self.places;
        let Some(value) = message.get_at::<T>(of_message)? else { return Ok(()) };
        let old = row.row().get_at::<T>(of_row);
        if old.is_some_and(|old| T::compare(value, old) != self.wins) {
            return Ok(());
        }
        Ok(row.set_at::<T>(of_row, value)?)
    }
}

/// The last value.
#[derive(Debug)]
pub(super) struct Last<T: ?Sized>(pub(super) Places<T>);

impl<T: Value + Debug + ?Sized> Aggregate for Last<T> {
    fn check(&self, message: LazyRow<'_>, _: RowRef<'_>) -> Result<(), Error> {
        message.get_at::<T>(self.0.of_message)?;
        Ok(())
    }

    fn add(&self, message: LazyRow<'_>, row: &mut RowMut) -> Result<(), Error> {
        match message.get_at::<T>(self.0.of_message)? {
            Some(value) => Ok(row.set_at::<T>(self.0.of_row, value)?),
            None => Ok(()),
        }
    }
}
