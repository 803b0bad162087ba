//! The peer: a process that answers what pyfory writes and reads.

use std::io::{Read as _, Write as _};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use serde_json::Value as Json;

/// What names the Python that has pyfory: see `install.sh`.
const PYTHON: &str = "FERROW_PYFORY";

pub(crate) struct Peer {
    process: Child,
    requests: ChildStdin,
    answers: ChildStdout,
}

impl Peer {
    /// The peer, where the environment says where Python is.
    pub(crate) fn start() -> Option<Self> {
        let Some(python) = std::env::var_os(PYTHON) else {
            let skipped = format!(
                "SKIPPED: nothing was exchanged with pyfory, since {PYTHON} does not name a Python \
                 that has it. graph/tests/interop/install.sh makes one.\n"
            );
            std::io::stderr().write_all(skipped.as_bytes()).expect("standard error");
            return None;
        };
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/interop/peer.py");
        let process =
            Command::new(&python).arg(script).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn();
        let mut process =
            process.unwrap_or_else(|error| panic!("{PYTHON}={}: {error}", python.display()));
        let requests = process.stdin.take().expect("is piped");
        let answers = process.stdout.take().expect("is piped");
        Some(Self { process, requests, answers })
    }

    pub(crate) fn ask(&mut self, request: &Json) -> Json {
        let request = request.to_string();
        let len = u32::try_from(request.len()).expect("a short request");
        let sent = self
            .requests
            .write_all(&[&len.to_le_bytes()[..], request.as_bytes()].concat())
            .and_then(|()| self.requests.flush());
        let answer = sent.and_then(|()| {
            let mut len = [0; 4];
            self.answers.read_exact(&mut len)?;
            let mut answer = vec![0; u32::from_le_bytes(len) as usize];
            self.answers.read_exact(&mut answer)?;
            Ok(answer)
        });
        let answer = answer.unwrap_or_else(|error| panic!("the peer ended: {error}: {request}"));
        serde_json::from_slice(&answer).expect("JSON")
    }
}

impl Drop for Peer {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
