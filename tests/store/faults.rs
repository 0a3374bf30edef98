//! A full disk, a read-only folder, an open workbook, a second run: the last outputs stay, and the next run completes.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::time::Duration;

use crate::zone::{CODES, Zone};
use huoju::store::{Lock, Store};

const RUN: [&str; 4] = ["run", "pipelines/zone.toml", "--period", "2023"];

fn contents(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut all = BTreeMap::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            all.extend(contents(&path));
        } else {
            all.insert(path.clone(), fs::read(&path).unwrap());
        }
    }
    all
}

/// Names in a folder that begin with a dot, but for the lock.
fn hidden(folder: &Path) -> Vec<String> {
    fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
        .filter(|name| name.starts_with('.') && name != ".huoju.lock")
        .collect()
}

fn fails_naming(output: &Output, texts: &[&str]) {
    let error = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(2), "{output:?}");
    for text in texts {
        assert!(error.contains(text), "`{text}` is not in: {error}");
    }
}

/// An answer that changes every table.
fn correct(zone: &Zone) {
    let mut answer = zone.answers(2023)[0];
    answer.values[0] += 500.0;
    zone.submit(2023, &format!("{}.xlsx", answer.code), &answer);
}

/// Runs in a shell under a limit of the size of files, in blocks; the signal that would end the process is ignored,
/// so that writing fails as it does on a full disk.
#[cfg(unix)]
fn run_within(zone: &Zone, blocks: u32) -> Output {
    Command::new("sh")
        .arg("-c")
        .arg(format!(
            "trap '' XFSZ; ulimit -f {blocks} && exec \"$0\" \"$@\""
        ))
        .arg(env!("CARGO_BIN_EXE_huoju"))
        .args(RUN)
        .current_dir(zone.folder.path())
        .output()
        .unwrap()
}

#[cfg(unix)]
#[test]
fn a_full_disk_leaves_the_last_outputs_and_the_next_run_completes() {
    let zone = Zone::new();
    assert_eq!(zone.run().status.code(), Some(0));
    let before = contents(&zone.path("out/2023"));
    let table = zone.stored(2023, "measures");
    correct(&zone);
    // Small tables, larger tables, workbooks fail to be written.
    for blocks in [0, 1, 4, 8, 12, 16] {
        let output = run_within(&zone, blocks);
        fails_naming(&output, &["cannot", "File too large"]);
        assert_eq!(contents(&zone.path("out/2023")), before, "{blocks} blocks");
        assert_eq!(hidden(&zone.path("out")), [""; 0], "{blocks} blocks");
    }
    // The store may be ahead of the outputs, and is whole.
    assert_eq!(zone.stored(2023, "measures").shape(), table.shape());
    assert_eq!(zone.run().status.code(), Some(0));
    assert_ne!(contents(&zone.path("out/2023")), before);
}

#[cfg(target_os = "linux")]
#[test]
fn a_file_system_without_room_leaves_the_last_outputs() {
    let zone = Zone::new();
    let place = zone.path("small");
    fs::create_dir(&place).unwrap();
    let mount = |arguments: &[&str]| {
        Command::new(arguments[0])
            .args(&arguments[1..])
            .arg(&place)
            .stderr(Stdio::null())
            .status()
            .is_ok_and(|status| status.success())
    };
    if !mount(&["mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs"]) {
        eprintln!("SKIPPED: no small file system can be mounted here (it takes root)");
        return;
    }
    let out = place.join("out");
    let run = || {
        let out = out.display().to_string();
        zone.huoju(&[&RUN[..], &["--out", &out]].concat())
    };
    let checked = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
        let first = run();
        assert_eq!(first.status.code(), Some(0), "{first:?}");
        let before = contents(&out.join("2023"));
        fs::write(place.join("ballast"), vec![0; 8 << 20]).unwrap_err();
        correct(&zone);
        fails_naming(&run(), &["cannot"]);
        assert_eq!(contents(&out.join("2023")), before);
        fs::remove_file(place.join("ballast")).unwrap();
        assert_eq!(run().status.code(), Some(0));
    }));
    assert!(mount(&["umount"]));
    checked.unwrap();
}

#[test]
fn outputs_that_cannot_be_written_are_told_before_anything_is_computed() {
    let zone = Zone::new();
    zone.write("file", "no folder");
    for out in ["file/out", "/proc/none/out"] {
        let output = zone.huoju(&[&RUN[..], &["--out", out]].concat());
        fails_naming(&output, &[out, "cannot be written", "--out"]);
        assert!(!zone.path("store").exists(), "the store was written");
    }
}

#[test]
fn a_read_only_output_folder_is_told_and_left_alone() {
    let zone = Zone::new();
    assert_eq!(zone.run().status.code(), Some(0));
    let mut rights = fs::metadata(zone.path("out")).unwrap().permissions();
    rights.set_readonly(true);
    fs::set_permissions(zone.path("out"), rights.clone()).unwrap();
    if fs::create_dir(zone.path("out/trial")).is_ok() {
        fs::remove_dir(zone.path("out/trial")).unwrap();
        eprintln!("SKIPPED: this user may write into read-only folders");
        return;
    }
    correct(&zone);
    fails_naming(&zone.run(), &["cannot be written", "--out"]);
    #[allow(clippy::permissions_set_readonly_false)]
    rights.set_readonly(false);
    fs::set_permissions(zone.path("out"), rights).unwrap();
    assert_eq!(zone.run().status.code(), Some(0));
}

#[test]
fn a_store_that_cannot_be_written_is_told() {
    let zone = Zone::new();
    zone.write("file", "no folder");
    let output = zone.huoju(&[&RUN[..], &["--store", "file/store"]].concat());
    fails_naming(&output, &["file/store", "--store"]);
    assert!(!zone.path("out").exists(), "outputs were written");
}

#[test]
fn a_workbook_that_is_open_elsewhere_is_named_and_replaced_with_all_others() {
    let zone = Zone::new();
    assert_eq!(zone.run().status.code(), Some(0));
    let before = contents(&zone.path("out/2023"));
    zone.write("out/2023/.~lock.zone.xlsx#", ",user,host,;");
    zone.write("out/2023/parks/~$east.xlsx", "user");
    let open = fs::File::open(zone.path("out/2023/zone.xlsx")).unwrap();
    correct(&zone);
    let output = zone.run();
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    let said = String::from_utf8(output.stderr).unwrap();
    for name in [
        "out/2023/zone.xlsx` is open",
        "out/2023/parks/east.xlsx` is open",
    ] {
        assert!(said.contains(name), "{said}");
    }
    let after = contents(&zone.path("out/2023"));
    assert_ne!(
        before[&zone.path("out/2023/zone.xlsx")],
        after[&zone.path("out/2023/zone.xlsx")]
    );
    // The program that has it open still reads the old one.
    let mut old = Vec::new();
    std::io::Read::read_to_end(&mut &open, &mut old).unwrap();
    assert_eq!(old, before[&zone.path("out/2023/zone.xlsx")]);
}

#[test]
fn a_second_run_at_once_is_told_who_runs() {
    let zone = Zone::new();
    let process = format!("process {} on ", std::process::id());
    let held = Store::open(&zone.path("store")).unwrap();
    fails_naming(&zone.run(), &["store", &process, " since 20"]);
    drop(held);
    // Another store, but the same outputs.
    fs::create_dir_all(zone.path("out")).unwrap();
    let held = Lock::take(&zone.path("out/.huoju.lock"), "the outputs").unwrap();
    fails_naming(&zone.run(), &["output folder", &process, " since 20"]);
    drop(held);
    assert_eq!(zone.run().status.code(), Some(0));
}

#[test]
fn of_two_runs_that_start_together_one_at_least_completes_and_the_outputs_are_whole() {
    let zone = Zone::new();
    let apart = ["--store", "apart/store", "--out", "apart/out"];
    let alone = zone.huoju(&[&RUN[..], &apart].concat());
    assert_eq!(alone.status.code(), Some(0));
    let whole = contents(&zone.path("apart/out/2023"));
    let whole: Vec<Vec<u8>> = whole.into_values().collect();
    let start = || {
        Command::new(env!("CARGO_BIN_EXE_huoju"))
            .args(RUN)
            .current_dir(zone.folder.path())
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap()
    };
    let (one, other) = (start(), start());
    let ends = [one, other].map(|run| run.wait_with_output().unwrap());
    let codes: Vec<_> = ends.iter().map(|end| end.status.code()).collect();
    assert!(codes.contains(&Some(0)), "{ends:?}");
    for end in &ends {
        let said = String::from_utf8_lossy(&end.stderr);
        assert!(
            end.status.code() == Some(0) || said.contains("is in use by process"),
            "{end:?}"
        );
    }
    let found: Vec<Vec<u8>> = contents(&zone.path("out/2023")).into_values().collect();
    assert!(found == whole, "the outputs are those of no whole run");
}

#[test]
fn the_lock_of_a_killed_run_holds_nothing() {
    let zone = Zone::new();
    let mut run = Command::new(env!("CARGO_BIN_EXE_huoju"))
        .args(RUN)
        .current_dir(zone.folder.path())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    while fs::read(zone.path("store/lock")).map_or(0, |text| text.len()) == 0 {
        assert!(run.try_wait().unwrap().is_none(), "it ended too early");
        std::thread::sleep(Duration::from_millis(1));
    }
    run.kill().unwrap();
    run.wait().unwrap();
    let left = fs::read_to_string(zone.path("store/lock")).unwrap();
    assert!(left.contains("process"), "{left}");
    assert_eq!(zone.run().status.code(), Some(0));
}

#[test]
fn what_killed_runs_left_is_cleared_away_by_the_next_one() {
    let zone = Zone::new();
    assert_eq!(zone.run().status.code(), Some(0));
    let left = [
        "out/.2023.1.tmp/zone.xlsx",
        "out/2023/parks/.east.xlsx.1.tmp",
        "store/period=2022/.ingest.1.tmp/values.parquet",
        "store/period=2023/.manifest.json.1.tmp",
        "store/runs/.0002-00000000.json.1.tmp",
    ];
    for file in left {
        zone.write(file, "half");
    }
    // The folder that held stood aside for an instant.
    fs::rename(zone.path("out/2023"), zone.path("out/.2023.old")).unwrap();
    correct(&zone);
    assert_eq!(zone.run().status.code(), Some(0));
    for file in left {
        assert!(!zone.path(file).exists(), "{file} is left");
    }
    assert_eq!(hidden(&zone.path("out")), [""; 0]);
    assert!(
        zone.path(&format!("input/2023/submissions/{}.xlsx", CODES[0]))
            .exists()
    );
}
