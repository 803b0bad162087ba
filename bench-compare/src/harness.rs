//! Interleaved timing: what is compared runs in the same rounds, on the same data, in one process.
//!
//! A round runs every variant once, and each round starts with another one, so that a machine that
//! slows down slows all of them. Time is CPU time of this thread: being preempted does not count.
//! What is compared is the median of the ratios within rounds, not the ratio of two medians.

use std::fmt;
use std::hint::black_box;
use std::time::Duration;

use cpu_time::ThreadTime;

use crate::Failure;

/// How long and how often everything is measured.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Settings {
    /// Rounds that count; one more runs before them and does not.
    pub(crate) rounds: usize,
    /// CPU time of one variant in one round.
    pub(crate) sample: Duration,
    /// CPU time after which a contest has no more rounds than [`FEWEST_ROUNDS`].
    pub(crate) longest: Duration,
}

/// Rounds that every contest has, however long they take, unless fewer were asked for.
const FEWEST_ROUNDS: usize = 7;

impl Settings {
    /// The rounds of a contest of which one round takes `round`.
    fn rounds_of(&self, round: Duration) -> usize {
        let fitting = self.longest.as_nanos() / round.as_nanos().max(1);
        let fitting = usize::try_from(fitting).unwrap_or(usize::MAX).max(FEWEST_ROUNDS);
        self.rounds.min(fitting)
    }
}

/// What a variant is called, and whose it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Name {
    pub(crate) text: &'static str,
    pub(crate) side: Side,
}

/// Whose work is measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Side {
    /// This library's, as it is meant to be used.
    Ours,
    /// Another's, or what is measured to compare with.
    Rival,
}

impl Name {
    pub(crate) const fn ours(text: &'static str) -> Self {
        Self { text, side: Side::Ours }
    }

    pub(crate) const fn rival(text: &'static str) -> Self {
        Self { text, side: Side::Rival }
    }
}

impl fmt::Display for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.text)
    }
}

/// Variants that answer the same question, to be measured against each other.
pub(crate) struct Contest<'a> {
    title: String,
    rows: usize,
    variants: Vec<Variant<'a>>,
}

struct Variant<'a> {
    name: Name,
    run: Box<dyn FnMut(u32) -> Duration + 'a>,
}

impl<'a> Contest<'a> {
    /// A contest in which one run of every variant handles `rows` rows.
    pub(crate) fn new(title: impl Into<String>, rows: usize) -> Self {
        Self { title: title.into(), rows, variants: Vec::new() }
    }

    /// Adds a variant: `op`, which works on `state`, and whose result is dropped within the time.
    ///
    /// # Errors
    ///
    /// Where `is_right` refuses what `op` left in the state or gave as its result: a variant that
    /// does other work than the rest is not worth timing.
    pub(crate) fn variant<S: 'a, R>(
        &mut self,
        name: Name,
        mut state: S,
        op: impl Fn(&mut S) -> R + 'a,
        is_right: impl FnOnce(&mut S, R) -> bool,
    ) -> Result<(), Failure> {
        let result = op(&mut state);
        if !is_right(&mut state, result) {
            return Err(format!("{}: the result of {name} is wrong", self.title).into());
        }
        let run = move |count| {
            let start = ThreadTime::now();
            for _ in 0..count {
                // Hides from the optimiser that every run does the same work.
                let op = black_box(&op);
                black_box(op(black_box(&mut state)));
            }
            start.elapsed()
        };
        self.variants.push(Variant { name, run: Box::new(run) });
        Ok(())
    }

    /// Measures all variants.
    pub(crate) fn run(mut self, settings: &Settings) -> Figures {
        let warm: Vec<(u32, Duration)> =
            self.variants.iter_mut().map(|variant| warm_up(variant, settings.sample)).collect();
        let rounds = settings.rounds_of(warm.iter().map(|(_, time)| *time).sum());
        let mut times: Vec<Times> = (self.variants.iter())
            .map(|variant| Times { name: variant.name, rounds: Vec::new() })
            .collect();
        for round in 0..=rounds {
            for turn in 0..self.variants.len() {
                let at = (round + turn) % self.variants.len();
                let (count, _) = warm[at];
                let time = (self.variants[at].run)(count);
                if round > 0 {
                    times[at].rounds.push(time.as_secs_f64() / f64::from(count));
                }
            }
        }
        Figures { title: self.title, rows: self.rows, times, amounts: Vec::new() }
    }
}

/// Runs a variant until it is warm, and finds how many runs fill a sample, and their time.
fn warm_up(variant: &mut Variant<'_>, sample: Duration) -> (u32, Duration) {
    let mut count: u32 = 1;
    loop {
        let time = (variant.run)(count);
        if time >= sample / 2 || count > u32::MAX / 2 {
            let fill = u128::from(count) * sample.as_nanos() / time.as_nanos().max(1);
            let fill = u32::try_from(fill).unwrap_or(u32::MAX).max(1);
            return (fill, time / count * fill);
        }
        count *= 2;
    }
}

/// What a contest measured.
#[derive(Debug)]
pub(crate) struct Figures {
    title: String,
    rows: usize,
    times: Vec<Times>,
    /// What was counted instead.
    amounts: Vec<(Name, f64)>,
}

#[derive(Debug)]
struct Times {
    name: Name,
    /// Seconds that one run took, per round.
    rounds: Vec<f64>,
}

impl Figures {
    /// Figures of what is counted and not timed.
    #[cfg_attr(
        not(any(feature = "sql", test)),
        expect(dead_code, reason = "contests of SQL count")
    )]
    pub(crate) fn of_amounts(
        title: impl Into<String>,
        amounts: impl IntoIterator<Item = (Name, f64)>,
    ) -> Self {
        let (title, amounts) = (title.into(), amounts.into_iter().collect());
        Self { title, rows: 0, times: Vec::new(), amounts }
    }

    /// What was counted by a name.
    pub(crate) fn amount(&self, what: Name) -> Option<f64> {
        self.amounts.iter().find(|(name, _)| *name == what).map(|(_, amount)| *amount)
    }

    /// Seconds of one run of `variant`: the median over the rounds.
    pub(crate) fn median(&self, variant: Name) -> Option<f64> {
        self.rounds(variant).map(|rounds| median(rounds.to_vec()))
    }

    /// How many times as fast as `baseline` the variant is: the median of the ratios within rounds.
    pub(crate) fn speed(&self, variant: Name, baseline: Name) -> Option<f64> {
        Some(median_ratio(self.rounds(baseline)?, self.rounds(variant)?))
    }

    fn rounds(&self, variant: Name) -> Option<&[f64]> {
        let found = self.times.iter().find(|times| times.name == variant)?;
        Some(&found.rounds)
    }

    /// What was compared.
    pub(crate) fn title(&self) -> &str {
        &self.title
    }

    /// How many rows one run handles.
    pub(crate) fn rows_per_run(&self) -> usize {
        self.rows
    }

    /// What was measured of each variant; the first is the baseline.
    pub(crate) fn lines(&self) -> impl Iterator<Item = Line> {
        let rows = u32::try_from(self.rows).map_or(f64::NAN, f64::from);
        self.times.iter().map(move |times| Line {
            variant: times.name,
            nanos: median(times.rounds.clone()) * 1e9 / rows,
            best_nanos: times.rounds.iter().copied().fold(f64::INFINITY, f64::min) * 1e9 / rows,
            speed: median_ratio(&self.times[0].rounds, &times.rounds),
        })
    }

    /// A table, in which the first variant is the baseline, or a line for all that was counted.
    pub(crate) fn table(&self) -> String {
        if self.times.is_empty() {
            let amounts = self.amounts.iter().map(|(what, amount)| format!("{amount} {what}"));
            return format!("\n{}\n  {}\n", self.title, amounts.collect::<Vec<_>>().join(", "));
        }
        let mut table = format!("\n{} ({} rows)\n", self.title, self.rows);
        table += &format!("  {:<34}{:>12}{:>12}{:>10}\n", "", "ns/row", "best", "speed");
        for Line { variant, nanos, best_nanos, speed } in self.lines() {
            table += &format!("  {variant:<34}{nanos:>12.3}{best_nanos:>12.3}{speed:>10.2}\n");
        }
        table
    }
}

/// What was measured of one variant.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Line {
    pub(crate) variant: Name,
    /// Nanoseconds per row: the median over the rounds.
    pub(crate) nanos: f64,
    /// Nanoseconds per row in the fastest round.
    pub(crate) best_nanos: f64,
    /// How many times as fast as the first variant it is.
    pub(crate) speed: f64,
}

/// The median of `over[i] / under[i]`.
fn median_ratio(over: &[f64], under: &[f64]) -> f64 {
    median(over.iter().zip(under).map(|(over, under)| over / under).collect())
}

/// The middle value, or the mean of the middle two; NaN of none.
pub(crate) fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    match values.len() {
        0 => f64::NAN,
        len if len % 2 == 1 => values[len / 2],
        len => f64::midpoint(values[len / 2 - 1], values[len / 2]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    impl Figures {
        /// Figures with these seconds in the rounds of each variant.
        pub(crate) fn of<const N: usize>(
            title: &str,
            rows: usize,
            times: [(Name, Vec<f64>); N],
        ) -> Self {
            let times = times.map(|(name, rounds)| Times { name, rounds }).into();
            Self { title: title.to_owned(), rows, times, amounts: Vec::new() }
        }
    }

    #[test]
    fn the_median_is_the_middle_value_or_the_mean_of_the_middle_two() {
        assert_eq!(median(vec![5.0, 1.0, 3.0, 9.0, 7.0]), 5.0);
        assert_eq!(median(vec![4.0, 1.0, 100.0, 3.0]), 3.5);
        assert!(median(Vec::new()).is_nan());
    }

    #[test]
    fn a_speed_is_the_median_of_ratios_within_rounds() {
        let (baseline, variant) = (Name::rival("baseline"), Name::ours("variant"));
        let times = [(baseline, vec![2.0, 20.0, 6.0]), (variant, vec![1.0, 5.0, 6.0])];
        let figures = Figures::of("a contest", 1, times);
        // Rounds say 2, 4 and 1; the ratio of the medians, 6 / 5, is another number.
        assert_eq!(figures.speed(variant, baseline), Some(2.0));
        assert_eq!(figures.speed(baseline, variant), Some(0.5));
        assert_eq!(figures.median(baseline), Some(6.0));
        assert_eq!(figures.speed(variant, Name::rival("nobody")), None);
        let speeds: Vec<f64> = figures.lines().map(|line| line.speed).collect();
        assert_eq!(speeds, [1.0, 2.0], "the first is the baseline of the table");
    }

    #[test]
    fn rounds_that_count_are_as_many_as_asked_for_and_a_wrong_result_is_not_timed() {
        let mut contest = Contest::new("sums", 1);
        let count = |state: &mut u32| *state += 1;
        let (one, two) = (Name::ours("one"), Name::ours("two"));
        contest.variant(one, 0, count, |state, ()| *state == 1).unwrap();
        let error = contest.variant(two, 0, count, |state, ()| *state == 2).unwrap_err();
        assert_eq!(error.to_string(), "sums: the result of two is wrong");

        let figures = contest.run(&settings(3, 1));
        assert_eq!(figures.rounds(one).map(<[f64]>::len), Some(3));
        assert_eq!(figures.rounds(two), None);
    }

    fn settings(rounds: usize, longest: u64) -> Settings {
        let longest = Duration::from_secs(longest);
        Settings { rounds, sample: Duration::from_micros(10), longest }
    }

    #[test]
    fn a_long_contest_has_fewer_rounds_but_not_too_few_to_count() {
        let rounds = |millis| settings(21, 6).rounds_of(Duration::from_millis(millis));
        assert_eq!([1, 285, 400, 600, 900, 9000].map(rounds), [21, 21, 15, 10, 7, 7]);
        assert_eq!(settings(3, 6).rounds_of(Duration::from_secs(9)), 3, "fewer were asked for");
        assert_eq!(settings(21, 6).rounds_of(Duration::ZERO), 21);
    }
}
