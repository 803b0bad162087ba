//! The instruction sets that the kernels are written for.

use std::fmt;

/// Instructions that this machine has: a value of this type is the proof that it does.
///
/// Conversions choose [`best`](Self::best) by themselves; another one is for measuring and testing.
///
/// ```
/// use ferrow_convert::InstructionSet;
///
/// let all: Vec<_> = InstructionSet::available().collect();
/// assert_eq!(all[0].name(), "portable");
/// assert_eq!(all.last(), Some(&InstructionSet::best()));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct InstructionSet(Set);

/// From the least to the most.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Set {
    /// What every machine has.
    Portable,
    /// AVX2 and BMI2.
    #[cfg(target_arch = "x86_64")]
    Avx2,
    /// AVX-512 F, BW, DQ, VL and VBMI with GFNI and BMI2: Ice Lake, Zen 4 and later.
    #[cfg(target_arch = "x86_64")]
    Avx512,
}

impl InstructionSet {
    /// What every machine has.
    #[must_use]
    pub fn portable() -> Self {
        Self(Set::Portable)
    }

    /// The most that this machine has.
    #[must_use]
    pub fn best() -> Self {
        Self::available().last().unwrap_or(Self::portable())
    }

    /// Every set that this machine has, from the least to the most.
    pub fn available() -> impl Iterator<Item = Self> {
        Set::ALL.iter().copied().filter(|set| set.is_available()).map(Self)
    }

    /// `portable`, `avx2` or `avx512`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self.0 {
            Set::Portable => "portable",
            #[cfg(target_arch = "x86_64")]
            Set::Avx2 => "avx2",
            #[cfg(target_arch = "x86_64")]
            Set::Avx512 => "avx512",
        }
    }

    /// What kernels match on, once per batch.
    pub(crate) fn set(self) -> Set {
        self.0
    }
}

impl Default for InstructionSet {
    fn default() -> Self {
        Self::best()
    }
}

impl fmt::Display for InstructionSet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

#[cfg(target_arch = "x86_64")]
impl Set {
    const ALL: &[Self] = &[Self::Portable, Self::Avx2, Self::Avx512];

    /// The standard library asks the processor once.
    fn is_available(self) -> bool {
        match self {
            Self::Portable => true,
            Self::Avx2 => is_x86_feature_detected!("avx2") && is_x86_feature_detected!("bmi2"),
            Self::Avx512 => {
                Self::Avx2.is_available()
                    && is_x86_feature_detected!("avx512f")
                    && is_x86_feature_detected!("avx512bw")
                    && is_x86_feature_detected!("avx512dq")
                    && is_x86_feature_detected!("avx512vl")
                    && is_x86_feature_detected!("avx512vbmi")
                    && is_x86_feature_detected!("gfni")
            }
        }
    }
}

#[cfg(not(target_arch = "x86_64"))]
impl Set {
    const ALL: &[Self] = &[Self::Portable];

    fn is_available(self) -> bool {
        true
    }
}
