//! Every input file and what became of it.

use anyhow::Result;
use rust_xlsxwriter::Workbook;

use crate::definitions::Language;
use crate::report::sheet::{Cell, Column, SheetWriter};
use crate::report::style::Tone;
use crate::report::view::View;
use crate::tables::{FileKind, FileStatus, Layout};

pub(super) fn write(view: &View, workbook: &mut Workbook) -> Result<()> {
    let files = &view.results.ingested.files;
    let mut sheet = SheetWriter::add(
        workbook,
        view.say("文件", "Files"),
        view.say("收到的文件及其处理", "Input files and what became of them"),
        view.language,
    )?;
    // Files go by the names of enterprises.
    sheet.inside();
    let counts: Vec<String> = [
        FileStatus::Read,
        FileStatus::Superseded,
        FileStatus::Identical,
        FileStatus::Refused,
        FileStatus::Skipped,
    ]
    .into_iter()
    .map(|status| {
        (
            status,
            files.iter().filter(|file| file.status == status).count(),
        )
    })
    .filter(|(_, count)| *count > 0)
    .map(|(status, count)| match view.language {
        Language::Zh => format!("{} {count} 个", view.file_word(status)),
        Language::En => format!("{}: {count}", view.file_word(status)),
    })
    .collect();
    let submissions = files
        .iter()
        .filter(|file| file.kind == FileKind::Submission)
        .count();
    let others = files.len() - submissions;
    let skipped = files
        .iter()
        .filter(|file| file.kind == FileKind::Submission && file.status == FileStatus::Skipped)
        .count();
    sheet.note(&match view.language {
        Language::Zh => format!(
            "共 {} 个文件：{}。其中企业报表 {submissions} 个（含跳过的 {skipped} 个；“处理过程”只数其余 {} 个），名录库、园区综合表、情况说明和参照数据 {others} 个",
            files.len(),
            counts.join("；"),
            submissions - skipped
        ),
        Language::En => format!(
            "{} files: {}. Of these {submissions} are submissions ({skipped} skipped; the sheet \"Steps\" counts the other {}), {others} are register, zone form, explanations and reference",
            files.len(),
            counts.join("; "),
            submissions - skipped
        ),
    });
    let rows: Vec<Vec<Cell>> = files
        .iter()
        .map(|file| {
            let layout = match file.layout {
                Layout::None => "",
                Layout::Forms => view.say("报表", "forms"),
                Layout::Export => view.say("导出表", "export"),
                Layout::Mixed => view.say("报表与导出表", "mixed"),
                Layout::Table => view.say("表格", "table"),
            };
            vec![
                Cell::text(&file.path),
                Cell::text(view.kind_word(file.kind)),
                Cell::text(layout),
                Cell::text(view.file_word(file.status)).tone(match file.status {
                    FileStatus::Read => Tone::Good,
                    FileStatus::Refused => Tone::Error,
                    FileStatus::Superseded | FileStatus::Identical => Tone::Query,
                    FileStatus::Skipped => Tone::Muted,
                }),
                Cell::text(file.reason_in(view.language)),
                Cell::whole(file.submissions),
                Cell::number(file.bytes as f64 / 1024.0, 1),
                Cell::text(file.hash.get(..12).unwrap_or(&file.hash)).tone(Tone::Muted),
            ]
        })
        .collect();
    sheet.main_table(
        &[
            Column::text(view.say("文件", "File")).most(60.0),
            Column::text(view.say("用途", "For")),
            Column::text(view.say("版式", "Layout")),
            Column::text(view.say("处理", "What became of it")),
            Column::text(view.say("说明", "Why")).most(70.0),
            Column::number(view.say("企业数", "Submissions")),
            Column::number(view.say("大小（KB）", "Size (KB)")).on_screen(),
            Column::text(view.say("校验值", "Hash")),
        ],
        &rows,
        1,
    )?;
    sheet.finish()
}
