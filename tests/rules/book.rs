//! The rule book and the lints of the shipped rules, as `huoju check` gives them.

use std::process::Command;

fn check(arguments: &[&str]) -> String {
    let output = Command::new(env!("CARGO_BIN_EXE_huoju"))
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .args(["check", "pipelines/shenyang.toml"])
        .args(if arguments.contains(&"--lang") {
            &[][..]
        } else {
            &["--lang", "en"]
        })
        .args(arguments)
        .output()
        .unwrap();
    assert!(output.status.success());
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn the_rule_book_is_that_of_the_shipped_rules() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("rules.md");
    check(&["--quiet", "--rule-book", path.to_str().unwrap()]);
    let book = std::fs::read_to_string(&path).unwrap();
    let kept = std::fs::read_to_string("docs/rules.md").unwrap();
    assert!(
        book == kept,
        "docs/rules.md is stale: run `huoju check pipelines/shenyang.toml --rule-book docs/rules.md`"
    );
    for id in super::catalogue() {
        assert!(book.contains(&format!("### {id}")), "{id}");
    }
    for id in huoju::definitions::OWN_CHECKS {
        assert!(book.contains(&format!("### {id}")), "{id}");
    }
}

#[test]
fn parameters_that_are_not_verified_are_counted_by_file_or_named() {
    let short = check(&[]);
    let lines = |text: &str| {
        let lines = text.lines();
        lines
            .filter(|line| line.starts_with("not verified: "))
            .count()
    };
    assert!(lines(&short) < 20, "{short}");
    assert!(short.contains("parameters of pipelines/rules/torch-annual.toml"));
    let long = check(&["--verbose"]);
    assert!(lines(&long) > 300);
    assert!(long.contains("not verified: rule D001"));
}

#[test]
fn the_lints_are_told_in_the_language_that_is_asked_for() {
    let (zh, en) = (check(&["--lang", "zh"]), check(&[]));
    assert_eq!(zh.lines().count(), en.lines().count());
    assert!(
        zh.contains("警告：规则 A07：") && zh.contains("未核实："),
        "{zh}"
    );
    assert!(
        !zh.contains("warning: ") && !en.contains("警告"),
        "{zh}{en}"
    );
    // Time, type and place of registration are as last year for nearly everybody.
    assert!(!en.contains("D109"), "{en}");
}

#[test]
fn the_shipped_rules_do_not_contradict_each_other() {
    let remarks = check(&[]);
    assert!(!remarks.contains("contradict"), "{remarks}");
    assert!(
        remarks.contains("rule A07") && remarks.contains("personal data"),
        "{remarks}"
    );
}
