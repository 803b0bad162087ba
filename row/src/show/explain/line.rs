//! The lines of a dump and how they look.

use std::fmt;
use std::ops::Range;

use anstyle::{AnsiColor, Color, Style};

/// Bytes on a line.
pub(super) const WIDTH: usize = 8;

/// One line of a dump.
#[derive(Debug)]
pub(super) enum Line<'a> {
    /// Bytes, and what they are.
    Bytes(Dumped<'a>),
    /// What is wrong with the bytes above, of which these are meant.
    Mark { at: Range<usize>, message: String },
    /// What is not shown.
    Note { indent: usize, text: String },
}

/// Up to eight bytes.
#[derive(Debug)]
pub(super) struct Dumped<'a> {
    pub(super) offset: usize,
    pub(super) bytes: &'a [u8],
    /// How many bytes at the end are no part of a value.
    pub(super) padding: usize,
    pub(super) indent: usize,
    pub(super) role: Role,
    pub(super) text: String,
    pub(super) is_bad: bool,
}

/// What bytes are for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    /// Null bits, counts and sizes.
    Structure,
    /// Where a value is.
    Span,
    /// A value.
    Value,
    /// Nothing.
    Unused,
}

impl Role {
    fn style(self) -> Style {
        match self {
            Self::Structure => foreground(AnsiColor::Blue),
            Self::Span => foreground(AnsiColor::Cyan),
            Self::Value => Style::new(),
            Self::Unused => Style::new().dimmed(),
        }
    }
}

fn foreground(color: AnsiColor) -> Style {
    Style::new().fg_color(Some(Color::Ansi(color)))
}

impl Line<'_> {
    /// Writes the line and its end.
    pub(super) fn write(&self, f: &mut fmt::Formatter<'_>, is_colored: bool) -> fmt::Result {
        let styled = |style: Style| if is_colored { style } else { Style::new() };
        let bad = styled(foreground(AnsiColor::Red).bold());
        let dim = styled(Style::new().dimmed());
        match self {
            Self::Bytes(line) => {
                let style = if line.is_bad { bad } else { styled(line.role.style()) };
                line.write(f, style, dim)
            }
            Self::Mark { at, message } => {
                let (before, under) = (at.start * 3, (at.len() * 3).saturating_sub(1));
                let after = HEX_WIDTH.saturating_sub(before + under);
                let carets = "^".repeat(under);
                write!(
                    f,
                    "{:9}{:before$}{bad}{carets}{:after$}   !! {message}{bad:#}",
                    "", "", ""
                )?;
                f.write_str("\n")
            }
            Self::Note { indent, text } => {
                let indent = 9 + HEX_WIDTH + 3 + indent * 2;
                writeln!(f, "{:indent$}{dim}{text}{dim:#}", "")
            }
        }
    }
}

/// Characters of a full line's bytes.
const HEX_WIDTH: usize = WIDTH * 3 - 1;

impl Dumped<'_> {
    fn write(&self, f: &mut fmt::Formatter<'_>, style: Style, dim: Style) -> fmt::Result {
        write!(f, "{dim}{:>7}{dim:#}  ", self.offset)?;
        let (value, padding) = self.bytes.split_at(self.bytes.len() - self.padding);
        let separator = if value.is_empty() || padding.is_empty() { "" } else { " " };
        let (value, padding) = (hex(value), hex(padding));
        if !value.is_empty() {
            write!(f, "{style}{value}{style:#}")?;
        }
        if !padding.is_empty() {
            write!(f, "{separator}{dim}{padding}{dim:#}")?;
        }
        if !self.text.is_empty() {
            let hex_width = value.len() + separator.len() + padding.len();
            let space = HEX_WIDTH - hex_width + 3 + self.indent * 2;
            write!(f, "{:space$}{style}{}{style:#}", "", self.text)?;
        }
        f.write_str("\n")
    }
}

fn hex(bytes: &[u8]) -> String {
    let digit = |value: u8| char::from_digit(value.into(), 16);
    let pairs = bytes.iter().map(|byte| [Some(' '), digit(byte >> 4), digit(byte & 15)]);
    pairs.flatten().skip(1).flatten().collect()
}
