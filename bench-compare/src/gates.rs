//! The targets: which variant of which contest has to reach what.

use std::fmt;

use crate::Failure;
use crate::contests::{
    ARROW_ROW, DECODE, ENCODE, FORY, LAZY_OFFSETS, LAZY_STRIDE, MEMCPY, READ, TOUCH, WRITE,
};
use crate::harness::Figures;
use crate::machine::Needs;

/// A target: a variant has to be so many times as fast as a baseline.
#[derive(Debug)]
pub(crate) struct Gate {
    pub(crate) name: &'static str,
    /// The contest that measures both.
    pub(crate) contest: &'static str,
    variant: &'static str,
    baseline: &'static str,
    at_least: f64,
    needs: Needs,
}

/// All targets, in the order in which they are measured and printed.
pub(crate) const GATES: &[Gate] = &[
    avx512("rows-to-columns-8-i64-in-l2", "i64-8", DECODE, MEMCPY, 1.0),
    avx512("rows-to-columns-16-i64-in-l2", "i64-16", DECODE, MEMCPY, 0.95),
    gate("columns-to-rows-16-i64-in-l2", "i64-16", ENCODE, MEMCPY, 0.88),
    avx512("rows-to-columns-64-i64-in-l2", "i64-64", DECODE, MEMCPY, 0.88),
    gate("columns-to-rows-64-i64-in-l2", "i64-64", ENCODE, MEMCPY, 0.88),
    avx512("rows-to-columns-8-i64-nulls-in-l2", "i64-8-nulls", DECODE, MEMCPY, 0.75),
    gate("columns-to-rows-8-i64-nulls-in-l2", "i64-8-nulls", ENCODE, MEMCPY, 0.50),
    avx512("rows-to-columns-16-i64-nulls-in-l2", "i64-16-nulls", DECODE, MEMCPY, 0.80),
    gate("columns-to-rows-16-i64-nulls-in-l2", "i64-16-nulls", ENCODE, MEMCPY, 0.60),
    avx512("rows-to-columns-64-i64-nulls-in-l2", "i64-64-nulls", DECODE, MEMCPY, 0.78),
    gate("columns-to-rows-64-i64-nulls-in-l2", "i64-64-nulls", ENCODE, MEMCPY, 0.60),
    gate("lazy-scan-stride", "lazy-scan", LAZY_STRIDE, TOUCH, 0.95),
    gate("lazy-scan-offsets", "lazy-scan", LAZY_OFFSETS, TOUCH, 0.85),
    gate("arrow-row-i64-to-columns", "arrow-row-i64-to-columns", DECODE, ARROW_ROW, 15.0),
    gate("arrow-row-text-to-columns", "arrow-row-text-to-columns", DECODE, ARROW_ROW, 10.0),
    gate("arrow-row-text-to-rows", "arrow-row-text-to-rows", ENCODE, ARROW_ROW, 3.5),
    gate("fory-write-flat", "fory-write-flat", WRITE, FORY, 3.0),
    gate("fory-read-one-field", "fory-read-one-field", READ, FORY, 1.0),
];

const fn gate(
    name: &'static str,
    contest: &'static str,
    variant: &'static str,
    baseline: &'static str,
    at_least: f64,
) -> Gate {
    Gate { name, contest, variant, baseline, at_least, needs: Needs::Nothing }
}

/// A target that was set for kernels of AVX-512.
const fn avx512(
    name: &'static str,
    contest: &'static str,
    variant: &'static str,
    baseline: &'static str,
    at_least: f64,
) -> Gate {
    let needs = Needs::Avx512;
    Gate { needs, ..gate(name, contest, variant, baseline, at_least) }
}

impl Gate {
    /// Whether this machine can be held to the target.
    pub(crate) fn applies(&self) -> bool {
        self.needs.are_met()
    }

    /// Judges what the gate's contest measured.
    ///
    /// # Errors
    ///
    /// Where the contest did not run a variant that the gate names.
    pub(crate) fn judge(&self, figures: &Figures) -> Result<Verdict, Failure> {
        let measured = figures.speed(self.variant, self.baseline).ok_or_else(|| {
            format!("{}: no {} or {} in the contest", self.name, self.variant, self.baseline)
        })?;
        Ok(self.verdict(Some(measured)))
    }

    /// What is said of a gate that this machine cannot be held to.
    pub(crate) fn absent(&self) -> Verdict {
        self.verdict(None)
    }

    fn verdict(&self, measured: Option<f64>) -> Verdict {
        Verdict { name: self.name, measured: measured.map(floor), at_least: self.at_least }
    }
}

/// Cuts a figure to the two digits that are printed, so that `0.95` is never said to be short of
/// `0.95`, and a figure below its target is never rounded up to it.
fn floor(measured: f64) -> f64 {
    (measured * 100.0).floor() / 100.0
}

/// One line of the report: `gate NAME MEASURED >=TARGET ok|short|absent`.
#[derive(Debug)]
pub(crate) struct Verdict {
    name: &'static str,
    measured: Option<f64>,
    at_least: f64,
}

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { name, measured, at_least } = self;
        match measured {
            None => write!(f, "gate {name} - >={at_least} absent"),
            // NaN, of no rounds at all, is short too.
            Some(measured) => {
                let word = if measured >= at_least { "ok" } else { "short" };
                write!(f, "gate {name} {measured:.2} >={at_least} {word}")
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;
    use crate::contests::CONTESTS;

    #[test]
    fn a_gate_is_ok_from_its_target_up_and_its_line_says_what_was_measured() {
        let gate = avx512("rows-to-columns", "i64-16", DECODE, MEMCPY, 0.95);
        let line = |measured| gate.verdict(measured).to_string();
        assert_eq!(line(Some(0.4149)), "gate rows-to-columns 0.41 >=0.95 short");
        assert_eq!(line(Some(0.9499)), "gate rows-to-columns 0.94 >=0.95 short");
        assert_eq!(line(Some(0.9501)), "gate rows-to-columns 0.95 >=0.95 ok");
        assert_eq!(line(Some(12.0)), "gate rows-to-columns 12.00 >=0.95 ok");
        assert_eq!(line(Some(f64::NAN)), "gate rows-to-columns NaN >=0.95 short");
        assert_eq!(line(None), "gate rows-to-columns - >=0.95 absent");
    }

    #[test]
    fn every_gate_has_its_own_name_and_a_contest() {
        let names: HashSet<&str> = GATES.iter().map(|gate| gate.name).collect();
        assert_eq!(names.len(), GATES.len());
        for gate in GATES {
            let contest = CONTESTS.iter().find(|contest| contest.name == gate.contest);
            assert!(contest.is_some(), "{} has no contest", gate.name);
        }
    }
}
