//! A text of SQL as its statements.

use std::collections::VecDeque;

use datafusion::common::DataFusionError;
use datafusion::sql::parser::{DFParserBuilder, Statement};
use datafusion::sql::sqlparser::dialect::Dialect;
use datafusion::sql::sqlparser::parser::ParserError;
use datafusion::sql::sqlparser::tokenizer::{Token, TokenWithSpan, Tokenizer};

/// The statements of a text, all of which were parsed before the first of them runs.
pub(crate) struct Script(VecDeque<Statement>);

impl Script {
    /// Parses `sql`; the last statement needs no semicolon.
    pub(super) fn parse(sql: &str, dialect: &dyn Dialect) -> Result<Self, DataFusionError> {
        let mut parser = DFParserBuilder::new(sql).with_dialect(dialect).build()?;
        parser.parse_statements().map(Self)
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl Iterator for Script {
    type Item = Statement;

    fn next(&mut self) -> Option<Statement> {
        self.0.pop_front()
    }
}

/// Whether `sql` ends with a semicolon that ends a statement, or has no statement in it: one inside quotes or a
/// comment ends none.
pub(super) fn is_whole(sql: &str, dialect: &dyn Dialect) -> bool {
    let mut tokens: Vec<TokenWithSpan> = Vec::new();
    let tokenized = Tokenizer::new(dialect, sql).tokenize_with_location_into_buf(&mut tokens);
    if let Err(error) = tokenized {
        // What is open at the end may be closed on the next line; all else is wrong already.
        let text = ParserError::from(error).to_string();
        return !text.contains("Unterminated") && !text.contains("EOF");
    }
    let mut tokens = tokens.iter().rev().map(|token| &token.token);
    let last = tokens.find(|token| !matches!(token, Token::Whitespace(_)));
    matches!(last, None | Some(Token::SemiColon))
}

#[cfg(test)]
mod tests {
    use datafusion::sql::sqlparser::dialect::PostgreSqlDialect;

    use super::*;

    #[test]
    fn a_semicolon_ends_a_statement_where_it_is_one() {
        for whole in ["", "  ", "-- nothing", "SELECT 1;", "SELECT ';';", "SELECT 1; -- and so on"]
        {
            assert!(is_whole(whole, &PostgreSqlDialect {}), "{whole}");
        }
        for open in ["SELECT 1", "SELECT ';", "SELECT \";", "SELECT 1 -- ;", "/* ;", "SELECT $$;"] {
            assert!(!is_whole(open, &PostgreSqlDialect {}), "{open}");
        }
    }

    #[test]
    fn statements_are_parsed_before_the_first_runs() {
        let sql = "SELECT ';'; COPY t TO 'x.ferrow' STORED AS FERROW;; SET a.b = 1";
        assert_eq!(Script::parse(sql, &PostgreSqlDialect {}).unwrap().count(), 3);
        assert!(Script::parse("SELECT 1; SELEC 2", &PostgreSqlDialect {}).is_err());
        assert!(Script::parse(" -- nothing", &PostgreSqlDialect {}).unwrap().is_empty());
    }
}
