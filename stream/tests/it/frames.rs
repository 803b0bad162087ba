//! Frames come out as they went in, however the bytes were cut, and damage ends them.

use std::ops::Range;

use bytes::{Bytes, BytesMut};
use ferrow_convert::{Predicate, RowFilter};
use ferrow_row::evolution::Versions;
use ferrow_row::schema::FrameWriter;
use ferrow_stream::{
    Error, ErrorKind, FilteredFrames, FrameMessage, MOST_FRAME_BYTES, Message, RowForm, RowFrames,
};
use proptest::prelude::*;
use tokio_util::codec::{Decoder, Encoder};

use crate::support::{entry, layout};

/// What comes out of bytes that come in pieces, up to an error.
fn decode(
    frames: impl Decoder<Item = FrameMessage, Error = Error>,
    pieces: &[&[u8]],
) -> (Vec<FrameMessage>, Option<Error>) {
    decode_with_end(frames, pieces, &[])
}

/// As [`decode`], with bytes that come together with the end.
fn decode_with_end(
    mut frames: impl Decoder<Item = FrameMessage, Error = Error>,
    pieces: &[&[u8]],
    end: &[u8],
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
    buffer.extend_from_slice(end);
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

/// The form of the rows in each form of frames, and the bytes in front of one.
fn rows_of_forms() -> [(RowForm, usize); 3] {
    let versions = Versions::try_new(layout(), [layout()]).expect("one layout");
    [(layout().into(), 0), (layout().into(), 0), (versions.into(), 16)]
}

/// Keeps the rows of these times; a row's time is its tag.
fn within(times: &Range<i64>) -> RowFilter {
    let time = || Predicate::column("time");
    let wanted = time().gt_eq(times.start).and(time().lt(times.end));
    RowFilter::try_new(layout(), &wanted).expect("a predicate of these fields")
}

/// Frames of every form, of which those are passed over whose times are others; the forms of `forms`.
fn filtered(times: &Range<i64>) -> Vec<FilteredFrames<RowFilter>> {
    let forms = forms().into_iter().zip(rows_of_forms());
    forms.map(|(frames, (rows, _))| frames.filtered(rows, within(times))).collect()
}

/// Which of the frames a filter keeps: also those whose rows it cannot judge.
fn kept(frames: &[FrameMessage], front: usize, times: &Range<i64>) -> Vec<FrameMessage> {
    let filter = within(times);
    let is_kept = |frame: &&FrameMessage| {
        let row = layout().open(&frame.bytes[front..]).and_then(|row| filter.test(row));
        row.unwrap_or(true)
    };
    frames.iter().filter(is_kept).cloned().collect()
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
fn every_cut_of_the_bytes_in_two_gives_the_frames_that_pass() {
    let rows: Vec<Vec<u8>> = (0..4).map(|tag| entry(tag).1.to_vec()).collect();
    // Others are passed over in front of these, behind them, or both.
    for times in (0..4_i64).flat_map(|start| (start..=4).map(move |end| start..end)) {
        let ordinals = times.start.unsigned_abs()..times.end.unsigned_abs();
        for (form, frames) in forms().into_iter().enumerate() {
            let bytes = encode(frames.clone(), &rows);
            let (mut whole, _) = decode(frames, &[&bytes]);
            whole.retain(|frame| ordinals.contains(&frame.ordinal));
            assert_eq!(whole.len() as u64, ordinals.end - ordinals.start);
            for cut in 0..=bytes.len() {
                let frames = filtered(&times).swap_remove(form);
                let (found, error) = decode(frames, &[&bytes[..cut], &bytes[cut..]]);
                assert!(error.is_none(), "{error:?}");
                assert_eq!(found, whole, "{times:?}, cut at {cut}");
            }
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
            assert_eq!(error.ordinal(), Some(whole as u64));
            assert_eq!(error.stream_offset(), Some(if whole == 1 { second } else { 0 }));
        }
    }
}

#[test]
fn a_stream_that_ends_behind_frames_that_were_passed_over_says_where_the_cut_one_starts() {
    let rows: Vec<Vec<u8>> = (0..3).map(|tag| entry(tag).1.to_vec()).collect();
    for (form, frames) in forms().into_iter().enumerate() {
        let bytes = encode(frames.clone(), &rows);
        let (whole, _) = decode(frames, &[&bytes]);
        let starts: Vec<usize> =
            whole.iter().map(|frame| usize::try_from(frame.offset).expect("few bytes")).collect();
        for len in 0..bytes.len() {
            let come = &bytes[..len];
            let cut = starts.iter().rposition(|start| *start < len);
            let cut = cut.filter(|_| !starts.contains(&len));
            // All are passed over; or all but the first.
            for times in [9..10, 0..1] {
                let kept = usize::from(times.start == 0 && len >= starts[1]);
                let frames = || filtered(&times).swap_remove(form);
                for found in [decode(frames(), &[come]), decode_with_end(frames(), &[], come)] {
                    let (found, error) = found;
                    assert_eq!(found, whole[..kept], "of {len} bytes");
                    let place =
                        error.as_ref().map(|error| (error.ordinal(), error.stream_offset()));
                    let wanted = cut.map(|cut| (Some(cut as u64), Some(starts[cut] as u64)));
                    assert_eq!(place, wanted, "of {len} bytes");
                    if let (Some(error), Some(cut)) = (error, cut) {
                        assert_eq!(error.kind(), ErrorKind::Frame);
                        let left = format!("{} bytes are there", len - starts[cut]);
                        assert!(error.to_string().contains(&left), "{error}");
                    }
                }
            }
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
        assert_eq!((error.ordinal(), error.stream_offset()), (Some(2), Some(56)), "{error}");
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

/// Rows of times below 8, and what is none.
fn row() -> impl Strategy<Value = Vec<u8>> {
    prop_oneof![
        prop::collection::vec(any::<u8>(), 0..40),
        (0..8_u64).prop_map(|tag| entry(tag).1.to_vec()),
    ]
}

proptest! {
    #[test]
    fn any_pieces_of_the_bytes_give_the_same_frames(
        rows in prop::collection::vec(row(), 0..20),
        cuts in prop::collection::vec(any::<prop::sample::Index>(), 0..30),
        form in 0..3_usize,
        times in (0..8_i64, 0..8_i64),
    ) {
        let frames = forms()[form].clone();
        let bytes = encode(frames.clone(), &rows);
        let mut ends: Vec<usize> = cuts.iter().map(|cut| cut.index(bytes.len() + 1)).collect();
        ends.extend([0, bytes.len()]);
        ends.sort_unstable();
        let pieces: Vec<&[u8]> = ends.windows(2).map(|ends| &bytes[ends[0]..ends[1]]).collect();
        let (found, error) = decode(frames, &pieces);
        prop_assert!(error.is_none());

        let (times, front) = (times.0..times.1, rows_of_forms()[form].1);
        let (passed, error) = decode(filtered(&times).swap_remove(form), &pieces);
        prop_assert!(error.is_none());
        prop_assert_eq!(passed, kept(&found, front, &times));

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
