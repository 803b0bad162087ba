//! Where a field stands, and where its null bit does.

use std::sync::atomic::{AtomicU64, Ordering};

use crate::Kind;

/// Tells one layout from every other of the program, equal ones too.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct LayoutId(u64);

impl LayoutId {
    pub(super) fn next() -> Self {
        static NEXT: AtomicU64 = AtomicU64::new(0);
        Self(NEXT.fetch_add(1, Ordering::Relaxed))
    }
}

/// Where one field stands: what reading it needs, together.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Place {
    pub(crate) kind: Kind,
    pub(crate) is_nullable: bool,
    /// The place of the slot among the slots.
    pub(crate) rank: usize,
    pub(crate) slot_offset: usize,
    pub(crate) null: NullBit,
}

/// A null bit: the offset of its byte, and the bit in it; no bit where there is no bitmap.
#[derive(Debug, Clone, Copy)]
pub(crate) struct NullBit {
    byte: usize,
    mask: u8,
}

impl NullBit {
    /// The bit of a value that cannot be null.
    pub(crate) const NONE: Self = Self { byte: 0, mask: 0 };

    /// Bit `index` of the bitmap at `bitmap`.
    #[inline]
    pub(crate) fn at(bitmap: usize, index: usize) -> Self {
        Self { byte: bitmap + index / 8, mask: 1 << (index % 8) }
    }

    /// Bits from the start of the bytes.
    #[inline]
    pub(super) fn offset(self) -> Option<usize> {
        (self.mask != 0).then(|| self.byte * 8 + self.mask.trailing_zeros() as usize)
    }

    #[inline]
    pub(crate) fn is_set(self, bytes: &[u8]) -> bool {
        // The bit of what cannot be null is not looked for: it would be in a line that nobody needs.
        self.mask != 0 && self.of(bytes) != 0
    }

    /// The bit in its byte, other bits being zero.
    #[inline]
    fn of(self, bytes: &[u8]) -> u8 {
        // Containers without a bitmap may have no bytes; all others have their null bits.
        bytes.get(self.byte).map_or(0, |byte| byte & self.mask)
    }

    #[inline]
    pub(crate) fn set(self, bytes: &mut [u8]) {
        if self.mask != 0 {
            bytes[self.byte] |= self.mask;
        }
    }

    #[inline]
    pub(crate) fn clear(self, bytes: &mut [u8]) {
        if self.mask != 0 {
            bytes[self.byte] &= !self.mask;
        }
    }
}

impl Place {
    /// Whether the field is null in `row`, and whether it is and may not be: so that nothing branches
    /// on nulls that may be there.
    #[inline]
    pub(crate) fn null_in(&self, row: &[u8]) -> (bool, bool) {
        let (null, forbidden) = (self.null.of(row), if self.is_nullable { 0 } else { u8::MAX });
        (null != 0, null & forbidden != 0)
    }
}
