//! Row files and streams that are cut short or damaged: an error that says where, and the batches before
//! it.

use std::sync::Arc;

use arrow::array::{BinaryArray, BinaryViewArray, RecordBatch};
use arrow::buffer::Buffer;
use arrow::datatypes::{DataType, Field, Schema};
use ferrow_convert::prelude::*;
use ferrow_convert::{Error, ErrorKind, RowFile, RowFileReader, RowType};
use ferrow_row::{RowBatchWriter, RowLayout};

use crate::files::{open, read, variants, write, write_arrow};
use crate::streams::{layout, rows};

/// Where each message of a file or stream ends, and whether it is a batch.
fn ends_of_batches(bytes: &[u8], start: usize) -> Vec<usize> {
    let mut at = start;
    let mut ends = Vec::new();
    loop {
        let len = |at: usize| i32::from_le_bytes(bytes[at..at + 4].try_into().expect("four bytes"));
        let metadata = usize::try_from(len(at + 4)).expect("a length");
        if metadata == 0 {
            return ends;
        }
        let message = arrow_ipc::root_as_message(&bytes[at + 8..at + 8 + metadata]);
        let message = message.expect("a message");
        at += 8 + metadata + usize::try_from(message.bodyLength()).expect("a length");
        if message.header_type() == arrow_ipc::MessageHeader::RecordBatch {
            ends.push(at);
        }
    }
}

#[test]
fn from_every_cut_the_batches_before_it_are_recovered_and_the_error_says_where() {
    let batches = vec![rows().swap_remove(2), rows().swap_remove(3), rows().swap_remove(5)];
    for options in variants() {
        let bytes = write(&options, &batches);
        let start = if bytes.starts_with(b"ARROW1") { 64 } else { 0 };
        let ends = ends_of_batches(&bytes, start);
        assert_eq!(ends.len(), 3);
        for cut in 0..bytes.len() {
            let whole = ends.iter().filter(|end| **end <= cut).count();
            let check = |found: &[RowBatch], error: &Error| {
                assert_eq!(found, &batches[..whole], "{cut}");
                assert!(
                    matches!(error.kind(), ErrorKind::Truncated | ErrorKind::Damaged),
                    "{error}"
                );
                assert!(error.file_offset().is_some_and(|offset| offset <= cut as u64), "{error}");
                if cut < ends[2] {
                    assert_eq!((error.kind(), error.batch()), (ErrorKind::Truncated, Some(whole)));
                }
            };
            let bytes = &bytes[..cut];
            match RowFileReader::try_new(bytes) {
                Ok(reader) => {
                    let mut recovery = reader.recover();
                    let found: Vec<_> = recovery.by_ref().collect();
                    check(&found, recovery.fault().expect("the end is missing"));
                    let (file, fault) = RowFile::recover(Buffer::from(bytes)).unwrap();
                    let found: Result<Vec<_>, _> = file.batches().collect();
                    check(&found.unwrap(), &fault.expect("the end is missing"));
                    assert!(RowFile::try_new(Buffer::from(bytes)).is_err());
                }
                Err(error) => {
                    assert_eq!((error.kind(), whole), (ErrorKind::Truncated, 0), "{cut}");
                    assert!(error.file_offset().is_some_and(|offset| offset <= cut as u64));
                    assert!(RowFile::recover(Buffer::from(bytes)).is_err());
                }
            }
        }
        // The marks of the end of a stream are its last bytes, those of a file its footer.
        assert_eq!(read(&bytes).unwrap(), batches);
    }
}

#[test]
fn a_damaged_byte_gives_an_error_or_rows() {
    let batches = vec![rows().swap_remove(2), rows().swap_remove(6)];
    for options in variants() {
        let bytes = write(&options, &batches);
        let mut errors = 0;
        for at in 0..bytes.len() {
            for byte in [0, 0x7f, 0xff, bytes[at] ^ 1, bytes[at] ^ 0x80] {
                let mut damaged = bytes.clone();
                damaged[at] = byte;
                let (read, opened) = (read(&damaged), open(&damaged));
                match (&read, &opened) {
                    (Ok(read), Ok(opened)) => {
                        assert_eq!(read, opened);
                        // A length of zero is the end of a stream.
                        let is_end = damaged[at & !3..].starts_with(&[0; 4]);
                        assert!(read.len() == 2 || is_end, "{at}: {} batches", read.len());
                    }
                    (Err(_), Err(_)) => errors += 1,
                    _ => panic!("{at}: read {read:?}, opened {opened:?}"),
                }
            }
        }
        assert!(errors > bytes.len(), "{errors} errors of {} bytes", bytes.len());
    }
}

#[test]
fn rows_that_are_not_valid_are_refused_with_their_batch() {
    let rows = rows().swap_remove(5);
    let bad = BinaryArray::from_iter_values([rows.row_bytes(0).unwrap(), &[0; 9]]);
    let field = RowType::new(layout()).field("row", DataType::Binary, true);
    let schema = Arc::new(Schema::new(vec![field]));
    let good = RecordBatch::try_new(Arc::clone(&schema), vec![Arc::new(rows.to_binary().unwrap())]);
    let bad = RecordBatch::try_new(Arc::clone(&schema), vec![Arc::new(bad)]).unwrap();
    let mut writer = arrow_ipc::writer::FileWriter::try_new(Vec::new(), &schema).unwrap();
    writer.write(&good.unwrap()).unwrap();
    writer.write(&bad).unwrap();
    let bytes = writer.into_inner().unwrap();

    let file = RowFile::try_new(Buffer::from(&bytes[..])).unwrap();
    assert_eq!(file.batch(0).unwrap(), rows);
    let error = file.batch(1).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Row(ferrow_row::ErrorKind::Truncated));
    assert_eq!((error.batch(), error.row()), (Some(1), Some(1)));
    let error = read(&bytes).unwrap_err();
    assert_eq!((error.batch(), error.row()), (Some(1), Some(1)));
    assert!(error.to_string().starts_with("batch 1, byte "), "{error}");
}

#[test]
fn a_file_of_views_that_share_too_many_bytes_is_refused_before_they_are_looked_at() {
    let layout = RowLayout::try_new(Schema::new(vec![Field::new("f", DataType::Utf8, true)]));
    let layout = layout.unwrap();
    let mut writer = RowBatchWriter::new(layout.clone());
    let mut row = writer.row();
    row.set_value(0, ferrow_row::ValueRef::Utf8(&"x".repeat(1 << 20))).unwrap();
    row.finish().unwrap();
    let rows = writer.finish();
    let bytes = rows.row_bytes(0).unwrap();
    let file = |count: usize| {
        let view = arrow::array::ByteView::new(u32::try_from(bytes.len()).unwrap(), &bytes[..4]);
        let views = vec![view.as_u128(); count].into();
        let column = BinaryViewArray::try_new(views, vec![Buffer::from(bytes)], None).unwrap();
        let field = RowType::new(layout.clone()).field("row", DataType::BinaryView, false);
        let schema = Arc::new(Schema::new(vec![field]));
        write_arrow(&RecordBatch::try_new(schema, vec![Arc::new(column)]).unwrap())
    };
    assert_eq!(read(&file(60)).unwrap()[0].len(), 60);
    let error = read(&file(1_100)).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Unsupported);
    assert!(error.to_string().contains("share"), "{error}");
}
