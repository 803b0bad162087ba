//! SQL over files: a session in which each of them is a table.

mod completion;
mod copy;
mod failures;
mod input_table;
mod interrupts;
mod named_scan;
mod names;
mod printing;
mod resources;
mod row_columns;
mod running;
mod script;
mod session;
mod shell;
mod tables;
mod wording;

#[cfg(feature = "distributed")]
pub(crate) use interrupts::Interrupts;
pub(crate) use names::reads_stdin;
#[cfg(feature = "distributed")]
pub(crate) use resources::RunningArgs;
pub(crate) use session::{Session, SessionArgs};
pub(crate) use shell::{Shell, run_piped};
