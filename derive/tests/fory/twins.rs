//! Types for which each crate has one of its own: times, decimals, floats of 16 bits, unions.

use std::fmt::Debug;

use ferrow_derive::Object;
use ferrow_graph::object::{Date, OwnedObject};
use ferrow_graph::value::{Duration, Timestamp, UnionValue};
use ferrow_graph::wire::Decimal;
use ferrow_graph::{Builder, Object};
use fory::{Fory, ForyStruct, ForyUnion, Serializer};

use super::Exchange;
use super::make::Make;
use crate::choices::{Choices, Random};

/// Two types that are one in messages.
macro_rules! twins {
    ($($id:literal $name:ident $theirs:ident { $($field:ident: $ours:ty, [$($other:tt)*];)* })*) => {
        $(
            #[derive(Object, Debug, Clone, PartialEq)]
            #[object(id = $id)]
            struct $name {
                $($field: $ours,)*
            }

            #[derive(ForyStruct, Debug, Clone, PartialEq)]
            struct $theirs {
                $($field: $($other)*,)*
            }

            impl Twin for $name {
                type Theirs = $theirs;

                fn twins(choices: &mut Choices<'_>) -> (Self, $theirs) {
                    $(let $field = <$ours as Twin>::twins(choices);)*
                    (Self { $($field: $field.0,)* }, $theirs { $($field: $field.1,)* })
                }
            }
        )*

        pub(super) fn register(builder: Builder) -> Builder {
            builder$(.register::<$name>())*.register::<Shape>()
        }

        pub(super) fn register_fory(fory: &mut Fory) {
            $(fory.register::<$theirs>($id).expect(stringify!($name));)*
            fory.register_union::<TheirShape>(910).expect("a union");
        }

        fn exchange(with: &Exchange) {
            $(each::<$name>(with);)*
            each::<Shape>(with);
        }
    };
}

twins! {
    800 Days TheirDays { a: Date, [fory::Date]; b: Date, [fory::Date]; }
    801 Times TheirTimes {
        a: Timestamp, [fory::Timestamp];
        b: Duration, [fory::Duration];
        c: Option<Timestamp>, [Option<fory::Timestamp>];
        d: Vec<Duration>, [Vec<fory::Duration>];
    }
    802 Decimals TheirDecimals {
        a: Decimal, [fory::Decimal];
        b: Vec<Decimal>, [Vec<fory::Decimal>];
        c: Option<Decimal>, [Option<fory::Decimal>];
    }
    803 Halves TheirHalves {
        a: half::f16, [fory::Float16];
        b: half::bf16, [fory::BFloat16];
        c: Vec<half::f16>, [Vec<fory::Float16>];
    }
}

#[derive(Object, Debug, Clone, PartialEq)]
#[object(id = 910)]
enum Shape {
    Circle(f64),
    Name(String),
    Sides(Vec<i32>),
    Day(Date),
    #[object(unknown)]
    Other(UnionValue),
}

#[derive(ForyUnion, Debug)]
enum TheirShape {
    #[fory(default)]
    Circle(f64),
    Name(String),
    Sides(Vec<i32>),
    Day(fory::Date),
    #[fory(unknown)]
    Other(fory::UnknownCase),
}

impl PartialEq for TheirShape {
    fn eq(&self, other: &Self) -> bool {
        format!("{self:?}") == format!("{other:?}")
    }
}

/// A type of Ferrow, with the one that is its equal.
trait Twin: Sized {
    type Theirs;

    fn twins(choices: &mut Choices<'_>) -> (Self, Self::Theirs);

    /// Whether both write the same bytes.
    fn has_same_bytes(&self, _with: &Exchange) -> bool {
        true
    }
}

impl Twin for Shape {
    type Theirs = TheirShape;

    fn twins(choices: &mut Choices<'_>) -> (Self, TheirShape) {
        match choices.below(4) {
            0 => {
                let radius = f64::make(choices);
                (Self::Circle(radius), TheirShape::Circle(radius))
            }
            1 => {
                let name = String::make(choices);
                (Self::Name(name.clone()), TheirShape::Name(name))
            }
            2 => {
                let sides = Vec::make(choices);
                (Self::Sides(sides.clone()), TheirShape::Sides(sides))
            }
            _ => {
                let (ours, theirs) = Date::twins(choices);
                (Self::Day(ours), TheirShape::Day(theirs))
            }
        }
    }

    fn has_same_bytes(&self, with: &Exchange) -> bool {
        !with.tracked
    }
}

impl Twin for Date {
    type Theirs = fory::Date;

    fn twins(choices: &mut Choices<'_>) -> (Self, fory::Date) {
        let days = i64::make(choices);
        (Self(days), fory::Date::from_epoch_days(days))
    }
}

fn seconds_and_nanos(choices: &mut Choices<'_>) -> (i64, u32) {
    (i64::make(choices) >> 8, u32::make(choices) % 1_000_000_000)
}

impl Twin for Timestamp {
    type Theirs = fory::Timestamp;

    fn twins(choices: &mut Choices<'_>) -> (Self, fory::Timestamp) {
        let (seconds, nanos) = seconds_and_nanos(choices);
        let theirs = fory::Timestamp::new(seconds, nanos).expect("less than a second");
        (Self { seconds, nanos }, theirs)
    }
}

impl Twin for Duration {
    type Theirs = fory::Duration;

    fn twins(choices: &mut Choices<'_>) -> (Self, fory::Duration) {
        let (seconds, nanos) = seconds_and_nanos(choices);
        let theirs = fory::Duration::from_normalized(seconds, nanos).expect("less than a second");
        (Self { seconds, nanos }, theirs)
    }
}

impl Twin for Decimal {
    type Theirs = fory::Decimal;

    fn twins(choices: &mut Choices<'_>) -> (Self, fory::Decimal) {
        let wide = i128::from_le_bytes(choices.array()) >> choices.below(128);
        let scale = i32::from(i8::make(choices));
        let digits = wide.unsigned_abs().to_string();
        let ours = Self::from_digits(wide < 0, &digits, scale).expect("digits");
        (ours, fory::Decimal::new(wide.into(), scale))
    }
}

impl Twin for half::f16 {
    type Theirs = fory::Float16;

    fn twins(choices: &mut Choices<'_>) -> (Self, fory::Float16) {
        let bits = u16::make(choices);
        let bits = if Self::from_bits(bits).is_nan() { 0x8000 } else { bits };
        (Self::from_bits(bits), fory::Float16::from_bits(bits))
    }
}

impl Twin for half::bf16 {
    type Theirs = fory::BFloat16;

    fn twins(choices: &mut Choices<'_>) -> (Self, fory::BFloat16) {
        let bits = u16::make(choices);
        let bits = if Self::from_bits(bits).is_nan() { 0x8000 } else { bits };
        (Self::from_bits(bits), fory::BFloat16::from_bits(bits))
    }
}

impl<T: Twin> Twin for Option<T> {
    type Theirs = Option<T::Theirs>;

    fn twins(choices: &mut Choices<'_>) -> (Self, Self::Theirs) {
        (!choices.one_in(3)).then(|| T::twins(choices)).unzip()
    }
}

impl<T: Twin> Twin for Vec<T> {
    type Theirs = Vec<T::Theirs>;

    fn twins(choices: &mut Choices<'_>) -> (Self, Self::Theirs) {
        (0..choices.len()).map(|_| T::twins(choices)).unzip()
    }
}

fn each<T>(with: &Exchange)
where
    T: Twin + Object + OwnedObject + PartialEq + Debug + 'static,
    T::Theirs: Serializer<Target = T::Theirs> + PartialEq + Debug + 'static,
{
    for seed in 0..super::VALUES {
        let bytes = Random(seed).bytes(512);
        let (ours, theirs) = T::twins(&mut Choices::new(&bytes));
        let written = with.graph.to_vec(&ours).expect("a value");
        let by_fory = with.fory.serialize(&theirs).expect("a value");
        let context = || format!("{} {ours:?}", with.mode());
        if ours.has_same_bytes(with) {
            assert_eq!(super::to_hex(&written), super::to_hex(&by_fory), "{}", context());
        }
        let read = with.fory.deserialize::<T::Theirs>(&written);
        assert_eq!(read.expect("what Ferrow wrote"), theirs, "{}", context());
        let read = with.graph.from_slice::<T>(&by_fory);
        assert_eq!(read.expect("what fory wrote"), ours, "{}", context());
    }
}

#[test]
fn twins_are_exchanged() {
    for with in Exchange::all() {
        exchange(&with);
    }
}
