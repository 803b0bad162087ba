//! Plans over row files that are shipped answer as they do where they were made.

mod cluster;
mod codec;
mod failures;
mod support;
