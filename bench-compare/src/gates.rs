//! What a target is, and how a measurement is judged by it.

use std::fmt;

use ferrow_convert::InstructionSet;

use crate::Failure;
use crate::harness::{Figures, Name, median};

/// A target: how fast a variant has to be beside a baseline, or how much of something there has to be.
#[derive(Debug)]
pub(crate) struct Gate {
    pub(crate) name: &'static str,
    /// The contest that measures it.
    pub(crate) contest: &'static str,
    asked: Asked,
    target: Target,
    /// The name of the instruction set that the target was set for.
    needs: &'static str,
}

/// What of a contest's figures a gate is about.
#[derive(Debug, Clone, Copy)]
enum Asked {
    /// How many times as fast as the second the first variant is.
    Ratio(Name, Name),
    /// What was counted.
    Amount(Name),
}

#[derive(Debug, Clone, Copy)]
enum Target {
    Least(f64),
    Most(f64),
}

impl Gate {
    /// `variant` has to be at least `speed` times as fast as `baseline`.
    pub(crate) const fn speed(
        name: &'static str,
        contest: &'static str,
        variant: Name,
        baseline: Name,
        speed: f64,
    ) -> Self {
        Self::new(name, contest, Asked::Ratio(variant, baseline), Target::Least(speed))
    }

    /// `variant` may take at most `time` times as long as `baseline`.
    pub(crate) const fn time(
        name: &'static str,
        contest: &'static str,
        variant: Name,
        baseline: Name,
        time: f64,
    ) -> Self {
        Self::new(name, contest, Asked::Ratio(baseline, variant), Target::Most(time))
    }

    /// At least `least` of `what` has to be counted.
    #[cfg_attr(
        not(any(feature = "sql", test)),
        expect(dead_code, reason = "contests of SQL count")
    )]
    pub(crate) const fn at_least(
        name: &'static str,
        contest: &'static str,
        what: Name,
        least: f64,
    ) -> Self {
        Self::new(name, contest, Asked::Amount(what), Target::Least(least))
    }

    /// At most `most` of `what` may be counted.
    #[cfg_attr(
        not(any(feature = "sql", test)),
        expect(dead_code, reason = "contests of SQL count")
    )]
    pub(crate) const fn at_most(
        name: &'static str,
        contest: &'static str,
        what: Name,
        most: f64,
    ) -> Self {
        Self::new(name, contest, Asked::Amount(what), Target::Most(most))
    }

    const fn new(name: &'static str, contest: &'static str, asked: Asked, target: Target) -> Self {
        Self { name, contest, asked, target, needs: "portable" }
    }

    /// The target holds where the machine has this instruction set.
    pub(crate) const fn on(self, needs: &'static str) -> Self {
        Self { needs, ..self }
    }

    /// Whether this machine can be held to the target.
    pub(crate) fn applies(&self) -> bool {
        InstructionSet::available().any(|set| set.name() == self.needs)
    }

    /// What `figures` say of the gate.
    ///
    /// # Errors
    ///
    /// Where the contest did not run a variant that the gate names.
    pub(crate) fn measure(&self, figures: &Figures) -> Result<f64, Failure> {
        let name = self.name;
        match self.asked {
            Asked::Ratio(variant, baseline) => figures.speed(variant, baseline).ok_or_else(|| {
                format!("{name}: no `{variant}` or no `{baseline}` in the contest").into()
            }),
            Asked::Amount(what) => (figures.amount(what))
                .ok_or_else(|| format!("{name}: no `{what}` in the contest").into()),
        }
    }

    /// Judges the median of what the runs measured; without runs the gate is absent.
    pub(crate) fn judge(&self, runs: Vec<f64>) -> Verdict {
        Verdict { name: self.name, target: self.target, runs }
    }
}

impl Target {
    /// Cuts a figure to the two digits that are printed, away from the target, so that `0.95` is
    /// never said to be short of `0.95`, and what misses a target is never rounded to it.
    fn cut(self, measured: f64) -> f64 {
        match self {
            Self::Least(_) => (measured * 100.0).floor() / 100.0,
            Self::Most(_) => (measured * 100.0).ceil() / 100.0,
        }
    }

    /// NaN, of no rounds at all, meets nothing.
    fn is_met(self, measured: f64) -> bool {
        match self {
            Self::Least(least) => measured >= least,
            Self::Most(most) => measured <= most,
        }
    }
}

impl fmt::Display for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Least(least) => write!(f, ">={least}"),
            Self::Most(most) => write!(f, "<={most}"),
        }
    }
}

/// One line of the report: `gate NAME MEASURED TARGET ok|short|absent`, and after several runs the
/// least and the most that one of them measured.
#[derive(Debug)]
pub(crate) struct Verdict {
    name: &'static str,
    target: Target,
    runs: Vec<f64>,
}

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { name, target, runs } = self;
        if runs.is_empty() {
            return write!(f, "gate {name} - {target} absent");
        }
        let measured = target.cut(median(runs.clone()));
        let word = if target.is_met(measured) { "ok" } else { "short" };
        write!(f, "gate {name} {measured:.2} {target} {word}")?;
        if runs.len() > 1 {
            let least = target.cut(runs.iter().copied().fold(f64::INFINITY, f64::min));
            let most = target.cut(runs.iter().copied().fold(f64::NEG_INFINITY, f64::max));
            write!(f, " ({least:.2} to {most:.2} in {} runs)", runs.len())?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::contests::MEMCPY;

    const KERNEL: Name = Name::ours("kernel");

    #[test]
    fn a_speed_is_ok_from_its_target_up_and_its_line_says_what_was_measured() {
        let gate = Gate::speed("rows-to-columns", "i64", KERNEL, MEMCPY, 0.95).on("avx512");
        let line = |runs: &[f64]| gate.judge(runs.to_vec()).to_string();
        assert_eq!(line(&[0.4149]), "gate rows-to-columns 0.41 >=0.95 short");
        assert_eq!(line(&[0.9499]), "gate rows-to-columns 0.94 >=0.95 short");
        assert_eq!(line(&[0.9501]), "gate rows-to-columns 0.95 >=0.95 ok");
        assert_eq!(line(&[12.0]), "gate rows-to-columns 12.00 >=0.95 ok");
        assert_eq!(line(&[f64::NAN]), "gate rows-to-columns NaN >=0.95 short");
        assert_eq!(line(&[]), "gate rows-to-columns - >=0.95 absent");
    }

    #[test]
    fn a_time_is_ok_up_to_its_target() {
        let gate =
            Gate::time("untrusted", "checks", Name::ours("checked"), Name::rival("trusted"), 1.1);
        let line = |runs: &[f64]| gate.judge(runs.to_vec()).to_string();
        assert_eq!(line(&[1.0999]), "gate untrusted 1.10 <=1.1 ok");
        assert_eq!(line(&[1.1001]), "gate untrusted 1.11 <=1.1 short");
        assert_eq!(line(&[0.5]), "gate untrusted 0.50 <=1.1 ok");
        assert_eq!(line(&[f64::NAN]), "gate untrusted NaN <=1.1 short");
    }

    #[test]
    fn the_median_of_several_runs_counts() {
        let gate = Gate::speed("copy", "i64", KERNEL, MEMCPY, 0.9);
        let verdict = gate.judge(vec![0.5, 0.95, 0.91, 1.2, 0.89]);
        assert_eq!(verdict.to_string(), "gate copy 0.91 >=0.9 ok (0.50 to 1.20 in 5 runs)");
        let verdict = gate.judge(vec![2.0, 0.5, 0.6]);
        assert_eq!(verdict.to_string(), "gate copy 0.60 >=0.9 short (0.50 to 2.00 in 3 runs)");
    }

    #[test]
    fn a_speed_has_the_baseline_over_the_variant_and_a_time_the_variant_over_the_baseline() {
        let [whole, half, third] = ["whole", "half", "third"].map(Name::rival);
        let times = [(whole, vec![4.0, 8.0, 4.0]), (half, vec![2.0, 4.0, 2.0])];
        let figures = Figures::of("sums", 1, times);
        let speed = Gate::speed("speed", "sums", half, whole, 1.0);
        assert_eq!(speed.measure(&figures).unwrap(), 2.0);
        let time = Gate::time("time", "sums", half, whole, 1.0);
        assert_eq!(time.measure(&figures).unwrap(), 0.5);
        assert!(Gate::time("time", "sums", third, whole, 1.0).measure(&figures).is_err());
    }

    #[test]
    fn an_amount_is_judged_as_it_was_counted() {
        let (queries, megabytes) = (Name::ours("queries"), Name::ours("megabytes"));
        let figures = Figures::of_amounts("all", [(queries, 21.0), (megabytes, 300.5)]);
        let line = |gate: Gate| gate.judge(vec![gate.measure(&figures).unwrap()]).to_string();
        let least = |least| Gate::at_least("answers", "all", queries, least);
        assert_eq!(line(least(21.0)), "gate answers 21.00 >=21 ok");
        assert_eq!(line(least(22.0)), "gate answers 21.00 >=22 short");
        let most = |most| Gate::at_most("memory", "all", megabytes, most);
        assert_eq!(line(most(301.0)), "gate memory 300.50 <=301 ok");
        assert_eq!(line(most(300.0)), "gate memory 300.50 <=300 short");
        assert!(Gate::at_least("rows", "all", KERNEL, 1.0).measure(&figures).is_err());
    }

    #[test]
    fn a_gate_of_instructions_that_no_machine_has_does_not_apply() {
        let gate = Gate::speed("copy", "i64", KERNEL, MEMCPY, 0.9);
        assert!(gate.applies());
        assert!(!gate.on("abacus").applies());
    }
}
