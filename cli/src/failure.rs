//! What goes wrong: one line, and the exit code that says whose fault it is.

use std::fmt::{self, Display};
use std::io::{self, Write};
use std::process::ExitCode;

use ferrow_convert::{Error, ErrorKind};

/// Why a command ends early.
#[derive(Debug, Clone)]
pub(crate) struct Failure {
    message: String,
    cause: Cause,
}

/// Whose fault a failure is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Cause {
    Data,
    /// The arguments, a file or a device.
    Usage,
    /// Nobody's: who asked has changed their mind.
    #[cfg(feature = "query")]
    Interrupt,
}

/// The exit code of a command that was interrupted.
pub(crate) const INTERRUPTED: u8 = 130;

impl Failure {
    /// The data are at fault.
    pub(crate) fn data(place: impl Display, problem: impl Display) -> Self {
        Self { message: format!("{place}: {problem}"), cause: Cause::Data }
    }

    /// What was asked for is at fault.
    pub(crate) fn usage(message: impl Into<String>) -> Self {
        Self { message: message.into(), cause: Cause::Usage }
    }

    /// `file` cannot be opened, read or written; or it ends too early, and then its data are at fault.
    pub(crate) fn io(file: &str, error: &io::Error) -> Self {
        Self { message: format!("{file}: {error}"), cause: cause_of_io(error.kind()) }
    }

    /// What the library says of `file`.
    pub(crate) fn of(file: &str, error: &Error) -> Self {
        let cause = match error.kind() {
            ErrorKind::Io(kind) => cause_of_io(kind),
            _ => Cause::Data,
        };
        let text = error.to_string();
        // The file is named once, and in front of a colon.
        let named = error.file().map(|file| file.display().to_string());
        let rest = named.as_deref().and_then(|name| text.strip_prefix(name));
        let message = match rest.and_then(|rest| rest.strip_prefix([',', ':'])) {
            Some(rest) => format!("{}: {}", named.unwrap_or_default(), rest.trim_start()),
            None => format!("{file}: {text}"),
        };
        Self { message, cause }
    }

    /// Whether the data are at fault.
    #[cfg(feature = "query")]
    pub(crate) fn is_of_data(&self) -> bool {
        self.cause == Cause::Data
    }

    /// The command was interrupted.
    #[cfg(feature = "query")]
    pub(crate) fn interrupted() -> Self {
        Self { message: "interrupted".to_owned(), cause: Cause::Interrupt }
    }

    /// The same failure, with what the user may do.
    pub(crate) fn with_advice(self, advice: &str) -> Self {
        Self { message: format!("{}; {advice}", self.message), ..self }
    }

    /// Says it on standard error, and returns the exit code.
    pub(crate) fn tell(&self) -> ExitCode {
        let line: String = self.message.lines().map(str::trim).collect::<Vec<_>>().join(" ");
        let line: String = line.chars().filter(|letter| !letter.is_control()).collect();
        // There is nobody to tell where standard error fails.
        drop(writeln!(io::stderr(), "ferrow: {line}"));
        ExitCode::from(match self.cause {
            Cause::Data => 1,
            Cause::Usage => 2,
            #[cfg(feature = "query")]
            Cause::Interrupt => INTERRUPTED,
        })
    }
}

impl Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Failure {}

fn cause_of_io(kind: io::ErrorKind) -> Cause {
    match kind {
        io::ErrorKind::UnexpectedEof | io::ErrorKind::InvalidData => Cause::Data,
        _ => Cause::Usage,
    }
}
