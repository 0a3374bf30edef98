//! The same inputs give the same bytes: whatever the number of threads, the folder, the time zone and the language of the
//! machine.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::zone::Zone;

fn contents(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut all = BTreeMap::new();
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

#[test]
fn threads_folders_time_zones_and_languages_change_no_byte() {
    let zone = Zone::new();
    let mut all = Vec::new();
    for (name, threads, folder, others) in [
        ("one", "1", "", [("TZ", "UTC"), ("LANG", "C")]),
        (
            "two",
            "2",
            "input",
            [("TZ", "Asia/Shanghai"), ("LANG", "zh_CN.UTF-8")],
        ),
        (
            "eight",
            "8",
            "pipelines",
            [("TZ", "America/St_Johns"), ("LANG", "tr_TR.UTF-8")],
        ),
    ] {
        let output = Command::new(env!("CARGO_BIN_EXE_huoju"))
            .arg("run")
            .arg(if folder.is_empty() {
                PathBuf::from("pipelines/zone.toml")
            } else {
                zone.path("pipelines/zone.toml")
            })
            .args(["--period", "2023", "--store"])
            .arg(zone.path(&format!("store-{name}")))
            .arg("--out")
            .arg(zone.path(&format!("out-{name}")))
            .current_dir(zone.path(folder))
            .env("RAYON_NUM_THREADS", threads)
            .env("POLARS_MAX_THREADS", threads)
            .envs(others)
            .env("LC_ALL", others[1].1)
            .output()
            .unwrap();
        assert_eq!(output.status.code(), Some(0), "{output:?}");
        all.push((name, contents(&zone.path(&format!("out-{name}/2023")))));
    }
    let (_, first) = &all[0];
    assert!(first.len() > 40, "{}", first.len());
    for (name, other) in &all[1..] {
        assert!(first.keys().eq(other.keys()));
        for (path, bytes) in first {
            assert!(
                other[path] == *bytes,
                "{} differs with {name}",
                path.display()
            );
        }
    }
}
