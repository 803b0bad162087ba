//! Records of 64 fields: of integers, and of what tables hold.

#![expect(dead_code, reason = "most fields are read and written by derived code alone")]

use ferrow_derive::Record;
use fory::ForyRow;

use crate::data::Rng;

/// A record that is filled at random.
macro_rules! record {
    ($(#[$doc:meta])* $name:ident { $($field:ident: $type:ty,)* }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, ForyRow, Record)]
        #[record(crate = ferrow_row)]
        pub(crate) struct $name {
            $(pub(crate) $field: $type,)*
        }

        impl $name {
            /// The same records on every run.
            pub(crate) fn records(len: usize) -> Vec<Self> {
                let mut rng = Rng::new(0x31de);
                (0..len).map(|_| Self { $($field: <$type>::random(&mut rng),)* }).collect()
            }
        }
    };
}

/// A value that is made at random.
trait Random {
    fn random(rng: &mut Rng) -> Self;
}

impl Random for i64 {
    fn random(rng: &mut Rng) -> Self {
        rng.int64()
    }
}

impl Random for f64 {
    fn random(rng: &mut Rng) -> Self {
        rng.float64()
    }
}

impl Random for Option<i32> {
    fn random(rng: &mut Rng) -> Self {
        rng.sometimes(Rng::int32)
    }
}

impl Random for String {
    fn random(rng: &mut Rng) -> Self {
        rng.word(0, 23)
    }
}

record! {
    /// 64 integers.
    WideNumbers {
        f0: i64,
        f1: i64,
        f2: i64,
        f3: i64,
        f4: i64,
        f5: i64,
        f6: i64,
        f7: i64,
        f8: i64,
        f9: i64,
        f10: i64,
        f11: i64,
        f12: i64,
        f13: i64,
        f14: i64,
        f15: i64,
        f16: i64,
        f17: i64,
        f18: i64,
        f19: i64,
        f20: i64,
        f21: i64,
        f22: i64,
        f23: i64,
        f24: i64,
        f25: i64,
        f26: i64,
        f27: i64,
        f28: i64,
        f29: i64,
        f30: i64,
        f31: i64,
        f32: i64,
        f33: i64,
        f34: i64,
        f35: i64,
        f36: i64,
        f37: i64,
        f38: i64,
        f39: i64,
        f40: i64,
        f41: i64,
        f42: i64,
        f43: i64,
        f44: i64,
        f45: i64,
        f46: i64,
        f47: i64,
        f48: i64,
        f49: i64,
        f50: i64,
        f51: i64,
        f52: i64,
        f53: i64,
        f54: i64,
        f55: i64,
        f56: i64,
        f57: i64,
        f58: i64,
        f59: i64,
        f60: i64,
        f61: i64,
        f62: i64,
        f63: i64,
    }
}

record! {
    /// 32 integers, 8 that may be null, 16 floats and 8 texts of 0 to 23 bytes.
    Wide {
        f0: i64,
        f1: f64,
        f2: i64,
        f3: f64,
        f4: i64,
        f5: Option<i32>,
        f6: i64,
        f7: String,
        f8: i64,
        f9: f64,
        f10: i64,
        f11: f64,
        f12: i64,
        f13: Option<i32>,
        f14: i64,
        f15: String,
        f16: i64,
        f17: f64,
        f18: i64,
        f19: f64,
        f20: i64,
        f21: Option<i32>,
        f22: i64,
        f23: String,
        f24: i64,
        f25: f64,
        f26: i64,
        f27: f64,
        f28: i64,
        f29: Option<i32>,
        f30: i64,
        f31: String,
        f32: i64,
        f33: f64,
        f34: i64,
        f35: f64,
        f36: i64,
        f37: Option<i32>,
        f38: i64,
        f39: String,
        f40: i64,
        f41: f64,
        f42: i64,
        f43: f64,
        f44: i64,
        f45: Option<i32>,
        f46: i64,
        f47: String,
        f48: i64,
        f49: f64,
        f50: i64,
        f51: f64,
        f52: i64,
        f53: Option<i32>,
        f54: i64,
        f55: String,
        f56: i64,
        f57: f64,
        f58: i64,
        f59: f64,
        f60: i64,
        f61: Option<i32>,
        f62: i64,
        f63: String,
    }
}
