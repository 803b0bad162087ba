//! Names of fields as they stand in messages.

/// A name in snake case, a run of capitals being one word: what Python and Rust do.
///
/// Java puts an underscore before every capital, so names with runs of them should have a tag.
pub(crate) fn snake_case(name: &str) -> String {
    let mut snake = String::with_capacity(name.len() + 4);
    let mut previous: Option<char> = None;
    let mut rest = name.chars().peekable();
    while let Some(c) = rest.next() {
        if c.is_ascii_uppercase() {
            let starts = match previous {
                None | Some('_') => false,
                Some(before) if before.is_ascii_uppercase() => {
                    rest.peek().is_some_and(char::is_ascii_lowercase)
                }
                Some(_) => true,
            };
            if starts {
                snake.push('_');
            }
            snake.push(c.to_ascii_lowercase());
        } else {
            snake.push(c);
        }
        previous = Some(c);
    }
    snake
}

#[cfg(test)]
mod tests {
    use super::snake_case;

    #[test]
    fn words_start_at_capitals_and_runs_of_them_are_one_word() {
        for (name, snake) in [
            ("camelCaseName", "camel_case_name"),
            ("snake_case", "snake_case"),
            ("HTTPServer", "http_server"),
            ("someID", "some_id"),
            ("x9", "x9"),
            ("x9Y", "x9_y"),
            ("_private", "_private"),
            ("A", "a"),
        ] {
            assert_eq!(snake_case(name), snake);
        }
    }
}
