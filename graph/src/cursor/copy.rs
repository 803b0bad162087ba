//! Copies of few bytes, which a call of `memcpy` takes longer for.

/// Writes bytes; returns where the next byte goes.
///
/// # Safety
///
/// From `next` on are as many bytes that can be written, that nothing else refers to.
#[inline(always)]
pub(super) unsafe fn put_bytes(next: *mut u8, bytes: &[u8]) -> *mut u8 {
    let (start, len) = (bytes.as_ptr(), bytes.len());
    match len {
        // SAFETY: as for this.
        ..=32 => return unsafe { put_short(next, bytes) },
        33..=64 => {
            // SAFETY: both are `len` bytes; what is read is borrowed, so they do not overlap.
            unsafe { ends::<[u128; 2]>(next, start, len) }
        }
        len => {
            // SAFETY: as above.
            unsafe { next.copy_from_nonoverlapping(start, len) }
        }
    }
    // SAFETY: within the same memory or at its end.
    unsafe { next.add(len) }
}

/// Writes 32 bytes or fewer, and none of more; returns where the next byte goes.
///
/// As two parts, which may overlap: a call of `memcpy` takes longer.
///
/// # Safety
///
/// As of [`put_bytes`].
#[inline(always)]
pub(super) unsafe fn put_short(next: *mut u8, bytes: &[u8]) -> *mut u8 {
    let (start, len) = (bytes.as_ptr(), bytes.len());
    match len {
        9..=16 => {
            // SAFETY: both are `len` bytes; what is read is borrowed, so they do not overlap.
            unsafe { ends::<u64>(next, start, len) }
        }
        17..=32 => {
            // SAFETY: both are `len` bytes; what is read is borrowed, so they do not overlap.
            unsafe { ends::<u128>(next, start, len) }
        }
        4..=8 => {
            // SAFETY: both are `len` bytes; what is read is borrowed, so they do not overlap.
            unsafe { ends::<u32>(next, start, len) }
        }
        2..4 => {
            // SAFETY: both are `len` bytes; what is read is borrowed, so they do not overlap.
            unsafe { ends::<u16>(next, start, len) }
        }
        1 => {
            // SAFETY: both are `len` bytes; what is read is borrowed, so they do not overlap.
            unsafe { ends::<u8>(next, start, len) }
        }
        _ => return next,
    }
    // SAFETY: within the same memory or at its end.
    unsafe { next.add(len) }
}

/// Copies as many bytes as one or two `T` have, as the first `T` and the last, which may overlap.
///
/// Of integers, which are in registers between: arrays of bytes are not.
///
/// # Safety
///
/// Both are `len` bytes that do not overlap; `T` takes any bytes and has no padding.
#[inline(always)]
unsafe fn ends<T>(to: *mut u8, from: *const u8, len: usize) {
    debug_assert!((size_of::<T>()..=2 * size_of::<T>()).contains(&len));
    // SAFETY: there are as many bytes as a `T` has, or more.
    let first = unsafe { from.cast::<T>().read_unaligned() };
    // SAFETY: the last of them.
    let last = unsafe { from.add(len - size_of::<T>()) };
    // SAFETY: as above.
    let last = unsafe { last.cast::<T>().read_unaligned() };
    // SAFETY: there are as many bytes as a `T` has, or more.
    unsafe { to.cast::<T>().write_unaligned(first) };
    // SAFETY: the last of them.
    let to = unsafe { to.add(len - size_of::<T>()) };
    // SAFETY: as above.
    unsafe { to.cast::<T>().write_unaligned(last) };
}
