//! Readers of other crates may panic on damaged bytes; here that is an error of the data.

use std::cell::Cell;
use std::panic::{self, AssertUnwindSafe};

thread_local! {
    static IS_GUARDED: Cell<bool> = const { Cell::new(false) };
}

/// Lets panics of guarded code pass in silence; all others are told as always.
pub(crate) fn install() {
    let tell = panic::take_hook();
    panic::set_hook(Box::new(move |info| {
        if !IS_GUARDED.get() {
            tell(info);
        }
    }));
}

/// Lets all panics of this thread pass in silence: whoever waits for it says what they were.
#[cfg(feature = "query")]
pub(crate) fn silence_thread() {
    IS_GUARDED.set(true);
}

/// Runs `read`, which reads bytes from outside; `Err` says where it panicked. What it worked on must
/// not be used after that.
pub(crate) fn catch<T>(read: impl FnOnce() -> T) -> Result<T, String> {
    let was_guarded = IS_GUARDED.replace(true);
    let result = panic::catch_unwind(AssertUnwindSafe(read));
    IS_GUARDED.set(was_guarded);
    result.map_err(|panic| {
        let text = panic.downcast_ref::<String>().map(String::as_str);
        let text = text.or_else(|| panic.downcast_ref::<&str>().copied());
        format!("damaged: {}", text.unwrap_or("the reader gave up"))
    })
}
