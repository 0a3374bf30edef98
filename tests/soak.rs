//! Runs that are killed: whatever the instant, outputs are those of one whole run, and the next run completes.
//!
//! Eight runs are killed at seeded instants, and some when they have just begun to write something. `HUOJU_SOAK=200`
//! (`make soak`) kills two hundred.

#![cfg(unix)]
#![allow(missing_docs, clippy::unwrap_used, clippy::expect_used)]

mod zone;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use zone::Zone;

type Files = BTreeMap<PathBuf, Vec<u8>>;

const RUN: [&str; 4] = ["run", "pipelines/zone.toml", "--period", "2023"];

/// Every file below a folder, by its path in it.
fn contents(folder: &Path) -> Files {
    let mut all = Files::new();
    let mut folders = vec![folder.to_path_buf()];
    while let Some(next) = folders.pop() {
        for entry in fs::read_dir(next).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let name = path.strip_prefix(folder).unwrap().to_path_buf();
                all.insert(name, fs::read(&path).unwrap());
            }
        }
    }
    all
}

/// One of two states of the inputs, byte for byte.
fn set_inputs(zone: &Zone, states: &[Files; 2], second: bool) {
    for (path, bytes) in &states[usize::from(second)] {
        fs::write(zone.path("input").join(path), bytes).unwrap();
    }
}

/// Makes one of two states of the inputs: two workbooks and the reference are other ones.
fn make_inputs(zone: &Zone, second: bool) -> Files {
    let mut answer = zone.answers(2023)[0];
    let mut before = zone.answers(2022)[1];
    if second {
        answer.values[0] += 500.0;
        before.values[0] += 100.0;
    }
    zone.submit(2023, &format!("{}.xlsx", answer.code), &answer);
    zone.submit(2022, &format!("{}.xlsx", before.code), &before);
    let reference = if second { 8 } else { 9 };
    zone.reference(&format!(
        "zone,indicator,value\nA,rd,1\nA,size,10\nB,rd,{reference}\nB,size,50\n"
    ));
    contents(&zone.path("input"))
}

/// What an undisturbed run makes of a state of the inputs, beside a store and outputs of its own.
fn undisturbed(zone: &Zone, states: &[Files; 2], second: bool) -> Files {
    set_inputs(zone, states, second);
    let apart = ["--store", "apart/store", "--out", "apart/out", "--force"];
    let output = zone.huoju(&[&RUN[..], &apart].concat());
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    contents(&zone.path("apart/out/2023"))
}

fn start(zone: &Zone) -> Child {
    Command::new(env!("CARGO_BIN_EXE_huoju"))
        .args(RUN)
        .current_dir(zone.folder.path())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap()
}

/// What a run has just begun to write when it is killed.
#[derive(Clone, Copy, Debug)]
enum Moment {
    /// Some time after its start, as a share of the time that a run takes.
    After(f64),
    /// A folder or file whose path begins so has appeared, or its time has changed.
    Written(&'static str, &'static str),
}

/// Where a run writes: a folder, and the beginning of a name in it.
const STEPS: [Moment; 8] = [
    Moment::Written("store/period=2023", ".ingest."),
    Moment::Written("store/period=2023", ".evaluate."),
    Moment::Written("store/period=2023", "assess-"),
    Moment::Written("store/period=2022", "manifest.json"),
    Moment::Written("store/period=2023", "manifest.json"),
    Moment::Written("out", ".2023."),
    Moment::Written("out", "2023"),
    Moment::Written("store/runs", "0"),
];

/// Names in a folder that begin so, each with its time.
fn seen(zone: &Zone, folder: &str, begins: &str) -> Vec<(String, Option<std::time::SystemTime>)> {
    let mut names: Vec<_> = fs::read_dir(zone.path(folder))
        .into_iter()
        .flatten()
        .flatten()
        .filter_map(|entry| {
            let name = entry.file_name().to_string_lossy().into_owned();
            let time = entry.metadata().and_then(|known| known.modified()).ok();
            name.starts_with(begins).then_some((name, time))
        })
        .collect();
    names.sort();
    names
}

/// Kills a run at a moment, or finds it ended. Says whether it was killed.
fn kill(zone: &Zone, moment: Moment, whole: Duration) -> bool {
    let before = match moment {
        Moment::After(_) => Vec::new(),
        Moment::Written(folder, begins) => seen(zone, folder, begins),
    };
    let mut run = start(zone);
    let started = Instant::now();
    loop {
        let due = match moment {
            Moment::After(share) => started.elapsed() >= whole.mul_f64(share),
            Moment::Written(folder, begins) => seen(zone, folder, begins) != before,
        };
        if due {
            run.kill().unwrap();
            return run.wait().unwrap().code().is_none();
        }
        if let Some(status) = run.try_wait().unwrap() {
            assert_eq!(status.code(), Some(0));
            return false;
        }
        std::thread::sleep(Duration::from_micros(300));
    }
}

#[test]
fn runs_that_are_killed_leave_whole_outputs_and_the_next_run_completes() {
    let rounds: usize = std::env::var("HUOJU_SOAK")
        .ok()
        .and_then(|rounds| rounds.parse().ok())
        .unwrap_or(8);
    let seed = 20_231_231;
    let mut random = fastrand::Rng::with_seed(seed);
    let zone = Zone::new();
    let states = [make_inputs(&zone, false), make_inputs(&zone, true)];
    let expected = [false, true].map(|second| undisturbed(&zone, &states, second));
    assert!(expected[0] != expected[1]);

    let mut whole = Duration::from_secs(1);
    let mut killed = 0;
    let mut round = 0;
    while killed < rounds + STEPS.len() {
        round += 1;
        assert!(round < 4 * (rounds + STEPS.len()), "few runs can be killed");
        let second = round % 2 == 0;
        set_inputs(&zone, &states, second);
        let moment = match STEPS.get(round - 1) {
            Some(step) => *step,
            None => Moment::After(random.f64() * 1.1),
        };
        killed += usize::from(kill(&zone, moment, whole));

        // What a reader finds now is one whole run, or nothing where there never was one.
        let out = zone.path("out/2023");
        if out.exists() {
            let found = contents(&out);
            assert!(
                expected.contains(&found),
                "round {round}, seed {seed}, {moment:?}: the outputs are of no whole run"
            );
        }
        let read = zone.huoju(&["explain", "pipelines/zone.toml", "--period", "2023", "rd"]);
        let nothing_yet = String::from_utf8_lossy(&read.stderr).contains("the store has no table");
        assert!(
            read.status.code() == Some(0) || nothing_yet,
            "round {round}, {moment:?}: {read:?}"
        );

        let started = Instant::now();
        let next = zone.run();
        assert_eq!(
            next.status.code(),
            Some(0),
            "round {round}, {moment:?}: {next:?}"
        );
        if String::from_utf8_lossy(&next.stdout).contains("已做") {
            whole = started.elapsed();
        }
        assert!(
            contents(&out) == expected[usize::from(second)],
            "round {round}, seed {seed}, {moment:?}: the outputs are not those of an undisturbed run"
        );
        let left: Vec<_> = [
            "out",
            "store/period=2023",
            "store/period=2022",
            "store/runs",
        ]
        .iter()
        .flat_map(|folder| seen(&zone, folder, "."))
        .filter(|(name, _)| name != ".huoju.lock")
        .collect();
        assert!(
            left.is_empty(),
            "round {round}, {moment:?}: {left:?} is left"
        );
    }
    println!("{killed} runs killed in {round} rounds, each followed by a run that completed");
}
