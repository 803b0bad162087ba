//! State of messages that is used again, taken where a message needs it: small ones need none.

use std::sync::{Mutex, PoisonError};

/// State that no message has at the time, boxed: who takes it moves it on.
#[derive(Default)]
pub(crate) struct Pool<T>(Mutex<Vec<Box<T>>>);

/// What a message starts with.
pub(crate) trait State: Default {
    /// Forgets the message before.
    fn clear(&mut self);
}

impl<T: State> Pool<T> {
    #[cold]
    fn take(&self) -> Box<T> {
        // What a thread that panicked left is fine: it is cleared before it is used.
        let mut free = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let mut state = free.pop().unwrap_or_default();
        state.clear();
        state
    }

    #[cold]
    fn give(&self, state: Box<T>) {
        const KEPT: usize = 64;
        let mut free = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if free.len() < KEPT {
            free.push(state);
        }
    }
}

/// State of a message: of a connection, or of a pool as soon as it is needed.
pub(crate) enum Held<'g, T: State> {
    Lent(&'g mut T),
    Pooled(&'g Pool<T>, Option<Box<T>>),
}

impl<'g, T: State> Held<'g, T> {
    #[inline]
    pub(crate) fn of(pool: &'g Pool<T>) -> Self {
        Self::Pooled(pool, None)
    }

    /// Whether there is nothing to give back.
    #[inline(always)]
    pub(super) fn is_untouched(&self) -> bool {
        matches!(self, Self::Lent(_) | Self::Pooled(_, None))
    }

    /// The state, where the message has it already.
    #[inline]
    pub(super) fn held(&self) -> Option<&T> {
        match self {
            Self::Lent(state) => Some(state),
            Self::Pooled(_, state) => state.as_deref(),
        }
    }

    #[inline]
    pub(crate) fn get(&mut self) -> &mut T {
        match self {
            Self::Lent(state) => state,
            Self::Pooled(pool, state) => state.get_or_insert_with(|| pool.take()),
        }
    }
}

impl<T: State> Drop for Held<'_, T> {
    #[inline]
    fn drop(&mut self) {
        if let Self::Pooled(pool, state) = self
            && let Some(state) = state.take()
        {
            pool.give(state);
        }
    }
}

/// What few messages need, in memory of its own as soon as one does.
pub(super) struct Rarely<T>(Option<Box<T>>);

impl<T> Default for Rarely<T> {
    #[inline]
    fn default() -> Self {
        Self(None)
    }
}

impl<T> Rarely<T> {
    #[inline]
    pub(super) fn get(&mut self) -> &mut T
    where
        T: Default,
    {
        self.0.get_or_insert_default()
    }

    /// Puts one there, where there is none.
    #[cold]
    pub(super) fn put(&mut self, it: T) {
        self.0.get_or_insert_with(|| Box::new(it));
    }

    #[cold]
    pub(super) fn take(&mut self) -> Option<T> {
        self.0.take().map(|it| *it)
    }

    #[inline]
    pub(super) fn is_some(&self) -> bool {
        self.0.is_some()
    }

    #[inline]
    pub(super) fn as_ref(&self) -> Option<&T> {
        self.0.as_deref()
    }
}

/// One comparison where there is none: without this, the compiler makes it a call.
impl<T> Drop for Rarely<T> {
    #[inline(always)]
    fn drop(&mut self) {
        #[cold]
        #[inline(never)]
        fn drop_it<T>(it: Option<Box<T>>) {
            drop(it);
        }
        if self.0.is_some() {
            drop_it(self.0.take());
        }
    }
}
