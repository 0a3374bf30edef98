//! Completions and manual pages come from the one definition of the flags.

#![expect(clippy::unwrap_used, reason = "a test that cannot be set up fails")]

use std::path::Path;
use std::process::{Command, Stdio};

use clap::CommandFactory;
use huoju::cli::Cli;

fn huoju(arguments: &[&str]) -> String {
    let output = Command::new(env!("CARGO_BIN_EXE_huoju"))
        .args(arguments)
        .output()
        .unwrap();
    assert!(output.status.success(), "{output:?}");
    String::from_utf8(output.stdout).unwrap()
}

/// The commands that people are shown.
fn commands() -> Vec<String> {
    let cli = Cli::command();
    let shown = cli
        .get_subcommands()
        .filter(|command| !command.is_hide_set());
    shown.map(|command| command.get_name().to_owned()).collect()
}

#[test]
fn every_shell_completes_every_command_and_flag() {
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        let script = huoju(&["completions", shell]);
        for command in commands() {
            assert!(script.contains(&command), "{shell}: {command}");
        }
        for flag in ["log-format", "summary", "rule-book", "previous-table"] {
            assert!(script.contains(flag), "{shell}: {flag}");
        }
    }
}

#[test]
fn bash_reads_the_completions_and_offers_the_commands() {
    let folder = tempfile::tempdir().unwrap();
    let script = folder.path().join("huoju.bash");
    std::fs::write(&script, huoju(&["completions", "bash"])).unwrap();
    let ask = "source \"$0\"; COMP_WORDS=(huoju wh); COMP_CWORD=1; _huoju huoju wh huoju; echo \"${COMPREPLY[@]}\"";
    let Ok(output) = Command::new("bash").args(["-c", ask]).arg(&script).output() else {
        eprintln!("SKIPPED: there is no bash, so the completions are not tried");
        return;
    };
    assert_eq!(String::from_utf8(output.stdout).unwrap().trim(), "what-if");
}

#[test]
fn there_is_a_manual_page_of_huoju_and_of_each_command_shown() {
    let folder = tempfile::tempdir().unwrap();
    huoju(&["man", "--dir", folder.path().to_str().unwrap()]);
    let mut pages: Vec<String> = std::fs::read_dir(folder.path())
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    pages.sort();
    let mut expected: Vec<String> = commands()
        .iter()
        .map(|command| format!("huoju-{command}.1"))
        .collect();
    expected.push("huoju.1".to_owned());
    expected.sort();
    assert_eq!(pages, expected);
    let run = std::fs::read_to_string(folder.path().join("huoju-run.1")).unwrap();
    assert!(
        run.contains("Run the whole pipeline") && run.contains("summary"),
        "{run}"
    );
    let page = huoju(&["man"]);
    assert_eq!(
        page,
        std::fs::read_to_string(folder.path().join("huoju.1")).unwrap()
    );
    assert!(page.contains("Exit codes"), "{page}");
    knows_no_fault(&folder.path().join("huoju.1"));
}

/// Lets `man` read a page, where there is one that can.
fn knows_no_fault(page: &Path) {
    let read = Command::new("man")
        .args(["--warnings", "-l"])
        .arg(page)
        .stdout(Stdio::null())
        .output();
    match read {
        Ok(output) if output.status.success() => {
            assert_eq!(String::from_utf8(output.stderr).unwrap(), "");
        }
        _ => eprintln!("SKIPPED: there is no man, so the page is not laid out"),
    }
}
