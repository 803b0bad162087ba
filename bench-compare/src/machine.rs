//! The machine that the figures are of.

use std::fs;
use std::thread;

use crate::Failure;
use crate::contests::MEMCPY;
use crate::data::Rng;
use crate::harness::{Contest, Settings};

#[cfg(target_arch = "x86_64")]
fn instruction_sets() -> Vec<(&'static str, bool)> {
    vec![
        ("avx2", is_x86_feature_detected!("avx2")),
        ("avx512f", is_x86_feature_detected!("avx512f")),
        ("avx512bw", is_x86_feature_detected!("avx512bw")),
        ("avx512vl", is_x86_feature_detected!("avx512vl")),
        ("avx512vbmi", is_x86_feature_detected!("avx512vbmi")),
        ("gfni", is_x86_feature_detected!("gfni")),
    ]
}

#[cfg(not(target_arch = "x86_64"))]
fn instruction_sets() -> Vec<(&'static str, bool)> {
    Vec::new()
}

/// What the machine is and how fast it copies, a line each.
///
/// # Errors
///
/// Where a copy went wrong.
pub(crate) fn describe(settings: &Settings) -> Result<Vec<String>, Failure> {
    let cores = thread::available_parallelism().map_or_else(|_| "?".to_owned(), |n| n.to_string());
    let sets: Vec<String> = (instruction_sets().iter())
        .map(|(name, is_there)| format!("{name} {}", if *is_there { "yes" } else { "no" }))
        .collect();
    let load = fs::read_to_string("/proc/loadavg").unwrap_or_else(|_| "unknown".to_owned());
    let load = load.split(' ').take(3).collect::<Vec<_>>().join(" ");
    let profile = if cfg!(debug_assertions) { "debug: NOT A MEASUREMENT" } else { "release" };

    let few = Settings { rounds: settings.rounds.min(7), ..*settings };
    Ok(vec![
        format!("cpu      {}, {cores} cores", cpu_model()),
        format!("caches   {}", caches()),
        format!("has      {}", sets.join(", ")),
        format!("load     {load}"),
        format!("rustc    {}, {}", env!("BENCH_RUSTC"), env!("BENCH_TARGET")),
        format!("profile  {profile}, opt-level {}", env!("BENCH_OPT_LEVEL")),
        format!("rounds   {} of {:?} per variant", settings.rounds, settings.sample),
        format!("memcpy   294 KB {:.1} GB/s", copy_bandwidth(294 << 10, &few)?),
        format!("memcpy   128 MB {:.1} GB/s", copy_bandwidth(128 << 20, &few)?),
    ])
}

fn cpu_model() -> String {
    let info = fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let value = |key| {
        let line = info.lines().find(|line| line.split(':').next().map(str::trim) == Some(key))?;
        Some(line.split_once(':')?.1.trim().to_owned())
    };
    // Virtual machines tend to hide the name; family and model still tell the generation.
    match (value("model name"), value("cpu family"), value("model")) {
        (Some(name), Some(family), Some(model)) => {
            format!("{name} (family {family}, model {model})")
        }
        (name, ..) => name.unwrap_or_else(|| "unknown".to_owned()),
    }
}

fn caches() -> String {
    let caches: Vec<String> = (0..8)
        .map_while(|index| {
            let read = |file: &str| {
                let path = format!("/sys/devices/system/cpu/cpu0/cache/index{index}/{file}");
                fs::read_to_string(path).ok().map(|text| text.trim().to_owned())
            };
            Some(format!("L{} {} {}", read("level")?, read("type")?, read("size")?))
        })
        .collect();
    if caches.is_empty() { "unknown".to_owned() } else { caches.join(", ") }
}

/// 10^9 bytes per second that memcpy takes from one warm buffer to another.
fn copy_bandwidth(len: u32, settings: &Settings) -> Result<f64, Failure> {
    let from = Rng::new(1).bytes(usize::try_from(len)?);
    let mut contest = Contest::new("memcpy", 1);
    contest.variant(
        MEMCPY,
        vec![0; from.len()],
        |to: &mut Vec<u8>| to.copy_from_slice(&from),
        |to, ()| *to == from,
    )?;
    let time = contest.run(settings).median(MEMCPY).unwrap_or(f64::NAN);
    Ok(f64::from(len) / time / 1e9)
}
