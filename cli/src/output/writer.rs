//! Batches of rows in a file of any format.

use std::sync::Arc;

use arrow::array::RecordBatch;
use arrow::csv;
use arrow::json::LineDelimitedWriter;
use arrow::json::writer::{LineDelimited, WriterBuilder as JsonBuilder};
use arrow_ipc::CompressionType;
use arrow_ipc::writer::{FileWriter, IpcWriteOptions, StreamWriter};
use clap::ValueEnum;
use ferrow_convert::parquet::basic::{Compression as ParquetCompression, ZstdLevel};
use ferrow_convert::parquet::file::properties::WriterProperties;
use ferrow_convert::{
    Error, IpcCompression, IpcForm, ParquetRowWriter, RowDecoder, RowFileOptions, RowFileWriter,
};
use ferrow_row::{RowBatch, RowLayout};

use super::Destination;
use crate::failure::Failure;
use crate::format::Format;

/// How batches are compressed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Compression {
    /// Not at all
    None,
    /// LZ4: fast
    Lz4,
    /// Zstandard: small
    Zstd,
    /// Snappy, which is Parquet's alone
    Snappy,
}

/// What is written.
#[derive(Debug, Clone)]
pub(crate) struct Written {
    pub(crate) format: Format,
    /// The name of the column of rows, where whole rows are written.
    pub(crate) rows: Option<String>,
    pub(crate) compression: Option<Compression>,
    pub(crate) delimiter: u8,
    /// A row that is null becomes a row of nulls.
    pub(crate) nullable: bool,
}

/// The encoded bytes of a row group of Parquet, which are held in memory.
const ROW_GROUP_BYTES: usize = 128 << 20;

/// Writes batches of rows.
pub(crate) enum Writer {
    Rows(Box<RowFileWriter<Destination>>),
    Parquet(Box<ParquetRowWriter<Destination>>),
    File(RowDecoder, Box<FileWriter<Destination>>),
    Stream(RowDecoder, Box<StreamWriter<Destination>>),
    Csv(RowDecoder, Box<csv::Writer<Destination>>),
    Json(RowDecoder, Box<LineDelimitedWriter<Destination>>),
}

impl Writer {
    /// Starts to write rows of `layout` to `out`.
    pub(crate) fn try_new(
        out: Destination,
        layout: &Arc<RowLayout>,
        written: &Written,
    ) -> Result<Self, Failure> {
        let fault = out.fault();
        Self::start(out, layout, written).map_err(|error| fault.of(&error))
    }

    fn start(out: Destination, layout: &Arc<RowLayout>, written: &Written) -> Result<Self, Error> {
        let decoder = RowDecoder::new(layout);
        let decoder = if written.nullable { decoder.nullable() } else { decoder };
        let schema = Arc::clone(decoder.schema());
        Ok(match (written.format, &written.rows) {
            (Format::Parquet, None) => {
                let properties = Some(written.parquet_properties()?);
                let writer = ParquetRowWriter::try_of_decoder(out, decoder, properties)?;
                Self::Parquet(Box::new(writer))
            }
            (Format::Parquet, Some(column)) => {
                let properties = Some(written.parquet_properties()?);
                let writer = ParquetRowWriter::try_of_column(out, layout, column, properties)?;
                Self::Parquet(Box::new(writer))
            }
            (format @ (Format::Arrow | Format::Stream | Format::Rows), Some(column)) => {
                let is_stream = format == Format::Stream;
                let form = if is_stream { IpcForm::Stream } else { IpcForm::File };
                let options = RowFileOptions::new().with_form(form).with_column(column);
                let options = options.with_compression(written.ipc_compression());
                Self::Rows(Box::new(options.writer(out, layout)?))
            }
            (Format::Stream, None) => {
                let options = written.ipc_options()?;
                let writer = StreamWriter::try_new_with_options(out, &schema, options)?;
                Self::Stream(decoder, Box::new(writer))
            }
            (Format::Arrow | Format::Rows, None) => {
                let options = written.ipc_options()?;
                let writer = FileWriter::try_new_with_options(out, &schema, options)?;
                Self::File(decoder, Box::new(writer))
            }
            (Format::Csv, _) => {
                let builder = csv::WriterBuilder::new().with_header(true);
                let mut writer = builder.with_delimiter(written.delimiter).build(out);
                // The header stands there also where no row does.
                writer.write(&RecordBatch::new_empty(schema))?;
                Self::Csv(decoder, Box::new(writer))
            }
            (Format::Json, _) => {
                let builder = JsonBuilder::new().with_explicit_nulls(true);
                Self::Json(decoder, Box::new(builder.build::<_, LineDelimited>(out)))
            }
        })
    }

    /// Writes `rows`.
    pub(crate) fn write(&mut self, rows: &RowBatch) -> Result<(), Error> {
        match self {
            Self::Rows(writer) => writer.write(rows),
            Self::Parquet(writer) => writer.write(rows),
            Self::File(decoder, writer) => Ok(writer.write(&decoder.decode(rows)?)?),
            Self::Stream(decoder, writer) => Ok(writer.write(&decoder.decode(rows)?)?),
            Self::Csv(decoder, writer) => Ok(writer.write(&decoder.decode(rows)?)?),
            Self::Json(decoder, writer) => Ok(writer.write(&decoder.decode(rows)?)?),
        }
    }

    /// Writes the end of the file.
    pub(crate) fn finish(self) -> Result<Destination, Error> {
        match self {
            Self::Rows(writer) => writer.finish(),
            Self::Parquet(writer) => writer.finish(),
            Self::File(_, writer) => Ok(writer.into_inner()?),
            Self::Stream(_, writer) => Ok(writer.into_inner()?),
            Self::Csv(_, writer) => Ok(writer.into_inner()),
            Self::Json(_, mut writer) => {
                writer.finish()?;
                Ok(writer.into_inner())
            }
        }
    }
}

impl Written {
    /// Refuses what the format does not have.
    pub(crate) fn check(&self) -> Result<(), Failure> {
        let format = self.format.name();
        let is_text = !self.format.is_binary();
        if is_text && self.rows.is_some() {
            return Err(Failure::usage(format!("{format} holds no whole rows; leave --rows out")));
        }
        match self.compression {
            Some(_) if is_text => {
                Err(Failure::usage(format!("{format} is not compressed; leave --compression out")))
            }
            Some(Compression::Snappy) if self.format != Format::Parquet => {
                Err(Failure::usage("snappy is for Parquet alone; choose lz4 or zstd"))
            }
            _ => Ok(()),
        }
    }

    fn ipc_compression(&self) -> IpcCompression {
        match self.compression {
            Some(Compression::Lz4) => IpcCompression::Lz4,
            Some(Compression::Zstd) => IpcCompression::Zstd,
            _ => IpcCompression::None,
        }
    }

    fn ipc_options(&self) -> Result<IpcWriteOptions, Error> {
        let compression = match self.compression {
            Some(Compression::Lz4) => Some(CompressionType::LZ4_FRAME),
            Some(Compression::Zstd) => Some(CompressionType::ZSTD),
            _ => None,
        };
        Ok(IpcWriteOptions::default().try_with_compression(compression)?)
    }

    fn parquet_properties(&self) -> Result<WriterProperties, Error> {
        let compression = match self.compression {
            Some(Compression::None) => ParquetCompression::UNCOMPRESSED,
            Some(Compression::Lz4) => ParquetCompression::LZ4_RAW,
            Some(Compression::Zstd) => ParquetCompression::ZSTD(ZstdLevel::default()),
            Some(Compression::Snappy) | None => ParquetCompression::SNAPPY,
        };
        let builder = WriterProperties::builder().set_compression(compression);
        Ok(builder.set_max_row_group_bytes(Some(ROW_GROUP_BYTES)).build())
    }
}
