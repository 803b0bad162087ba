//! Standard input and standard output.

use std::io::{Read, Write};
use std::process::Stdio;

use crate::support::{FORMATS, PEOPLE, Place, Ran, lines};

#[test]
fn every_format_is_read_from_standard_input_and_written_to_standard_output() {
    let place = Place::with_data();
    for format in FORMATS {
        let input = place.read(&format!("people.{format}"));
        let ran =
            place.pipe(["convert", "-", "-", "--from", format, "--to", format], &input).well();
        place.write("copy", &ran.stdout);
        let ran = place.run(["convert", "copy", "-", "--from", format, "--to", "ndjson"]).well();
        assert_eq!(lines(ran.text()), lines(PEOPLE), "{format}");
        let ran = place.pipe(["head", "-", "--from", format, "-o", "json"], &input).well();
        assert_eq!(lines(ran.text()), lines(PEOPLE), "{format}");
    }
}

#[test]
fn the_first_bytes_tell_the_format_of_standard_input_but_for_text() {
    let place = Place::with_data();
    for format in FORMATS {
        let ran = place.pipe(["stat", "-", "-o", "json"], &place.read(&format!("people.{format}")));
        if matches!(format, "csv" | "ndjson") {
            ran.fails(2)
                .says("ferrow: standard input: the format is not known; name it with --from");
        } else {
            assert_eq!(lines(ran.well().text())[0]["rows"], 5, "{format}");
        }
    }
    place.pipe(["head", "-"], b"").fails(2).says("name it with --from");
    let cut = &place.read("people.ferrow")[..600];
    place.pipe(["convert", "-", "out.csv"], cut).fails(1).says("ferrow: standard input: ");
    assert!(!place.names().contains(&"out.csv".to_owned()));
}

/// Runs a command whose output is long, reads a little of it and closes the pipe.
fn read_a_little(place: &Place, args: &[&str]) -> Ran {
    let mut command = place.command(args.iter().copied());
    let mut child =
        command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("the test's own");
    let mut stdout = child.stdout.take().expect("the test's own");
    let mut start = [0; 10];
    stdout.read_exact(&mut start).expect("the test's own");
    drop(stdout);
    child.wait_with_output().expect("the test's own").into()
}

#[test]
fn a_pipe_that_is_closed_ends_every_command_in_silence() {
    let place = Place::new();
    let numbers: String = (0..200_000).map(|n| format!("{n}\n")).collect();
    place.write("a.csv", format!("number\n{numbers}"));
    for to in FORMATS {
        // Parquet comes at the end; then there is less than a pipe holds.
        if to != "parquet" {
            read_a_little(&place, &["convert", "a.csv", "-", "--to", to]).well();
        }
    }
    for output in ["table", "json", "csv"] {
        read_a_little(&place, &["get", "a.csv", "number", "--output", output]).well();
        read_a_little(&place, &["head", "a.csv", "-n", "200000", "--output", output]).well();
    }
}

#[cfg(unix)]
#[test]
fn an_interrupt_leaves_nothing_behind() {
    let place = Place::new();
    let mut command = place.command(["convert", "-", "out.parquet", "--from", "csv"]);
    command.stdin(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    let mut stdin = child.stdin.take().unwrap();
    let lines: String = (0..5_000).map(|n| format!("{n}\n")).collect();
    stdin.write_all(lines.as_bytes()).unwrap();
    let is_written = || place.names().iter().any(|name| name.starts_with(".out.parquet."));
    while !is_written() {
        std::thread::sleep(std::time::Duration::from_millis(5));
        assert!(child.try_wait().unwrap().is_none(), "the command waits for more");
    }
    // The handler is there right after the file is.
    std::thread::sleep(std::time::Duration::from_millis(200));
    let id = child.id().to_string();
    assert!(std::process::Command::new("kill").args(["-INT", &id]).status().unwrap().success());
    let ran = Ran::from(child.wait_with_output().unwrap());
    drop(stdin);
    assert_eq!((ran.code, ran.stderr.as_str()), (130, "ferrow: interrupted\n"));
    assert!(place.names().is_empty(), "{:?}", place.names());
}
