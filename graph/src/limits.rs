//! How much a message may make a reader do.

use crate::wire::type_meta::MetaLimits;

/// What a reader accepts. What exceeds it is an error of the kind `Limit`.
///
/// Counts in a message are believed only as far as the bytes behind them reach, so the memory that
/// reading takes is at most a multiple of the message's length, whatever these are.
///
/// ```
/// use ferrow_graph::{ErrorKind, Graph, Limits, Value};
///
/// let limits = Limits { depth: 2, ..Limits::default() };
/// let graph = Graph::builder().limits(limits).build()?;
/// let deep = Value::List(vec![Value::List(vec![Value::List(vec![Value::Null])])]);
/// assert_eq!(graph.write_value(&deep).unwrap_err().kind(), ErrorKind::Limit);
/// # Ok::<(), ferrow_graph::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Values in values. Where the thread has no stack for as many, that is an error too.
    pub depth: usize,
    /// Bytes of a message, with those beside it.
    pub bytes: usize,
    /// Elements and entries of all lists, sets and maps of a message.
    pub elements: usize,
    /// Of those, the ones that take no byte of the message.
    pub empty_elements: usize,
    /// Type definitions of a message, or of a connection.
    pub type_definitions: usize,
    /// The size of each definition.
    pub type_definition: MetaLimits,
    /// Objects that are tracked.
    pub references: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            depth: 1000,
            bytes: 1 << 30,
            elements: 1 << 27,
            empty_elements: 1 << 16,
            type_definitions: 4096,
            type_definition: MetaLimits::default(),
            references: 1 << 24,
        }
    }
}

/// What is left of the stack when reading and writing stop to go deeper.
pub(crate) const STACK_LEFT: usize = 128 << 10;
