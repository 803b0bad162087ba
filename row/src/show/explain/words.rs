//! What is said of bytes in more than one place.

use crate::standard;

/// Names on a line of null bits.
const MOST_NAMES: usize = 8;

/// What padding is, as a part of a line's text.
pub(super) fn padding_text(padding: &[u8]) -> String {
    let text = format!("{} of padding", count(padding.len(), "byte"));
    if is_zero(padding) { text } else { format!("{text}, not zero") }
}

pub(super) fn is_zero(bytes: &[u8]) -> bool {
    bytes.iter().all(|&byte| byte == 0)
}

/// A number of things.
pub(super) fn count(number: usize, thing: &str) -> String {
    format!("{number} {thing}{}", if number == 1 { "" } else { "s" })
}

/// Which null bits are set; `name` has a name for each bit that is one.
pub(super) fn null_bits(bytes: &[u8], name: impl Fn(usize) -> Option<String>) -> String {
    let set = |&bit: &usize| standard::is_null(bytes, bit);
    let mut names: Vec<String> =
        (0..bytes.len() * 8).filter(set).map_while(&name).take(MOST_NAMES + 1).collect();
    let of_nothing =
        (0..bytes.len() * 8).rev().take_while(|&bit| name(bit).is_none()).any(|bit| set(&bit));
    let mut text = "null bitmap: ".to_owned();
    if names.len() > MOST_NAMES {
        names.truncate(MOST_NAMES);
        names.push("and more".to_owned());
    }
    text += &match &names[..] {
        [] => "no nulls".to_owned(),
        [one] => format!("{one} is null"),
        several => format!("{} are null", several.join(", ")),
    };
    if of_nothing {
        text += ", and bits of nothing are set";
    }
    text
}
