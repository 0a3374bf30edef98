//! A run by a schedule: nothing is asked, nothing printed when all is well, a summary for an e-mail, and the units that
//! the documents give.

#![allow(missing_docs, clippy::unwrap_used, clippy::expect_used)]

mod zone;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use zone::{CODES, Zone};

const RUN: [&str; 4] = ["run", "pipelines/zone.toml", "--period", "2023"];

fn with(further: &[&str]) -> Vec<String> {
    RUN.iter()
        .chain(further)
        .map(|word| (*word).to_owned())
        .collect()
}

fn run(zone: &Zone, further: &[&str]) -> Output {
    let arguments = with(further);
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    zone.huoju(&arguments)
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

fn read(zone: &Zone, file: &str) -> String {
    fs::read_to_string(zone.path(file)).unwrap()
}

/// A zone in which half of the enterprises are silent: a gate fails.
fn half_silent() -> Zone {
    let zone = Zone::new();
    for code in &CODES[..2] {
        fs::remove_file(zone.path(&format!("input/2023/submissions/{code}.xlsx"))).unwrap();
    }
    zone
}

#[test]
fn a_quiet_run_prints_nothing_when_all_is_well_and_the_gate_when_one_failed() {
    let output = run(&Zone::new(), &["--quiet"]);
    assert_eq!(output.status.code(), Some(0));
    assert_eq!(
        (text(&output.stdout), text(&output.stderr)),
        Default::default()
    );

    let output = run(&half_silent(), &["--quiet"]);
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(text(&output.stdout), "");
    let told = text(&output.stderr);
    assert!(
        told.contains("gate failed") && told.contains("response_rate"),
        "{told}"
    );
}

#[test]
fn the_log_for_machines_is_one_object_a_line_and_nothing_else_is_printed() {
    let output = run(&half_silent(), &["--log-format", "json"]);
    assert_eq!(text(&output.stdout), "");
    let events: Vec<serde_json::Value> = text(&output.stderr)
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    let event = |message: &str| {
        let mut told = events.iter().map(|event| &event["fields"]);
        told.find(|fields| fields["message"] == message)
            .unwrap()
            .clone()
    };
    assert_eq!(event("run done")["answered"], 2);
    assert_eq!(event("gate failed")["gate"], "response_rate");
    assert_eq!(event("gate failed")["value"], 0.5);

    let output = Zone::new().huoju(&[
        "run",
        "none.toml",
        "--period",
        "2023",
        "--log-format",
        "json",
    ]);
    assert_eq!(output.status.code(), Some(2));
    let told: serde_json::Value = serde_json::from_str(text(&output.stderr).trim()).unwrap();
    assert_eq!(told["level"], "ERROR");
}

#[test]
fn a_run_needs_no_terminal_no_home_no_language_and_no_standard_input() {
    let zone = Zone::new();
    let script = format!(
        "exec '{}' {} --quiet --summary summary.md <&-",
        env!("CARGO_BIN_EXE_huoju"),
        RUN.join(" ")
    );
    let mut command = Command::new("/bin/sh");
    command
        .args(["-c", &script])
        .env_clear()
        .current_dir(zone.folder.path());
    // A session of its own has no terminal to ask on.
    let detached = Command::new("setsid").arg("--version").output().is_ok();
    if detached {
        command = Command::new("setsid");
        command.args(["--wait", "/bin/sh", "-c", &script]);
        let path = std::env::var_os("PATH").unwrap();
        command
            .env_clear()
            .env("PATH", path)
            .current_dir(zone.folder.path());
    }
    let output = command.output().unwrap();
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    assert_eq!(
        (text(&output.stdout), text(&output.stderr)),
        Default::default()
    );
    assert!(read(&zone, "summary.md").contains("# 小高新区 2023"));
}

#[test]
fn the_summary_says_verdict_what_to_do_gates_counts_score_and_where_the_outputs_are() {
    let zone = half_silent();
    let output = run(&zone, &["--summary", "mail/summary.md"]);
    assert_eq!(output.status.code(), Some(2), "the folder does not exist");
    assert!(
        text(&output.stderr).contains("mail/summary.md"),
        "{output:?}"
    );
    assert!(!zone.path("out").exists(), "told before the work");

    run(&zone, &["--summary", "summary.md"]);
    let page = read(&zone, "summary.md");
    // Two of four answered, with 6000 + 4000 − 4000 of 10000 … of last year's revenue 3000 of 5000.
    for line in [
        "# 小高新区 2023",
        "**已完成，但有 1 项门槛未通过：上报率**",
        "1. 有 2 家应报未报，请催报（名单见 findings.xlsx）",
        "| 上报率 | 50 % | 70 % | 未通过 |",
        "- 上报：应报 4 家，已报 2 家",
        "- 全区：`out/2023/zone.xlsx`",
    ] {
        assert!(
            page.lines().any(|found| found == line),
            "no line {line}:\n{page}"
        );
    }
    assert!(
        page.contains("- 小指数：") && page.contains("| 东园 |"),
        "{page}"
    );
    // The page among the outputs is the same but for their place, and names no enterprise.
    assert!(page.starts_with(read(&zone, "out/2023/summary.md").trim_end()));
    assert!(!page.contains("公司") && !page.contains(CODES[2]), "{page}");

    run(&zone, &["--summary", "summary.md", "--lang", "en"]);
    let page = read(&zone, "summary.md");
    for line in [
        "# Little Zone 2023",
        "**Done, but a gate failed: response rate**",
        "| response rate | 50 % | 70 % | FAILED |",
        "- Response: 2 of 4 expected enterprises",
    ] {
        assert!(
            page.lines().any(|found| found == line),
            "no line {line}:\n{page}"
        );
    }
}

#[test]
fn a_run_that_cannot_be_done_says_why_in_its_summary() {
    let zone = Zone::new();
    zone.edit(
        "pipelines/zone.toml",
        "response_rate = 0.7",
        "response_rat = 0.7",
    );
    let output = run(&zone, &["--quiet", "--summary", "summary.md"]);
    assert_eq!(output.status.code(), Some(2));
    let page = read(&zone, "summary.md");
    assert!(
        page.contains("**未能完成**") && page.contains("response_rat"),
        "{page}"
    );
    let left: Vec<_> = fs::read_dir(zone.folder.path()).unwrap().collect();
    assert_eq!(
        left.len(),
        3,
        "definitions, inputs and the summary: {left:?}"
    );
}

#[test]
fn a_command_without_a_summary_refuses_to_be_asked_for_one() {
    let zone = Zone::new();
    let output = zone.huoju(&["check", "pipelines/zone.toml", "--summary", "summary.md"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(!zone.path("summary.md").exists());
}

fn documents() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/systemd")
}

#[cfg(unix)]
fn executable(path: &Path, script: &str) {
    use std::os::unix::fs::PermissionsExt;
    fs::write(path, script).unwrap();
    fs::set_permissions(path, fs::Permissions::from_mode(0o755)).unwrap();
}

#[cfg(unix)]
#[test]
fn the_script_runs_the_quarter_that_ended_last_and_mails_the_summary() {
    for (month, period) in [
        ("01", "2023Q4"),
        ("03", "2023Q4"),
        ("04", "2024Q1"),
        ("10", "2024Q3"),
    ] {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        executable(
            &at("date"),
            &format!("#!/bin/sh\ncase $1 in +%Y) echo 2024 ;; +%m) echo {month} ;; esac\n"),
        );
        executable(
            &at("huoju"),
            "#!/bin/sh\necho \"$@\" > \"$OUT/arguments\"\necho done > \"$OUT/summary.md\"\nexit 1\n",
        );
        executable(
            &at("mail"),
            "#!/bin/sh\necho \"$2 $3\" > \"$OUT/mailed\"\ncat >> \"$OUT/mailed\"\n",
        );
        let path = std::env::join_paths(
            std::iter::once(folder.path().to_path_buf())
                .chain(std::env::split_paths(&std::env::var_os("PATH").unwrap())),
        );
        let output = Command::new(documents().join("huoju-quarter"))
            .env("PATH", path.unwrap())
            .env("OUT", folder.path())
            .env("HUOJU", at("huoju"))
            .env("PIPELINE", "zone.toml")
            .env("SUMMARY", at("summary.md"))
            .env("MAILTO", "someone@example.org")
            .output()
            .unwrap();
        assert_eq!(output.status.code(), Some(1), "{output:?}");
        let arguments = fs::read_to_string(at("arguments")).unwrap();
        assert!(
            arguments.starts_with(&format!(
                "run zone.toml --period {period} --quiet --log-format json --summary"
            )),
            "{arguments}"
        );
        let mailed = fs::read_to_string(at("mailed")).unwrap();
        assert_eq!(
            mailed,
            format!("huoju {period}: exit code 1 someone@example.org\ndone\n")
        );
    }
}

#[test]
fn the_units_of_systemd_are_sound() {
    let folder = tempfile::tempdir().unwrap();
    for name in ["huoju.service", "huoju.timer"] {
        let unit = fs::read_to_string(documents().join(name)).unwrap();
        // What a schedule needs, whether or not there is a systemd to ask.
        let keys: Vec<&str> = unit
            .lines()
            .filter_map(|line| line.split_once('='))
            .map(|(key, _)| key)
            .collect();
        let needed: &[&str] = if name == "huoju.timer" {
            &["OnCalendar", "Persistent", "WantedBy"]
        } else {
            &["Type", "User", "ExecStart", "StandardInput", "UMask"]
        };
        for key in needed {
            assert!(keys.contains(key), "{name}: {key}");
        }
        // The script that the unit starts lies elsewhere on the machine of the test.
        let script = documents().join("huoju-quarter");
        let unit = unit.replace("/opt/huoju/bin/huoju-quarter", script.to_str().unwrap());
        fs::write(folder.path().join(name), unit).unwrap();
    }
    let verified = Command::new("systemd-analyze")
        .args(["verify", "--man=no"])
        .args(["huoju.service", "huoju.timer"].map(|name| folder.path().join(name)))
        .output();
    match verified {
        Ok(output) => {
            assert!(output.status.success(), "{output:?}");
            assert_eq!(text(&output.stderr), "");
        }
        Err(_) => eprintln!("SKIPPED: there is no systemd-analyze, so the units are only parsed"),
    }
}

#[test]
fn the_line_of_cron_has_five_times_a_user_and_a_command() {
    let table = fs::read_to_string(documents().join("huoju.cron")).unwrap();
    let lines: Vec<&str> = table
        .lines()
        .filter(|line| !line.starts_with('#') && !line.contains("MAILTO="))
        .collect();
    assert_eq!(lines.len(), 1, "{lines:?}");
    let mut words = lines[0].split(' ');
    let times: Vec<&str> = words.by_ref().take(5).collect();
    for (time, (least, most)) in times
        .iter()
        .zip([(0, 59), (0, 23), (1, 31), (1, 12), (0, 7)])
    {
        for number in time.split([',', '-']).filter(|number| *number != "*") {
            let number: u32 = number.parse().unwrap();
            assert!((least..=most).contains(&number), "{time}");
        }
    }
    assert_eq!(words.next(), Some("huoju"));
    assert!(lines[0].ends_with("/huoju-quarter") && !lines[0].contains('%'));
}
