//! Paths to values, as they are typed: `sizes[0]`, `status.deprecated`, `notes["floor"].text`.

use std::sync::Arc;

use ferrow_convert::{PathStep, ValueDecoder, ValuePath};
use ferrow_row::RowLayout;

use crate::failure::Failure;

/// A decoder of the values at `paths` of rows of `layout`.
pub(crate) fn decoder(layout: &Arc<RowLayout>, paths: &[String]) -> Result<ValueDecoder, Failure> {
    let resolved: Result<Vec<ValuePath>, Failure> =
        paths.iter().map(|path| resolve(layout, path)).collect();
    ValueDecoder::try_new(layout, resolved?).map_err(|error| Failure::usage(error.to_string()))
}

/// What `text` means in rows of `layout`. A name may have dots in it; where it does not lead anywhere as
/// it stands, what is between dots are names, of fields or of keys.
fn resolve(layout: &Arc<RowLayout>, text: &str) -> Result<ValuePath, Failure> {
    let whole = parse(text)?;
    let leads = |path: &ValuePath| ValueDecoder::try_new(layout, [path.clone()]).map(|_| ());
    if leads(&whole).is_ok() {
        return Ok(whole);
    }
    let split = whole.steps().iter().flat_map(|step| match step {
        PathStep::Name(name) => name.split('.').map(PathStep::from).collect(),
        PathStep::Number(number) => vec![PathStep::from(*number)],
    });
    let split = ValuePath::from_iter(split);
    leads(&split).map_err(|error| Failure::usage(format!("`{text}`: {error}")))?;
    Ok(split)
}

/// The steps of a path: names, and what stands in brackets.
fn parse(text: &str) -> Result<ValuePath, Failure> {
    let wrong = |what: &str| Failure::usage(format!("`{text}` is no path: {what}"));
    let mut steps = Vec::new();
    let mut rest = text;
    while !rest.is_empty() {
        if let Some(inside) = rest.strip_prefix('[') {
            let (step, after) = bracket(inside).ok_or_else(|| wrong("a bracket is not closed"))?;
            steps.push(step);
            rest = after;
            continue;
        }
        let name = if steps.is_empty() { Some(rest) } else { rest.strip_prefix('.') };
        let name = name.ok_or_else(|| wrong("a dot or a bracket comes behind a bracket"))?;
        let end = name.find('[').unwrap_or(name.len());
        if end == 0 {
            return Err(wrong("a name is missing"));
        }
        steps.push(PathStep::from(&name[..end]));
        rest = &name[end..];
    }
    if steps.is_empty() {
        return Err(wrong("it is empty"));
    }
    Ok(steps.into_iter().collect())
}

/// What stands in front of the closing bracket, and what behind it. In quotes it is a text.
fn bracket(inside: &str) -> Option<(PathStep, &str)> {
    if let Some(quoted) = inside.strip_prefix('"') {
        let (text, after) = quoted.split_once("\"]")?;
        return Some((PathStep::from(text), after));
    }
    let (text, after) = inside.split_once(']')?;
    Some((text.parse::<i64>().map_or_else(|_| PathStep::from(text), PathStep::from), after))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn steps(text: &str) -> Vec<PathStep> {
        parse(text).unwrap().steps().to_vec()
    }

    #[test]
    fn names_numbers_and_keys_are_told_apart() {
        assert_eq!(steps("a.b"), [PathStep::from("a.b")]);
        assert_eq!(steps("a[-1].b"), ["a".into(), PathStep::from(-1), "b".into()]);
        assert_eq!(steps(r#"a["7"]"#), ["a".into(), PathStep::from("7")]);
        assert_eq!(steps(r#"a["x].y"][0]"#), ["a".into(), "x].y".into(), PathStep::from(0)]);
        assert_eq!(steps("a[b][3]"), ["a".into(), "b".into(), PathStep::from(3)]);
    }

    #[test]
    fn what_is_no_path_is_refused() {
        for text in ["", "a[", "a[\"b]", "a[0]b", "a[0].", "a[0].[1]"] {
            assert!(parse(text).is_err(), "{text}");
        }
    }
}
