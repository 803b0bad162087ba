//! Where values go that were read.

/// What is done with a value that was read, where it is made: of a large one there is no copy then.
///
/// A trait, as closures are not always inlined.
#[doc(hidden)]
pub trait Keep<T> {
    /// What is left.
    type Kept;

    /// Keeps the value.
    fn keep(self, value: T) -> Self::Kept;
}

/// It is returned.
#[doc(hidden)]
#[derive(Debug)]
pub struct Return;

impl<T> Keep<T> for Return {
    type Kept = T;

    #[inline(always)]
    fn keep(self, value: T) -> T {
        value
    }
}
