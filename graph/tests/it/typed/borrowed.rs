//! Texts and bytes that are borrowed or beside the message, and buffers that are used again.

use super::*;

#[derive(Debug, PartialEq, Object)]
#[object(id = 70)]
struct Borrowed<'m> {
    text: &'m str,
    cow: Cow<'m, str>,
    bytes: &'m [u8],
}

#[test]
fn texts_and_bytes_are_borrowed_from_the_message() {
    let graph = Graph::builder().register::<Borrowed<'_>>().build().unwrap();
    let object = Borrowed { text: "tea", cow: Cow::Borrowed("milk"), bytes: &[1, 2, 3] };
    let message = graph.to_vec(&object).unwrap();
    let back: Borrowed<'_> = graph.from_slice(&message).unwrap();
    assert_eq!(back, object);
    let within = message.as_ptr_range();
    assert!(within.contains(&back.text.as_ptr()) && within.contains(&back.bytes.as_ptr()));
    assert!(matches!(back.cow, Cow::Borrowed(_)));
}

#[test]
fn bytes_travel_beside_a_message_or_share_it() {
    let graph = Graph::builder().build().unwrap();
    let picture = Bytes::from(vec![7; 10_000]);
    let mut beside = OutOfBand::at_least(100);
    let message = graph.to_vec_with(&vec![picture.clone(), Bytes::from_static(b"x")], &mut beside);
    let (message, buffers) = (message.unwrap(), beside.into_buffers());
    assert!(message.len() < 20);
    assert_eq!(buffers[0].as_ptr(), picture.as_ptr(), "not copied");
    let back: Vec<Bytes> = graph.from_slice_with(&message, &buffers).unwrap();
    assert_eq!(back[0].as_ptr(), picture.as_ptr(), "not copied");
    assert_eq!(back[1], "x");
    assert!(graph.from_slice::<Vec<Bytes>>(&message).is_err());

    let message = Bytes::from(graph.to_vec(&picture).unwrap());
    let back: Bytes = graph.from_bytes(&message).unwrap();
    assert!(message.as_ptr_range().contains(&back.as_ptr()));
}

#[test]
fn a_buffer_is_used_again_and_empty_after_an_error() {
    let graph = Graph::builder().register::<Item>().build().unwrap();
    let mut buffer = vec![9; 100];
    graph.to_buf(&item("a"), &mut buffer).unwrap();
    assert_eq!(buffer, graph.to_vec(&item("a")).unwrap());
    let stranger = Graph::builder().build().unwrap();
    assert_eq!(
        stranger.to_buf(&item("a"), &mut buffer).unwrap_err().kind(),
        ErrorKind::UnknownType
    );
    assert!(buffer.is_empty());
}
