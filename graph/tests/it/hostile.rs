//! Messages that nobody should send: damaged, forged, and deep. Errors or values, in bounded memory.

use std::alloc::{GlobalAlloc, Layout, System};

use ferrow_graph::schema::{Field, FieldType, StructType};
use ferrow_graph::wire::{Reader, Writer};
use ferrow_graph::{ErrorKind, Graph, Limits, Mode, References, Texts, Value};

use crate::vector;

fn plain() -> Graph {
    Graph::builder().build().expect("nothing is registered")
}

/// A struct that holds itself.
fn nodes(mode: Mode, references: References, limits: Limits) -> Graph {
    let node = StructType::new(50_u32)
        .field("id", FieldType::int32())
        .with(Field::new("next", FieldType::of(50_u32).nullable()).tracked());
    Graph::builder()
        .mode(mode)
        .references(references)
        .limits(limits)
        .structure(node)
        .build()
        .expect("a node")
}

#[test]
fn every_damaged_byte_of_every_golden_message_gives_an_error_or_a_value() {
    for vector in vector::load() {
        let types = vector.reader_types();
        let graph = vector.graph(&types, Texts::Utf8);
        let mut bytes = vector.bytes.clone();
        for at in 0..bytes.len() {
            let right = bytes[at];
            let wrong = [right ^ 1, right ^ 0x80, right.wrapping_add(1), 0, 0xff, 0xfe, 0x7f];
            // Of long messages, which are long texts and arrays, fewer.
            let most = if vector.bytes.len() > 512 { 2 } else { wrong.len() };
            for wrong in wrong.into_iter().take(most) {
                bytes[at] = wrong;
                // A value that was read can be written, or says why not.
                if let Ok(value) = graph.read_value_with(&bytes, &vector.buffers) {
                    let _ = graph.write_value(&value);
                }
            }
            bytes[at] = right;
        }
    }
}

#[test]
fn every_cut_of_every_golden_message_is_an_error() {
    for vector in vector::load() {
        // The one vector that is not read as its value at all.
        if vector.bytes.len() > 2048 || vector.name == "ext_name_compat" {
            continue;
        }
        let types = vector.reader_types();
        let graph = vector.graph(&types, Texts::Utf8);
        for len in 0..vector.bytes.len() {
            let found = graph.read_value_with(&vector.bytes[..len], &vector.buffers);
            let error = found.expect_err(&vector.name);
            let offset = error.offset().unwrap_or_default();
            assert!(offset <= len, "{}: {offset} of {len}", vector.name);
        }
    }
}

#[test]
fn bytes_after_the_value_are_an_error_that_says_where_they_begin() {
    let error = plain().read_value(&[0x01, 0xff, 0x01, 0x01, 0x00]).unwrap_err();
    assert_eq!((error.kind(), error.offset()), (ErrorKind::Malformed, Some(4)));
}

#[test]
fn messages_of_another_protocol_are_refused_by_their_first_byte() {
    assert_eq!(plain().read_value(&[0x00, 0xff]).unwrap_err().kind(), ErrorKind::Unsupported);
    assert_eq!(plain().read_value(&[0x05, 0xff]).unwrap_err().kind(), ErrorKind::Malformed);
    assert_eq!(plain().read_value(&[]).unwrap_err().kind(), ErrorKind::Truncated);
}

#[test]
fn types_that_the_protocol_reserves_are_unsupported() {
    for id in [16, 42, 52] {
        let error = plain().read_value(&[0x01, 0xff, id, 0x00]).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Unsupported, "{id}");
        assert_eq!(error.offset(), Some(2), "{id}");
    }
    assert_eq!(
        plain().read_value(&[0x01, 0xff, 57, 0x00]).unwrap_err().kind(),
        ErrorKind::Malformed
    );
}

/// Counts what tests in this file allocate.
struct Counting;

thread_local! {
    static LARGEST: std::cell::Cell<usize> = const { std::cell::Cell::new(0) };
}

#[expect(unsafe_code, reason = "the trait of allocators; each call is passed on as it is")]
// SAFETY: every call is the system allocator's.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        let _ = LARGEST.try_with(|largest| largest.set(largest.get().max(layout.size())));
        // SAFETY: the caller's promise about the layout.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        // SAFETY: the caller's promise about the pointer and the layout.
        unsafe { System.dealloc(pointer, layout) }
    }

    unsafe fn realloc(&self, pointer: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        let _ = LARGEST.try_with(|largest| largest.set(largest.get().max(size)));
        // SAFETY: the caller's promise about the pointer, the layout and the size.
        unsafe { System.realloc(pointer, layout, size) }
    }
}

#[global_allocator]
static COUNTING: Counting = Counting;

/// The largest piece of memory that `run` asks for.
fn largest(run: impl FnOnce()) -> usize {
    LARGEST.with(|largest| largest.set(0));
    run();
    LARGEST.with(std::cell::Cell::get)
}

#[test]
fn forged_counts_are_errors_and_take_no_memory() {
    // A list, a set, a map, text, bytes, and each array, of as many as 32 or 36 bits can say.
    let counts: [&[u8]; 2] = [&[0xff, 0xff, 0xff, 0xff, 0x0f], &[0x80, 0x80, 0x80, 0x80, 0x08]];
    for type_id in (21..=24).chain([41]).chain(43..=56).filter(|id| *id != 52) {
        for count in counts {
            for tail in [&[][..], &[0x08, 0x07, 0x02], &[0x08, 0x16], &[0x0a, 0x15]] {
                let message = [&[0x01, 0xff, type_id][..], count, tail].concat();
                let taken = largest(|| {
                    let error = plain().read_value(&message).unwrap_err();
                    assert!(
                        matches!(error.kind(), ErrorKind::Truncated | ErrorKind::Limit)
                            || error.kind() == ErrorKind::Malformed,
                        "{error}"
                    );
                });
                assert!(taken < 16 << 10, "{taken} bytes for {message:02x?}");
            }
        }
    }
    // Text of 2^40 bytes, in ten.
    let mut writer = Writer::from(vec![0x01, 0xff, 0x15]);
    writer.var_u64(1 << 42 | 2);
    let message = writer.into_vec();
    assert!(message.len() <= 10);
    assert!(largest(|| drop(plain().read_value(&message).unwrap_err())) < 16 << 10);
}

#[test]
fn elements_that_take_no_bytes_are_few() {
    // A list of 2^32 - 1 structs without fields, whose definition is there.
    let empty = StructType::new(9_u32);
    let graph = Graph::builder().mode(Mode::Compatible).structure(empty).build().unwrap();
    let one = ferrow_graph::value::StructValue::new(graph.struct_type(9).unwrap().clone(), []);
    let list = |count| Value::List(vec![Value::from(one.clone()); count]);
    let message = graph.write_value(&list(3)).unwrap();
    assert_eq!(message[3], 3);
    assert_eq!(graph.read_value(&message).unwrap(), list(3));

    let forged = [&message[..3], &[0xff, 0xff, 0xff, 0xff, 0x0f], &message[4..]].concat();
    assert!(graph.read_value(&forged).is_err());
    let forged = [&message[..3], &[0x81, 0x80, 0x04], &message[4..]].concat();
    assert_eq!(graph.read_value(&forged).unwrap_err().kind(), ErrorKind::Limit);
}

#[test]
fn values_deeper_than_the_limit_are_errors_on_both_sides() {
    let deep = |levels| (0..levels).fold(Value::Null, |inner, _| Value::List(vec![inner]));
    let graph = plain();
    let message = graph.write_value(&deep(1000)).unwrap();
    assert_eq!(graph.read_value(&message).unwrap(), deep(1000));
    assert_eq!(graph.write_value(&deep(1001)).unwrap_err().kind(), ErrorKind::Limit);

    // 20,000 lists in lists.
    let message = [&[0x01, 0xff][..], &[0x16, 0x01, 0x08].repeat(20_000), &[0x01, 0x01]].concat();
    let error = graph.read_value(&message).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Limit);
    assert!(error.path().starts_with("[0][0]"), "{}", error.path());
    assert!(error.path().len() <= 512);
}

#[test]
fn a_limit_that_the_stack_cannot_hold_does_not_overflow_it() {
    let limits = Limits { depth: usize::MAX, ..Limits::default() };
    let graph = Graph::builder().limits(limits).build().unwrap();
    let message = [&[0x01, 0xff][..], &[0x16, 0x01, 0x08].repeat(20_000), &[0x01, 0x01]].concat();
    let small = std::thread::Builder::new().stack_size(512 << 10);
    let read = small.spawn(move || match graph.read_value(&message) {
        Ok(_) => None,
        Err(error) => Some(error.kind()),
    });
    assert_eq!(read.unwrap().join().unwrap(), Some(ErrorKind::Limit));

    // Structs, whose chain is 20,000 long.
    let graph = nodes(Mode::Compatible, References::Values, limits);
    let node = graph.struct_type(50).unwrap().clone();
    let node = |next| {
        let fields = [Value::from(1), next];
        Value::from(ferrow_graph::value::StructValue::new(node.clone(), fields))
    };
    let two = graph.write_value(&node(node(Value::Null))).unwrap();
    // What the inner one adds: a flag, its type, its number, and what is behind it.
    let inner = &two[two.len() - 5..two.len() - 1];
    let message = [&two[..two.len() - 5], &inner.repeat(20_000), &two[two.len() - 1..]].concat();
    assert_eq!(graph.read_value(&message).unwrap_err().kind(), ErrorKind::Limit);
}

#[test]
fn references_to_objects_that_are_not_there_are_errors() {
    let graph = Graph::builder().references(References::Tracked).build().unwrap();
    let message = |id| [0x01, 0x00, 0x16, 0x01, 0x09, 0x16, 0xfe, id];
    assert!(graph.read_value(&message(0)).is_ok(), "the list itself");
    let error = graph.read_value(&message(1)).unwrap_err();
    assert_eq!((error.kind(), error.offset()), (ErrorKind::Reference, Some(7)));
    assert_eq!(error.path(), "[0]");
    // A cut reference is an error, and not another object.
    assert!(graph.read_value(&message(0)[..7]).is_err());
}

#[test]
fn labels_that_nothing_has_or_several_have_are_not_written() {
    let graph = Graph::builder().references(References::Tracked).build().unwrap();
    let refer = Value::List(vec![Value::Ref(7)]);
    assert_eq!(graph.write_value(&refer).unwrap_err().kind(), ErrorKind::Reference);
    let twice = Value::List(vec![Value::shared(1, Value::List(vec![])); 2]);
    assert_eq!(graph.write_value(&twice).unwrap_err().kind(), ErrorKind::Reference);
    // Where nothing is tracked, there is nothing to refer to.
    assert!(plain().write_value(&Value::List(vec![Value::Ref(0)])).is_err());
}

#[test]
fn each_limit_holds() {
    let with = |limits| Graph::builder().limits(limits).build().unwrap();
    let kind = |graph: &Graph, message: &[u8]| graph.read_value(message).map_err(|it| it.kind());

    let list = plain().write_value(&Value::List(vec![Value::from(1_i64); 100])).unwrap();
    assert!(kind(&with(Limits { elements: 100, ..Limits::default() }), &list).is_ok());
    assert_eq!(
        kind(&with(Limits { elements: 99, ..Limits::default() }), &list),
        Err(ErrorKind::Limit)
    );
    let bytes = list.len();
    assert!(kind(&with(Limits { bytes, ..Limits::default() }), &list).is_ok());
    assert_eq!(
        kind(&with(Limits { bytes: bytes - 1, ..Limits::default() }), &list),
        Err(ErrorKind::Limit)
    );

    let tracked = |limits| nodes(Mode::Compatible, References::Tracked, limits);
    let limits = |references| Limits { references, ..Limits::default() };
    let graph = tracked(limits(1));
    let node = graph.struct_type(50).unwrap().clone();
    let node = |next| {
        let fields = [Value::from(1), next];
        Value::from(ferrow_graph::value::StructValue::new(node.clone(), fields))
    };
    let message = graph.write_value(&node(node(Value::Null))).unwrap();
    assert!(kind(&tracked(limits(2)), &message).is_ok());
    assert_eq!(kind(&graph, &message), Err(ErrorKind::Limit));

    let none = Limits { type_definitions: 0, ..Limits::default() };
    assert_eq!(kind(&tracked(none), &message), Err(ErrorKind::Limit));
    let mut small = Limits::default();
    small.type_definition.bytes = 4;
    assert_eq!(kind(&tracked(small), &message), Err(ErrorKind::Limit));
    let mut few = Limits::default();
    few.type_definition.fields = 1;
    assert_eq!(kind(&tracked(few), &message), Err(ErrorKind::Limit));
}

#[test]
fn errors_say_where_in_the_bytes_and_where_in_the_value() {
    let item = StructType::new("shop.Item").field("name", FieldType::string());
    let order =
        StructType::new("shop.Order").field("items", FieldType::list(FieldType::of("shop.Item")));
    let graph = Graph::builder().mode(Mode::Compatible).structure(item).structure(order);
    let graph = graph.build().unwrap();
    let of = |name: &str, fields: Vec<Value>| {
        let struct_type = graph.struct_type(name).unwrap().clone();
        Value::from(ferrow_graph::value::StructValue::new(struct_type, fields))
    };
    let items = ["tea", "milk"].map(|name| of("shop.Item", vec![name.into()]));
    let order = of("shop.Order", vec![Value::List(items.into())]);
    let mut message = graph.write_value(&order).unwrap();
    let last = message.len() - 1;
    message[last] = 0xff;
    let error = graph.read_value(&message).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Text);
    assert_eq!(error.path(), "items[1].name");
    assert_eq!(error.offset(), Some(last - 3));

    let wrong = of("shop.Order", vec![Value::List(vec![Value::from(1)])]);
    let error = graph.write_value(&wrong).unwrap_err();
    assert_eq!((error.kind(), error.path()), (ErrorKind::WrongType, "items[0]"));
}

#[test]
fn numbers_of_variable_length_end_where_their_type_does() {
    let read = |bytes: &[u8]| Reader::new(bytes).var_u32();
    assert_eq!(read(&[0xff, 0xff, 0xff, 0xff, 0x0f]).unwrap(), u32::MAX);
    assert_eq!(read(&[0xff, 0xff, 0xff, 0xff, 0x1f]).unwrap_err().kind(), ErrorKind::Malformed);
    assert_eq!(read(&[0x80; 6]).unwrap_err().kind(), ErrorKind::Malformed);
    let read = |bytes: &[u8]| Reader::new(bytes).var_u64();
    assert_eq!(read(&[0xff; 9]).unwrap(), u64::MAX);
    assert_eq!(read(&[0x80; 8]).unwrap_err().kind(), ErrorKind::Truncated);
}

#[test]
fn chains_of_references_are_no_deeper_than_values_may_be() {
    let chain = |len: u32| {
        let object = |label: u32| {
            let inside = label.checked_sub(1).map(Value::Ref);
            Value::shared(label, Value::List(inside.into_iter().collect()))
        };
        let mut values = vec![Value::Ref(len - 1)];
        values.extend((0..len).map(object));
        Value::List(values)
    };
    let graph = Graph::builder().references(References::Tracked).build().unwrap();
    let message = graph.write_value(&chain(5)).unwrap();
    let Value::List(found) = graph.read_value(&message).unwrap() else { panic!("a list") };
    assert!(matches!(&found[0], Value::Shared(_)) && matches!(&found[5], Value::Ref(_)));
    graph.write_value(&chain(100_000)).unwrap_err();
}
