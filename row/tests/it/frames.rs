//! Messages: a row with what other implementations put in front of it.

use std::panic::{AssertUnwindSafe, catch_unwind};

use arrow_schema::{DataType, Field, Schema};
use ferrow_row::schema::{Frame, FrameWriter, schema_hash, split_sized};
use ferrow_row::{Error, ErrorKind};

/// `Bar(a=-3, s="UA")`, an int32 and a string, by `encode` of pyfory 1.7.7.
const MESSAGE: [u8; 40] = [
    0x62, 0x40, 0, 0, 0, 0, 0, 0, // the schema hash, 16482
    0, 0, 0, 0, 0, 0, 0, 0, //
    0xfd, 0xff, 0xff, 0xff, 0, 0, 0, 0, //
    2, 0, 0, 0, 24, 0, 0, 0, //
    0x55, 0x41, 0, 0, 0, 0, 0, 0,
];

fn bar_hash() -> i64 {
    let fields = [Field::new("a", DataType::Int32, true), Field::new("s", DataType::Utf8, true)];
    schema_hash(&Schema::new(fields.to_vec())).expect("types that Fory has")
}

/// The message with its size in front, as Java's `encode` into a buffer appends it.
fn sized(message: &[u8]) -> Vec<u8> {
    let size = i32::try_from(message.len()).expect("a short message");
    [&size.to_le_bytes(), message].concat()
}

#[test]
fn a_message_of_another_implementation_is_its_hash_and_its_row() {
    let frame = Frame::try_new(&MESSAGE).unwrap();
    assert_eq!(frame.schema_hash(), bar_hash());
    assert_eq!(frame.row(), &MESSAGE[8..]);
    assert_eq!(frame.row_of(bar_hash()).unwrap(), &MESSAGE[8..]);
}

#[test]
fn a_message_is_written_as_another_implementation_writes_it() {
    let mut out = b"before".to_vec();
    let mut frame = FrameWriter::new(&mut out, bar_hash());
    frame.body().extend(&MESSAGE[8..]);
    frame.finish().unwrap();
    assert_eq!(out, [b"before", &MESSAGE[..]].concat());

    let mut out = b"before".to_vec();
    let mut frame = FrameWriter::sized(&mut out, bar_hash());
    frame.body().extend(&MESSAGE[8..]);
    frame.finish().unwrap();
    assert_eq!(out, [b"before", &sized(&MESSAGE)[..]].concat());

    let mut out = b"before".to_vec();
    let mut frame = FrameWriter::sized_bare(&mut out);
    frame.body().extend([7; 3]);
    frame.finish().unwrap();
    assert_eq!(out, b"before\x03\0\0\0\x07\x07\x07");
}

#[test]
fn messages_with_their_size_follow_one_another() {
    let stream = [sized(&MESSAGE), sized(&MESSAGE[..8]), sized(&MESSAGE[..24])].concat();
    let (mut rest, mut rows) = (&stream[..], Vec::new());
    while !rest.is_empty() {
        let (frame, behind) = Frame::try_first(rest).unwrap();
        rows.push(frame.row_of(bar_hash()).unwrap());
        rest = behind;
    }
    assert_eq!(rows, [&MESSAGE[8..], &[], &MESSAGE[8..24]]);

    let bare = [sized(&[7; 3]), sized(&[])].concat();
    let (first, rest) = split_sized(&bare).unwrap();
    assert_eq!((first, split_sized(rest).unwrap()), (&[7; 3][..], (&[][..], &[][..])));
}

#[test]
fn a_row_of_another_schema_is_refused_with_both_hashes() {
    let error = Frame::try_new(&MESSAGE).unwrap().row_of(531).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::LayoutMismatch);
    let words = error.to_string();
    assert!(
        words.contains("0x0000000000004062") && words.contains("0x0000000000000213"),
        "{words}"
    );
}

#[test]
fn a_message_cut_anywhere_is_refused() {
    let truncated = |error: Error, len: usize| {
        assert_eq!((error.kind(), error.offset()), (ErrorKind::Truncated, Some(len)), "{error}");
    };
    for len in 0..8 {
        truncated(Frame::try_new(&MESSAGE[..len]).unwrap_err(), len);
    }
    let sized = sized(&MESSAGE);
    for len in 0..sized.len() {
        truncated(Frame::try_first(&sized[..len]).unwrap_err(), len);
        truncated(split_sized(&sized[..len]).unwrap_err(), len);
    }
}

#[test]
fn a_size_that_no_message_has_is_refused() {
    for size in [-1, i32::MIN, 0, 7] {
        let message = [&i32::to_le_bytes(size), &MESSAGE[..]].concat();
        let error = Frame::try_first(&message).unwrap_err();
        assert_eq!((error.kind(), error.offset()), (ErrorKind::Malformed, Some(0)), "{error}");
        assert!(error.to_string().contains(&size.to_string()), "{error}");
        assert_eq!(split_sized(&message).is_err(), size < 0);
    }
    let message = [&i32::to_le_bytes(i32::MAX), &MESSAGE[..]].concat();
    assert_eq!(Frame::try_first(&message).unwrap_err().kind(), ErrorKind::Truncated);
}

#[test]
fn a_frame_that_is_not_finished_is_taken_back() {
    let mut out = b"before".to_vec();
    FrameWriter::new(&mut out, 531).body().extend([7; 100]);
    assert_eq!(out, b"before");
    FrameWriter::sized(&mut out, 531).body().extend([7; 100]);
    assert_eq!(out, b"before");
}

#[test]
fn a_frame_whose_front_was_cut_is_not_finished() {
    type Start = fn(&mut Vec<u8>) -> FrameWriter<'_>;
    let starts: [Start; 3] = [
        |out| FrameWriter::new(out, 531),
        |out| FrameWriter::sized(out, 531),
        |out| FrameWriter::sized_bare(out),
    ];
    for (at, start) in starts.into_iter().enumerate() {
        // An empty body is one, and what is behind its start may be taken back.
        let mut out = b"before".to_vec();
        let mut frame = start(&mut out);
        let front = frame.body().len();
        frame.body().extend([7; 3]);
        frame.body().truncate(front);
        frame.finish().unwrap();
        assert_eq!(out.len(), front);

        let mut out = b"before".to_vec();
        let mut frame = start(&mut out);
        frame.body().pop();
        let finished = catch_unwind(AssertUnwindSafe(|| frame.finish()));
        assert!(finished.is_err(), "start {at}");
        assert_eq!(out, b"before", "start {at}");
    }
}
