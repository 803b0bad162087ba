//! Which messages are wanted, found out from their rows.

use std::marker::PhantomData;
use std::sync::Arc;

use ferrow_convert::RowFilter;
use ferrow_row::LazyRow;

use crate::error::Error;

/// Asks the row of a message whether the message is kept.
pub trait RowTest {
    /// Whether it is.
    ///
    /// # Errors
    ///
    /// What is wrong with the row, as far as it is read.
    fn test(&mut self, row: LazyRow<'_>) -> Result<bool, Error>;
}

/// Keeps every message.
#[derive(Debug, Clone, Copy, Default)]
pub struct All;

impl RowTest for All {
    #[inline]
    fn test(&mut self, _: LazyRow<'_>) -> Result<bool, Error> {
        Ok(true)
    }
}

/// Keeps what both keep; the second is asked where the first one keeps a message.
#[derive(Debug, Clone, Copy)]
pub struct Both<A, B>(pub A, pub B);

impl<A: RowTest, B: RowTest> RowTest for Both<A, B> {
    #[inline]
    fn test(&mut self, row: LazyRow<'_>) -> Result<bool, Error> {
        Ok(self.0.test(row)? && self.1.test(row)?)
    }
}

macro_rules! filters {
    ($($filter:ty),*) => {$(
        impl RowTest for $filter {
            #[inline]
            fn test(&mut self, row: LazyRow<'_>) -> Result<bool, Error> {
                Ok(RowFilter::test(self, row)?)
            }
        }
    )*};
}

filters! { RowFilter, &RowFilter, Arc<RowFilter> }

/// A test by a closure, whose errors may be others.
#[derive(Debug, Clone, Copy)]
pub(crate) struct ByClosure<F, E>(pub(crate) F, pub(crate) PhantomData<fn() -> E>);

impl<F, E> RowTest for ByClosure<F, E>
where
    F: FnMut(LazyRow<'_>) -> Result<bool, E>,
    E: Into<Error>,
{
    #[inline]
    fn test(&mut self, row: LazyRow<'_>) -> Result<bool, Error> {
        (self.0)(row).map_err(Into::into)
    }
}
