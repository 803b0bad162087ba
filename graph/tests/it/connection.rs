//! Messages one after another: on a connection, and in a stream.

use ferrow_derive::Object;
use ferrow_graph::{ErrorKind, Graph, Limits, Mode, Value};

#[derive(Debug, Clone, PartialEq, Object)]
#[object(name = "chat.Message")]
struct Message {
    text: String,
    author: Author,
}

#[derive(Debug, Clone, PartialEq, Object)]
#[object(id = 7)]
struct Author {
    name: String,
}

#[derive(Debug, Clone, PartialEq, Object)]
#[object(id = 8)]
struct Bye {
    at: i64,
}

fn message(text: &str) -> Message {
    Message { text: text.to_owned(), author: Author { name: "Ada".to_owned() } }
}

fn graph() -> Graph {
    let builder = Graph::builder().mode(Mode::Compatible);
    builder.register::<Message>().register::<Bye>().build().expect("types of a chat")
}

#[test]
fn definitions_are_sent_once_over_a_connection() {
    let (mut here, mut there) = (graph().connection(), graph().connection());
    let mut lens = Vec::new();
    for round in 0..3 {
        let sent = here.to_vec(&message("hello")).unwrap();
        lens.push(sent.len());
        assert_eq!(there.from_slice::<Message>(&sent).unwrap(), message("hello"));
        let sent = here.to_vec(&Bye { at: round }).unwrap();
        assert_eq!(there.from_slice::<Bye>(&sent).unwrap(), Bye { at: round });
    }
    assert!(lens[1] < lens[0] / 2, "{lens:?}");
    assert_eq!(lens[1], lens[2]);
    // A message that is not the first needs those before it.
    let sent = here.to_vec(&message("alone")).unwrap();
    let error = graph().from_slice::<Message>(&sent).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Malformed);
    assert!(error.to_string().contains("messages of a connection in order"), "{error}");
}

#[test]
fn another_type_is_named_beside_the_one_that_is_wanted() {
    let graph = graph();
    let message = graph.to_vec(&Bye { at: 1 }).unwrap();
    let error = graph.from_slice::<Message>(&message).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::WrongType);
    assert!(error.to_string().starts_with("type 8 where chat.Message is wanted"), "{error}");
}

#[test]
fn a_message_that_was_not_written_leaves_the_connection_as_it_was() {
    let limits = Limits { depth: 4, ..Limits::default() };
    let builder = Graph::builder().mode(Mode::Compatible).limits(limits);
    let graph = builder.register::<Message>().register::<Bye>().build().unwrap();
    let (mut here, mut there) = (graph.connection(), graph.connection());
    let deep = (0..9).fold(Value::Null, |inner, _| Value::List(vec![inner]));
    // The definition of `Bye` would be in it.
    let mixed = (Bye { at: 1 }, deep);
    let mut buffer = Vec::new();
    assert_eq!(here.to_buf(&mixed, &mut buffer).unwrap_err().kind(), ErrorKind::Limit);
    assert!(buffer.is_empty());
    let sent = here.to_vec(&Bye { at: 2 }).unwrap();
    assert_eq!(there.from_slice::<Bye>(&sent).unwrap(), Bye { at: 2 });
}

#[test]
fn several_messages_stand_in_one_stream() {
    let graph = graph();
    let mut stream = Vec::new();
    for text in ["a", "b"] {
        graph.append_to(&message(text), &mut stream).unwrap();
    }
    graph.append_to(&Bye { at: 3 }, &mut stream).unwrap();
    let whole = stream.len();
    let unregistered = Graph::builder().mode(Mode::Compatible).build().unwrap();
    assert!(unregistered.append_to(&Bye { at: 4 }, &mut stream).is_err());
    assert_eq!(stream.len(), whole, "nothing is left of a message that failed");

    let mut rest = &stream[..];
    assert_eq!(graph.read_from::<Message>(&mut rest).unwrap(), message("a"));
    assert_eq!(graph.read_from::<Message>(&mut rest).unwrap(), message("b"));
    let before = rest;
    assert!(graph.read_from::<Message>(&mut rest).is_err(), "another type");
    assert_eq!(rest, before);
    assert_eq!(graph.read_from::<Bye>(&mut rest).unwrap(), Bye { at: 3 });
    assert!(rest.is_empty());
}

#[test]
fn a_graph_is_shared_by_threads() {
    let graph = graph();
    std::thread::scope(|scope| {
        for thread in 0..4 {
            let graph = &graph;
            scope.spawn(move || {
                for round in 0..200 {
                    let sent = message(&format!("{thread} {round}"));
                    let bytes = graph.to_vec(&sent).unwrap();
                    assert_eq!(graph.from_slice::<Message>(&bytes).unwrap(), sent);
                }
            });
        }
    });
}
