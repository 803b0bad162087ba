//! The one error of this crate: data first, words when it is shown.

mod problem;

use std::fmt;

pub(crate) use problem::Problem;

/// What went wrong, without its particulars.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ErrorKind {
    /// The bytes end before the value does.
    Truncated,
    /// Bytes that the protocol gives no meaning.
    Malformed,
    /// Text is not UTF-8 or not UTF-16.
    Text,
    /// A limit of the reader is exceeded: depth, bytes, elements, type definitions, references.
    Limit,
    /// A type is in the bytes that is not registered.
    UnknownType,
    /// The bytes hold another type than the one asked for.
    WrongType,
    /// Two versions of a type cannot be read as one another.
    Incompatible,
    /// A number does not fit the type that it is read as.
    OutOfRange,
    /// A value is null where none may be.
    NotNull,
    /// A back reference has no object, or stands where none may.
    Reference,
    /// A value is too large for the protocol.
    TooLarge,
    /// Something that the protocol reserves, or that this crate does not write.
    Unsupported,
    /// A registration contradicts itself or another one.
    Registration,
    /// What the code of a type says.
    Custom,
}

/// An error of reading, writing or registering: one word wide, with the place where it happened.
///
/// ```
/// use ferrow_graph::{ErrorKind, Graph};
///
/// let graph = Graph::builder().build()?;
/// let error = graph.read_value(&[0x01, 0xff, 0x15, 0x0c, b'a']).unwrap_err();
/// assert_eq!(error.kind(), ErrorKind::Truncated);
/// assert_eq!(error.offset(), Some(4));
/// # Ok::<(), ferrow_graph::Error>(())
/// ```
pub struct Error(Box<Inner>);

struct Inner {
    problem: Problem,
    offset: Option<usize>,
    path: String,
}

/// What this crate returns.
pub type Result<T, E = Error> = std::result::Result<T, E>;

impl Error {
    #[cold]
    #[inline(never)]
    pub(crate) fn new(problem: Problem) -> Self {
        Self(Box::new(Inner { problem, offset: None, path: String::new() }))
    }

    /// An error of the kind `Custom`: what code of a type has to say.
    ///
    /// ```
    /// use ferrow_graph::{Error, ErrorKind};
    ///
    /// let error = Error::custom("the vertices are not a polygon").in_field("area");
    /// assert_eq!(error.kind(), ErrorKind::Custom);
    /// assert_eq!(error.to_string(), "area: the vertices are not a polygon");
    /// ```
    #[cold]
    #[inline(never)]
    #[must_use]
    pub fn custom(message: impl fmt::Display) -> Self {
        Self::new(Problem::Custom { message: message.to_string() })
    }

    /// The same error, at byte `offset`, where none was known before.
    #[cold]
    #[inline(never)]
    #[must_use]
    pub fn at(mut self, offset: usize) -> Self {
        self.0.offset.get_or_insert(offset);
        self
    }

    /// The same error, at byte `offset`, whatever was known before.
    #[cold]
    #[inline(never)]
    pub(crate) fn moved(mut self, offset: usize) -> Self {
        self.0.offset = Some(offset);
        self
    }

    /// The same error, said of the field `name`, in which it happened at the path so far.
    #[cold]
    #[inline(never)]
    #[must_use]
    pub fn in_field(self, name: &str) -> Self {
        self.in_place(name)
    }

    /// The same error, said of element `index`.
    #[cold]
    #[inline(never)]
    #[must_use]
    pub fn in_element(self, index: usize) -> Self {
        self.in_place(&format!("[{index}]"))
    }

    /// The same error, of a message that was not written, which a graph may not write that does not
    /// track references.
    #[cold]
    #[inline(never)]
    pub(crate) fn of_writing(mut self, tracks: bool) -> Self {
        // Of a path into a circle, or a chain, as much as shows which.
        const MOST: usize = 100;
        let Inner { problem, path, .. } = &mut *self.0;
        let is_depth = problem.is_depth();
        if is_depth && path.len() > MOST {
            let cut = (0..=MOST).rev().find(|at| path.is_char_boundary(*at)).unwrap_or(0);
            let cut = path[..cut].rfind('.').unwrap_or(cut);
            path.truncate(cut);
            path.push_str("...");
        }
        if !tracks && (is_depth || matches!(problem, Problem::Label { .. } | Problem::RefHere)) {
            let inner = Box::new(std::mem::replace(problem, Problem::Stack));
            *problem = Problem::Untracked { problem: inner };
        }
        self
    }

    fn in_place(mut self, place: &str) -> Self {
        // A path of a deep graph is cut at its deep end, so that an error stays small.
        const MOST: usize = 512;
        let path = &self.0.path;
        let dot = if path.is_empty() || path.starts_with('[') { "" } else { "." };
        let mut whole = format!("{place}{dot}{path}");
        if whole.len() > MOST {
            let cut = (0..=MOST).rev().find(|at| whole.is_char_boundary(*at)).unwrap_or(0);
            whole.truncate(cut);
        }
        self.0.path = whole;
        self
    }

    /// What went wrong.
    #[must_use]
    pub fn kind(&self) -> ErrorKind {
        self.0.problem.kind()
    }

    /// Bytes from the start of the message to the fault.
    #[must_use]
    pub fn offset(&self) -> Option<usize> {
        self.0.offset
    }

    /// The path to the value, as in `orders[3].name`; empty where the root or no value is at fault.
    #[must_use]
    pub fn path(&self) -> &str {
        &self.0.path
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.0.path.is_empty() {
            write!(f, "{}: ", self.0.path)?;
        }
        self.0.problem.fmt(f)?;
        match self.0.offset {
            Some(offset) => write!(f, " (at byte {offset})"),
            None => Ok(()),
        }
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Error")
            .field("kind", &self.kind())
            .field("offset", &self.0.offset)
            .field("path", &self.0.path)
            .field("problem", &self.0.problem)
            .finish()
    }
}

impl std::error::Error for Error {}

const _: () = assert!(size_of::<Error>() == size_of::<usize>());
