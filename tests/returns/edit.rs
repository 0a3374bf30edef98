//! Edits cells of a workbook as a respondent would: in the parts of its archive, so that everything else stays.

use std::fs::File;
use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::process::Command;

use calamine::{Data, Reader, open_workbook_auto};

/// What is typed into a cell.
#[derive(Clone, Debug)]
pub(crate) enum Typed {
    Number(f64),
    Text(String),
}

/// A cell: index of the sheet, and its A1 name.
pub(crate) type Place = (usize, String);

/// The cells of a sheet as texts, by row.
pub(crate) fn sheet(path: &Path, index: usize) -> Vec<Vec<String>> {
    let mut workbook = open_workbook_auto(path).unwrap();
    let range = workbook.worksheet_range_at(index).unwrap().unwrap();
    assert_eq!(range.start(), Some((0, 0)), "a title stands in A1");
    range
        .rows()
        .map(|row| row.iter().map(Data::to_string).collect())
        .collect()
}

/// The value cell of a field on the forms of a return.
pub(crate) fn value_cell(path: &Path, code: &str) -> Place {
    let workbook = open_workbook_auto(path).unwrap();
    for index in 1..workbook.sheet_names().len() {
        let rows = sheet(path, index);
        if let Some(row) = rows
            .iter()
            .position(|row| row.get(2).is_some_and(|cell| cell == code))
        {
            return (index, format!("D{}", row + 1));
        }
    }
    panic!("no form has {code}");
}

/// The list of findings: the row of its header, and its rows.
pub(crate) fn list(path: &Path) -> (Vec<String>, Vec<(usize, Vec<String>)>) {
    let rows = sheet(path, 0);
    let at = rows
        .iter()
        .position(|row| row.iter().any(|cell| cell == "统一社会信用代码"))
        .unwrap();
    let header = rows[at].clone();
    let below = rows.into_iter().enumerate().skip(at + 1).collect();
    (header, below)
}

/// The column of the list whose header begins so.
pub(crate) fn column(header: &[String], starts: &str) -> usize {
    header
        .iter()
        .position(|cell| cell == starts || cell.starts_with(&format!("{starts} (")))
        .unwrap_or_else(|| panic!("no column {starts} in {header:?}"))
}

/// The cells in which the queries of a return are explained.
pub(crate) fn explanations(path: &Path, text: &str) -> Vec<(Place, Typed)> {
    let (header, rows) = list(path);
    let [severity, state, answer] = ["程度", "状态", "说明"].map(|name| column(&header, name));
    let letter = char::from(b'A' + u8::try_from(answer).unwrap());
    rows.iter()
        .filter(|(_, row)| row[severity] == "疑问" && row[state] == "待处理")
        .map(|(at, row)| {
            let place = (0, format!("{letter}{}", at + 1));
            (place, Typed::Text(format!("{text}：{}", row[0])))
        })
        .collect()
}

/// Writes a copy of a workbook with other cells.
pub(crate) fn edited(from: &Path, to: &Path, cells: &[(Place, Typed)]) {
    let mut archive = zip::ZipArchive::new(File::open(from).unwrap()).unwrap();
    let mut copy = zip::ZipWriter::new(File::create(to).unwrap());
    for index in 0..archive.len() {
        let mut part = archive.by_index(index).unwrap();
        let name = part.name().unwrap().into_owned();
        let mut bytes = Vec::new();
        part.read_to_end(&mut bytes).unwrap();
        for ((sheet, cell), typed) in cells {
            if name == format!("xl/worksheets/sheet{}.xml", sheet + 1) {
                let text = String::from_utf8(bytes).unwrap();
                bytes = with_cell(&text, cell, typed).into_bytes();
            }
        }
        copy.start_file(name, zip::write::SimpleFileOptions::default())
            .unwrap();
        copy.write_all(&bytes).unwrap();
    }
    copy.finish().unwrap();
}

/// The XML of a sheet with another value in a cell that it has.
fn with_cell(xml: &str, cell: &str, typed: &Typed) -> String {
    let start = xml
        .find(&format!("<c r=\"{cell}\""))
        .unwrap_or_else(|| panic!("no cell {cell}"));
    let tag = start + xml[start..].find('>').unwrap();
    let end = if xml[..tag].ends_with('/') {
        tag + 1
    } else {
        start + xml[start..].find("</c>").unwrap() + 4
    };
    let style = xml[start..tag]
        .split("s=\"")
        .nth(1)
        .map_or("0", |rest| rest.split('"').next().unwrap());
    let new = match typed {
        Typed::Number(number) => format!("<c r=\"{cell}\" s=\"{style}\"><v>{number}</v></c>"),
        Typed::Text(text) => format!(
            "<c r=\"{cell}\" s=\"{style}\" t=\"inlineStr\"><is><t>{}</t></is></c>",
            text.replace('&', "&amp;").replace('<', "&lt;")
        ),
    };
    format!("{}{new}{}", &xml[..start], &xml[end..])
}

/// The workbook as LibreOffice saves it in another format; none where it is not on this machine.
pub(crate) fn through_libreoffice(path: &Path, format: &str, folder: &Path) -> Option<PathBuf> {
    let profile = folder.join("profile");
    let ran = Command::new("soffice")
        .arg(format!(
            "-env:UserInstallation=file://{}",
            profile.display()
        ))
        .args(["--headless", "--convert-to", format, "--outdir"])
        .arg(folder)
        .arg(path)
        .output();
    match ran {
        Err(error) => {
            eprintln!("SKIPPED: a return saved by LibreOffice as .{format}: {error}");
            None
        }
        Ok(output) => {
            let saved = folder
                .join(path.file_stem().unwrap())
                .with_extension(format);
            assert!(saved.is_file(), "{output:?}");
            Some(saved)
        }
    }
}
