//! MurmurHash3, the x64 variant of 128 bits, of which the protocol uses the first half.
//!
//! The crates that have it want a reader or a `Hasher`; this is a function of bytes, in safe code.

/// The seed of every hash in the protocol.
pub const SEED: u32 = 47;

const C1: u64 = 0x87c3_7b91_1142_53d5;
const C2: u64 = 0x4cf5_ad43_2745_937f;

/// Both halves of the hash of `bytes`.
///
/// ```
/// use ferrow_graph::wire::murmur;
///
/// assert_eq!(murmur::hash(b"", 0), (0, 0));
/// assert_eq!(murmur::hash(b"hello", 0).0, 0xcbd8_a7b3_41bd_9b02);
/// ```
#[must_use]
pub fn hash(bytes: &[u8], seed: u32) -> (u64, u64) {
    let (mut h1, mut h2) = (u64::from(seed), u64::from(seed));
    let (blocks, tail) = bytes.as_chunks::<16>();
    for block in blocks {
        let (k1, k2) = words(block);
        h1 ^= mix1(k1);
        h1 = h1.rotate_left(27).wrapping_add(h2).wrapping_mul(5).wrapping_add(0x52dc_e729);
        h2 ^= mix2(k2);
        h2 = h2.rotate_left(31).wrapping_add(h1).wrapping_mul(5).wrapping_add(0x3849_5ab5);
    }
    if !tail.is_empty() {
        let mut last = [0; 16];
        last[..tail.len()].copy_from_slice(tail);
        let (k1, k2) = words(&last);
        h2 ^= mix2(k2);
        h1 ^= mix1(k1);
    }
    h1 ^= bytes.len() as u64;
    h2 ^= bytes.len() as u64;
    h1 = h1.wrapping_add(h2);
    h2 = h2.wrapping_add(h1);
    h1 = finish(h1);
    h2 = finish(h2);
    h1 = h1.wrapping_add(h2);
    (h1, h2.wrapping_add(h1))
}

fn words(block: &[u8; 16]) -> (u64, u64) {
    let word = u128::from_le_bytes(*block);
    let low = u64::try_from(word & u128::from(u64::MAX)).unwrap_or_default();
    (low, u64::try_from(word >> 64).unwrap_or_default())
}

fn mix1(k: u64) -> u64 {
    k.wrapping_mul(C1).rotate_left(31).wrapping_mul(C2)
}

fn mix2(k: u64) -> u64 {
    k.wrapping_mul(C2).rotate_left(33).wrapping_mul(C1)
}

fn finish(mut k: u64) -> u64 {
    k ^= k >> 33;
    k = k.wrapping_mul(0xff51_afd7_ed55_8ccd);
    k ^= k >> 33;
    k = k.wrapping_mul(0xc4ce_b9fe_1a85_ec53);
    k ^ (k >> 33)
}
