//! The copy that `--summary FILE` asks for: whole or not at all, and also of a run that could not be done.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

use super::super::Status;
use super::PAGE;
use super::page::{plain, section};
use crate::cli::{Cli, Command, Options, Target};
use crate::definitions::Language;

/// Refuses `--summary` where a command has none to write.
///
/// # Errors
/// For other commands than `run` and `report`, and for the workbook of one park.
pub(in crate::commands) fn refuse_elsewhere(cli: &Cli) -> Result<()> {
    if cli.options.summary.is_none() {
        return Ok(());
    }
    match &cli.command {
        Command::Run(_) | Command::Report { park: None, .. } => Ok(()),
        Command::Report { .. } => {
            bail!("`--summary` is of a whole run, `--park` of one workbook: leave one of them out")
        }
        _ => bail!("only `huoju run` and `huoju report` have a summary: leave `--summary` out"),
    }
}

/// Runs a command; where it cannot be done, the summary that was asked for says why.
///
/// # Errors
/// When the command fails, or the file of the summary cannot be written: that is tried first.
pub(in crate::commands) fn with_failure(
    target: &Target,
    options: &Options,
    command: impl FnOnce() -> Result<Status>,
) -> Result<Status> {
    let Some(file) = &options.summary else {
        return command();
    };
    // A path that cannot be written is told before the work, not after it.
    put(file, "")?;
    command().inspect_err(|error| {
        if let Err(second) = put(file, &failure(target, options.lang, error)) {
            tracing::error!("{second:#}");
        }
    })
}

/// Puts the page of the outputs in `folder` where `--summary` asks for it, with a list of where they are.
///
/// # Errors
/// When the page is not among the outputs, or the file cannot be written.
pub(in crate::commands) fn copy(
    file: Option<&Path>,
    language: Language,
    folder: &Path,
) -> Result<()> {
    let Some(file) = file else {
        return Ok(());
    };
    let path = folder.join(PAGE);
    let page = std::fs::read_to_string(&path)
        .with_context(|| format!("cannot read the summary `{}`", path.display()))?;
    let mut lines = vec![page.trim_end().to_owned()];
    section(&mut lines, language.choose("输出", "Outputs"));
    for (name, zh, en) in [
        ("zone.xlsx", "全区", "the zone"),
        ("evaluation.xlsx", "评价", "the evaluation"),
        ("submission.xlsx", "上报稿", "what the zone submits"),
        ("findings.xlsx", "审核结果", "the findings"),
        ("parks", "各园区", "a workbook for each park"),
        (
            "returns",
            "退回企业的报表",
            "the forms that go back to respondents",
        ),
    ] {
        lines.push(format!(
            "- {}{}`{}`",
            language.choose(zh, en),
            language.choose("：", ": "),
            folder.join(name).display()
        ));
    }
    lines.push(String::new());
    put(file, &lines.join("\n"))
}

/// The page of a run that could not be done.
fn failure(target: &Target, language: Language, error: &anyhow::Error) -> String {
    let pipeline = target.pipeline.display().to_string();
    let mut lines = vec![
        format!("# {} {}", plain(&pipeline), target.period),
        String::new(),
        format!(
            "**{}**",
            language.choose("未能完成", "The run could not be done")
        ),
        String::new(),
        language
            .choose(
                "上一次的输出保持不变。原因：",
                "The outputs of the last run are as they were. The reason:",
            )
            .to_owned(),
        String::new(),
    ];
    // Indented text is shown as it is, whatever a path or a cell in it holds.
    let reason = format!("{error:#}");
    lines.extend(reason.lines().map(|line| format!("    {line}")));
    section(&mut lines, language.choose("先做什么", "What to do first"));
    lines.push(
        language
            .choose(
                "1. 按上述原因更正，然后重新运行",
                "1. Mend what the reason says and run again",
            )
            .to_owned(),
    );
    lines.push(String::new());
    lines.join("\n")
}

/// Writes a text under a temporary name beside the file, then renames it. An empty text only tries the place.
fn put(file: &Path, text: &str) -> Result<()> {
    let name = file
        .file_name()
        .with_context(|| format!("`--summary {}` names no file", file.display()))?;
    let unfinished: PathBuf = file.with_file_name(format!(
        ".{}.{}.tmp",
        name.to_string_lossy(),
        std::process::id()
    ));
    let done = std::fs::write(&unfinished, text).and_then(|()| {
        if text.is_empty() {
            std::fs::remove_file(&unfinished)
        } else {
            std::fs::rename(&unfinished, file)
        }
    });
    if done.is_err() {
        std::fs::remove_file(&unfinished).ok();
    }
    done.with_context(|| {
        format!(
            "the summary cannot be written to `{}`: name a file in a folder that exists and can be written",
            file.display()
        )
    })
}
