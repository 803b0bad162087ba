//! Streams of messages, and state that is kept of them.

mod batches;
mod dead_letters;
mod filtered;
mod frames;
mod messages;
mod state;
mod support;
