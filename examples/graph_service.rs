//! A service that takes object graphs from a Unix socket: messages become rows, a field of which is
//! read without decoding the rest, and rows become record batches.
//!
//! ```text
//! cargo run --example graph_service
//! ```

#![expect(clippy::print_stdout, reason = "an example that shows its results")]

use std::error::Error;

#[cfg(unix)]
fn main() -> Result<(), Box<dyn Error + Send + Sync>> {
    service::run()
}

#[cfg(not(unix))]
fn main() -> Result<(), Box<dyn Error + Send + Sync>> {
    println!("there are no Unix sockets here");
    Ok(())
}

#[cfg(unix)]
mod service {
    use std::error::Error;
    use std::io::{BufReader, BufWriter, Read, Write};
    use std::os::unix::net::{UnixListener, UnixStream};
    use std::thread;
    use std::time::{Duration, SystemTime};

    use arrow::array::RecordBatch;
    use arrow::compute::concat_batches;
    use arrow::util::pretty::pretty_format_batches;
    use ferrow::graph::arrow::MessageRows;
    use ferrow::graph::{Graph, Mode};
    use ferrow::prelude::*;

    type Failure = Box<dyn Error + Send + Sync>;

    /// What a station says now and then.
    #[derive(Object, Debug)]
    #[object(name = "weather.Report")]
    struct Report {
        station: String,
        at: SystemTime,
        #[object(fixed)]
        number: u32,
        temperature: f64,
        gusts: Vec<f32>,
        place: Place,
    }

    #[derive(Object, Debug, Clone)]
    #[object(name = "weather.Place")]
    struct Place {
        latitude: f64,
        longitude: f64,
        name: Option<String>,
    }

    const REPORTS: u32 = 10_000;
    /// Rows of a record batch.
    const BATCH: usize = 4096;
    /// No message is longer; who says so is not believed.
    const LONGEST: usize = 1 << 20;
    /// Degrees at which somebody should know.
    const HOT: f64 = 39.9;

    pub(crate) fn run() -> Result<(), Failure> {
        let folder = tempfile::tempdir()?;
        let socket = folder.path().join("reports.sock");
        let listener = UnixListener::bind(&socket)?;
        let service = thread::spawn(move || serve(&listener.accept()?.0));

        send_reports(&UnixStream::connect(&socket)?)?;
        let batches = service.join().map_err(|_| "the service panicked")??;

        let schema = batches.first().ok_or("no batches")?.schema();
        let all = concat_batches(&schema, &batches)?;
        assert_eq!(all.num_rows(), 10_000);
        println!("{} reports in {} record batches", all.num_rows(), batches.len());
        println!("{}", pretty_format_batches(&[all.slice(0, 3)])?);
        Ok(())
    }

    /// Both sides have the types; the definitions of the sender come with its first message.
    fn graph() -> Result<Graph, Failure> {
        Ok(Graph::builder().mode(Mode::Compatible).register::<Report>().build()?)
    }

    fn send_reports(socket: &UnixStream) -> Result<(), Failure> {
        let mut connection = graph()?.connection();
        let mut socket = BufWriter::new(socket);
        let mut message = Vec::new();
        for number in 0..REPORTS {
            connection.to_buf(&report(number), &mut message)?;
            socket.write_all(&u32::try_from(message.len())?.to_le_bytes())?;
            socket.write_all(&message)?;
        }
        Ok(socket.flush()?)
    }

    fn report(number: u32) -> Report {
        let place = Place { latitude: 47.0, longitude: 8.5, name: Some("Zürich".to_owned()) };
        Report {
            station: format!("station {}", number % 7),
            at: SystemTime::UNIX_EPOCH + Duration::from_secs(u64::from(number) * 60),
            number,
            temperature: f64::from(number % 400) / 10.0,
            gusts: vec![1.5; (number % 4) as usize],
            place,
        }
    }

    /// Reads messages until there are no more: no `Report` is made of them.
    fn serve(socket: &UnixStream) -> Result<Vec<RecordBatch>, Failure> {
        let graph = graph()?;
        let of_reports = MessageRows::of::<Report>(&graph)?;
        let temperature = of_reports.layout().column::<f64>("temperature")?;
        let station = of_reports.layout().column::<str>("station")?;

        let mut connection = graph.connection();
        let mut socket = BufReader::new(socket);
        let mut message = Vec::new();
        let mut rows = of_reports.writer();
        let mut batches = Vec::new();
        loop {
            let more = read_frame(&mut socket, &mut message)?;
            if more {
                connection.append_row(&of_reports, &message, &mut rows)?;
            }
            if rows.len() < BATCH && more {
                continue;
            }
            let whole = std::mem::replace(&mut rows, of_reports.writer()).finish();
            // One field of each row; of the few that matter one more.
            let hot = whole.column(temperature).enumerate();
            let hot: Vec<usize> =
                hot.filter(|(_, t)| t.is_some_and(|t| t >= HOT)).map(|(at, _)| at).collect();
            if let Some(row) = hot.first().and_then(|&at| whole.row(at)) {
                println!(
                    "{} of {} are hot, first {}",
                    hot.len(),
                    whole.len(),
                    row.get(station).unwrap_or_default()
                );
            }
            batches.push(whole.to_record_batch()?);
            if !more {
                return Ok(batches);
            }
        }
    }

    /// The next message; false where the other side has ended.
    fn read_frame(socket: &mut impl Read, message: &mut Vec<u8>) -> Result<bool, Failure> {
        let mut len = [0; 4];
        match socket.read(&mut len)? {
            0 => return Ok(false),
            read => socket.read_exact(&mut len[read..])?,
        }
        let len = u32::from_le_bytes(len) as usize;
        if len > LONGEST {
            return Err(format!("a message of {len} bytes; {LONGEST} is the most").into());
        }
        message.resize(len, 0);
        socket.read_exact(message)?;
        Ok(true)
    }
}
