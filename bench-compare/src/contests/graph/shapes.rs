//! Types of objects that both implementations write, and values of them.

use std::collections::HashMap;

use ferrow_derive::Object;
use fory::{ForyEnum, ForyStruct};

/// An order as a shop keeps it: texts, lists, and structs in lists.
#[derive(ForyStruct, Object, Debug, Clone, PartialEq)]
#[object(crate = ferrow_graph, id = 101)]
pub(super) struct Order {
    id: i64,
    customer: String,
    country: String,
    created: i64,
    is_paid: bool,
    total: f64,
    discount: f32,
    status: i32,
    items: Vec<Item>,
    tags: Vec<String>,
    scores: Vec<f64>,
    note: Option<String>,
}

#[derive(ForyStruct, Object, Debug, Clone, PartialEq)]
#[object(crate = ferrow_graph, id = 102)]
pub(super) struct Item {
    sku: String,
    quantity: i32,
    price: f64,
    weight: f32,
}

/// Numbers of all widths.
#[derive(ForyStruct, Object, Debug, Clone, PartialEq)]
#[object(crate = ferrow_graph, id = 103)]
pub(super) struct Numbers {
    a: i64,
    b: i64,
    c: i32,
    d: i32,
    e: f64,
    f: f64,
    g: f32,
    h: f32,
    i: i64,
    j: i32,
    k: bool,
    l: i64,
}

#[derive(ForyStruct, Object, Debug, Clone, PartialEq)]
#[object(crate = ferrow_graph, id = 104)]
pub(super) struct NumbersList {
    items: Vec<Numbers>,
}

#[derive(ForyStruct, Object, Debug, Clone, PartialEq)]
#[object(crate = ferrow_graph, id = 105)]
pub(super) struct Texts {
    items: Vec<String>,
}

#[derive(ForyStruct, Object, Debug, Clone, PartialEq)]
#[object(crate = ferrow_graph, id = 106)]
pub(super) struct TextMap {
    entries: HashMap<String, String>,
}

/// Twelve numbers, as in Fory's own benchmark.
#[derive(ForyStruct, Object, Debug, Clone, PartialEq)]
#[object(crate = ferrow_graph, id = 1)]
pub(super) struct NumericStruct {
    f1: i32,
    f2: i32,
    f3: i32,
    f4: i32,
    f5: i32,
    f6: i32,
    f7: i32,
    f8: i32,
    f9: i32,
    f10: i32,
    f11: i32,
    f12: i32,
}

/// Numbers, dense arrays of them, and a text, as in Fory's own benchmark.
#[derive(ForyStruct, Object, Debug, Clone, PartialEq)]
#[object(crate = ferrow_graph, id = 2)]
pub(super) struct Sample {
    int_value: i32,
    long_value: i64,
    float_value: f32,
    double_value: f64,
    short_value: i32,
    char_value: i32,
    bool_value: bool,
    int_boxed: i32,
    long_boxed: i64,
    float_boxed: f32,
    double_boxed: f64,
    short_boxed: i32,
    char_boxed: i32,
    bool_boxed: bool,
    #[fory(array)]
    #[object(array)]
    ints: Vec<i32>,
    #[fory(array)]
    #[object(array)]
    longs: Vec<i64>,
    #[fory(array)]
    #[object(array)]
    floats: Vec<f32>,
    #[fory(array)]
    #[object(array)]
    doubles: Vec<f64>,
    #[fory(array)]
    #[object(array)]
    shorts: Vec<i32>,
    #[fory(array)]
    #[object(array)]
    chars: Vec<i32>,
    #[fory(array)]
    #[object(array)]
    bools: Vec<bool>,
    string: String,
}

/// Texts and structs, as in Fory's own benchmark.
#[derive(ForyStruct, Object, Debug, Clone, PartialEq)]
#[object(crate = ferrow_graph, id = 5)]
pub(super) struct MediaContent {
    media: Media,
    images: Vec<Image>,
}

#[derive(ForyStruct, Object, Debug, Clone, PartialEq)]
#[object(crate = ferrow_graph, id = 3)]
pub(super) struct Media {
    uri: String,
    title: String,
    width: i32,
    height: i32,
    format: String,
    duration: i64,
    size: i64,
    bitrate: i32,
    has_bitrate: bool,
    persons: Vec<String>,
    player: Player,
    copyright: String,
}

#[derive(ForyStruct, Object, Debug, Clone, PartialEq)]
#[object(crate = ferrow_graph, id = 4)]
pub(super) struct Image {
    uri: String,
    title: String,
    width: i32,
    height: i32,
    size: Size,
}

#[derive(ForyEnum, Object, Debug, Clone, Copy, PartialEq, Default)]
#[object(crate = ferrow_graph, id = 6)]
pub(super) enum Player {
    #[default]
    Java,
    Flash,
}

#[derive(ForyEnum, Object, Debug, Clone, Copy, PartialEq, Default)]
#[object(crate = ferrow_graph, id = 7)]
pub(super) enum Size {
    #[default]
    Small,
    Large,
}

#[derive(ForyStruct, Object, Debug, Clone, PartialEq)]
#[object(crate = ferrow_graph, id = 8)]
pub(super) struct NumericStructList {
    items: Vec<NumericStruct>,
}

#[derive(ForyStruct, Object, Debug, Clone, PartialEq)]
#[object(crate = ferrow_graph, id = 9)]
pub(super) struct SampleList {
    items: Vec<Sample>,
}

#[derive(ForyStruct, Object, Debug, Clone, PartialEq)]
#[object(crate = ferrow_graph, id = 10)]
pub(super) struct MediaContentList {
    items: Vec<MediaContent>,
}

/// Objects in the lists of Fory's own benchmark.
const LISTED: usize = 5;

pub(super) fn order() -> Order {
    let item = |at: i32| Item {
        sku: format!("SKU-{at:06}"),
        quantity: at * 37 + 1,
        price: 9.99 * f64::from(at + 1),
        weight: f32::from(i16::try_from(at).unwrap_or_default()) / 2.0,
    };
    Order {
        id: 123_456_789_012,
        customer: "Jane Q. Customer".to_owned(),
        country: "Switzerland".to_owned(),
        created: 1_700_000_000_123,
        is_paid: true,
        total: 1234.56,
        discount: 0.125,
        status: 3,
        items: (0..6).map(item).collect(),
        tags: ["priority", "gift", "europe", "returning-customer"].map(str::to_owned).to_vec(),
        scores: (0..16).map(|at| f64::from(at) * 1.5).collect(),
        note: Some("please leave the parcel at the back door, thanks".to_owned()),
    }
}

pub(super) fn numbers_list() -> NumbersList {
    let numbers = |at: i32| Numbers {
        a: i64::from(at) * 1_000_003,
        b: i64::from(at) * -77,
        c: at * 13,
        d: -at,
        e: f64::from(at) * 0.1,
        f: 3.25,
        g: 1.5,
        h: 0.25,
        i: i64::from(at) << 20,
        j: 100,
        k: at & 1 == 0,
        l: 42,
    };
    NumbersList { items: (0..200).map(numbers).collect() }
}

pub(super) fn texts() -> Texts {
    Texts { items: (0..1000).map(|at| format!("string number {at}")).collect() }
}

pub(super) fn text_map() -> TextMap {
    let entry = |at| (format!("key number {at}"), format!("the value of {at}"));
    TextMap { entries: (0..32).map(entry).collect() }
}

pub(super) fn numeric_struct() -> NumericStruct {
    NumericStruct {
        f1: -11_203,
        f2: 912_345_678,
        f3: -30_111,
        f4: 25_000_001,
        f5: -31_999,
        f6: 1_100_000,
        f7: -987_654_321,
        f8: 41,
        f9: 120_000_007,
        f10: -41,
        f11: 30_000_011,
        f12: -26_000_003,
    }
}

pub(super) fn sample() -> Sample {
    let ints = [-1301_i16, -117, -13, -2, 0, 2, 13, 117, 1301];
    Sample {
        int_value: 117,
        long_value: 1_170_003,
        float_value: 11.25,
        double_value: 1.312_5,
        short_value: 11_701,
        char_value: 63,
        bool_value: true,
        int_boxed: 311,
        long_boxed: 3_110_007,
        float_boxed: 51.75,
        double_boxed: 7.531_25,
        short_boxed: 31_107,
        char_boxed: 37,
        bool_boxed: false,
        ints: ints.map(i32::from).to_vec(),
        longs: ints.map(|value| 100 * i64::from(value)).to_vec(),
        floats: ints.map(|value| f32::from(value) / 100.0).to_vec(),
        doubles: ints.map(|value| f64::from(value) / 1000.0).to_vec(),
        shorts: ints.map(i32::from).to_vec(),
        chars: b"qwerTYUI".map(i32::from).to_vec(),
        bools: vec![true, false, true, true],
        string: "0123456789abcdefghijklmnopqrstuvwxyz".to_owned(),
    }
}

pub(super) fn media_content() -> MediaContent {
    let image = |name: &str, title: &str, width, height, size| Image {
        uri: format!("http://example.org/talks/{name}.jpg"),
        title: title.to_owned(),
        width,
        height,
        size,
    };
    MediaContent {
        media: Media {
            uri: "http://example.org/talks01.ogg".to_owned(),
            title: String::new(),
            width: 640,
            height: 480,
            format: "video/xxxxxx\u{1234}".to_owned(),
            duration: 17_000_003,
            size: 57_000_007,
            bitrate: 0,
            has_bitrate: false,
            persons: ["A. Lovelace, Ph.", "Alan Turing"].map(str::to_owned).to_vec(),
            player: Player::Flash,
            copyright: "Copyright (c) 1999, Nobody Whosoever".to_owned(),
        },
        images: vec![
            image("opening-1", "Opening address\u{1234}", 31_000, 23_000, Size::Large),
            image("opening-02", "", 1024, 768, Size::Large),
            image("opening-03", "", 320, 240, Size::Small),
        ],
    }
}

pub(super) fn numeric_structs() -> NumericStructList {
    NumericStructList { items: vec![numeric_struct(); LISTED] }
}

pub(super) fn samples() -> SampleList {
    SampleList { items: vec![sample(); LISTED] }
}

pub(super) fn media_contents() -> MediaContentList {
    MediaContentList { items: vec![media_content(); LISTED] }
}
