//! What the shell completes: keywords, functions, tables, columns, and files between quotes.

use std::cell::RefCell;
use std::collections::BTreeSet;

use datafusion::sql::sqlparser::dialect::PostgreSqlDialect;
use rustyline::completion::{Completer, FilenameCompleter, Pair};
use rustyline::highlight::Highlighter;
use rustyline::hint::Hinter;
use rustyline::validate::{ValidationContext, ValidationResult, Validator};
use rustyline::{Context, Helper};

use super::script::is_whole;
use super::session::Session;
use super::shell::{COMMANDS, is_farewell};

/// The words that statements are made of.
const KEYWORDS: &[&str] = &[
    "ALL",
    "AND",
    "AS",
    "ASC",
    "BETWEEN",
    "BY",
    "CASE",
    "CAST",
    "COPY",
    "CREATE",
    "CROSS",
    "DESC",
    "DESCRIBE",
    "DISTINCT",
    "DROP",
    "ELSE",
    "END",
    "EXCEPT",
    "EXISTS",
    "EXPLAIN",
    "EXTERNAL",
    "FALSE",
    "FROM",
    "FULL",
    "GROUP",
    "HAVING",
    "IN",
    "INNER",
    "INSERT",
    "INTERSECT",
    "INTO",
    "IS",
    "JOIN",
    "LEFT",
    "LIKE",
    "LIMIT",
    "LOCATION",
    "NOT",
    "NULL",
    "OFFSET",
    "ON",
    "OR",
    "ORDER",
    "OUTER",
    "OVER",
    "PARTITION",
    "RIGHT",
    "SELECT",
    "SET",
    "SHOW",
    "STORED",
    "TABLE",
    "TABLES",
    "THEN",
    "TO",
    "TRUE",
    "UNION",
    "USING",
    "VALUES",
    "VIEW",
    "WHEN",
    "WHERE",
    "WITH",
];

/// Helps who types.
pub(super) struct Assistant {
    files: FilenameCompleter,
    names: RefCell<BTreeSet<String>>,
}

impl Assistant {
    pub(super) fn new() -> Self {
        Self { files: FilenameCompleter::new(), names: RefCell::default() }
    }

    /// Learns the names that `session` knows by now.
    pub(super) fn learn(&self, session: &Session) {
        let state = session.context.state();
        let mut names = BTreeSet::new();
        names.extend(state.scalar_functions().keys().cloned());
        names.extend(state.aggregate_functions().keys().cloned());
        names.extend(state.window_functions().keys().cloned());
        names.extend(state.table_functions().keys().cloned());
        for table in session.tables() {
            if let Ok(provider) = session.block_on(session.context.table_provider(table.as_str())) {
                let schema = provider.schema();
                names.extend(schema.fields().iter().map(|field| quoted(field.name())));
            }
            names.insert(quoted(&table));
        }
        *self.names.borrow_mut() = names;
    }

    /// What begins with `word`; a name may be typed in any case, and so may a keyword.
    fn matching(&self, word: &str) -> Vec<Pair> {
        let lower = word.to_lowercase();
        let is_upper = word.chars().any(char::is_uppercase) && word == word.to_uppercase();
        let keywords = KEYWORDS.iter().map(|keyword| match is_upper {
            true => (*keyword).to_owned(),
            false => keyword.to_lowercase(),
        });
        let names = self.names.borrow();
        let mut found: Vec<String> = names.iter().cloned().chain(keywords).collect();
        found.retain(|name| name.trim_start_matches('"').to_lowercase().starts_with(&lower));
        found.sort();
        found.dedup();
        found.into_iter().map(pair).collect()
    }
}

fn pair(name: String) -> Pair {
    Pair { display: name.clone(), replacement: name }
}

/// A name as it is written in SQL.
fn quoted(name: &str) -> String {
    let is_plain = name.starts_with(|first: char| first.is_ascii_lowercase() || first == '_')
        && name
            .chars()
            .all(|sign| sign.is_ascii_lowercase() || sign.is_ascii_digit() || sign == '_');
    if is_plain { name.to_owned() } else { format!("\"{}\"", name.replace('"', "\"\"")) }
}

impl Completer for Assistant {
    type Candidate = Pair;

    fn complete(
        &self,
        line: &str,
        pos: usize,
        context: &Context<'_>,
    ) -> rustyline::Result<(usize, Vec<Pair>)> {
        let before = &line[..pos];
        if before.matches('\'').count() % 2 == 1 {
            return self.files.complete(line, pos, context);
        }
        if let Some(command) = before.strip_prefix('\\')
            && !command.contains(' ')
        {
            let names = COMMANDS.iter().map(|command| command.name);
            let names = names.filter(|name| name[1..].starts_with(command));
            return Ok((0, names.map(|name| pair(name.to_owned())).collect()));
        }
        let is_of_name = |sign: char| sign.is_alphanumeric() || sign == '_';
        let start = before
            .rfind(|sign| !is_of_name(sign))
            .map_or(0, |at| at + before[at..].chars().next().map_or(0, char::len_utf8));
        // A quote in front belongs to the name.
        let word = &before[start..];
        let start = if before[..start].ends_with('"') { start - 1 } else { start };
        Ok((start, if word.is_empty() { Vec::new() } else { self.matching(word) }))
    }
}

impl Validator for Assistant {
    /// The next line belongs to the same statement until a semicolon ends it.
    fn validate(&self, context: &mut ValidationContext<'_>) -> rustyline::Result<ValidationResult> {
        let input = context.input();
        let is_command = input.trim_start().starts_with('\\') || is_farewell(input);
        if is_command || is_whole(input, &PostgreSqlDialect {}) {
            return Ok(ValidationResult::Valid(None));
        }
        Ok(ValidationResult::Incomplete)
    }
}

impl Hinter for Assistant {
    type Hint = String;
}

impl Highlighter for Assistant {}

impl Helper for Assistant {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_quoted_where_sql_wants_it() {
        assert_eq!(quoted("dep_delay"), "dep_delay");
        for (name, wanted) in [("Carrier", "\"Carrier\""), ("a b", "\"a b\""), ("", "\"\"")] {
            assert_eq!(quoted(name), wanted);
        }
    }

    #[test]
    fn words_are_completed_by_names_and_keywords() {
        let assistant = Assistant::new();
        *assistant.names.borrow_mut() = ["sel_time", "\"Seller\""].map(str::to_owned).into();
        let found = |word: &str| -> Vec<String> {
            assistant.matching(word).into_iter().map(|pair| pair.replacement).collect()
        };
        assert_eq!(found("sel"), ["\"Seller\"", "sel_time", "select"]);
        assert_eq!(found("SELE"), ["SELECT"]);
        assert!(found("nothing").is_empty());
    }
}
