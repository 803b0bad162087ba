//! Tells the binary which compiler and which optimisation made it, for the report of the machine.

use std::env;
use std::process::Command;

fn main() {
    let rustc = env::var_os("RUSTC").and_then(|rustc| {
        let output = Command::new(rustc).arg("--version").output().ok()?;
        String::from_utf8(output.stdout).ok()
    });
    let rustc = rustc.unwrap_or_else(|| "unknown compiler".to_owned());
    let optimisation = env::var("OPT_LEVEL").unwrap_or_else(|_| "?".to_owned());
    let target = env::var("TARGET").unwrap_or_else(|_| "?".to_owned());

    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rustc-env=BENCH_RUSTC={}", rustc.trim());
    println!("cargo::rustc-env=BENCH_OPT_LEVEL={optimisation}");
    println!("cargo::rustc-env=BENCH_TARGET={target}");
}
