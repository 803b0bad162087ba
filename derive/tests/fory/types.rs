//! Types that both crates know: each is derived for both.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet, VecDeque};
use std::rc::Rc;
use std::sync::Arc;

use ferrow_derive::Object;
use ferrow_graph::Builder;
use fory::{Fory, ForyEnum, ForyStruct};

use super::make::Make;
use super::{Exchange, Problems};
use crate::choices::Choices;

/// Structs, and what is done with each. Types are in brackets: derives see in them what was written.
macro_rules! types {
    ($(
        $id:literal $(#[$of_type:meta])* $name:ident {
            $($(#[$of_field:meta])* $field:ident: [$($type:tt)*],)*
        }
    )*) => {
        $(
            #[derive(ForyStruct, Object, Debug, Clone, PartialEq)]
            #[object(id = $id)]
            $(#[$of_type])*
            pub(super) struct $name {
                $($(#[$of_field])* $field: $($type)*,)*
            }

            impl Make for $name {
                fn make(_choices: &mut Choices<'_>) -> Self {
                    Self { $($field: Make::make(_choices),)* }
                }
            }
        )*

        /// How many types there are.
        pub(super) const COUNT: usize = [$($id),*].len();

        pub(super) fn register(builder: Builder) -> Builder {
            builder$(.register::<$name>())*
        }

        pub(super) fn register_fory(fory: &mut Fory) {
            $(fory.register::<$name>($id).expect(stringify!($name));)*
        }

        /// Exchanges values of every type.
        pub(super) fn exchange(with: &Exchange, problems: &mut Problems) {
            $(with.values_of::<$name>(stringify!($name), problems);)*
        }
    };
}

#[derive(ForyEnum, Object, Debug, Clone, Copy, PartialEq, Default)]
#[object(id = 900)]
pub(super) enum Color {
    #[default]
    Green,
    Red,
    Blue,
}

impl Make for Color {
    fn make(choices: &mut Choices<'_>) -> Self {
        *choices.pick(&[Self::Green, Self::Red, Self::Blue])
    }
}

types! {
    100 Nothing {}
    101 Bools { yes: [bool], no: [bool], maybe: [Option<bool>], }
    102 Small { a: [i8], b: [i16], c: [u8], d: [u16], }
    103 Ints { a: [i32], b: [i64], }
    104 Unsigned { a: [u32], b: [u64], }
    105 Floats { a: [f32], b: [f64], }
    106 Fixed {
        #[object(fixed)] #[fory(encoding = fixed)] a: [i32],
        #[object(fixed)] #[fory(encoding = fixed)] b: [i64],
        #[object(fixed)] #[fory(encoding = fixed)] c: [u32],
        #[object(fixed)] #[fory(encoding = fixed)] d: [u64],
    }
    107 Tagged {
        #[object(tagged)] #[fory(encoding = tagged)] a: [i64],
        #[object(tagged)] #[fory(encoding = tagged)] b: [u64],
    }
    108 Texts { a: [String], b: [String], }
    109 MaybeInts { a: [Option<i32>], b: [Option<i64>], c: [Option<i8>], d: [Option<i16>], }
    110 MaybeUnsigned { a: [Option<u8>], b: [Option<u16>], c: [Option<u32>], d: [Option<u64>], }
    111 MaybeFloats { a: [Option<f32>], b: [Option<f64>], }
    112 MaybeTexts { a: [Option<String>], b: [Option<String>], }
    113 IntLists { a: [Vec<i32>], b: [Vec<i64>], c: [Vec<i16>], }
    114 UnsignedLists { a: [Vec<u16>], b: [Vec<u32>], c: [Vec<u64>], }
    115 FloatLists { a: [Vec<f32>], b: [Vec<f64>], }
    116 BoolList { a: [Vec<bool>], }
    117 TextLists { a: [Vec<String>], b: [Option<Vec<String>>], }
    118 NullLists { a: [Vec<Option<i32>>], b: [Vec<Option<String>>], c: [Vec<Option<f64>>], }
    119 ListsOfLists { a: [Vec<Vec<i32>>], b: [Vec<Vec<String>>], c: [Vec<Option<Vec<i64>>>], }
    120 IntArrays {
        #[object(array)] #[fory(array)] a: [Vec<i32>],
        #[object(array)] #[fory(array)] b: [Vec<i64>],
        #[object(array)] #[fory(array)] c: [Vec<i16>],
        #[object(array)] #[fory(array)] d: [Vec<u16>],
        #[object(array)] #[fory(array)] e: [Vec<u32>],
        #[object(array)] #[fory(array)] f: [Vec<u64>],
        #[object(array)] #[fory(array)] g: [Vec<i8>],
    }
    121 FloatArrays {
        #[object(array)] #[fory(array)] a: [Vec<f32>],
        #[object(array)] #[fory(array)] b: [Vec<f64>],
        #[object(array)] #[fory(array)] c: [Vec<bool>],
    }
    122 ShortArrays { #[object(array)] a: [[i32; 3]], #[object(array)] b: [[f64; 2]], }
    123 Binary { #[fory(bytes)] a: [Vec<u8>], #[fory(bytes)] b: [Option<Vec<u8>>], }
    124 TextMaps { a: [HashMap<String, i64>], b: [BTreeMap<String, String>], }
    125 IntMaps { a: [HashMap<i32, f64>], b: [BTreeMap<i64, bool>], c: [BTreeMap<u32, u64>], }
    126 NullMaps { a: [BTreeMap<String, Option<i64>>], b: [BTreeMap<i32, Option<String>>], }
    127 MapsOfLists { a: [BTreeMap<String, Vec<i32>>], b: [BTreeMap<i32, Vec<String>>], }
    128 MapsOfMaps { a: [BTreeMap<String, BTreeMap<i32, String>>], }
    129 ListOfMaps { a: [Vec<BTreeMap<String, i32>>], b: [Option<BTreeMap<i32, i32>>], }
    130 Sets { a: [BTreeSet<String>], b: [HashSet<i32>], c: [BTreeSet<u64>], }
    131 Nested { a: [Ints], b: [Texts], }
    132 MaybeNested { a: [Option<Ints>], b: [Option<Texts>], }
    133 StructList { a: [Vec<Ints>], b: [Vec<Texts>], }
    134 NullStructList { a: [Vec<Option<Ints>>], }
    135 StructMap { a: [BTreeMap<String, Ints>], b: [BTreeMap<i32, Option<Texts>>], }
    136 Boxes { a: [Box<Ints>], b: [i32], }
    152 BoxedScalars { a: [Box<i32>], b: [i64], c: [bool], d: [Box<String>], }
    137 Deep { a: [Nested], b: [StructList], c: [Vec<Nested>], d: [BTreeMap<i32, StructList>], }
    138 Enums { a: [Color], b: [Color], }
    139 MaybeEnums { a: [Option<Color>], b: [Vec<Color>], c: [BTreeMap<String, Color>], }
    140 RcFields { a: [Rc<Ints>], b: [Rc<Texts>], }
    141 RcLists { a: [Vec<Rc<Ints>>], b: [BTreeMap<i32, Rc<Ints>>], }
    142 ArcFields { a: [Arc<Ints>], b: [Vec<Arc<Texts>>], c: [Option<Arc<Ints>>], }
    143 ByTag {
        #[object(tag = 7)] #[fory(id = 7)] a: [i32],
        #[object(tag = 1)] #[fory(id = 1)] b: [String],
        #[object(tag = 300)] #[fory(id = 300)] c: [Vec<i64>],
        #[object(tag = 2)] #[fory(id = 2)] d: [Option<Ints>],
    }
    144 #[object(not_evolving)] #[fory(evolving = false)] Forever { a: [i32], b: [String], }
    145 ForeverNested { a: [Forever], b: [Vec<Forever>], c: [Option<Forever>], }
    146 Cells { a: [RefCell<Vec<i32>>], b: [Rc<RefCell<Ints>>], }
    147 OtherLists { a: [VecDeque<i32>], b: [VecDeque<Option<String>>], }
    148 Long {
        a_name_of_many_words: [i32], x1: [i64], x2: [u8], x3: [f32], x4: [bool], y: [String], y2: [String],
        y3: [Option<i64>], y4: [Vec<u32>], z1: [Option<u16>], z2: [i16], z3: [u64], z4: [f64],
        the_last_one_of_all_of_them: [BTreeMap<String, i32>], _hidden: [i8], b9: [Vec<Color>], n: [Nothing],
    }
    149 Trees { root: [Tree], }
    150 Tree { name: [String], branches: [Vec<Leaf>], }
    151 Leaf { number: [i32], green: [bool], }
}
