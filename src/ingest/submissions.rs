//! The submissions of a period: every file below its folder, read in parallel.

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

use indicatif::ProgressBar;
use rayon::prelude::*;

use super::IngestError;
use super::discover::{self, Entry, Loaded};
use super::layout::{self, Content, Vocabulary};
use super::note::{Note, joined};
use super::reader::{Reader, Remembered};
use super::records::Sources;
use super::resolve::{ReadFile, Resolved};
use super::values::credit_code::Judged;
use super::values::date::date;
use super::workbook::{Unread, Workbook};
use crate::period::Period;
use crate::tables::{ExplanationRow, FileKind, FileRow, FileStatus, NoticeRow};

/// What became of a file.
enum Outcome {
    /// Read: its index among the files that were.
    Read(usize),
    /// The same bytes as another file, by index among all files.
    Identical(usize),
    /// Not read.
    Unread(Unread),
}

struct SubmittedFile {
    entry: Entry,
    bytes: u64,
    hash: String,
    outcome: Outcome,
}

/// All files of the submissions folder.
pub(super) struct Submitted {
    files: Vec<SubmittedFile>,
    /// Those that were read.
    pub read: Vec<ReadFile>,
}

/// Reads the submissions folder of a period; `reading` says who reads, and what is remembered.
///
/// # Errors
/// When the folder is missing, unreadable or holds no workbook.
pub(super) fn read(
    vocabulary: &Vocabulary<'_>,
    period: Period,
    known: &[String],
    input: &Path,
    reading: (&Reader, &Remembered),
    progress: &ProgressBar,
) -> Result<Submitted, IngestError> {
    let folder = input.join(period.to_string()).join("submissions");
    let wrong = |problem: String| IngestError::Input {
        path: folder.display().to_string(),
        problem,
    };
    if !folder.is_dir() {
        return Err(wrong(format!(
            "is missing: the workbooks that enterprises submitted for {period} are expected here"
        )));
    }
    let entries = discover::walk(input, &folder)
        .map_err(|error| wrong(format!("cannot be read: {error}")))?;
    progress.set_length(entries.len() as u64);
    let limits = &vocabulary.pipeline.limits;
    let (reader, remembered) = reading;
    let read_one = |entry: Entry| {
        let Loaded {
            bytes,
            hash,
            content,
        } = discover::load(&entry, limits);
        let read = content.and_then(|content| {
            let extension = entry.extension();
            if let Some(made) = remembered.recall(&hash, &extension) {
                return made;
            }
            let opened = reader.open(&content, &extension, limits);
            let made = opened.workbook.and_then(|workbook| {
                let content = laid_out(vocabulary, period, known, &workbook)?;
                Ok((workbook.modified, content))
            });
            if opened.certain {
                remembered.keep(&hash, &extension, &made);
            } else {
                remembered.pass(&hash, &extension);
            }
            made
        });
        progress.inc(1);
        (entry, bytes, hash, read)
    };
    let all: Vec<_> = entries.into_par_iter().map(read_one).collect();

    let mut submitted = Submitted {
        files: Vec::new(),
        read: Vec::new(),
    };
    let mut first_with: BTreeMap<String, usize> = BTreeMap::new();
    for (index, (entry, bytes, hash, read)) in all.into_iter().enumerate() {
        let outcome = match read {
            Err(unread) => Outcome::Unread(unread),
            Ok((modified, content)) => match first_with.get(&hash) {
                Some(first) => Outcome::Identical(*first),
                None => {
                    first_with.insert(hash.clone(), index);
                    submitted.read.push(ReadFile {
                        path: entry.relative.clone(),
                        modified: modified.filter(|time| {
                            // A return is dated at its period's end until a program saves it anew.
                            !content.answers || date(time).is_some_and(|day| day > end_of(period))
                        }),
                        content,
                    });
                    Outcome::Read(submitted.read.len() - 1)
                }
            },
        };
        submitted.files.push(SubmittedFile {
            entry,
            bytes,
            hash,
            outcome,
        });
    }
    let skipped =
        |file: &SubmittedFile| matches!(file.outcome, Outcome::Unread(Unread::Skipped(_)));
    if submitted.files.iter().all(skipped) {
        return Err(wrong(format!(
            "holds no workbook: the workbooks that enterprises submitted for {period} are expected here"
        )));
    }
    Ok(submitted)
}

/// What a workbook holds. A fault of ours on a workbook that nobody foresaw costs this file, not the run.
fn laid_out(
    vocabulary: &Vocabulary<'_>,
    period: Period,
    known: &[String],
    workbook: &Workbook,
) -> Result<Content, Unread> {
    let read = || layout::read(vocabulary, period, known, workbook);
    catch_unwind(AssertUnwindSafe(read)).map_err(|_| {
        Unread::Refused(Note::new(
            "程序在识别报表时出错，请将该文件反馈给程序维护者",
            "huoju failed on how it is laid out: please report the file to those who maintain huoju",
        ))
    })
}

/// The last moment of a period, as ISO text.
fn end_of(period: Period) -> String {
    let (month, day) = period.last_day();
    format!("{:04}-{month:02}-{day:02} 23:59:59", period.year)
}

/// Notes on credit codes that were corrected.
fn corrections(content: &Content) -> Vec<Note> {
    let mut notes = Vec::new();
    for submission in &content.submissions {
        if let Judged::Corrected { code, typed } = &submission.credit_code {
            notes.push(Note::new(
                format!("统一社会信用代码 {typed} 更正为 {code}"),
                format!("the credit code {typed} is corrected to {code}"),
            ));
        }
    }
    notes
}

impl Submitted {
    /// How many values were read.
    pub(super) fn values(&self) -> usize {
        let submissions = self.read.iter().flat_map(|file| &file.content.submissions);
        submissions
            .flat_map(|submission| submission.parts.values())
            .map(|part| part.readings.len())
            .sum()
    }

    /// One row per file.
    pub(super) fn file_rows(
        &self,
        sources: &Sources<'_>,
        resolved: &BTreeMap<String, Resolved>,
    ) -> Vec<FileRow> {
        self.files
            .iter()
            .map(|file| {
                let mut row = FileRow {
                    period: sources.period.to_string(),
                    path: file.entry.relative.clone(),
                    bytes: i64::try_from(file.bytes).unwrap_or(i64::MAX),
                    hash: file.hash.clone(),
                    kind: FileKind::Submission,
                    ..FileRow::default()
                };
                match &file.outcome {
                    Outcome::Read(index) => self.describe(&mut row, *index, resolved),
                    Outcome::Identical(first) => {
                        row.status = FileStatus::Identical;
                        row.reason = joined(&[self.same_as(*first)]);
                    }
                    Outcome::Unread(Unread::Skipped(note)) => {
                        row.status = FileStatus::Skipped;
                        row.reason = joined(std::slice::from_ref(note));
                    }
                    Outcome::Unread(Unread::Refused(note)) => {
                        row.status = FileStatus::Refused;
                        row.reason = joined(std::slice::from_ref(note));
                    }
                }
                row
            })
            .collect()
    }

    fn same_as(&self, first: usize) -> Note {
        let path = self
            .files
            .get(first)
            .map(|file| file.entry.relative.as_str())
            .unwrap_or_default();
        Note::new(
            format!("与 {path} 内容完全相同"),
            format!("the same as {path}, byte for byte"),
        )
    }

    fn describe(&self, row: &mut FileRow, index: usize, resolved: &BTreeMap<String, Resolved>) {
        let Some(file) = self.read.get(index) else {
            return;
        };
        let content = &file.content;
        row.layout = content.layout;
        row.submissions = i64::try_from(content.submissions.len()).unwrap_or(i64::MAX);
        let mut notes: Vec<Note> = content.refused.iter().cloned().collect();
        if content.refused.is_some() {
            row.status = FileStatus::Refused;
        }
        let of_submission = |at: usize| {
            let code = content.submissions.get(at)?.credit_code.code();
            resolved.get(code).map(|resolved| (resolved, (index, at)))
        };
        let own: Vec<_> = (0..content.submissions.len())
            .filter_map(of_submission)
            .collect();
        let replaced = own
            .iter()
            .filter(|(resolved, id)| resolved.replaced.contains_key(id))
            .count();
        let in_use = own.iter().any(|(resolved, id)| resolved.uses(*id));
        if replaced > 0 {
            let mut by: Vec<&str> = own
                .iter()
                .filter_map(|(resolved, id)| resolved.replaced.get(id))
                .flat_map(BTreeMap::values)
                .filter_map(|id| self.read.get(id.0))
                .map(|file| file.path.as_str())
                .collect();
            by.sort_unstable();
            by.dedup();
            let by = by.join(", ");
            if in_use {
                notes.push(Note::new(
                    format!("部分内容被 {by} 替代"),
                    format!("partly replaced by {by}"),
                ));
            } else {
                row.status = FileStatus::Superseded;
                notes.push(Note::new(
                    format!("被 {by} 替代"),
                    format!("replaced by {by}"),
                ));
            }
        }
        notes.extend(corrections(content));
        notes.extend(content.notes.iter().cloned());
        row.reason = joined(&notes);
    }

    /// Notices of files as a whole.
    pub(super) fn notices(&self, sources: &Sources<'_>) -> Vec<NoticeRow> {
        let mut notices = Vec::new();
        for file in &self.files {
            let path = file.entry.relative.as_str();
            match &file.outcome {
                Outcome::Read(index) => {
                    let Some(read) = self.read.get(*index) else {
                        continue;
                    };
                    notices.extend(
                        read.content
                            .remarks
                            .iter()
                            .map(|remark| sources.of_remark(remark, path)),
                    );
                    if let Some(refused) = &read.content.refused {
                        notices.push(sources.of_file(
                            "unreadable-file",
                            path,
                            path,
                            refused.clone(),
                        ));
                    }
                }
                Outcome::Identical(first) => {
                    let original = self.files.get(*first);
                    let original_path = original
                        .map(|file| file.entry.relative.clone())
                        .unwrap_or_default();
                    let code = match original.map(|file| &file.outcome) {
                        Some(Outcome::Read(index)) => self.read.get(*index),
                        _ => None,
                    };
                    let mut notice = sources.of_file(
                        "identical-copy",
                        path,
                        path,
                        Note::new(original_path.clone(), original_path),
                    );
                    if let Some([only]) = code.map(|read| read.content.submissions.as_slice()) {
                        notice.credit_code = only.credit_code.code().to_owned();
                        notice.name.clone_from(&only.name);
                    }
                    notices.push(notice);
                }
                Outcome::Unread(Unread::Refused(note)) => {
                    notices.push(sources.of_file("unreadable-file", path, path, note.clone()));
                }
                Outcome::Unread(Unread::Skipped(_)) => {}
            }
        }
        notices
    }

    /// Explanations that came along with submissions.
    pub(super) fn explanations(&self) -> impl Iterator<Item = ExplanationRow> {
        self.read.iter().flat_map(|file| {
            file.content
                .explanations
                .iter()
                .map(|explained| ExplanationRow {
                    credit_code: explained.credit_code.clone(),
                    rule: explained.rule.clone(),
                    codes: explained.codes.clone(),
                    row: explained.row,
                    text: explained.text.clone(),
                    file: file.path.clone(),
                })
        })
    }
}
