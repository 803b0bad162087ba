//! What it takes that definitions travel with messages.

use std::fmt::Debug;
use std::hint::black_box;

use ferrow_graph::{FromObject, Mode, Object};

use super::super::{
    COMPATIBLE_READ, COMPATIBLE_WRITE, CONNECTION_READ, CONNECTION_WRITE, SAME_READ, SAME_WRITE,
};
use super::{graph, shapes};
use crate::Failure;
use crate::harness::{Contest, Figures, Settings};

/// A list of 200 structs, whose definition it has once.
pub(super) fn compatible_structs(settings: &Settings) -> Result<Figures, Failure> {
    let value = &shapes::numbers_list();
    let compatible = &graph(Mode::Compatible)?;
    let message = &compatible.to_vec(value)?;
    let mut contest = Contest::new("200 structs of numbers, ours in both modes", 1);
    same_schema(&mut contest, value)?;
    contest.variant(
        COMPATIBLE_WRITE,
        Vec::new(),
        |buffer| compatible.to_buf(black_box(value), buffer).is_ok(),
        |buffer, is_written| is_written && buffer == message,
    )?;
    contest.variant(
        COMPATIBLE_READ,
        (),
        |()| compatible.from_slice(black_box(message)).ok(),
        |(), found| found.as_ref() == Some(value),
    )?;
    Ok(contest.run(settings))
}

/// Messages after the first, which had the definitions.
pub(super) fn messages_of_a_connection(settings: &Settings) -> Result<Figures, Failure> {
    let value = &shapes::order();
    let compatible = &graph(Mode::Compatible)?;
    let (mut sender, mut receiver) = (compatible.connection(), compatible.connection());
    receiver.from_slice::<shapes::Order>(&sender.to_vec(value)?)?;
    let message = &sender.to_vec(value)?;
    let mut contest = Contest::new("a struct with texts and lists, ours in both modes", 1);
    same_schema(&mut contest, value)?;
    contest.variant(
        CONNECTION_WRITE,
        (sender, Vec::new()),
        |(sender, buffer)| sender.to_buf(black_box(value), buffer).is_ok(),
        |(_, buffer), is_written| is_written && buffer == message,
    )?;
    contest.variant(
        CONNECTION_READ,
        receiver,
        |receiver| receiver.from_slice(black_box(message)).ok(),
        |_, found| found.as_ref() == Some(value),
    )?;
    Ok(contest.run(settings))
}

/// Adds the mode in which nothing but a hash is sent.
fn same_schema<'a, T>(contest: &mut Contest<'a>, value: &'a T) -> Result<(), Failure>
where
    T: Object + for<'b> FromObject<'b> + PartialEq + Debug,
{
    let same = graph(Mode::SameSchema)?;
    let message = same.to_vec(value)?;
    let (reader, read) = (same.clone(), message.clone());
    contest.variant(
        SAME_WRITE,
        Vec::new(),
        move |buffer| same.to_buf(black_box(value), buffer).is_ok(),
        |buffer, is_written| is_written && *buffer == message,
    )?;
    contest.variant(
        SAME_READ,
        (),
        move |()| reader.from_slice(black_box(&read)).ok(),
        |(), found| found.as_ref() == Some(value),
    )?;
    Ok(())
}
