//! The page about the command line shows what happens.

use std::path::Path;
use std::process::{Command, Stdio};

use crate::support::{BINARY, Place};

const PAGE: &str = include_str!("../../../docs/command-line.md");

/// The blocks of the page: what they are of, and their lines.
fn blocks() -> Vec<(&'static str, String)> {
    let mut blocks = Vec::new();
    let mut lines = PAGE.lines();
    while let Some(line) = lines.next() {
        if let Some(kind) = line.strip_prefix("```") {
            let block = lines.by_ref().take_while(|line| *line != "```");
            blocks.push((kind, block.map(|line| format!("{line}\n")).collect()));
        }
    }
    blocks
}

#[test]
fn the_examples_of_the_page_print_what_it_says() {
    let place = Place::new();
    let binaries = Path::new(BINARY).parent().unwrap().display().to_string();
    let path = format!("{binaries}:{}", std::env::var("PATH").unwrap());
    let blocks = blocks();
    let mut count = 0;
    for (at, (kind, script)) in blocks.iter().enumerate().filter(|(_, (kind, _))| *kind == "sh") {
        let mut command = Command::new("sh");
        command.args(["-c", script]).current_dir(place.path("")).env("PATH", &path);
        let output = command.stdin(Stdio::null()).output().unwrap();
        let wanted = blocks.get(at + 1).filter(|(kind, _)| *kind == "text");
        let wanted = wanted.map_or("", |(_, text)| text);
        assert_eq!(String::from_utf8_lossy(&output.stdout), wanted, "{kind}: {script}");
        assert!(output.status.success(), "{script}");
        count += 1;
    }
    assert!(count >= 6, "{count} examples");
}
