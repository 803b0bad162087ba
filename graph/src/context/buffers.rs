//! Bytes that travel beside a message.

use bytes::Bytes;

/// Takes the bytes of binary values out of a message.
pub trait Outside {
    /// Takes the bytes, or leaves them to the message: `false`.
    fn take(&mut self, bytes: &Bytes) -> bool;
}

/// Buffers that travel beside a message: those that are large enough.
///
/// ```
/// use bytes::Bytes;
/// use ferrow_graph::{Graph, OutOfBand, Value};
///
/// let graph = Graph::builder().build()?;
/// let picture = Value::from(Bytes::from(vec![7; 1 << 20]));
///
/// let mut beside = OutOfBand::at_least(4096);
/// let message = graph.write_value_with(&picture, &mut beside)?;
/// assert_eq!(message, [0x03, 0xff, 0x29, 0x00]);
/// let buffers = beside.into_buffers();
/// assert_eq!(buffers[0].len(), 1 << 20);
///
/// assert_eq!(graph.read_value_with(&message, &buffers)?, picture);
/// # Ok::<(), ferrow_graph::Error>(())
/// ```
#[derive(Debug, Default)]
pub struct OutOfBand {
    least: usize,
    buffers: Vec<Bytes>,
}

impl OutOfBand {
    /// Takes buffers of `least` bytes and more.
    #[must_use]
    pub fn at_least(least: usize) -> Self {
        Self { least, buffers: Vec::new() }
    }

    /// The buffers, in the order in which the message names them.
    #[must_use]
    pub fn into_buffers(self) -> Vec<Bytes> {
        self.buffers
    }
}

impl Outside for OutOfBand {
    fn take(&mut self, bytes: &Bytes) -> bool {
        let takes = bytes.len() >= self.least;
        if takes {
            self.buffers.push(bytes.clone());
        }
        takes
    }
}
