//! Messages of other implementations, damaged messages, and what readers and writers promise.

mod golden;
mod hostile;
mod vector;
mod wire;
