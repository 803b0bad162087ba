//! What is in the stream.

use ferrow::prelude::*;

/// A departure, as a row of which the consumer reads four fields.
#[derive(Record, Debug, Clone, PartialEq)]
pub(super) struct Departure {
    pub(super) carrier: String,
    origin: String,
    dest: String,
    tailnum: Option<String>,
    flight: i32,
    distance: f64,
    /// Milliseconds since 1970.
    pub(super) at: i64,
    /// Minutes; early departures are negative, cancelled ones null.
    pub(super) dep_delay: Option<i16>,
}

const CARRIERS: [&str; 5] = ["UA", "AA", "B6", "DL", "WN"];
const FIRST: i64 = 1_356_998_400_000;

impl Departure {
    /// The one with this ordinal: about ten in a minute, some a little late.
    pub(super) fn numbered(ordinal: u64) -> Self {
        let mixed = ordinal.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 20;
        let below = |most: u64, shift: u32| (mixed >> shift) % most;
        let pick = |shift| CARRIERS[usize::try_from(below(5, shift)).unwrap_or(0)];
        let minutes = i16::try_from(below(120, 7)).unwrap_or(0);
        Self {
            carrier: pick(0).into(),
            origin: "EWR".into(),
            dest: "ORD".into(),
            tailnum: (below(9, 3) != 0).then(|| format!("N{}", below(90_000, 5))),
            flight: i32::try_from(below(9_000, 11)).unwrap_or(0),
            distance: 719.0,
            at: FIRST + i64::try_from(ordinal * 6_000).unwrap_or(0) - i64::from(minutes) * 1_000,
            dep_delay: (below(40, 9) != 0).then_some(minutes - 20),
        }
    }

    /// Its message; every 5,000th one is cut.
    pub(super) fn message(ordinal: u64) -> Result<Vec<u8>, ferrow::Error> {
        let mut message = Vec::new();
        Self::numbered(ordinal).append_to(&mut message)?;
        if ordinal % 5_000 == 4_999 {
            message.truncate(40);
        }
        Ok(message)
    }
}
