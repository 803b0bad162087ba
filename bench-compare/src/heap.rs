//! Memory of the process, kept warm.

use std::hint::black_box;

/// Blocks of this size and less come from the heap, not from a map of their own.
const BLOCK: usize = 31 << 20;
/// Together more than all outputs of a contest.
const BLOCKS: usize = 96;

/// Makes glibc keep freed blocks of less than 31 MiB, so that outputs are written to warm pages.
///
/// Freeing one large block raises the size from which blocks get a map of their own, which is unmapped
/// when they are freed. And memory is given back from the top of the heap only: a small block that
/// stands above a large free space pins it. Without both, a conversion measures page faults. Other
/// allocators do not mind.
pub(crate) fn keep_freed_memory() {
    drop(black_box(Vec::<u8>::with_capacity(BLOCK)));
    // Nothing writes to these: they are address space, not memory.
    let below: Vec<Vec<u8>> = (0..BLOCKS).map(|_| Vec::with_capacity(BLOCK)).collect();
    let pin = Box::new([0_u64; 16]);
    black_box(Box::leak(pin));
    drop(black_box(below));
}
