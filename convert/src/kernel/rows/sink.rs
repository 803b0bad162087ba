//! Where blocks of rows go: straight to where they stay, or past the caches in whole lines.

use std::mem::MaybeUninit;

use crate::kernel::tile::{Line, Tile};

const LINE: usize = size_of::<Line>();

/// Bytes that a block may have to be put together in cache before it goes past the caches.
const STAGE: usize = 64 * 1024;

/// Takes rows from the first to the last, a block at a time.
pub(super) struct Sink<'o> {
    out: &'o mut [MaybeUninit<u8>],
    /// Bytes of `out` that were taken.
    at: usize,
    stage: Option<Stage>,
}

/// What was taken and is not in `out` yet: less than a line, between blocks. A byte stands in its line
/// where it will in memory.
struct Stage {
    lines: Vec<Line>,
    /// Bytes of the first line that are no longer, or never were, to be written.
    skip: usize,
    /// Where the next byte goes.
    filled: usize,
}

impl<'o> Sink<'o> {
    /// Writes where the rows stay.
    pub(super) fn direct(out: &'o mut [MaybeUninit<u8>]) -> Self {
        Self { out, at: 0, stage: None }
    }

    /// Writes past the caches: for output that they cannot hold.
    pub(super) fn streaming(out: &'o mut [MaybeUninit<u8>]) -> Self {
        let skip = out.as_ptr().addr() % LINE;
        let lines = vec![Line([[0; 8]; 8]); STAGE / LINE];
        Self { out, at: 0, stage: Some(Stage { lines, skip, filled: skip }) }
    }

    pub(super) fn is_streaming(&self) -> bool {
        self.stage.is_some()
    }

    /// Room for the next `len` bytes, to be written before [`end`](Self::end).
    ///
    /// # Panics
    ///
    /// When there is no more room.
    #[inline(always)]
    pub(super) fn begin(&mut self, len: usize) -> *mut u8 {
        let room = &mut self.out[self.at..][..len];
        match &mut self.stage {
            Some(stage) if stage.has_room(len) => {
                stage.lines.as_mut_ptr().cast::<u8>().wrapping_add(stage.filled)
            }
            _ => room.as_mut_ptr().cast(),
        }
    }

    /// Takes the `len` bytes that [`begin`](Self::begin) gave room for.
    #[inline(always)]
    pub(super) fn end<T: Tile>(&mut self, tile: T, len: usize) {
        let Some(stage) = &mut self.stage else {
            self.at += len;
            return;
        };
        if stage.has_room(len) {
            stage.filled += len;
            self.at += len;
            let last = self.out[..self.at].as_mut_ptr_range().end.cast::<u8>();
            stage.flush(tile, last);
        } else {
            let staged = self.out[..self.at].as_mut_ptr_range().end.cast::<u8>();
            stage.flush_rest(staged);
            self.at += len;
            stage.skip = (self.out.as_ptr().addr() + self.at) % LINE;
            stage.filled = stage.skip;
        }
    }

    /// Writes what is left.
    #[inline(always)]
    pub(super) fn finish<T: Tile>(self, tile: T) {
        if let Some(mut stage) = self.stage {
            stage.flush_rest(self.out[..self.at].as_mut_ptr_range().end.cast());
            tile.fence();
        }
    }
}

impl Stage {
    #[inline(always)]
    fn has_room(&self, len: usize) -> bool {
        len <= STAGE - self.filled
    }

    /// Writes all whole lines; `end` is where what is staged ends in memory.
    #[inline(always)]
    fn flush<T: Tile>(&mut self, tile: T, end: *mut u8) {
        let whole = self.filled / LINE;
        if whole == 0 {
            return;
        }
        let start = end.wrapping_sub(self.filled);
        let mut first = 0;
        if self.skip > 0 {
            self.copy(self.skip..LINE, start);
            (self.skip, first) = (0, 1);
        }
        for (at, line) in self.lines[first..whole].iter().enumerate() {
            let to = start.wrapping_add((first + at) * LINE).cast::<MaybeUninit<Line>>();
            // SAFETY: the line was taken whole, so it is within `out`, which `Sink::end` sliced up to
            // its end; it is aligned, for bytes are staged where they stand in their lines.
            tile.stream(&line.0, unsafe { &mut *to });
        }
        self.filled %= LINE;
        self.lines[0] = self.lines[whole % self.lines.len()];
    }

    /// Writes what is less than a line.
    #[cold]
    fn flush_rest(&mut self, end: *mut u8) {
        self.copy(self.skip..self.filled, end.wrapping_sub(self.filled));
        self.skip = self.filled;
    }

    /// Copies bytes of the first line, which stands at `start` in memory.
    fn copy(&self, bytes: std::ops::Range<usize>, start: *mut u8) {
        let from = &self.lines[0].0.as_flattened()[bytes.clone()];
        let to = start.wrapping_add(bytes.start);
        // SAFETY: the bytes behind `skip` were taken, so they are within `out`.
        unsafe { to.copy_from_nonoverlapping(from.as_ptr(), from.len()) };
    }
}
