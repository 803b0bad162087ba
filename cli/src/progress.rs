//! How far a command has come, on a terminal.

use std::io::{IsTerminal, stderr};

use ferrow_convert::Progress;
use indicatif::{ProgressBar, ProgressStyle};

/// What is called after every batch.
pub(crate) type Report = Box<dyn FnMut(&Progress) + Send>;

/// A bar on standard error where that is a terminal, and else nothing.
#[derive(Debug)]
pub(crate) struct Bar(ProgressBar);

/// Steps of the whole bar.
const STEPS: u64 = 10_000;

impl Bar {
    /// A bar that says what happens to `file`.
    pub(crate) fn new(file: &str, quiet: bool) -> Self {
        if quiet || !stderr().is_terminal() {
            return Self(ProgressBar::hidden());
        }
        let style = ProgressStyle::with_template("{prefix} {spinner} {msg} {elapsed}");
        let bar = ProgressBar::no_length();
        bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_spinner()));
        bar.set_prefix(file.to_owned());
        Self(bar)
    }

    /// What moves the bar.
    pub(crate) fn report(&self) -> Report {
        let bar = self.0.clone();
        Box::new(move |progress| {
            if let Some(fraction) = progress.fraction()
                && bar.length().is_none()
            {
                let template = "{prefix} {wide_bar} {percent:>3}% {msg} {eta}";
                if let Ok(style) = ProgressStyle::with_template(template) {
                    bar.set_style(style);
                }
                bar.set_length(STEPS);
                bar.set_position(steps(fraction));
            } else if let Some(fraction) = progress.fraction() {
                bar.set_position(steps(fraction));
            }
            bar.set_message(format!("{} rows", progress.rows));
            bar.tick();
        })
    }
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a part of the steps")]
fn steps(fraction: f64) -> u64 {
    (fraction * STEPS as f64) as u64
}

impl Drop for Bar {
    fn drop(&mut self) {
        self.0.finish_and_clear();
    }
}
