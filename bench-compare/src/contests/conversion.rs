//! The ways to convert a sample, as variants of a contest.

use arrow_array::{FixedSizeBinaryArray, RecordBatch};
use ferrow_convert::{ColumnBuffers, Error, InstructionSet, RowDecoder, RowEncoder};
use ferrow_row::{RowArray, RowBatch};

use super::{
    DECODE, DECODE_AVX2, DECODE_AVX512, DECODE_BATCHES, DECODE_BATCHES_REUSED,
    DECODE_BATCHES_UNTRUSTED, DECODE_PORTABLE, DECODE_REUSED, DECODE_UNTRUSTED,
    DECODE_UNTRUSTED_REUSED, ENCODE, ENCODE_BATCHES, ENCODE_REUSED,
};
use crate::Failure;
use crate::data::Sample;
use crate::harness::{Contest, Name};

/// Rows of a batch, where many rows are converted in batches.
const BATCH: usize = 4096;

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
        let name = names.into_iter().find(|name| name.text.ends_with(set.name()));
        let name = name.ok_or_else(|| format!("no variant is named for {set}"))?;
        let decoder = RowDecoder::new(rows.layout()).with_instructions(set);
        add_reusing(contest, name, decoder, rows, batch)?;
    }
    Ok(())
}

fn add_reusing<'a>(
    contest: &mut Contest<'a>,
    name: Name,
    decoder: RowDecoder,
    rows: &'a RowBatch,
    batch: &RecordBatch,
) -> Result<(), Failure> {
    let mut buffers = ColumnBuffers::new();
    decoder.decode_into(&blank(rows)?, &mut buffers)?;
    contest.variant(
        name,
        (decoder, buffers),
        |(decoder, buffers)| decoder.decode_into(rows, buffers).map(|columns| columns.num_rows()),
        |(decoder, buffers), done| {
            // Once more, into the memory of the result.
            done.is_ok() && decode_again(decoder, rows, buffers).is_ok_and(|again| again == *batch)
        },
    )
}

fn decode_again(
    decoder: &RowDecoder,
    rows: &RowBatch,
    buffers: &mut ColumnBuffers,
) -> Result<RecordBatch, Error> {
    decoder.decode_into(rows, buffers)?.record_batch()
}

fn encode_again(
    encoder: &RowEncoder,
    batch: &RecordBatch,
    spent: &mut Option<RowBatch>,
) -> Result<(), Error> {
    *spent = Some(match spent.take() {
        Some(spent) => encoder.encode_reusing(batch, spent)?,
        None => encoder.encode(batch)?,
    });
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
        (decoder(), ColumnBuffers::new()),
        |(decoder, buffers)| {
            slices(rows).try_for_each(|rows| decode_again(decoder, &rows, buffers).map(drop))
        },
        |(decoder, buffers), done| {
            done.is_ok()
                && slices(rows).zip(batch_slices(batch)).all(|(rows, part)| {
                    decode_again(decoder, &rows, buffers).is_ok_and(|again| again == part)
                })
        },
    )
}

/// Adds the conversion of rows that nobody has validated.
pub(super) fn add_untrusted_decoder<'a>(
    contest: &mut Contest<'a>,
    rows: &'a RowBatch,
    batch: &RecordBatch,
) -> Result<(), Failure> {
    contest.variant(
        DECODE_UNTRUSTED,
        RowDecoder::new(rows.layout()),
        |decoder| decoder.decode_untrusted(rows.array()),
        |_, decoded| decoded.is_ok_and(|decoded| decoded == *batch),
    )
}

/// Adds the conversion of rows that nobody has validated to columns that stand where the last ones
/// stood.
pub(super) fn add_reusing_untrusted_decoder<'a>(
    contest: &mut Contest<'a>,
    rows: &'a RowBatch,
    batch: &RecordBatch,
) -> Result<(), Failure> {
    contest.variant(
        DECODE_UNTRUSTED_REUSED,
        (RowDecoder::new(rows.layout()), ColumnBuffers::new()),
        |(decoder, buffers)| {
            decoder.decode_untrusted_into(rows.array(), buffers).map(|columns| columns.num_rows())
        },
        |(decoder, buffers), done| {
            let again = decoder.decode_untrusted_into(rows.array(), buffers);
            done.is_ok() && again.is_ok_and(|mut a| a.record_batch().is_ok_and(|a| a == *batch))
        },
    )
}

/// Adds the conversion of rows that nobody has validated to batches of 4,096.
pub(super) fn add_untrusted_batch_decoder<'a>(
    contest: &mut Contest<'a>,
    rows: &'a RowBatch,
    batch: &RecordBatch,
) -> Result<(), Failure> {
    contest.variant(
        DECODE_BATCHES_UNTRUSTED,
        (RowDecoder::new(rows.layout()), ColumnBuffers::new()),
        |(decoder, buffers)| {
            slices(rows).try_for_each(|rows| {
                decoder.decode_untrusted_into(rows.array(), buffers)?.record_batch().map(drop)
            })
        },
        |(decoder, _), done| {
            let mut parts = slices(rows).zip(batch_slices(batch));
            done.is_ok()
                && parts.all(|(rows, part)| {
                    decoder.decode_untrusted(rows.array()).is_ok_and(|found| found == part)
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
        |(encoder, encoded), done| {
            // Once more, into the memory of the result.
            done.is_ok()
                && encoded.as_ref() == Some(rows)
                && encode_again(encoder, batch, encoded).is_ok()
                && encoded.as_ref() == Some(rows)
        },
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
