//! The shell: statements and commands, typed or piped.

use std::fs;
use std::io::{Read, Write, stdin};
use std::path::PathBuf;
use std::time::{Duration, Instant};

use anstyle::Style;
use clap::ValueEnum;
use rustyline::error::ReadlineError;
use rustyline::history::FileHistory;
use rustyline::{CompletionType, Config, Editor};

use super::completion::Assistant;
use super::printing::Ran;
use super::script::is_whole;
use super::session::Session;
use crate::args::OutputFormat;
use crate::failure::Failure;
use crate::output::Stdout;

/// A command that is no SQL.
pub(super) struct ShellCommand {
    pub(super) name: &'static str,
    argument: &'static str,
    what: &'static str,
}

/// The commands of the shell.
pub(super) const COMMANDS: [ShellCommand; 6] = [
    ShellCommand {
        name: "\\d",
        argument: "[TABLE]",
        what: "shows the columns of a table, or the tables",
    },
    ShellCommand { name: "\\dt", argument: "", what: "shows the tables" },
    ShellCommand {
        name: "\\o",
        argument: "FORM",
        what: "prints as table, json or csv from now on",
    },
    ShellCommand {
        name: "\\timing",
        argument: "",
        what: "shows how long statements take, or no more",
    },
    ShellCommand { name: "\\q", argument: "", what: "leaves, as Ctrl-D does" },
    ShellCommand { name: "\\?", argument: "", what: "shows this" },
];

/// What the user has chosen.
struct Settings {
    output: OutputFormat,
    has_timing: bool,
}

/// Whether there is more to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Then {
    GoOn,
    Leave,
}

/// A shell on a terminal.
pub(crate) struct Shell {
    session: Session,
    editor: Editor<Assistant, FileHistory>,
    history: Option<PathBuf>,
    settings: Settings,
}

impl Shell {
    pub(crate) fn open(mut session: Session, output: OutputFormat) -> Result<Self, Failure> {
        session.is_interactive = true;
        let config =
            Config::builder().auto_add_history(true).completion_type(CompletionType::List).build();
        let editor = Editor::with_config(config);
        let mut editor =
            editor.map_err(|error| Failure::usage(format!("the terminal: {error}")))?;
        editor.set_helper(Some(Assistant::new()));
        let history = history_file();
        if let Some(file) = &history {
            // There is none at first.
            drop(file.parent().map(fs::create_dir_all));
            drop(editor.load_history(file));
        }
        Ok(Self { session, editor, history, settings: Settings { output, has_timing: true } })
    }

    /// Reads and runs until the user leaves. What fails is told, and is not the end.
    pub(crate) fn run(mut self) -> Result<(), Failure> {
        let tables = self.session.tables();
        let tables = match tables.is_empty() {
            true => "no tables yet".to_owned(),
            false => format!("tables: {}", tables.join(", ")),
        };
        say(&format!("{tables}. A semicolon ends a statement; \\? helps, \\q leaves."))?;
        loop {
            if let Some(assistant) = self.editor.helper() {
                assistant.learn(&self.session);
            }
            let typed = match self.editor.readline("ferrow> ") {
                Ok(typed) => typed,
                Err(ReadlineError::Interrupted) => continue,
                Err(ReadlineError::Eof) => break,
                Err(error) => return Err(Failure::usage(format!("the terminal: {error}"))),
            };
            if let Some(file) = &self.history {
                // A history that cannot be kept is no reason to fail.
                drop(self.editor.append_history(file));
            }
            match enter(&self.session, &mut self.settings, &typed) {
                Ok(Then::GoOn) => {}
                Ok(Then::Leave) => break,
                Err(failure) => {
                    failure.tell();
                }
            }
        }
        Ok(())
    }
}

/// Runs what is piped to the shell, up to the first failure.
pub(crate) fn run_piped(session: &Session, output: OutputFormat) -> Result<(), Failure> {
    let mut text = String::new();
    let read = stdin().read_to_string(&mut text);
    read.map_err(|error| Failure::io("standard input", &error))?;
    let mut settings = Settings { output, has_timing: false };
    let mut statements = String::new();
    for line in text.lines() {
        let is_command = line.starts_with('\\') && is_whole(&statements, &*session.dialect());
        if !is_command {
            statements.push_str(line);
            // Messages count lines from the first that was piped.
            statements.push('\n');
            continue;
        }
        session.run_all(session.parse(&statements)?, settings.output)?;
        statements = "\n".repeat(statements.matches('\n').count() + 1);
        if command(session, &mut settings, line)? == Then::Leave {
            return Ok(());
        }
    }
    session.run_all(session.parse(&statements)?, settings.output)
}

/// Whether what was typed is what ends many a shell.
pub(super) fn is_farewell(typed: &str) -> bool {
    let word = typed.trim().trim_end_matches(';').trim_end();
    word.eq_ignore_ascii_case("exit") || word.eq_ignore_ascii_case("quit")
}

/// Does what was typed: a command, or statements.
fn enter(session: &Session, settings: &mut Settings, typed: &str) -> Result<Then, Failure> {
    if typed.trim_start().starts_with('\\') {
        return command(session, settings, typed.trim());
    }
    if is_farewell(typed) {
        return Ok(Then::Leave);
    }
    for statement in session.parse(typed)? {
        let start = Instant::now();
        let ran = session.run(statement, settings.output)?;
        tell(ran, settings.has_timing.then(|| start.elapsed()))?;
    }
    Ok(Then::GoOn)
}

/// Does what a command says.
fn command(session: &Session, settings: &mut Settings, line: &str) -> Result<Then, Failure> {
    let (name, argument) = line.split_once(char::is_whitespace).unwrap_or((line, ""));
    let argument = argument.trim().trim_end_matches(';').trim_end();
    let sql = match (name.trim_end_matches(';'), argument) {
        ("\\q", "") => return Ok(Then::Leave),
        ("\\?", "") => {
            for ShellCommand { name, argument, what } in &COMMANDS {
                say(&format!("{:16}{what}", format!("{name} {argument}")))?;
            }
            return Ok(Then::GoOn);
        }
        ("\\timing", "") => {
            settings.has_timing = !settings.has_timing;
            say(if settings.has_timing { "times are shown" } else { "times are not shown" })?;
            return Ok(Then::GoOn);
        }
        ("\\o", form) => {
            settings.output = OutputFormat::from_str(form, true)
                .map_err(|_| Failure::usage("\\o takes table, json or csv"))?;
            return Ok(Then::GoOn);
        }
        ("\\dt" | "\\d", "") => TABLES.to_owned(),
        ("\\d", table) => format!("DESCRIBE {table}"),
        (name, _) => {
            return Err(Failure::usage(format!("there is no command `{name}`; \\? shows all")));
        }
    };
    session.run_all(session.parse(&sql)?, settings.output)?;
    Ok(Then::GoOn)
}

/// The tables that are not those of the session itself.
const TABLES: &str = "SELECT table_name, table_type FROM information_schema.tables \
                      WHERE table_schema <> 'information_schema' ORDER BY table_name";

/// Says how many rows there were, and how long it took.
fn tell(ran: Ran, time: Option<Duration>) -> Result<(), Failure> {
    let rows = ran.rows.map(|rows| format!("{rows} {}", if rows == 1 { "row" } else { "rows" }));
    let time = time.map(|time| format!("{:.3} s", time.as_secs_f64()));
    let parts: Vec<String> = rows.into_iter().chain(time).collect();
    let dim = Style::new().dimmed();
    say(&format!("{dim}{}{dim:#}", parts.join(", ")))
}

fn say(line: &str) -> Result<(), Failure> {
    let said = writeln!(Stdout::colored(), "{line}");
    said.map_err(|error| Failure::io("standard output", &error))
}

/// Where what was typed is kept; nowhere where `FERROW_HISTORY` is empty.
fn history_file() -> Option<PathBuf> {
    if let Some(file) = std::env::var_os("FERROW_HISTORY") {
        return (!file.is_empty()).then(|| PathBuf::from(file));
    }
    let state = std::env::var_os("XDG_STATE_HOME").map(PathBuf::from);
    let state = state.filter(|state| state.is_absolute());
    let state = state.or_else(|| Some(std::env::home_dir()?.join(".local/state")));
    Some(state?.join("ferrow").join("history"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_words_that_end_other_shells_end_this_one() {
        for word in ["exit", "QUIT", " quit ;", "exit;"] {
            assert!(is_farewell(word), "{word}");
        }
        for sql in ["", "SELECT exit", "exit 1", "SELECT 'quit';"] {
            assert!(!is_farewell(sql), "{sql}");
        }
    }
}
