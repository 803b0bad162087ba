//! Errors of files name the one that is at fault.

use std::fs;

use ferrow_convert::{RowFileOptions, RowFileReader, RowFileWriter};

use crate::streams::{layout, rows};

#[test]
fn an_error_of_the_file_that_is_read_is_not_said_of_the_one_that_is_written() {
    let directory = tempfile::tempdir().unwrap();
    let (read, written) = (directory.path().join("in.arrow"), directory.path().join("out.arrow"));
    let mut writer = RowFileWriter::try_new(Vec::new(), &layout()).unwrap();
    rows().iter().for_each(|rows| writer.write(rows).unwrap());
    let bytes = writer.finish().unwrap();
    fs::write(&read, &bytes[..bytes.len() / 2]).unwrap();

    let batches = RowFileReader::open(&read).unwrap();
    let error = RowFileOptions::new().save(&written, &layout(), batches).unwrap_err();
    assert_eq!(error.file(), Some(read.as_path()));
    assert!(!written.exists());
}
