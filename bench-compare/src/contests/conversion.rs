//! The ways to convert a sample, as variants of a contest.

use arrow_array::{FixedSizeBinaryArray, RecordBatch};
use ferrow_convert::{Error, InstructionSet, RowDecoder, RowEncoder};
use ferrow_row::{RowArray, RowBatch};

use super::{
    DECODE, DECODE_AVX2, DECODE_AVX512, DECODE_BATCHES, DECODE_BATCHES_REUSED, DECODE_PORTABLE,
    DECODE_REUSED, ENCODE, ENCODE_BATCHES, ENCODE_REUSED, MEMCPY, MEMCPY_FRESH, STREAM,
};
use crate::Failure;
use crate::data::Sample;
use crate::harness::Contest;

/// Rows of a batch, where many rows are converted in batches.
const BATCH: usize = 4096;

/// The bytes of rows that stand back to back.
pub(super) fn bytes(rows: &RowBatch) -> Result<&[u8], Failure> {
    match rows.array() {
        RowArray::Stride(array) => Ok(array.value_data()),
        RowArray::Offsets(array) => Ok(array.value_data()),
        RowArray::LargeOffsets(array) => Ok(array.value_data()),
        RowArray::Views(_) => Err("rows of views are not back to back".into()),
    }
}

/// Adds a copy of the bytes into warm memory.
pub(super) fn add_copy<'a>(contest: &mut Contest<'a>, rows: &'a RowBatch) -> Result<(), Failure> {
    let rows = bytes(rows)?;
    contest.variant(
        MEMCPY,
        vec![0; rows.len()],
        |copy: &mut Vec<u8>| copy.copy_from_slice(rows),
        |copy, ()| copy == rows,
    )
}

/// Adds what else a copy of the bytes can be: into new memory, and past the caches.
pub(super) fn add_other_copies<'a>(
    contest: &mut Contest<'a>,
    rows: &'a RowBatch,
) -> Result<(), Failure> {
    let rows = bytes(rows)?;
    contest.variant(MEMCPY_FRESH, (), |()| rows.to_vec(), |(), copy| copy == rows)?;
    add_stream(contest, rows)
}

#[cfg(target_arch = "x86_64")]
fn add_stream<'a>(contest: &mut Contest<'a>, rows: &'a [u8]) -> Result<(), Failure> {
    use crate::stream_copy;

    contest.variant(
        STREAM,
        stream_copy::room_for(rows.len()),
        |copy| stream_copy::copy(rows, copy),
        |copy, ()| stream_copy::is_copy(copy, rows),
    )
}

#[cfg(not(target_arch = "x86_64"))]
fn add_stream<'a>(_: &mut Contest<'a>, _: &'a [u8]) -> Result<(), Failure> {
    Ok(())
}

/// Adds the conversion of the sample's rows to columns, which includes their allocation.
pub(super) fn add_decoder<'a>(
    contest: &mut Contest<'a>,
    rows: &'a RowBatch,
    batch: &RecordBatch,
) -> Result<(), Failure> {
    contest.variant(
        DECODE,
        RowDecoder::new(rows.layout()),
        |decoder| decoder.decode(rows),
        |_, decoded| decoded.is_ok_and(|decoded: RecordBatch| decoded == *batch),
    )
}

/// Adds the conversion of rows to columns that stand where the last ones stood.
pub(super) fn add_reusing_decoder<'a>(
    contest: &mut Contest<'a>,
    rows: &'a RowBatch,
    batch: &RecordBatch,
) -> Result<(), Failure> {
    add_reusing(contest, DECODE_REUSED, RowDecoder::new(rows.layout()), rows, batch)
}

/// Adds the same with each instruction set that this machine has.
pub(super) fn add_decoders_of_each_set<'a>(
    contest: &mut Contest<'a>,
    Sample { batch, rows }: &'a Sample,
) -> Result<(), Failure> {
    for set in InstructionSet::available() {
        let names = [DECODE_PORTABLE, DECODE_AVX2, DECODE_AVX512];
        let name = names.into_iter().find(|name| name.ends_with(set.name()));
        let name = name.ok_or_else(|| format!("no variant is named for {set}"))?;
        add_reusing(contest, name, RowDecoder::new(rows.layout()), rows, batch)?;
    }
    Ok(())
}

fn add_reusing<'a>(
    contest: &mut Contest<'a>,
    name: &'static str,
    decoder: RowDecoder,
    rows: &'a RowBatch,
    batch: &RecordBatch,
) -> Result<(), Failure> {
    let spent = decoder.decode(&blank(rows)?)?;
    contest.variant(
        name,
        (decoder, Some(spent)),
        |(decoder, spent)| decode_again(decoder, rows, spent),
        |(_, decoded), done| done.is_ok() && decoded.as_ref() == Some(batch),
    )
}

fn decode_again(
    decoder: &RowDecoder,
    rows: &RowBatch,
    spent: &mut Option<RecordBatch>,
) -> Result<(), Error> {
    drop(spent.take());
    *spent = Some(decoder.decode(rows)?);
    Ok(())
}

fn encode_again(
    encoder: &RowEncoder,
    batch: &RecordBatch,
    spent: &mut Option<RowBatch>,
) -> Result<(), Error> {
    drop(spent.take());
    *spent = Some(encoder.encode(batch)?);
    Ok(())
}

/// Other rows of the same layout and size, where that is cheap to make: what was written for them
/// is then not taken for the result.
fn blank(rows: &RowBatch) -> Result<RowBatch, Failure> {
    match rows.array() {
        RowArray::Stride(array) if array.value_data().len() < 1 << 24 => {
            let (width, len) = (array.value_length(), array.value_data().len());
            let zeros = FixedSizeBinaryArray::try_new(width, vec![0_u8; len].into(), None)?;
            Ok(RowBatch::try_new(rows.layout().clone(), zeros)?)
        }
        _ => Ok(rows.slice(0..rows.len() / 2)),
    }
}

/// Adds the conversion of rows to batches of 4,096, each of which is dropped.
pub(super) fn add_batch_decoders<'a>(
    contest: &mut Contest<'a>,
    rows: &'a RowBatch,
    batch: &RecordBatch,
) -> Result<(), Failure> {
    let decoder = || RowDecoder::new(rows.layout());
    contest.variant(
        DECODE_BATCHES,
        decoder(),
        |decoder| slices(rows).try_for_each(|rows| decoder.decode(&rows).map(drop)),
        |decoder, done| {
            let mut parts = slices(rows).zip(batch_slices(batch));
            done.is_ok() && parts.all(|(rows, part)| decoder.decode(&rows).ok() == Some(part))
        },
    )?;
    contest.variant(
        DECODE_BATCHES_REUSED,
        (decoder(), None),
        |(decoder, spent)| slices(rows).try_for_each(|rows| decode_again(decoder, &rows, spent)),
        |(decoder, spent), done| {
            done.is_ok()
                && slices(rows).zip(batch_slices(batch)).all(|(rows, part)| {
                    decode_again(decoder, &rows, spent).is_ok() && *spent == Some(part)
                })
        },
    )
}

fn slices(rows: &RowBatch) -> impl Iterator<Item = RowBatch> {
    let len = rows.len();
    (0..len).step_by(BATCH).map(move |start| rows.slice(start..len.min(start + BATCH)))
}

fn batch_slices(batch: &RecordBatch) -> impl Iterator<Item = RecordBatch> {
    let len = batch.num_rows();
    (0..len).step_by(BATCH).map(move |start| batch.slice(start, BATCH.min(len - start)))
}

/// Adds the conversion of the sample's columns to rows, which includes their allocation.
pub(super) fn add_encoder<'a>(
    contest: &mut Contest<'a>,
    batch: &'a RecordBatch,
    rows: &RowBatch,
) -> Result<(), Failure> {
    contest.variant(
        ENCODE,
        RowEncoder::new(rows.layout()),
        |encoder| encoder.encode(batch),
        |_, encoded| encoded.is_ok_and(|encoded: RowBatch| encoded == *rows),
    )
}

/// Adds the conversion of columns to rows that stand where the last ones stood.
pub(super) fn add_reusing_encoder<'a>(
    contest: &mut Contest<'a>,
    batch: &'a RecordBatch,
    rows: &RowBatch,
) -> Result<(), Failure> {
    contest.variant(
        ENCODE_REUSED,
        (RowEncoder::new(rows.layout()), Some(blank(rows)?)),
        |(encoder, spent)| encode_again(encoder, batch, spent),
        |(_, encoded), done| done.is_ok() && encoded.as_ref() == Some(rows),
    )
}

/// Adds the conversion of batches of 4,096 to rows, each of which stands where the last one stood.
pub(super) fn add_batch_encoder<'a>(
    contest: &mut Contest<'a>,
    batch: &'a RecordBatch,
    rows: &RowBatch,
) -> Result<(), Failure> {
    contest.variant(
        ENCODE_BATCHES,
        (RowEncoder::new(rows.layout()), None),
        |(encoder, spent)| {
            batch_slices(batch).try_for_each(|part| encode_again(encoder, &part, spent))
        },
        |(encoder, spent), done| {
            done.is_ok()
                && batch_slices(batch).zip(slices(rows)).all(|(part, rows)| {
                    encode_again(encoder, &part, spent).is_ok() && *spent == Some(rows)
                })
        },
    )
}
