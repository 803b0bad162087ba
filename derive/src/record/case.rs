//! The cases of `rename_all`.

use syn::{Error, LitStr, Result};

/// How the names of all fields or variants are written.
#[derive(Clone, Copy)]
pub(super) enum Case {
    Lower,
    Upper,
    Pascal,
    Camel,
    Snake,
    ScreamingSnake,
    Kebab,
    ScreamingKebab,
}

/// As the attribute names them.
const CASES: [(&str, Case); 8] = [
    ("lowercase", Case::Lower),
    ("UPPERCASE", Case::Upper),
    ("PascalCase", Case::Pascal),
    ("camelCase", Case::Camel),
    ("snake_case", Case::Snake),
    ("SCREAMING_SNAKE_CASE", Case::ScreamingSnake),
    ("kebab-case", Case::Kebab),
    ("SCREAMING-KEBAB-CASE", Case::ScreamingKebab),
];

/// Writes one word.
type Write = fn(&str) -> String;

impl Case {
    pub(super) fn parse(name: &LitStr) -> Result<Self> {
        let text = name.value();
        let found = CASES.iter().find(|(case, _)| *case == text);
        found.map(|(_, case)| *case).ok_or_else(|| {
            let cases: Vec<_> = CASES.iter().map(|(case, _)| format!("\"{case}\"")).collect();
            let message = format!("`{text}` is no case; use one of {}", cases.join(", "));
            Error::new(name.span(), message)
        })
    }

    /// A name in this case, which was in `snake_case` or in `PascalCase`.
    pub(super) fn apply(self, name: &str) -> String {
        let words = words(name);
        let (separator, first, rest): (_, Write, Write) = match self {
            Self::Lower => ("", str::to_lowercase, str::to_lowercase),
            Self::Upper => ("", str::to_uppercase, str::to_uppercase),
            Self::Pascal => ("", capitalised, capitalised),
            Self::Camel => ("", str::to_lowercase, capitalised),
            Self::Snake => ("_", str::to_lowercase, str::to_lowercase),
            Self::ScreamingSnake => ("_", str::to_uppercase, str::to_uppercase),
            Self::Kebab => ("-", str::to_lowercase, str::to_lowercase),
            Self::ScreamingKebab => ("-", str::to_uppercase, str::to_uppercase),
        };
        let words = words.iter().enumerate();
        let words = words.map(|(index, word)| if index == 0 { first(word) } else { rest(word) });
        words.collect::<Vec<_>>().join(separator)
    }
}

/// The words of a name: they begin after an underscore, and at a capital that follows no capital.
fn words(name: &str) -> Vec<String> {
    let mut words = vec![];
    let mut previous = '_';
    for letter in name.chars() {
        if letter != '_' {
            let begins = previous == '_' || letter.is_uppercase() && !previous.is_uppercase();
            match words.last_mut() {
                Some(word) if !begins => String::push(word, letter),
                _ => words.push(letter.to_string()),
            }
        }
        previous = letter;
    }
    words
}

fn capitalised(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map_or_else(String::new, |first| {
        first.to_uppercase().chain(letters.as_str().to_lowercase().chars()).collect()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_of_fields_or_variants_is_written_in_every_case() {
        let cases = |name| CASES.map(|(_, case)| case.apply(name));
        let wanted = [
            "depdelay",
            "DEPDELAY",
            "DepDelay",
            "depDelay",
            "dep_delay",
            "DEP_DELAY",
            "dep-delay",
            "DEP-DELAY",
        ];
        assert_eq!(cases("dep_delay"), wanted);
        assert_eq!(cases("DepDelay"), wanted);
    }

    #[test]
    fn capitals_in_a_row_and_digits_are_of_one_word() {
        assert_eq!(Case::Snake.apply("HTTPServer"), "httpserver");
        assert_eq!(Case::Camel.apply("line_2"), "line2");
        assert_eq!(Case::Camel.apply("_private"), "private");
        assert_eq!(Case::Pascal.apply("été_chaud"), "ÉtéChaud");
    }
}
