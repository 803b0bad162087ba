//! Row files and streams: what is written is read.

use std::collections::HashMap;
use std::fs;
use std::io::Write;
use std::sync::{Arc, Mutex};

use arrow::array::{BinaryArray, DictionaryArray, Int32Array, RecordBatch};
use arrow::buffer::Buffer;
use arrow::datatypes::{DataType, Field, Int8Type, Schema};
use arrow_ipc::reader::{FileReader, StreamReader};
use ferrow_convert::prelude::*;
use ferrow_convert::{
    AtomicFile, Error, ErrorKind, IpcCompression, IpcForm, RowFile, RowFileOptions, RowFileReader,
    RowFileWriter, write_atomic,
};
use ferrow_row::{RowBatchWriter, RowFormat, RowLayout};

use crate::conformance::FORMATS;
use crate::sampling::{Random, batch_of};
use crate::streams::{layout, part, rows};
use crate::types::{data_types, is_known_to_ipc};

const FORMS: [IpcForm; 2] = [IpcForm::File, IpcForm::Stream];

fn compressions() -> Vec<IpcCompression> {
    vec![
        IpcCompression::None,
        #[cfg(feature = "lz4")]
        IpcCompression::Lz4,
        #[cfg(feature = "zstd")]
        IpcCompression::Zstd,
    ]
}

/// Every form and compression.
pub(crate) fn variants() -> Vec<RowFileOptions> {
    let of_form = |form| {
        let options =
            move |compression| RowFileOptions::new().with_form(form).with_compression(compression);
        compressions().into_iter().map(options)
    };
    FORMS.into_iter().flat_map(of_form).collect()
}

pub(crate) fn write(options: &RowFileOptions, batches: &[RowBatch]) -> Vec<u8> {
    let mut writer = options.writer(Vec::new(), batches[0].layout()).expect("a vector");
    batches.iter().for_each(|rows| writer.write(rows).expect("rows of the layout"));
    writer.finish().expect("a vector")
}

pub(crate) fn read(bytes: &[u8]) -> Result<Vec<RowBatch>, Error> {
    RowFileReader::try_new(bytes)?.collect()
}

pub(crate) fn open(bytes: &[u8]) -> Result<Vec<RowBatch>, Error> {
    RowFile::try_new(Buffer::from(bytes))?.batches().collect()
}

#[test]
fn what_is_written_is_read() {
    let batches = rows();
    for options in variants() {
        let bytes = write(&options, &batches);
        assert_eq!(read(&bytes).unwrap(), batches);
        assert_eq!(open(&bytes).unwrap(), batches);
    }
}

#[test]
fn rows_of_every_type_and_layout_are_written_and_read() {
    let types = data_types().into_iter().filter(is_known_to_ipc).enumerate();
    let fields = types.map(|(at, data_type)| Field::new(format!("f{at}"), data_type, at % 2 == 0));
    let batch = batch_of(&mut Random::new(7), fields.collect(), 50);
    for format in FORMATS {
        let rows = RowBatch::try_from_record_batch_in(format, &batch).unwrap();
        for options in variants() {
            let batches = [rows.slice(0..20), rows.slice(20..50)];
            assert_eq!(read(&write(&options, &batches)).unwrap(), batches);
        }
    }
}

#[test]
fn every_array_of_rows_is_written_and_read_as_it_is() {
    let rows = RowBatch::try_from_record_batch(&part(0, 9)).unwrap();
    let array = BinaryArray::from_iter((0..9).map(|row| rows.row_bytes(row).filter(|_| row != 4)));
    let rows = RowBatch::try_new(layout(), array).unwrap();
    let batches = [rows.slice(0..5), rows.slice(5..9), rows.slice(2..2)];
    for data_type in [DataType::Binary, DataType::LargeBinary, DataType::BinaryView] {
        for options in variants() {
            let bytes = write(&options.with_data_type(data_type.clone()), &batches);
            let found = read(&bytes).unwrap();
            assert_eq!(found, batches);
            assert!(found.iter().all(|rows| rows.array().data_type() == &data_type));
            assert_eq!(open(&bytes).unwrap(), batches);
        }
    }
}

#[test]
fn rows_of_fixed_fields_are_written_at_their_stride() {
    let ids = RecordBatch::try_from_iter([("id", part(0, 9).column(0).clone())]).unwrap();
    let rows = RowBatch::try_from_record_batch(&ids).unwrap();
    let nullable = RowBatch::try_new(
        rows.layout().clone(),
        BinaryArray::from_iter([rows.row_bytes(0), None, rows.row_bytes(3)]),
    )
    .unwrap();
    let batches = [rows.slice(2..6), nullable, rows.slice(0..0)];
    for options in variants() {
        let found = read(&write(&options, &batches)).unwrap();
        assert_eq!(found, batches);
        assert_eq!(found[1].array().data_type(), &DataType::FixedSizeBinary(16));
    }
    let mut long = rows.row_bytes(0).unwrap().to_vec();
    long.extend([0; 8]);
    let long = RowBatch::try_new(rows.layout().clone(), BinaryArray::from_iter_values([long]));
    let mut writer = RowFileWriter::try_new(Vec::new(), rows.layout()).unwrap();
    let error = writer.write(&long.unwrap()).unwrap_err();
    assert_eq!(
        (error.kind(), error.row(), error.batch()),
        (ErrorKind::WrongType, Some(0), Some(0))
    );
}

#[test]
fn rows_without_fields_are_written_and_read() {
    let layout = RowLayout::try_new(Schema::empty()).unwrap();
    let mut writer = RowBatchWriter::new(layout);
    (0..5).for_each(|_| writer.row().finish().unwrap());
    let rows = [writer.finish()];
    for options in variants() {
        assert_eq!(read(&write(&options, &rows)).unwrap(), rows);
    }
}

#[test]
fn batches_are_cut_where_that_is_asked_for() {
    let rows = [RowBatch::try_from_record_batch(&part(0, 25)).unwrap()];
    let found = read(&write(&RowFileOptions::new().with_batch_rows(10), &rows)).unwrap();
    assert_eq!(found, [rows[0].slice(0..10), rows[0].slice(10..20), rows[0].slice(20..25)]);
}

/// The files are Arrow's own: its readers see one column, with the mark of rows.
#[test]
fn readers_of_arrow_read_row_files() {
    let metadata = [("origin", "sensor 7")];
    for form in FORMS {
        let options = RowFileOptions::new().with_form(form).with_column("payload");
        let bytes = write(&options.with_metadata(metadata), &rows());
        let batches: Vec<RecordBatch> = match form {
            IpcForm::File => FileReader::try_new(std::io::Cursor::new(&bytes), None)
                .unwrap()
                .collect::<Result<_, _>>()
                .unwrap(),
            IpcForm::Stream => {
                StreamReader::try_new(&bytes[..], None).unwrap().collect::<Result<_, _>>().unwrap()
            }
        };
        for (batch, rows) in batches.iter().zip(rows()) {
            let schema = batch.schema();
            assert_eq!(
                schema.metadata(),
                &HashMap::from(metadata.map(|(k, v)| (k.into(), v.into())))
            );
            assert_eq!(schema.field(0).name(), "payload");
            let column = RowBatch::try_from_column(schema.field(0), batch.column(0));
            assert_eq!(column.unwrap(), rows);
        }
        let reader = RowFileReader::try_new(&bytes[..]).unwrap();
        assert_eq!((reader.form(), &reader.metadata()["origin"][..]), (form, "sensor 7"));
        assert_eq!(RowFile::try_new(Buffer::from(bytes)).unwrap().metadata()["origin"], "sensor 7");
    }
}

/// A record batch of columns of every type, and one or two of rows among them.
fn among_others(names: &[&str]) -> (RecordBatch, RowBatch) {
    let rows = RowBatch::try_from_record_batch(&part(0, 20)).expect("types that rows hold");
    let types = data_types().into_iter().filter(is_known_to_ipc).enumerate();
    let fields = types.map(|(at, data_type)| Field::new(format!("f{at}"), data_type, true));
    let others = batch_of(&mut Random::new(11), fields.collect(), 20);
    let mut fields: Vec<_> = others.schema().fields().iter().cloned().collect();
    let mut columns = others.columns().to_vec();
    for name in names {
        let (field, column) = rows.to_column(name);
        fields.push(Arc::new(field));
        columns.push(column);
        fields.rotate_right(20);
        columns.rotate_right(20);
    }
    (RecordBatch::try_new(Arc::new(Schema::new(fields)), columns).expect("one length"), rows)
}

pub(crate) fn write_arrow(batch: &RecordBatch) -> Vec<u8> {
    let mut writer =
        arrow_ipc::writer::FileWriter::try_new(Vec::new(), batch.schema_ref()).expect("a vector");
    writer.write(batch).expect("a vector");
    writer.write(batch).expect("a vector");
    writer.into_inner().expect("a vector")
}

#[test]
fn columns_beside_the_rows_are_passed_over() {
    let (batch, rows) = among_others(&["payload"]);
    let bytes = write_arrow(&batch);
    assert_eq!(read(&bytes).unwrap(), [rows.clone(), rows.clone()]);

    let (batch, rows) = among_others(&["one", "two"]);
    let bytes = write_arrow(&batch);
    let error = read(&bytes).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::NoSuchColumn);
    assert_eq!(
        error.to_string(),
        "the columns two, one are all marked as rows; choose one by its name"
    );
    for name in ["one", "two"] {
        let reader = RowFileReader::try_of_column(&bytes[..], name).unwrap();
        assert_eq!(reader.collect::<Result<Vec<_>, _>>().unwrap(), [rows.clone(), rows.clone()]);
        assert_eq!(RowFile::try_of_column(bytes.clone(), name).unwrap().batch(1).unwrap(), rows);
    }
    let error = RowFileReader::try_of_column(&bytes[..], "f0").unwrap_err();
    assert_eq!((error.kind(), &error.path()[..]), (ErrorKind::NotRows, "f0"));
    let error = RowFileReader::try_of_column(&bytes[..], "three").unwrap_err();
    assert_eq!((error.kind(), &error.path()[..]), (ErrorKind::NoSuchColumn, "three"));

    let (batch, _) = among_others(&["same", "same"]);
    let error = RowFileReader::try_of_column(&write_arrow(&batch)[..], "same").unwrap_err();
    assert_eq!((error.kind(), &error.path()[..]), (ErrorKind::NoSuchColumn, "same"));
}

#[test]
fn a_file_without_rows_is_refused() {
    let values: DictionaryArray<Int8Type> = ["a", "b", "a"].into_iter().collect();
    let batch = RecordBatch::try_from_iter([("d", Arc::new(values) as _)]).unwrap();
    let error = read(&write_arrow(&batch)).unwrap_err();
    assert_eq!((error.kind(), &error.path()[..]), (ErrorKind::NotRows, "d"));
    for text in ["", "ARR", "id,name\n1,a\n", "ARROW2\0\0........"] {
        let error = read(text.as_bytes()).unwrap_err();
        assert!(matches!(error.kind(), ErrorKind::Truncated | ErrorKind::Damaged), "{error}");
        assert!(error.file_offset().is_some());
    }
}

#[test]
fn the_fields_asked_for_are_decoded() {
    let bytes = write(&RowFileOptions::new(), &rows());
    let wanted = part(0, 25).project(&[1]).unwrap();
    let reader = RowFileReader::try_new(&bytes[..]).unwrap();
    let found: Vec<_> = reader.decode_of(&["name"]).unwrap().map(Result::unwrap).collect();
    assert_eq!(found[0], wanted);
    assert_eq!(found.len(), 1);
    let file = RowFile::try_new(Buffer::from(bytes)).unwrap();
    let found: Vec<_> = file.decode_of(&["name"]).unwrap().map(Result::unwrap).collect();
    assert_eq!(found, [wanted]);
    assert!(file.decode_of(&["no"]).is_err());
}

#[test]
fn progress_is_told_after_every_batch() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("rows.arrow");
    let count =
        RowFileOptions::new().save(&path, &layout(), rows().into_iter().map(Ok::<_, Error>));
    assert_eq!(count.unwrap(), 25);

    let told = Arc::new(Mutex::new(Vec::new()));
    let teller = Arc::clone(&told);
    let reader = RowFileReader::open(&path).unwrap();
    let reader = reader.on_progress(move |progress| teller.lock().unwrap().push(*progress));
    assert_eq!(reader.map(|rows| rows.unwrap().len()).sum::<usize>(), 25);

    let told = told.lock().unwrap();
    let len = fs::metadata(&path).unwrap().len();
    assert_eq!(told.iter().map(|p| p.rows).collect::<Vec<_>>(), [0, 3, 4, 4, 17, 20, 25, 25]);
    assert!(told.iter().all(|p| p.total_bytes == Some(len) && p.bytes <= len));
    assert!(told.is_sorted_by(|a, b| a.bytes < b.bytes));
    assert!(told.last().unwrap().fraction().unwrap() > 0.5);
}

#[test]
fn rows_of_another_layout_are_not_written() {
    let mut writer = RowFileWriter::try_new(Vec::new(), &layout()).unwrap();
    let ids =
        RecordBatch::try_from_iter([("n", Arc::new(Int32Array::from(vec![1])) as _)]).unwrap();
    let other = RowBatch::try_from_record_batch(&ids).unwrap();
    let kind = ErrorKind::Row(ferrow_row::ErrorKind::LayoutMismatch);
    assert_eq!(writer.write(&other).unwrap_err().kind(), kind);
    let compact = RowBatch::try_from_record_batch_in(RowFormat::Compact, &part(0, 1)).unwrap();
    assert_eq!(writer.write(&compact).unwrap_err().kind(), kind);
    let text = RowFileOptions::new().with_data_type(DataType::Utf8);
    assert_eq!(text.writer(Vec::new(), &layout()).unwrap_err().kind(), ErrorKind::NotRows);
}

#[test]
fn rows_of_memory_are_not_copied() {
    let bytes = Buffer::from(write(&RowFileOptions::new(), &rows()));
    let within = bytes.as_ptr_range();
    let file = RowFile::try_new(bytes).unwrap();
    for rows in file.batches().map(Result::unwrap) {
        for row in 0..rows.len() {
            assert!(within.contains(&rows.row_bytes(row).unwrap().as_ptr()));
        }
    }
}

/// Nothing promises that bytes in memory are aligned as those of a file are.
#[test]
fn memory_at_any_address_is_read() {
    for data_type in [DataType::Binary, DataType::LargeBinary, DataType::BinaryView] {
        let options = RowFileOptions::new().with_data_type(data_type);
        let bytes = write(&options, &rows());
        for shift in 0..16 {
            let mut shifted = vec![0; shift];
            shifted.extend_from_slice(&bytes);
            let file = RowFile::try_new(Buffer::from(shifted).slice(shift)).unwrap();
            assert_eq!(file.batches().collect::<Result<Vec<_>, _>>().unwrap(), rows());
        }
    }
}

#[cfg(feature = "mmap")]
#[test]
#[expect(unsafe_code, reason = "a map is unsafe where somebody else writes to the file")]
fn rows_of_a_mapped_file_point_into_the_map_and_outlive_the_reader() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("rows.arrow");
    let batches = rows().into_iter().map(Ok::<_, Error>);
    RowFileOptions::new().save(&path, &layout(), batches).unwrap();
    let len = usize::try_from(fs::metadata(&path).unwrap().len()).unwrap();

    // SAFETY: the file is this test's own.
    let file = unsafe { RowFile::map(&path) }.unwrap();
    let found: Vec<RowBatch> = file.batches().collect::<Result<_, _>>().unwrap();
    drop(file);
    assert_eq!(found, rows());
    let rows = found.iter().flat_map(|rows| (0..rows.len()).map(|row| rows.row_bytes(row)));
    let addresses: Vec<usize> = rows.map(|row| row.unwrap().as_ptr().addr()).collect();
    // All of them are within one span of the file's length, at the places that the file has them.
    let bytes = fs::read(&path).unwrap();
    let first = found[1].row_bytes(0).unwrap();
    let place = bytes.windows(first.len()).position(|window| window == first).unwrap();
    let start = first.as_ptr().addr() - place;
    assert_eq!(start % 4096, 0, "a map starts at a page");
    assert!(addresses.iter().all(|address| (start..start + len).contains(address)));

    for cut in [0, 1, 100, len / 2, len - 1] {
        fs::write(directory.path().join("cut.arrow"), &bytes[..cut]).unwrap();
        // SAFETY: the file is this test's own, and the map of the one before is gone.
        let recovered = unsafe { RowFile::map_recover(directory.path().join("cut.arrow")) };
        let fault = recovered.map_or_else(Some, |(_, fault)| fault).expect("the end is missing");
        assert!(fault.file().is_some_and(|file| file.ends_with("cut.arrow")), "{fault}");
    }
}

#[test]
fn an_error_of_a_file_names_it() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("rows.arrow");
    let error = RowFileReader::open(&path).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Io(std::io::ErrorKind::NotFound));
    assert_eq!(error.file(), Some(path.as_path()));

    let bytes = write(&RowFileOptions::new(), &rows());
    fs::write(&path, &bytes[..bytes.len() / 2]).unwrap();
    let error = RowFileReader::open(&path).unwrap().find_map(Result::err).unwrap();
    assert_eq!(error.file(), Some(path.as_path()));
    assert!(error.to_string().starts_with(&path.display().to_string()), "{error}");
}

#[test]
fn a_failed_write_leaves_no_file_and_a_whole_one_replaces_the_old() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("rows.arrow");
    let names = || fs::read_dir(directory.path()).unwrap().count();

    let failing = rows()
        .into_iter()
        .map(Ok)
        .chain([Err(Error::from(arrow::error::ArrowError::ComputeError("stop".into())))]);
    let error = RowFileOptions::new().save(&path, &layout(), failing).unwrap_err();
    assert_eq!((error.kind(), error.file()), (ErrorKind::Arrow, Some(path.as_path())));
    assert_eq!(names(), 0);

    for text in ["one", "two"] {
        write_atomic(&path, |file| Ok(file.write_all(text.as_bytes())?)).unwrap();
        assert_eq!(fs::read_to_string(&path).unwrap(), text);
        assert_eq!(names(), 1);
    }
    let dropped = AtomicFile::create(&path).unwrap();
    assert_eq!(names(), 2);
    drop(dropped);
    let panicked = std::panic::catch_unwind(|| {
        write_atomic(&path, |_| -> Result<(), Error> { panic!("half way") })
    });
    assert!(panicked.is_err());
    assert_eq!((names(), fs::read_to_string(&path).unwrap().as_str()), (1, "two"));
    let nowhere = write_atomic(directory.path().join("no/rows"), |_| Ok(())).unwrap_err();
    assert_eq!(nowhere.kind(), ErrorKind::Io(std::io::ErrorKind::NotFound));
}

#[test]
fn what_a_stopped_process_left_behind_is_in_no_ones_way() {
    let directory = tempfile::tempdir().unwrap();
    let left = |count| format!(".rows.arrow.{}-{count}.tmp", std::process::id());
    // More than there are files in this process.
    for count in 0..2_000 {
        fs::write(directory.path().join(left(count)), "half").unwrap();
    }
    let path = directory.path().join("rows.arrow");
    write_atomic(&path, |file| Ok(file.write_all(b"whole")?)).unwrap();
    assert_eq!(fs::read_to_string(&path).unwrap(), "whole");
    assert_eq!(fs::read_dir(directory.path()).unwrap().count(), 2_001);
}

#[test]
fn readers_of_ranges_share_a_file_and_read_each_batch_once() {
    let batches: Vec<_> = rows().into_iter().filter(|rows| !rows.is_empty()).collect();
    for options in variants() {
        let bytes = write(&options, &batches);
        let whole = read(&bytes).unwrap();
        let len = u64::try_from(bytes.len()).unwrap();
        let within = |range| {
            let reader = RowFileReader::try_new(std::io::Cursor::new(&bytes)).unwrap();
            reader.within(range).collect::<Result<Vec<_>, _>>().unwrap()
        };
        for cut in 0..=len {
            let shared = [within(0..cut), within(cut..len)].concat();
            assert_eq!(shared, whole, "{cut} of {len}");
        }
        assert_eq!(within(len..u64::MAX), []);

        // What is passed over is not looked at, and what is cut off is missed.
        let cut = &bytes[..bytes.len() / 2];
        let reader = RowFileReader::try_new(std::io::Cursor::new(cut)).unwrap();
        let error = reader.within(len..u64::MAX).collect::<Result<Vec<_>, _>>().unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Truncated);
    }
}

#[test]
fn rows_are_counted_without_their_batches() {
    let batches: Vec<_> = rows().into_iter().filter(|rows| !rows.is_empty()).collect();
    let count = |bytes: &[u8]| {
        let reader = RowFileReader::try_new(std::io::Cursor::new(bytes.to_vec())).unwrap();
        reader.count_rows()
    };
    for options in variants() {
        let mut bytes = write(&options, &batches);
        let wanted = batches.iter().map(|rows| rows.len() as u64).sum::<u64>();
        assert_eq!(count(&bytes).unwrap(), wanted);

        // What was read does not count.
        let mut reader = RowFileReader::try_new(std::io::Cursor::new(&bytes)).unwrap();
        let first = reader.next().unwrap().unwrap();
        assert_eq!(reader.count_rows().unwrap(), wanted - first.len() as u64);

        // A file or a stream that is cut is not taken for a shorter one.
        bytes.truncate(bytes.len() - 9);
        assert!(count(&bytes).is_err());
    }
}
