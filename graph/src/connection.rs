//! Messages that share type definitions.

use crate::context::{Held, ReadContext, ReadShared, WriteContext, WriteShared};
use crate::error::Result;
use crate::graph::{Graph, read_message, whole, write_message};
use crate::object::{FromObject, Object, read_root, write_root};

/// One side of a connection: the definition of a type is sent with the first message that has the
/// type, and referred to in all after it.
///
/// So messages are read in the order in which they were written. After an error of reading the other
/// side may know definitions that this one does not: end the connection then.
///
/// ```
/// use ferrow_graph::{Graph, Mode};
/// # extern crate ferrow_graph as ferrow;
/// # use ferrow_derive::Object;
///
/// #[derive(Debug, PartialEq, Object)]
/// #[object(name = "shop.Item")]
/// struct Item {
///     name: String,
/// }
///
/// # fn main() -> Result<(), ferrow_graph::Error> {
/// let graph = Graph::builder().mode(Mode::Compatible).register::<Item>().build()?;
/// let (mut here, mut there) = (graph.connection(), graph.connection());
///
/// let tea = Item { name: "tea".to_owned() };
/// let (first, second) = (here.to_vec(&tea)?, here.to_vec(&tea)?);
/// assert!(second.len() < first.len());
/// for message in [first, second] {
///     assert_eq!(there.from_slice::<Item>(&message)?, tea);
/// }
/// # Ok(())
/// # }
/// ```
#[derive(Debug)]
pub struct Connection {
    graph: Graph,
    written: WriteShared,
    read: ReadShared,
}

impl Connection {
    pub(crate) fn new(graph: Graph) -> Self {
        Self { graph, written: WriteShared::default(), read: ReadShared::default() }
    }

    /// The next message, of the object.
    ///
    /// # Errors
    ///
    /// Where it cannot be written; the connection is as it was then.
    pub fn to_vec<T: Object>(&mut self, object: &T) -> Result<Vec<u8>> {
        let mut message = Vec::new();
        self.to_buf(object, &mut message)?;
        Ok(message)
    }

    /// The next message, into `message`, whose memory is used again and whose bytes are not.
    ///
    /// # Errors
    ///
    /// As those of [`to_vec`](Self::to_vec); nothing is in `message` then.
    pub fn to_buf<T: Object>(&mut self, object: &T, message: &mut Vec<u8>) -> Result<()> {
        self.write_next(message, |cx| write_root(object, cx))
    }

    pub(crate) fn write_next(
        &mut self,
        message: &mut Vec<u8>,
        write: impl FnOnce(&mut WriteContext<'_>) -> Result<()>,
    ) -> Result<()> {
        message.clear();
        self.written.next_message();
        let definitions = self.written.definitions();
        let (graph, written) = (self.graph.shared(), Held::Lent(&mut self.written));
        let result = write_message(graph, written, None, message, write);
        if result.is_err() {
            self.written.forget(definitions);
            message.clear();
        }
        result
    }

    /// The object of the next message, whose texts and bytes it may borrow.
    ///
    /// # Errors
    ///
    /// Where the bytes are no message of such an object, or not the next one.
    pub fn from_slice<'a, T: FromObject<'a>>(&mut self, message: &'a [u8]) -> Result<T> {
        self.read_next(message, read_root)
    }

    pub(crate) fn read_next<'a, T>(
        &mut self,
        message: &'a [u8],
        read: impl FnOnce(&mut ReadContext<'_, 'a>) -> Result<T>,
    ) -> Result<T> {
        self.read.next_message();
        let (graph, shared) = (self.graph.shared(), Held::Lent(&mut self.read));
        whole(read_message(graph, shared, message, None, &[], read)?, message.len())
    }

    #[cfg(feature = "arrow")]
    pub(crate) fn graph(&self) -> &Graph {
        &self.graph
    }
}
