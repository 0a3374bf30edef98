//! The files beside the submissions: the register, the zone form, explanations, the reference.

use std::collections::BTreeSet;
use std::path::Path;

use super::discover::{self, Entry};
use super::layout::Remark;
use super::note::{Note, add_to, joined};
use super::reader::Reader;
use super::records::Sources;
use super::submissions::Submitted;
use super::workbook::{Unread, Workbook};
use super::{IngestError, explanations, reference, register, zone_form};
use crate::definitions::Definitions;
use crate::period::Period;
use crate::tables::{
    ExplanationRow, FileKind, FileRow, FileStatus, Layout, NoticeRow, ReferenceRow, RegisterRow,
    ZoneFormRow,
};

/// Reads the side files and gathers what they hold.
pub(super) struct SideFiles<'a> {
    definitions: &'a Definitions,
    period: Period,
    input: &'a Path,
    reader: &'a Reader,
    /// Rows of the table of files, the register left out.
    pub files: Vec<FileRow>,
    /// The zone form.
    pub zone_form_rows: Vec<ZoneFormRow>,
    /// The explanations.
    pub explanation_rows: Vec<ExplanationRow>,
    /// The reference.
    pub reference_rows: Vec<ReferenceRow>,
}

impl<'a> SideFiles<'a> {
    /// Nothing read yet.
    pub(super) fn new(
        definitions: &'a Definitions,
        period: Period,
        input: &'a Path,
        reader: &'a Reader,
    ) -> Self {
        SideFiles {
            definitions,
            period,
            input,
            reader,
            files: Vec::new(),
            zone_form_rows: Vec::new(),
            explanation_rows: Vec::new(),
            reference_rows: Vec::new(),
        }
    }

    fn read(&self, entry: &Entry, kind: FileKind) -> (FileRow, Option<Workbook>, Vec<Note>) {
        let limits = &self.definitions.pipeline.limits;
        let loaded = discover::load(entry, limits);
        let mut row = FileRow {
            period: self.period.to_string(),
            path: entry.relative.clone(),
            bytes: i64::try_from(loaded.bytes).unwrap_or(i64::MAX),
            hash: loaded.hash,
            kind,
            ..FileRow::default()
        };
        let opened = loaded.content.and_then(|content| {
            self.reader
                .open(&content, &entry.extension(), limits)
                .workbook
        });
        match opened {
            Ok(workbook) => {
                row.layout = Layout::Table;
                let notes = workbook.notes.clone();
                (row, Some(workbook), notes)
            }
            Err(Unread::Refused(note) | Unread::Skipped(note)) => {
                row.status = FileStatus::Refused;
                (row, None, vec![note])
            }
        }
    }

    /// The register and its row in the table of files.
    ///
    /// # Errors
    /// When it is missing, unreadable, or lacks a column that it needs.
    pub(super) fn register(
        &mut self,
    ) -> Result<(Vec<RegisterRow>, FileRow, Vec<Remark>), IngestError> {
        if !self.input.is_dir() {
            return Err(IngestError::Input {
                path: self.input.display().to_string(),
                problem: "is no folder: the input folder is expected here, with register.xlsx and a folder for each period"
                    .to_owned(),
            });
        }
        let Some(entry) = discover::named(self.input, self.input, "register") else {
            return Err(IngestError::Input {
                path: self.input.join("register.xlsx").display().to_string(),
                problem: "is missing: the register (名录库) of the enterprises that must report is expected here".to_owned(),
            });
        };
        let path = entry.path.display().to_string();
        let (mut row, workbook, mut notes) = self.read(&entry, FileKind::Register);
        let Some(workbook) = workbook else {
            let why: Vec<&str> = notes.iter().map(|note| note.en.as_str()).collect();
            return Err(IngestError::Input {
                path,
                problem: format!("cannot be read as the register: {}", why.join("; ")),
            });
        };
        let (rows, more, remarks) = register::read(self.definitions, &entry.relative, &workbook)
            .map_err(|error| match error {
                IngestError::Input { problem, .. } => IngestError::Input { path, problem },
                error => error,
            })?;
        notes.extend(more);
        row.reason = joined(&notes);
        Ok((rows, row, remarks))
    }

    /// A file that could not be read is a finding.
    fn report(
        &mut self,
        sources: &Sources<'_>,
        mut row: FileRow,
        notes: &[Note],
        remarks: &[Remark],
        notices: &mut Vec<NoticeRow>,
    ) {
        row.reason = joined(notes);
        if row.status == FileStatus::Refused {
            let detail = notes.first().cloned().unwrap_or_default();
            notices.push(sources.of_file("unreadable-file", &row.path, row.path.clone(), detail));
        }
        notices.extend(
            remarks
                .iter()
                .map(|remark| sources.of_remark(remark, &row.path)),
        );
        self.files.push(row);
    }

    /// The zone form, if there is one.
    pub(super) fn zone_form(&mut self, sources: &Sources<'_>, notices: &mut Vec<NoticeRow>) {
        let folder = self.input.join(self.period.to_string());
        let Some(entry) = discover::named(self.input, &folder, "zone") else {
            return;
        };
        let (row, workbook, mut notes) = self.read(&entry, FileKind::ZoneForm);
        let mut remarks = Vec::new();
        if let Some(workbook) = workbook {
            let form = zone_form::read(self.definitions, &entry.relative, &workbook);
            self.zone_form_rows = form.rows;
            notes.extend(form.notes);
            remarks = form.remarks;
        }
        self.report(sources, row, &notes, &remarks, notices);
    }

    /// The explanations: of their own workbook, and those that came with submissions.
    pub(super) fn explanations(
        &mut self,
        sources: &Sources<'_>,
        submitted: &Submitted,
        notices: &mut Vec<NoticeRow>,
    ) {
        let folder = self.input.join(self.period.to_string());
        if let Some(entry) = discover::named(self.input, &folder, "explanations") {
            let (row, workbook, mut notes) = self.read(&entry, FileKind::Explanations);
            if let Some(workbook) = workbook {
                let (rows, more) = explanations::read(self.definitions, &entry.relative, &workbook);
                self.explanation_rows = rows;
                notes.extend(more);
            }
            self.report(sources, row, &notes, &[], notices);
        }
        self.explanation_rows.extend(submitted.explanations());
        self.explanation_rows.sort_by(|a, b| {
            (&a.credit_code, &a.rule, &a.file).cmp(&(&b.credit_code, &b.rule, &b.file))
        });
    }

    /// Notes explanations that settle nothing at the files that they came in.
    pub(super) fn note_explanations(&self, known: &BTreeSet<&str>, files: &mut [FileRow]) {
        let without_effect =
            explanations::without_effect(self.definitions, known, &self.explanation_rows);
        for (path, note) in without_effect {
            if let Some(file) = files.iter_mut().find(|file| file.path == path) {
                add_to(&mut file.reason, &note);
            }
        }
    }

    /// The reference, if there is one.
    pub(super) fn reference(&mut self, sources: &Sources<'_>, notices: &mut Vec<NoticeRow>) {
        let folder = self.input.join("reference");
        let Some(entry) = discover::named(self.input, &folder, &self.period.to_string()) else {
            return;
        };
        let (row, workbook, mut notes) = self.read(&entry, FileKind::Reference);
        let mut remarks = Vec::new();
        if let Some(workbook) = workbook {
            let read = reference::read(self.definitions, &workbook);
            self.reference_rows = read.rows;
            notes.extend(read.notes);
            remarks = read.remarks;
        }
        self.report(sources, row, &notes, &remarks, notices);
    }
}
