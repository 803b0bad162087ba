//! Frames come out as they went in, however the bytes were cut, and damage ends them.

use bytes::{Bytes, BytesMut};
use ferrow_row::schema::FrameWriter;
use ferrow_stream::{Error, ErrorKind, FrameMessage, MOST_FRAME_BYTES, Message, RowFrames};
use proptest::prelude::*;
use tokio_util::codec::{Decoder, Encoder};

use crate::support::{entry, layout};

/// What comes out of bytes that come in pieces, up to an error.
fn decode(
    mut frames: impl Decoder<Item = FrameMessage, Error = Error>,
    pieces: &[&[u8]],
) -> (Vec<FrameMessage>, Option<Error>) {
    let (mut buffer, mut found) = (BytesMut::new(), Vec::new());
    for piece in pieces {
        buffer.extend_from_slice(piece);
        loop {
            match frames.decode(&mut buffer) {
                Ok(Some(frame)) => found.push(frame),
                Ok(None) => break,
                Err(error) => return (found, Some(error)),
            }
        }
    }
    loop {
        match frames.decode_eof(&mut buffer) {
            Ok(Some(frame)) => found.push(frame),
            Ok(None) => return (found, None),
            Err(error) => return (found, Some(error)),
        }
    }
}

fn encode(mut frames: RowFrames, rows: &[Vec<u8>]) -> Vec<u8> {
    let mut bytes = BytesMut::new();
    for row in rows {
        frames.encode(row, &mut bytes).expect("small rows");
    }
    bytes.to_vec()
}

/// Every form of frames.
fn forms() -> [RowFrames; 3] {
    let layout = layout();
    let hash = layout.schema_hash().expect("types that Fory has");
    [RowFrames::new(), RowFrames::hashed(hash), RowFrames::versioned(layout.fingerprint())]
}

#[test]
fn frames_are_those_that_a_frame_writer_writes() {
    let rows = [vec![1; 16], Vec::new(), vec![3; 5]];
    let mut bare = Vec::new();
    let mut hashed = Vec::new();
    for row in &rows {
        let mut frame = FrameWriter::sized_bare(&mut bare);
        frame.body().extend(row);
        frame.finish().unwrap();
        let mut frame = FrameWriter::sized(&mut hashed, -7);
        frame.body().extend(row);
        frame.finish().unwrap();
    }
    assert_eq!(encode(RowFrames::new(), &rows), bare);
    assert_eq!(encode(RowFrames::hashed(-7), &rows), hashed);

    let fingerprint = layout().fingerprint();
    let versioned = encode(RowFrames::versioned(fingerprint), &rows[..1]);
    assert_eq!(versioned[..4], 32_i32.to_le_bytes());
    assert_eq!(versioned[4..20], fingerprint.to_bytes());
    let (found, error) = decode(RowFrames::versioned(fingerprint), &[&versioned]);
    assert!(error.is_none() && found[0].bytes == versioned[4..]);
}

#[test]
fn every_cut_of_the_bytes_in_two_gives_the_same_frames() {
    let rows: Vec<Vec<u8>> = (0..3).map(|tag| entry(tag).1.to_vec()).collect();
    for frames in forms() {
        let bytes = encode(frames.clone(), &rows);
        let (whole, error) = decode(frames.clone(), &[&bytes]);
        assert!(error.is_none() && whole.len() == 3);
        for cut in 0..=bytes.len() {
            let (found, error) = decode(frames.clone(), &[&bytes[..cut], &bytes[cut..]]);
            assert!(error.is_none(), "{error:?}");
            assert_eq!(found, whole);
        }
    }
}

#[test]
fn a_stream_that_ends_within_a_frame_says_where_that_starts() {
    let rows: Vec<Vec<u8>> = (0..2).map(|tag| entry(tag).1.to_vec()).collect();
    for frames in forms() {
        let bytes = encode(frames.clone(), &rows);
        let second = decode(frames.clone(), &[&bytes]).0[1].offset;
        for len in 0..bytes.len() {
            let (found, error) = decode(frames.clone(), &[&bytes[..len]]);
            let whole = usize::from(len as u64 >= second);
            assert_eq!(found.len(), whole, "of {len} bytes");
            let Some(error) = error else {
                assert!(len == 0 || len as u64 == second, "of {len} bytes");
                continue;
            };
            assert_eq!(error.kind(), ErrorKind::Frame);
            assert_eq!(error.message(), Some(whole as u64));
            assert_eq!(error.stream_offset(), Some(if whole == 1 { second } else { 0 }));
        }
    }
}

#[test]
fn a_damaged_frame_is_an_error_and_nothing_comes_after_it() {
    let good = encode(RowFrames::hashed(531), &[vec![1; 16], vec![2; 16]]);
    let too_long = i32::try_from(MOST_FRAME_BYTES + 1).unwrap().to_le_bytes();
    let damages: [(&[u8], &str); 5] = [
        (&too_long, "a frame of 16777217 bytes, the limit is 16777216"),
        (&[0xff; 4], "begins with the size -1"),
        (&[7, 0, 0, 0, 1, 2, 3, 4, 5, 6, 7], "begins with the size 7, and the least is 8"),
        (&[8, 0, 0, 0, 20, 2, 0, 0, 0, 0, 0, 0], "0x0000000000000214"),
        (&[0, 0, 0, 0], "begins with the size 0"),
    ];
    for (damage, words) in damages {
        let mut frames = RowFrames::hashed(531);
        let mut buffer = BytesMut::from(&[&good, damage, &good].concat()[..]);
        assert!(frames.decode(&mut buffer).unwrap().is_some());
        assert!(frames.decode(&mut buffer).unwrap().is_some());
        let error = frames.decode(&mut buffer).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Frame);
        assert_eq!((error.message(), error.stream_offset()), (Some(2), Some(56)), "{error}");
        let said = error.to_string();
        assert!(said.starts_with("frame 2, at byte 56: ") && said.contains(words), "{said}");
        assert!(said.contains("nothing behind it can be read"), "{said}");

        buffer.extend_from_slice(&good);
        assert_eq!(frames.decode(&mut buffer).unwrap(), None);
        assert_eq!(frames.decode_eof(&mut buffer).unwrap(), None);
        assert!(buffer.is_empty(), "what comes after damage is not kept");
    }
}

#[test]
fn a_row_beyond_the_limit_is_not_written() {
    let mut bytes = BytesMut::new();
    let mut frames = RowFrames::hashed(1).with_most_bytes(24);
    frames.encode([1; 16], &mut bytes).unwrap();
    let error = frames.encode([1; 17], &mut bytes).unwrap_err();
    assert!(error.to_string().contains("a frame of 25 bytes, the limit is 24"), "{error}");
    assert_eq!(bytes.len(), 28);
    assert_eq!(decode(frames, &[&bytes]).0.len(), 1);
}

#[test]
fn rows_share_the_memory_that_they_came_in() {
    let bytes = encode(RowFrames::new(), &[vec![1; 64], vec![2; 64]]);
    let mut buffer = BytesMut::from(&bytes[..]);
    let memory = buffer.as_ptr() as usize;
    let mut frames = RowFrames::new();
    for row in [4, 72] {
        let frame = frames.decode(&mut buffer).unwrap().unwrap();
        assert_eq!(frame.bytes.as_ptr() as usize, memory + row);
        assert_eq!(frame.clone().into_tag(), (frame.ordinal, frame.offset));
    }
}

#[test]
fn a_size_makes_no_room_for_more_than_came() {
    let mut buffer = BytesMut::from(&(16_i32 << 20).to_le_bytes()[..]);
    assert_eq!(RowFrames::new().decode(&mut buffer).unwrap(), None);
    assert!(buffer.capacity() < 1 << 20, "{} bytes", buffer.capacity());
}

proptest! {
    #[test]
    fn any_pieces_of_the_bytes_give_the_same_frames(
        rows in prop::collection::vec(prop::collection::vec(any::<u8>(), 0..40), 0..20),
        cuts in prop::collection::vec(any::<prop::sample::Index>(), 0..30),
        form in 0..3_usize,
    ) {
        let frames = forms()[form].clone();
        let bytes = encode(frames.clone(), &rows);
        let mut ends: Vec<usize> = cuts.iter().map(|cut| cut.index(bytes.len() + 1)).collect();
        ends.extend([0, bytes.len()]);
        ends.sort_unstable();
        let pieces: Vec<&[u8]> = ends.windows(2).map(|ends| &bytes[ends[0]..ends[1]]).collect();
        let (found, error) = decode(frames, &pieces);
        prop_assert!(error.is_none());
        let front = if form == 2 { 16 } else { 0 };
        let found: Vec<Bytes> = found.into_iter().map(|frame| frame.bytes.slice(front..)).collect();
        prop_assert_eq!(found, rows);
    }

    #[test]
    fn any_bytes_give_frames_or_an_error(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        for frames in forms() {
            let (found, error) = decode(frames, &[&bytes]);
            let len: usize = found.iter().map(|frame| frame.bytes.len() + 4).sum();
            prop_assert!(len <= bytes.len());
            prop_assert!(error.is_some() || !found.is_empty() || bytes.is_empty());
        }
    }
}
