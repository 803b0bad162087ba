//! Object graphs, against the official `fory` crate, which writes the same bytes.

mod modes;
mod shapes;

use std::fmt::Debug;
use std::hint::black_box;

use ferrow_graph::{FromObject, Graph, Mode, Object};
use fory::{Fory, Serializer};
use shapes::{MediaContentList, NumbersList, NumericStructList, Order, SampleList, TextMap, Texts};

use super::{CLONE, Entry, FORY, OBJECTS, entry};
use crate::Failure;
use crate::harness::{Contest, Figures, Settings};

/// The contests of writing and of reading the values of a function.
macro_rules! contests {
    ($($shape:ident: $write:literal $read:literal $title:literal,)*) => {
        pub(super) const CONTESTS: &[Entry] = &[
            $(
                entry($write, |settings| write($title, &shapes::$shape(), settings)),
                entry($read, |settings| read($title, &shapes::$shape(), settings)),
            )*
            entry("graph-compatible-structs", modes::compatible_structs),
            entry("graph-connection", modes::messages_of_a_connection),
        ];
    };
}

contests! {
    order: "graph-write-order" "graph-read-order" "a struct with texts and lists",
    numbers_list: "graph-write-numbers" "graph-read-numbers" "200 structs of numbers",
    numeric_struct: "graph-write-numeric-struct" "graph-read-numeric-struct" "NumericStruct",
    sample: "graph-write-sample" "graph-read-sample" "Sample",
    media_content: "graph-write-media-content" "graph-read-media-content" "MediaContent",
    numeric_structs: "graph-write-numeric-structs" "graph-read-numeric-structs" "5 NumericStruct",
    samples: "graph-write-samples" "graph-read-samples" "5 Sample",
    media_contents: "graph-write-media-contents" "graph-read-media-contents" "5 MediaContent",
    text_map: "graph-write-map" "graph-read-map" "a map of 32 texts to texts",
    texts: "graph-write-texts" "graph-read-texts" "1,000 texts",
}

fn graph(mode: Mode) -> Result<Graph, Failure> {
    let graph = Graph::builder().mode(mode);
    let graph = graph.register::<Order>().register::<NumbersList>();
    let graph = graph.register::<Texts>().register::<TextMap>();
    let graph = graph.register::<NumericStructList>().register::<SampleList>();
    Ok(graph.register::<MediaContentList>().build()?)
}

fn fory() -> Result<Fory, Failure> {
    let mut fory = Fory::builder().xlang(true).compatible(false).build();
    fory.register::<shapes::NumericStruct>(1)?;
    fory.register::<shapes::Sample>(2)?;
    fory.register::<shapes::Media>(3)?;
    fory.register::<shapes::Image>(4)?;
    fory.register::<shapes::MediaContent>(5)?;
    fory.register::<shapes::Player>(6)?;
    fory.register::<shapes::Size>(7)?;
    fory.register::<NumericStructList>(8)?;
    fory.register::<SampleList>(9)?;
    fory.register::<MediaContentList>(10)?;
    fory.register::<Order>(101)?;
    fory.register::<shapes::Item>(102)?;
    fory.register::<shapes::Numbers>(103)?;
    fory.register::<NumbersList>(104)?;
    fory.register::<Texts>(105)?;
    fory.register::<TextMap>(106)?;
    Ok(fory)
}

/// Writes a value over the last, into a buffer that is kept.
fn write<T>(title: &str, value: &T, settings: &Settings) -> Result<Figures, Failure>
where
    T: Object + Serializer<Target = T> + 'static,
{
    let (graph, fory) = (&graph(Mode::SameSchema)?, &fory()?);
    let message = &graph.to_vec(value)?;
    let mut contest = Contest::new(format!("writing {title}, {} bytes", message.len()), 1);
    contest.variant(
        FORY,
        Vec::new(),
        |buffer| {
            buffer.clear();
            fory.serialize_to(buffer, black_box(value)).is_ok()
        },
        |buffer, is_written| is_written && buffer == message,
    )?;
    contest.variant(
        OBJECTS,
        Vec::new(),
        |buffer| graph.to_buf(black_box(value), buffer).is_ok(),
        |buffer, is_written| is_written && buffer == message,
    )?;
    Ok(contest.run(settings))
}

/// Reads a value, which is dropped.
fn read<T>(title: &str, value: &T, settings: &Settings) -> Result<Figures, Failure>
where
    T: Object
        + for<'a> FromObject<'a>
        + Serializer<Target = T>
        + Clone
        + PartialEq
        + Debug
        + 'static,
{
    let (graph, fory) = (&graph(Mode::SameSchema)?, &fory()?);
    let message = &graph.to_vec(value)?;
    let mut contest = Contest::new(format!("reading {title}, {} bytes", message.len()), 1);
    contest.variant(
        FORY,
        (),
        |()| fory.deserialize::<T>(black_box(message)).ok(),
        |(), found| found.as_ref() == Some(value),
    )?;
    contest.variant(
        OBJECTS,
        (),
        |()| graph.from_slice::<T>(black_box(message)).ok(),
        |(), found| found.as_ref() == Some(value),
    )?;
    // What is mostly allocation takes as long, whoever reads it.
    contest.variant(CLONE, (), |()| black_box(value).clone(), |(), found| found == *value)?;
    Ok(contest.run(settings))
}
