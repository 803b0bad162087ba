//! `ferrow bench`: how fast conversions and scans are on a file's own rows.

use std::hint::black_box;
use std::num::NonZeroUsize;
use std::sync::Arc;
use std::time::{Duration, Instant};

use arrow::array::{ArrayRef, Float64Array, RecordBatch, StringArray};
use clap::Args;
use ferrow_convert::{ColumnBuffers, Error, RowDecoder, RowEncoder, ValueDecoder};
use ferrow_row::{RowBatch, RowLayout};

use crate::args::{InputArgs, PrintArgs};
use crate::failure::Failure;
use crate::input::Input;
use crate::output::Printer;
use crate::path;

#[derive(Debug, Args)]
pub(crate) struct BenchArgs {
    #[command(flatten)]
    input: InputArgs,
    /// How many rounds; each does everything once, and medians of them are shown
    #[arg(long, value_name = "N", default_value = "11")]
    rounds: NonZeroUsize,
    /// How many of the first rows to measure; they are held in memory
    #[arg(long, value_name = "N", default_value = "1000000")]
    rows: NonZeroUsize,
    /// The value that is scanned, as `get` takes it [default: the first field]
    #[arg(long, value_name = "PATH")]
    path: Option<String>,
    #[command(flatten)]
    print: PrintArgs,
}

/// The rows that are measured.
struct Data {
    layout: Arc<RowLayout>,
    rows: Vec<RowBatch>,
    columns: Vec<RecordBatch>,
    bytes: Vec<u8>,
    count: usize,
}

/// What is measured.
type Task<'a> = (String, Box<dyn FnMut() -> Result<(), Error> + 'a>);

pub(super) fn run(args: &BenchArgs) -> Result<(), Failure> {
    let mut input = Input::open(&args.input, None)?;
    let data = Data::read(&mut input, args.rows.get())?;
    if data.count == 0 {
        return Err(Failure::data(&input.name, "there are no rows to measure"));
    }
    let scanned = args.path.clone().or_else(|| {
        let fields = input.layout.schema().fields();
        fields.first().map(|field| field.name().clone())
    });
    let scan = scanned.map(|path| {
        let decoder = path::decoder(&input.layout, std::slice::from_ref(&path));
        decoder.map(|decoder| (format!("scan of {path}"), decoder))
    });
    let scan = scan.transpose()?;

    let mut tasks = data.tasks(scan.as_ref());
    let mut times = vec![Vec::new(); tasks.len()];
    // One more round warms up, and does not count.
    for round in 0..=args.rounds.get() {
        for ((_, task), times) in tasks.iter_mut().zip(&mut times) {
            let start = Instant::now();
            task().map_err(|error| Failure::of(&input.name, &error))?;
            if round > 0 {
                times.push(start.elapsed());
            }
        }
    }
    let names = tasks.into_iter().map(|(name, _)| name).collect();
    let medians = times.into_iter().map(median).collect();
    let batch = data.figures(names, medians);
    let mut printer = Printer::new(args.print.output);
    printer.print(&batch.map_err(|error| Failure::data(&input.name, error))?)?;
    printer.finish()
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort_unstable();
    times.get(times.len() / 2).copied().unwrap_or_default()
}

impl Data {
    /// The first `most` rows.
    fn read(input: &mut Input, most: usize) -> Result<Self, Failure> {
        let decoder = input.decoder();
        let (mut rows, mut columns, mut bytes, mut count) = (vec![], vec![], vec![], 0);
        while count < most
            && let Some(batch) = input.next()
        {
            let batch = batch?;
            let batch = batch.slice(0..batch.len().min(most - count));
            count += batch.len();
            (0..batch.len())
                .filter_map(|row| batch.row_bytes(row))
                .for_each(|row| bytes.extend(row));
            columns.push(input.decode(&decoder, &batch)?);
            rows.push(batch);
        }
        Ok(Self { layout: Arc::clone(&input.layout), rows, columns, bytes, count })
    }

    fn tasks<'a>(&'a self, scan: Option<&'a (String, ValueDecoder)>) -> Vec<Task<'a>> {
        let mut copy = vec![0; self.bytes.len()];
        let decoder = RowDecoder::new(&self.layout).nullable();
        let mut buffers = ColumnBuffers::new();
        let encoder =
            RowLayout::try_with_format(Arc::clone(decoder.schema()), self.layout.format())
                .map(|layout| RowEncoder::new(&layout));
        let mut tasks: Vec<Task<'a>> = vec![(
            "memcpy of the rows".to_owned(),
            Box::new(move || {
                black_box(&mut copy[..]).copy_from_slice(black_box(&self.bytes));
                Ok(())
            }),
        )];
        tasks.push((
            "rows to columns".to_owned(),
            Box::new(move || {
                self.rows.iter().try_for_each(|rows| {
                    black_box(decoder.decode_into(black_box(rows), &mut buffers)?);
                    Ok(())
                })
            }),
        ));
        if let Ok(encoder) = encoder {
            let mut spent: Option<RowBatch> = None;
            tasks.push((
                "columns to rows".to_owned(),
                Box::new(move || {
                    self.columns.iter().try_for_each(|batch| {
                        spent = Some(match spent.take() {
                            Some(spent) => encoder.encode_reusing(black_box(batch), spent)?,
                            None => encoder.encode(black_box(batch))?,
                        });
                        Ok(())
                    })
                }),
            ));
        }
        tasks.push((
            "validation".to_owned(),
            Box::new(move || {
                self.rows.iter().try_for_each(|rows| {
                    let layout = Arc::clone(&self.layout);
                    black_box(RowBatch::try_new(layout, black_box(rows.array().clone()))?);
                    Ok(())
                })
            }),
        ));
        if let Some((name, decoder)) = scan {
            tasks.push((
                name.clone(),
                Box::new(move || {
                    self.rows.iter().try_for_each(|rows| {
                        black_box(decoder.decode_lenient(black_box(rows.array()))?);
                        Ok(())
                    })
                }),
            ));
        }
        tasks
    }

    /// What was measured: times, and rows and row bytes in that time.
    fn figures(
        &self,
        names: Vec<String>,
        medians: Vec<Duration>,
    ) -> Result<RecordBatch, arrow::error::ArrowError> {
        let column = |figure: &dyn Fn(f64) -> f64| -> ArrayRef {
            let figures = medians.iter().map(|time| figure(time.as_secs_f64().max(1e-9)));
            Arc::new(Float64Array::from_iter_values(figures.map(to_3_places)))
        };
        let (rows, bytes) = (self.count as f64, self.bytes.len() as f64);
        let copy = medians.first().map_or(0.0, Duration::as_secs_f64);
        RecordBatch::try_from_iter([
            ("what", Arc::new(StringArray::from(names)) as ArrayRef),
            ("median_ms", column(&|time| time * 1e3)),
            ("million_rows_per_s", column(&|time| rows / time / 1e6)),
            ("row_gb_per_s", column(&|time| bytes / time / 1e9)),
            ("of_memcpy", column(&|time| copy / time)),
        ])
    }
}

fn to_3_places(figure: f64) -> f64 {
    (figure * 1e3).round() / 1e3
}
