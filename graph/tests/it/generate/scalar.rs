//! Scalars, often at the edges of what they can be.

use half::{bf16, f16};
use serde_json::{Value as Json, json};

use super::{Choices, Dialect};

pub(super) fn scalar(dialect: Dialect, choices: &mut Choices<'_>, name: &str) -> Json {
    match name {
        "bool" => choices.one_in(2).into(),
        "int8" => signed(choices, 8).into(),
        "int16" => signed(choices, 16).into(),
        "int32" | "fixed_int32" => signed(choices, 32).into(),
        "int64" | "fixed_int64" | "tagged_int64" => signed(choices, 64).into(),
        "uint8" => unsigned(choices, 8).into(),
        "uint16" => unsigned(choices, 16).into(),
        "uint32" | "fixed_uint32" => unsigned(choices, 32).into(),
        "uint64" | "fixed_uint64" | "tagged_uint64" => unsigned(choices, 64).into(),
        "float16" => {
            let value = f16::from_bits(u16::from_le_bytes(choices.array()));
            // Python has other bits for what is no number.
            let is_same = dialect == Dialect::Full || !value.is_nan();
            float(if is_same { value.into() } else { 0.5 })
        }
        "bfloat16" => float(bf16::from_bits(u16::from_le_bytes(choices.array())).into()),
        "float32" => float(f32::from_bits(u32::from_le_bytes(choices.array())).into()),
        "float64" => match choices.below(3) {
            0 => float(f64::from(i8::from_le_bytes(choices.array())) / 4.0),
            _ => float(f64::from_bits(u64::from_le_bytes(choices.array()))),
        },
        "string" => text(choices).into(),
        "binary" => {
            // Python has one object only of each shorter one, which is shared wherever it stands.
            let least = if dialect == Dialect::Python { 2 } else { 0 };
            let bytes = (0..least + choices.len()).map(|_| format!("{:02x}", choices.byte()));
            bytes.collect::<String>().into()
        }
        "timestamp" | "date" | "duration" if dialect == Dialect::Full => {
            let number = signed(choices, 64);
            let nanos = u32::from_le_bytes(choices.array()) % 1_000_000_000;
            if name == "date" { number.into() } else { json!([number, nanos]) }
        }
        // The years 1 to 9999.
        "date" => between(choices, -719_162, 2_932_896).into(),
        "timestamp" => {
            let seconds = between(choices, -62_135_596_800 + 86_400, 253_402_300_799 - 86_400);
            // Python computes with a float, which has other microseconds where these are not.
            let is_exact = (0..1 << 32).contains(&seconds);
            let nanos = if is_exact { u32::from(choices.byte() % 64) * 15_625_000 } else { 0 };
            json!([seconds, nanos])
        }
        "duration" => {
            json!([between(choices, -1_000_000_000_000, 1_000_000_000_000), nanos(choices)])
        }
        "decimal" => decimal(choices),
        name => panic!("no scalar {name}"),
    }
}

fn nanos(choices: &mut Choices<'_>) -> u32 {
    let micros = [0, 1, 500_000, 999_999, u32::from(choices.byte()) * 3900];
    choices.pick(&micros) * 1000
}

/// An integer of so many bits: a small one, one at the edge of a width, or any.
fn signed(choices: &mut Choices<'_>, bits: u32) -> i64 {
    let wide = word(choices).cast_signed();
    wide << (64 - bits) >> (64 - bits)
}

fn unsigned(choices: &mut Choices<'_>, bits: u32) -> u64 {
    word(choices) << (64 - bits) >> (64 - bits)
}

fn word(choices: &mut Choices<'_>) -> u64 {
    match choices.below(4) {
        0 => u64::from(choices.byte()),
        1 => i64::from(i8::from_le_bytes(choices.array())).cast_unsigned(),
        2 => {
            let power = 1_u64 << choices.below(64);
            let near = [power, power.wrapping_sub(1), power.wrapping_neg(), !power];
            *choices.pick(&near)
        }
        _ => u64::from_le_bytes(choices.array()) >> choices.below(64),
    }
}

fn between(choices: &mut Choices<'_>, least: i64, most: i64) -> i64 {
    match choices.below(8) {
        0 => 0,
        1 => least,
        2 => most,
        3 => -1,
        _ => {
            let span = most.abs_diff(least);
            least.saturating_add_unsigned(u64::from_le_bytes(choices.array()) % span)
        }
    }
}

fn float(value: f64) -> Json {
    match value {
        value if value.is_nan() => "NaN".into(),
        f64::INFINITY => "inf".into(),
        f64::NEG_INFINITY => "-inf".into(),
        value => value.into(),
    }
}

/// Text of one kind of characters or of several: each has an encoding of its own.
fn text(choices: &mut Choices<'_>) -> String {
    let kinds =
        ["abz AZ09_$.,", "äöüéß¡ÿ\u{80}", "дж中あ€\u{ffff}\u{100}", "🦀𝄞\u{10ffff}\u{10000}"];
    let most = 1 + choices.below(4);
    let len = match choices.below(32) {
        0..28 => choices.below(12),
        _ => 10 * choices.len(),
    };
    let characters = (0..len).map(|_| {
        let kind: Vec<char> = kinds[choices.below(most)].chars().collect();
        *choices.pick(&kind)
    });
    characters.collect()
}

fn decimal(choices: &mut Choices<'_>) -> Json {
    let len = [1, 3, 18, 19, 20, 38, 39, 77][choices.below(8)];
    let mut digits: String = (0..len).map(|_| char::from(b'0' + choices.byte() % 10)).collect();
    let kept = digits.trim_start_matches('0').len().max(1);
    digits.drain(..digits.len() - kept);
    if choices.one_in(2) && digits != "0" {
        digits.insert(0, '-');
    }
    json!({ "unscaled": digits, "scale": i32::try_from(choices.below(60)).unwrap_or_default() - 20 })
}
