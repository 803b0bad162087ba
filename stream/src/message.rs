//! What holds the bytes of one row.

use std::sync::Arc;

use bytes::{Bytes, BytesMut};

/// One message: the bytes of a row, and a tag that goes with them.
///
/// Bytes alone have the tag `()`. A pair of a tag and bytes carries it through every adaptor: into batches,
/// where tags stand beside the rows, and into dead letters. Types of one's own can do the same.
///
/// ```
/// use bytes::Bytes;
/// use ferrow_stream::Message;
///
/// let entry = ("1700000000000-0".to_owned(), Bytes::from_static(b"a row"));
/// assert_eq!(entry.bytes(), b"a row");
/// assert_eq!(entry.into_tag(), "1700000000000-0");
/// ```
pub trait Message {
    /// What goes with the row.
    type Tag;

    /// The bytes.
    fn bytes(&self) -> &[u8];

    /// The tag, once the bytes are not needed any more.
    fn into_tag(self) -> Self::Tag;
}

macro_rules! bytes_alone {
    ($([$($generics:tt)*] $type:ty),* $(,)?) => {$(
        impl<$($generics)*> Message for $type {
            type Tag = ();

            #[inline]
            fn bytes(&self) -> &[u8] {
                self
            }

            fn into_tag(self) {}
        }
    )*};
}

bytes_alone! {
    [] Bytes,
    [] BytesMut,
    [] Vec<u8>,
    [] Box<[u8]>,
    [] Arc<[u8]>,
    ['a] &'a [u8],
    [const N: usize] [u8; N],
}

/// A tag, and the bytes that it goes with; a tag of the bytes themselves is left out.
impl<T, B: Message> Message for (T, B) {
    type Tag = T;

    #[inline]
    fn bytes(&self) -> &[u8] {
        self.1.bytes()
    }

    fn into_tag(self) -> T {
        self.0
    }
}
